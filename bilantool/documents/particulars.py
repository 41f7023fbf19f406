"""What one document alone needs: values, objections, the head of its page; by its template.

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
from bilantool.french import listing

if TYPE_CHECKING:
    from bilantool.notes.papers import DocumentSpec
    from bilantool.notes.trame import Trame

Pair = tuple[str, str]
Look = Callable[["DocumentSpec", Mapping[str, Any], str], dict[str, Any]]


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
    and what to do. `look` names the head of its page, one of `_LOOKS`.
    """

    look: str
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


def layout(document: DocumentSpec, values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The metadata of the page's head and foot that this document replaces."""
    found = _PARTICULARS.get(document.template)
    return _LOOKS[found.look](document, values, reference) if found else {}


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
    pairs = [("Référence", reference)] if reference else []
    foot = house.mentions(values["cabinet"])
    return {"fiche": pairs, **_PLAIN, "numeros": document.name != "devis", "pied": foot}


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


_PLAIN: Mapping[str, Any] = {"mention": "", "periode": "", "heures": ""}
_LOOKS: Mapping[str, Look] = {
    "administratif": _administrative,
    "information": _information,
    "lettre": _letter,
    "acte": _act,
    "cabinet": _cabinet,
    "travail": _working,
}


def _questions(name: str) -> Particular:
    """A form to fill: the questions of the schema, and nothing of the notes."""

    def asked(_: Bilan, trame: Trame) -> dict[str, Any]:
        return {"questions": satisfaction.questions(name, trame.notes[satisfaction.NOTE].schema)}

    return Particular("administratif", asked)


def _survey(name: str) -> Particular:
    def answers(bilan: Bilan, trame: Trame) -> dict[str, Any]:
        schema = trame.notes[satisfaction.NOTE].schema
        return {"enquete": satisfaction.answers(bilan, name, schema)}

    return Particular(
        "administratif",
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
        return _model(service)[1], f"la sienne se produit par : bilantool build DOSSIER {own}"

    def called(bilan: Bilan) -> bool:
        return _model(bilan.terms.service) == _model(service)

    return Particular("acte", _terms, mentions.convention, called, pointless)


_PARTICULARS: Mapping[str, Particular] = {
    "entretien-prealable.md.j2": Particular(
        "administratif",
        called=acte.met_before,
        pointless=(
            "l'entretien préalable n'est pas noté",
            "notez sa date et sa forme dans la note cadre/consentements",
        ),
    ),
    "devis.md.j2": Particular("acte", _terms, mentions.quote),
    "livret-accueil.md.j2": Particular("cabinet", _presented),
    "pack-prealable.md.j2": Particular(
        "information",
        _terms,
        mentions.before,
        lambda bilan: bool(bilan.note(acte.CONVENTION)),
        (
            "l'acte n'est pas commencé, et c'est de lui que viennent ces informations",
            "commencez la note cadre/convention : bilantool fill DOSSIER convention",
        ),
    ),
    "information-consentement.md.j2": Particular(
        "administratif", lambda bilan, trame: {"conservation": accords.keeping(bilan, trame)}
    ),
    "convention-tripartite.md.j2": _convention(""),
    "convention-agent-etat.md.j2": _convention("etat"),
    "convention-agent-public.md.j2": _convention("territoriale"),
    "convention-bipartite.md.j2": Particular("acte", _terms, mentions.bipartite),
    "contrat-individuel.md.j2": Particular("acte", _terms, mentions.contract),
    "commande.md.j2": Particular("acte", _terms, mentions.order),
    "programme.md.j2": Particular("administratif"),
    "compte-rendu.md.j2": Particular("travail"),
    "enquete-metier.md.j2": Particular("travail"),
    "portefeuille-competences.md.j2": Particular("travail"),
    "resultats-detailles.md.j2": Particular("travail"),
    "accord-conservation.md.j2": Particular(
        "administratif",
        lambda bilan, trame: {"conservation_demandee": accords.conservation(bilan, trame)},
    ),
    "accord-communication.md.j2": Particular(
        "administratif",
        lambda bilan, _: {"communications_demandees": accords.communications(bilan)},
    ),
    "emargement.md.j2": Particular(
        "administratif", lambda bilan, _: {"emargement": emargement.sheet(bilan)}
    ),
    "emargement-vierge.md.j2": Particular("administratif"),
    "certificat.md.j2": Particular(
        "administratif",
        lambda bilan, _: {"certificat": certificat.statement(bilan)},
        certificat.certificate_objections,
    ),
    "attestation.md.j2": Particular(
        "administratif",
        lambda bilan, _: {"certificat": certificat.statement(bilan)},
        certificat.attestation_objections,
    ),
    "accuse-remise.md.j2": Particular("administratif"),
    "lettre-interruption.md.j2": Particular(
        "lettre",
        lambda bilan, trame: {"interruption": lettres.interruption(bilan, trame)},
        called=lambda bilan: bilan.interrupted,
        pointless=(
            "le bilan n'est pas clos comme interrompu",
            "s'il s'arrête, fermez-le d'abord : bilantool close DOSSIER --interrupted MOTIF",
        ),
    ),
    "avis-financeur.md.j2": Particular(
        "lettre",
        lambda bilan, _: {"avis": lettres.notice(bilan)},
        called=lettres.to_tell_funders,
        pointless=(
            "aucune séance n'est tenue, ou nul organisme n'est à informer par lettre",
            "une commande se suit sur sa plateforme ; les autres financeurs se notent dans la note "
            "cadre/convention",
        ),
    ),
    "relance.md.j2": Particular(
        "lettre",
        lambda bilan, _: {"relance": lettres.reminder(bilan)},
        called=lettres.awaited,
        pointless=(
            "le bilan est clos, et rien n'est attendu de la personne",
            "notez l'enquête envoyée dans cadre/satisfaction, le suivi proposé dans suivi/suivi",
        ),
    ),
    "reponse-reclamation.md.j2": Particular("lettre"),
    "satisfaction-a-chaud.md.j2": _survey("a_chaud"),
    "satisfaction-six-mois.md.j2": _survey("six_mois"),
    "satisfaction-autres.md.j2": Particular("administratif"),
    "satisfaction-a-chaud-vierge.md.j2": _questions("a_chaud"),
    "satisfaction-six-mois-vierge.md.j2": _questions("six_mois"),
    "satisfaction-financeur-vierge.md.j2": Particular("administratif"),
    "satisfaction-consultant-vierge.md.j2": Particular("administratif"),
    "entretien-suivi.md.j2": Particular("administratif"),
}
