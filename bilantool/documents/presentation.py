"""The head, the foot and the cover of a document, by the presentation that the trame declares.

They follow the template, whatever name a cabinet gives to the document that it makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bilantool.documents import house
from bilantool.french import listing

if TYPE_CHECKING:
    from bilantool.notes.papers import DocumentSpec

Pair = tuple[str, str]
Look = Callable[["DocumentSpec", Mapping[str, Any], str], dict[str, Any]]

_PLAIN: Mapping[str, Any] = {"mention": "", "periode": "", "heures": ""}


def layout(document: DocumentSpec, values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The metadata of the page's head and foot that this document replaces."""
    return _LOOKS[document.look](document, values, reference) if document.look else {}


def _covered(
    _document: DocumentSpec, _values: Mapping[str, Any], _reference: str
) -> dict[str, Any]:
    """A cover, a table of contents, numbered titles."""
    return {"couverture": True, "toc": True, "numeros": True}


def _ahead(_document: DocumentSpec, _values: Mapping[str, Any], _reference: str) -> dict[str, Any]:
    """What is ahead: how long the bilan took is for the synthèse to say."""
    return {"periode": "", "heures": ""}


def _established(
    _document: DocumentSpec, _values: Mapping[str, Any], _reference: str
) -> dict[str, Any]:
    """Written from a certificate, whatever is left of the notes."""
    return dict(_PLAIN)


def _shown(_document: DocumentSpec, _values: Mapping[str, Any], _reference: str) -> dict[str, Any]:
    """Shown to an employer: neither hours nor dates of the bilan, and no word of secrecy."""
    return {
        "fiche": [],
        "sans_logo": True,
        **_PLAIN,
        "reference": "",
        "pied": "Fiche remise à la personne, qui choisit à qui la communiquer",
    }


def _administrative(
    document: DocumentSpec, values: Mapping[str, Any], reference: str
) -> dict[str, Any]:
    """Between the person, the provider and the auditor: who both are, and no word of secrecy."""
    cabinet, person = values["cabinet"], values["personne"]["nom_complet"]
    where = [cabinet["raison_sociale"], house.address(cabinet["adresse"])]
    numbers = [
        f"SIRET {house.siret(cabinet['siret'])}" if cabinet["siret"] else "",
        f"déclaration d’activité {house.whole(cabinet['nda'])}" if cabinet["nda"] else "",
    ]
    pairs: list[Pair] = [
        ("Prestataire", ", ".join(part for part in where if part)),
        ("Numéros", ", ".join(number for number in numbers if number)),
    ]
    if not document.blank:
        pairs.append(("Conduit par", _names(values)))
    pairs.append(("Référence", reference))
    if not person:
        pairs.insert(0, ("Bénéficiaire", "…" * 20))
    return {
        "fiche": [pair for pair in pairs if pair[1]],
        **_PLAIN,
        "pied": house.contact(values["cabinet"]),
    }


def _information(
    document: DocumentSpec, values: Mapping[str, Any], reference: str
) -> dict[str, Any]:
    """Handed over before anybody commits: as administrative, without the number of the declared
    activity, which advertising may tell in one form alone (L6352-12)."""
    head = _administrative(document, values, reference)
    return {**head, "fiche": [pair for pair in head["fiche"] if pair[0] != "Numéros"]}


def _letter(_document: DocumentSpec, values: Mapping[str, Any], _reference: str) -> dict[str, Any]:
    """The addresses stand in the letter itself."""
    return {"fiche": [], "beneficiaire": "", **_PLAIN, "pied": house.contact(values["cabinet"])}


def _act(document: DocumentSpec, values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The parties stand in the act itself; its foot bears every number of the provider."""
    return {**_quote(document, values, reference), "numeros": True}


def _quote(_document: DocumentSpec, values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """As an act, its titles without numbers."""
    pairs = [("Référence", reference)] if reference else []
    return {"fiche": pairs, **_PLAIN, "pied": house.mentions(values["cabinet"])}


def _cabinet(_document: DocumentSpec, values: Mapping[str, Any], _reference: str) -> dict[str, Any]:
    """The cabinet's own text, the same for everybody."""
    foot = house.mentions(values["cabinet"])
    return {"fiche": [], "beneficiaire": "", **_PLAIN, "pied": foot}


def _working(_document: DocumentSpec, values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """A working paper: whose, with whom, and the word of secrecy."""
    pairs = [("Conduit par", _names(values)), ("Référence", reference)]
    return {"fiche": [pair for pair in pairs if pair[1]]}


def _names(values: Mapping[str, Any]) -> str:
    """Who held the sessions, if the document knows them, or else who answers for the bilan."""
    consultants = values["deroulement"]["consultants"] or [values["consultant"]]
    return listing([each["nom"] for each in consultants if each["nom"]])


_LOOKS: Mapping[str, Look] = {
    "rapport": _covered,
    "perspective": _ahead,
    "fiche": _shown,
    "constat": _established,
    "administratif": _administrative,
    "information": _information,
    "lettre": _letter,
    "acte": _act,
    "devis": _quote,
    "cabinet": _cabinet,
    "travail": _working,
}
