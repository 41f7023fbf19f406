"""The sums of destroyed dossiers in the trousseau: read, changed, brought together.

They lie beside the keys and not in the cabinet, where the time of a commit would tell which
dossier they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bilantool.keys import sums_file
from bilantool.keys.identity import Identity
from bilantool.keys.sums_file import Sums
from bilantool.keys.trousseau import LOCK, Trousseau
from bilantool.sealing.canonical import UUID
from bilantool.storage import files

FOLDER = "chiffres"


def files_of(trousseau: Trousseau) -> tuple[Path, ...]:
    """The files of sums that lie here, one for each cabinet, in order."""
    folder = trousseau.folder / FOLDER
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if UUID.fullmatch(path.name)))


def read(trousseau: Trousseau, identity: Identity, cabinet: str) -> Sums:
    """What destroyed dossiers of this cabinet (uuid) left; raises as `sums_file.unseal`."""
    path = _path(trousseau, cabinet)
    return read_file(path, identity) if path.exists() else Sums.create(cabinet)


def read_file(path: Path, identity: Identity) -> Sums:
    """The sums in a file named after its cabinet; raises as `sums_file.unseal`."""
    data = files.read_bounded(path, sums_file.LIMIT)
    return sums_file.unseal(data, identity, path.name)


def change(
    trousseau: Trousseau, identity: Identity, cabinet: str, changed: Callable[[Sums], Sums]
) -> None:
    """Put what `changed` makes of the sums in their place; nothing is written where nothing is new.

    Raises as `read`, and EnvironmentFault.
    """
    path = _path(trousseau, cabinet)
    files.private_folder(trousseau.folder)
    with files.lock(trousseau.folder / LOCK):
        before = read(trousseau, identity, cabinet)
        after = changed(before)
        if after != before:
            files.private_folder(path.parent)
            files.write_atomically(path, sums_file.seal(after, identity))


def join(trousseau: Trousseau, identity: Identity, others: Sums) -> None:
    """Add the sums of a copy of this trousseau, none of them twice."""
    change(trousseau, identity, others.cabinet, lambda here: sums_file.merge(here, others))


def _path(trousseau: Trousseau, cabinet: str) -> Path:
    if not UUID.fullmatch(cabinet):
        raise ValueError("a cabinet is named by its uuid")
    return trousseau.folder / FOLDER / cabinet
