"""The sessions: those to come, those gone by of which nothing was said, those left unproven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bilantool.agenda.item import Case, Item
from bilantool.bilan import Session, entries_of, slots
from bilantool.french import clock, short_date
from bilantool.seances.tally import usual_proof

ENTRETIENS = "cadre/entretiens"
NOTICE = 30
"""Days ahead of which one slot given twice is worth a line of the day's screen."""


def items(case: Case) -> Iterator[Item]:
    for session in case.bilan.sessions:
        if session.state == "prevue" and session.day is not None:
            yield _planned(case, session, session.day)
    if not case.bilan.closed_on:
        yield from _untold(case)
    yield from _unproven(case)


def _planned(case: Case, session: Session, day: date) -> Item:
    """A planned session; only those of the day are worth a line of the day's screen."""
    ref, said = case.reference, short_date(day)
    end = case.bilan.closed_on
    command = f"session {ref} --date {day.isoformat()}"
    if end and day > end and session.phase != "suivi":
        sentence = f"la séance du {said} reste prévue, alors que le bilan est clos"
        command += " --cancelled"
    elif day < case.today:
        sentence = f"la séance prévue le {said} n'est pas inscrite"
    else:
        sentence = f"séance à {clock(session.start)}" if session.start else "séance"
        command = f"session {ref}" if day == case.today else ""
    return case.dated(
        "seance",
        day,
        sentence,
        command,
        anchor=anchor(session),
        hour=session.start,
        end=session.end,
        notice=0,
    )


def anchor(session: Session) -> str:
    """What tells a session from the others, whenever it takes place."""
    return session.id or str(session.index)


def cancelled(case: Case) -> Iterator[Item]:
    """The sessions that were planned and do not take place, dated: what a calendar must unlearn."""
    for session in case.bilan.sessions:
        if session.state in ("reportee", "annulee") and session.day is not None:
            yield case.dated(
                "seance",
                session.day,
                "séance",
                anchor=anchor(session),
                hour=session.start,
                end=session.end,
            )


def clashing(cases: Iterable[Case], today: date, consultant: str = "") -> Iterator[Item]:
    """The sessions to come of one consultant in two dossiers at one moment."""
    by = {case.reference: case for case in cases}
    bilans = {reference: case.bilan for reference, case in by.items()}
    for each in slots.clashes(bilans, today):
        day, start, other = each.session.day, each.session.start, each.other
        if consultant not in ("", each.consultant):
            continue
        assert day and start and other.start and other.end  # their moments are known
        yield by[each.reference].dated(
            "creneau",
            day,
            f"la séance de {clock(start)} empiète sur celle de {each.elsewhere}, de "
            f"{clock(other.start)} à {clock(other.end)} : {each.consultant} a les deux",
            f"session {each.reference} --change --date {day.isoformat()}",
            anchor=f"{anchor(each.session)}/{each.elsewhere}/{anchor(each.other)}",
            notice=NOTICE,
        )


def _unproven(case: Case) -> Iterator[Item]:
    """Sessions held that no proof attests: their hours do not count yet."""
    found = [s for s in case.bilan.sessions if s.state == "tenue" and not s.proven and s.day]
    if found:
        last = _last(found)
        proof = usual_proof(next(session.mode for session in found if session.day == last))
        command = f"session {case.reference} --date {last.isoformat()} --proof {proof}"
        yield case.undated("preuve", _gap(found, "preuve"), command, about=last)


def _untold(case: Case) -> Iterator[Item]:
    """Interviews held of which nothing is written yet."""
    if not case.tells(ENTRETIENS):
        return
    entries = entries_of(case.bilan.note(ENTRETIENS).get("entretiens"))
    told = {entry.get("seance") for _, entry in entries if entry.get("compte_rendu")}
    found = [
        s
        for s in case.bilan.sessions
        if s.state == "tenue" and s.nature == "entretien" and not s.personal and s.day
    ]
    untold = [session for session in found if session.id not in told]
    if untold:
        yield case.undated(
            "compte_rendu",
            _gap(untold, "compte rendu"),
            f"fill {case.reference} entretiens",
            about=_last(untold),
        )


def _gap(sessions: list[Session], what: str) -> str:
    last = short_date(_last(sessions))
    if len(sessions) == 1:
        return f"la séance du {last} est sans {what}"
    return f"{len(sessions)} séances sont sans {what} (la dernière : {last})"


def _last(sessions: list[Session]) -> date:
    return max(session.day for session in sessions if session.day)
