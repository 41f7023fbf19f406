"""After the last session: what is handed over, asked, and talked over six months later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bilantool.agenda.item import Case, Item
from bilantool.bilan import day_of, group_of
from bilantool.delays import days_after, months_after
from bilantool.french import listing, short_date

RESTITUTION = "conclusions/restitution"
SATISFACTION = "cadre/satisfaction"
SUIVI = "suivi/suivi"

HAND_OVER = timedelta(days=7)
"""Usage: what the end calls for is done within a week of it."""

REMINDER = timedelta(days=14)
"""Usage: how long an answer is awaited before asking again."""

REMINDERS = 2
"""Usage: a survey is asked for again twice, then left alone."""

FOLLOW_UP = 6
"""Months after the end."""

_FOLLOW_UP_NOTICE = 14


def items(case: Case) -> Iterator[Item]:
    if not case.bilan.closed_on:
        yield from _hand_over(case)
    elif not case.bilan.interrupted:
        yield from _certificate(case, case.bilan.closed_on)
    yield from _satisfaction(case)
    yield from _follow_up(case)


def _hand_over(case: Case) -> Iterator[Item]:
    """What is left to hand over once a session of conclusions was held and no other is planned."""
    bilan = case.bilan
    last = bilan.last_session
    planned = any(s.state == "prevue" and s.phase != "suivi" for s in bilan.sessions)
    if planned or last is None or last.day is None or bilan.phase_begun_on("conclusions") is None:
        return
    if not case.tells(RESTITUTION):
        return
    note = bilan.note(RESTITUTION)
    synthese = group_of(note.get("synthese"))
    steps = {
        "remise des résultats": note.get("resultats_remis_le"),
        "remise de la synthèse": synthese.get("remise_le"),
        "accusé de réception": synthese.get("accuse_le"),
        "explication de la destruction": note.get("destruction_expliquee_le"),
    }
    left = [step for step, day in steps.items() if not day]
    command = case.command("" if synthese.get("remise_le") else "handover", "fill restitution")
    yield case.dated(
        "remise",
        days_after(last.day, HAND_OVER),
        f"dernière séance tenue le {short_date(last.day)}, aucune autre n'est prévue ; "
        + (f"à inscrire : {listing(left)}" if left else "tout est remis, le bilan est à clore"),
        command if left else f"close {case.reference}",
    )


def _certificate(case: Case, end: date) -> Iterator[Item]:
    """It counts all the hours and tells the end: it is made, and handed over, once that is told."""
    if case.tells(RESTITUTION) and not case.bilan.note(RESTITUTION).get("certificat_remis_le"):
        yield case.dated(
            "remise",
            days_after(end, HAND_OVER),
            f"bilan clos le {short_date(end)} ; certificat de réalisation à remettre, et sa date à "
            "inscrire dans la note restitution",
            f"build {case.reference} certificat",
        )


def _satisfaction(case: Case) -> Iterator[Item]:
    bilan = case.bilan
    if bilan.interrupted or not case.tells(SATISFACTION, RESTITUTION):
        return
    end = bilan.closed_on
    handed = day_of(group_of(bilan.note(RESTITUTION).get("synthese")).get("remise_le"))
    note = bilan.note(SATISFACTION)
    start = handed or end
    if start:
        yield from _survey(
            case, "a_chaud", group_of(note.get("a_chaud")), days_after(start, HAND_OVER)
        )
    if end:
        due = months_after(end, FOLLOW_UP)
        yield from _survey(case, "six_mois", group_of(note.get("six_mois")), due)


_SURVEYS = {"a_chaud": "à chaud", "six_mois": "à six mois"}


def _survey(case: Case, which: str, survey: Mapping[str, Any], due: date) -> Iterator[Item]:
    """One survey to send, or to ask for again while it stays without answer."""
    if survey.get("recu_le"):
        return
    command = f"fill {case.reference} satisfaction"
    name = _SURVEYS[which]
    sent = day_of(survey.get("envoye_le"))
    if sent is None:
        verb = "était" if due < case.today else "est"
        by = short_date(due)
        sentence = f"l'enquête de satisfaction {name} {verb} à envoyer, au plus tard le {by}"
        yield case.dated("satisfaction", due, sentence, command, anchor=which)
        return
    asked = _reminders(survey)
    if len(asked) < REMINDERS:
        last = max([sent, *asked])
        sentence = f"enquête de satisfaction {name} sans réponse depuis le {short_date(last)}"
        yield case.dated(
            "satisfaction",
            days_after(last, REMINDER),
            f"{sentence} : à relancer",
            command,
            anchor=which,
        )


def _reminders(values: Mapping[str, Any]) -> list[date]:
    listed = values.get("relances")
    return [day for each in listed if (day := day_of(each))] if isinstance(listed, list) else []


def _follow_up(case: Case) -> Iterator[Item]:
    """The interview about six months after the end: to propose, to hold, or to ask for again."""
    bilan = case.bilan
    if not bilan.closed_on or not case.tells(SUIVI, RESTITUTION):
        return
    note, command = bilan.note(SUIVI), f"fill {case.reference} suivi"
    contact = day_of(note.get("prochain_contact"))
    if contact:
        sentence = f"prochain contact noté pour le {short_date(contact)}"
        yield case.dated("contact", contact, sentence, command)
    if note.get("issue"):
        return
    meeting = day_of(bilan.note(RESTITUTION).get("suivi_prevu_le"))
    proposed = day_of(note.get("propose_le"))
    if meeting:
        verb = "était prévu" if meeting < case.today else "est prévu"
        due, sentence = meeting, f"l'entretien de suivi {verb} le {short_date(meeting)}"
    elif proposed:
        last = max([proposed, *_reminders(note)])
        due = days_after(last, REMINDER)
        sentence = (
            f"l'entretien de suivi proposé le {short_date(last)} est sans suite : relancer, ou en "
            "inscrire l'issue"
        )
    elif bilan.completed:
        due = months_after(bilan.closed_on, FOLLOW_UP)
        verb = "était" if due < case.today else "est"
        sentence = (
            f"l'entretien de suivi {verb} à proposer pour le {short_date(due)}, six mois après la "
            "fin"
        )
    else:
        return
    yield case.dated("suivi", due, sentence, command, notice=_FOLLOW_UP_NOTICE)
