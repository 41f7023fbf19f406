"""A dossier seen as one bilan: what the rules judge and the documents state.

The notes hold text as it was typed; this view turns it into sessions, minutes, dates and
phases, once, and everything that counts or compares takes it from here. A figure that the
notes do not show is absent (`None`, zero minutes): nothing is assumed. Whatever is missing
or unreadable in a note is passed over in silence, since the completeness of a note is
judged elsewhere.

Three words, everywhere in the same sense:

- a session is *proven* when the note names a proof of it (attendance sheet, electronic
  signature, connection record, attestation);
- it is *held* when its state is `tenue` and it is proven;
- it is *accompanied* when it is held with a counsellor, that is neither personal work nor
  in autonomy.

The follow-up stands outside the bilan: its sessions are never part of a total, unless the
phase `suivi` is asked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, Literal

LEGAL_PHASES = ("preliminaire", "investigation", "conclusions")
"""The three phases of R6313-4, in their order."""

PHASES = (*LEGAL_PHASES, "suivi")

Kind = Literal["accompanied", "personal", "all"]

_LARGEST = 10**9
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def day_of(value: object) -> date | None:
    """The date that a note writes `AAAA-MM-JJ`; None for anything else."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def clock_of(value: object) -> time | None:
    """The time of day that a note writes `HH:MM`; None for anything else."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        return None
    return time.fromisoformat(value)


def number_of(value: object) -> float | None:
    """A number of a note; None for anything else: a yes or no, the infinite, the absurdly large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def group_of(value: object) -> Mapping[str, Any]:
    """A group of fields; empty when there is none."""
    return value if isinstance(value, Mapping) else {}


