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

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, tzinfo
from functools import cached_property
from typing import Any, Literal

from bilantool.bilan import texts
from bilantool.bilan.sessions import Kind, Overlap, Session, oddity, overlaps, session, zone_of
from bilantool.bilan.terms import CEILING, LEGAL_PHASES, Terms
from bilantool.bilan.texts import Text
from bilantool.bilan.values import day_of, entries_of, group_of, word_of
from bilantool.french import written
from bilantool.notes.schema import Schema

PHASES = (*LEGAL_PHASES, "suivi")

TOLD_BEFORE = ("livret", "reglement_interieur", "conditions")
"""The documents that together tell what L6353-8 asks for."""


@dataclass(frozen=True)
class Bilan:
    """One dossier at one date.

    `notes` maps the name of a note (`cadre/seances`) to its normal values, and holds only
    the notes that are begun and well formed; `cabinet` is cabinet.yaml; `today` is the day
    the question is asked. `samples` are the texts of our own examples, as `french.folded`
    writes them: none of them says anything of a person. `schemas` tell, by note, which texts
    are a person's (see `texts`).
    """

    notes: Mapping[str, Mapping[str, Any]]
    cabinet: Mapping[str, Any]
    today: date
    samples: frozenset[str] = frozenset()
    schemas: Mapping[str, Schema] = field(default_factory=dict)

    def note(self, name: str) -> Mapping[str, Any]:
        """The values of a note; empty when it is not begun or not well formed."""
        return group_of(self.notes.get(name))

    @cached_property
    def texts(self) -> Mapping[str, tuple[Text, ...]]:
        """What people wrote in each note, with its key path."""
        return {
            name: tuple(texts.written(self.note(name), self.schemas.get(name)))
            for name in self.notes
        }

    @cached_property
    def terms(self) -> Terms:
        """What the act says."""
        return Terms(
            self.note("cadre/convention"),
            self.note("cadre/beneficiaire"),
            self.note("preliminaire/cadrage"),
            self.cabinet,
        )

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Every session in the order of the note, planned and cancelled ones included."""
        listed = self.note("cadre/seances").get("seances")
        return tuple(session(index, entry, self._zone) for index, entry in entries_of(listed))

    @cached_property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The sessions held while another one was: their time would count twice."""
        return overlaps(session for session in self.sessions if session.held)

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

    def meeting(self, day: date, start: time, end: time) -> tuple[Session, ...]:
        """The sessions, whatever became of them, that take up a moment of those hours."""
        asked = self._between(day, start, end)
        return tuple(each for each in self.sessions if each.meets(asked))

    def lasting(self, day: date, start: time, end: time) -> int:
        """Minutes that go by between those hours of that day, the night when clocks change too."""
        return self._between(day, start, end).minutes

    def oddity(self, day: date | None, hour: time | None) -> Literal["", "absente", "double"]:
        """Whether clocks leave that hour out that day, or show it twice."""
        return oddity(day, hour, self._zone)

    @property
    def beyond_ceiling(self) -> int:
        """Minutes held beyond the twenty-four hours of a bilan (L6313-4), all work included."""
        return max(0, self.minutes(kind="all") - CEILING)

    @property
    def crossing(self) -> Session | None:
        """The session that goes beyond the twenty-four hours."""
        running = 0
        for each in self.held:
            running += each.minutes
            if running > CEILING:
                return each
        return None

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
        return self.terms.kind

    @cached_property
    def handed(self) -> Mapping[str, tuple[int, date]]:
        """The first dated hand-over of each document before the bilan, with its place in the note:
        a later one is a new version."""
        found: dict[str, tuple[int, date]] = {}
        for index, entry in entries_of(self.note("cadre/consentements").get("remises")):
            kind, day = word_of(entry.get("document")), day_of(entry.get("le"))
            if kind and day and (kind not in found or day < found[kind][1]):
                found[kind] = index, day
        return found

    @property
    def informed_on(self) -> date | None:
        """The day by which the information of L6353-8 was handed over: in one document, or in the
        three that tell the same."""
        together = [self.handed.get(kind) for kind in TOLD_BEFORE]
        days = [given[1] for given in together if given]
        whole = self.handed.get("pack_prealable")
        ways = [whole[1]] if whole else []
        if len(days) == len(TOLD_BEFORE):
            ways.append(max(days))
        return min(ways, default=None)

    def consents(self, subject: str) -> tuple[tuple[int, Mapping[str, Any]], ...]:
        """The entries of `cadre/consentements` on one subject (`bilan`, `conservation`…).

        Without those that a later entry corrects: they were written by mistake. Only an entry
        that takes their place corrects, one that says what was decided and when, and only those
        before it: nothing that names itself, or what follows, takes anything away.
        """
        listed = tuple(entries_of(self.note("cadre/consentements").get("entrees")))
        corrected: dict[str, int] = {}
        for index, entry in listed:
            if all(entry.get(key) for key in ("objet", "decision")) and day_of(entry.get("le")):
                corrected[word_of(entry.get("corrige"))] = index
        return tuple(
            (index, entry)
            for index, entry in listed
            if entry.get("objet") == subject
            and not ((own := word_of(entry.get("id"))) and corrected.get(own, -1) > index)
        )

    def decision(self, subject: str, on: date) -> Mapping[str, Any] | None:
        """The last dated entry on this subject up to that day, whatever it decides."""
        dated = [
            (day, index, entry)
            for index, entry in self.consents(subject)
            if (day := day_of(entry.get("le"))) and day <= on
        ]
        return max(dated, key=lambda each: each[:2])[2] if dated else None

    def phase_begun_on(self, phase: str) -> date | None:
        """The day of the first session held in a phase."""
        return self._begun.get(phase)

    @cached_property
    def _begun(self) -> Mapping[str, date]:
        first: dict[str, date] = {}
        for each in self.sessions:
            if each.held and each.day:
                first[each.phase] = min(each.day, first.get(each.phase, each.day))
        return first

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

    def leader(self, session: Session) -> str:
        """The id of who leads that session: as it says, else the one in charge, else the cabinet's
        only consultant; "" where that is not known."""
        return self.led_by(session.consultant)

    def led_by(self, named: str) -> str:
        """The id of who leads what names that consultant, or nobody; as `leader`."""
        if named:
            return named
        known = [entry for _, entry in entries_of(self.cabinet.get("consultants"))]
        only = word_of(known[0].get("id")) if len(known) == 1 else ""
        return word_of(self.note("cadre/beneficiaire").get("consultant_referent")) or only

    def _between(self, day: date, start: time, end: time) -> Session:
        """A session of those hours, which no note tells."""
        told = {"date": day.isoformat(), "debut": written(start), "fin": written(end)}
        return session(-1, told, self._zone)

    @property
    def _zone(self) -> tzinfo:
        return zone_of(self.cabinet.get("fuseau"))

    @property
    def _closure(self) -> Mapping[str, Any]:
        return group_of(self.note("cadre/seances").get("cloture"))
