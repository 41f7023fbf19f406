"""Emptying the folder of readable documents, once they have served.

What goes is listed first. Links are never followed, folders never entered: a file is removed
where it lies, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bilantool.documents import delivery
from bilantool.storage import files


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in a folder of documents.

    `ours` are files just as they were built, `theirs` what a person changed or put there,
    `spared` what stays, for it is still to be sent or signed, `other` folders and links.
    """

    folder: Path
    ours: tuple[Path, ...]
    theirs: tuple[Path, ...]
    spared: tuple[Path, ...]
    other: tuple[Path, ...]

    @property
    def removed(self) -> tuple[Path, ...]:
        """What emptying removes."""
        return (*self.ours, *self.theirs)


def lying(folder: Path, spared: Collection[str]) -> Lying:
    """What lies there; `spared` are the names, without their endings, of what stays."""
    built = delivery.built(folder)
    stays = tuple(path for path in built if path.stem in spared)
    ours = tuple(path for path, own in built.items() if own and path not in stays)
    theirs = tuple(path for path, own in built.items() if not own and path not in stays)
    other: tuple[Path, ...] = ()
    if folder.is_dir():
        other = tuple(
            path
            for path in sorted(folder.iterdir())
            if path not in built and path.name != delivery.RECORD
        )
    return Lying(folder, ours, theirs, stays, other)


def clear(found: Lying) -> None:
    """Remove what `found.removed` lists, and forget that it was built.

    Raises EnvironmentFault at the first file that the system keeps: those before it are gone.
    """
    for path in found.removed:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise files.fault(error, "de supprimer", path) from None
    delivery.forget(found.folder, [path.name for path in found.removed])
