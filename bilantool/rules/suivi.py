"""About six months later: the follow-up and its survey, outside the hours of the bilan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import french
from bilantool.bilan import Bilan, day_of, group_of
from bilantool.delays import months_after
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, practice

SEANCES = "cadre/seances"
SATISFACTION = "cadre/satisfaction"
RESTITUTION = "conclusions/restitution"
SUIVI = "suivi/suivi"

EARLIEST, LATEST = 4, 9
"""Months after the end between which a follow-up is still one « à six mois »."""


@practice(
    "BP208",
    "Suivi environ six mois après la fin",
    article="R6313-4",
    needs=(SEANCES,),
    explanation=(
        "L’entretien de suivi et l’enquête à six mois montrent ce que le projet est devenu. "
        "L’usage les place vers six mois ; avant quatre mois ou après neuf, ils répondent à une "
        "autre question, et la date est signalée."
    ),
    remedy="prévoir le suivi vers six mois, ou vérifier sa date et celle de la fin",
)
def six_mois(bilan: Bilan) -> Iterator[Breach]:
    """A follow-up planned or held, or its survey sent, far from six months after the end."""
    end = bilan.closed_on
    if end is None or bilan.interrupted:
        return
    survey = group_of(bilan.note(SATISFACTION).get("six_mois"))
    held = bilan.note(SUIVI).get("tenu_le")
    planned = None if held else bilan.note(RESTITUTION).get("suivi_prevu_le")
    events: tuple[tuple[str, KeyPath, str, object], ...] = (
        (RESTITUTION, ("suivi_prevu_le",), "entretien de suivi prévu", planned),
        (SUIVI, ("tenu_le",), "entretien de suivi tenu", held),
        (
            SATISFACTION,
            ("six_mois", "envoye_le"),
            "enquête à six mois envoyée",
            survey.get("envoye_le"),
        ),
    )
    for note, path, what, text in events:
        day = day_of(text)
        if day and not months_after(end, EARLIEST) <= day <= months_after(end, LATEST):
            yield Breach(note, path, f"{what} le {_long(day)}, pour une fin le {_long(end)}")


@practice(
    "BP209",
    "Suivi après la fin, hors des heures",
    article="R6313-4",
    needs=(SEANCES,),
    explanation=(
        "Le suivi n’est pas une phase du bilan : ses heures n’entrent dans aucun total. Une séance "
        "de suivi tenue avant la fin échappe donc au décompte, peut-être à tort."
    ),
    remedy="vérifier la phase de la séance, ou la date de la fin",
)
def suivi_apres_la_fin(bilan: Bilan) -> Iterator[Breach]:
    """A session of follow-up held before the end, or while the bilan is still open."""
    end, last = bilan.closed_on, bilan.last_session
    for session in bilan.sessions:
        day = session.day
        if session.phase != "suivi" or not session.held or day is None:
            continue
        if (end and day < end) or (end is None and last and last.day and day <= last.day):
            yield Breach(
                SEANCES,
                ("seances", session.index, "phase"),
                f"séance de suivi tenue le {_long(day)}, avant la fin du bilan",
            )


def _long(day: date) -> str:
    return french.long_date(day)
