"""What the system says of the disks that its folders are on."""

from __future__ import annotations

import re
from pathlib import Path

_KINDS = ("tmpfs", "ramfs")


def in_memory(folder: Path) -> bool:
    """Whether Linux says that the folder's own mount is a file system in memory."""
    try:
        place = folder.resolve(strict=True)
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    kinds: dict[Path, str] = {}
    for line in mounts:
        left, _, right = line.partition(" - ")
        # The kernel writes a space or a tab of a path as three octal digits.
        point = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), left.split(" ")[4])
        kinds[Path(point)] = right.split(" ")[0]  # a later mount hides an earlier one
    for parent in (place, *place.parents):
        if parent in kinds:
            return kinds[parent] in _KINDS
    return False
