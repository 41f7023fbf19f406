"""Finding other programs without running one that the current folder proposes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def find_program(name: str, env: Mapping[str, str]) -> Path | None:
    """The program `name` of the absolute folders of PATH, or the path that `name` already is.

    Windows looks into the current folder first: a cabinet that someone pushed to could hold a
    `git.exe` there.
    """
    if Path(name).is_absolute():
        return Path(name) if shutil.which(name) else None
    if Path(name).name != name:
        return None
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        if Path(folder).is_absolute():
            found = shutil.which(str(Path(folder) / name))
            if found:
                return Path(found)
    return None
