"""What lies inside a sealed piece: three lines that say what it is, an empty line, its bytes.

    media: application/pdf
    date: 2026-06-12
    titre: Convention signée

The title and the kind of a scan say much about a person, so they are sealed with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bilantool.errors import DataFault
from bilantool.sealing.canonical import RESTORE
from bilantool.sealing.envelope import (
    MAX_PIECE,
    PieceHeader,
    open_piece,
    seal_piece,
)

_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """An attached file: media type, date (AAAA-MM-JJ), title (one line, 1 to 200), bytes."""

    media: str
    date: str
    titre: str
    data: bytes


def seal(header: PieceHeader, piece: Piece, key: bytes, *, salt: bytes | None = None) -> bytes:
    """The sealed text of `piece`; raises DataFault where `pack` does, see `envelope.seal_note`."""
    return seal_piece(header, pack(piece), key, salt=salt)


def unseal(
    data: bytes, key: bytes, *, dossier: str, piece: str, classe: str
) -> tuple[PieceHeader, Piece]:
    """The piece that should be `piece` of `dossier`; raises as `envelope.open_note`."""
    sealed = open_piece(data, key, dossier=dossier, piece=piece, classe=classe)
    return sealed.header, unpack(sealed.plaintext)


def pack(piece: Piece) -> bytes:
    """The bytes to seal.

    Raises DataFault on a file above 20 MiB, a title that is not one line, a media type or a
    date that is none.
    """
    if len(piece.data) > MAX_PIECE:
        raise DataFault(
            "cette pièce dépasse 20\u00a0Mio",
            hint="numérisez-la en noir et blanc ou en moindre résolution, ou partagez-la en deux",
        )
    fault = _fault(piece)
    if fault:
        raise DataFault(fault, hint="corrigez cette indication, puis recommencez")
    lines = f"media: {piece.media}\ndate: {piece.date}\ntitre: {piece.titre}\n\n"
    return lines.encode() + piece.data


def unpack(plaintext: bytes) -> Piece:
    """What `pack` was given; raises DataFault on any other bytes."""
    head, separator, data = plaintext.partition(b"\n\n")
    try:
        lines = [line.partition(": ") for line in head.decode().split("\n")]
    except UnicodeDecodeError:
        raise _unreadable() from None
    if not separator or [name for name, _, _ in lines] != ["media", "date", "titre"]:
        raise _unreadable()
    piece = Piece(lines[0][2], lines[1][2], lines[2][2], data)
    if _fault(piece) or len(data) > MAX_PIECE:
        raise _unreadable()
    return piece


def _fault(piece: Piece) -> str:
    """What is wrong with the three lines, in French; empty when nothing is."""
    if not _MEDIA.fullmatch(piece.media):
        return "le type de cette pièce n’est pas un type de fichier connu"
    if not _is_date(piece.date):
        return "la date de cette pièce n’est pas une date AAAA-MM-JJ"
    if not 1 <= len(piece.titre) <= _MAX_TITLE or not piece.titre.isprintable():
        return f"le titre de cette pièce doit tenir en une ligne de {_MAX_TITLE} caractères au plus"
    return ""


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unreadable() -> DataFault:
    return DataFault("cette pièce n’a pas la forme attendue", hint=RESTORE)
