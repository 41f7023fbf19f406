"""Built documents on disk: what a person changed since is never written over.

A record beside the documents keeps the digest of each as it was built. A file that no
longer agrees with it, or that the record does not know, is somebody's work: it stays, and
the new document takes the next free name beside it.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bilantool.errors import BilantoolError, EnvironmentFault, UsageFault
from bilantool.numbered import Newer
from bilantool.storage import files, records

RECORD = ".documents-produits.json"
_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Delivered:
    """A document written to `path`; `kept` is the one that stands where it would have: changed
    since it was built or, where `in_use`, open in another program.

    `remarks`: what its reader will see and its author may not expect, as sentences.
    """

    path: Path
    kept: Path | None = None
    remarks: tuple[str, ...] = ()
    in_use: bool = False

    @property
    def beside(self) -> str:
        """Why it does not stand where it would have, and what to do; "" where it does."""
        if self.kept is None:
            return ""
        if self.in_use:
            return (
                f"{self.kept.name} est ouvert dans un autre programme, Word par exemple : il n'a "
                f"pas été remplacé, le nouveau est {self.path.name} ; fermez l'ancien"
            )
        return (
            f"{self.kept.name} a été modifié depuis qu'il a été produit : il est resté tel quel, "
            f"le nouveau est {self.path.name}"
        )


def folder_for(cabinet: Path, wanted: Path) -> Path:
    """`wanted`, ready to receive documents.

    UsageFault inside the cabinet but outside `documents/`, or where git no longer ignores that:
    it would take the plaintext at the next commit of everything.
    """
    resolved = wanted.resolve()
    inside = files.lies_in(resolved, cabinet)
    if inside and not files.lies_in(resolved, cabinet / "documents"):
        raise UsageFault(
            "ce dossier est versionné avec le cabinet : un document lisible y partirait dans git",
            hint="choisissez un dossier hors du cabinet, ou laissez « documents »",
        )
    if inside and _versioned(cabinet, resolved):
        raise UsageFault(
            "les documents lisibles partiraient dans git, qui devrait ignorer « documents »",
            hint="remettez la ligne « /documents/ » dans .gitignore et retirez de git ce qui s'y "
            "trouve : git rm -r --cached documents",
        )
    if not resolved.is_dir():
        files.private_folder(resolved)
    return resolved


def _versioned(cabinet: Path, folder: Path) -> bool:
    """Whether whoever can push has made git follow what is written in this folder."""
    from bilantool.storage import git

    # A git that does not answer versions nothing either.
    with suppress(EnvironmentFault):
        repository = git.Repository.at(cabinet)
        if repository is not None:
            ignored = repository.is_ignored(folder / RECORD)
            return not ignored or repository.follows(cabinet / "documents")
    return False


def deliver(
    folder: Path,
    stem: str,
    suffix: str,
    data: bytes,
    write: Callable[[Path, bytes], None] = files.write_atomically,
) -> Delivered:
    """Write `stem.suffix` in `folder` (0600), or beside it if it was changed by hand, or is open
    in a program that does not let go of it."""
    record = _read_record(folder)
    first = files.inside(folder, f"{stem}.{suffix}")
    path, number, in_use = first, 1, False
    while True:
        if not path.exists() or _ours(path, record):
            try:
                write(path, data)
                break
            except files.InUse:
                in_use = in_use or path == first
        number += 1
        path = folder / f"{stem} ({number}).{suffix}"
    _write_record(folder, {**record, path.name: hashlib.sha256(data).hexdigest()})
    return Delivered(path, first if path != first else None, in_use=in_use)


def built(folder: Path) -> Mapping[Path, bool]:
    """The files that lie in `folder`, in order, and whether each is just as it was built.

    Neither folders, nor links, nor the record.
    """
    record = _read_record(folder)
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise files.fault(error, "de lire", folder) from None
    plain = [path for path in found if stat.S_ISREG(path.lstat().st_mode) and path.name != RECORD]
    return {path: _ours(path, record) for path in plain}


def _ours(path: Path, record: Mapping[str, str]) -> bool:
    """Whether the file is just as it was built."""
    known = record.get(path.name)
    if known is None:
        return False
    return hashlib.sha256(files.read_bounded(path, _LIMIT)).hexdigest() == known


def _read_record(folder: Path) -> dict[str, str]:
    """The record; empty when lost or damaged: then every file counts as somebody's work. Raises
    Newer for one of a later version."""
    try:
        return records.read(folder / RECORD, str)
    except Newer:
        raise
    except BilantoolError:
        return {}


def forget(folder: Path, names: Collection[str]) -> None:
    """Take removed documents out of the record; an empty folder goes with it."""
    left = {name: digest for name, digest in _read_record(folder).items() if name not in names}
    if left:
        _write_record(folder, left)
        return
    try:
        (folder / RECORD).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise files.fault(error, "de supprimer", folder) from None


def _write_record(folder: Path, record: Mapping[str, str]) -> None:
    records.write(folder / RECORD, record)
