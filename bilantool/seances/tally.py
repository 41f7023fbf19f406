"""What a session leaves: hours held and left, proofs missing, questions open, what to take up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bilantool.bilan import CEILING, Bilan, Session, day_of, entries_of
from bilantool.delays import working_day
from bilantool.inspection import Inspection
from bilantool.notes.schema import Schema, child

WEEK = timedelta(days=7)

_PROOF = "emargement"
_PROOFS = {"visio": "releve_connexion", "telephone": "attestation", "autonomie": "attestation"}


def usual_proof(mode: str) -> str:
    """The proof that a session of that mode most often has."""
    return _PROOFS.get(mode, _PROOF)


def likely_day(bilan: Bilan) -> date:
    """A day for the next session: a week after the last one, or, where that is past, the first
    working day a week from today."""
    last = max((each.day for each in bilan.sessions if each.day), default=None)
    if last and last + WEEK > bilan.today:
        return last + WEEK
    return working_day(bilan.today + WEEK)


@dataclass(frozen=True, slots=True)
class PhaseHours:
    """Minutes of accompaniment held and proven in one phase; `planned` by the programme, None where
    it is silent."""

    phase: str
    held: int
    planned: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The hours of a bilan, in minutes.

    `left` is what remains of the ceiling, negative once it is passed; `act` what the act
    provides for (0: it says nothing). `unproven` are the sessions held that no proof attests.
    """

    held: int
    left: int
    act: int
    phases: tuple[PhaseHours, ...]
    unproven: tuple[Session, ...]
    following: Session | None


def tally(bilan: Bilan) -> Tally:
    """The hours of the bilan as its notes stand."""
    held = bilan.minutes(kind="all")
    phases = tuple(
        PhaseHours(phase, bilan.minutes(phase), planned)
        for phase, planned in bilan.terms.programme.items()
    )
    return Tally(
        held,
        CEILING - held,
        bilan.terms.minutes_in_all,
        phases,
        tuple(each for each in bilan.sessions if each.state == "tenue" and not each.proven),
        following(bilan),
    )


def following(bilan: Bilan) -> Session | None:
    """The next planned session, today's included."""
    coming = [s for s in bilan.sessions if s.state == "prevue" and s.day and s.day >= bilan.today]
    return min(coming, key=lambda each: (each.day or date.max, each.index), default=None)


@dataclass(frozen=True, slots=True)
class Question:
    """A field that a note requires and that is not answered: its question, else its title."""

    note: str
    text: str


def open_questions(seen: Inspection, phase: str) -> tuple[Question, ...]:
    """The required fields of the phase's notes that hold nothing, in their order."""
    return tuple(
        Question(name, text)
        for name, note in seen.notes.items()
        if note.spec.phase == phase and note.fault is None and not note.destroyed
        for text in _unanswered(note.spec.schema, note.judged.values)
    )


def _unanswered(schema: Schema, values: Mapping[str, Any]) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in values:
            part = child(schema, key)
            yield str(part.get("x-question") or part.get("title") or key)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """What the interview of `day` left for the next one: a text, and the work not yet done."""

    day: date | None
    again: str
    work: tuple[tuple[str, date | None], ...]


def take_up(bilan: Bilan) -> TakeUp | None:
    """What the last interview noted says to begin the next one with; None when it says nothing."""
    days = {session.id: session.day for session in bilan.sessions}
    noted = [
        entry
        for _, entry in entries_of(bilan.note("cadre/entretiens").get("entretiens"))
        if entry.get("notes") or entry.get("compte_rendu") or entry.get("a_reprendre")
    ]
    if not noted:
        return None
    last = max(noted, key=lambda entry: days.get(str(entry.get("seance"))) or date.min)
    work = tuple(
        (str(each.get("quoi", "")), day_of(each.get("pour_le")))
        for _, each in entries_of(last.get("travail_demande"))
        if each.get("quoi") and not each.get("fait_le")
    )
    again = str(last.get("a_reprendre") or "").strip()
    found = TakeUp(days.get(str(last.get("seance"))), again, work)
    return found if again or work else None
