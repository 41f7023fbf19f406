"""How the house presents itself: who it is, where, under which numbers; from cabinet.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bilantool.french import NBSP

_OF_REGION: Mapping[str, str] = {
    "hauts-de-france": "des ",
    "pays de la loire": "des ",
    "grand est": "du ",
    "centre-val de loire": "du ",
}
"""The regions whose name takes an article."""
_VOWELS = "aàâeéèêiîoôuy"


def contact(cabinet: Mapping[str, Any]) -> str:
    """One line: name, telephone, address of mail."""
    return _joined(cabinet["raison_sociale"], whole(cabinet["telephone"]), cabinet["courriel"])


def registration(cabinet: Mapping[str, Any]) -> str:
    """The declared activity as an act, a quote or an invoice bears it (R6351-6).

    The first act bears no number: none was given yet.
    """
    if cabinet["premiere_convention"] or not cabinet["nda"]:
        return ""
    said = f"déclaration d’activité enregistrée sous le numéro {whole(cabinet['nda'])}"
    region = str(cabinet["prefet_region"]).strip()
    return f"{said} auprès du préfet de région {_of(region)}" if region else said


def advertised(cabinet: Mapping[str, Any]) -> str:
    """The declared activity as what makes a cabinet known may mention it: so, and no other way
    (L6352-12)."""
    if not cabinet["nda"]:
        return ""
    number = whole(cabinet["nda"])
    return (
        f"Enregistrée sous le numéro {number}. Cet enregistrement ne vaut pas agrément de l’État."
    )


def mentions(cabinet: Mapping[str, Any]) -> str:
    """The foot of a paper of the house's own: the contact and the SIRET."""
    number = f"SIRET {siret(cabinet['siret'])}" if cabinet["siret"] else ""
    return _joined(contact(cabinet), number)


def mediator(cabinet: Mapping[str, Any]) -> str:
    """The consumer mediator in one line: name, address, site (Code de la consommation, R616-1)."""
    given = cabinet.get("mediateur") or {}
    parts = [given[key] for key in ("nom", "adresse", "site") if given.get(key)]
    return ", ".join(parts) or cabinet.get("mediateur_consommation", "")


def address(given: Mapping[str, Any]) -> str:
    """`12 quai de l’Exemple, 35990 Saint-Exemple`."""
    town = " ".join(part for part in (given.get("code_postal"), given.get("commune")) if part)
    return ", ".join(part for part in (given.get("voie"), town) if part)


def siret(number: str) -> str:
    """`123 456 789 00012`, as it is read, on one line."""
    if len(number) != 14:
        return number
    return NBSP.join((number[:3], number[3:6], number[6:9], number[9:]))


def whole(number: str) -> str:
    """A number that no line cuts."""
    return number.replace(" ", NBSP)


def _of(region: str) -> str:
    """`de Bretagne`, `d’Île-de-France`, `des Hauts-de-France`; as it is written, if it says so."""
    if re.match(r"(de|du|des|de la) |d[’']", region, re.IGNORECASE):
        return region
    article = _OF_REGION.get(region.lower())
    return (article or ("d’" if region[0].lower() in _VOWELS else "de ")) + region


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
