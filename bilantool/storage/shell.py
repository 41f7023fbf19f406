"""Words of a command as the shell at hand takes them when they are pasted."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

_PLAIN = re.compile(r"[\w@%+=:,./~-]+")
_PLAIN_THERE = re.compile(r"[\w@+=:./\\~-]+")


def word(text: str | Path, system: str = sys.platform) -> str:
    """`text` as one word, in double quotes where it needs any.

    cmd and PowerShell both know double quotes, and no path of Windows holds one; what PowerShell or
    POSIX shells still read between them goes between single ones, which cmd does not know.
    """
    text = str(text)
    if system == "win32":
        if set(text) & set("$`"):
            return "'" + text.replace("'", "''") + "'"
        return text if _PLAIN_THERE.fullmatch(text) else f'"{text}"'
    if _PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'
