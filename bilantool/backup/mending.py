"""The history of a cabinet that git cannot read any more, taken again from a backup or begun anew.

The notes of the folder are left as they are: each was flushed to the disk when it was written, and
may be newer than any backup. The damaged history is put aside, never removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bilantool.backup import manifest as manifests
from bilantool.backup.report import STATE, Report
from bilantool.backup.saving import cabinet_files
from bilantool.cabinet.cabinet import DOSSIERS, PRIVATE, Cabinet
from bilantool.errors import DataFault, EnvironmentFault, KeyFault, UsageFault
from bilantool.keys.identity import Identity
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import trial
from bilantool.storage import archive, files, git

MESSAGE = "Historique repris d’une sauvegarde"
ANEW = "Historique recommencé"
_AT_ONCE = 200  # names that any system takes on one command line


def lost(cabinet: Cabinet, trousseau: Trousseau) -> EnvironmentFault | None:
    """Why the cabinet's history is not to be had: damaged, or gone since a backup was made of it;
    None where there is one, or never was."""
    try:
        repository = git.Repository.at(cabinet.root)
        if repository is not None:
            repository.head()
    except git.UnreadableHistory as fault:
        return fault
    except EnvironmentFault:
        return None  # another trouble: its own sentence is said where git is needed
    saved = trousseau.state(STATE).get("cabinets", {}).get(cabinet.uuid, {})
    if repository is None and saved.get("commit") and not (cabinet.root / ".git").exists():
        return EnvironmentFault(
            "l’historique git de ce cabinet n’est plus là, et une sauvegarde le contient",
            hint="vos notes sont là ; pour le remettre, dans le cabinet : bilantool recover --to .",
        )
    return None


def mend(source: Path, trousseau: Trousseau, identity: Identity, root: Path) -> Report:
    """Give the cabinet in `root`, whose keys are at hand, the history of a backup.

    `source` is the backup, or the folder that holds it. Raises DataFault or KeyFault for a backup
    that is not one's own or not whole, UsageFault for one of another cabinet.
    """
    folder = manifests.backup_in(source)
    if (folder / manifests.IDENTITY).is_file():
        raise UsageFault(
            "une copie du trousseau contient les clés, mais pas l’historique du cabinet",
            hint="indiquez le dossier d’une sauvegarde : bilantool-AAAA-MM-JJ-…",
        )
    manifest = manifests.check(folder, identity)
    if Cabinet.at(root).uuid != manifest.cabinet:
        raise UsageFault(
            "cette sauvegarde est celle d’un autre cabinet",
            hint="indiquez celle du cabinet où vous êtes",
        )
    put_aside = restore_history(folder, trousseau, identity, root)
    return Report(
        folder, 0, made=manifest.made.date(), cabinet=root, untouched=True, put_aside=put_aside
    )


def restore_history(
    folder: Path, trousseau: Trousseau, identity: Identity, root: Path
) -> Path | None:
    """Put the backup's history in place of the damaged one; returns where that lies (None: there
    was none).

    Files that the folder lacks come back too, but those whose keys were destroyed since; what is
    newer than the history is committed to it. Killed anywhere, it can be begun again.
    """
    if not (folder / manifests.BUNDLE).exists():
        raise DataFault(
            f"la sauvegarde {files.quoted(folder)} ne contient pas d’historique",
            hint="indiquez une sauvegarde plus ancienne ; s’il n’y en a pas, recommencez sans en "
            "indiquer",
        )
    root = root.resolve()
    with _replaced(root, lambda work: git.clone_bundle(folder / manifests.BUNDLE, work)) as aside:
        _keep_settings(aside, root)
        archive.unpack(folder / manifests.ZIP, root, wanted=_Lacking(trousseau, identity, root))
        _catch_up(root, MESSAGE)
    return aside


def begin_anew(root: Path) -> Report:
    """Give the cabinet in `root` a history that begins with what its folder holds, where no backup
    has one. Killed anywhere, it can be begun again."""
    root = root.resolve()
    with _replaced(root, git.init) as aside:
        _catch_up(root, ANEW)
        _keep_settings(aside, root)
    return Report(None, 0, cabinet=root, untouched=True, put_aside=aside)


@contextmanager
def _replaced(root: Path, make: Callable[[Path], object]) -> Iterator[Path | None]:
    """The repository that `make` makes in an empty folder, in place of the cabinet's; gives where
    that one lies (None: there was none)."""
    private = files.private_folder(root / PRIVATE)
    with files.lock(private / "verrou"):
        files.sweep_leftovers(private, older_than=0.0)
        work = files.temporary_folder(private)
        try:
            make(work)
            aside = _set_aside(root / ".git", private)
            _move(work / ".git", root / ".git")
        finally:
            shutil.rmtree(work, ignore_errors=True)  # its files are those of an older day
        yield aside


def _keep_settings(aside: Path | None, root: Path) -> None:
    """The person's own settings and remotes, where they were not what was damaged."""
    if aside is None or not (aside / "config").is_file():
        return
    old, new = aside / "config", root / ".git" / "config"
    fresh = new.read_bytes()
    files.write_atomically(new, old.read_bytes(), mode=0o644)
    try:
        repository = git.Repository.at(root)
        usable = repository is not None and repository.head() is not None
    except EnvironmentFault:
        usable = False
    if not usable:
        files.write_atomically(new, fresh, mode=0o644)


def _set_aside(damaged: Path, private: Path) -> Path | None:
    if not damaged.exists():
        return None
    moment = datetime.fromtimestamp(damaged.stat().st_mtime)
    first = private / f"historique-abime-{moment:%Y-%m-%d-%H%M%S}"
    places = (first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 100)))
    place = next((each for each in places if not each.exists()), first)
    _move(damaged, place)
    return place


def _move(old: Path, new: Path) -> None:
    try:
        old.rename(new)
    except OSError as error:
        raise files.fault(error, "de déplacer", old) from None


class _Lacking:
    """Which files of a backup the folder lacks: not what was destroyed since, nor a dossier that
    has another name now, or none."""

    def __init__(self, trousseau: Trousseau, identity: Identity, root: Path) -> None:
        self._dossiers = root / DOSSIERS
        self._living: set[str] = set()
        self._destroyed: set[trial.Claim | None] = set()
        for dossier in trousseau.dossier_ids():
            try:
                keys = trousseau.load(dossier, identity)
            except (DataFault, KeyFault):
                continue  # whoever opens the dossier says so
            self._destroyed.update(trial.Claim(dossier, classe) for classe in keys.tombstones)
            if keys.keys:
                self._living.add(keys.reference)

    def __call__(self, path: Path, data: bytes) -> bool:
        if path.exists() or trial.claim(data) in self._destroyed:
            return False
        if not path.is_relative_to(self._dossiers):
            return True
        return path.relative_to(self._dossiers).parts[0] in self._living


def _catch_up(root: Path, message: str) -> None:
    """Commit what the folder has and the history lacks; what is not the cabinet's is left alone."""
    repository = git.Repository.at(root)
    if repository is None:
        return
    own = {root / name for name in cabinet_files(root)}
    late = [path for path in repository.changed() if path in own or not path.exists()]
    for start in range(0, len(late), _AT_ONCE):
        repository.commit(late[start : start + _AT_ONCE], message)
