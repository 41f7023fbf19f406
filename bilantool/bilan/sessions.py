"""The sessions of a bilan: when, how long, of which phase, whether something proves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from bilantool.bilan.summertime import PARIS, elapsed
from bilantool.bilan.values import clock_of, day_of, number_of, word_of

Kind = Literal["accompanied", "personal", "all"]


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of `cadre/seances`.

    `index` is its place in the list of the note, `minutes` the time between its two hours
    less the break, in the cabinet's zone, or the stated duration where the hours are not given
    (zero when neither is known). `phase`, `nature`, `mode` and `state` are the words of the schema,
    or "".
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

    def is_of(self, kind: Kind) -> bool:
        """Whether it is held and of this kind."""
        if kind == "all":
            return self.held
        return self.held and self.personal == (kind == "personal")


def session(index: int, entry: Mapping[str, Any], zone: str = PARIS) -> Session:
    """The session that an entry of the note tells; `zone` is that of its hours."""
    start, end = clock_of(entry.get("debut")), clock_of(entry.get("fin"))
    day = day_of(entry.get("date"))
    return Session(
        index=index,
        id=word_of(entry.get("id")),
        day=day,
        start=start,
        end=end,
        minutes=_minutes(day, start, end, zone, entry),
        phase=word_of(entry.get("phase")),
        nature=word_of(entry.get("nature")),
        mode=word_of(entry.get("mode")),
        state=word_of(entry.get("etat")),
        proven=bool(entry.get("preuve")),
    )


def _minutes(
    day: date | None, start: time | None, end: time | None, zone: str, entry: Mapping[str, Any]
) -> int:
    if start is None or end is None:
        return max(0, round(number_of(entry.get("duree_minutes")) or 0))
    pause = number_of(entry.get("pause_minutes")) or 0
    return max(0, round(elapsed(day, start, end, zone) - pause))
