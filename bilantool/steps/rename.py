"""A dossier given another reference; what still shows the one of before is told first."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from bilantool import editing
from bilantool.cabinet import creation, naming, pending, renaming
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.documents import delivery
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.storage import files, git

_LATER = (pending.DETACH, pending.KEEP, pending.RENAMING, pending.DELETION, pending.DESTRUCTION)


@dataclass(frozen=True, slots=True)
class Plan:
    """What renaming would do.

    `moved` is false where the folder has its new name already, by another machine. `documents` is
    how many built documents follow, `history` whether git will go on showing the old reference, and
    `initials` what in the new one may be somebody's.
    """

    old: str
    new: str
    opened: OpenDossier
    moved: bool
    documents: int
    history: bool
    initials: str


def plan(vault: Vault, old: str, new: str) -> Plan:
    """What giving the dossier `old` the reference `new` means.

    Raises UsageFault for one that is taken, invalid, or looks like a name, and where something else
    of the dossier is still to be finished; as `Vault.open` for a folder that is another dossier's.
    """
    if old == new:
        raise UsageFault(
            f"le dossier s'appelle déjà {new}", hint="donnez une autre référence que la sienne"
        )
    opened, moved = _found(vault, old, new)
    if any(
        each.dossier == opened.dossier.uuid and each.note.startswith(_LATER)
        for each in pending.tasks(vault.trousseau, vault.cabinet.uuid)
    ):
        raise EnvironmentFault(
            f"quelque chose attend d'être terminé dans le dossier {old}",
            hint=f"bilantool status {old} dit ce qui manque ; recommencez ensuite",
        )
    if moved and vault.cabinet.documents(new).exists():
        raise UsageFault(
            f"le dossier documents/{new} existe déjà, et n'est pas celui de cette personne",
            hint="rangez ailleurs ce qu'il contient, ou supprimez-le, puis recommencez",
        )
    built = delivery.built(vault.cabinet.documents(old))
    history = git.Repository.at(vault.cabinet.root) is not None
    known = vault.cabinet.references
    return Plan(old, new, opened, moved, len(built), history, naming.initials(new, known))


def do(vault: Vault, plan: Plan, *, history: bool) -> None:
    """Rename it; its commit is then to be made. Raises as `renaming.carry`, and EnvironmentFault
    while a note of it is open in an editor."""
    opened = plan.opened
    task = renaming.task(plan.old, opened.dossier.uuid, plan.new, history=history)
    with ExitStack() as held:
        files.private_folder(vault.cabinet.lock.parent)
        for note in opened.keys.notes:
            held.enter_context(editing.holding(vault.cabinet, opened, note))
        held.enter_context(files.lock(vault.cabinet.lock))
        pending.begin(vault.trousseau, vault.cabinet.uuid, task)
        renaming.carry(vault, task)


def _found(vault: Vault, old: str, new: str) -> tuple[OpenDossier, bool]:
    """The dossier, and whether its folder is still to be moved."""
    here, there = (name in vault.cabinet.references for name in (old, new))
    if there and not here:
        found = _opened(vault, new)
        if found.keys.reference == old:
            return found, False  # another machine moved the folder
    if here and not there:
        found = _opened(vault, old)
        if found.keys.reference == new and old in found.keys.former:
            return found, True  # a copy of before was put back
    opened = vault.open(old)
    if new not in opened.keys.former or there:
        creation.free_place(vault, new)
    return opened, True


def _opened(vault: Vault, reference: str) -> OpenDossier:
    """The dossier in this folder, whatever it was called when its keys were saved.

    Raises DataFault for one of another cabinet.
    """
    dossier = vault.cabinet.dossier(reference)
    keys = vault.keys(dossier.uuid)
    if keys.cabinet != vault.cabinet.uuid:
        return vault.open(reference)
    return OpenDossier(dossier, keys, vault.trousseau, vault.trousseau.revisions(dossier.uuid))
