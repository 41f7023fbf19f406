"""Why git refuses, told from what lies in its folder and never from git's own words.

A power cut leaves locks that nobody holds, empty files where a branch was named, objects cut short:
each has its own sentence, and its own way out.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.french import counted, listing, long_date
from bilantool.storage import processes
from bilantool.storage.faults import fault, quoted
from bilantool.storage.gitcall import LONG, SHORT, run, text

_REF = re.compile(rb"ref: refs/[^\0-\x20~^:?*\[\\]+")
_ROOM = 1 << 20
"""Bytes below which a disk is full: what git could not write is not kept."""
_NAME = re.compile(r"[^\0-\x20~^:?*\[\\\x7f]+")
_BRANCH = re.compile(rb"ref: |[0-9a-f]*$")
"""What a branch's file holds, whole or cut short."""
_CHECK = ("fsck", "--no-dangling", "--no-progress")
"""Reads everything: asked after a failure only."""


class UnreadableHistory(EnvironmentFault):
    """There is a history, and git cannot read it any more: never to be taken for none."""


def must(
    folder: Path,
    arguments: Sequence[str],
    doing: str,
    stdin: bytes = b"",
    timeout: float = SHORT,
) -> bytes:
    """What git prints; raises EnvironmentFault, UnreadableHistory for a damaged repository."""
    ran = run(folder, arguments, stdin, timeout)
    if ran.code == 0:
        return ran.out
    where, git_folder = quoted(folder), git_folder_of(folder)
    if os.name == "posix" and git_folder.exists() and git_folder.stat().st_uid != os.geteuid():
        raise EnvironmentFault(
            f"{where} appartient à un autre utilisateur\u00a0: git refuse d’y travailler",
            hint="redevenez propriétaire de ce dossier, ou copiez-le dans les vôtres",
        )
    # Asks nothing of the history: what stops it is a setting.
    if git_folder.is_dir() and run(folder, ["hash-object", "--stdin"]).code:
        raise EnvironmentFault(
            f"un réglage empêche git de travailler dans {where}",
            hint="dans ce dossier, «\u00a0git status\u00a0» dit lequel\u00a0; ôtez-le de "
            + quoted(git_folder / "config"),
        )
    if git_folder.exists() and _headless(folder):
        raise unreadable(folder)
    locked = held(folder)
    if locked is not None:
        raise locked
    strays = copied(folder)
    if strays is not None:
        raise strays
    if (git_folder / "index").exists() and run(folder, ["ls-files", "--", ".gitignore"]).code:
        raise EnvironmentFault(
            f"la liste des fichiers que git suit dans {where} est abîmée",
            hint=f"supprimez {quoted(git_folder / 'index')}, puis, dans le cabinet\u00a0: git "
            "reset\u00a0; vos notes n’en sont pas touchées",
        )
    if git_folder.exists() and run(folder, _CHECK, timeout=LONG).code:
        raise unreadable(folder)
    if (tidying := git_folder / "gc.pid").exists():
        raise EnvironmentFault(
            f"git range déjà l’historique de {where}, ou a été interrompu en le faisant "
            f"({_dated(tidying)})",
            hint="attendez qu’il ait fini\u00a0; si aucun git ne tourne, supprimez "
            f"{quoted(tidying)}, puis recommencez",
        )
    if git_folder.is_dir() and shutil.disk_usage(git_folder).free < _ROOM:
        raise fault(OSError(errno.ENOSPC, "no room"), "d’écrire dans", git_folder)
    raise EnvironmentFault(
        f"git n’a pas pu {doing} dans {where} (code {ran.code})",
        hint="dans ce dossier, «\u00a0git status\u00a0» dit ce qui ne va pas",
    )


def unreadable(folder: Path) -> UnreadableHistory:
    """The fault of a history that exists and cannot be read."""
    return UnreadableHistory(
        f"l’historique git de {quoted(folder)} est abîmé et ne se lit plus (arrêt brutal, disque "
        "fatigué)",
        hint="vos notes sont là et s’ouvrent\u00a0; pour remettre l’historique de votre dernière "
        "sauvegarde, ou en recommencer un, dans le cabinet\u00a0: bilantool recover --to .",
    )


