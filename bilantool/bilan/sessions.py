"""The sessions of a bilan: when, how long, of which phase, whether something proves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bilantool.bilan.values import clock_of, day_of, number_of, word_of
from bilantool.french import MIDNIGHT

Kind = Literal["accompanied", "personal", "all"]

PARIS = "Europe/Paris"
REMOTE = ("visio", "telephone")


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of `cadre/seances`.

    `index` is its place in the list of the note, `begins` and `ends` the instants of its two
    hours by the clocks of the cabinet, None unless its day and both hours are known. `minutes` is
    the time between them less the break, or the stated duration where the hours are not given
    (zero when neither is known). `phase`, `nature`, `mode` and `state` are the words of the
    schema, `consultant` the id that it names, or "".
    """

    index: int
    id: str
    day: date | None
    start: time | None
    end: time | None
    minutes: int
    phase: str
    nature: str
    mode: str
    state: str
    proven: bool
    consultant: str = ""
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def held(self) -> bool:
        """It took place and something proves it."""
        return self.state == "tenue" and self.proven

    @property
    def personal(self) -> bool:
        """Work that the beneficiary does alone, whatever its state."""
        return self.nature == "travail_personnel" or self.mode == "autonomie"

    @property
    def accompanied(self) -> bool:
        """Held with a counsellor: the only time that the certificate states."""
        return self.held and not self.personal

    @property
    def backwards(self) -> bool:
        """Its two hours are known, and the second does not come after the first."""
        if self.begins and self.ends:
            return self.ends <= self.begins
        return self.start is not None and self.end is not None and self.end <= self.start

    @property
    def remote(self) -> bool:
        """With a counsellor who is elsewhere."""
        return self.mode in REMOTE and not self.personal

    def meets(self, other: Session) -> bool:
        """Whether both take up one moment, as far as their hours are known."""
        if not (self.begins and self.ends and other.begins and other.ends):
            return False
        return self.begins < other.ends and other.begins < self.ends

    def is_of(self, kind: Kind) -> bool:
        """Whether it is held and of this kind."""
        if kind == "all":
            return self.held
        return self.held and self.personal == (kind == "personal")


@dataclass(frozen=True, slots=True)
class Overlap:
    """A session that begins while `others`, in time order, are still going on."""

    session: Session
    others: tuple[Session, ...]


def session(index: int, entry: Mapping[str, Any], zone: tzinfo) -> Session:
    """The session that an entry of the note tells, by the clocks of that zone."""
    day = day_of(entry.get("date"))
    start, end = clock_of(entry.get("debut")), clock_of(entry.get("fin"))
    begins, ends = _instant(day, start, zone), _instant(day, end, zone)
    span = ends - begins if begins and ends else None
    return Session(
        index=index,
        id=word_of(entry.get("id")),
        day=day,
        start=start,
        end=end,
        minutes=_minutes(start, end, span, entry),
        phase=word_of(entry.get("phase")),
        nature=word_of(entry.get("nature")),
        mode=word_of(entry.get("mode")),
        state=word_of(entry.get("etat")),
        proven=bool(entry.get("preuve")),
        consultant=word_of(entry.get("consultant")),
        begins=begins if span is not None else None,
        ends=ends if span is not None else None,
    )


def overlaps(sessions: Iterable[Session]) -> tuple[Overlap, ...]:
    """Each session that begins before an earlier one is over, in time order."""
    timed = sorted(
        (
            (each.begins, each.index, each)
            for each in sessions
            if each.begins and each.ends and each.begins < each.ends
        ),
        key=lambda each: each[:2],
    )
    found: list[Overlap] = []
    going_on: list[Session] = []
    for _, _, current in timed:
        going_on = [each for each in going_on if each.meets(current)]
        if going_on:
            found.append(Overlap(current, tuple(going_on)))
        going_on.append(current)
    return tuple(found)


@lru_cache(maxsize=8)
def zone_of(name: object) -> tzinfo:
    """The zone of `fuseau` in cabinet.yaml; that of Paris where it names none that is known."""
    try:
        return ZoneInfo(name if isinstance(name, str) and name else PARIS)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(PARIS)


def oddity(day: date | None, moment: time | None, zone: tzinfo) -> Literal["", "absente", "double"]:
    """Whether clocks leave that hour out that day, or show it twice."""
    if day is None or moment is None or moment == MIDNIGHT:
        return ""
    told = datetime.combine(day, moment, zone)
    if told.utcoffset() == told.replace(fold=1).utcoffset():
        return ""
    shown = told.astimezone(UTC).astimezone(zone).time()
    return "double" if shown == moment else "absente"


def _instant(day: date | None, moment: time | None, zone: tzinfo) -> datetime | None:
    """When the clocks of the zone showed that hour, in universal time: an hour that a change of
    clocks takes away or gives twice is then counted for what it lasted."""
    if day is None or moment is None:
        return None
    at, later = (time.min, timedelta(days=1)) if moment == MIDNIGHT else (moment, timedelta())
    try:
        return datetime.combine(day + later, at, zone).astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return None


def _minutes(
    start: time | None, end: time | None, span: timedelta | None, entry: Mapping[str, Any]
) -> int:
    if start is None or end is None:
        return max(0, round(number_of(entry.get("duree_minutes")) or 0))
    if span is None:  # on a day that is not known
        span = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    pause = number_of(entry.get("pause_minutes")) or 0
    return max(0, round(span.total_seconds() / 60 - pause))
