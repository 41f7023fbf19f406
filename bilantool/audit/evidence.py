"""Whether a dossier holds an evidence: where, of which day, under which digest; no word of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from bilantool.audit.places import Place
from bilantool.audit.referentiel import Evidence
from bilantool.bilan import day_of, entries_of
from bilantool.cabinet.cabinet import REGISTRE, Cabinet
from bilantool.cabinet.vault import OpenDossier
from bilantool.delays import months_after
from bilantool.errors import BilantoolError
from bilantool.inspection import Inspection
from bilantool.notes.papers import FORMATS
from bilantool.sealing import envelope
from bilantool.storage import files

FOLLOW_UP_MONTHS = 6
SEANCES = "cadre/seances"
_CERTIFICATE_LIMIT = 8 << 20
_DOCUMENT_LIMIT = 256 << 20
_RULE = re.compile(r"B[CP][0-9]{3}")


class State(StrEnum):
    """What became of an evidence, in the words of the pack."""

    PRESENT = "présente"
    MISSING = "manque"
    TO_COME = "à venir"
    NONE = "sans objet"
    DESTROYED = "détruite"
    UNREADABLE = "illisible"
    SET_ASIDE = "dérogation"


@dataclass(frozen=True, slots=True)
class Held:
    """One evidence of one dossier.

    `day` dates it, or its destruction, or the derogation that stands for it. `file` is the
    sealed file (or the certificate of destruction) below the cabinet's folder, "" without one,
    `digest` its SHA-256, `document` that of the document which the note keeps the digest of.
    """

    reference: str
    evidence: Evidence
    state: State
    day: date | None = None
    file: str = ""
    digest: str = ""
    document: str = ""


@dataclass(frozen=True)
class Witness:
    """One dossier as it answers: opened, inspected, and the digests of its files."""

    opened: OpenDossier
    seen: Inspection
    cabinet: Cabinet
    digests: dict[Path, str]

    @property
    def reference(self) -> str:
        return self.seen.reference

    def answer(self, evidence: Evidence) -> Held:
        """What this dossier holds for an evidence; of several places, the best answer."""
        answers = [self._at(evidence, place) for place in evidence.places]
        best = min(answers, key=lambda held: _ORDER.index(held.state))
        if best.state is not State.MISSING:
            return best
        aside = self._set_aside(evidence)
        return aside or best

    def _at(self, evidence: Evidence, place: Place) -> Held:
        note = self.seen.notes.get(place.note)
        if note is None or note.fault:
            return Held(self.reference, evidence, State.UNREADABLE)
        if note.destroyed:
            return self._destroyed(evidence, self.opened.classe(place.note))
        found = place.found(note.judged.values)
        there = [each for each in found if each is not None]
        if there and (not evidence.each or len(there) == len(found)):
            return self._present(evidence, place, there)
        return Held(self.reference, evidence, self._absent(evidence, place))

    def _present(self, evidence: Evidence, place: Place, there: list[object]) -> Held:
        path = self.opened.dossier.note_path(place.note)
        if evidence.piece:
            pieces = [each for each in there if each in self.opened.dossier.pieces]
            if not pieces:
                return Held(self.reference, evidence, State.MISSING)
            path = self.opened.dossier.piece_path(str(pieces[-1]))
        return Held(
            self.reference,
            evidence,
            State.PRESENT,
            self._day(evidence),
            *self._file(path, envelope.PIECE_LIMIT),
            self._document(evidence),
        )

    def _document(self, evidence: Evidence) -> str:
        """The SHA-256 of the document itself: as the note keeps it, or as it lies built."""
        noted = self._first(evidence.digest) if evidence.digest else ""
        if noted or not evidence.document:
            return noted
        folder = self.cabinet.documents(self.reference)
        for suffix in FORMATS:
            path = files.inside(folder, f"{evidence.document}.{suffix}")
            if path.is_file():
                return self._file(path, _DOCUMENT_LIMIT)[1]
        return ""

    def _destroyed(self, evidence: Evidence, classe: str) -> Held:
        """Destroyed with its class; the certificate in the registre answers for it."""
        day = self.opened.keys.tombstones[classe]
        name = f"{self.opened.dossier.uuid}-{classe}.yaml"
        path = files.inside(self.cabinet.root, REGISTRE, name)
        file, digest = self._file(path, _CERTIFICATE_LIMIT) if path.is_file() else ("", "")
        return Held(self.reference, evidence, State.DESTROYED, day, file, digest)

    def _absent(self, evidence: Evidence, place: Place) -> State:
        """Why nothing stands there; what an interruption left undone is no gap."""
        bilan = self.seen.bilan
        if evidence.optional or (evidence.given and not self._given(evidence.given)):
            return State.NONE
        if evidence.moment == "interruption":
            return State.MISSING if bilan.interrupted else State.NONE
        if bilan.interrupted and not (evidence.moment == "ouverture" and _of_the_start(place)):
            return State.NONE
        if evidence.moment == "ouverture":
            return State.MISSING if self._begun else State.TO_COME
        end = bilan.closed_on if bilan.completed else None
        if end is None:
            return State.TO_COME
        if evidence.moment == "six_mois" and bilan.today < months_after(end, FOLLOW_UP_MONTHS):
            return State.TO_COME
        return State.MISSING

    @property
    def _begun(self) -> bool:
        """Whether a session was held; where that can no longer be read, it was."""
        seances = self.seen.notes.get(SEANCES)
        return self.seen.bilan.begun_on is not None or (seances is not None and seances.destroyed)

    def _given(self, place: Place) -> bool:
        return any(each is not None for each in self._found(place))

    def _found(self, place: Place) -> list[object]:
        note = self.seen.notes.get(place.note)
        return place.found(note.judged.values) if note else []

    def _first(self, place: Place) -> str:
        return next((each for each in self._found(place) if isinstance(each, str)), "")

    def _day(self, evidence: Evidence) -> date | None:
        """The last day that the places name."""
        days = [
            day for place in evidence.days for each in self._found(place) if (day := day_of(each))
        ]
        return max(days, default=None)

    def _set_aside(self, evidence: Evidence) -> Held | None:
        """A derogation from the rule that asks for it, in whichever note it stands."""
        days = [
            day
            for derogation in derogations(self.seen)
            if evidence.rule and derogation.rule == evidence.rule and (day := derogation.day)
        ]
        return Held(self.reference, evidence, State.SET_ASIDE, max(days)) if days else None

    def _file(self, path: Path, limit: int) -> tuple[str, str]:
        """A file's name below the cabinet, and its SHA-256; ("", "") where it cannot be read."""
        try:
            if path not in self.digests:
                self.digests[path] = sha256(files.read_bounded(path, limit)).hexdigest()
        except BilantoolError:
            return "", ""
        return path.relative_to(self.cabinet.root).as_posix(), self.digests[path]


def _of_the_start(place: Place) -> bool:
    """Whether the note is one of those that any bilan has, however early it stops."""
    return place.note.startswith("cadre/")


_ORDER = (
    State.PRESENT,
    State.DESTROYED,
    State.UNREADABLE,
    State.SET_ASIDE,
    State.MISSING,
    State.TO_COME,
    State.NONE,
)
"""Of several places that would do, the answer nearer to the front counts."""


@dataclass(frozen=True, slots=True)
class Derogation:
    """A practice that a dossier sets aside; its reason stands in the note, and stays there.

    `rule` is "" where the note names no rule: what it says instead is a person's words.
    """

    reference: str
    note: str
    rule: str
    day: date | None


def derogations(seen: Inspection) -> tuple[Derogation, ...]:
    """The derogations with a reason and a day, in order of the notes."""
    return tuple(
        Derogation(
            seen.reference,
            name,
            entry["regle"] if _RULE.fullmatch(entry["regle"]) else "",
            day_of(entry.get("date")),
        )
        for name, note in seen.notes.items()
        for _, entry in entries_of(note.judged.values.get("derogations"))
        if isinstance(entry.get("regle"), str) and entry.get("motif") and day_of(entry.get("date"))
    )
