"""Which file another one is a copy of, told by how programs that synchronise name their copies.

    demande-PC-ANNE.yaml                                     OneDrive, by the computer's name
    demande (copie en conflit de PC-ANNE 2026-11-20).yaml    Dropbox; « conflicted copy » too
    demande (conflicted copy 2026-11-20 101010).yaml         Nextcloud, ownCloud
    demande.sync-conflict-20261120-101010-ABCDEFG.yaml       Syncthing
    demande 2.yaml                                           iCloud, macOS
    demande - Copie (2).yaml, Copie de demande.yaml          Windows, Google Drive, a hand
    demande.yaml.orig, demande.yaml~                         programs that merge, editors

All keep the whole name, and put something before or behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_BEFORE = r"(?:(?i:copie de|copy of|copie|copy)[ _-]+|[~.]+(?:syncthing[~.]+)?)?"
_BEHIND = r"(?:[ .(_~-].*)?"
_AWAY = re.compile(r"\.(.+)\.icloud|(.+)\.(?:nextcloud|owncloud)")

SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "Icon\r", ".directory"})
"""What systems leave in any folder that somebody looked into."""


def original(name: str, known: Collection[str]) -> str:
    """The name among `known`, the longest that fits, that a file or folder is a copy of; "" where
    it is of none, or is one of them itself."""
    if name in known:
        return ""
    fits = [each for each in known if _is_copy(name, each)]
    return max(fits, key=len, default="")


def away(name: str) -> str:
    """The name of the file that iCloud, Nextcloud or ownCloud took away, and left this mark for; ""
    for other names."""
    found = _AWAY.fullmatch(name)
    return found[1] or found[2] if found else ""


def _is_copy(name: str, known: str) -> bool:
    stem, dot, ending = known.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (known, "")
    if stem not in name:  # of a thousand names, nearly all
        return False
    pattern = f"{_BEFORE}{re.escape(stem)}{_BEHIND}{re.escape(ending)}{_BEHIND}"
    return re.fullmatch(pattern, name) is not None
