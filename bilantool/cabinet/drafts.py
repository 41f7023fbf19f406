"""What was typed and could not be saved: kept, sealed under its note's own class key.

A draft lies in the trousseau's folder, outside every repository, and becomes unreadable
with its class like every other version of the note.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import BilantoolError, DataFault
from bilantool.keys.trousseau import Trousseau
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


def keep(opened: OpenDossier, note: str, text: str, *, replaces: Draft | None = None) -> None:
    """Seal `text` as the note's draft.

    `replaces` is the draft that `text` was made from; any other that is there is kept above
    the new text, and one that no longer opens is put aside under another name.
    """
    path = _path(opened, note)
    files.private_folder(path.parent.parent)
    files.private_folder(path.parent)
    try:
        earlier = find(opened, note)
    except DataFault:
        path.replace(path.with_name(f"{path.stem}.{secrets.token_hex(4)}.illisible"))
        earlier = None
    known = ("", text, replaces.text if replaces else text)
    if earlier is not None and earlier.text not in known:
        text = f"{earlier.text.rstrip()}\n\n# ----- texte gardé ensuite -----\n{text}"
    files.write_atomically(path, opened.sealed_draft(note, text))


def find(opened: OpenDossier, note: str) -> Draft | None:
    """The note's draft, if there is one; DataFault when it can no longer be opened."""
    path = _path(opened, note)
    if not path.is_file():
        return None
    kept = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    try:
        data = files.read_bounded(path, envelope.PIECE_LIMIT)
        return Draft(note, opened.unsealed_draft(note, data), kept)
    except BilantoolError as fault:
        raise DataFault(
            f"le brouillon de la note {note} ne s'ouvre plus : {fault.message}",
            hint=f"il est rangé dans {files.quoted(path)}",
        ) from None


def reseal(opened: OpenDossier, note: str) -> None:
    """Seal the note's draft, if there is one, under the class that the note is of now."""
    draft = find(opened, note)
    if draft is None:
        return
    path = _path(opened, note)
    files.write_atomically(path, opened.sealed_draft(note, draft.text))
    os.utime(path, (draft.kept.timestamp(), draft.kept.timestamp()))


def drop(opened: OpenDossier, note: str) -> None:
    """Forget the draft: its text is in the note now, or is no longer wanted."""
    path = _path(opened, note)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise files.fault(error, "d’effacer", path) from None


def waiting(trousseau: Trousseau, dossier: str) -> tuple[str, ...]:
    """The notes of the dossier (its uuid) that have a draft; no key is needed to tell."""
    folder = trousseau.drafts / dossier
    return tuple(sorted(path.stem.replace(".", "/", 1) for path in folder.glob("*.brouillon")))
