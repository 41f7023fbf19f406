"""A fictional cabinet and its public trousseau, set down, built, and one bilan taken to its end."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bilantool import assembly
from bilantool.assembly import Workshop
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.creation import write_git_files
from bilantool.cabinet.vault import Vault
from bilantool.demo import life
from bilantool.demo.life import Lived
from bilantool.documents.delivery import Delivered
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame
from bilantool.resources import shipped
from bilantool.storage import files

COMPLETE = "2026-007"
MIDDLE = "2026-014"
BUILT = ("resultats-detailles", "fiche-projet", "plan-action")
"""What is shown of the complete dossier beside its synthèse, in PDF alone: it starts quickly."""

COPY = "mots publics et bilan fictif"
"""What the copy handed over opens with: some readers look at 32 signs alone."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the demonstration is; `complete` and `middle` are two of its references.

    `documents` are those of the complete one; `lived` is the bilan that was taken to its end,
    whose certificate the holder of `fingerprint` signed.
    """

    cabinet: Path
    trousseau: Path
    dossiers: int
    documents: tuple[Path, ...]
    lived: Lived
    fingerprint: str
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
    vault, shop = desk(target, trousseau, today, epoch)
    lived = life.live(vault, shop, life.texts(examples / "une-vie", today), COPY)
    return Installed(
        target,
        trousseau,
        len(Cabinet.at(target).references),
        _build(vault, shop),
        lived,
        vault.identity.fingerprint,
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


def desk(root: Path, folder: Path, today: date, epoch: int) -> tuple[Vault, Workshop]:
    """The cabinet of a demonstration with its keys, and what building its documents needs."""
    cabinet, trousseau = Cabinet.at(root), Trousseau(folder)
    vault = Vault(cabinet, trousseau, trousseau.open(trousseau.demonstration or ""))
    overlay = cabinet.overlay(trousseau.accepted(cabinet.uuid))
    return vault, Workshop(trame.load(overlay), cabinet, overlay, today, epoch)


def _build(vault: Vault, shop: Workshop) -> tuple[Path, ...]:
    folder = vault.cabinet.documents(COMPLETE)
    opened = vault.open(COMPLETE)
    made = [
        *assembly.build(opened, shop, [shop.trame.document("synthese")], folder),
        *assembly.build(
            opened, shop, [shop.trame.document(name) for name in BUILT], folder, formats=["pdf"]
        ),
    ]
    return tuple(each.path for each in made if isinstance(each, Delivered))
