"""Whether another program is at work in a folder, as far as the system tells."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def working(name: str, folder: Path) -> bool | None:
    """Whether a program called `name` runs in `folder` or below; None where nobody can say.

    Elsewhere than on Linux, one that runs anywhere counts: no system call tells where.
    """
    if (_PROC / "self" / "comm").exists():
        return _in_proc(name, folder.resolve())
    listed = _listed()
    return None if listed is None else any(_is(each, name) for each in listed)


def _in_proc(name: str, folder: Path) -> bool:
    for process in _PROC.iterdir():
        # Gone meanwhile, or another user's: it is not what left a file of ours.
        with suppress(OSError):
            if not process.name.isdigit() or not _is((process / "comm").read_text(), name):
                continue
            if (process / "cwd").readlink().is_relative_to(folder):
                return True
    return False


def _is(program: str, name: str) -> bool:
    """Whether this is the program, or one of its own helpers (`git-remote-https`)."""
    word = os.path.basename(program.strip().strip('"')).removesuffix(".exe")  # noqa: PTH119
    return word == name or word.startswith(f"{name}-")


def _listed() -> list[str] | None:
    """The names of the programs that run; None where they cannot be asked for."""
    if sys.platform == "win32":
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        asked = [str(Path(root, "System32", "tasklist.exe")), "/NH", "/FO", "CSV"]
    else:
        asked = ["/bin/ps", "-A", "-o", "comm="]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = os.fsdecode(done.stdout).splitlines()
    return [line.split(",")[0] for line in lines]
