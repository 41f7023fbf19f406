"""Readable documents that stay in `documents/` of this machine longer than they are needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bilantool.agenda.item import Item, Urgency, urgency
from bilantool.cabinet.cabinet import DOCUMENTS, Cabinet
from bilantool.documents.delivery import RECORD
from bilantool.errors import DataFault
from bilantool.french import counted, short_date
from bilantool.storage import files

LYING = timedelta(days=30)
"""Usage: how long a readable document may lie there before it is said."""


def items(cabinet: Cabinet, today: date) -> Iterator[Item]:
    """One item for each folder with files written more than `LYING` ago.

    A folder is named only if it is that of a dossier: other names may be a person's.
    """
    try:
        root = files.inside(cabinet.root, DOCUMENTS)
        for reference, paths in _grouped(root, frozenset(cabinet.references)).items():
            days = [_written_on(path) for path in paths]
            old = [day for day in days if today - day > LYING]
            if old:
                yield _item(reference, len(old), min(old), today)
    except (OSError, DataFault):
        sentence = "le dossier documents ne se lit pas : ce qu'il garde en clair n'est pas connu"
        yield Item(Urgency.LATE, None, None, "", sentence, kind="documents")


def _item(reference: str, number: int, oldest: date, today: date) -> Item:
    due = oldest + LYING
    found = counted(number, "document lisible", "documents lisibles")
    place = f"documents/{reference}" if reference else "documents"
    sentence = (
        f"{found} dans {place} depuis plus de {LYING.days} jours (le plus ancien : "
        f"{short_date(oldest)}) : une fois remis, effacez-les de ce dossier et de la corbeille"
    )
    return Item(urgency(due, today), due, None, reference, sentence, kind="documents")


def _grouped(root: Path, references: frozenset[str]) -> dict[str, list[os.DirEntry[str]]]:
    """The files below `root` by the dossier whose folder they are in, "" for any other place.

    Links are not followed: what lies behind is not here.
    """
    found: dict[str, list[os.DirEntry[str]]] = {}
    if not root.is_dir():
        return found
    waiting = [(root, "")]
    while waiting:
        folder, reference = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    own = entry.name if folder == root and entry.name in references else reference
                    waiting.append((Path(entry.path), own))
                elif entry.is_file(follow_symlinks=False) and entry.name != RECORD:
                    found.setdefault(reference, []).append(entry)
    return dict(sorted(found.items()))


def _written_on(entry: os.DirEntry[str]) -> date:
    return datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime).date()
