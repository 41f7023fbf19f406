"""What one bilan adds to each year, measure by measure: whole numbers under coarse labels.

A measure names the notes that it reads, and reads no other: once a class of one of them is
destroyed, the measure cannot be taken any more, and what it was is kept (`remaining`). Values
are counts, minutes or cents, so that sums are exact. Labels are words of the schemas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool.bilan import Bilan, day_of, entries_of, group_of, number_of, word_of
from bilantool.delays import months_after
from bilantool.french import folded
from bilantool.keys.sums_file import LABEL, Sum

SEANCES = "cadre/seances"
BENEFICIAIRE = "cadre/beneficiaire"
CONVENTION = "cadre/convention"
SATISFACTION = "cadre/satisfaction"
SUIVI = "suivi/suivi"
PISTES = "investigation/pistes"

FOLLOW_UP_MONTHS = 6
TO_COME = "a_venir"
UNSHARED = "non_ventile"
CRITERIA = ("accueil", "information", "ecoute", "methodes", "rythme", "utilite")
SURVEYS = ("a_chaud", "six_mois")

Found = tuple[date | None, str, float]
"""A day, of which the year alone is kept; a label; a number."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted, from these notes alone."""

    name: str
    notes: tuple[str, ...]
    count: Callable[[Bilan], Iterator[Found]]

    def of(self, bilan: Bilan) -> tuple[Sum, ...]:
        """What this bilan adds, summed by year and label, in order; nothing where it adds zero."""
        own = {name: values for name, values in bilan.notes.items() if name in self.notes}
        sums: dict[tuple[int, str], int] = {}
        for day, label, value in self.count(Bilan(own, bilan.cabinet, bilan.today)):
            if day is None or day.year < 1900:
                continue
            place = (day.year, label if LABEL.fullmatch(label) else "autre")
            sums[place] = sums.get(place, 0) + round(value)
        return tuple(
            Sum(year, self.name, label, value)
            for (year, label), value in sorted(sums.items())
            if value
        )


def _begun(bilan: Bilan) -> Iterator[Found]:
    yield bilan.begun_on, "", 1


def _finished(bilan: Bilan) -> Iterator[Found]:
    if bilan.completed:
        yield bilan.closed_on, "", 1


def _interrupted(bilan: Bilan) -> Iterator[Found]:
    if bilan.interrupted:
        closure = group_of(bilan.note(SEANCES).get("cloture"))
        yield bilan.closed_on, word_of(closure.get("motif")), 1


def _follow_up(bilan: Bilan) -> Iterator[Found]:
    """What became of the interview, in the year in which the six months are over."""
    due = _follow_up_due(bilan)
    if due is None:
        return
    outcome = word_of(bilan.note(SUIVI).get("issue"))
    yield due, outcome or (TO_COME if due > bilan.today else "non_renseigne"), 1


def _situation(bilan: Bilan) -> Iterator[Found]:
    """Where the project stands, of those whose interview was held."""
    note = bilan.note(SUIVI)
    if note.get("issue") == "tenu":
        yield _follow_up_due(bilan), word_of(note.get("situation")), 1


def _follow_up_due(bilan: Bilan) -> date | None:
    """The day on which six months have passed since a bilan was finished."""
    end = bilan.closed_on if bilan.completed else None
    return months_after(end, FOLLOW_UP_MONTHS) if end and end.year < date.max.year else None


def _field(bilan: Bilan) -> Iterator[Found]:
    """Surveys and leads of a bilan, in the year in which it was finished."""
    if not bilan.completed:
        return
    end = bilan.closed_on
    for _, lead in entries_of(bilan.note(PISTES).get("pistes")):
        surveys = sum(1 for _ in entries_of(lead.get("enquetes")))
        yield end, "enquetes", surveys
        if lead.get("statut") in ("retenue", "secours"):
            yield end, "pistes_retenues", 1
            yield end, "pistes_retenues_enquetees", bool(surveys)
            yield end, "enquetes_des_retenues", surveys
    if bilan.note(PISTES):
        yield end, "bilans", 1


def _sent(bilan: Bilan) -> Iterator[Found]:
    for name, survey, day in _surveys(bilan):
        yield day, f"{name}_envoyees", 1
        if day_of(survey.get("recu_le")):
            yield day, f"{name}_recues", 1


def _marks(bilan: Bilan) -> Iterator[Found]:
    """Per survey and criterion: how many marks, and their sum; of the goals, which have several
    marks in one answer, how many answers too."""
    for name, survey, day in _surveys(bilan):
        if not day_of(survey.get("recu_le")):
            continue
        marks = group_of(survey.get("notes"))
        found = [(criterion, marks.get(criterion)) for criterion in CRITERIA]
        found.append(("recommande", survey.get("recommande")))
        goals = [("objectifs", e.get("note")) for _, e in entries_of(survey.get("objectifs"))]
        found += goals
        if any(number_of(mark) is not None for _, mark in goals):
            yield day, f"{name}_objectifs_reponses", 1
        for criterion, mark in found:
            if (value := number_of(mark)) is not None:
                yield day, f"{name}_{criterion}_nombre", 1
                yield day, f"{name}_{criterion}_somme", value


