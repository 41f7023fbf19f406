"""Writes that leave the cabinet and the trousseau: listed before they begin, swept after a kill.

A document, an export, a backup pass through a temporary file or folder in the place where they go.
A process that is killed leaves it there, readable, or with keys in it. So the place is listed here
first, with the mark that the process puts into the names of its temporary files, and a lock is held
that the system releases however the process ends: that tells a write that goes on from a dead one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bilantool.errors import BilantoolError, EnvironmentFault
from bilantool.keys.trousseau import Trousseau
from bilantool.numbered import Newer
from bilantool.storage import files, records

FOLDER = "ecritures"
BACKUP = "sauvegarde"
"""What a backup is called in a record: what it leaves holds keys."""
_LOCK = ".verrou"


@dataclass(frozen=True, slots=True)
class Left:
    """What a dead process was writing: `what` in a word or two, in `folder` or, if
    `deep`, below; `mark` is in the names of what it left, `disk` the number of the disk that it was
    on, `record` the file that lists it."""

    folder: Path
    what: str
    began: datetime
    deep: bool
    mark: str
    disk: int
    record: Path

    @property
    def away(self) -> bool:
        """Whether the disk is not there: what lies on it can be neither seen nor removed."""
        return not self.folder.is_dir() and files.disk_of(self.folder) != self.disk

    @property
    def sentence(self) -> str:
        """What there is to know of it."""
        day = f"{self.began:%d/%m/%Y à %H\u00a0h\u00a0%M}"
        what = "des clés" if self.what == BACKUP else "un texte peut-être lisible"
        return (
            f"une commande interrompue le {day} ({self.what}) a laissé {what} dans "
            f"{files.quoted(self.folder)}"
        )

    @property
    def advice(self) -> str:
        """What to do about it."""
        if self.away:
            return (
                "branchez ce disque : la prochaine commande qui écrit l’effacera ; s’il n’existe "
                f"plus, supprimez {files.quoted(self.record)}"
            )
        return "la prochaine commande qui écrit (bilantool build, backup…) l’efface"


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed, and what could not be: its disk is away, or refuses."""

    removed: tuple[Left, ...]
    kept: tuple[Left, ...]


@contextmanager
def writing(trousseau: Trousseau, folder: Path, what: str, *, deep: bool = False) -> Iterator[None]:
    """List that `what` is being written into `folder`, for as long as it is.

    Where the trousseau takes nothing (a key in read-only mode) it is written all the same.
    """
    place = folder.absolute()
    record = trousseau.folder / FOLDER / secrets.token_hex(8)
    fact = {
        "ou": str(place),
        "quoi": what,
        "dessous": deep,
        "marque": files.MARK,
        "disque": files.disk_of(place),
    }
    with _listed(trousseau, record, fact):
        try:
            yield
        finally:
            # A disk that was pulled out keeps what lies on it: the record stays then.
            if not files.unfinished(place):
                record.unlink(missing_ok=True)


@contextmanager
def _listed(trousseau: Trousseau, record: Path, fact: Mapping[str, object]) -> Iterator[None]:
    """The record written and its lock held; neither where the trousseau takes nothing."""
    lock = record.with_suffix(_LOCK)
    with ExitStack() as held:
        if trousseau.folder.is_dir():
            held.callback(lock.unlink, missing_ok=True)  # once it is released: Windows wants that
            with suppress(EnvironmentFault):
                files.private_folder(record.parent)
                held.enter_context(files.lock(lock, timeout=1.0))
                records.write(record, fact)
        yield


def left(trousseau: Trousseau) -> tuple[Left, ...]:
    """What dead processes left, as far as it can still be there."""
    return tuple(each for each in _dead(trousseau) if each.away or _found(each))


def sweep(trousseau: Trousseau) -> Swept:
    """Remove what dead processes left, and forget each write that left nothing."""
    removed, kept = [], []
    for each in _dead(trousseau):
        if each.away:
            kept.append(each)
            continue
        had = _found(each)
        for folder in {path.parent for path in had}:
            files.sweep_leftovers(folder, older_than=0.0, mark=each.mark)
        if _found(each):
            kept.append(each)
            continue
        if had:
            removed.append(each)
        with suppress(OSError):  # it stays listed, and is found done the next time
            each.record.unlink(missing_ok=True)
    return Swept(tuple(removed), tuple(kept))


def unknown(trousseau: Trousseau) -> Newer | None:
    """The fault of a write that a later version listed: what it left is not known here."""
    for record in _records(trousseau):
        try:
            records.read(record, object)
        except Newer as newer:
            return newer
        except BilantoolError:
            continue  # it went meanwhile, or is damaged and says nothing
    return None


def _records(trousseau: Trousseau) -> list[Path]:
    folder = trousseau.folder / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    return [each for each in found if not (each.suffix or files.is_leftover(each))]


def _dead(trousseau: Trousseau) -> Iterator[Left]:
    """The writes whose process is not there any more, in order of their beginning."""
    found = []
    for record in _records(trousseau):
        with suppress(BilantoolError, OSError, ValueError, KeyError, TypeError):
            with files.lock(record.with_suffix(_LOCK), timeout=0):
                found.append(_read(record))
            record.with_suffix(_LOCK).unlink(missing_ok=True)
    yield from sorted(found, key=lambda each: each.began)


def _read(record: Path) -> Left:
    fact = records.read(record, object)
    began = datetime.fromtimestamp(record.stat().st_mtime).astimezone()
    return Left(
        Path(fact["ou"]),
        str(fact["quoi"]),
        began,
        bool(fact["dessous"]),
        str(fact["marque"]),
        int(fact["disque"]),
        record,
    )


def _found(each: Left) -> list[Path]:
    return files.leftovers(each.folder, each.mark, deep=each.deep)
