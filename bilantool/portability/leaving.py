"""One dossier, or all of a cabinet, brought out of bilantool: to a folder or under a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bilantool.cabinet.settings import SETTINGS
from bilantool.cabinet.vault import Vault, gone
from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.notes import reading
from bilantool.portability import held as holding
from bilantool.portability import parcel
from bilantool.portability.folders import Folder, Sink
from bilantool.portability.locked import Archive
from bilantool.portability.parcel import APART, Setting
from bilantool.storage import files
from bilantool.storage.signals import unwinding


@dataclass(frozen=True, slots=True)
class Left:
    """What was brought out: where, how many files, what could not be read and why.

    `destroyed` and `older` are pairs of a reference and of what is gone, or of a note that went
    back in time.
    `apart` tells that there are words of third parties, `kept_back` that they were left out.
    """

    path: Path
    references: tuple[str, ...]
    files: int
    destroyed: tuple[tuple[str, str], ...]
    older: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str, BilantoolError], ...]
    apart: bool
    kept_back: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the dossiers, and whether all of the cabinet is meant.

    `password` closes everything in one archive; `third_parties` takes their words into it.
    """

    references: tuple[str, ...]
    whole: bool = False
    password: str = ""
    third_parties: bool = False


def bring(vault: Vault, setting: Setting, wish: Wish, target: Path, now: datetime) -> Left:
    """Write what is asked for into the new or empty folder `target`, whole or not at all.

    A note, attachment or dossier that cannot be read is told in the result, and hides no other.
    Raises UsageFault for a target or password that will not do, EnvironmentFault when the disk
    or pandoc fails, DataFault and KeyFault when the one dossier asked for does not open.
    """
    folder = Folder(target, vault.cabinet.root, vault.trousseau.folder)
    with unwinding():
        try:
            if not wish.password:
                return _filled(vault, setting, wish, folder, folder.path)
            name = "cabinet" if wish.whole else f"dossier-{wish.references[0]}"
            archive = Archive(name, now)
            left = _filled(vault, setting, wish, archive, folder.path / f"{name}-chiffre.zip")
            folder.put(left.path.name, archive.locked(wish.password))
            return left
        except BaseException:
            folder.undo()
            raise


def _filled(vault: Vault, setting: Setting, wish: Wish, sink: Sink, path: Path) -> Left:
    destroyed: list[tuple[str, str]] = []
    older: list[tuple[str, str]] = []
    faults: list[tuple[str, str, BilantoolError]] = []
    brought: list[str] = []
    count, apart = 0, False
    kept_back = bool(wish.password) and not wish.whole and not wish.third_parties
    if wish.whole:
        faults += [
            (reference, "le dossier", gone(vault.cabinet, reference))
            for reference in vault.missing()
        ]
    for reference in wish.references:
        try:
            opened = vault.open(reference)
        except (DataFault, KeyFault) as fault:
            if not wish.whole:
                raise
            faults.append((reference, "le dossier", fault))
            continue
        held = holding.hold(opened, setting.trame)
        prefix = f"{reference}/" if wish.whole else ""
        for name, data in parcel.files(opened, held, setting):
            theirs = name.startswith(f"{APART}/")
            apart = apart or theirs
            if theirs and kept_back:
                continue
            sink.put(prefix + name, data)
            count += 1
        brought.append(reference)
        destroyed += [(reference, what) for what in held.destroyed]
        older += [(reference, note) for note in held.older]
        faults += [(reference, what, fault) for what, fault in held.faults]
    if wish.whole:
        settings = files.read_bounded(vault.cabinet.root / SETTINGS, reading.MAX_BYTES)
        sink.put(SETTINGS, settings)
        sink.put("LISEZMOI.txt", _cover(brought, faults).encode())
        count += 2
    return Left(
        path,
        tuple(brought),
        count,
        tuple(destroyed),
        tuple(older),
        tuple(faults),
        apart,
        kept_back and apart,
    )


def _cover(brought: Sequence[str], faults: Sequence[tuple[str, str, BilantoolError]]) -> str:
    lines = [
        "Tous les dossiers du cabinet, sous une forme que n’importe quel logiciel peut lire.",
        "",
        "  - cabinet.yaml : le cabinet, ses consultants, ses coordonnées",
        "  - un dossier par référence, avec son propre LISEZMOI.txt :",
        *(f"      {reference}" for reference in brought),
        "",
        "Ces fichiers se lisent sans clé : ils sont couverts par le secret professionnel.",
        "Ce qui doit être détruit dans bilantool doit l’être ici aussi.",
    ]
    lost = sorted({reference for reference, _, _ in faults})
    if lost:
        lines += ["", f"Ce qui n’a pas pu être lu concerne : {', '.join(lost)}."]
    return "\n".join(lines) + "\n"
