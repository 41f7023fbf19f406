"""The ledger of decisions as people read it: every entry, and which of them hold today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool import consents
from bilantool.bilan import Bilan, day_of, entries_of, word_of
from bilantool.errors import Refusal
from bilantool.french import folded
from bilantool.inspection import Inspection
from bilantool.notes import ledger
from bilantool.notes import schema as schemas
from bilantool.notes.schema import Schema
from bilantool.notes.trame import NoteSpec


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger as it is shown.

    `subject` and `decision` are the labels that people read; `detail` what it is about beside.
    `holds`: it decides today; `corrected` is the id of the entry that took its place, or "".
    """

    index: int
    values: Mapping[str, Any]
    subject: str
    decision: str
    day: date | None
    detail: str
    complete: bool
    holds: bool
    corrected: str

    @property
    def id(self) -> str:
        return word_of(self.values.get("id"))


def part(spec: NoteSpec, key: str = "") -> Schema:
    """The schema of an entry, or of one of its fields."""
    return schemas.at(spec.schema, (ledger.ENTRIES, 0, *((key,) if key else ())))


def usable(seen: Inspection) -> Bilan:
    """The bilan, if its ledger can be read; raises the note's own fault, or Refusal."""
    note = seen.notes[ledger.NOTE]
    if note.fault is not None:
        raise note.fault
    if not note.judged.shaped:
        raise Refusal(
            "la note des consentements contient une valeur invalide",
            [finding for finding in seen.every if finding.note == ledger.NOTE],
            hint=f"corrigez-la d'abord : bilantool edit {seen.reference} consentements",
        )
    return seen.bilan


def lines(spec: NoteSpec, bilan: Bilan, on: date) -> tuple[Line, ...]:
    """The whole ledger, in its order."""
    values = bilan.note(ledger.NOTE)
    inscribed = ledger.inscribed(spec, values)
    subjects, decisions = (labels(spec, key) for key in ("objet", "decision"))
    listed = tuple(entries_of(values.get(ledger.ENTRIES)))
    standing = {index for subject in subjects for index, _ in bilan.consents(subject)}
    holding = [each for subject in subjects for each in _holding(bilan, subject, on)]
    return tuple(
        Line(
            index,
            entry,
            subjects.get(word_of(entry.get("objet")), ""),
            decisions.get(word_of(entry.get("decision")), ""),
            day_of(entry.get("le")),
            _detail(entry),
            index in inscribed,
            any(each is entry for each in holding),
            "" if index in standing else _corrector(listed, index, entry),
        )
        for index, entry in listed
        if entry
    )


def labels(spec: NoteSpec, key: str) -> dict[str, str]:
    """What people read of each value that a field may have."""
    field = part(spec, key)
    return {str(each): str(field["x-libelles"].get(each, each)) for each in field["enum"]}


def _holding(bilan: Bilan, subject: str, on: date) -> Iterator[Mapping[str, Any]]:
    """The entries that decide on a day: one for each recipient where there are several."""
    if subject == "communication":
        yield from consents.recipients(bilan, on).values()
        every = [entry for day, entry in consents.dated(bilan, subject) if day <= on]
        latest = {folded(word_of(each.get("destinataire"))): each for each in every}
        yield from (each for each in latest.values() if each.get("decision") != "donne")
    elif subject == "conservation":
        last = consents.in_force(bilan, subject, on) or bilan.decision(subject, on)
        if last and (last.get("decision") != "donne" or consents.in_force(bilan, subject, on)):
            yield last
    else:
        last = bilan.decision(subject, on)
        yield from (last,) if last else ()


def _corrector(
    listed: tuple[tuple[int, Mapping[str, Any]], ...], place: int, entry: Mapping[str, Any]
) -> str:
    own = word_of(entry.get("id"))
    after = [each for index, each in listed if index > place and own]
    return next((word_of(each.get("id")) for each in after if each.get("corrige") == own), "")


def _detail(entry: Mapping[str, Any]) -> str:
    months, documents = entry.get("duree_mois"), entry.get("documents")
    said = [f"{months} mois"] if months else []
    said += [str(each) for each in documents] if isinstance(documents, list) else []
    said += [f"à {word_of(entry['destinataire'])}"] if entry.get("destinataire") else []
    return " ; ".join(said)
