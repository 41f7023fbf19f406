"""A session that the register holds, corrected: what it says now, under what a person states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from bilantool.bilan import Bilan, Session
from bilantool.errors import UsageFault
from bilantool.french import folded, long_date
from bilantool.notes import schema as schemas
from bilantool.notes.schema import Schema
from bilantool.seances import proposal, typed
from bilantool.seances.proposal import ALONE, Proposal
from bilantool.seances.wishes import Wish

HELD = "tenue"
_PLANNED = "prevue"
_WITHOUT_PROOF = re.compile(r"\bsans preuve\b|\bpreuve\s*:?\s*aucune\b|\baucune preuve\b")
_SIGNED = ("signe_beneficiaire_le", "signe_consultant_le")
_KEYS = (
    *("date", "debut", "fin", "duree_minutes", "phase", "nature", "mode", "lieu", "consultant"),
    *("etat", "preuve"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to change: what a session may state, its `state` ("" for the same), its proof taken
    back (`unproven`)."""

    wish: Wish = field(default_factory=Wish)
    state: str = ""
    unproven: bool = False

    def over(self, earlier: Wanted) -> Wanted:
        """This, completed by what was stated before; a proof stated and one taken back exclude
        each other."""
        unproven = self.unproven or (earlier.unproven and self.wish.proof is None)
        wish = self.wish.over(earlier.wish)
        if self.unproven:
            wish = replace(wish, proof=None)
        return Wanted(wish, self.state or earlier.state, unproven)

    @property
    def nothing(self) -> bool:
        return self == Wanted()


def line(text: str, today: date, schema: Schema, cabinet: Mapping[str, Any]) -> Wanted:
    """What a line of French changes: as `typed.wish`, and « sans preuve », « absence »,
    « annulée », « prévue »…; raises as it does."""
    state = ""
    rest, unproven = (
        _WITHOUT_PROOF.subn(" ", folded(text)) if "preuve" in folded(text) else (text, 0)
    )
    part = schemas.at(schema, ("seances", 0, "etat"))
    for value in part["enum"]:
        label = folded(str(part.get("x-libelles", {}).get(value, value)))
        found = re.search(rf"(?<!\w){re.escape(label)}(?!\w)", folded(rest))
        if found:
            state = value
            rest = f"{folded(rest)[: found.start()]} {folded(rest)[found.end() :]}"
    return Wanted(typed.wish(rest, today, schema, cabinet), state, bool(unproven))


def candidates(bilan: Bilan, day: date | None, start: time | None) -> tuple[Session, ...]:
    """The sessions of that day and hour, whatever became of them, in time order."""
    found = [
        each
        for each in bilan.sessions
        if (day is None or each.day == day) and (start is None or each.start == start)
    ]
    found.sort(key=lambda each: (each.day or date.min, each.start or time.min, each.index))
    return tuple(found)


def present(bilan: Bilan, session: Session) -> Proposal:
    """The session as the register has it."""
    entry = proposal.entry_of(bilan, session)
    return Proposal(
        day=session.day or bilan.today,
        start=session.start,
        end=session.end,
        minutes=_length(session),
        phase=session.phase,
        nature=session.nature,
        mode=session.mode,
        lieu=proposal.text_of(entry.get("lieu")),
        consultant=proposal.text_of(entry.get("consultant")),
        proof=proposal.text_of(entry.get("preuve")),
        state=session.state,
        replaces=session.index,
    )


def corrected(bilan: Bilan, session: Session, wanted: Wanted, now: datetime) -> Proposal:
    """The session as it is to be; what is not stated stays.

    A new start keeps the duration, a new end the start. Raises UsageFault for a session that
    cannot be: held in the future or after the end of the bilan, planned in the past, without hours.
    """
    before, wish = present(bilan, session), wanted.wish
    day, mode = wish.day or before.day, wish.mode or before.mode
    state = wanted.state or before.state
    _refuse_the_day(bilan, session, replace(before, day=day, state=state), wish, now.date())
    start, end, minutes = _hours(session, before, wish, mode, now, day)
    proposal.refuse_the_hours(bilan, day, start, end)
    proof = "" if wanted.unproven or _over(before, state) else before.proof
    return Proposal(
        day=day,
        start=start,
        end=end,
        minutes=minutes,
        phase=wish.phase or before.phase,
        nature=wish.nature or before.nature,
        mode=mode,
        lieu=wish.lieu
        or (before.lieu if mode == before.mode else proposal.place_for(bilan, mode, {})),
        consultant=wish.consultant or before.consultant,
        proof=wish.proof or proof,
        state=state,
        replaces=session.index,
    )


def fields(entry: Mapping[str, Any], before: Proposal, after: Proposal) -> dict[str, Any]:
    """What to write into the entry: each field that changes, None for one that goes.

    The days of signatures go with the proof that they were part of.
    """
    old, new = before.values, after.values
    changed = {key: new.get(key) for key in _KEYS if old.get(key) != new.get(key)}
    if before.proof and not after.proof:
        changed |= {key: None for key in _SIGNED if entry.get(key)}
    return changed


def _over(before: Proposal, state: str) -> bool:
    """Whether the session is not to count as held any more: what attested it falls."""
    return before.state == HELD and state != HELD


def _length(session: Session) -> int:
    """Minutes from its start to its end, the break included."""
    if session.start is None or session.end is None:
        return session.minutes
    return proposal.between(session.start, session.end)


def _hours(
    session: Session, before: Proposal, wish: Wish, mode: str, now: datetime, day: date
) -> tuple[time | None, time | None, int]:
    stated = wish.start is not None or wish.end is not None
    if mode == ALONE:
        minutes = wish.minutes or before.minutes
        if wish.minutes is None and wish.start is not None and wish.end is not None:
            minutes = proposal.between(wish.start, wish.end)
        return None, None, minutes
    if wish.end is not None and wish.start is None and wish.minutes is None:
        wish = replace(wish, start=before.start)
    if before.start is None and not stated:
        if before.mode == mode:
            return before.start, before.end, before.minutes  # it said none, and is not asked to
        raise UsageFault(
            "il manque l'heure de la séance, qui n'est plus menée seule",
            hint="ajoutez-la, par exemple : 9h30-11h30, ou --new-start 9h30 --end 11h30",
        )
    model = replace(session, minutes=_length(session))
    start, end = proposal.hours_for(wish, model, None, now, day, plan=False)
    return start, end, proposal.between(start, end)


def _refuse_the_day(
    bilan: Bilan, session: Session, after: Proposal, wish: Wish, today: date
) -> None:
    moved = wish.day is not None and wish.day != session.day
    if after.state == HELD:
        proposal.refuse_the_day(after.day, today, False)
    elif after.state == _PLANNED and (moved or session.state != _PLANNED):
        proposal.refuse_the_day(after.day, today, True)
    end = bilan.closed_on
    phase = wish.phase or session.phase
    if end and moved and after.day > end and phase != "suivi" and after.state == HELD:
        raise UsageFault(
            f"le bilan est clos depuis le {long_date(end)} : aucune séance n'est tenue après",
            hint="vérifiez le jour ; si la clôture est fausse : bilantool reopen, puis recommencez",
        )
