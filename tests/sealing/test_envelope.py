"""The sealed note: opens in its own place alone, and only as it was written."""

import dataclasses
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.sealing import envelope
from bilantool.sealing.envelope import NoteHeader, PieceHeader, SealedNote

KEY = bytes(range(32))
OTHER_KEY = bytes(reversed(range(32)))
DOSSIER = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
HEADER = NoteHeader(DOSSIER, "preliminaire/demande", "travail", 1, 7)
TEXT = "situation_actuelle: quelque chose de très personnel\n".encode()
SALT = bytes(range(32, 64))
SEALED = envelope.seal_note(HEADER, TEXT, KEY, salt=SALT)

names = st.from_regex(r"[a-z]{1,12}(-[a-z0-9]{1,5})?/[a-z]{1,12}(-[a-z0-9]{1,5})?", fullmatch=True)
headers = st.builds(
    NoteHeader,
    st.uuids().map(str),
    names,
    st.sampled_from(["travail", "suivi", "administratif", "comptable"]),
    st.integers(1, 999_999_999),
    st.integers(1, 999_999_999),
)


def opened(
    data: bytes,
    key: bytes = KEY,
    *,
    dossier: str = DOSSIER,
    note: str = "preliminaire/demande",
    classe: str = "travail",
) -> SealedNote:
    return envelope.open_note(data, key, dossier=dossier, note=note, classe=classe)


@given(headers, st.binary(max_size=3000), st.binary(min_size=32, max_size=32))
def test_round_trip(header: NoteHeader, text: bytes, key: bytes) -> None:
    """Any header and any bytes come back as they were sealed."""
    data = envelope.seal_note(header, text, key)
    place = {"dossier": header.dossier, "note": header.note, "classe": header.classe}
    assert envelope.note_header(data) == header
    assert envelope.open_note(data, key, **place) == SealedNote(header, text)


@given(headers, st.binary(max_size=3000))
def test_crlf_checkout_opens(header: NoteHeader, text: bytes) -> None:
    """A file whose every line ending became CRLF is the same note."""
    data = envelope.seal_note(header, text, KEY).replace(b"\n", b"\r\n")
    place = {"dossier": header.dossier, "note": header.note, "classe": header.classe}
    assert envelope.open_note(data, KEY, **place).plaintext == text


def test_form() -> None:
    """The lines are those of the specification, in its order, at most 78 columns of content."""
    lines = SEALED.decode().split("\n")
    assert lines[0] == "# Note chiffrée par bilantool : « bilantool edit » pour l'ouvrir."
    assert lines[1:7] == [
        "format: bilantool-note/1",
        f"dossier: {DOSSIER}",
        "note: preliminaire/demande",
        "classe: travail",
        "generation: 1",
        "revision: 7",
    ]
    assert lines[7].startswith("sel: ") and lines[8] == "contenu: |"
    assert {len(line) for line in lines[9:-2]} == {78}
    assert lines[-1] == ""


def test_nothing_of_the_text_shows() -> None:
    """Neither the text nor its length is in the file: a short note is as long as an empty one."""
    assert b"personnel" not in SEALED
    assert len(SEALED) == len(envelope.seal_note(HEADER, b"", KEY))


def test_each_sealing_differs() -> None:
    """The salt is fresh, so that the constant nonce is never used twice under one key."""
    assert envelope.seal_note(HEADER, TEXT, KEY) != envelope.seal_note(HEADER, TEXT, KEY)


@settings(max_examples=400)
@given(st.integers(0, len(SEALED) * 8 - 1))
def test_every_flipped_bit_is_refused(bit: int) -> None:
    """Whatever single bit changes, the note does not open."""
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BilantoolError):
        opened(bytes(altered))


