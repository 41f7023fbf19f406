"""One thing to do, and the dossier on the day it is asked about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum

from bilantool.bilan import Bilan
from bilantool.inspection import Inspection

WEEK = timedelta(days=7)


class Urgency(IntEnum):
    """From what the day begins with to what can wait.

    `GAP`, `DRAFT` and `NEXT` have no delay: their day, if any, says what they are about.
    """

    TODAY = 0
    LATE = 1
    SOON = 2
    GAP = 3
    DRAFT = 4
    LATER = 5
    NEXT = 6

    @property
    def dated(self) -> bool:
        return self in (Urgency.LATE, Urgency.TODAY, Urgency.SOON, Urgency.LATER)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do.

    `due` is its day, None where it has none; `hour` and `end` the times of a session.
    `reference` is that of its dossier, "" for the cabinet itself. `sentence` is French without
    the reference, lower case, no full stop, nothing of a note but dates and counts; `command`
    what to type for it, "" where no command does it. `kind` says of what sort it is, `anchor`
    which one of its sort in its dossier (`dossier`, a uuid): neither changes when the day does.
    `notice` is how many days ahead it is worth a line of the day's screen.
    """

    urgency: Urgency
    due: date | None
    hour: time | None
    reference: str
    sentence: str
    command: str = ""
    kind: str = ""
    anchor: str = ""
    dossier: str = ""
    end: time | None = None
    notice: int = WEEK.days

    @property
    def order(self) -> tuple[int, date, time, str]:
        return (self.urgency, self.due or date.max, self.hour or time.max, self.reference)

    def within(self, today: date, days: int) -> bool:
        """Whether it is late, has no delay, or falls due in that many days at the latest."""
        return self.due is None or (self.due - today).days <= days


def urgency(due: date, today: date) -> Urgency:
    """How urgent a delay is that ends on `due`."""
    if due <= today:
        return Urgency.LATE if due < today else Urgency.TODAY
    return Urgency.SOON if due - today <= WEEK else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier on one day; `offered` are the names of the commands that may be told."""

    seen: Inspection
    today: date
    offered: frozenset[str] = frozenset()

    @property
    def reference(self) -> str:
        return self.seen.reference

    @property
    def bilan(self) -> Bilan:
        return self.seen.bilan

    def tells(self, *notes: str) -> bool:
        """Whether what these notes do not say is missing: not what nobody can read any more."""
        found = [self.seen.notes[note] for note in notes]
        return not any(
            note.fault or note.destroyed or (note.judged.begun and not note.judged.shaped)
            for note in found
        )

    def command(self, name: str, otherwise: str = "") -> str:
        """`name` (`destroy --class travail`) for this dossier, if there is such a command."""
        there = name.partition(" ")[0] in self.offered
        verb, _, rest = (name if there else otherwise).partition(" ")
        return " ".join(filter(None, (verb, self.reference, rest))) if verb else ""

    def dated(
        self,
        kind: str,
        due: date,
        sentence: str,
        command: str = "",
        *,
        anchor: str = "",
        notice: int = WEEK.days,
        hour: time | None = None,
        end: time | None = None,
    ) -> Item:
        """Something of this dossier to do by `due`."""
        return Item(
            urgency(due, self.today),
            due,
            hour,
            self.reference,
            sentence,
            command,
            kind,
            anchor,
            self.seen.uuid,
            end,
            notice,
        )

    def undated(
        self,
        kind: str,
        sentence: str,
        command: str,
        *,
        urgency: Urgency = Urgency.GAP,
        about: date | None = None,
        anchor: str = "",
    ) -> Item:
        """Something of this dossier that has no delay; `about` is the day that it tells of."""
        return Item(
            urgency,
            about,
            None,
            self.reference,
            sentence,
            command,
            kind,
            anchor,
            self.seen.uuid,
        )


def identity(cabinet: str, item: Item) -> str:
    """A uuid of this thing to do, of the cabinet's uuid, that no new date changes."""
    name = f"{item.dossier}/{item.kind}/{item.anchor}"
    return str(uuid.uuid5(uuid.UUID(cabinet), name))


def short(note: str) -> str:
    """The name of a note as commands take it."""
    return note.partition("/")[2]
