"""What the certificat de réalisation and the attestation claim, checked against the notes.

They claim that one action, by its title, was followed between two days, for so many hours of
accompaniment, and was completed or interrupted. An auditor holds each claim against the
attendance sheets; so does this module first. What it objects to is one list of findings, each
with the note and the field where the disagreement stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bilantool.bilan import (
    CEILING,
    LEGAL_PHASES,
    Bilan,
    Session,
    day_of,
    entries_of,
    group_of,
    number_of,
    word_of,
)
from bilantool.documents import acte
from bilantool.findings import Finding, KeyPath, Severity
from bilantool.french import hours, short_date
from bilantool.notes.kinds import DISAGREES

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"
CONSENTEMENTS = "cadre/consentements"
RESTITUTION = "conclusions/restitution"

YEARS = 3
"""From the end of the year of the last payment: what the ministry's model of certificat has the
provider undertake to keep its proofs for; cabinet.yaml may lengthen it."""
_PHASES = {
    "preliminaire": "la phase préliminaire",
    "investigation": "la phase d’investigation",
    "conclusions": "la phase de conclusions",
}
_CLOSURE: KeyPath = ("cloture",)


def statement(bilan: Bilan) -> dict[str, Any]:
    """What is stated: accompaniment held and proven, by phase and in all, and how it ended.

    `representant` signs, `employeur` is the person's where the act names one, `annees` is how long
    the proofs are kept. `debut` and `fin` are the first and the last session held with a
    counsellor, `clos_le` the end of the bilan; `issue` is `acheve`, `interrompu`, or "" while it
    goes on.
    """
    held = [session for session in bilan.held if session.accompanied]
    days = [session.day.isoformat() for session in held if session.day]
    issue = "acheve" if bilan.completed else "interrompu" if bilan.interrupted else ""
    convention = bilan.note(CONVENTION)
    return {
        "representant": acte.representative(bilan),
        "employeur": word_of(group_of(convention.get("employeur")).get("raison_sociale")),
        "annees": int(number_of(bilan.cabinet.get("conservation_administrative_annees")) or YEARS),
        "intitule": word_of(bilan.note(CONVENTION).get("intitule")),
        "issue": issue,
        "clos_le": bilan.closed_on.isoformat() if bilan.closed_on else "",
        "debut": days[0] if days else "",
        "fin": days[-1] if days else "",
        "minutes": bilan.minutes(),
        "seances": len(held),
        "a_distance": sum(session.remote for session in held),
        "phases": [
            {
                "phase": phase,
                "minutes": bilan.minutes(phase),
                "seances": sum(session.phase == phase for session in held),
            }
            for phase in LEGAL_PHASES
            if bilan.minutes(phase)
        ],
    }


def certificate_objections(bilan: Bilan) -> tuple[Finding, ...]:
    """Where the notes disagree with a certificat: it states an end, and what was done by then."""
    return (*_ended(bilan), *_hours(bilan))


def attestation_objections(bilan: Bilan) -> tuple[Finding, ...]:
    """Where the notes disagree with an attestation, which may be given before the end."""
    closed = bilan.completed or bilan.interrupted or bilan.closed_on
    return (*(_ended(bilan) if closed else ()), *_hours(bilan))


def _hours(bilan: Bilan) -> Iterator[Finding]:
    """The title, then each session that is told as held: its proof, day, phase and hours."""
    if not word_of(bilan.note(CONVENTION).get("intitule")):
        yield _finding(CONVENTION, ("intitule",), "l’intitulé de l’action n’est pas écrit")
    told = [each for each in bilan.sessions if each.state == "tenue" and each.phase != "suivi"]
    for session in told:
        yield from _session(bilan, session)
    yield from _overlaps(bilan)
    accompanied = bilan.minutes()
    if not accompanied:
        yield _finding(SEANCES, ("seances",), "aucune heure d’accompagnement tenue et prouvée")
    if bilan.beyond_ceiling:
        yield _finding(
            SEANCES,
            ("seances",),
            f"les heures tenues font {hours(CEILING + bilan.beyond_ceiling)}, au-delà des "
            f"{hours(CEILING)} d’un bilan",
            article="L6313-4",
        )


def _session(bilan: Bilan, session: Session) -> Iterator[Finding]:
    def told(field: str, message: str) -> Finding:
        return _finding(SEANCES, ("seances", session.index, field), message)

    day = f"séance du {short_date(session.day)}" if session.day else "séance"
    if session.day is None:
        yield told("date", "séance tenue sans date")
    elif session.day > bilan.today:
        yield told("date", f"{day} : tenue, mais datée d’un jour à venir")
    if not session.proven:
        yield told("preuve", f"{day} : tenue sans preuve, ses heures ne comptent pas")
    if session.phase not in LEGAL_PHASES:
        yield told("phase", f"{day} : tenue hors des trois phases du bilan")
    if not session.minutes:
        field = "fin" if session.start and session.end else "duree_minutes"
        yield told(field, f"{day} : tenue, mais ses heures ne donnent aucune durée")
    signed = dict(entries_of(bilan.note(SEANCES).get("seances")))[session.index]
    for field in ("signe_beneficiaire_le", "signe_consultant_le"):
        on = day_of(signed.get(field))
        if on and session.day and on < session.day:
            yield told(field, f"{day} : signée le {short_date(on)}, avant d’avoir eu lieu")


def _overlaps(bilan: Bilan) -> Iterator[Finding]:
    """Two sessions with a counsellor at the same time: their hours would count twice."""
    for overlap in bilan.overlaps:
        session = overlap.session
        twice = session.accompanied and any(each.accompanied for each in overlap.others)
        if twice and session.phase != "suivi" and session.day:
            message = f"séance du {short_date(session.day)} : elle en chevauche une autre"
            yield _finding(SEANCES, ("seances", session.index, "debut"), message)


def _ended(bilan: Bilan) -> Iterator[Finding]:
    end = bilan.closed_on
    if end is None or not (bilan.completed or bilan.interrupted):
        message = "le bilan n’est pas clos : ni sa fin ni son issue ne sont dites"
        yield _finding(SEANCES, _CLOSURE, message, hint="fermez-le : bilantool close")
        return
    if end > bilan.today:
        yield _finding(SEANCES, (*_CLOSURE, "le"), "la fin du bilan est datée d’un jour à venir")
    for session in bilan.sessions:
        yield from _against_the_end(session, end)
    if bilan.completed:
        yield from _completed(bilan, end)
    yield from _handed_over(bilan, end)


def _against_the_end(session: Session, end: date) -> Iterator[Finding]:
    if session.phase == "suivi" or session.day is None:
        return
    place = ("seances", session.index, "date" if session.state == "tenue" else "etat")
    if session.state == "tenue" and session.day > end:
        message = f"séance du {short_date(session.day)} : tenue après la fin du {short_date(end)}"
        yield _finding(SEANCES, place, message, article="R6313-7")
    if session.state == "prevue" and session.day <= end:
        message = (
            f"séance du {short_date(session.day)} : encore « prévue » alors que le bilan est clos"
        )
        yield _finding(SEANCES, place, message)


def _completed(bilan: Bilan, end: date) -> Iterator[Finding]:
    """A completed bilan went through the three phases, with the person's consent."""
    for phase, named in _PHASES.items():
        if not bilan.minutes(phase):
            message = f"le bilan est dit achevé, sans heure tenue et prouvée dans {named}"
            yield _finding(SEANCES, (*_CLOSURE, "etat"), message, article="R6313-4")
    decision = bilan.decision("bilan", end)
    if decision is not None and decision.get("decision") != "donne":
        index = next(i for i, each in bilan.consents("bilan") if each is decision)
        message = "le bilan est dit achevé, alors que le consentement au bilan n’était plus donné"
        yield _finding(CONSENTEMENTS, ("entrees", index, "decision"), message, article="L6313-4")


def _handed_over(bilan: Bilan, end: date) -> Iterator[Finding]:
    """A certificat cannot have been handed over before what it certifies."""
    given = day_of(bilan.note(RESTITUTION).get("certificat_remis_le"))
    last = bilan.last_session
    latest = max(end, last.day) if last and last.day else end
    if given and given < latest:
        message = (
            f"certificat dit remis le {short_date(given)}, avant la fin du {short_date(latest)}"
        )
        yield _finding(RESTITUTION, ("certificat_remis_le",), message)


def _finding(
    note: str, path: KeyPath, message: str, *, article: str = "", hint: str = ""
) -> Finding:
    return Finding(DISAGREES.id, Severity.INVALIDE, note, path, message, hint, article)
