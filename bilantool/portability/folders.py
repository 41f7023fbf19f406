"""A folder that receives what is readable without a key: new, private, and outside the cabinet."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.storage import files


class Sink(Protocol):
    """Whatever takes files by their name (with `/`)."""

    def put(self, name: str, data: bytes) -> None: ...


class Folder:
    """A new or empty folder (0700) that files (0600) are put into.

    `undo` takes everything back: half of what is held of a person would pass for all of it.
    """

    def __init__(self, wanted: Path, *forbidden: Path) -> None:
        """UsageFault inside one of the `forbidden` folders or around it, or where something is."""
        self.path = wanted.resolve()
        for folder in forbidden:
            if files.lies_in(self.path, folder) or files.lies_in(folder, self.path):
                raise UsageFault(
                    "cet endroit touche au cabinet ou au trousseau : un texte lisible n'y a pas "
                    "sa place",
                    hint="choisissez un dossier neuf ailleurs, sur une clé USB par exemple",
                )
        self._existed = os.path.lexists(self.path)
        if self._existed and not (self.path.is_dir() and _is_empty(self.path)):
            raise UsageFault(
                f"{files.quoted(self.path)} contient déjà autre chose",
                hint="choisissez un dossier neuf ou vide",
            )
        files.private_folder(self.path)
        self._made: list[Path] = []

    def put(self, name: str, data: bytes) -> None:
        path = files.inside(self.path, *name.split("/"))
        for folder in reversed(path.parents):
            if folder.is_relative_to(self.path) and not folder.is_dir():
                self._made.append(folder)
        files.private_folder(path.parent)
        self._made.append(path)
        files.write_atomically(path, data)

    def undo(self) -> None:
        """Remove what was put, and the folder if it was not there before."""
        for path in reversed(self._made):
            with suppress(OSError):  # the fault that led here is the one to tell
                if path.is_dir():
                    path.rmdir()
                else:
                    path.unlink()
        if not self._existed:
            with suppress(OSError):
                self.path.rmdir()


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError as error:
        fault: EnvironmentFault = files.fault(error, "de lire", folder)
        raise fault from None
