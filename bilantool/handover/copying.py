"""What the person is given on a screen: the same document, closed by a password of her own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bilantool.documents import delivery, portable
from bilantool.errors import UsageFault
from bilantool.portability.locked import SHORTEST, Archive
from bilantool.storage import files

PASSWORD_LIMIT = 127
"""Bytes of a password that a PDF takes into account."""

HOW_TO_OPEN = (
    "le PDF s'ouvre avec son mot de passe dans un lecteur récent (Acrobat Reader, Edge, Firefox)"
)


def checked(password: str) -> str:
    """The password; UsageFault for one that is easily guessed, or longer than a PDF can hold."""
    if len(password) < SHORTEST:
        raise UsageFault(
            f"ce mot de passe a moins de {SHORTEST} caractères : il se devine",
            hint="prenez plusieurs mots, ou laissez bilantool en proposer un",
        )
    if len(password.encode()) > PASSWORD_LIMIT or not password.isprintable():
        raise UsageFault(
            "ce mot de passe est trop long, ou contient des signes qui ne se tapent pas",
            hint="une dizaine de mots sur une seule ligne suffit",
        )
    return password


def suffix(kind: str) -> str:
    """How the copy's file ends: an AES-256 PDF is one; of an office document, a zip is made."""
    return "pdf" if kind == "pdf" else "zip"


def sealed(reference: str, kind: str, data: bytes, password: str, now: datetime) -> bytes:
    """The copy of a document in AES-256; raises as `portable.locked` and `Archive.locked`."""
    if kind == "pdf":
        return portable.locked(data, password)
    archive = Archive(name(reference), now)
    archive.put(f"{name(reference)}.{kind}", data)
    return archive.locked(password)


def name(reference: str) -> str:
    """What the copy is called: the dossier's number, never a person's name."""
    return f"synthese-{reference}"


def deliver(cabinet: Path, folder: Path, reference: str, kind: str, data: bytes) -> Path:
    """Put the copy into the dossier's documents; an earlier one, untouched since, is replaced."""
    ready = delivery.folder_for(cabinet, folder)
    return delivery.deliver(ready, name(reference), suffix(kind), data).path


def place(target: Path, reference: str, kind: str) -> Path:
    """Where the copy of a document of this format goes in a folder of the person's choice.

    Raises UsageFault where the folder is missing or a copy is there already.
    """
    if not target.is_dir():
        raise UsageFault(
            f"le dossier {files.quoted(target)} n'existe pas",
            hint="créez-le, ou ôtez --to : la copie sera avec les documents du dossier",
        )
    path = target / f"{name(reference)}.{suffix(kind)}"
    if path.exists() or path.is_symlink():
        raise UsageFault(
            f"{files.quoted(path)} existe déjà",
            hint="supprimez-le d'abord s'il ne sert plus, ou choisissez un autre dossier avec --to",
        )
    return path
