"""What was typed and could not be saved: kept, sealed under its note's own class key.

A draft lies in the trousseau's folder, outside every repository, and becomes unreadable
with its class like every other version of the note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import BilantoolError, DataFault
from bilantool.sealing import envelope
from bilantool.storage import files


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that waits for its note; `kept` is when it was put aside."""

    note: str
    text: str
    kept: datetime


def _path(opened: OpenDossier, note: str) -> Path:
    folder = opened.trousseau.drafts / opened.dossier.uuid
    return folder / f"{note.replace('/', '.')}.brouillon"


def keep(opened: OpenDossier, note: str, text: str) -> None:
    """Seal `text` as the note's draft. An earlier, different draft is kept beside it."""
    path = _path(opened, note)
    files.private_folder(path.parent.parent)
    files.private_folder(path.parent)
    if path.exists():
        earlier = find(opened, note)
        if earlier is not None and earlier.text != text:
            text = f"{earlier.text.rstrip()}\n\n# ----- texte gardé ensuite -----\n{text}"
    files.write_atomically(path, opened.sealed(note, text, revision=1))


def find(opened: OpenDossier, note: str) -> Draft | None:
    """The note's draft, if there is one; DataFault when it can no longer be opened."""
    path = _path(opened, note)
    if not path.is_file():
        return None
    kept = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    try:
        return Draft(
            note, opened.unsealed(note, files.read_bounded(path, envelope.NOTE_LIMIT)), kept
        )
    except BilantoolError as fault:
        raise DataFault(
            f"le brouillon de la note {note} ne s'ouvre plus : {fault.message}",
            hint=f"il est rangé dans {path}",
        ) from None


def drop(opened: OpenDossier, note: str) -> None:
    """Forget the draft: its text is in the note now, or is no longer wanted."""
    _path(opened, note).unlink(missing_ok=True)


def waiting(opened: OpenDossier) -> tuple[str, ...]:
    """The notes that have a draft."""
    folder = opened.trousseau.drafts / opened.dossier.uuid
    return tuple(sorted(path.stem.replace(".", "/", 1) for path in folder.glob("*.brouillon")))
