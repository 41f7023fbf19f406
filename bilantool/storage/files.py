"""Files written whole or not at all, read within bounds, and never outside their folder.

A file is written beside its final place under a random dot-name, flushed to the disk, then
renamed: whatever happens, one finds the old bytes or the new ones. Leftovers of a killed
process carry a name that `sweep_leftovers` knows; where they could be readable, or hold keys, the
place was listed before (`keys.outside`).

Every OSError becomes an `EnvironmentFault` that names the file, so that callers have no
system error to translate.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from bilantool.errors import DataFault, EnvironmentFault
from bilantool.storage.faults import InUse, fault, in_use, quoted
from bilantool.storage.paths import inside, lies_in

__all__ = [
    "InUse",
    "fault",
    "flush",
    "inside",
    "lies_in",
    "lock",
    "private_folder",
    "publish_folder",
    "quoted",
    "read_bounded",
    "regular",
    "sweep_leftovers",
    "temporary_folder",
    "write_atomically",
]

_PREFIX = ".bilantool-"
_SUFFIX = ".tmp"
MARK = secrets.token_hex(4)
"""What this process puts into the names of its temporary files, so that they can be told apart."""

_begun: set[Path] = set()
"""The temporary files and folders of this process that have not got their final names."""

_TRIES = 50


def write_atomically(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Put `data` at `path`: a crash at any instant leaves the old file or the new, whole.

    The folder must exist. A symbolic link at `path` is replaced, never followed.

    Raises EnvironmentFault when the disk is full, the folder missing or read-only, or when a
    folder is already there; `InUse` where Windows refuses because another program has it open.
    """
    temporary = _random_name(path.parent)
    try:
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError(errno.EISDIR, "folder in place of a file")
        _begun.add(temporary)
        try:
            _write_new(temporary, data, mode)
            try:
                _rename(temporary, path)
            except PermissionError:
                # The folder takes a new file: it is the one at `path` that is held.
                if os.name == "nt" and path.exists():
                    raise in_use(path) from None
                raise
        except BaseException:
            with suppress(OSError):  # the first failure is the one to tell
                temporary.unlink(missing_ok=True)
            raise
        _begun.discard(temporary)
        _flush_folder(path.parent)
    except OSError as error:
        raise fault(error, "d’écrire", path) from None


def flush(path: Path) -> None:
    """Have the disk hold what another program wrote into the file; raises EnvironmentFault."""
    try:
        with path.open("r+b") as opened:
            os.fsync(opened.fileno())
    except OSError as error:
        raise fault(error, "d’écrire", path) from None


