"""The only place where the text of a note may lie: a folder in memory, for as long as an edit.

Such a folder holds the text, and a record of whose it is. Its owner holds a lock in it, which
the system releases when the process dies, however it dies: that, rather than a process number
that another program may have taken since, tells a folder in use from a leftover. What a
leftover holds is the user's last words: the caller seals them before `discard`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bilantool.errors import BilantoolError, EnvironmentFault
from bilantool.numbered import Newer
from bilantool.storage import records
from bilantool.storage.faults import fault, quoted
from bilantool.storage.files import lock, private_folder, read_bounded, write_atomically
from bilantool.storage.shelter import Shelter, ours, shelter, shelters
from bilantool.storage.signals import unwinding

__all__ = ["Leftover", "Owner", "RamFolder", "Shelter", "shelter", "stale"]

_PREFIX = "bilantool-edition-"
_OWNER, _LOCK = "proprietaire.json", "verrou"
_TEXT_LIMIT = 8 << 20  # a note is at most 1 MiB; an editor's copy may be in a wider encoding
_GRACE = 60.0  # seconds that a process has between making its folder and locking it


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose text it is, as needed to seal it again; nothing of the text.

    `dossier` is the uuid, `revision` the one that the text was made from.
    """

    cabinet: str
    trousseau: str
    dossier: str
    reference: str
    note: str
    revision: int


class RamFolder:
    """A private folder with one text in it, gone at the end of the `with`, signals included.

    SIGINT raises KeyboardInterrupt as usual, SIGTERM, SIGHUP and Windows' SIGBREAK raise
    SystemExit inside the block, so that the caller can still seal what was typed. `file` is
    the text's path, `private` a folder for the editor's own files.

    Raises EnvironmentFault when the folder cannot be made, or not be removed at the end.
    """

    def __init__(self, shelter: Shelter, owner: Owner, name: str, text: bytes) -> None:
        self.shelter = shelter
        self.folder = shelter.root / f"{_PREFIX}{secrets.token_hex(8)}"
        self.file = self.folder / name
        self.private = self.folder / "editeur"
        self._owner = owner
        self._text = text
        self._held = ExitStack()
        self._left = False

    def __enter__(self) -> RamFolder:
        if not self.shelter.in_memory:
            private_folder(self.shelter.root)
        with ExitStack() as building:
            building.enter_context(unwinding())
            building.callback(self._remove, keep="")
            try:
                self.folder.mkdir(mode=0o700)
                self.private.mkdir(mode=0o700)
            except OSError as error:
                raise fault(error, "de créer", self.folder) from None
            building.enter_context(lock(self.folder / _LOCK, timeout=1.0))
            # Under the lock, so that nobody takes a text being removed for a leftover. The lock's
            # own file comes last: Windows keeps an open file.
            building.callback(self._remove, keep=_LOCK)
            # The record comes first: a text without an owner could not be given back.
            records.write(self.folder / _OWNER, asdict(self._owner))
            write_atomically(self.file, self._text)
            self._held = building.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._held.close()
        if kind is None and not self._left and self.folder.exists():
            raise EnvironmentFault(
                f"le texte déchiffré n’a pas pu être effacé de {quoted(self.folder)}",
                hint="fermez l’éditeur qui le tient ouvert, puis supprimez ce dossier",
            )

    def read(self) -> bytes:
        """The text as the editor left it."""
        return read_bounded(self.file, _TEXT_LIMIT)

    def last_words(self) -> bytes:
        """The text, or the emergency copy that an editor made of it when it was stopped."""
        return read_bounded(_newest_text(self.folder), _TEXT_LIMIT)

    def leave(self) -> None:
        """Let the text stay, as a killed process would: `stale` finds it. For the case where it
        can be kept nowhere else."""
        self._left = True

    def _remove(self, keep: str) -> None:
        if self._left:
            return
        # What resists is found again by `stale`, and `__exit__` says so.
        with suppress(OSError):
            _remove(self.folder, wipe=not self.shelter.in_memory, keep=keep)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A RAM folder whose process died, with the text that was being edited."""

    folder: Path
    owner: Owner
    in_memory: bool

    @property
    def file(self) -> Path:
        """The last text's own file."""
        return _newest_text(self.folder)

    @property
    def too_long(self) -> bool:
        """Whether it is longer than any text of ours: it is left for the person to look at."""
        return self.file.stat().st_size > _TEXT_LIMIT

    def text(self) -> str:
        """The last text: what the dying editor saved beside it, if it did, else the file.

        Read as UTF-16 if it says so, as UTF-8, else as the Windows encoding: nothing is lost.
        """
        data = read_bounded(_newest_text(self.folder), _TEXT_LIMIT)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", errors="replace")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")

    def discard(self) -> None:
        """Remove the folder; only once the text is sealed."""
        try:
            _remove(self.folder, wipe=not self.in_memory)
        except OSError as error:
            raise fault(error, "d’effacer", self.folder) from None


def stale(env: Mapping[str, str]) -> list[Leftover]:
    """The RAM folders of this user whose process is dead; those that held no text are removed."""
    found = []
    for place in shelters(env):
        for folder in sorted(place.root.glob(f"{_PREFIX}*")):
            try:
                if not ours(folder) or time.time() - folder.stat().st_mtime < _age(folder):
                    continue
                with lock(folder / _LOCK, timeout=0):
                    owner = _read_owner(folder)
                    text = _newest_text(folder)
            except (OSError, BilantoolError):
                continue  # in use, just removed by its owner, or a later version's to give back
            if owner is None or not text.is_file():
                with suppress(OSError):
                    _remove(folder, wipe=not place.in_memory)
            else:
                found.append(Leftover(folder, owner, place.in_memory))
    return found


def _age(folder: Path) -> float:
    """How old a folder must be, in seconds, before it may be judged."""
    return 0.0 if (folder / _OWNER).exists() else _GRACE


def _read_owner(folder: Path) -> Owner | None:
    """Whose text it is; None where nothing says so, Newer where a later version does."""
    try:
        return Owner(**records.read(folder / _OWNER, object))
    except Newer:
        raise
    except (BilantoolError, TypeError):
        return None


def _newest_text(folder: Path) -> Path:
    """The file that was edited, or an emergency copy (`x.yaml.save`, `#x.yaml#`) after it."""
    texts = [
        path
        for path in folder.iterdir()
        if path.name not in (_OWNER, _LOCK) and path.is_file() and not path.is_symlink()
    ]
    return max(texts, key=lambda path: path.stat().st_mtime_ns, default=folder / "none")


def _remove(folder: Path, *, wipe: bool, keep: str = "") -> None:
    """Remove the folder, or all in it but `keep`; files on a disk are overwritten first.

    On a solid-state disk or a journaling system, overwriting may leave an older copy of the
    blocks: it is worth little, costs nothing, and an encrypted disk is what really protects.
    """
    if wipe:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                with path.open("r+b") as opened:
                    opened.write(bytes(path.stat().st_size))
                    opened.flush()
                    os.fsync(opened.fileno())
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != keep:
            path.unlink()
    if folder.exists() and not keep:
        folder.rmdir()
