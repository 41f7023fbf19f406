"""Where the calendar file goes: written whole, over an earlier one, over nobody else's file."""

from __future__ import annotations

from pathlib import Path

from bilantool.agenda.calendar import PRODUCT
from bilantool.cabinet.cabinet import DOCUMENTS
from bilantool.documents import delivery
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.storage import files

_HEAD = 4096


def publish(path: Path, data: bytes, cabinet: Path) -> None:
    """Write the calendar to `path` (0600).

    UsageFault when another file than a calendar of ours is there, and inside the cabinet outside
    `documents/`: dates and sorts of delays would go into git. EnvironmentFault when the folder
    is missing or cannot be written.
    """
    if not path.parent.is_dir():
        raise EnvironmentFault(
            f"le dossier {files.quoted(path.parent)} n'existe pas",
            hint="créez-le, ou indiquez-en un autre avec --ics",
        )
    inside = files.lies_in(path.parent, cabinet)
    if inside and not files.lies_in(path.parent, cabinet / DOCUMENTS):
        raise UsageFault(
            "un calendrier écrit dans le cabinet partirait dans git, avec ses dates",
            hint="choisissez un dossier hors du cabinet : --ics ../agenda.ics",
        )
    delivery.folder_for(cabinet, path.parent)
    if path.is_dir():
        raise UsageFault(
            f"{files.quoted(path)} est un dossier",
            hint="indiquez un fichier : --ics agenda.ics",
        )
    if path.exists() and not _ours(path):
        raise UsageFault(
            f"{files.quoted(path)} n'est pas un agenda écrit par bilantool : il reste tel quel",
            hint="donnez un autre nom à --ics, ou supprimez d'abord ce fichier",
        )
    files.write_atomically(path, data)


def _ours(path: Path) -> bool:
    """Whether it is empty, or a calendar that names this program as its author."""
    head = files.read_bounded(path, _HEAD, only_start=True)
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    author = f"PRODID:{PRODUCT}".encode()
    return not head or (lines[0] == b"BEGIN:VCALENDAR" and author in lines)