def entries_of(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of a list with their index in the note; what is not an entry is skipped."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield index, item


@dataclass(frozen=True, slots=True)
class Session:
    """One entry of `cadre/seances`.

    `index` is its place in the list of the note, `minutes` the time between its two hours
    less the break, or the stated duration where the hours are not given (zero when neither
    is known). `phase`, `nature`, `mode` and `state` are the words of the schema, or "".
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


@dataclass(frozen=True)
class Bilan:
    """One dossier at one date.

    `notes` maps the name of a note (`cadre/seances`) to its normal values, and holds only
    the notes that are begun and well formed; `cabinet` is cabinet.yaml; `today` is the day
    the question is asked.
    """

    notes: Mapping[str, Mapping[str, Any]]
    cabinet: Mapping[str, Any]
    today: date

    def note(self, name: str) -> Mapping[str, Any]:
        """The values of a note; empty when it is not begun or not well formed."""
        return group_of(self.notes.get(name))

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Every session in the order of the note, planned and cancelled ones included."""
        listed = self.note("cadre/seances").get("seances")
        return tuple(_session(index, entry) for index, entry in entries_of(listed))

    @cached_property
    def held(self) -> tuple[Session, ...]:
        """The sessions of the three phases that were held on a known day, in time order."""
        sessions = [s for s in self.sessions if s.held and s.day and s.phase != "suivi"]
        return tuple(sorted(sessions, key=lambda s: (s.day or date.min, s.start or time.min)))

    def minutes(self, phase: str | None = None, *, kind: Kind = "accompanied") -> int:
        """Minutes held and proven, of one phase or of the three phases together."""
        return sum(
            session.minutes
            for session in self.sessions
            if session.is_of(kind)
            and (session.phase == phase if phase else session.phase != "suivi")
        )

    @property
    def first_session(self) -> Session | None:
        """The first session held."""
        return self.held[0] if self.held else None

    @property
    def last_session(self) -> Session | None:
        """The last session held, the follow-up left out."""
        return self.held[-1] if self.held else None

    @property
    def begun_on(self) -> date | None:
        """The day of the first session held: the bilan's own date before the law."""
        return self.held[0].day if self.held else None

    @property
    def judged_on(self) -> date:
        """The date whose rules apply to this dossier."""
        return self.begun_on or self.today

    @property
    def closed_on(self) -> date | None:
        """The end of the bilan (*terme*), which starts the retention clocks."""
        return day_of(self._closure.get("le"))

    @property
    def completed(self) -> bool:
        """It was closed as *achevé*."""
        return self._closure.get("etat") == "acheve"

    @property
    def interrupted(self) -> bool:
        """It was closed before its course was over."""
        return self._closure.get("etat") == "interrompu"

    @property
    def act(self) -> str:
        """The kind of act (`tripartite`, `commande_cpf`…), or ""."""
        return _word(self.note("cadre/convention").get("acte"))

    @property
    def act_on(self) -> date | None:
        """The day the act binds everyone: the last signature, or the CPF order's acceptance.

        None while a party that must sign has not. France Travail's order asks for no
        signature: the last one stated, if any, dates it.
        """
        convention = self.note("cadre/convention")
        if self.act == "commande_cpf":
            return day_of(group_of(convention.get("cpf")).get("accepte_le"))
        signatures = group_of(convention.get("signatures"))
        signed = {party: day for party, text in signatures.items() if (day := day_of(text))}
        awaited = {"beneficiaire", "prestataire"} | signatures.keys()
        if self.act == "tripartite":
            awaited.add("employeur")
        if self.act == "commande_france_travail":
            awaited = set()
        return max(signed.values(), default=None) if awaited <= signed.keys() else None

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day that the act provides for."""
        convention = self.note("cadre/convention")
        return day_of(convention.get("date_debut")), day_of(convention.get("date_fin"))

    @property
    def planned_minutes(self) -> int:
        """Minutes of accompaniment and personal work that the act provides for."""
        convention = self.note("cadre/convention")
        fields = ("heures_accompagnement", "heures_travail_personnel")
        return round(60 * sum(number_of(convention.get(field)) or 0 for field in fields))

    def consents(self, subject: str) -> tuple[tuple[int, Mapping[str, Any]], ...]:
        """The entries of `cadre/consentements` on one subject (`bilan`, `conservation`…)."""
        listed = self.note("cadre/consentements").get("entrees")
        return tuple(entry for entry in entries_of(listed) if entry[1].get("objet") == subject)

    def phase_begun_on(self, phase: str) -> date | None:
        """The day of the first session held in a phase."""
        return min(
            (s.day for s in self.sessions if s.held and s.day and s.phase == phase), default=None
        )

    @property
    def reached_phase(self) -> str:
        """The furthest phase with a session held or a begun note; "" before any."""
        with_session = {session.phase for session in self.sessions if session.held}
        with_note = {name.partition("/")[0] for name, values in self.notes.items() if values}
        reached = with_session | with_note
        return next((phase for phase in reversed(PHASES) if phase in reached), "")

    @property
    def consultants(self) -> frozenset[str]:
        """The ids of those who follow this person: the one in charge, and those of the sessions."""
        listed = entries_of(self.note("cadre/seances").get("seances"))
        named = [entry.get("consultant") for _, entry in listed]
        named.append(self.note("cadre/beneficiaire").get("consultant_referent"))
        return frozenset(name for name in named if isinstance(name, str) and name)

    @property
    def _closure(self) -> Mapping[str, Any]:
        return group_of(self.note("cadre/seances").get("cloture"))


def _session(index: int, entry: Mapping[str, Any]) -> Session:
    start, end = clock_of(entry.get("debut")), clock_of(entry.get("fin"))
    return Session(
        index=index,
        id=_word(entry.get("id")),
        day=day_of(entry.get("date")),
        start=start,
        end=end,
        minutes=_minutes(start, end, entry),
        phase=_word(entry.get("phase")),
        nature=_word(entry.get("nature")),
        mode=_word(entry.get("mode")),
        state=_word(entry.get("etat")),
        proven=bool(entry.get("preuve")),
    )


def _minutes(start: time | None, end: time | None, entry: Mapping[str, Any]) -> int:
    if start is None or end is None:
        return max(0, round(number_of(entry.get("duree_minutes")) or 0))
    span = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    pause = number_of(entry.get("pause_minutes")) or 0
    return max(0, round(span.total_seconds() / 60 - pause))


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