def _surveys(bilan: Bilan) -> Iterator[tuple[str, Mapping[str, Any], date | None]]:
    """The surveys sent, each under the year of its sending."""
    for name in SURVEYS:
        survey = group_of(bilan.note(SATISFACTION).get(name))
        if survey:
            yield name, survey, day_of(survey.get("envoye_le"))


def _complaints(bilan: Bilan) -> Iterator[Found]:
    for _, entry in entries_of(bilan.note(SATISFACTION).get("reclamations")):
        yield day_of(entry.get("recue_le")), "recues", 1
        if day_of(entry.get("traitee_le")):
            yield day_of(entry.get("recue_le")), "traitees", 1


def _minutes(bilan: Bilan) -> Iterator[Found]:
    for session in bilan.held:
        yield session.day, "personnel" if session.personal else "accompagnement", session.minutes


def _persons(bilan: Bilan) -> Iterator[Found]:
    """The person once for each year in which a session was held, under her status."""
    status = word_of(bilan.note(BENEFICIAIRE).get("statut")) or "inconnu"
    for year in _years(bilan):
        yield year, status, 1


def _minutes_by_status(bilan: Bilan) -> Iterator[Found]:
    status = word_of(bilan.note(BENEFICIAIRE).get("statut")) or "inconnu"
    for session in bilan.held:
        if session.accompanied:
            yield session.day, status, session.minutes


def _persons_by_funder(bilan: Bilan) -> Iterator[Found]:
    """The person once for each year and each kind of funding of her bilan."""
    kinds = sorted({kind for kind, _, _ in _fundings(bilan)}) or ["inconnu"]
    for year in _years(bilan):
        for kind in kinds:
            yield year, kind, 1


def _entrusted(bilan: Bilan) -> Iterator[Found]:
    """The person once for each year, where another body conducts a part of her bilan."""
    if group_of(bilan.note(CONVENTION).get("sous_traitance")).get("organisme"):
        for year in _years(bilan):
            yield year, "", 1


def _years(bilan: Bilan) -> list[date]:
    """One day in each year in which a session was held with the counsellor."""
    days = {
        session.day.year: session.day
        for session in bilan.held
        if session.day and session.accompanied
    }
    return list(days.values())


def _invoiced(bilan: Bilan) -> Iterator[Found]:
    """Cents of the invoices, under the kind of funding of whom they were sent to."""
    fundings = list(_fundings(bilan))
    for _, invoice in entries_of(bilan.note(CONVENTION).get("factures")):
        amount = number_of(invoice.get("montant")) or 0
        kind = _kind(fundings, word_of(invoice.get("destinataire")))
        yield day_of(invoice.get("date")), kind, 100 * amount


def _uninvoiced(bilan: Bilan) -> Iterator[Found]:
    """Cents agreed, in the year in which the bilan ended, where the notes hold no invoice."""
    if not any(entries_of(bilan.note(CONVENTION).get("factures"))):
        for kind, _, amount in _fundings(bilan):
            yield bilan.closed_on, kind, 100 * amount


def _fundings(bilan: Bilan) -> Iterator[tuple[str, str, float]]:
    """Kind, name and amount in euros of each funding."""
    for each in bilan.terms.fundings:
        yield each.kind or "autre", each.funder, each.amount or 0


def _kind(fundings: list[tuple[str, str, float]], recipient: str) -> str:
    """The one kind of funding that an invoice stands for, told by name among several."""
    kinds = {kind for kind, _, _ in fundings}
    named = {kind for kind, name, _ in fundings if folded(name) == folded(recipient)}
    for candidates in (named, kinds):
        if len(candidates) == 1:
            return candidates.pop()
    return UNSHARED


MEASURES = (
    Measure("commences", (SEANCES,), _begun),
    Measure("acheves", (SEANCES,), _finished),
    Measure("interrompus", (SEANCES,), _interrupted),
    Measure("suivi", (SEANCES, SUIVI), _follow_up),
    Measure("situation", (SEANCES, SUIVI), _situation),
    Measure("terrain", (SEANCES, PISTES), _field),
    Measure("enquetes", (SATISFACTION,), _sent),
    Measure("notes", (SATISFACTION,), _marks),
    Measure("reclamations", (SATISFACTION,), _complaints),
    Measure("minutes", (SEANCES,), _minutes),
    Measure("personnes", (SEANCES, BENEFICIAIRE), _persons),
    Measure("minutes_par_statut", (SEANCES, BENEFICIAIRE), _minutes_by_status),
    Measure("personnes_par_financement", (SEANCES, CONVENTION), _persons_by_funder),
    Measure("confies", (SEANCES, CONVENTION), _entrusted),
    Measure("facture", (CONVENTION,), _invoiced),
    Measure("convenu", (SEANCES, CONVENTION), _uninvoiced),
)

NOTES = tuple(sorted({note for measure in MEASURES for note in measure.notes}))
"""Every note that some measure reads."""
