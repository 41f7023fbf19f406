"""What a note said before: each text as it was sealed, so that a save can be undone.

The last ones lie in the trousseau's folder, whether git is there or not; older ones, and those
that another machine saved, are in the cabinet's history. All are sealed under the key of their
class, and end with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.errors import BilantoolError
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import envelope
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault

KEPT = 20
"""Texts of one note that the trousseau's folder keeps."""

FARTHEST = 100
"""Commits of one note that are looked at."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a note; `saved` is when it was committed, or else sealed."""

    revision: int
    text: str = field(repr=False)
    saved: datetime | None = None


def keep(trousseau: Trousseau, dossier: str, note: str, sealed: bytes, saved: float) -> None:
    """Put the sealed text of a note, which another one is about to replace, beside the others;
    `saved` is when it was sealed, in seconds.

    Saving comes first: where the trousseau takes nothing, there is only less to undo.
    """
    folder = trousseau.earlier / dossier
    with suppress(BilantoolError, OSError):
        revision = envelope.note_header(sealed).revision
        files.private_folder(folder.parent)
        path = files.private_folder(folder) / f"{_stem(note)}.{revision}"
        files.write_atomically(path, sealed)
        os.utime(path, (saved, saved))
        for _, path in _kept(trousseau, dossier, note)[:-KEPT]:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def forget(trousseau: Trousseau, dossier: str, classe: str = "") -> None:
    """Remove what is kept of a dossier: of one class, or all of it.

    Raises EnvironmentFault for a file that the system does not let go.
    """
    folder = trousseau.earlier / dossier
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if classe and not files.is_leftover(path) and _classe(path) not in ("", classe):
            continue
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise files.fault(error, "de supprimer", path) from None
    with suppress(OSError):  # others of the dossier are still there
        folder.rmdir()


def versions(vault: Vault, opened: OpenDossier, note: str) -> tuple[Version, ...]:
    """Every text of the note that can still be opened, in the order of their revisions.

    The present one is the last, unless the folder went back in time. Texts of another class are
    left out: what was kept for the follow-up has its life there. Raises as `OpenDossier.read`, and
    EnvironmentFault where the history cannot be read.
    """
    now = opened.read(note)
    found = {now.revision: Version(now.revision, now.text)}
    for when, sealed in (*_in_history(vault, opened, note), *_beside(opened, note)):
        with suppress(BilantoolError):  # forged, of another class, or under a key that is gone
            before = opened.unseal(note, sealed)
            found.setdefault(before.revision, Version(before.revision, before.text, when))
    return tuple(found[revision] for revision in sorted(found))


def _beside(opened: OpenDossier, note: str) -> Iterator[tuple[datetime | None, bytes]]:
    for _, path in reversed(_kept(opened.trousseau, opened.dossier.uuid, note)):
        with suppress(BilantoolError, OSError):
            when = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            yield when, files.read_bounded(path, envelope.NOTE_LIMIT)


def _in_history(
    vault: Vault, opened: OpenDossier, note: str
) -> Iterator[tuple[datetime | None, bytes]]:
    from bilantool.storage import git, gitobjects  # here: whoever saves a note needs neither

    repository = git.Repository.at(vault.cabinet.root)
    if repository is not None:
        places = opened.places(opened.dossier.note_path(note))
        paths = [place.relative_to(vault.cabinet.root).as_posix() for place in places]
        yield from gitobjects.versions(repository, paths, FARTHEST, envelope.NOTE_LIMIT)


def _kept(trousseau: Trousseau, dossier: str, note: str) -> list[tuple[int, Path]]:
    """The files kept of a note, by their revision."""
    stem = _stem(note)
    found = (trousseau.earlier / dossier).glob(f"{stem}.*")
    numbered = ((path.name.removeprefix(f"{stem}."), path) for path in found)
    return sorted((int(number), path) for number, path in numbered if number.isdecimal())


def _classe(path: Path) -> str:
    """The class that the file says it is of; "" where it says none."""
    try:
        return envelope.note_header(files.read_bounded(path, envelope.NOTE_LIMIT)).classe
    except BilantoolError:
        return ""


def _stem(note: str) -> str:
    return note.replace("/", ".")
