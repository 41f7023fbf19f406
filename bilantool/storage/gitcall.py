"""One call of git, deaf to the programs that a repository's own settings may name.

Hooks, filters, file monitors, pagers, editors: a cabinet may come from anywhere, so each call
silences them. What git writes is flushed to the disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.storage.faults import fault, quoted
from bilantool.storage.programs import find_program

# What of git's own variables is kept: who commits, and which settings are the user's.
_KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
_KEPT_EXACTLY = ("GIT_CONFIG_NOSYSTEM",)

_SILENCED = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.editor=true",
    "core.askPass=",
    "core.sshCommand=false",
    "core.untrackedCache=false",
    # Without it a commit flushes nothing: a power cut leaves an empty branch.
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "core.fsyncObjectFiles=true",  # what git before 2.36 knows instead
    "core.quotePath=false",
    # Git for Windows would turn line ends into CRLF, refuse to commit for it, and stop at paths
    # of 260 letters, which a cabinet in somebody's documents soon has.
    "core.autocrlf=false",
    "core.eol=lf",
    "core.safecrlf=false",
    "core.longpaths=true",
    "commit.gpgsign=false",
    "diff.external=",
    "log.showSignature=false",
    "i18n.commitEncoding=utf-8",
    "init.defaultBranch=main",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "protocol.allow=never",  # not even to fetch what a partial clone lacks
    "protocol.file.allow=always",  # a bundle is a file
)

SHORT, LONG = 60.0, 900.0  # seconds: a commit, a copy of the whole history


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: bytes


def installed(env: Mapping[str, str] | None = None) -> bool:
    """Whether git can be called on this machine."""
    return _program(os.environ if env is None else env) is not None


def text(out: bytes) -> str:
    return os.fsdecode(out).rstrip("\r\n")


def _program(env: Mapping[str, str]) -> Path | None:
    found = find_program("git", env)
    # Without Apple's developer tools, this one is a window that offers to install them.
    if sys.platform == "darwin" and found == Path("/usr/bin/git"):
        tools = subprocess.run(["/usr/bin/xcode-select", "-p"], capture_output=True, check=False)
        return found if tools.returncode == 0 else None
    return found


def _environment() -> dict[str, str]:
    """The process's environment, without what would send git to another repository or program."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT) or name in _KEPT_EXACTLY
    }
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "true",
        "GIT_PAGER": "cat",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


def run(folder: Path, arguments: Sequence[str], stdin: bytes = b"", timeout: float = SHORT) -> Ran:
    program = _program(os.environ)
    if program is None:
        raise EnvironmentFault(
            "git n’est pas installé sur cet ordinateur",
            hint="installez-le depuis https://git-scm.com, ou travaillez sans historique",
        )
    settings = [part for setting in _SILENCED for part in ("-c", setting)]
    try:
        done = subprocess.run(
            [program, "--no-pager", "--literal-pathspecs", *settings, *arguments],
            cwd=folder,
            env=_environment(),
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(
            f"git ne répond pas dans {quoted(folder)}",
            hint="vérifiez le disque, puis recommencez",
        ) from None
    except OSError as error:
        raise fault(error, "de lancer git dans", folder) from None
    return Ran(done.returncode, done.stdout)


def defuse(folder: Path) -> tuple[str, ...]:
    """Settings that silence the repository's own filters; the user's (git-lfs) are his choice."""
    asked = ["config", "--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\."]
    fields = os.fsdecode(run(folder, asked).out).split("\0")
    drivers = {
        name.split(".", 1)[1].rpartition(".")[0]
        for scope, name in zip(fields[::2], fields[1::2], strict=False)
        if scope in ("local", "worktree")
    }
    if any("=" in driver for driver in drivers):  # -c cannot name it, so it cannot be silenced
        raise EnvironmentFault(
            f"l’historique de {quoted(folder)} contient un réglage dangereux",
            hint="retirez les sections «\u00a0filter\u00a0» de .git/config, puis recommencez",
        )
    settings = (
        f"filter.{driver}.{key}"
        for driver in sorted(drivers)
        for key in ("clean=", "smudge=", "process=", "required=false")
    )
    return tuple(part for setting in settings for part in ("-c", setting))
