"""What a cabinet's history needs of git: commits of given files, and the whole in one file.

What is committed is sealed already; messages are made of references and note names alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bilantool.errors import EnvironmentFault
from bilantool.storage.faults import quoted
from bilantool.storage.files import flush, private_folder, read_bounded, write_atomically
from bilantool.storage.gitcall import LONG, SHORT, Ran, defuse, installed, run, text
from bilantool.storage.gitfaults import UnreadableHistory, copied, held, must, unborn, unreadable
from bilantool.storage.shell import word

__all__ = [
    "Repository",
    "UnreadableHistory",
    "clone_bundle",
    "copied",
    "held",
    "init",
    "installed",
    "taking_back",
]

_HOST = re.compile(r"[A-Za-z0-9.-]{1,100}")

_VERBATIM = (
    "# bilantool : les fichiers sont gardés tels quels, quoi que dise .gitattributes.\n"
    "* -text !eol !crlf !working-tree-encoding !filter -ident\n"
).encode()
_ATTRIBUTES = 1 << 20  # bytes of a person's own file of attributes

_UNFINISHED = {
    "MERGE_HEAD": "une fusion",
    "rebase-merge": "un rebasage",
    "rebase-apply": "un rebasage",
    "CHERRY_PICK_HEAD": "un report de commit",
    "REVERT_HEAD": "une annulation de commit",
}


def init(folder: Path) -> Repository:
    """Make `folder` a repository on the branch `main`, without the machine's template hooks."""
    must(folder, ["init", "--quiet", "--template="], "créer l’historique")
    return Repository(folder)


def clone_bundle(bundle: Path, folder: Path) -> Repository:
    """Bring back into the empty or missing `folder` every branch and tag of the file `bundle`.

    Raises EnvironmentFault if git refuses; what was begun is then for the caller to remove.
    """
    folder.mkdir(parents=True, exist_ok=True)
    git_folder = folder / ".git"
    must(
        folder,
        ["clone", "--quiet", "--mirror", "--template=", str(bundle.absolute()), str(git_folder)],
        "restaurer l’historique",
        timeout=LONG,
    )
    must(folder, ["config", "core.bare", "false"], "restaurer l’historique")
    # It would name a file of the backup's disk, and a mirror's push deletes branches.
    must(folder, ["config", "--remove-section", "remote.origin"], "restaurer l’historique")
    repository = Repository(folder)
    repository._take_verbatim()
    must(
        folder,
        # Links of an old history stay small text files: nothing may point out of the cabinet.
        ["-c", "core.symlinks=false", "reset", "--quiet", "--hard"],
        "restaurer les fichiers",
        timeout=LONG,
    )
    return repository


