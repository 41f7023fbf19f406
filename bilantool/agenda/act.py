"""The delays of the act: the employee's ten days, the time to withdraw, the end of its period."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool.agenda.item import Case, Item
from bilantool.french import counted, short_date
from bilantool.inspection import SEANCES

ACT_SOON = 30
"""Days ahead of which the end of the act is worth a line of the day's screen."""


def items(case: Case) -> Iterator[Item]:
    if case.bilan.closed_on or case.seen.notes[SEANCES].destroyed:
        return
    yield from _ten_days(case)
    yield from _withdrawal(case)
    yield from _end(case)


def _ten_days(case: Case) -> Iterator[Item]:
    """The employee's time to sign a tripartite convention (R6313-8); silence is refusal.

    Public agents have other texts, which set no such delay.
    """
    reflection = case.bilan.terms.reflection
    if reflection is None or reflection.last is None or case.bilan.terms.signed.get("beneficiaire"):
        return
    due = reflection.last
    if due < case.today:
        sentence = (
            f"les dix jours pour signer la convention ont pris fin le {short_date(due)} : "
            "l'employeur doit la transmettre à nouveau"
        )
    else:
        sentence = f"la personne a jusqu'au {short_date(due)} pour signer la convention (dix jours)"
    yield case.dated("dix_jours", due, sentence, f"fill {case.reference} convention")


def _withdrawal(case: Case) -> Iterator[Item]:
    """The person's time to withdraw from an individual contract, while it runs (L6353-5 and -6,
    Code de la consommation L221-18)."""
    signed, due = case.bilan.terms.signed.get("beneficiaire"), case.bilan.terms.withdrawal.last
    if case.bilan.act != "contrat_individuel" or not signed or not due:
        return
    if signed <= case.today <= due:
        yield case.dated(
            "retractation",
            due,
            f"rétractation jusqu'au {short_date(due)} : rien à encaisser",
            notice=(due - signed).days,
        )


def _end(case: Case) -> Iterator[Item]:
    """The last day that the act provides for, near or past."""
    end = case.bilan.terms.end_on(case.today)
    if end is None:
        return
    if end < case.today:
        sentence = f"l'acte a pris fin le {short_date(end)}, et le bilan reste ouvert"
        yield case.dated("acte", end, sentence, f"close {case.reference}")
        return
    left = counted((end - case.today).days, "jour")
    sentence = f"l'acte prend fin le {short_date(end)} ({left})"
    planned = [s for s in case.bilan.sessions if s.state == "prevue" and s.phase != "suivi"]
    beyond = sum(1 for s in planned if s.day and s.day > end)
    if beyond:
        verb = "est prévue" if beyond == 1 else "sont prévues"
        sentence += f", et {counted(beyond, 'séance')} {verb} après : un avenant est à signer"
    yield case.dated("acte", end, sentence, f"status {case.reference}", notice=ACT_SOON)
