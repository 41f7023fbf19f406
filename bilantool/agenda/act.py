"""The delays of the act: the employee's ten days, the time to withdraw, the end of its period."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool.agenda.item import Case, Item
from bilantool.bilan import day_of, group_of, withdrawal
from bilantool.delays import days_after
from bilantool.french import counted, short_date
from bilantool.inspection import SEANCES
from bilantool.rules.actes import REFLECTION

CONVENTION = "cadre/convention"

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
    convention = case.bilan.note(CONVENTION)
    sent = day_of(convention.get("projet_transmis_le"))
    signed = group_of(convention.get("signatures")).get("beneficiaire")
    public = case.bilan.note("cadre/beneficiaire").get("statut") == "agent_public"
    if case.bilan.act != "tripartite" or public or signed or sent is None:
        return
    due = days_after(sent, REFLECTION)
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
    said of training: to be confirmed for a bilan)."""
    convention = case.bilan.note(CONVENTION)
    signed = day_of(group_of(convention.get("signatures")).get("beneficiaire"))
    if case.bilan.act != "contrat_individuel" or signed is None or signed > case.today:
        return
    given = withdrawal(convention)
    due = given.last
    if due and case.today <= due:
        yield case.dated(
            "retractation",
            due,
            f"rétractation jusqu'au {short_date(due)} (à confirmer) : rien à encaisser",
            notice=(due - signed).days,
        )


def _end(case: Case) -> Iterator[Item]:
    """The last day that the act provides for, near or past."""
    end = case.bilan.period[1]
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
