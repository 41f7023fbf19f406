"""The demonstration: a fictional cabinet and its public trousseau, set down and built."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.creation import write_git_files
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.resources import shipped
from bilantool.storage import files

COMPLETE = "2026-007"
MIDDLE = "2026-014"


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the demonstration is; `complete` and `middle` are two of its references."""

    cabinet: Path
    trousseau: Path
    dossiers: int
    documents: tuple[Path, ...]
    complete: str = COMPLETE
    middle: str = MIDDLE


def install(target: Path, *, today: date, epoch: int) -> Installed:
    """Set the demonstration down at `target`, its trousseau beside it, and build its documents.

    UsageFault when something is already there: a demonstration replaces nothing.
    """
    target = target.resolve()
    trousseau = target.with_name(f"{target.name}-trousseau")
    for place in (target, trousseau):
        if place.exists():
            raise UsageFault(
                f"il y a déjà quelque chose dans {place}",
                hint="choisissez un autre nom : bilantool demo essai-2",
            )
    if not target.parent.is_dir():
        raise UsageFault(
            f"le dossier {target.parent} n'existe pas", hint="créez-le, puis recommencez"
        )
    examples = shipped("examples")
    _set_down(examples / "trousseau", trousseau)
    _set_down(examples / "cabinet", target)
    write_git_files(target)
    _commit(target)
    cabinet = Cabinet.at(target)
    return Installed(
        target, trousseau, len(cabinet.references), _build(cabinet, trousseau, today, epoch)
    )


def _set_down(source: Path, final: Path) -> None:
    """Copy a folder so that it appears whole, for this user alone."""
    temporary = files.temporary_folder(final.parent)
    try:
        for path in sorted(source.rglob("*")):
            place = temporary / path.relative_to(source)
            if path.is_dir():
                files.private_folder(place)
            else:
                files.private_folder(place.parent)
                files.write_atomically(place, path.read_bytes())
        files.publish_folder(temporary, final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _commit(root: Path) -> None:
    from bilantool.storage import git

    try:
        if git.installed():
            git.init(root).commit([root], "Cabinet de démonstration")
    except EnvironmentFault:
        # The demonstration is about notes and documents: without a history it is still whole.
        shutil.rmtree(root / ".git", ignore_errors=True)


def _build(cabinet: Cabinet, folder: Path, today: date, epoch: int) -> tuple[Path, ...]:
    from bilantool import assembly, calling, inspection
    from bilantool.cabinet.vault import Vault
    from bilantool.documents.delivery import Delivered
    from bilantool.keys.trousseau import Trousseau
    from bilantool.notes import trame

    trousseau = Trousseau(folder)
    identity = trousseau.open(trousseau.demonstration or "")
    vault = Vault(cabinet, trousseau, identity)
    overlay = cabinet.overlay(trousseau.accepted(cabinet.uuid))
    loaded = trame.load(overlay)
    shop = assembly.Workshop(loaded, cabinet, overlay, today, epoch)
    opened = vault.open(COMPLETE)
    seen = inspection.inspect(opened, loaded, cabinet, today)
    made = assembly.build(
        opened,
        shop,
        calling.sort(seen).called,
        cabinet.documents(COMPLETE),
        seen=seen,
        pending=True,
    )
    return tuple(each.path for each in made if isinstance(each, Delivered))
