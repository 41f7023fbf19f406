"""What was typed and is not in a note yet: kept, sealed under its note's own class key.

It lies in the trousseau's folder, outside every repository, and becomes unreadable with its class
like every version of the note. A note has one file of each kind: a whole text that could not be
saved, which `edit` offers again, and what an interview that was not left holds (see
`cabinet.unfinished`). Beside them lies which of its questions were put already.
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
from bilantool.numbered import Newer
from bilantool.sealing import envelope
from bilantool.storage import files

TEXT = "brouillon"
INTERVIEW = "saisie"
ASKED = "questions"

_COMMANDS = {TEXT: "edit", INTERVIEW: "fill"}
_WAITS = {TEXT: "un brouillon de la note {} attend", INTERVIEW: "la saisie de {} reste à finir"}
_CALLED = {
    TEXT: "le brouillon",
    INTERVIEW: "la saisie commencée",
    ASKED: "la liste des questions déjà posées",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that waits for its note; `kept` is when it was put aside."""

    note: str
    text: str
    kept: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A note for which something waits, and of which kind."""

    note: str
    kind: str = TEXT

    @property
    def command(self) -> str:
        """The command that offers it again."""
        return _COMMANDS[self.kind]

    @property
    def sentence(self) -> str:
        return _WAITS[self.kind].format(self.note.rpartition("/")[2])


def keep(opened: OpenDossier, note: str, text: str, *, replaces: Draft | None = None) -> None:
    """Seal `text` as the note's draft.

    `replaces` is the draft that `text` was made from; any other that is there is kept above
    the new text, and one that no longer opens is put aside under another name.
    """
    try:
        earlier = find(opened, note)
    except DataFault:
        put_aside(opened, note, TEXT)
        earlier = None
    known = ("", text, replaces.text if replaces else text)
    if earlier is not None and earlier.text not in known:
        text = f"{earlier.text.rstrip()}\n\n# ----- texte gardé ensuite -----\n{text}"
    store(opened, note, TEXT, text)


def find(opened: OpenDossier, note: str, kind: str = TEXT) -> Draft | None:
    """What is kept of that kind, if anything; DataFault when it can no longer be opened, Newer
    where it is of a later version."""
    path = _path(opened, note, kind)
    if not path.is_file():
        return None
    kept = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    try:
        data = files.read_bounded(path, envelope.PIECE_LIMIT)
        return Draft(note, opened.unsealed_draft(note, data), kept)
    except Newer:
        raise Newer.of(f"{_CALLED[kind]} de la note {note}") from None
    except BilantoolError as fault:
        raise DataFault(
            f"{_CALLED[kind]} de la note {note} ne s'ouvre plus : {fault.message}",
            hint=f"ce fichier est rangé dans {files.quoted(path)}",
        ) from None


def store(opened: OpenDossier, note: str, kind: str, text: str) -> None:
    """Seal `text` in the place of what was there; raises EnvironmentFault."""
    path = _path(opened, note, kind)
    files.private_folder(path.parent.parent)
    files.private_folder(path.parent)
    files.write_atomically(path, opened.sealed_draft(note, text))


def put_aside(opened: OpenDossier, note: str, kind: str) -> None:
    """Rename what no longer opens, so that nothing is written over it."""
    path = _path(opened, note, kind)
    try:
        path.replace(path.with_name(f"{path.name}.{secrets.token_hex(4)}.illisible"))
    except OSError as error:
        raise files.fault(error, "de renommer", path) from None


def reseal(opened: OpenDossier, note: str) -> None:
    """Seal what is kept of the note under the class that it is of now; raises as `find`."""
    for kind in _CALLED:
        draft = find(opened, note, kind)
        if draft is None:
            continue
        path = _path(opened, note, kind)
        files.write_atomically(path, opened.sealed_draft(note, draft.text))
        os.utime(path, (draft.kept.timestamp(), draft.kept.timestamp()))


def drop(opened: OpenDossier, note: str, kind: str = TEXT) -> None:
    """Forget the draft: its text is in the note now, or is no longer wanted."""
    path = _path(opened, note, kind)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise files.fault(error, "d’effacer", path) from None


def waiting(trousseau: Trousseau, dossier: str) -> tuple[Waiting, ...]:
    """What waits for the notes of the dossier (its uuid); no key is needed to tell."""
    folder = trousseau.drafts / dossier
    found = [
        Waiting(path.stem.replace(".", "/", 1), kind)
        for kind in _COMMANDS
        for path in folder.glob(f"*.{kind}")
    ]
    return tuple(sorted(found, key=lambda each: (each.note, each.kind)))


def dossiers(trousseau: Trousseau) -> tuple[str, ...]:
    """The uuids of the dossiers of which anything is kept."""
    folder = trousseau.drafts
    return tuple(sorted(each.name for each in folder.iterdir())) if folder.is_dir() else ()


def _path(opened: OpenDossier, note: str, kind: str) -> Path:
    folder = opened.trousseau.drafts / opened.dossier.uuid
    return folder / f"{note.replace('/', '.')}.{kind}"
