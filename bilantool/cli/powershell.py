"""Completion in PowerShell, written into the user's profile and nowhere else.

What the library does instead is to lift PowerShell's refusal of scripts for the whole account, from
whoever they come. That is for the person to decide: here it is only said.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.storage import files

REFUSING = ("restricted", "allsigned")
"""Execution policies under which PowerShell does not read the profile."""

_PROFILE = "[Console]::OutputEncoding = [Text.Encoding]::UTF8; $PROFILE; Get-ExecutionPolicy"
_LIMIT = 4 << 20

Runner = Callable[[list[str]], bytes]


def install(shell: str, script: str, run: Runner | None = None) -> tuple[Path, bool]:
    """Put `script` into the profile of `shell` (`powershell` or `pwsh`), once.

    The profile's path, and whether PowerShell will read it. Raises EnvironmentFault when the
    shell does not say where its profile is, or when that cannot be written.
    """
    told = (run or _run)([shell, "-NoProfile", "-NonInteractive", "-Command", _PROFILE])
    lines = [line.strip() for line in told.decode("utf-8", "replace").splitlines() if line.strip()]
    if len(lines) < 2:
        raise EnvironmentFault(
            "PowerShell n'a pas dit où est son fichier de profil",
            hint="affichez le script, puis ajoutez-le à votre profil : bilantool --show-completion",
        )
    profile, policy = Path(lines[-2]), lines[-1]
    profile.parent.mkdir(parents=True, exist_ok=True)
    held = files.read_bounded(profile, _LIMIT) if profile.exists() else b""
    # Letters of ASCII alone: it fits whichever encoding the profile is in, but for UTF-16.
    wanted = script.encode("utf-16-le" if held[:2] == b"\xff\xfe" else "ascii")
    if wanted not in held:
        end = "\r\n".encode("utf-16-le" if held[:2] == b"\xff\xfe" else "ascii")
        between = end if held and not held.endswith(end) else b""
        files.write_atomically(profile, held + between + wanted + end, mode=0o644)
    return profile, policy.casefold() not in REFUSING


def _run(command: list[str]) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return b""
