"""A consultant who is expected in two dossiers at one moment: each is right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time

from bilantool.bilan.sessions import Session, overlaps
from bilantool.bilan.view import Bilan


@dataclass(frozen=True, slots=True)
class Clash:
    """A session of a dossier that begins while the `other` one, of another dossier, goes on, both
    of one consultant (an id)."""

    reference: str
    session: Session
    elsewhere: str
    other: Session
    consultant: str


def clashes(bilans: Mapping[str, Bilan], since: date) -> Iterator[Clash]:
    """Among the sessions planned from that day on; `bilans` by reference."""
    led: dict[str, list[Session]] = {}
    of: dict[int, str] = {}
    for reference, bilan in bilans.items():
        for each in bilan.sessions:
            if each.state == "prevue" and each.day and each.day >= since and not each.personal:
                led.setdefault(bilan.leader(each), []).append(each)
                of[id(each)] = reference
    for consultant, theirs in led.items():
        for overlap in overlaps(theirs) if consultant else ():
            here = of[id(overlap.session)]
            for other in overlap.others:
                if of[id(other)] != here:
                    yield Clash(here, overlap.session, of[id(other)], other, consultant)


def taken(
    bilans: Mapping[str, Bilan], consultant: str, day: date, start: time, end: time
) -> Iterator[tuple[str, Session]]:
    """The sessions that this consultant holds, or is to hold, at a moment of those hours."""
    for reference, bilan in bilans.items():
        for each in bilan.meeting(day, start, end):
            theirs = consultant and bilan.leader(each) == consultant
            if theirs and each.state in ("tenue", "prevue") and not each.personal:
                yield reference, each
