"""Where bilantool keeps its own files on each system, never in a cabinet nor in a repository.

The environment is given, so that a test or a command decides; what the system itself says
(home folder, AppData, Library) comes from platformdirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_NAME = "bilantool"
_MEMORY = Path("/dev/shm")


def trousseau(env: Mapping[str, str]) -> Path:
    """The trousseau's folder: `BILANTOOL_TROUSSEAU`, else the user's data folder.

    `~` is understood. Nothing is looked for in the current folder: whoever can push to a
    cabinet must not be able to propose a trousseau.
    """
    chosen = env.get("BILANTOOL_TROUSSEAU", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # here: most commands are told the folder, or need it once

    return platformdirs.user_data_path(_NAME, appauthor=False) / "trousseau"


def vscode(env: Mapping[str, str]) -> Path:
    """The folder of what VS Code is given: `BILANTOOL_VSCODE`, else in the user's data folder.

    Never in a cabinet: an extension is a program.
    """
    chosen = env.get("BILANTOOL_VSCODE", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    given = env.get("XDG_DATA_HOME", "")
    if sys.platform == "linux" and Path(given).is_absolute():
        return Path(given) / _NAME / "vscode"
    import platformdirs

    return platformdirs.user_data_path(_NAME, appauthor=False) / "vscode"


def cache(env: Mapping[str, str]) -> Path:
    """The folder of what can be made again, local to this machine and not synchronised."""
    given = env.get("XDG_CACHE_HOME", "")
    if sys.platform == "linux" and Path(given).is_absolute():
        return Path(given) / _NAME
    import platformdirs

    return platformdirs.user_cache_path(_NAME, appauthor=False)


def runtime(env: Mapping[str, str]) -> Path:
    """The folder of what lives as long as the user's session: in memory where the system has one.

    In a folder open to all, `/dev/shm`, one that a stranger made first is left alone; another
    user's, which `sudo` leaves in the environment, is too. Nothing is made here.
    """
    given = Path(env.get("XDG_RUNTIME_DIR", ""))
    if os.name == "posix" and given.is_absolute() and _own(given):
        return given / _NAME
    if sys.platform == "linux" and os.access(_MEMORY, os.W_OK | os.X_OK):
        folder = _MEMORY / f"{_NAME}-{os.geteuid()}"
        if not os.path.lexists(folder) or (not folder.is_symlink() and _own(folder)):
            return folder
    return cache(env) / "session"


def _own(folder: Path) -> bool:
    """Whether the folder is this user's and no one else may write in it."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022
