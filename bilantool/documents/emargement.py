"""The attendance sheet: one line a session, in the order of days, and the hours that count.

A line says what the note says of a session and no more. Its hours count once it is held and
proven; a session that was put off, cancelled or missed has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan, Session, day_of, entries_of, word_of
from bilantool.documents.provider import Provider

WITHOUT_HOURS = ("reportee", "annulee", "absence")


def sheet(bilan: Bilan) -> dict[str, Any]:
    """The lines of the three phases, those of the follow-up, and the totals.

    `phases` are the phases that have a line, each with its minutes held and proven; `attente`
    counts the sessions said to be held whose proof is still to come, whose minutes are in no
    total; `consultants` are the names of those who hold the sessions of the three phases.
    """
    provider = Provider.of(bilan.cabinet)
    listed = dict(entries_of(bilan.note("cadre/seances").get("seances")))
    lines = [
        _line(each, listed[each.index], provider.holder(bilan.leader(each))["nom"])
        for each in _in_order(bilan)
    ]
    course = [line for line in lines if line["phase"] != "suivi"]
    return {
        "lignes": course,
        "suivi": [line for line in lines if line["phase"] == "suivi"],
        "phases": [_total(bilan, course, phase) for phase in LEGAL_PHASES if _of(course, phase)],
        "total": {
            "seances": sum(line["accompagnement"] for line in course),
            "minutes": bilan.minutes(),
            "minutes_personnelles": bilan.minutes(kind="personal"),
        },
        "attente": sum(line["attente"] for line in course),
        "consultants": list(dict.fromkeys(line["par"] for line in course if line["par"])),
    }


def _in_order(bilan: Bilan) -> list[Session]:
    """By day and hour; what has no day stands last."""
    return sorted(bilan.sessions, key=lambda s: (s.day or date.max, s.start or time.max, s.index))


def _of(lines: list[dict[str, Any]], phase: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["phase"] == phase]


def _total(bilan: Bilan, lines: list[dict[str, Any]], phase: str) -> dict[str, Any]:
    return {
        "phase": phase,
        "seances": sum(line["accompagnement"] for line in _of(lines, phase)),
        "minutes": bilan.minutes(phase),
        "minutes_personnelles": bilan.minutes(phase, kind="personal"),
    }


def _line(session: Session, entry: Mapping[str, Any], leader: str) -> dict[str, Any]:
    """What one line shows; `minutes` are 0 for a session that did not take place, `par` is who
    holds it, nobody where the person works alone."""
    gone = session.state in WITHOUT_HOURS
    return {
        "date": session.day.isoformat() if session.day else "",
        "debut": french.clock(session.start) if session.start else "",
        "fin": french.clock(session.end) if session.end else "",
        "minutes": 0 if gone else session.minutes,
        "phase": session.phase,
        "nature": session.nature,
        "mode": session.mode,
        "etat": session.state,
        "preuve": word_of(entry.get("preuve")),
        "sans_heures": gone,
        "seul": session.personal,
        "par": "" if session.personal else leader,
        "distance": session.remote,
        "accompagnement": session.accompanied,
        "attente": session.state == "tenue" and not session.proven,
        "beneficiaire_le": _day(entry.get("signe_beneficiaire_le")),
        "consultant_le": _day(entry.get("signe_consultant_le")),
    }


def _day(value: object) -> str:
    day = day_of(value)
    return day.isoformat() if day else ""
