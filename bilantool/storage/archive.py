"""Files of a folder in one zip, and back, without ever writing outside the folder."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from bilantool.errors import DataFault
from bilantool.storage.faults import fault, quoted
from bilantool.storage.files import inside, read_bounded, regular, write_atomically

_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip cannot say less; the same files give the same bytes
MEMBER_LIMIT = 64 << 20
"""Bytes above which no file is taken, nor given back: a sealed attachment has 28 MiB at most."""


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; raises EnvironmentFault, DataFault for a link or a
    device."""
    try:
        with regular(path) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise fault(error, "de lire", path) from None


def pack(root: Path, names: Sequence[str], archive: Path) -> None:
    """Write the files `names` (relative to `root`, with `/`) into the new zip `archive`.

    Raises EnvironmentFault, DataFault for one that is no regular file, or larger than any of ours.
    """
    try:
        with archive.open("xb") as opened:
            with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as made:
                for name in names:
                    made.writestr(
                        zipfile.ZipInfo(name, _EPOCH), read_bounded(root / name, MEMBER_LIMIT)
                    )
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise fault(error, "d’écrire", archive) from None


def everything(_path: Path, _data: bytes) -> bool:
    """Takes each member of a zip."""
    return True


def unpack(
    archive: Path, folder: Path, *, wanted: Callable[[Path, bytes], bool] = everything
) -> None:
    """Write the members of the zip that are `wanted` into `folder`, over what is there.

    Raises DataFault for a damaged zip, a member that would leave the folder, or one that is
    larger than anything bilantool writes.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for member in opened.infolist():
                path = inside(folder, *member.filename.split("/"))
                if member.file_size > MEMBER_LIMIT:
                    raise _damaged(archive)
                data = opened.read(member)
                if wanted(path, data):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    write_atomically(path, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _damaged(archive) from None
    except OSError as error:
        raise fault(error, "d’ouvrir", archive) from None


def _damaged(archive: Path) -> DataFault:
    return DataFault(
        f"{quoted(archive)} est abîmé",
        hint="prenez une autre sauvegarde, ou refaites cette copie",
    )
