"""What one document alone needs: values and objections; by its template.

A cabinet that makes another document of a shipped template, under a name of its own, keeps
with it what the template reads and what is checked before it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bilantool.bilan import Bilan
from bilantool.documents import (
    accords,
    acte,
    certificat,
    emargement,
    house,
    lettres,
    mentions,
    satisfaction,
)
from bilantool.documents.provider import Provider
from bilantool.findings import Finding

if TYPE_CHECKING:
    from bilantool.notes.papers import DocumentSpec
    from bilantool.notes.trame import Trame

Pair = tuple[str, str]


def _no_values(_bilan: Bilan, _trame: Trame) -> dict[str, Any]:
    return {}


def _no_findings(_bilan: Bilan) -> tuple[Finding, ...]:
    return ()


def _always(_bilan: Bilan) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Particular:
    """What is particular to one template.

    `values` are given to it beside the notes; `objections` say where the notes disagree with
    what it states; it has a purpose when `called` says so, otherwise `pointless` holds why not
    and what to do.
    """

    values: Callable[[Bilan, Trame], dict[str, Any]] = _no_values
    objections: Callable[[Bilan], tuple[Finding, ...]] = _no_findings
    called: Callable[[Bilan], bool] = _always
    pointless: Pair | Callable[[Bilan], Pair] = ("", "")


def values(bilan: Bilan, trame: Trame, document: DocumentSpec) -> dict[str, Any]:
    """The values that this document's template receives beside the others."""
    found = _PARTICULARS.get(document.template)
    return found.values(bilan, trame) if found else {}


def objections(bilan: Bilan, document: DocumentSpec) -> tuple[Finding, ...]:
    """Where the notes disagree with what this document would state."""
    found = _PARTICULARS.get(document.template)
    return found.objections(bilan) if found else ()


def needless(bilan: Bilan, document: DocumentSpec) -> Pair | None:
    """Why this document has no purpose now, and what to do; None when it has one.

    « DOSSIER » in it stands for the reference, which a bilan does not know.
    """
    found = _PARTICULARS.get(document.template)
    if found is None or found.called(bilan):
        return None
    return found.pointless(bilan) if callable(found.pointless) else found.pointless


def _questions(name: str) -> Particular:
    """A form to fill: the questions of the schema, and nothing of the notes."""

    def asked(_: Bilan, trame: Trame) -> dict[str, Any]:
        return {"questions": satisfaction.questions(name, trame.notes[satisfaction.NOTE].schema)}

    return Particular(asked)


def _survey(name: str) -> Particular:
    def answers(bilan: Bilan, trame: Trame) -> dict[str, Any]:
        schema = trame.notes[satisfaction.NOTE].schema
        return {"enquete": satisfaction.answers(bilan, name, schema)}

    return Particular(
        answers,
        called=lambda bilan: satisfaction.answered(bilan, name),
        pointless=(
            "aucune réponse à cette enquête n'est notée",
            "notez la réponse reçue dans la note cadre/satisfaction",
        ),
    )


def _terms(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    return {"acte": acte.terms(bilan, trame)}


def _presented(bilan: Bilan, _trame: Trame) -> dict[str, Any]:
    return {"annonce": house.advertised(Provider.of(bilan.cabinet))}


_MODELS: Mapping[str, Pair] = {
    "": ("convention-tripartite", "ce modèle n'est pas celui d'un agent public"),
    "etat": ("convention-agent-etat", "ce modèle est celui des agents de l'État"),
    "territoriale": (
        "convention-agent-public",
        "ce modèle est celui des agents territoriaux et hospitaliers",
    ),
}
"""The tripartite convention of each public service, "" for everybody else, and whose it is."""


def _model(service: str) -> Pair:
    return _MODELS["territoriale" if service == "hospitaliere" else service]


def _convention(service: str) -> Particular:
    """The tripartite convention of that public service; of no use to the others."""

    def pointless(bilan: Bilan) -> Pair:
        own, _ = _model(bilan.terms.service)
        return _model(service)[1], f"la sienne se produit par : bilantool build {own}"

    def called(bilan: Bilan) -> bool:
        return _model(bilan.terms.service) == _model(service)

    return Particular(_terms, mentions.convention, called, pointless)


_PARTICULARS: Mapping[str, Particular] = {
    "entretien-prealable.md.j2": Particular(
        called=acte.met_before,
        pointless=(
            "l'entretien préalable n'est pas noté",
            "notez sa date et sa forme dans la note cadre/consentements",
        ),
    ),
    "devis.md.j2": Particular(_terms, mentions.quote),
    "livret-accueil.md.j2": Particular(_presented),
    "pack-prealable.md.j2": Particular(
        _terms,
        mentions.before,
        lambda bilan: bool(bilan.note(acte.CONVENTION)),
        (
            "l'acte n'est pas commencé, et c'est de lui que viennent ces informations",
            "commencez la note cadre/convention : bilantool fill convention",
        ),
    ),
    "information-consentement.md.j2": Particular(
        lambda bilan, trame: {"conservation": accords.keeping(bilan, trame)}
    ),
    "convention-tripartite.md.j2": _convention(""),
    "convention-agent-etat.md.j2": _convention("etat"),
    "convention-agent-public.md.j2": _convention("territoriale"),
    "convention-bipartite.md.j2": Particular(_terms, mentions.bipartite),
    "contrat-individuel.md.j2": Particular(_terms, mentions.contract),
    "commande.md.j2": Particular(_terms, mentions.order),
    "accord-conservation.md.j2": Particular(
        lambda bilan, trame: {"conservation_demandee": accords.conservation(bilan, trame)},
    ),
    "accord-communication.md.j2": Particular(
        lambda bilan, _: {"communications_demandees": accords.communications(bilan)},
    ),
    "emargement.md.j2": Particular(lambda bilan, _: {"emargement": emargement.sheet(bilan)}),
    "certificat.md.j2": Particular(
        lambda bilan, _: {"certificat": certificat.statement(bilan)},
        certificat.certificate_objections,
    ),
    "attestation.md.j2": Particular(
        lambda bilan, _: {"certificat": certificat.statement(bilan)},
        certificat.attestation_objections,
    ),
    "lettre-interruption.md.j2": Particular(
        lambda bilan, trame: {"interruption": lettres.interruption(bilan, trame)},
        called=lambda bilan: bilan.interrupted,
        pointless=(
            "le bilan n'est pas clos comme interrompu",
            "s'il s'arrête, fermez-le d'abord : bilantool close --interrupted abandon, ou un autre "
            "motif",
        ),
    ),
    "avis-financeur.md.j2": Particular(
        lambda bilan, _: {"avis": lettres.notice(bilan)},
        called=lettres.to_tell_funders,
        pointless=(
            "aucune séance n'est tenue, ou nul organisme n'est à informer par lettre",
            "une commande se suit sur sa plateforme ; les autres financeurs se notent dans la note "
            "cadre/convention",
        ),
    ),
    "relance.md.j2": Particular(
        lambda bilan, _: {"relance": lettres.reminder(bilan)},
        called=lettres.awaited,
        pointless=(
            "le bilan est clos, et rien n'est attendu de la personne",
            "notez l'enquête envoyée dans cadre/satisfaction, le suivi proposé dans suivi/suivi",
        ),
    ),
    "satisfaction-a-chaud.md.j2": _survey("a_chaud"),
    "satisfaction-six-mois.md.j2": _survey("six_mois"),
    "satisfaction-a-chaud-vierge.md.j2": _questions("a_chaud"),
    "satisfaction-six-mois-vierge.md.j2": _questions("six_mois"),
}
