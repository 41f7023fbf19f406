"""What an act, a quote or the papers before them may not be without, and what is still missing.

Each is one finding, on the note or on cabinet.yaml, with the article that asks for it. What the
schema of the act already requires is not asked for twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, entries_of, group_of
from bilantool.bilan.price import TOLERANCE
from bilantool.cabinet.settings import SETTINGS, cure, schema
from bilantool.documents import acte
from bilantool.documents.acte import CONVENTION
from bilantool.documents.provider import Provider
from bilantool.findings import Finding, KeyPath, Severity
from bilantool.notes.kinds import DISAGREES, MISSING


def convention(bilan: Bilan) -> tuple[Finding, ...]:
    """What a convention cannot state yet, whoever its parties are."""
    return (*_registered(bilan), *_money(bilan), *_phases(bilan), *_distance(bilan))


def bipartite(bilan: Bilan) -> tuple[Finding, ...]:
    """The same, and the party that buys (L6353-1)."""
    return (*_buyer(bilan), *convention(bilan))


def contract(bilan: Bilan) -> tuple[Finding, ...]:
    """What L6353-4 makes void without, and the consumer's mediator."""
    return (
        *_registered(bilan),
        *_mediator(bilan),
        *_stated(bilan, "niveau_prealable", "effets_abandon", article="L6353-4"),
        *_references(bilan),
        *_money(bilan),
        *_phases(bilan),
    )


def order(bilan: Bilan) -> tuple[Finding, ...]:
    """An order of a platform, whose terms are not the provider's to state."""
    return (*_money(bilan), *_phases(bilan))


def quote(bilan: Bilan) -> tuple[Finding, ...]:
    """A quote has a number and a date."""
    given = group_of(bilan.note(CONVENTION).get("devis"))
    found = [
        _missing(("devis", key), f"{what} du devis manque")
        for key, what in (("numero", "le numéro"), ("date", "la date"))
        if not given.get(key)
    ]
    return (*found, *_registered(bilan), *_money(bilan))


def before(bilan: Bilan) -> tuple[Finding, ...]:
    """What is told before the person commits (L6353-8): more to who pays alone."""
    told = _stated(bilan, "objectif", "contenu", "modalites_deroulement", article="L6353-8")
    if bilan.act != "contrat_individuel":
        return tuple(told)
    paid = _stated(bilan, "modalites_reglement", "effets_abandon", article="L6353-8")
    return (*told, *paid, *_money(bilan))


def _registered(bilan: Bilan) -> Iterator[Finding]:
    """The number of the declared activity and who gave it: all acts bear them but the first."""
    cabinet = Provider.of(bilan.cabinet)
    if cabinet["premiere_convention"]:
        return
    for key in ("nda", "prefet_region"):
        if not cabinet[key]:
            hint = f"si c'est votre tout premier acte : {cure(('premiere_convention',))}"
            yield _of_cabinet((key,), "l’acte et le devis le portent", "R6351-6", hint)


def _mediator(bilan: Bilan) -> Iterator[Finding]:
    given = group_of(bilan.cabinet.get("mediateur"))
    for key in ("nom", "adresse", "site"):
        if not given.get(key):
            yield _of_cabinet(
                ("mediateur", key),
                "un contrat avec une personne qui paie elle-même le donne",
                "Code de la consommation, R616-1",
            )


def _references(bilan: Bilan) -> Iterator[Finding]:
    """The diplomas, titles or references of those in charge."""
    told = acte.staff(bilan)
    if not told:
        yield Finding(
            MISSING.id,
            Severity.MANQUANT,
            acte.BENEFICIAIRE,
            ("consultant_referent",),
            "le contrat énonce les diplômes, titres ou références de qui conduit le bilan, et "
            "aucun consultant n’est désigné",
            "choisissez le consultant référent",
            "L6353-4",
        )
    lacking = {each["nom"] for each in told if not each["references"]}
    for index, known in entries_of(bilan.cabinet.get("consultants")):
        if known.get("nom") in lacking:
            yield _of_cabinet(
                ("consultants", index, "references"),
                "le contrat énonce les diplômes, titres ou références de qui conduit le bilan",
                "L6353-4",
            )


