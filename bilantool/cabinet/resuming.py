"""Finishing what is listed in `pending`: by the command that began it, or by the next one.

Each step can be done again without harm, so that being killed here costs nothing either. No
key is ever dropped: where a dossier's folder did not appear, it is made again under the keys
that were saved for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cabinet import creation, detaching, pending, pieces, renaming, resealing
from bilantool.cabinet.cabinet import DOSSIERS, Cabinet, checked_reference
from bilantool.cabinet.pending import Task
from bilantool.cabinet.settings import SETTINGS
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, KeyFault, UsageFault
from bilantool.sealing import envelope
from bilantool.storage import files, git

if TYPE_CHECKING:
    from bilantool.notes.trame import Trame

CREATED = "Cabinet créé"
"""What a cabinet's first commit says."""

CHANGED = "Cabinet : réglages"
"""What a commit of changed settings says: nothing of them."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What was done: dossiers `opened` (references), `committed` (what each commit says), and
    the first `fault` that left something for later."""

    opened: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    fault: EnvironmentFault | None = None


def finish(vault: Vault, trame: Trame, today: date) -> Finished:
    """Do what is listed for this cabinet, and take it off the list.

    Nothing is done while another command works in the cabinet: the list is its own, too. What
    the disk or git refuses stays listed; whatever goes wrong with one task, the others are done.
    """
    if not pending.tasks(vault.trousseau, vault.cabinet.uuid):
        return Finished()
    opened: list[str] = []
    committed: list[str] = []
    fault: EnvironmentFault | None = None
    try:
        files.private_folder(vault.cabinet.lock.parent)
        with files.lock(vault.cabinet.lock):
            for task in pending.tasks(vault.trousseau, vault.cabinet.uuid):
                if task.note.startswith((pending.DESTRUCTION, pending.DELETION)):
                    continue  # a step further than this room reaches
                try:
                    if not task.note and _bring(vault, trame, task, today):
                        opened.append(task.reference)
                    committed += _commit(vault, trame, task)
                    pending.end(vault.trousseau, vault.cabinet.uuid, task)
                except EnvironmentFault as refused:
                    fault = fault or refused
                except Exception as bug:  # noqa: BLE001 (one task must not keep from another)
                    fault = fault or _broken(task, bug)
    except EnvironmentFault as refused:
        fault = fault or refused
    return Finished(tuple(opened), tuple(committed), fault)


def _broken(task: Task, bug: Exception) -> EnvironmentFault:
    return EnvironmentFault(
        f"ce qui avait été commencé pour {task.name or 'le cabinet'} ne se termine pas : panne "
        f"inattendue de bilantool ({type(bug).__name__})",
        hint="le reste du cabinet n’en souffre pas ; signalez-le à qui tient bilantool",
    )


def _bring(vault: Vault, trame: Trame, task: Task, today: date) -> bool:
    """Whether the folder of a dossier had to be brought into its place.

    Not where no key was saved (nothing began), nor where something of the dossier was read
    here before: its folder was there, and went for a reason of its own.
    """
    if task.name == pending.SETTINGS_TASK:
        return False
    try:
        place = files.inside(vault.cabinet.root, DOSSIERS, checked_reference(task.reference))
        keys = vault.trousseau.load(task.dossier, vault.identity)
    except (UsageFault, DataFault, KeyFault):
        return False
    if place.exists() or vault.trousseau.revisions(task.dossier):
        return False
    if (keys.cabinet, keys.reference) != (vault.cabinet.uuid, task.reference):
        return False
    creation.publish_dossier(place, keys, trame, today)
    return True


def _commit(vault: Vault, trame: Trame, task: Task) -> Sequence[str]:
    """What was committed of the task, in words; nothing where it is committed already."""
    found = _work(vault, trame, task)
    repository = git.Repository.at(vault.cabinet.root) if found and task.history else None
    if not found or repository is None:
        return ()
    paths, message = found
    return (message,) if repository.commit(paths, message) else ()


def _work(vault: Vault, trame: Trame, task: Task) -> tuple[list[Path], str] | None:
    """The files to commit and what the commit says; None for what is not that dossier's.

    What is to be done before is done here.
    """
    if task.name == pending.SETTINGS_TASK:
        if task.detail:
            return [vault.cabinet.root / SETTINGS], CHANGED
        return settings_files(vault.cabinet), CREATED
    try:
        if task.note.startswith(pending.RENAMING):
            return renaming.resumed(vault, task)
        opened = vault.open(task.reference)
        if opened.dossier.uuid != task.dossier:
            return None
        if not task.note:
            return opened.dossier.own_files(opened.keys.notes), f"{task.reference} : dossier ouvert"
        if task.note.startswith(pending.PIECE):
            return _attached(opened, task.note.removeprefix(pending.PIECE))
        if task.note.startswith(pending.DETACH):
            return detaching.resumed(opened, trame, task)
        if task.note.startswith(pending.KEEP):
            spec = trame.note(task.note.removeprefix(pending.KEEP))
            return resealing.resumed(vault, opened, spec)
        opened.classe(task.note)
        path = opened.dossier.note_path(task.note)
        files.sweep_leftovers(path.parent, older_than=0.0)
        revision = envelope.note_header(opened.read_sealed(task.note)).revision
    except EnvironmentFault:
        raise
    except BilantoolError:
        return None  # gone, exchanged or damaged since: what readers say of it is enough
    return [path], f"{task.reference} : {task.note}, révision {revision}"


def _attached(opened: OpenDossier, piece: str) -> tuple[list[Path], str]:
    """The same for an attachment, which is whole as soon as it has its name."""
    path = opened.dossier.piece_path(piece)
    files.sweep_leftovers(path.parent, older_than=0.0)
    pieces.claim(opened, piece)
    return [path], f"{opened.reference} : pièce {piece}"


def settings_files(cabinet: Cabinet) -> list[Path]:
    """What the first commit of a cabinet holds."""
    return [cabinet.root / name for name in (".gitignore", ".gitattributes", SETTINGS)]