@settings(max_examples=300)
@given(st.integers(0, len(SEALED) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    """However much of the end is missing, the note does not open."""
    with pytest.raises(DataFault):
        opened(SEALED[:length])


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    """Nothing but a DataFault comes of bytes that are no note, with a plausible start or not."""
    for candidate in (data, b"format: bilantool-note/1\n" + data, SEALED[:300] + data):
        with pytest.raises(DataFault):
            envelope.note_header(candidate)


def test_another_dossier() -> None:
    """A note copied from another dossier is refused, and the refusal says so."""
    with pytest.raises(DataFault, match="celle d’un autre dossier"):
        opened(SEALED, dossier=OTHER)


def test_another_note() -> None:
    """Two exchanged notes are refused, and the refusal names the one that was found."""
    with pytest.raises(DataFault, match="une autre note, preliminaire/demande"):
        opened(SEALED, note="preliminaire/cadrage")


def test_another_class() -> None:
    """A note that says another class than its pin is refused."""
    with pytest.raises(DataFault, match="classe travail, alors qu’elle devrait être suivi"):
        opened(SEALED, classe="suivi")


def test_wrong_key() -> None:
    """The key of another dossier, class or generation is a fault of key, not of data."""
    with pytest.raises(KeyFault, match="la clé du dossier n’ouvre pas cette note"):
        opened(SEALED, OTHER_KEY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dossier", OTHER),
        ("note", "preliminaire/cadrage"),
        ("classe", "suivi"),
        ("generation", 2),
        ("revision", 8),
    ],
)
def test_a_forged_header_is_refused(field: str, value: str | int) -> None:
    """Every line above the content is bound to it, even for one who expects the forged line."""
    old = f"{field}: {getattr(HEADER, field)}\n".encode()
    forged = SEALED.replace(old, f"{field}: {value}\n".encode())
    expected = dataclasses.replace(HEADER, **{field: value})  # type: ignore[arg-type]
    assert envelope.note_header(forged) == expected
    with pytest.raises(DataFault, match="modifié hors de bilantool"):
        opened(forged, dossier=expected.dossier, note=expected.note, classe=expected.classe)


def test_an_altered_content_is_a_fault_of_data() -> None:
    """The right key on altered bytes says that the note was changed, not that the key is wrong."""
    lines = SEALED.split(b"\n")
    lines[-3] = lines[-3].replace(lines[-3][10:11], b"A" if lines[-3][10:11] != b"A" else b"B", 1)
    with pytest.raises(DataFault, match="modifié hors de bilantool"):
        opened(b"\n".join(lines))


def test_newer_format() -> None:
    """A note of a later format asks for a newer bilantool rather than being called damaged."""
    newer = SEALED.replace(b"bilantool-note/1", b"bilantool-note/2").replace(b"sel:", b"salt:")
    with pytest.raises(DataFault, match="version plus récente") as caught:
        opened(newer)
    assert "à jour" in caught.value.hint


BAD_FORMS = {
    "empty": (b"", "vide"),
    "plain yaml": (b"nom: Durand\n", "n’est pas une note chiffrée"),
    "utf-16": (SEALED.decode().encode("utf-16"), "n’est pas une note chiffrée"),
    "another kind": (
        envelope.seal_piece(PieceHeader(DOSSIER, OTHER, "travail", 1, 1), b"", KEY),
        "n’est pas une note chiffrée",
    ),
    "bom": (b"\xef\xbb\xbf" + SEALED, "modifié"),
    "version zero": (SEALED.replace(b"note/1", b"note/0"), "modifié"),
    "mixed endings": (SEALED.replace(b"\n", b"\r\n", 3), "fins de ligne"),
    "lone return": (SEALED.replace(b"\n", b"\r", 1), "fins de ligne"),
    "cut after a line": (b"\n".join(SEALED.split(b"\n")[:-3]) + b"\n", "manque une partie"),
    "cut in the header": (SEALED[:200], "manque une partie"),
    "no final newline": (SEALED[:-1], "manque une partie"),
    "text after": (SEALED + b"a: b\n", "modifié"),
    "blank line after": (SEALED + b"\n", "modifié"),
    "unknown line": (SEALED.replace(b"sel: ", b"autre: 1\nsel: "), "modifié"),
    "swapped lines": (
        SEALED.replace(b"generation: 1\nrevision: 7\n", b"revision: 7\ngeneration: 1\n"),
        "modifié",
    ),
    "leading zero": (SEALED.replace(b"revision: 7", b"revision: 07"), "modifié"),
    "negative": (SEALED.replace(b"revision: 7", b"revision: -7"), "modifié"),
    "capital uuid": (SEALED.replace(DOSSIER.encode(), DOSSIER.upper().encode()), "modifié"),
    "path in the note": (SEALED.replace(b"preliminaire/demande", b"../demande"), "modifié"),
    "another comment": (SEALED.replace(b"# Note", b"# note", 1), "modifié"),
    "other width": (SEALED[:-20] + b"\n  " + SEALED[-20:], "modifié"),
    "other alphabet": (SEALED[:-8] + b"-_" + SEALED[-6:], "modifié"),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_bad_forms_are_named(name: str) -> None:
    """Each way of not being a note in its one form is refused before any key is used."""
    data, sentence = BAD_FORMS[name]
    with pytest.raises(DataFault, match=sentence):
        envelope.note_header(data)


def test_spare_bits_of_base64() -> None:
    """The bits that base64 leaves unused are not free: one content has one text."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = SEALED.rstrip(b"\n")
    assert text.endswith(b"="), "this length of content leaves spare bits"
    position = len(text.rstrip(b"=")) - 1
    twin = alphabet[alphabet.index(text[position : position + 1]) ^ 1 :][:1]
    altered = text[:position] + twin + text[position + 1 :] + b"\n"
    with pytest.raises(DataFault, match="modifié"):
        envelope.note_header(altered)


def test_sizes_are_bounded_before_parsing() -> None:
    """A huge file is refused by its size; the largest note is accepted, one byte more is not."""
    with pytest.raises(DataFault, match="taille permise"):
        envelope.note_header(b"x" * (envelope.NOTE_LIMIT + 1))
    largest = envelope.seal_note(HEADER, b"x" * envelope.MAX_NOTE, KEY)
    assert len(largest.replace(b"\n", b"\r\n")) <= envelope.NOTE_LIMIT
    with pytest.raises(DataFault, match="dépasse 1"):
        envelope.seal_note(HEADER, b"x" * (envelope.MAX_NOTE + 1), KEY)


@pytest.mark.parametrize(
    "header",
    [
        dataclasses.replace(HEADER, dossier=str(uuid.UUID(int=5)).upper() + "x"),
        dataclasses.replace(HEADER, note="a/b\nrevision: 9"),
        dataclasses.replace(HEADER, note="../secret"),
        dataclasses.replace(HEADER, classe=""),
        dataclasses.replace(HEADER, generation=0),
        dataclasses.replace(HEADER, revision=10**9),
    ],
)
def test_a_header_that_the_format_cannot_say(header: NoteHeader) -> None:
    """Sealing never writes a file that reading would refuse."""
    with pytest.raises(ValueError):
        envelope.seal_note(header, TEXT, KEY)


def test_refusals_hold_no_word_of_the_note() -> None:
    """Whatever the refusal, the text of the note is not in it."""
    for data, _ in BAD_FORMS.values():
        with pytest.raises(DataFault) as caught:
            envelope.note_header(data)
        assert "Durand" not in caught.value.message + caught.value.hint