def read_bounded(path: Path, limit: int, *, only_start: bool = False) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; with `only_start`, its first ones.

    What is checked is the opened file, so nothing can be exchanged between check and reading.

    Raises DataFault for a missing file, a folder, a symbolic link, a device or more than
    `limit` bytes; EnvironmentFault when the system refuses.
    """
    data: bytes | None = None
    try:
        for _ in range(_TRIES):  # another command may be saving this very file
            data = _read_same(path, limit)
            if data is not None:
                break
    except (FileNotFoundError, NotADirectoryError):
        raise DataFault(f"{quoted(path)} est introuvable", hint="vérifiez le chemin") from None
    except OSError as error:
        raise fault(error, "de lire", path) from None
    if data is None:
        raise DataFault(f"{quoted(path)} change sans cesse", hint="recommencez dans un instant")
    if len(data) > limit:
        if only_start:
            return data[:limit]
        raise DataFault(
            f"{quoted(path)} est trop volumineux pour être lu",
            hint="ce fichier n’a pas été écrit par bilantool, ou il a été abîmé",
        )
    return data


@contextmanager
def lock(
    path: Path,
    *,
    timeout: float = 10.0,
    busy: str = "une autre commande de bilantool travaille déjà ici",
) -> Iterator[None]:
    """Hold the lock file `path` (created empty, and left); a killed process frees it.

    Not reentrant: a second `lock` of the same path in one process waits like a stranger.

    Raises EnvironmentFault saying `busy` after `timeout` seconds.
    """
    import filelock  # here: commands that only read take no lock

    holder = filelock.FileLock(path, timeout=timeout)
    try:
        if not path.parent.is_dir():  # filelock would make the folder, open to others
            raise FileNotFoundError(errno.ENOENT, "no folder for the lock")
        holder.acquire()
    except filelock.Timeout:
        raise EnvironmentFault(busy, hint="attendez qu’elle ait fini, puis recommencez") from None
    except OSError as error:
        raise fault(error, "de réserver", path) from None
    try:
        yield
    finally:
        holder.release()


def private_folder(path: Path) -> Path:
    """Make the folder, and the parents that it lacks, for this user alone.

    The folder itself is closed to others if it is there already; its parents are as they are.

    Windows: see `_private_mode`.
    """
    try:
        # One by one: `parents=True` would leave the parents open to whom the umask lets in, and
        # whoever can write in a parent can put another folder in this one's place.
        for folder in reversed((path, *path.parents)):
            if not folder.is_dir():
                folder.mkdir(mode=_private_mode(folder), exist_ok=True)
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            # A FAT key has no modes and refuses chmod: its folder is used as it is.
            with suppress(PermissionError):
                path.chmod(0o700)
    except OSError as error:
        raise fault(error, "d’ouvrir", path) from None
    return path


def temporary_folder(parent: Path) -> Path:
    """A new private folder in `parent`, to be filled, then given to `publish_folder`."""
    path = _random_name(parent)
    _begun.add(path)
    try:
        path.mkdir(mode=_private_mode(path))
    except OSError as error:
        raise fault(error, "d’écrire dans", parent) from None
    return path


def publish_folder(temporary: Path, final: Path) -> None:
    """Make the filled folder appear under its final name, as one rename on the same disk.

    Raises EnvironmentFault if something is already there.
    """
    try:
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, "already there")
        _flush_folder(temporary)
        _rename(temporary, final)
        _begun.discard(temporary)
        _flush_folder(final.parent)
    except OSError as error:
        raise fault(error, "de créer", final) from None


def is_leftover(path: Path) -> bool:
    """Whether the name is that of a temporary file or folder of this module."""
    return path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX)


def leftovers(folder: Path, mark: str = "", *, deep: bool = False) -> list[Path]:
    """The temporary files and folders in `folder`, or also below, of the process with that mark
    ("": of any)."""
    pattern = f"{_PREFIX}{mark}*{_SUFFIX}"
    return sorted(folder.rglob(pattern) if deep else folder.glob(pattern))


def sweep_leftovers(folder: Path, *, older_than: float = 3600.0, mark: str = "") -> int:
    """Remove what killed writers left in `folder` (not below) more than `older_than` seconds ago.

    Returns how many were removed. What cannot be removed stays for the next time.
    """
    removed = 0
    oldest = time.time() - older_than
    for path in leftovers(folder, mark):
        with suppress(OSError):
            found = path.lstat()
            if found.st_mtime > oldest:
                continue
            if stat.S_ISDIR(found.st_mode):
                shutil.rmtree(path)
            else:
                path.unlink()
            removed += 1
    return removed


def _private_mode(
    folder: Path, system: str = os.name, profile: Callable[[], Path] = Path.home
) -> int:
    """The mode of a new private folder.

    On Windows, Python gives a folder of mode 0700 an access list that names this user of this
    machine: under the user's profile that says what is there anyway, but what is written to a
    stick or a share could not be read by the next computer.
    """
    if system != "nt":
        return 0o700
    try:
        return 0o700 if lies_in(folder, profile()) else 0o777
    except RuntimeError:  # a user without a profile
        return 0o777


def unfinished(folder: Path) -> bool:
    """Whether this process leaves a temporary file in `folder` or below, or cannot tell, the disk
    being gone."""
    begun = [path for path in _begun if path.is_relative_to(folder)]
    return any(os.path.lexists(path) or not path.parent.is_dir() for path in begun)


def disk_of(place: Path) -> int:
    """The number of the disk that the place is on, or would be; 0 where none can be asked."""
    for folder in (place, *place.parents):
        with suppress(OSError):
            return folder.stat().st_dev
    return 0


def _random_name(folder: Path) -> Path:
    return folder / f"{_PREFIX}{MARK}{secrets.token_hex(8)}{_SUFFIX}"


def _read_same(path: Path, limit: int) -> bytes | None:
    """The bytes (at most one more than `limit`); None if the file was replaced meanwhile."""
    with suppress(_Replaced), regular(path) as opened:
        return opened.read(limit + 1)
    return None


class _Replaced(Exception):
    """The file is not the one that was looked at."""


@contextmanager
def regular(path: Path) -> Iterator[BufferedReader]:
    """A regular file opened for reading: no link, no device, no pipe that would be waited for.

    Raises DataFault for anything else, OSError as `open`.
    """
    flags = os.O_RDONLY
    # O_NONBLOCK: opening a fifo must not wait for a writer. O_BINARY: Windows would translate CRLF.
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    before = path.lstat()
    _require_regular(before, path)
    with os.fdopen(os.open(path, flags), "rb") as opened:
        found = os.fstat(opened.fileno())
        if (found.st_dev, found.st_ino) != (before.st_dev, before.st_ino):
            raise _Replaced
        yield opened


def _require_regular(found: os.stat_result, path: Path) -> None:
    if stat.S_ISREG(found.st_mode):
        return
    kind = "un fichier ordinaire y est attendu"
    if stat.S_ISDIR(found.st_mode):
        kind = "un dossier occupe la place du fichier"
    elif stat.S_ISLNK(found.st_mode):
        kind = "un lien occupe la place du fichier"
    raise DataFault(f"{quoted(path)} ne peut pas être lu\u00a0: {kind}", hint="vérifiez ce chemin")


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def _rename(old: Path, new: Path) -> None:
    """Replace, and try again for a second where a Windows antivirus or indexer holds the file."""
    for _ in range(20 if os.name == "nt" else 0):
        try:
            old.replace(new)
        except PermissionError:
            time.sleep(0.05)
        else:
            return
    old.replace(new)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable where folders can be flushed; Windows has no such call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # network disks that cannot
            raise
    finally:
        os.close(descriptor)