def taking_back(folder: Path, path: Path) -> str:
    """What to do about a file or folder of the repository `folder` that is damaged or gone: the
    command that gives back its last version that differs, or else a backup."""
    with suppress(EnvironmentFault):
        repository = Repository.at(folder)
        commit = repository.former(path) if repository else ""
        if commit:
            name = word(path.relative_to(folder).as_posix())
            return f"reprenez-le de git : git checkout {commit} -- {name}"
    return "reprenez-le d’une sauvegarde"


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository whose top is `folder`."""

    folder: Path
    _defused: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def at(cls, folder: Path) -> Repository | None:
        """The repository of `folder` itself; None without git, or inside another's repository.

        Raises EnvironmentFault when git will not work there: a folder of another user, a
        damaged repository (UnreadableHistory).
        """
        if not os.path.lexists(folder / ".git") or not installed():
            return None
        top = must(folder, ["rev-parse", "--show-toplevel"], "lire l’historique")
        if not Path(text(top)).samefile(folder):  # a broken one inside another's
            raise unreadable(folder)
        return cls(folder, defuse(folder))

    def commit(self, paths: Sequence[Path], message: str) -> str | None:
        """Commit these files and folders (deleted ones too), and nothing else that is staged.

        Returns the new commit's id, None when nothing had changed. `message` must hold
        nothing of a note's content.
        """
        names = self._known(paths)
        if not names:
            return None
        self.require_free()
        doing = "enregistrer dans l’historique"
        self._take_verbatim()
        gone = [name for name in names if not os.path.lexists(self.folder / name)]
        for forced, listed in self._by_kind([name for name in names if name not in gone]).items():
            self._must(["add", "--all", *forced, "--", *listed], doing)
        if gone:  # whether a killed commit had taken them out of the index already or not
            taken = ["rm", "--cached", "-r", "--quiet", "--ignore-unmatch", "--", *gone]
            self._must(taken, doing)
        if not self._must(["status", "--porcelain", "-z", "--", *names], doing):
            return None
        self._must(
            [
                *self._author(),
                "commit",
                "--only",
                "--no-verify",
                "--quiet",
                "-F",
                "-",
                "--",
                *names,
            ],
            doing,
            stdin=message.encode(),
        )
        return self.head()

    def require_free(self) -> None:
        """Returns if a commit can be made; raises EnvironmentFault where the history is damaged or
        something begun with git waits for its end."""
        self.head()  # git would begin anew where a power cut took the branch away
        begun = self.unfinished()
        if begun:
            raise EnvironmentFault(
                f"{begun} est en cours dans {quoted(self.folder)}",
                hint="ce qui a deux versions, et comment finir : bilantool status",
            )

    def head(self) -> str | None:
        """The id of the current commit; None before the first one of all.

        Raises UnreadableHistory where there is a history and no commit of it can be told to be the
        current one.
        """
        asked = ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]
        ran = self._run(asked)
        if ran.code and unborn(self.folder):
            return None
        return text(ran.out if ran.code == 0 else self._must(asked, "lire l’historique"))

    def commits_since(self, commit: str | None) -> int:
        """How many commits the current one has that `commit` does not; all when it is unknown."""
        if self.head() is None:
            return 0
        known = (
            commit is not None and self._run(["cat-file", "-e", f"{commit}^{{commit}}"]).code == 0
        )
        span = [f"{commit}..HEAD"] if known else ["HEAD"]
        return int(text(self._must(["rev-list", "--count", *span], "lire l’historique")))

    def bundle(self, path: Path) -> None:
        """Write the whole history, every branch and tag, as the one file `path`, and verify it.

        Raises EnvironmentFault for a history without a commit, or cut short (shallow).
        """
        if self.head() is None:
            raise EnvironmentFault(
                f"l’historique de {quoted(self.folder)} est encore vide",
                hint="enregistrez d’abord une note, ou un premier commit",
            )
        if (
            text(self._must(["rev-parse", "--is-shallow-repository"], "lire l’historique"))
            == "true"
        ):
            raise EnvironmentFault(
                f"l’historique de {quoted(self.folder)} est une copie partielle, incomplète",
                hint="complétez-le avec «\u00a0git fetch --unshallow\u00a0», puis recommencez",
            )
        doing = "copier l’historique"
        target = str(path.absolute())
        self._must(["bundle", "create", "--quiet", target, "--all", "HEAD"], doing, timeout=LONG)
        flush(path)
        self._must(["bundle", "verify", "--quiet", target], doing, timeout=LONG)

    def changed(self) -> tuple[Path, ...]:
        """The files that differ from the last commit, new ones included, and ignored ones not."""
        asked = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
        listed = os.fsdecode(self._must(asked, "lire l’historique")).split("\0")
        return tuple(self.folder / entry[3:] for entry in listed if entry)

    def is_ignored(self, path: Path) -> bool:
        """Whether the repository's rules keep this path out of it."""
        return (
            self._run(
                ["--no-literal-pathspecs", "check-ignore", "--quiet", "--", self._name(path)]
            ).code
            == 0
        )

    def follows(self, path: Path) -> bool:
        """Whether a file at this path, or below it, is versioned, ignored or not."""
        return bool(self._must(["ls-files", "-z", "--", self._name(path)], "lire l’historique"))

    def remembers(self, path: Path) -> bool:
        """Whether a file at this path, or below it, is versioned, or was in any commit kept."""
        asked = ["rev-list", "--all", "--reflog", "--max-count=1", "--", self._name(path)]
        return self.follows(path) or bool(self._must(asked, "lire l’historique").strip())

    def former(self, path: Path) -> str:
        """The newest commit in which a file or folder is another than in the folder, as a command
        line takes it; "" where there is none."""
        if self.head() is None:
            return ""
        name, doing = self._name(path), "lire l’historique"
        commit = "HEAD"
        if not self._must(["status", "--porcelain", "-z", "--", name], doing):
            last = text(self._must(["rev-list", "--max-count=1", "HEAD", "--", name], doing))
            commit = f"{last[:12]}~1"  # what is there was committed; cmd would eat a caret
        return commit if self._run(["cat-file", "-e", f"{commit}:{name}"]).code == 0 else ""

    def unmerged(self) -> tuple[str, ...]:
        """The names of the files of which git holds two versions, and shows one."""
        listed = self._must(["ls-files", "--unmerged", "-z"], "lire l’historique").split(b"\0")
        names = (os.fsdecode(each.partition(b"\t")[2]) for each in listed if each)
        return tuple(dict.fromkeys(names))

    def other_version(self, path: Path, limit: int) -> bytes | None:
        """The version of an unmerged file that the folder does not show; None where there is none,
        the other side having removed it. Raises EnvironmentFault for more than `limit` bytes."""
        name = f":3:{self._name(path)}"
        size = self._run(["cat-file", "-s", name])
        if size.code:
            return None
        if int(text(size.out)) > limit:
            raise EnvironmentFault(
                f"l’autre version de {quoted(path)} est trop volumineuse pour être lue",
                hint="elle n’a pas été écrite par bilantool : gardez celle du dossier",
            )
        return self._must(["cat-file", "blob", name], "lire l’historique")

    def adrift(self) -> bool:
        """Whether an old commit is shown: what is committed there is on no branch, and leaves the
        folder with it."""
        return self._run(["symbolic-ref", "--quiet", "HEAD"]).code != 0

    def unfinished(self) -> str | None:
        """What was begun with git and waits for its end: « une fusion »… None usually."""
        folder = Path(text(self._must(["rev-parse", "--absolute-git-dir"], "lire l’historique")))
        for name, said in _UNFINISHED.items():
            if (folder / name).exists():
                return said
        return None

    def remotes(self) -> tuple[tuple[str, str], ...]:
        """Name and host of each remote, "" for a folder of this machine; without credentials."""
        ran = self._run(["config", "-z", "--get-regexp", r"^remote\..*\.(push)?url$"])
        entries = (entry.partition("\n") for entry in os.fsdecode(ran.out).split("\0") if entry)
        found = {(key.split(".", 1)[1].rpartition(".")[0], _host(url)) for key, _, url in entries}
        return tuple(sorted(found))

    def worktrees(self) -> int:
        """How many folders besides this one are checked out from the same history."""
        listed = self._must(["worktree", "list", "--porcelain"], "lire l’historique")
        return sum(line.startswith(b"worktree ") for line in listed.splitlines()) - 1

    def tidy(self) -> None:
        """Forget what no branch holds any more, and write the rest anew; stashes stay.

        Without `--expire`, since that would empty the list of stashes too.
        """
        now = ["-c", "gc.reflogExpire=now", "-c", "gc.reflogExpireUnreachable=now"]
        doing = "faire le ménage de l’historique"
        self._must([*now, "reflog", "expire", "--all"], doing, timeout=LONG)
        self._must([*now, "gc", "--quiet", "--prune=now"], doing, timeout=LONG)

    def _by_kind(self, names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
        """Names of files, to be added by force: whoever can push a .gitignore must not keep a note
        out of the history. Of a folder, what is ignored stays out."""
        found: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            forced = () if (self.folder / name).is_dir() else ("--force",)
            found.setdefault(forced, []).append(name)
        return found

    def _take_verbatim(self) -> None:
        """Have git keep the bytes of every file as they are, whatever a `.gitattributes` says: one
        that was pushed could have notes converted, or commits refused."""
        told = self._must(["rev-parse", "--git-path", "info/attributes"], "lire ses réglages")
        path = self.folder / text(told)
        known = read_bounded(path, _ATTRIBUTES) if path.exists() else b""
        if _VERBATIM not in known:
            ended = b"" if not known or known.endswith(b"\n") else b"\n"
            private_folder(path.parent)
            write_atomically(path, known + ended + _VERBATIM, mode=0o644)

    def _name(self, path: Path) -> str:
        """The path as git wants it: relative to the top, with `/`."""
        full = self.folder / path
        if full == self.folder:
            return "."
        # The last component is kept as it is: git follows a link, not what it points to.
        return (full.parent.resolve() / full.name).relative_to(self.folder.resolve()).as_posix()

    def _known(self, paths: Sequence[Path]) -> list[str]:
        """The names among `paths` that exist, or that git follows or did in the last commit: it
        refuses the others."""
        names = [self._name(path) for path in paths]
        gone = [name for name in names if not os.path.lexists(self.folder / name)]
        if not gone:
            return names
        last = [] if self.head() is None else ["--with-tree=HEAD"]
        asked = ["ls-files", "-z", *last, "--", *gone]
        listed = self._must(asked, "lire l’historique").split(b"\0")
        followed = [name.decode("utf-8", "surrogateescape") for name in listed if name]
        return [
            name
            for name in names
            if name not in gone or any(f"{one}/".startswith(f"{name}/") for one in followed)
        ]

    def _author(self) -> list[str]:
        """A stand-in author where the user never told git his name."""
        asked = ["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]
        if self._run(asked).code == 0:
            return []
        return ["-c", "user.name=bilantool", "-c", "user.email=bilantool@localhost"]

    def _run(self, arguments: Sequence[str]) -> Ran:
        return run(self.folder, [*self._defused, *arguments])

    def _must(
        self, arguments: Sequence[str], doing: str, stdin: bytes = b"", timeout: float = SHORT
    ) -> bytes:
        return must(self.folder, [*self._defused, *arguments], doing, stdin, timeout)


def _host(url: str) -> str:
    """The host of a remote's address, as URL or as scp writes it; "" for a folder."""
    scheme, mark, rest = url.partition("://")
    if mark:
        place = rest.partition("/")[0] if scheme != "file" else ""
    else:
        before, colon, _ = url.partition(":")
        # One letter is a Windows disk.
        place = before if colon and "/" not in before and len(before) > 1 else ""
    found = _HOST.match(place.rpartition("@")[2])
    return found[0] if found else ""