def git_folder_of(folder: Path) -> Path:
    """Where git keeps what it knows of `folder`: `.git`, or what the file `.git` points to."""
    ran = run(folder, ["rev-parse", "--absolute-git-dir"])
    found = Path(text(ran.out)) if ran.code == 0 else folder / ".git"
    # A broken repository inside another one: git then goes up, and tells the other's.
    own = (folder / ".git").is_file() or found.parent == folder.resolve()
    return found if own else folder / ".git"


def unborn(folder: Path) -> bool:
    """Whether the repository has no commit yet: none was ever made, on any branch.

    Raises nothing: what cannot be read is not unborn.
    """
    git_folder = git_folder_of(folder)
    common = run(folder, ["rev-parse", "--git-common-dir"])
    if common.code:
        return False
    home = folder / text(common.out)
    try:
        if not _REF.fullmatch((git_folder / "HEAD").read_bytes().strip()):
            return False
        if any(path.is_file() for path in (home / "refs").rglob("*") if path.suffix != ".lock"):
            return False
        packed = home / "packed-refs"
        if packed.exists() and re.search(rb"^[^#]", packed.read_bytes(), re.MULTILINE):
            return False
        log = git_folder / "logs" / "HEAD"
        return not log.exists() or not log.stat().st_size
    except OSError:
        return False


def locks(folder: Path) -> tuple[Path, ...]:
    """The files by which git keeps others out while it writes, of the repository of `folder`."""
    git_folder = git_folder_of(folder)
    if not git_folder.is_dir():
        return ()
    return tuple(sorted(_locks(git_folder)))


def _locks(git_folder: Path) -> Iterator[Path]:
    for flat in ("", "objects", "objects/pack", "info"):
        yield from (git_folder / flat).glob("*.lock")
    for deep in ("refs", "logs", "objects/info", "worktrees", "reftable"):
        yield from (git_folder / deep).rglob("*.lock")
    # Made anew under this name, and refused where it stands: a lock but for its name.
    yield from git_folder.glob("packed-refs.new")


def held(folder: Path) -> EnvironmentFault | None:
    """The fault of a repository that git keeps locked; None where it does not."""
    found = locks(folder)
    if not found:
        return None
    where, alive = quoted(folder), processes.working("git", folder)
    if alive:
        return EnvironmentFault(
            f"git travaille déjà dans {where}", hint="attendez qu’il ait fini, puis recommencez"
        )
    if_none = "si aucun git ne tourne, " if alive is None else "aucun git ne tourne\u00a0: "
    return EnvironmentFault(
        f"git a été interrompu dans {where}\u00a0: il y reste "
        f"{counted(len(found), 'verrou', 'verrous')} ({listing([_dated(path) for path in found])})",
        hint=f"{if_none}supprimez {listing([quoted(path) for path in found])}, puis recommencez",
    )


def copied(folder: Path) -> EnvironmentFault | None:
    """The fault of files that a synchronising disk left where git keeps its branches, which it then
    takes for damaged ones: « main 2 », « main (copie en conflit) », desktop.ini; None without."""
    refs = git_folder_of(folder) / "refs"
    found = [path for path in sorted(refs.rglob("*")) if path.is_file() and _foreign(path)]
    if not found:
        return None
    return EnvironmentFault(
        f"un autre programme a laissé {counted(len(found), 'fichier', 'fichiers')} parmi les "
        f"branches de git, dans {quoted(folder)} (un disque synchronisé, peut-être)",
        hint=f"sortez {listing([quoted(path) for path in found])} du dossier .git, sans rien "
        "jeter, puis recommencez",
    )


def _foreign(path: Path) -> bool:
    """Whether neither git nor a power cut made this file: its name can be no branch's, or it holds
    another text than a branch does. Git itself ignores what begins with a dot."""
    if path.name.startswith(".") or path.suffix == ".lock":
        return False
    try:
        start = path.read_bytes()[:64].strip(b"\0\n")
    except OSError:
        return False
    return not _NAME.fullmatch(path.name) or not _BRANCH.match(start)


def _dated(path: Path) -> str:
    made = datetime.fromtimestamp(path.lstat().st_mtime)
    return f"{path.name} du {long_date(made.date())} à {made:%H\u00a0h\u00a0%M}"


def _headless(folder: Path) -> bool:
    """Whether there is a history whose current commit cannot be read."""
    asked = ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]
    return bool(run(folder, asked).code) and not unborn(folder)
