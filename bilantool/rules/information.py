"""What the person is told and handed, in time: before agreeing, before the first session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import french
from bilantool.bilan import Bilan, day_of, group_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

CONSENTEMENTS = "cadre/consentements"
CONVENTION = "cadre/convention"
SEANCES = "cadre/seances"
CADRAGE = "preliminaire/cadrage"
RESTITUTION = "conclusions/restitution"

HANDED = {
    "livret": "livret d’accueil",
    "reglement_interieur": "règlement intérieur",
    "charte": "charte de déontologie",
    "notice_rgpd": "notice sur les données personnelles",
}
"""What informs the consent; the programme is built later, with the person."""


@law(
    "BC216",
    "Information avant le consentement",
    article="L6313-4 et RGPD, art. 13",
    certainty=Certainty.SECONDAIRE,
    needs=(CONSENTEMENTS,),
    explanation=(
        "La personne est informée d’abord, puis elle consent. L’entretien préalable et la remise "
        "du livret, du règlement intérieur, de la charte et de la notice sur les données ne "
        "viennent donc pas après le consentement au bilan."
    ),
    remedy="vérifier les dates d’information et celle du consentement",
)
def information(bilan: Bilan) -> Iterator[Breach]:
    """Information given after the first consent to the bilan."""
    note = bilan.note(CONSENTEMENTS)
    agreed = min(
        (
            day
            for _, entry in bilan.consents("bilan")
            if entry.get("decision") == "donne" and (day := day_of(entry.get("le")))
        ),
        default=None,
    )
    met = day_of(group_of(note.get("entretien_prealable")).get("date"))
    if agreed and met and met > agreed:
        yield _late(("entretien_prealable", "date"), "l’entretien préalable est", met, agreed)
    for kind, (index, day) in bilan.handed.items():
        if kind in HANDED and agreed and day > agreed:
            yield _late(("remises", index, "le"), f"la remise ({HANDED[kind]}) est", day, agreed)


def _late(path: KeyPath, what: str, day: date, agreed: date) -> Breach:
    return Breach(
        CONSENTEMENTS,
        path,
        f"{what} du {french.long_date(day)}, après le consentement au bilan du "
        f"{french.long_date(agreed)}",
    )


@law(
    "BC230",
    "Contrat individuel : informations remises avant l’engagement",
    article="L6353-8",
    certainty=Certainty.VERIFIE,
    needs=(CONSENTEMENTS, CONVENTION),
    explanation=(
        "La personne qui paie elle-même reçoit, avant son inscription définitive et tout "
        "règlement : les objectifs et le contenu, la liste des intervenants, les horaires, les "
        "modalités d’évaluation, un contact, le règlement intérieur, les tarifs, les modalités de "
        "règlement et ce qui est dû en cas de fin anticipée. Le document « Informations "
        "préalables » tient tout cela, et sa remise se consigne (pack_prealable). Le livret, le "
        "règlement intérieur et les conditions générales, remis tous trois, en tiennent lieu. "
        "L’inscription est ici la signature du contrat par la personne, ou la première séance."
    ),
    remedy="remettre les informations préalables avant de faire signer, et consigner la remise",
)
def informations_prealables(bilan: Bilan) -> Iterator[Breach]:
    """Signed, paid or begun before the information of L6353-8 was handed over."""
    if bilan.act != "contrat_individuel":
        return
    committed = {
        "le contrat a été signé": bilan.terms.signed.get("beneficiaire"),
        "un règlement a été reçu": bilan.terms.first_payment,
        "une séance a été tenue": bilan.begun_on,
    }
    known = [(day, what) for what, day in committed.items() if day]
    informed = bilan.informed_on
    if not known or (informed and informed <= min(known)[0]):
        return
    day, what = min(known)
    yield Breach(
        CONSENTEMENTS,
        ("remises",),
        f"{what} le {french.long_date(day)}, "
        + (
            f"et les informations préalables ont été remises le {french.long_date(informed)}"
            if informed
            else "sans que la remise des informations préalables soit consignée"
        ),
    )


@practice(
    "BP112",
    "Livret, règlement, charte et notice remis avant la première séance",
    article="L6353-8",
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Avant la première heure, la personne a reçu le livret d’accueil, le règlement intérieur, "
        "la charte de déontologie et la notice sur ses données, chacun dans une version datée. "
        "Un auditeur demande à voir ces remises."
    ),
    remedy="remettre le document, et consigner la remise avec sa version et sa date",
)
def remises(bilan: Bilan) -> Iterator[Breach]:
    """A session held before each informing document was handed over."""
    first = bilan.begun_on
    if first is None:
        return
    handed = bilan.handed
    late = [name for kind, name in HANDED.items() if kind not in handed or handed[kind][1] > first]
    if late:
        yield Breach(
            CONSENTEMENTS,
            ("remises",),
            f"la première séance a été tenue le {french.long_date(first)} sans remise "
            f"consignée à cette date : {french.listing(late)}",
        )


@practice(
    "BP123",
    "Programme validé avant l’investigation",
    article="R6313-4",
    needs=(CADRAGE, SEANCES),
    explanation=(
        "La phase préliminaire définit le format et le déroulement du bilan avec la personne. Le "
        "programme est donc validé, par elle et par le consultant, avant que l’investigation "
        "commence."
    ),
    remedy="vérifier les deux dates de validation, et celle de la première séance d’investigation",
)
def programme_valide(bilan: Bilan) -> Iterator[Breach]:
    """A programme validated once the investigation had begun."""
    begun = bilan.phase_begun_on("investigation")
    for field, text in group_of(bilan.note(CADRAGE).get("valide")).items():
        day = day_of(text)
        if begun and day and day > begun:
            yield Breach(
                CADRAGE,
                ("valide", field),
                f"programme validé le {french.long_date(day)}, après le début de l’investigation "
                f"le {french.long_date(begun)}",
            )
            return


@practice(
    "BP124",
    "Bonne foi rappelée avant la première séance",
    article="L6313-4",
    needs=(CONSENTEMENTS, SEANCES),
    explanation=(
        "Les questions posées ont un lien direct et nécessaire avec le bilan, et la personne y "
        "répond de bonne foi. Elle l’apprend avant la première question."
    ),
    remedy="vérifier la date du rappel et celle de la première séance",
)
def bonne_foi(bilan: Bilan) -> Iterator[Breach]:
    """Good faith spoken of once a session had been held."""
    reminded = day_of(bilan.note(CONSENTEMENTS).get("bonne_foi_rappelee_le"))
    first = bilan.begun_on
    if reminded and first and reminded > first:
        yield Breach(
            CONSENTEMENTS,
            ("bonne_foi_rappelee_le",),
            f"la réponse de bonne foi est rappelée le {french.long_date(reminded)}, après la "
            f"première séance tenue le {french.long_date(first)}",
        )


@practice(
    "BP210",
    "Destruction expliquée avant la fin",
    article="R6313-7",
    needs=(RESTITUTION, SEANCES),
    explanation=(
        "Les documents du bilan sont détruits dès sa fin, sauf accord écrit. La personne l’apprend "
        "assez tôt pour demander ce qu’elle veut garder : au plus tard le jour de la fin."
    ),
    remedy="expliquer la destruction avant la fin, et consigner la date",
)
def destruction_expliquee(bilan: Bilan) -> Iterator[Breach]:
    """The destruction explained once the bilan was over."""
    told, end = day_of(bilan.note(RESTITUTION).get("destruction_expliquee_le")), bilan.closed_on
    if told and end and told > end:
        yield Breach(
            RESTITUTION,
            ("destruction_expliquee_le",),
            f"la destruction est expliquée le {french.long_date(told)}, après la fin du bilan le "
            f"{french.long_date(end)}",
        )
