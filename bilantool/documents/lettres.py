"""What the letters to the person state: where the bilan stands, what is awaited, what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from bilantool import consents, french, retention
from bilantool.bilan import Bilan, Session, day_of, entries_of, group_of, number_of, word_of
from bilantool.delays import within
from bilantool.documents import certificat
from bilantool.notes.trame import TRIGGERS, Trame

SEANCES = "cadre/seances"
SATISFACTION = "cadre/satisfaction"
SUIVI = "suivi/suivi"


def interruption(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    """The end of an interrupted bilan: its day, its reason, its hours, what is kept and how long.

    `accord` is the agreement to keep documents in force on that day, None without one;
    `transmise_le`, the day of the request that has the synthèse kept where nothing was decided.
    """
    closure = group_of(bilan.note(SEANCES).get("cloture"))
    end = bilan.closed_on
    last = bilan.decision("conservation", end) if end else None
    kept = last if last and last.get("decision") == "donne" else None
    months = number_of(kept.get("duree_mois")) if kept else None
    agreed_on = day_of(kept.get("le")) if kept else None
    return {
        **certificat.statement(bilan),
        "motif": word_of(closure.get("motif")),
        "accord": {
            "le": agreed_on.isoformat() if agreed_on else "",
            "mois": int(months) if months else None,
        }
        if kept
        else None,
        "transmise_le": _iso(consents.sent_on_request(bilan, end) if end and not last else None),
        "gardees": {
            name: _kept(bilan, trame, name, end) for name in ("administratif", "comptable")
        },
    }


def to_tell_funders(bilan: Bilan) -> bool:
    """Whether somebody is to be told, and something to tell."""
    return bilan.begun_on is not None and any(each.is_told for each in bilan.terms.fundings)


def notice(bilan: Bilan) -> dict[str, Any]:
    """The begin, the interruptions and the end of a bilan, and its hours; not its content."""
    told = [each for each in bilan.terms.fundings if each.is_told]
    return {
        **certificat.statement(bilan),
        "financeurs": [{"nom": each.funder} for each in told],
        "references": [each.reference for each in told if each.reference],
        "debut": _iso(bilan.begun_on),
        "suspensions": [
            {"du": _iso(day_of(each.get("du"))), "au": _iso(day_of(each.get("au")))}
            for _, each in entries_of(bilan.note(SEANCES).get("suspensions"))
            if day_of(each.get("du"))
        ],
    }


def _kept(bilan: Bilan, trame: Trame, classe: str, end: date | None) -> dict[str, Any] | None:
    """How long a class is kept without any agreement, and from what it is counted."""
    known = trame.classes.get(classe)
    duration = retention.applying(known, end) if known and end else None
    if duration is None:
        return None
    return {
        "mois": retention.months_of(duration, bilan.cabinet),
        "depuis": TRIGGERS[duration.trigger],
    }


def reminder(bilan: Bilan) -> dict[str, Any]:
    """What a reminder is about: sessions while the bilan goes on, surveys and follow-up after.

    What was missed and asked for before the last session held is settled by it.
    """
    planned = _planned(bilan)
    last = bilan.last_session
    since = last.day if last and last.day else date.min
    return {
        "clos": bilan.closed_on is not None,
        "interrompu": bilan.interrupted,
        "derniere": _iso(last.day if last else None),
        "absences": [
            _iso(each.day)
            for each in bilan.sessions
            if each.state == "absence" and each.day and since <= each.day <= bilan.today
        ],
        "prochaine": _session(planned[0]) if planned else None,
        "suspension": _suspended(bilan),
        "relances": [
            {"le": _iso(day_of(each.get("le"))), "canal": word_of(each.get("canal"))}
            for _, each in entries_of(bilan.note(SEANCES).get("relances"))
            if since <= (day_of(each.get("le")) or date.max)
        ],
        "enquetes": _surveys(bilan),
        "suivi_propose_le": _follow_up(bilan),
    }


def awaited(bilan: Bilan) -> bool:
    """Whether anything is awaited from the person: once closed, an answer to what was sent."""
    return bilan.closed_on is None or bool(_surveys(bilan)) or bool(_follow_up(bilan))


def _planned(bilan: Bilan) -> list[Session]:
    to_come = [
        each
        for each in bilan.sessions
        if each.state == "prevue" and each.day and each.day >= bilan.today and not each.personal
    ]
    return sorted(to_come, key=lambda each: each.day or date.max)


def _session(session: Session) -> dict[str, Any]:
    return {
        "date": _iso(session.day),
        "debut": french.clock(session.start) if session.start else "",
        "fin": french.clock(session.end) if session.end else "",
        "mode": session.mode,
    }


def _suspended(bilan: Bilan) -> str:
    """Since when the bilan is suspended, "" if it is not."""
    for _, each in entries_of(bilan.note(SEANCES).get("suspensions")):
        begun, over = day_of(each.get("du")), day_of(each.get("au"))
        if begun and within(bilan.today, begun, over):
            return begun.isoformat()
    return ""


def _surveys(bilan: Bilan) -> list[dict[str, str]]:
    """The surveys that were sent and have no answer."""
    note = bilan.note(SATISFACTION)
    found = []
    for name in ("a_chaud", "six_mois"):
        survey = group_of(note.get(name))
        sent = day_of(survey.get("envoye_le"))
        if sent and day_of(survey.get("recu_le")) is None:
            found.append({"enquete": name, "envoye_le": sent.isoformat()})
    return found


def _follow_up(bilan: Bilan) -> str:
    """The day when the follow-up was proposed, "" once it is settled."""
    note = bilan.note(SUIVI)
    proposed = day_of(note.get("propose_le"))
    return proposed.isoformat() if proposed and not note.get("issue") else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
