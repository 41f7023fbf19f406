"""How what a session leaves looks: hours, proofs, open questions, what to take up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bilantool.console import Console
from bilantool.french import (
    NBSP,
    clock,
    counted,
    hours,
    listing,
    long_date,
    short_date,
    written,
)

if TYPE_CHECKING:
    from bilantool.bilan import Session
    from bilantool.inspection import Inspection
    from bilantool.seances.tally import Tally

FEW = 6
"""Questions that are shown: a screen is short, and `check` tells them all."""

NAMES = {
    "preliminaire": "préliminaire",
    "investigation": "investigation",
    "conclusions": "conclusions",
}


def show(console: Console, seen: Inspection, session: Session) -> None:
    """All that one wants to know once a session is recorded."""
    briefly(console, seen)
    _questions(console, seen, session.phase)
    _take_up(console, seen)


def briefly(console: Console, seen: Inspection) -> None:
    """Hours, proofs, and the next session."""
    from bilantool.seances import tally

    made = tally.tally(seen.bilan)
    _hours(console, made)
    _unproven(console, seen, made)
    coming = made.following
    if coming is not None and coming.day:
        at = f" à {clock(coming.start)}" if coming.start else ""
        console.say(f"Prochaine séance : {long_date(coming.day)}{at}")
    elif not seen.bilan.closed_on:
        day = tally.likely_day(seen.bilan)
        plan = f"bilantool session {seen.reference} --plan {short_date(day)}"
        console.say(f"Pour prévoir la suivante : {plan}")


def _hours(console: Console, made: Tally) -> None:
    left = f"il reste {hours(made.left)}" if made.left > 0 else "il ne reste rien"
    console.say(f"\nHeures tenues et prouvées : {hours(made.held)} sur 24{NBSP}h, {left}")
    parts = []
    for each in made.phases:
        planned = "" if each.planned is None else f" sur {hours(each.planned)}"
        parts.append(f"{NAMES[each.phase]}{NBSP}{hours(each.held)}{planned}")
    console.say(f"  {' ; '.join(parts)}")
    if made.act:
        over = made.held - made.act
        rest = f"il en reste {hours(-over)}" if over < 0 else "elles sont atteintes"
        if over > 0:
            rest = f"elles sont dépassées de {hours(over)}"
        console.say(f"  heures de l'acte : {hours(made.act)}, {rest}")
    if made.left < 0:
        console.warn(f"un bilan dure 24{NBSP}h au plus (L6313-4) : {hours(-made.left)} de trop")


def _unproven(console: Console, seen: Inspection, made: Tally) -> None:
    if not made.unproven:
        return
    days = [short_date(each.day) for each in made.unproven if each.day]
    subject = counted(len(made.unproven), "séance sans preuve ne compte", "séances sans preuve")
    verb = "" if len(made.unproven) == 1 else " ne comptent"
    console.say(f"{subject}{verb} pas encore : {listing(days)}")
    from bilantool.seances.tally import usual_proof

    last = made.unproven[-1]
    if last.day:
        day = f" --date {last.day.isoformat()}" if last.day != seen.bilan.today else ""
        console.say(f"  → bilantool session {seen.reference}{day} --proof {usual_proof(last.mode)}")


def _questions(console: Console, seen: Inspection, phase: str) -> None:
    from bilantool.seances import tally

    found = tally.open_questions(seen, phase)
    if not found:
        return
    console.say("\nQuestions encore ouvertes dans cette phase :")
    for each in found[:FEW]:
        console.say(f"  {each.note.partition('/')[2]:<13}{each.text}", hang=15)
    if len(found) > FEW:
        rest = counted(len(found) - FEW, "autre")
        console.say(f"  et {rest} : bilantool check {seen.reference} --phase {phase}")


def _take_up(console: Console, seen: Inspection) -> None:
    """The counsellor's own words, at the counsellor's own screen."""
    from bilantool.seances import tally

    found = tally.take_up(seen.bilan)
    if found is None:
        return
    source = f", d'après l'entretien du {short_date(found.day)}" if found.day else ""
    console.say(f"\nPour ouvrir la prochaine séance{source} :")
    for line in found.again.splitlines():
        console.say(f"  {line}".rstrip(), hang=2)
    for work, due in found.work:
        for_the = f" (pour le {short_date(due)})" if due else ""
        console.say(f"  travail demandé{for_the} : {' '.join(work.split())}", hang=4)


def as_object(seen: Inspection, session: str) -> dict[str, Any]:
    """The same for `--json`: nothing of what was said in the interview."""
    from bilantool.seances import tally

    made = tally.tally(seen.bilan)
    here = next((each for each in seen.bilan.sessions if each.id == session), None)
    coming = made.following
    return {
        "ok": True,
        "reference": seen.reference,
        "seance": {
            "id": here.id,
            "date": here.day.isoformat() if here.day else None,
            "debut": f"{here.start:%H:%M}" if here.start else None,
            "fin": written(here.end) if here.end else None,
            "minutes": here.minutes,
            "phase": here.phase,
            "nature": here.nature,
            "mode": here.mode,
            "etat": here.state,
            "prouvee": here.proven,
        }
        if here
        else None,
        "minutes_tenues": made.held,
        "minutes_restantes": made.left,
        "minutes_acte": made.act or None,
        "par_phase": {
            each.phase: {"tenues": each.held, "prevues": each.planned} for each in made.phases
        },
        "sans_preuve": [each.id for each in made.unproven],
        "prochaine": coming.day.isoformat() if coming and coming.day else None,
    }
