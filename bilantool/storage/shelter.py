"""Which folder of this machine may receive plaintext."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bilantool.storage import places
from bilantool.storage.mounts import in_memory


@dataclass(frozen=True, slots=True)
class Shelter:
    """A folder that may receive RAM folders; `in_memory` is false where the system has none.

    Even in memory, a system short of it may swap to the disk: an encrypted disk covers that.
    """

    root: Path
    in_memory: bool


def shelter(env: Mapping[str, str]) -> Shelter:
    """Where to put plaintext: `$XDG_RUNTIME_DIR`, then `/dev/shm`, if really in memory and ours.

    Else (macOS, Windows) a private folder beside the user's caches, which neither the system's
    backups nor folder synchronisation take: the user is then to be told once.
    """
    return shelters(env)[0]


def shelters(env: Mapping[str, str]) -> list[Shelter]:
    """Every place that may hold our folders, the preferred first."""
    found = []
    if sys.platform == "linux":
        given = Path(env.get("XDG_RUNTIME_DIR", ""))
        if given.is_absolute() and in_memory(given) and ours(given):
            found.append(Shelter(given, True))
        shared = Path("/dev/shm")
        # Open to all, but sticky: others cannot rename our folders, and 0700 closes them.
        if in_memory(shared) and os.access(shared, os.W_OK | os.X_OK):
            found.append(Shelter(shared, True))
    return [*found, Shelter(places.cache(env) / "edition", False)]


def ours(folder: Path) -> bool:
    """Whether the folder is real (no link), this user's, and closed to others."""
    found = folder.lstat()
    if not folder.is_dir() or folder.is_symlink():
        return False
    return os.name != "posix" or (found.st_uid == os.geteuid() and not found.st_mode & 0o077)
