"""What lies beside the notes of a class: built documents, drafts, other files of its keys."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bilantool.cabinet.cabinet import Cabinet
from bilantool.documents import delivery
from bilantool.errors import BilantoolError
from bilantool.keys import ring_file
from bilantool.keys.identity import Identity
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau
from bilantool.notes.trame import Trame
from bilantool.storage import files

_BUILT = re.compile(r"(?P<stem>.+?)(?:-BROUILLON)?(?: \(\d+\))?\.[a-z0-9]+")
_KEYS = b"format: bilantool-cles/"


def documents(cabinet: Cabinet, reference: str, trame: Trame) -> dict[str, str]:
    """The files in the dossier's folder of built documents, and the class of each.

    "" for those whose name is no document's: they may be of any class, or of none.
    """
    folder = cabinet.documents(reference)
    if not folder.is_dir():
        return {}
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if (path.is_file() or path.is_symlink()) and path.name != delivery.RECORD
    )
    return {name: _classe(name, trame) for name in names}


def _classe(name: str, trame: Trame) -> str:
    found = _BUILT.fullmatch(name)
    if not found:
        return ""
    stem = found["stem"]
    fits = [each for each in trame.documents if stem == each or stem.startswith(f"{each}-")]
    return trame.documents[max(fits, key=len)].classe if fits else ""


def remove_documents(
    cabinet: Cabinet, reference: str, trame: Trame, classe: str
) -> tuple[str, ...]:
    """Remove the built documents of the class; returns their names.

    Raises EnvironmentFault for one that the system does not let go (open in an editor).
    """
    folder = cabinet.documents(reference)
    gone = [name for name, of in documents(cabinet, reference, trame).items() if of == classe]
    for name in gone:
        remove(folder / name)
    if folder.is_dir():
        delivery.forget(folder, gone)
    return tuple(gone)


def remove_drafts(trousseau: Trousseau, dossier: str, notes: tuple[str, ...]) -> None:
    """Remove every draft of these notes, those that no longer opened among them."""
    folder = trousseau.drafts / dossier
    if not folder.is_dir():
        return
    stems = [note.replace("/", ".") for note in notes]
    for path in sorted(folder.iterdir()):
        if any(path.name.startswith(f"{stem}.") for stem in stems) or files.is_leftover(path):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file, if it is there; raises EnvironmentFault."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise files.fault(error, "de supprimer", path) from None


@dataclass(frozen=True, slots=True)
class Left:
    """The keys that the trousseau still holds, and how many of its files of keys do not open."""

    keys: frozenset[bytes]
    unread: int


def purge(trousseau: Trousseau, identity: Identity, kept: DossierKeys) -> None:
    """Take out of every file of this dossier's keys the classes that `kept`, its own, has no more.

    What a synchronised folder copied beside it in the trousseau's folder, or a killed command
    left, is not known to any other command. Raises EnvironmentFault.
    """
    for path, keys in _rings(trousseau, identity):
        if keys is None or keys.uuid != kept.uuid:
            continue
        left = keys
        for classe in keys.keys.keys() & kept.tombstones.keys():
            left = left.destroy(classe, kept.tombstones[classe])
        if left is not keys:
            files.write_atomically(path, ring_file.seal(left, identity))


def left(trousseau: Trousseau, identity: Identity) -> Left:
    """Every key that lies anywhere under the trousseau's folder, of any dossier."""
    found: set[bytes] = set()
    unread = 0
    for _, keys in _rings(trousseau, identity):
        if keys is None:
            unread += 1
        else:
            found.update(key for each in keys.keys.values() for key in each.values())
    return Left(frozenset(found), unread)


def _rings(trousseau: Trousseau, identity: Identity) -> Iterator[tuple[Path, DossierKeys | None]]:
    """Every file of keys under the folder, whatever its name; None for one that does not open."""
    for top, _, names in os.walk(trousseau.folder):
        for name in sorted(names):
            path = Path(top) / name
            if path.is_symlink() or not path.is_file():
                continue
            data = files.read_bounded(path, ring_file.LIMIT, only_start=True)
            if _KEYS not in data[:1000]:
                continue
            try:
                yield path, ring_file.unseal(data, identity)
            except BilantoolError:
                yield path, None
