"""How the house presents itself: who it is, where, under which numbers; from cabinet.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilantool.french import NBSP


def contact(cabinet: Mapping[str, Any]) -> str:
    """One line: name, telephone, address of mail."""
    return _joined(cabinet["raison_sociale"], whole(cabinet["telephone"]), cabinet["courriel"])


def registration(cabinet: Mapping[str, Any]) -> str:
    """The number of the declared activity, never without the words that go with it."""
    if not cabinet["nda"]:
        return ""
    return f"Déclaration d’activité {whole(cabinet['nda'])}, qui ne vaut pas agrément de l’État"


def mentions(cabinet: Mapping[str, Any]) -> str:
    """The foot of an act: the contact, the SIRET and the declared activity."""
    number = f"SIRET {siret(cabinet['siret'])}" if cabinet["siret"] else ""
    return _joined(contact(cabinet), number, registration(cabinet))


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


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
