"""What is told to those who pay: begin, interruptions and end of a bilan; contracts entrusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bilantool.agenda.item import Case, Item
from bilantool.bilan import day_of, entries_of, group_of, word_of
from bilantool.delays import days_after
from bilantool.french import short_date
from bilantool.inspection import SEANCES

CONVENTION = "cadre/convention"

SOON = timedelta(days=7)
"""Usage: L6353-10 sets no delay."""

OLD = timedelta(days=60)
"""What happened longer ago is not worth a line."""


def items(case: Case) -> Iterator[Item]:
    if case.tells(SEANCES, CONVENTION):
        yield from _course(case)
        yield from _entrusted(case)


def _course(case: Case) -> Iterator[Item]:
    """Each event that no funder was told of, where one pays who is told by letter (L6353-10)."""
    bilan = case.bilan
    if not any(each.is_told for each in bilan.terms.fundings):
        return
    note = bilan.note(SEANCES)
    told = [
        (word_of(each.get("evenement")), day)
        for _, each in entries_of(note.get("avis_financeur"))
        if (day := day_of(each.get("le")))
    ]
    for event, happened, what in _events(case):
        known = any(kind == event and day >= happened for kind, day in told)
        if known or not happened <= case.today <= days_after(happened, OLD):
            continue
        yield case.dated(
            "financeur",
            days_after(happened, SOON),
            f"{what} du {short_date(happened)} est à dire au financeur, puis à inscrire dans la "
            "note seances",
            f"build {case.reference} avis-financeur",
            anchor=f"{event} {happened.isoformat()}",
        )


def _events(case: Case) -> Iterator[tuple[str, date, str]]:
    """Kind, day and name of what a funder is told of."""
    bilan = case.bilan
    if bilan.begun_on:
        yield "debut", bilan.begun_on, "le début du bilan"
    for _, each in entries_of(bilan.note(SEANCES).get("suspensions")):
        if day := day_of(each.get("du")):
            yield "interruption", day, "la suspension du bilan"
    if bilan.closed_on:
        kind = "interruption" if bilan.interrupted else "achevement"
        yield kind, bilan.closed_on, "l'arrêt" if bilan.interrupted else "l'achèvement"


def _entrusted(case: Case) -> Iterator[Item]:
    """A contract of subcontracting of a bilan that the account pays: sent to the Caisse des dépôts
    (R6333-6-2)."""
    signed = entrusted_on(case)
    if signed and case.bilan.act == "commande_cpf" and case.today <= days_after(signed, OLD):
        yield case.dated(
            "sous_traitance",
            days_after(signed, SOON),
            f"le contrat de sous-traitance du {short_date(signed)} est à communiquer à la Caisse "
            "des dépôts",
        )


def entrusted_on(case: Case) -> date | None:
    """The day of the contract by which another body conducts a part of the bilan."""
    given = group_of(case.bilan.note(CONVENTION).get("sous_traitance"))
    return day_of(given.get("contrat_le"))
