"""The conditions of the compte personnel de formation, by the day on which it was requested."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import Bilan
from bilantool.bilan.cpf import CAP, CAP_SINCE, PARTICIPATION_SINCE
from bilantool.bilan.cpf import participation as participation_of
from bilantool.rules.rule import Breach, Certainty, Dating, law

CONVENTION = "cadre/convention"
SEANCES = "cadre/seances"
BENEFICIAIRE = "cadre/beneficiaire"

REQUEST = Dating("les demandes", lambda bilan: bilan.terms.order.requested_on)


@law(
    "BC222",
    "CPF : un seul bilan financé en cinq ans",
    article="D6323-6",
    certainty=Certainty.VERIFIE,
    since=CAP_SINCE,
    dated_by=REQUEST,
    needs=(CONVENTION,),
    explanation=(
        "Le compte personnel de formation ne finance pas un bilan quand un autre a été financé, "
        "dans les cinq années qui précèdent la demande de souscription, par l’un des organismes de "
        "l’article L6316-1 (opérateur de compétences, Transitions Pro, État, région, Caisse des "
        "dépôts, France Travail, Agefiph) ou par un fonds d’assurance formation. C’est la date de "
        "la demande qui décide ; quand elle n’est pas notée, celle de l’acceptation est comparée."
    ),
    remedy="vérifier la date du dernier bilan financé, et prévoir sinon un autre financement",
)
def cinq_ans(bilan: Bilan) -> Iterator[Breach]:
    """A request on the CPF within five years of another bilan paid by public funds."""
    order, on = bilan.terms.order, REQUEST.of(bilan)
    if not bilan.terms.on_cpf:
        return
    if order.last_funded_on is None:
        if order.none_funded is False:
            yield Breach(
                CONVENTION,
                ("cpf", "aucun_bilan_finance_5_ans"),
                "un autre bilan a été financé au cours des cinq dernières années",
            )
    elif order.too_soon(on):
        yield Breach(
            CONVENTION,
            ("cpf", "dernier_bilan_finance_le"),
            f"un autre bilan a été financé le {french.long_date(order.last_funded_on)}, moins de "
            f"cinq ans avant le {french.long_date(on)}",
        )


@law(
    "BC223",
    "CPF : plafond de 1\u202f600\u00a0€",
    article="D6323-1 A",
    certainty=Certainty.VERIFIE,
    since=CAP_SINCE,
    dated_by=REQUEST,
    needs=(CONVENTION,),
    explanation=(
        "Les droits du compte personnel de formation paient un bilan de compétences dans la limite "
        "de 1\u202f600\u00a0€. Le surplus, s’il y en a un, revient à un autre financeur, sur sa "
        "propre ligne."
    ),
    remedy="ramener la part du CPF à 1\u202f600\u00a0€ au plus, et porter le reste à part",
)
def plafond_du_cpf(bilan: Bilan) -> Iterator[Breach]:
    """Lines of funding by the CPF that go beyond the cap, at the one that crosses it."""
    total = 0.0
    for line in bilan.terms.fundings:
        total += (line.amount or 0) if line.kind == "cpf" else 0
        if round(total, 2) > CAP:
            yield Breach(
                CONVENTION,
                ("financements", line.index, "montant"),
                f"la part du CPF dépasse {french.euros(CAP)}",
            )
            return


@law(
    "BC224",
    "CPF : participation du titulaire",
    article="L6323-7 et R6323",
    certainty=Certainty.SECONDAIRE,
    since=PARTICIPATION_SINCE,
    dated_by=REQUEST,
    needs=(CONVENTION, BENEFICIAIRE),
    explanation=(
        "Le titulaire du compte participe au prix d’une somme forfaitaire, revalorisée chaque "
        "1er janvier : 100\u00a0€ pour ce qui est demandé à partir du 2 mai 2024 (le texte a été "
        "lu), 102,23\u00a0€ à partir du 1er janvier 2025, 103,20\u00a0€ à partir du 1er janvier "
        "2026, 150\u00a0€ à partir du 2 avril 2026 (ces trois montants viennent d’une autre source "
        "que le texte ; celui de 2027 n’est pas connu). C’est la date de la demande qui décide. "
        "Elle n’est pas due par un demandeur d’emploi, ni quand l’employeur abonde (L6323-4, II, "
        "2°), ni quand la personne emploie des points de prévention ou l’abondement qui suit un "
        "accident du travail (dispense à noter sous cpf). L’employeur ou l’opérateur de "
        "compétences peut la prendre en charge ; une région, l’État ou France Travail, non. Une "
        "ligne de l’opérateur de compétences suffit ici, quel qu’en soit le montant."
    ),
    remedy=(
        "porter la participation sur sa propre ligne de financement (« personnel »), ou noter la "
        "dispense sous cpf"
    ),
)
def participation(bilan: Bilan) -> Iterator[Breach]:
    """Paid by the CPF, and the participation by nobody who may pay it."""
    order, due = bilan.terms.order, participation_of(REQUEST.of(bilan))
    if due is None or not order.rights or order.exempt:
        return
    if order.participation < due:
        yield Breach(
            CONVENTION,
            ("financements",),
            f"la participation de {french.euros(due)} n’est portée sur aucune ligne de la "
            "personne, de son employeur ou d’un opérateur de compétences",
        )


@law(
    "BC226",
    "CPF : l’accompagnement seul est financé",
    article="D6323-6",
    certainty=Certainty.VERIFIE,
    since=CAP_SINCE,
    dated_by=REQUEST,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Seules les heures d’accompagnement peuvent être payées par le compte personnel de "
        "formation ; le travail que la personne mène seule ne l’est pas. À la clôture d’un bilan "
        "achevé, ce travail ne comble donc pas les heures d’accompagnement de la commande qui "
        "n’ont pas été tenues."
    ),
    remedy="déclarer les heures d’accompagnement tenues et prouvées, et elles seules",
)
def accompagnement_seul(bilan: Bilan) -> Iterator[Breach]:
    """At closure, personal work held where the funded accompaniment was not."""
    funded = bilan.terms.minutes
    held, alone = bilan.minutes(), bilan.minutes(kind="personal")
    if bilan.completed and bilan.terms.on_cpf and funded and alone and held < funded:
        yield Breach(
            CONVENTION,
            ("heures_accompagnement",),
            f"{french.hours(held)} d’accompagnement tenues et prouvées pour "
            f"{french.hours(funded)} financées ; les {french.hours(alone)} de travail personnel ne "
            "les remplacent pas",
        )
