"""Sealed pieces: attached files with what says what they are."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import DataFault, KeyFault
from bilantool.sealing import envelope, pieces
from bilantool.sealing.envelope import PieceHeader
from bilantool.sealing.pieces import Piece

KEY = bytes(range(32))
DOSSIER = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
PIECE = "11111111-2222-4333-8444-555555555555"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
HEADER = PieceHeader(DOSSIER, PIECE, "comptable", 1, 1)
SCAN = Piece("application/pdf", "2026-06-12", "Convention signée", b"%PDF-1.7\n\n\x00\xff")
SEALED = pieces.seal(HEADER, SCAN, KEY)

titles = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=200).filter(
    str.isprintable
)


@given(st.dates().map(str), titles, st.binary(max_size=2000))
def test_round_trip(day: str, title: str, data: bytes) -> None:
    """Any title, date and bytes come back."""
    piece = Piece("image/svg+xml", day, title, data)
    sealed = pieces.seal(HEADER, piece, KEY)
    assert pieces.unseal(sealed, KEY, dossier=DOSSIER, piece=PIECE, classe="comptable") == (
        HEADER,
        piece,
    )


def test_title_and_media_type_are_sealed() -> None:
    """What a piece is stands in the sealed part, not above it."""
    assert b"Convention" not in SEALED and b"pdf" not in SEALED
    assert envelope.piece_header(SEALED) == HEADER


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"dossier": OTHER}, "autre dossier"),
        ({"piece": OTHER}, "une autre pièce"),
        ({"classe": "travail"}, "classe comptable, alors qu’elle devrait être travail"),
    ],
)
def test_another_place(place: dict[str, str], sentence: str) -> None:
    """A piece opens in its own dossier, under its own uuid and class alone."""
    expected = {"dossier": DOSSIER, "piece": PIECE, "classe": "comptable", **place}
    with pytest.raises(DataFault, match=sentence):
        pieces.unseal(SEALED, KEY, **expected)


def test_wrong_key() -> None:
    """The wrong key is a fault of key."""
    with pytest.raises(KeyFault):
        pieces.unseal(SEALED, bytes(32), dossier=DOSSIER, piece=PIECE, classe="comptable")


def test_a_note_is_no_piece() -> None:
    """The kinds do not stand for one another, even under one key and one uuid."""
    note = envelope.seal_note(envelope.NoteHeader(DOSSIER, "a/b", "comptable", 1, 1), b"", KEY)
    with pytest.raises(DataFault, match="n’est pas une pièce"):
        envelope.piece_header(note)


@pytest.mark.parametrize(
    "change",
    [
        {"titre": ""},
        {"titre": "deux\nlignes"},
        {"titre": "x" * 201},
        {"date": "12/06/2026"},
        {"date": "2026-02-30"},
        {"date": "20260612"},
        {"media": "pdf"},
        {"media": "text/html; charset=x"},
        {"data": bytes(envelope.MAX_PIECE + 1)},
    ],
    ids=lambda change: str(change)[:40],
)
def test_what_cannot_be_packed(change: dict[str, str | bytes]) -> None:
    """A piece is refused before sealing when what says what it is cannot be written."""
    with pytest.raises(DataFault):
        pieces.pack(dataclasses.replace(SCAN, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"media: a/b\ndate: 2026-01-01\ntitre: x\n",
        b"date: 2026-01-01\nmedia: a/b\ntitre: x\n\n",
        b"media: a/b\ndate: 2026-01-01\ntitre: \xff\n\n",
        b"media: a/b\ndate: 2026-13-01\ntitre: x\n\n",
    ],
)
def test_foreign_plaintext_is_refused(plaintext: bytes) -> None:
    """Only the three lines in their order are read."""
    with pytest.raises(DataFault, match="forme attendue"):
        pieces.unpack(plaintext)


def test_the_largest_piece_fits() -> None:
    """Twenty MiB are sealed within the limit at which reading stops, as a CRLF checkout too."""
    header = dataclasses.replace(HEADER, revision=999_999_999)
    largest = pieces.seal(header, dataclasses.replace(SCAN, data=bytes(envelope.MAX_PIECE)), KEY)
    assert len(largest) + largest.count(b"\n") <= envelope.PIECE_LIMIT
    assert envelope.piece_header(largest) == header
