"""What must be there before a session: the person's consent, an act that everyone signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool.agenda.item import Case, Item
from bilantool.bilan import Bilan, day_of, group_of
from bilantool.french import listing, short_date

CONSENTEMENTS = "cadre/consentements"
CONVENTION = "cadre/convention"
BENEFICIAIRE = "cadre/beneficiaire"

_PARTIES = {
    "beneficiaire": "la personne",
    "prestataire": "le prestataire",
    "employeur": "l'employeur",
    "acheteur": "l'acheteur",
}


def items(case: Case) -> Iterator[Item]:
    """Nothing while no session is dated, nor once the bilan is over."""
    if case.bilan.closed_on:
        return
    yield from _refused(case)
    session = _session(case.bilan)
    if session is None:
        return
    yield from _consent(case, session)
    yield from _representative(case, session)
    yield from _signature(case, session)


def _session(bilan: Bilan) -> date | None:
    """The day by which all must be there: the first session planned, else the first held."""
    planned = [
        s.day for s in bilan.sessions if s.state == "prevue" and s.phase != "suivi" and s.day
    ]
    return min(planned, default=bilan.begun_on)


def _missing(case: Case, session: date, what: str) -> str:
    held = case.bilan.begun_on
    if session == held and session < case.today:
        return f"{what}, et une séance a été tenue le {short_date(session)}"
    return f"{what}, avant la séance du {short_date(session)}"


def _refused(case: Case) -> Iterator[Item]:
    """The last word on the bilan is a refusal or a withdrawal: it ends there."""
    if not case.tells(CONSENTEMENTS):
        return
    last = case.bilan.decision("bilan", case.today) or {}
    day, decision = day_of(last.get("le")), last.get("decision")
    if day is None or decision not in ("refuse", "retire"):
        return
    word, reason = "retiré", "retrait_consentement"
    if decision == "refuse":
        word, reason = "refusé", "MOTIF"
    yield case.dated(
        "consentement",
        day,
        f"le consentement au bilan est {word} depuis le {short_date(day)} : le bilan est à clore",
        f"close {case.reference} --interrupted {reason}",
    )


def _consent(case: Case, session: date) -> Iterator[Item]:
    """No entry says that the person consents to the bilan."""
    if not case.tells(CONSENTEMENTS) or case.bilan.decision("bilan", max(session, case.today)):
        return
    given = [e for _, e in case.bilan.consents("bilan") if e.get("decision") == "donne"]
    if any(day_of(entry.get("le")) is None for entry in given):
        return  # on a day that is not said: `check` asks for it
    yield case.dated(
        "consentement",
        session,
        _missing(case, session, "le consentement au bilan n'est pas inscrit"),
        case.command("consent", "fill consentements"),
    )


def _representative(case: Case, session: date) -> Iterator[Item]:
    """The agreement of the representative of a minor, of which no day is said."""
    person = case.bilan.note(BENEFICIAIRE)
    if person.get("mineur") is not True or not case.tells(BENEFICIAIRE):
        return
    if day_of(group_of(person.get("representant")).get("accord_le")) is None:
        yield case.dated(
            "representant",
            session,
            _missing(case, session, "l'accord du représentant n'est pas inscrit"),
            f"fill {case.reference} beneficiaire",
        )


def _signature(case: Case, session: date) -> Iterator[Item]:
    """An act that binds nobody yet; France Travail's order asks for no signature."""
    bilan = case.bilan
    if not case.tells(CONVENTION) or bilan.act == "commande_france_travail":
        return
    concluded = bilan.terms.concluded_on
    if concluded is not None and concluded <= max(session, case.today):
        return
    yield case.dated(
        "signature",
        session,
        _missing(case, session, _unsigned(bilan, max(session, case.today))),
        f"fill {case.reference} convention",
    )


def _unsigned(bilan: Bilan, by: date) -> str:
    if bilan.act == "commande_cpf":
        return "la commande du compte formation n'est pas acceptée"
    if not bilan.act:
        return "l'acte (convention ou contrat) n'est pas établi"
    late = [
        _PARTIES[party]
        for party, day in bilan.terms.signed.items()
        if party in _PARTIES and (day is None or day > by)
    ]
    return f"l'acte n'est pas signé (il manque {listing(late)})"
