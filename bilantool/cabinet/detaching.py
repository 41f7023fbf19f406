"""An attachment taken out of a dossier: from the notes that cite it, then its file, in one commit.

What is to be done is listed first, with the notes that cite it. Each step can be done again without
harm, so that a killed command is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bilantool.cabinet import pending
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault
from bilantool.notes import amending, links, reading
from bilantool.notes.trame import Trame
from bilantool.storage import files

_NOTES = "notes"


def task(opened: OpenDossier, piece: str, notes: Sequence[str], *, history: bool) -> Task:
    """What taking an attachment out is listed as."""
    detail = {_NOTES: " ".join(notes)}
    name = pending.DETACH + piece
    return Task(opened.reference, opened.dossier.uuid, name, history, detail)


def carry(opened: OpenDossier, trame: Trame, piece: str, notes: Sequence[str]) -> None:
    """Empty each place of these notes that cites it, then remove it.

    It is listed and the cabinet's lock held. Raises as `OpenDossier.read` and `seal`.
    """
    for name in notes:
        spec = trame.notes[name]
        base = opened.read(name)
        text = base.text
        for each in links.citations(spec, reading.read(text).values):
            if each.piece == piece:
                text = amending.amended(text, each.path, None, spec.schema)
        if text != base.text:
            opened.seal(name, text, base=base)
    path = opened.dossier.piece_path(piece)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise files.fault(error, "de supprimer", path) from None


def resumed(opened: OpenDossier, trame: Trame, task: Task) -> tuple[list[Path], str]:
    """Finish it; the files to commit, and what their commit says."""
    piece = task.note.removeprefix(pending.DETACH)
    if not piece or "/" in piece:
        raise DataFault("cette tâche n'est pas comprise", hint="mettez bilantool à jour")
    notes = [name for name in task.detail.get(_NOTES, "").split() if name in trame.notes]
    path = opened.dossier.piece_path(piece)
    places = [opened.dossier.note_path(name) for name in notes]
    for folder in {place.parent for place in (*places, path)}:
        files.sweep_leftovers(folder, older_than=0.0)
    carry(opened, trame, piece, notes)
    return [*places, path], f"{opened.reference} : pièce {piece} ôtée"
