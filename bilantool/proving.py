"""The proof of a destruction: everything that git keeps is looked at, and tried with every key.

What it shows: of all the sealed notes and pieces of one class that this copy of the cabinet
holds, in its folder and anywhere in its history, how many open with a key that is left. What it
cannot show is another copy, on another disk; but what no key here opens, no copy of it opens with
the same keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cabinet.cabinet import DOCUMENTS, DOSSIER_FILE, DOSSIERS, OF_THE_SYSTEM, PRIVATE
from bilantool.documents import delivery
from bilantool.errors import DataFault
from bilantool.sealing import envelope, trial
from bilantool.sealing.trial import Trial
from bilantool.storage import files
from bilantool.storage.gitobjects import Store

if TYPE_CHECKING:
    from bilantool.keys.ring import DossierKeys
    from bilantool.notes.trame import Trame

_KEY = re.compile(rb"^(?:\xef\xbb\xbf)?([a-z][a-z0-9_]*):(?:[ \t\r]|$)", re.MULTILINE)
_OF_NO_NOTE = OF_THE_SYSTEM | {DOSSIER_FILE}
_LOOKED_AT = 256 * 1024
"""Bytes of a text in which the keys of a note are looked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was destroyed: a class of a dossier.

    `references` are all that the dossier was called. `shapes` tells, for each note of the class,
    the keys that its text begins its lines with: by them a note in clear is known. `others` are the
    paths, in the dossier, of its notes of other classes.
    """

    dossier: str
    references: tuple[str, ...]
    classe: str
    shapes: Mapping[str, frozenset[bytes]]
    others: frozenset[str] = frozenset()

    @classmethod
    def of(cls, keys: DossierKeys, classe: str, trame: Trame) -> Target:
        """The class of the dossier that these keys are of, or were."""
        known = {name: keys.notes.get(name, note.classe) for name, note in trame.notes.items()}
        shapes = {
            name: frozenset(key.encode() for key in note.schema.get("properties", {}))
            for name, note in trame.notes.items()
            if known[name] == classe
        }
        others = frozenset(f"{name}.yaml" for name in known if known[name] != classe)
        references = (*keys.former, keys.reference)
        return cls(keys.uuid, references, classe, shapes, others)


@dataclass(frozen=True, slots=True)
class Plaintext:
    """Something readable: `path` in the folder or the history ("" where none is known), `oid`
    git's name of it ("" for a file of the folder)."""

    path: str
    oid: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at and what came of it.

    `walked` objects of git and files of the folder; `hashes`, sorted, the SHA-256 of each
    distinct sealed text of the class among them; `tried` how many of these could be tried with
    each of the `keys` (the others, `damaged`, are not whole: no key opens them); `opened` how
    many opened. `unreadable` are objects that git cannot give, `missing` those that it knows to
    be elsewhere; `large` are objects bigger than anything that is ever sealed, which are not read;
    `shallow` and `broken` tell a history that is cut short or cannot be followed.
    """

    keys: int
    walked: int = 0
    tried: int = 0
    opened: int = 0
    damaged: int = 0
    unreadable: int = 0
    missing: int = 0
    large: int = 0
    shallow: bool = False
    broken: bool = False
    plaintexts: tuple[Plaintext, ...] = ()
    hashes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def sealed(self) -> int:
        return len(self.hashes)

    @property
    def holds(self) -> bool:
        """Whether nothing of the class opened."""
        return self.opened == 0

    @property
    def whole(self) -> bool:
        """Whether all of the history was there to be looked at."""
        return not (self.unreadable or self.missing or self.shallow or self.broken)


def prove(target: Target, keys: Collection[bytes], folder: Path) -> Proof:
    """Look at every file under `folder` and at every object of the repository it lies in.

    `keys` are all that are left, of any dossier and class. Raises EnvironmentFault when git
    does not answer, or when a file cannot be read.
    """
    found = _Found(target, keys)
    for path, data in _files(folder):
        found.look(data, path, "")
    store = Store.at(folder)
    if store is None:
        return found.proof()
    large = [blob for blob in store.blobs if blob.size > envelope.PIECE_LIMIT]
    for blob in large:  # whoever can push can make one that no memory holds
        found.name(store.path(blob.oid), blob.oid)
    for blob, content in store.contents([each for each in store.blobs if each not in {*large}]):
        if content is None:
            found.unreadable += 1
        else:
            found.look(content, store.path(blob.oid), blob.oid)
    return replace(
        found.proof(),
        walked=found.files + store.total,
        unreadable=found.unreadable + store.damaged,
        missing=store.missing,
        large=len(large),
        shallow=store.shallow,
        broken=not store.whole,
    )


def rehearse(folder: Path) -> None:
    """Returns if all that `prove` looks at can be looked at; nothing is read in full.

    Raises EnvironmentFault, UnreadableHistory for a history that git cannot follow.
    """
    for path in _paths(folder):
        try:
            with files.regular(path):
                pass
        except OSError as error:
            raise files.fault(error, "de lire", path) from None
    store = Store.at(folder)
    if store is not None:
        store.require_readable()


class _Found:
    """What has been seen so far; each distinct text is tried once, however often it lies there."""

    def __init__(self, target: Target, keys: Collection[bytes]) -> None:
        self.target = target
        self.keys = frozenset(keys)
        self._within = tuple(f"{DOSSIERS}/{each}/" for each in target.references)
        self._built = tuple(f"{DOCUMENTS}/{each}/" for each in target.references)
        self.files = self.tried = self.opened = self.damaged = self.unreadable = 0
        self.hashes: set[str] = set()
        self.plaintexts: list[Plaintext] = []

    def name(self, path: str, oid: str) -> None:
        """Judge by its place alone what is too large to be sealed, or to be read."""
        if path.startswith(self._within):
            self.plaintexts.append(Plaintext(path, oid))

    def look(self, data: bytes, path: str, oid: str) -> None:
        self.files += not oid
        claimed = trial.claim(data)
        if claimed is None:
            if self._readable(data, path, oid):
                self.plaintexts.append(Plaintext(path, oid))
            return
        if (claimed.dossier, claimed.classe) != (self.target.dossier, self.target.classe):
            return
        digest = sha256(data).hexdigest()
        if digest in self.hashes:
            return
        self.hashes.add(digest)
        try:
            sealed = Trial.of(data)
        except DataFault:
            self.damaged += 1
            return
        self.tried += 1
        self.opened += any(sealed.opens(key) for key in self.keys)

    def proof(self) -> Proof:
        return Proof(
            len(self.keys),
            walked=self.files,
            tried=self.tried,
            opened=self.opened,
            damaged=self.damaged,
            plaintexts=tuple(self.plaintexts),
            hashes=tuple(sorted(self.hashes)),
        )

    def _readable(self, data: bytes, path: str, oid: str) -> bool:
        """Whether this, which is not sealed, may hold what was to be destroyed."""
        if path.startswith(self._within):
            name = path.split("/", 2)[2]
            other = name in self.target.others or name.rpartition("/")[2] in _OF_NO_NOTE
            return bool(data) and not other
        if path.startswith(self._built):
            return path.rpartition("/")[2] != delivery.RECORD  # it lists names, and digests
        if oid and not path and _is_document(data):
            return True
        return resembles(data, self.target.shapes)


def resembles(data: bytes, shapes: Mapping[str, frozenset[bytes]]) -> bool:
    """Whether the text reads like one of these notes in clear: two of its keys, and few others."""
    keys = set(_KEY.findall(data[:_LOOKED_AT]))
    common = (len(keys & shape) for shape in shapes.values())
    return any(number >= 2 and 2 * number > len(keys) for number in common)


def _is_document(data: bytes) -> bool:
    """Whether this is a PDF or an office document."""
    return data.startswith(b"%PDF-") or (
        data.startswith(b"PK\x03\x04") and (b"word/" in data or b"opendocument" in data[:200])
    )


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder but git's own and what was built there, with its path in it."""
    for path in _paths(folder):
        data = files.read_bounded(path, envelope.PIECE_LIMIT, only_start=True)
        yield path.relative_to(folder).as_posix(), data


def _paths(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        here = Path(top)
        apart = {".git", DOCUMENTS, PRIVATE} if here == folder else {".git"}
        folders[:] = [
            name for name in folders if name not in apart and not (here / name).is_symlink()
        ]
        for name in names:
            path = here / name
            if not path.is_symlink() and path.is_file():
                yield path
