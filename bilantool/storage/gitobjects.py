"""Every object that a git repository holds on this machine, reachable or not.

Branches, tags, stashes, what an amended or deleted branch left behind, packs and alternates:
git's own list of its store is asked for, not the history, since what was committed once stays
there after the history forgot it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from bilantool.storage.git import Repository
from bilantool.storage.gitcall import LONG, Ran, run, text
from bilantool.storage.gitfaults import must

BATCH = 32 * 1024 * 1024
"""Bytes of content that are asked for at once."""

_DOING = "lire tous ses objets"


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of one file version; `oid` is git's name of it, `size` in bytes."""

    oid: str
    size: int


@dataclass(frozen=True)
class Store:
    """The object store of the repository whose top, or bare folder, is `folder`.

    Every reading raises EnvironmentFault when git will not work there.
    """

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Store | None:
        """The store that keeps the history of `folder`, which may be part of a larger one; None
        where there is no history.

        Raises EnvironmentFault where there is one, and no git to read it.
        """
        if not any((place / ".git").exists() for place in (folder, *folder.parents)):
            return None
        must(folder, ["rev-parse", "--git-dir"], "lire l’historique")
        return cls(folder)

    @cached_property
    def _listed(self) -> tuple[tuple[str, ...], ...]:
        form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
        out = self._must(["cat-file", "--batch-all-objects", "--unordered", form])
        return tuple(tuple(line.split(" ")) for line in text(out).splitlines())

    def require_readable(self) -> None:
        """Returns if the objects can be listed; raises UnreadableHistory for a damaged history."""
        repository = Repository.at(self.folder)
        if repository is not None:
            repository.head()
        _ = self.total

    @property
    def total(self) -> int:
        """How many objects there are: commits, trees, tags, file versions."""
        return len(self._listed)

    @cached_property
    def blobs(self) -> tuple[Blob, ...]:
        """Every file version."""
        whole = (each for each in self._listed if len(each) == 3)
        return tuple(Blob(oid, int(size)) for oid, kind, size in whole if kind == "blob")

    @property
    def damaged(self) -> int:
        """How many objects git lists and cannot tell the kind of."""
        return sum(len(each) != 3 for each in self._listed)

    def contents(self, blobs: Sequence[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        """Each with its bytes, in turn; None for one that is damaged."""
        batch: list[Blob] = []
        weight = 0
        for blob in blobs:
            if batch and weight + blob.size > BATCH:
                yield from self._read(batch)
                batch, weight = [], 0
            batch.append(blob)
            weight += blob.size
        yield from self._read(batch)

    def path(self, oid: str) -> str:
        """A path, from `folder`, that some commit, reflog or the index gives it; "" for none."""
        return self._paths.get(oid, "")

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        top = text(self._must(["rev-parse", "--show-prefix"]))
        found = (line.partition(" ") for line in self._walked if not line.startswith("?"))
        return {oid: path.removeprefix(top) for oid, _, path in found if path}

    @property
    def missing(self) -> int:
        """How many objects the history names and this copy does not hold (partial clone)."""
        return sum(line.startswith("?") for line in self._walked)

    @property
    def shallow(self) -> bool:
        """Whether the history was cut short when it was copied."""
        out = self._must(["rev-parse", "--is-shallow-repository"])
        return text(out) == "true"

    @cached_property
    def whole(self) -> bool:
        """Whether the history can be walked from end to end."""
        return self._walk(["--quiet"]).code == 0

    @cached_property
    def _walked(self) -> tuple[str, ...]:
        return tuple(text(self._walk(["--missing=print"]).out).splitlines())

    def _walk(self, options: Sequence[str]) -> Ran:
        asked = ["rev-list", "--objects", "--all", "--reflog", "--indexed-objects"]
        return run(self.folder, ["--no-replace-objects", *asked, *options], timeout=LONG)

    def _must(self, arguments: Sequence[str], stdin: bytes = b"") -> bytes:
        return must(self.folder, ["--no-replace-objects", *arguments], _DOING, stdin, LONG)

    def _read(self, batch: Sequence[Blob]) -> Iterator[tuple[Blob, bytes | None]]:
        if not batch:
            return
        names = "".join(f"{blob.oid}\n" for blob in batch).encode()
        asked = ["--no-replace-objects", "cat-file", "--batch"]
        ran = run(self.folder, asked, names, LONG)
        if ran.code == 0:
            yield from _taken_apart(batch, ran.out)
        elif len(batch) == 1:
            yield batch[0], None
        else:  # git stops at a damaged one: look for it in halves
            middle = len(batch) // 2
            yield from self._read(batch[:middle])
            yield from self._read(batch[middle:])


def _taken_apart(batch: Sequence[Blob], out: bytes) -> Iterator[tuple[Blob, bytes | None]]:
    start = 0
    for blob in batch:
        end = out.index(b"\n", start)
        if out[start:end].endswith(b" missing"):
            yield blob, None
            start = end + 1
            continue
        begin = end + 1
        yield blob, out[begin : begin + blob.size]
        start = begin + blob.size + 1


def versions(
    repository: Repository, paths: Sequence[str], most: int, limit: int
) -> Iterator[tuple[datetime, bytes]]:
    """What the last `most` commits that touch a file made of it, with the time of each commit, the
    newest first; not what is above `limit` bytes, nor what is damaged.

    `paths`, from the top, are all that the file was called. Raises EnvironmentFault.
    """
    if repository.head() is None:
        return
    doing = "lire l’historique"
    asked = ["log", f"--max-count={most}", "--format=%H %ct", "--", *paths]
    commits = [line.split(" ") for line in text(must(repository.folder, asked, doing)).splitlines()]
    named = [(f"{commit}:{path}", time) for commit, time in commits for path in paths]
    wanted = "".join(f"{name}\n" for name, _ in named).encode()
    asked = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"]
    found = text(must(repository.folder, asked, doing, wanted)).splitlines()
    for (_, time), line in zip(named, found, strict=True):
        oid, _, kind = line.rpartition(" ")[0].partition(" ")
        size = line.rpartition(" ")[2]
        if kind != "blob" or int(size) > limit:
            continue
        for _, data in Store(repository.folder).contents([Blob(oid, int(size))]):
            if data is not None:
                yield datetime.fromtimestamp(int(time)).astimezone(), data
