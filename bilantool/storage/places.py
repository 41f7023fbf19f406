"""Where bilantool keeps its own files on each system, never in a cabinet nor in a repository.

The environment is given, so that a test or a command decides; what the system itself says
(home folder, AppData, Library) comes from platformdirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bilantool.storage.mounts import in_memory

_NAME = "bilantool"
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class System:
    """Which system this is (`sys.platform`), and where its Python is installed."""

    platform: str = sys.platform
    python: str = sys.base_prefix

    @property
    def redirects(self) -> bool:
        """Whether Windows hides what this Python writes below AppData.

        The Python of the Microsoft Store is a package: what it writes there goes to a folder of
        its own, which no other program finds and which is removed with it, keys included.
        """
        return self.platform == "win32" and "windowsapps" in self.python.casefold()


HERE = System()


def trousseau(env: Mapping[str, str], system: System = HERE) -> Path:
    """The trousseau's folder: `BILANTOOL_TROUSSEAU`, else in the user's data folder.

    `~` is understood. Nothing is looked for in the current folder: whoever can push to a
    cabinet must not be able to propose a trousseau.
    """
    chosen = env.get("BILANTOOL_TROUSSEAU", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return _data(system, "trousseau")


def vscode(env: Mapping[str, str], system: System = HERE) -> Path:
    """The folder of what VS Code is given: `BILANTOOL_VSCODE`, else in the user's data folder.

    Never in a cabinet: an extension is a program.
    """
    chosen = env.get("BILANTOOL_VSCODE", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    given = env.get("XDG_DATA_HOME", "")
    if system.platform == "linux" and Path(given).is_absolute():
        return Path(given) / _NAME / "vscode"
    return _data(system, "vscode")


def _data(system: System, part: str) -> Path:
    """`part` of the user's data folder; on Windows, below the profile itself where AppData is
    redirected, and ever after, whichever Python comes then."""
    plain = Path.home() / f".{_NAME}" / part
    if system.redirects or (system.platform == "win32" and plain.is_dir()):
        return plain
    import platformdirs  # here: most commands are told the folder, or need it once

    return platformdirs.user_data_path(_NAME, appauthor=False) / part


def cache(env: Mapping[str, str], system: System = HERE) -> Path:
    """The folder of what can be made again, local to this machine and not synchronised.

    An editor is another program: it must see what is put there, so nothing redirected serves.
    """
    given = env.get("XDG_CACHE_HOME", "")
    if system.platform == "linux" and Path(given).is_absolute():
        return Path(given) / _NAME
    if system.redirects:
        return Path.home() / f".{_NAME}" / "cache"
    import platformdirs

    return platformdirs.user_cache_path(_NAME, appauthor=False)


def runtime(env: Mapping[str, str]) -> Path:
    """The folder of what lives as long as the user's session: in memory where the system has that.

    In a folder open to all, `/dev/shm`, one that a stranger made first is left alone; another
    user's, which `sudo` leaves in the environment, is too. Nothing is made here.
    """
    given = Path(env.get("XDG_RUNTIME_DIR", ""))
    own = os.name == "posix" and given.is_absolute() and _own(given)
    if own and in_memory(given):
        return given / _NAME
    if sys.platform == "linux" and os.access(_MEMORY, os.W_OK | os.X_OK):
        folder = _MEMORY / f"{_NAME}-{os.geteuid()}"
        if not os.path.lexists(folder) or (not folder.is_symlink() and _own(folder)):
            return folder
    return given / _NAME if own else cache(env) / "session"


def _own(folder: Path) -> bool:
    """Whether the folder is this user's and no one else may write in it."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022
