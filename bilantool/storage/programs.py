"""Finding other programs without running one that the current folder proposes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def find_program(name: str, env: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """The program `name` of the absolute folders of PATH, or the path that `name` already is.

    Windows looks into the current folder first: a cabinet that someone pushed to could hold a
    `git.exe` there. `shutil.which` does so too, and given a folder it forgets on some versions
    of Python that `git` is written `git.exe` there.
    """
    endings = _endings(name, env) if system == "win32" else ("",)
    if Path(name).is_absolute():
        return _first(Path(name).parent, Path(name).name, endings)
    if Path(name).name != name:
        return None
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        if Path(folder).is_absolute() and (found := _first(Path(folder), name, endings)):
            return found
    return None


def system_program(name: str, env: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """A program of Windows itself, where no folder of PATH can put another one before it."""
    root = Path(env.get("SYSTEMROOT", r"C:\Windows"))
    return _first(root / "System32", name, _endings(name, env)) if system == "win32" else None


def _endings(name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """What Windows puts behind a name so that it runs; nothing where the name has it already."""
    known = tuple(each for each in env.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";") if each)
    return ("",) if name.casefold().endswith(tuple(map(str.casefold, known))) else known


def _first(folder: Path, name: str, endings: tuple[str, ...]) -> Path | None:
    for ending in endings:
        path = folder / f"{name}{ending}"
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None
