"""What the act of a bilan states: parties, price, delays, signatures; computed from the notes.

A date that hangs on a signature is given once the note holds that signature, and left to be
written by hand before: nothing is assumed. Sources: R6313-8 (ten days to sign), L6353-5 and -6
(ten days to withdraw, thirty per cent at most then), Code de la consommation L221-18 (fourteen
days).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of, group_of, number_of, withdrawal, word_of
from bilantool.findings import Finding, KeyPath, Severity
from bilantool.notes.kinds import DISAGREES, MISSING

CONVENTION = "cadre/convention"
BENEFICIAIRE = "cadre/beneficiaire"

REFLECTION = 10
"""Days for the employee to sign (R6313-8)."""
FIRST_PAYMENT = 30
"""Per cent of the price that may be asked for once the days to withdraw are over (L6353-6)."""

_TOLERANCE = 0.01


def terms(bilan: Bilan) -> dict[str, Any]:
    """The values that every act shares; see docs/gabarits.md."""
    convention = bilan.note(CONVENTION)
    return {
        "partie": _party(bilan),
        "agent_etat": state_agent(bilan),
        "minutes": _minutes(convention, "heures_accompagnement"),
        "minutes_personnelles": _minutes(convention, "heures_travail_personnel"),
        "minutes_en_tout": bilan.planned_minutes,
        "prix": price(bilan),
        "reflexion": _reflection(convention),
        "retractation": _withdrawal(bilan),
        "signe": _signed(convention),
    }


def state_agent(bilan: Bilan) -> bool:
    """Whether the act follows the State's own model."""
    person = bilan.note(BENEFICIAIRE)
    return person.get("statut") == "agent_public" and person.get("fonction_publique") == "etat"


def met_before(bilan: Bilan) -> bool:
    """Whether the interview before the bilan is noted."""
    met = group_of(bilan.note("cadre/consentements").get("entretien_prealable"))
    return day_of(met.get("date")) is not None


def price(bilan: Bilan) -> dict[str, Any]:
    """The price without and with tax, and the tax; all None while the note has no price.

    A price without a rate of tax has no total: whether one is due is not to be guessed.
    """
    given = group_of(bilan.note(CONVENTION).get("prix"))
    net, rate = number_of(given.get("montant_ht")), number_of(given.get("taux_tva"))
    tax = None if net is None or rate is None else round(net * rate / 100, 2)
    return {
        "ht": net,
        "taux": rate,
        "tva": tax,
        "ttc": None if net is None or tax is None else round(net + tax, 2),
        "mention": word_of(given.get("mention_tva")) or word_of(bilan.cabinet.get("mention_tva")),
    }


def objections(bilan: Bilan) -> tuple[Finding, ...]:
    """What an act cannot state yet: its price, or a price that the funders do not make up."""
    return tuple(_money(bilan))


def quote_objections(bilan: Bilan) -> tuple[Finding, ...]:
    """The same for a quote, which has a number and a date too."""
    given = group_of(bilan.note(CONVENTION).get("devis"))
    found = [
        _missing(("devis", key), f"{what} du devis manque")
        for key, what in (("numero", "le numéro"), ("date", "la date"))
        if not given.get(key)
    ]
    return (*found, *_money(bilan))


def _money(bilan: Bilan) -> Iterator[Finding]:
    stated = price(bilan)
    for key, field in (("ht", "montant_ht"), ("taux", "taux_tva")):
        if stated[key] is None:
            yield _missing(("prix", field), "le prix n’est pas entier : l’acte ne peut l’énoncer")
    shares = [
        amount
        for _, entry in entries_of(bilan.note(CONVENTION).get("financements"))
        if (amount := number_of(entry.get("montant"))) is not None
    ]
    total = stated["ttc"]
    if total is not None and shares and abs(sum(shares) - total) > _TOLERANCE:
        yield Finding(
            DISAGREES.id,
            Severity.INVALIDE,
            CONVENTION,
            ("financements",),
            f"les financements font {french.euros(round(sum(shares), 2))}, et le prix "
            f"{french.euros(total)} taxe comprise",
            "corrigez le prix ou les montants des financeurs",
        )


def _missing(path: KeyPath, message: str) -> Finding:
    return Finding(MISSING.id, Severity.MANQUANT, CONVENTION, path, message)


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


def _minutes(convention: Mapping[str, Any], field: str) -> int:
    return round(60 * (number_of(convention.get(field)) or 0))


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

    `acompte` is the most that may be asked for when they are over, in euros.
    """
    given = withdrawal(bilan.note(CONVENTION))
    total = price(bilan)["ttc"]
    return {
        "jours": given.days,
        "a_distance": given.far,
        "jusqu_au": given.last.isoformat() if given.last else "",
        "paiement_des_le": given.payable.isoformat() if given.payable else "",
        "part": FIRST_PAYMENT,
        "acompte": None if total is None else math.floor(total * FIRST_PAYMENT) / 100,
    }


def _signed(convention: Mapping[str, Any]) -> dict[str, str]:
    """The day each party signed, or ""."""
    given = group_of(convention.get("signatures"))
    days = {who: day_of(given.get(who)) for who in ("beneficiaire", "prestataire", "employeur")}
    return {who: day.isoformat() if day else "" for who, day in days.items()}
