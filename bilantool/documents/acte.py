"""What the act of a bilan states: parties, price, delays, signatures; the facts of `bilan.terms`.

A date that hangs on a signature is given once the note holds that signature, and left to be
written by hand before: nothing is assumed. L6353-4 and D6353-1 say what is stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bilantool import french
from bilantool.bilan import (
    DEPOSIT_PERCENT,
    REFLECTION_DAYS,
    Bilan,
    day_of,
    entries_of,
    group_of,
    word_of,
)
from bilantool.documents import filling, house
from bilantool.documents.provider import Provider

if TYPE_CHECKING:
    from bilantool.notes.trame import Trame

CONVENTION = "cadre/convention"
BENEFICIAIRE = "cadre/beneficiaire"
CONSENTEMENTS = "cadre/consentements"
SEANCES = "cadre/seances"

_SETTLED = ("prevue", "tenue")
_PARTIES = ("beneficiaire", "prestataire", "employeur", "acheteur")


def terms(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    """The values that every act shares; see docs/gabarits.md."""
    said, provider = bilan.terms, Provider.of(bilan.cabinet)
    return {
        "partie": _party(bilan),
        "agent": said.service,
        "agent_etat": said.service == "etat",
        "acheteur": _buyer(bilan),
        "representant": representative(bilan),
        "enregistrement": house.registration(provider),
        "intervenants": staff(bilan),
        "minutes": said.minutes or 0,
        "minutes_personnelles": said.personal_minutes,
        "minutes_en_tout": said.minutes_in_all,
        "phases": _phases(bilan),
        "distance": said.remote_percent,
        "calendrier": _calendar(bilan, trame),
        "remises": _handed(bilan, trame),
        "prix": price(bilan),
        "reflexion": _reflection(bilan),
        "retractation": _withdrawal(bilan),
        "signe": {who: _iso(said.signed.get(who)) for who in _PARTIES},
    }


def met_before(bilan: Bilan) -> bool:
    """Whether the interview before the bilan is noted."""
    met = group_of(bilan.note(CONSENTEMENTS).get("entretien_prealable"))
    return day_of(met.get("date")) is not None


def price(bilan: Bilan) -> dict[str, Any]:
    """The price without and with tax, the tax, and what an hour of accompaniment makes of it; None
    for what the note does not say."""
    stated, minutes = bilan.terms.price, bilan.terms.minutes
    return {
        "ht": stated.net,
        "taux": stated.rate,
        "tva": stated.tax,
        "ttc": stated.total,
        "par_heure": round(60 * stated.total / minutes, 2) if stated.total and minutes else None,
        "mention": stated.mention,
    }


def staff(bilan: Bilan) -> list[dict[str, Any]]:
    """Who conducts the bilan: the consultant in charge, then those of its sessions."""
    provider = Provider.of(bilan.cabinet)
    first = bilan.note(BENEFICIAIRE).get("consultant_referent")
    others = sorted(name for name in bilan.consultants if name != first)
    found = [provider.consultant(each) for each in (first, *others) if each or not others]
    return [each for each in found if each["nom"]]


def _party(bilan: Bilan) -> dict[str, str]:
    """The beneficiary as the act names them: frozen at the signature, else as the note has it."""
    frozen = group_of(bilan.note(CONVENTION).get("partie"))
    person = bilan.note(BENEFICIAIRE)
    address = group_of(person.get("adresse"))
    town = " ".join(word_of(address.get(key)) for key in ("code_postal", "commune")).strip()
    lines = [word_of(address.get("voie")), town, word_of(address.get("pays"))]
    title = {"mme": "Mme", "m": "M."}.get(word_of(person.get("civilite")), "")
    surname = word_of(frozen.get("nom") or person.get("nom_usage") or person.get("nom"))
    first = word_of(frozen.get("prenom") or person.get("prenom"))
    return {
        "nom": " ".join(word for word in (title, first, surname) if word),
        "adresse": word_of(frozen.get("adresse")) or ", ".join(line for line in lines if line),
    }


def _buyer(bilan: Bilan) -> dict[str, str]:
    """Who concludes a bipartite convention with the provider (L6353-1)."""
    given = bilan.terms.buyer.given if bilan.terms.buyer else {}
    fields = ("raison_sociale", "siret", "adresse", "representant", "qualite")
    return {field: word_of(given.get(field)) for field in fields}


def representative(bilan: Bilan) -> str:
    """Who signs for the provider: `Hélène Démo, gérante`; the consultant in charge by default."""
    provider = Provider.of(bilan.cabinet)
    stated = word_of(bilan.note(CONVENTION).get("representant_prestataire"))
    consultant = provider.consultant(bilan.note(BENEFICIAIRE).get("consultant_referent"))
    return stated or ", ".join(filter(None, (consultant["nom"], consultant["qualite"])))


def _phases(bilan: Bilan) -> list[dict[str, Any]]:
    """What the act provides for in each phase; nothing unless it says so of all three."""
    planned = bilan.terms.phases
    if None in planned.values():
        return []
    return [{"phase": phase, "minutes": minutes} for phase, minutes in planned.items()]


def _calendar(bilan: Bilan, trame: Trame) -> list[dict[str, Any]]:
    """The sessions that are fixed, in time order, the follow-up left out."""
    forms = _labels(trame, SEANCES, "mode")
    fixed = [
        each
        for each in bilan.sessions
        if each.day and each.state in _SETTLED and not each.personal and each.phase != "suivi"
    ]
    return [
        {
            "date": each.day.isoformat() if each.day else "",
            "debut": french.clock(each.start) if each.start else "",
            "fin": french.clock(each.end) if each.end else "",
            "forme": forms.get(each.mode, ""),
        }
        for each in sorted(fixed, key=lambda each: (each.day, str(each.start or "")))
    ]


def _handed(bilan: Bilan, trame: Trame) -> list[dict[str, str]]:
    """What the person was handed by the day they signed, or until now while they have not."""
    signed = bilan.terms.signed.get("beneficiaire")
    titles = _labels(trame, CONSENTEMENTS, "document")
    return [
        {
            "document": titles.get(word_of(entry.get("document")), ""),
            "version": word_of(entry.get("version")),
            "le": day.isoformat(),
        }
        for _, entry in entries_of(bilan.note(CONSENTEMENTS).get("remises"))
        if (day := day_of(entry.get("le"))) and day <= (signed or bilan.today)
    ]


def _labels(trame: Trame, note: str, field: str) -> Mapping[str, str]:
    """The French words of a choice of that note."""
    return dict(filling.labels(trame.notes[note].schema, note)).get(field, {})


def _reflection(bilan: Bilan) -> dict[str, Any]:
    """The employee's days from the employer's transmission; dates once it is noted."""
    given = bilan.terms.reflection
    return {
        "jours": REFLECTION_DAYS,
        "transmis_le": _iso(given.sent if given else None),
        "jusqu_au": _iso(given.last if given else None),
    }


def _withdrawal(bilan: Bilan) -> dict[str, Any]:
    """The days to withdraw from the signature; dates once it is noted.

    `acompte` is the most that may be asked for when they are over, in euros. `avant_la_fin`:
    the period begins while they run.
    """
    given, begins = bilan.terms.withdrawal, bilan.terms.period[0]
    return {
        "jours": given.days,
        "a_distance": given.far,
        "hors_etablissement": given.off_premises,
        "jusqu_au": _iso(given.last),
        "paiement_des_le": _iso(given.payable),
        "avant_la_fin": bool(given.last and begins and begins <= given.last),
        "part": DEPOSIT_PERCENT,
        "acompte": bilan.terms.deposit,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
