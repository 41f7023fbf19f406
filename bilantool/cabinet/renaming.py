"""A dossier under another reference: its pin, its folder, what was built from it, one commit.

It is listed first; as long as it is, the dossier opens under both references, so that every moment
is whole. Each step can be done again without harm, and a killed command is finished by the next
one. What is sealed binds to the dossier's uuid, which stays: no note and no certificate is touched.
"""

from __future__ import annotations

from pathlib import Path

from bilantool.cabinet import pending
from bilantool.cabinet.cabinet import DOSSIERS, Cabinet, checked_reference
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import Vault
from bilantool.storage import files


def task(old: str, dossier: str, new: str, *, history: bool) -> Task:
    """What giving the dossier (its uuid) another reference is listed as."""
    return Task(old, dossier, pending.RENAMING + new, history)


def carry(vault: Vault, task: Task) -> None:
    """Rename the dossier; the task is listed and the cabinet's lock held.

    Raises KeyFault, DataFault as `Vault.keys`, EnvironmentFault where the system does not let go of
    a folder.
    """
    old, new = task.reference, checked_reference(task.becomes)
    keys = vault.keys(task.dossier)
    if keys.reference != new:
        vault.trousseau.save(keys.rename(new), vault.identity)
    before, after = (_place(vault.cabinet, name) for name in (old, new))
    if before.is_dir() and not after.exists():
        files.publish_folder(before, after)
    documents, built = vault.cabinet.documents(old), vault.cabinet.documents(new)
    if documents.is_dir() and not documents.is_symlink() and not built.exists():
        files.publish_folder(documents, built)


def resumed(vault: Vault, task: Task) -> tuple[list[Path], str]:
    """Finish it; the files to commit, and what their commit says."""
    carry(vault, task)
    cabinet = Cabinet(vault.cabinet.root, vault.cabinet.settings)
    dossier = cabinet.dossier(task.becomes)
    notes = vault.keys(task.dossier).notes
    alive = [path for path in dossier.own_files(notes) if path.exists()]
    message = f"{task.reference} : dossier renommé {task.becomes}"
    return [_place(cabinet, task.reference), *alive], message


def _place(cabinet: Cabinet, reference: str) -> Path:
    return files.inside(cabinet.root, DOSSIERS, checked_reference(reference))
