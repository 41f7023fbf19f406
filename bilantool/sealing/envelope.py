"""bilantool-note/1 and bilantool-piece/1: what lies in a cabinet's folder (docs/format.md).

The lines above the content are bound to it: whoever can write into the repository can
neither read nor forge, nor put one note in another's place, nor in another dossier, class,
generation or revision. Opening therefore asks which dossier, note and class the caller
means, from what he trusts (the trousseau's pins), never from the file itself.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from bilantool.errors import DataFault, KeyFault
from bilantool.sealing import box, canonical, padding
from bilantool.sealing.canonical import CLASSE, COUNT, NOTE, SALT, UUID, Form, Parsed

MAX_NOTE = 1024 * 1024
"""The largest plaintext of a note, in bytes."""

MAX_PIECE = 20 * 1024 * 1024
"""The largest attached file, in bytes."""


def _sealed_size(plaintext: int) -> int:
    """Bytes of text for so many bytes of plaintext, rounded up: base64, indents, CRLF, header."""
    return (padding.bucket(plaintext + 1) + box.OVERHEAD) * 4 // 3 * 80 // 76 + 2048


NOTE_LIMIT = _sealed_size(MAX_NOTE)
"""The size in bytes above which a sealed note is not even parsed."""

PIECE_LIMIT = _sealed_size(MAX_PIECE + 1024)
"""The same for a sealed piece."""

CLAIM = 1024
"""Bytes that hold everything above the content."""

NOTE_FORM = Form(
    kind="note",
    subject="cette note",
    noun="une note chiffrée",
    comment="# Note chiffrée par bilantool : « bilantool edit » pour l'ouvrir.",
    fields={
        "dossier": UUID,
        "note": NOTE,
        "classe": CLASSE,
        "generation": COUNT,
        "revision": COUNT,
        "sel": SALT,
    },
    limit=NOTE_LIMIT,
)
PIECE_FORM = Form(
    kind="piece",
    subject="cette pièce",
    noun="une pièce chiffrée",
    comment="# Pièce chiffrée par bilantool : elle s'ouvre avec les clés de son dossier.",
    fields={
        "dossier": UUID,
        "piece": UUID,
        "classe": CLASSE,
        "generation": COUNT,
        "revision": COUNT,
        "sel": SALT,
    },
    limit=PIECE_LIMIT,
)


@dataclass(frozen=True, slots=True)
class NoteHeader:
    """What a sealed note says in clear; authentic only once the note was opened."""

    dossier: str
    note: str
    classe: str
    generation: int
    revision: int


@dataclass(frozen=True, slots=True)
class PieceHeader:
    """What a sealed piece says in clear; `dossier` and `piece` are uuids."""

    dossier: str
    piece: str
    classe: str
    generation: int
    revision: int


@dataclass(frozen=True, slots=True)
class SealedNote:
    """An opened note: its authentic header and its text (UTF-8, not decoded here)."""

    header: NoteHeader
    plaintext: bytes


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """An opened piece: its authentic header and the bytes that `pieces` takes apart."""

    header: PieceHeader
    plaintext: bytes


def seal_note(
    header: NoteHeader, plaintext: bytes, key: bytes, *, salt: bytes | None = None
) -> bytes:
    """The sealed text of a note under its class key (32 bytes).

    `salt` (32 bytes) is for test vectors alone: sealing two texts with one salt gives both away.

    Raises DataFault above `MAX_NOTE`, ValueError on a header that the format cannot say.
    """
    if len(plaintext) > MAX_NOTE:
        raise DataFault(
            f"la note {header.note} dépasse 1 Mio",
            hint="joignez les longs textes comme pièces, et gardez dans la note ce qui en ressort",
        )
    values = {"note": header.note, **_common(header)}
    return _seal(NOTE_FORM, values, plaintext, key, salt)


def note_header(data: bytes) -> NoteHeader:
    """What a sealed note says of itself, strictly parsed, without any key and not yet proven.

    Raises DataFault: not a note, too large, newer format, truncated, altered.
    """
    return _note_header(_parse(NOTE_FORM, data))


def open_note(data: bytes, key: bytes, *, dossier: str, note: str, classe: str) -> SealedNote:
    """Open the note that should be `note` of `dossier`, of `classe`.

    `key` is the class key of the generation that `note_header` tells.

    Raises DataFault (not a note, newer format, truncated, altered, or another dossier's,
    another note or another class) and KeyFault (the key is not the one that sealed it).
    """
    parsed = _parse(NOTE_FORM, data)
    header = _note_header(parsed)
    _require_same(header.dossier, dossier, "cette note est celle d’un autre dossier")
    _require_same(header.note, note, f"à cette place se trouve une autre note, {header.note}")
    _require_same(
        header.classe,
        classe,
        f"cette note est de la classe {header.classe}, alors qu’elle devrait être {classe}",
    )
    return SealedNote(header, _open(NOTE_FORM, parsed, key))


def seal_piece(
    header: PieceHeader, plaintext: bytes, key: bytes, *, salt: bytes | None = None
) -> bytes:
    """The sealed text of a piece; `plaintext` comes from `pieces.pack`; see `seal_note`."""
    values = {"piece": header.piece, **_common(header)}
    return _seal(PIECE_FORM, values, plaintext, key, salt)


def piece_header(data: bytes) -> PieceHeader:
    """As `note_header`, for a piece."""
    return _piece_header(_parse(PIECE_FORM, data).values)


def piece_claim(start: bytes) -> PieceHeader:
    """What the first bytes (`CLAIM` are enough) of a sealed piece say of it; raises DataFault.

    Cheap, for whoever looks at many pieces: nothing of what follows is looked at.
    """
    return _piece_header(canonical.claimed(PIECE_FORM, start))


def open_piece(data: bytes, key: bytes, *, dossier: str, piece: str, classe: str) -> SealedPiece:
    """Open the piece that should be `piece` of `dossier`, of `classe`; raises as `open_note`."""
    parsed = _parse(PIECE_FORM, data)
    header = _piece_header(parsed.values)
    require_piece(header, dossier=dossier, piece=piece, classe=classe)
    return SealedPiece(header, _open(PIECE_FORM, parsed, key))


def require_piece(header: PieceHeader, *, dossier: str, piece: str, classe: str) -> None:
    """DataFault unless the header is that of `piece` of `dossier`, of `classe`."""
    _require_same(header.dossier, dossier, "cette pièce est celle d’un autre dossier")
    _require_same(header.piece, piece, "à cette place se trouve une autre pièce")
    _require_same(
        header.classe,
        classe,
        f"cette pièce est de la classe {header.classe}, alors qu’elle devrait être {classe}",
    )


def _common(header: NoteHeader | PieceHeader) -> dict[str, str]:
    return {
        "dossier": header.dossier,
        "classe": header.classe,
        "generation": str(header.generation),
        "revision": str(header.revision),
    }


def _note_header(parsed: Parsed) -> NoteHeader:
    values = parsed.values
    return NoteHeader(values["dossier"], values["note"], values["classe"], *_counts(values))


def _piece_header(values: Mapping[str, str]) -> PieceHeader:
    return PieceHeader(values["dossier"], values["piece"], values["classe"], *_counts(values))


def _counts(values: Mapping[str, str]) -> tuple[int, int]:
    return int(values["generation"]), int(values["revision"])


def _seal(
    form: Form, values: dict[str, str], plaintext: bytes, key: bytes, salt: bytes | None
) -> bytes:
    salt = salt or box.fresh_salt()
    head = canonical.head(form, {**values, "sel": base64.b64encode(salt).decode()})
    padded = padding.pad(plaintext)
    body = box.seal(key, padded, salt=salt, info=form.name.encode(), aad=head)
    return canonical.write(head, body)


def _parse(form: Form, data: bytes) -> Parsed:
    parsed = canonical.parse(form, data)
    if not padding.is_bucket(len(parsed.body) - box.OVERHEAD):
        raise canonical.truncated(form)
    return parsed


def _open(form: Form, parsed: Parsed, key: bytes) -> bytes:
    salt = base64.b64decode(parsed.values["sel"])
    info = form.name.encode()
    try:
        return padding.unpad(box.unseal(key, parsed.body, salt=salt, info=info, aad=parsed.head))
    except box.WrongKey:
        raise KeyFault(
            f"la clé du dossier n’ouvre pas {form.subject}",
            hint="ce fichier a été modifié hors de bilantool, ou vient d’un autre trousseau\u00a0: "
            + canonical.RESTORE,
        ) from None
    except (box.Altered, padding.BadPadding):
        raise canonical.altered(form) from None


def _require_same(found: str, expected: str, refusal: str) -> None:
    if found != expected:
        raise DataFault(
            refusal,
            hint="un fichier ou un dossier a été déplacé ou renommé\u00a0: remettez-le à sa place, "
            "ou " + canonical.RESTORE,
        )