def _buyer(bilan: Bilan) -> Iterator[Finding]:
    if bilan.terms.buyer is None:
        yield _missing(
            ("acheteur",),
            "l’acheteur manque : la convention se conclut entre lui et le prestataire",
            "indiquez sous acheteur, ou sous employeur, qui la conclut avec vous",
            "L6353-1",
        )


def _stated(bilan: Bilan, *fields: str, article: str) -> Iterator[Finding]:
    note = bilan.note(CONVENTION)
    titles = {
        "niveau_prealable": "le niveau préalable demandé",
        "effets_abandon": "ce qui est dû en cas de fin anticipée ou d’abandon",
        "objectif": "l’objectif",
        "contenu": "le contenu",
        "modalites_deroulement": "le déroulement",
        "modalites_reglement": "le règlement",
    }
    for field in fields:
        if not note.get(field):
            yield _missing((field,), f"{titles[field]} n’est pas écrit", article=article)


def _distance(bilan: Bilan) -> Iterator[Finding]:
    if bilan.terms.by_certified_funders and bilan.terms.remote_percent is None:
        yield _missing(
            ("taux_distance",),
            "la part des séances à distance n’est pas écrite : la convention l’énonce",
            "0 quand tout se fait en présentiel",
            "D6353-1",
        )


def _phases(bilan: Bilan) -> Iterator[Finding]:
    """The hours of the three phases make those of the act."""
    phases, total = bilan.terms.phases.values(), bilan.terms.minutes
    if total is None or None in phases:
        return
    stated = sum(minutes or 0 for minutes in phases)
    if stated != total:
        yield Finding(
            DISAGREES.id,
            Severity.INVALIDE,
            CONVENTION,
            ("heures_par_phase",),
            f"les trois phases font {french.hours(stated)}, et l’acte prévoit "
            f"{french.hours(total)} d’accompagnement",
            "corrigez les heures d’une phase, ou celles de l’acte",
        )


def _money(bilan: Bilan) -> Iterator[Finding]:
    stated = bilan.terms.price
    for given, field, what in (
        (stated.net, "montant_ht", "le prix hors taxe"),
        (stated.rate, "taux_tva", "le taux de TVA"),
    ):
        if given is None:
            yield _missing(("prix", field), f"{what} manque : le prix ne peut s’énoncer")
    shares = [line.amount for line in bilan.terms.fundings if line.amount is not None]
    total = stated.total
    if total is not None and shares and abs(sum(shares) - total) > TOLERANCE:
        yield Finding(
            DISAGREES.id,
            Severity.INVALIDE,
            CONVENTION,
            ("financements",),
            f"les financements font {french.euros(round(sum(shares), 2))}, et le prix "
            f"{french.euros(total)} taxe comprise",
            "corrigez le prix ou les montants des financeurs",
        )


def _missing(path: KeyPath, message: str, hint: str = "", article: str = "") -> Finding:
    hint = hint or f"complétez « {path[-1]} »"
    return Finding(MISSING.id, Severity.MANQUANT, CONVENTION, path, message, hint, article)


def _of_cabinet(path: KeyPath, why: str, article: str, hint: str = "") -> Finding:
    part: Any = schema()
    titles: list[str] = []
    for key in path:
        part = part["items"] if isinstance(key, int) else part["properties"][key]
        titles += [] if isinstance(key, int) else [f"« {part['title']} »"]
    where = "".join(f" dans {title}" for title in reversed(titles[:-1]))
    message = f"{titles[-1]} manque{where} : {why}"
    hint = cure(path) + (f" ; {hint}" if hint else "")
    return Finding(MISSING.id, Severity.MANQUANT, SETTINGS, path, message, hint, article)
