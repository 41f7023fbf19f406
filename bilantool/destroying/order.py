"""One class to be destroyed, as it is listed before anything is done: see `cabinet.pending`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from bilantool.cabinet import pending
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import OpenDossier
from bilantool.destroying.beyond import Beyond
from bilantool.destroying.choice import Choice
from bilantool.destroying.survey import Share
from bilantool.sealing.envelope import PIECE_LIMIT
from bilantool.storage import files

BROKEN = -1


@dataclass(frozen=True, slots=True)
class Order:
    """What finishing the destruction of a class needs to know; nothing of a note.

    `notes` are names, `pieces` ids, `objects` the SHA-256 of the sealed files that lay there,
    `keys` how many generations the key had, `beyond` what was out of reach. `failed` is how many
    sealed texts still opened when it was last tried, `BROKEN` where that ended in a bug.
    """

    reference: str
    dossier: str
    classe: str
    day: date
    end: date | None
    due: date | None
    ground: str
    despite: str
    keys: int
    notes: tuple[str, ...]
    pieces: tuple[str, ...]
    objects: tuple[str, ...]
    beyond: tuple[str, ...]
    history: bool
    failed: int = 0

    @property
    def task(self) -> Task:
        detail = {
            "jour": self.day.isoformat(),
            "fin": self.end.isoformat() if self.end else "",
            "exigible": self.due.isoformat() if self.due else "",
            "fondement": self.ground,
            "malgre": self.despite,
            "cles": str(self.keys),
            "notes": " ".join(self.notes),
            "pieces": " ".join(self.pieces),
            "contenus": " ".join(self.objects),
            "hors_de_portee": json.dumps(self.beyond, ensure_ascii=False),
            "echec": str(self.failed),
        }
        name = pending.DESTRUCTION + self.classe
        return Task(self.reference, self.dossier, name, self.history, detail)

    @classmethod
    def of(cls, task: Task) -> Order | None:
        """The order that a task is; None for another kind, or one that this version cannot read."""
        if not task.note.startswith(pending.DESTRUCTION):
            return None
        try:
            return cls(
                reference=task.reference,
                dossier=task.dossier,
                classe=task.note.removeprefix(pending.DESTRUCTION),
                day=date.fromisoformat(task.detail["jour"]),
                end=_day(task.detail, "fin"),
                due=_day(task.detail, "exigible"),
                ground=task.detail["fondement"],
                despite=task.detail["malgre"],
                keys=int(task.detail["cles"]),
                notes=tuple(task.detail["notes"].split()),
                pieces=tuple(task.detail["pieces"].split()),
                objects=tuple(task.detail["contenus"].split()),
                beyond=tuple(json.loads(task.detail["hors_de_portee"])),
                history=task.history,
                failed=int(task.detail["echec"]),
            )
        except (KeyError, ValueError):
            return None


def order(choice: Choice, share: Share, beyond: tuple[Beyond, ...], *, history: bool) -> Order:
    """The order to destroy this class of the dossier today, as it was announced."""
    survey = choice.survey
    opened, clock = survey.opened, share.clock
    return Order(
        reference=opened.reference,
        dossier=opened.dossier.uuid,
        classe=share.classe,
        day=share.destroyed_on or survey.today,
        end=survey.end,
        due=clock.due if clock else None,
        ground=clock.article if clock else "",
        despite=choice.overridden(share),
        keys=len(opened.keys.keys.get(share.classe, {})),
        notes=share.notes,
        pieces=share.pieces,
        objects=_digests(opened, share),
        beyond=tuple(each.what.replace("'", "’") for each in beyond),
        history=history,
    )


def _digests(opened: OpenDossier, share: Share) -> tuple[str, ...]:
    """The SHA-256 of each sealed file of the class that lies in the dossier."""
    paths = [opened.dossier.note_path(note) for note in share.notes]
    paths += [opened.dossier.piece_path(piece) for piece in share.pieces]
    found = {
        sha256(files.read_bounded(path, PIECE_LIMIT)).hexdigest()
        for path in paths
        if path.is_file()
    }
    return tuple(sorted(found))


def _day(detail: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(detail[key]) if detail[key] else None
