"""What the act of a bilan states: parties, price, delays, signatures; computed from the notes.

A date that hangs on a signature is given once the note holds that signature, and left to be
written by hand before: nothing is assumed. Sources: R6313-8 (ten days to sign), L6353-5 to -7
and `bilan.withdrawal` (who pays alone), L6353-4 and D6353-1 (what is stated).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bilantool import french
from bilantool.bilan import (
    LEGAL_PHASES,
    Bilan,
    day_of,
    entries_of,
    group_of,
    number_of,
    withdrawal,
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

REFLECTION = 10
"""Days for the employee to sign (R6313-8)."""
FIRST_PAYMENT = 30
"""Per cent of the price that may be asked for once the days to withdraw are over (L6353-6)."""

_SETTLED = ("prevue", "tenue")
_PARTIES = ("beneficiaire", "prestataire", "employeur", "acheteur")


def terms(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    """The values that every act shares; see docs/gabarits.md."""
    convention = bilan.note(CONVENTION)
    provider = Provider.of(bilan.cabinet)
    return {
        "partie": _party(bilan),
        "agent": public_service(bilan),
        "agent_etat": public_service(bilan) == "etat",
        "acheteur": _buyer(convention),
        "representant": _representative(bilan, provider),
        "enregistrement": house.registration(provider),
        "intervenants": staff(bilan),
        "minutes": _minutes(convention, "heures_accompagnement"),
        "minutes_personnelles": _minutes(convention, "heures_travail_personnel"),
        "minutes_en_tout": bilan.planned_minutes,
        "phases": _phases(convention),
        "distance": number_of(convention.get("taux_distance")),
        "calendrier": _calendar(bilan, trame),
        "remises": _handed(bilan, trame),
        "prix": price(bilan),
        "reflexion": _reflection(convention),
        "retractation": _withdrawal(bilan),
        "signe": _signed(convention),
    }


def public_service(bilan: Bilan) -> str:
    """`etat`, `territoriale` or `hospitaliere` for a public agent, whose act has its own model;
    "" for anybody else."""
    person = bilan.note(BENEFICIAIRE)
    public = person.get("statut") == "agent_public"
    return word_of(person.get("fonction_publique")) if public else ""


def met_before(bilan: Bilan) -> bool:
    """Whether the interview before the bilan is noted."""
    met = group_of(bilan.note(CONSENTEMENTS).get("entretien_prealable"))
    return day_of(met.get("date")) is not None


def price(bilan: Bilan) -> dict[str, Any]:
    """The price without and with tax, the tax, and what an hour of accompaniment makes of it; all
    None while the note has no price.

    A price without a rate of tax has no total: whether one is due is not to be guessed.
    """
    convention = bilan.note(CONVENTION)
    given = group_of(convention.get("prix"))
    net, rate = number_of(given.get("montant_ht")), number_of(given.get("taux_tva"))
    tax = None if net is None or rate is None else round(net * rate / 100, 2)
    total = None if net is None or tax is None else round(net + tax, 2)
    hours = number_of(convention.get("heures_accompagnement"))
    return {
        "ht": net,
        "taux": rate,
        "tva": tax,
        "ttc": total,
        "par_heure": round(total / hours, 2) if total and hours else None,
        "mention": word_of(given.get("mention_tva")) or word_of(bilan.cabinet.get("mention_tva")),
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


def _buyer(convention: Mapping[str, Any]) -> dict[str, str]:
    """Who concludes a bipartite convention with the provider (L6353-1): its own field, else the
    employer."""
    given = group_of(convention.get("acheteur")) or group_of(convention.get("employeur"))
    fields = ("raison_sociale", "siret", "adresse", "representant", "qualite")
    return {field: word_of(given.get(field)) for field in fields}


def _representative(bilan: Bilan, provider: Provider) -> str:
    """Who signs for the provider: `Hélène Démo, gérante`; the consultant in charge by default."""
    stated = word_of(bilan.note(CONVENTION).get("representant_prestataire"))
    consultant = provider.consultant(bilan.note(BENEFICIAIRE).get("consultant_referent"))
    return stated or ", ".join(filter(None, (consultant["nom"], consultant["qualite"])))


def _minutes(convention: Mapping[str, Any], field: str) -> int:
    return round(60 * (number_of(convention.get(field)) or 0))


def _phases(convention: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the act provides for in each phase; nothing unless it says so of all three."""
    given = group_of(convention.get("heures_par_phase"))
    hours = {phase: number_of(given.get(phase)) for phase in LEGAL_PHASES}
    if None in hours.values():
        return []
    return [{"phase": phase, "minutes": round(60 * (h or 0))} for phase, h in hours.items()]


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
    signed = day_of(group_of(bilan.note(CONVENTION).get("signatures")).get("beneficiaire"))
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


def _reflection(convention: Mapping[str, Any]) -> dict[str, Any]:
    """The employee's days from the employer's transmission; dates once it is noted."""
    sent = day_of(convention.get("projet_transmis_le"))
    return {
        "jours": REFLECTION,
        "transmis_le": sent.isoformat() if sent else "",
        "jusqu_au": (sent + timedelta(days=REFLECTION)).isoformat() if sent else "",
    }


def _withdrawal(bilan: Bilan) -> dict[str, Any]:
    """The days to withdraw from the signature; dates once it is noted.

    `acompte` is the most that may be asked for when they are over, in euros. `avant_la_fin`:
    the period begins while they run.
    """
    given = withdrawal(bilan.note(CONVENTION))
    total, begins = price(bilan)["ttc"], bilan.period[0]
    return {
        "jours": given.days,
        "a_distance": given.far,
        "hors_etablissement": given.off_premises,
        "jusqu_au": given.last.isoformat() if given.last else "",
        "paiement_des_le": given.payable.isoformat() if given.payable else "",
        "avant_la_fin": bool(given.last and begins and begins <= given.last),
        "part": FIRST_PAYMENT,
        "acompte": None if total is None else math.floor(total * FIRST_PAYMENT) / 100,
    }


def _signed(convention: Mapping[str, Any]) -> dict[str, str]:
    """The day each party signed, or ""."""
    given = group_of(convention.get("signatures"))
    days = {who: day_of(given.get(who)) for who in _PARTIES}
    return {who: day.isoformat() if day else "" for who, day in days.items()}
