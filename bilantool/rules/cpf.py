"""The conditions of the compte personnel de formation, by the day the order was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of, group_of, number_of
from bilantool.delays import months_after
from bilantool.rules.rule import Breach, Certainty, Dating, law

CONVENTION = "cadre/convention"
SEANCES = "cadre/seances"
BENEFICIAIRE = "cadre/beneficiaire"

CONDITIONS_SINCE = date(2026, 2, 26)
CAP = 1600
"""Euros, for one bilan."""

PARTICIPATION = 103.20
"""Euros, from the holder of the account."""

NEW_PARTICIPATION = 150
NEW_PARTICIPATION_SINCE = date(2026, 4, 2)

_FIVE_YEARS = 60

ORDER = Dating("les commandes acceptées", lambda bilan: _accepted_on(bilan))

_PAY_THE_PARTICIPATION = (
    "vérifier les lignes de financement, et la participation demandée par la plateforme"
)


def _participating(amount: str) -> str:
    """What both rules on the participation explain; `amount` as it is printed."""
    return (
        f"Le titulaire du compte participe au prix, à hauteur de {amount} ; un demandeur "
        "d’emploi en est dispensé, et un autre financeur peut la prendre en charge. Le montant et "
        "ses exceptions restent à confirmer."
    )


@law(
    "BC222",
    "CPF : un seul bilan financé en cinq ans",
    article="D6323-6",
    certainty=Certainty.SECONDAIRE,
    since=CONDITIONS_SINCE,
    dated_by=ORDER,
    needs=(CONVENTION,),
    explanation=(
        "Le compte personnel de formation ne finance pas un bilan quand un autre a été payé sur "
        "fonds publics au cours des cinq années précédentes. Quand la date du dernier bilan "
        "financé est connue, c’est elle qui est comparée à l’acceptation de la commande."
    ),
    remedy="vérifier la date du dernier bilan financé, et prévoir sinon un autre financement",
)
def cinq_ans(bilan: Bilan) -> Iterator[Breach]:
    """An order on the CPF within five years of another bilan paid by public funds."""
    if not _on_cpf(bilan):
        return
    order = _order(bilan)
    last, accepted = day_of(order.get("dernier_bilan_finance_le")), ORDER.of(bilan)
    if last is None:
        if order.get("aucun_bilan_finance_5_ans") is False:
            yield Breach(
                CONVENTION,
                ("cpf", "aucun_bilan_finance_5_ans"),
                "un autre bilan a été financé au cours des cinq dernières années",
            )
    elif last <= accepted < months_after(last, _FIVE_YEARS):
        yield Breach(
            CONVENTION,
            ("cpf", "dernier_bilan_finance_le"),
            f"un autre bilan a été financé le {french.long_date(last)}, moins de cinq ans avant le "
            f"{french.long_date(accepted)}",
        )


@law(
    "BC223",
    "CPF : plafond de 1\u202f600\u00a0€",
    article="D6323-6",
    certainty=Certainty.SECONDAIRE,
    since=CONDITIONS_SINCE,
    dated_by=ORDER,
    needs=(CONVENTION,),
    explanation=(
        "Le compte personnel de formation paie un bilan de compétences dans la limite de "
        "1\u202f600\u00a0€. Le surplus, s’il y en a un, revient à un autre financeur, sur sa "
        "propre ligne."
    ),
    remedy="ramener la part du CPF à 1\u202f600\u00a0€ au plus, et porter le reste à part",
)
def plafond_du_cpf(bilan: Bilan) -> Iterator[Breach]:
    """Lines of funding by the CPF that go beyond the cap, at the one that crosses it."""
    total = 0.0
    for index, line in _lines(bilan, "cpf"):
        total += number_of(line.get("montant")) or 0
        if round(total, 2) > CAP:
            yield Breach(
                CONVENTION,
                ("financements", index, "montant"),
                f"la part du CPF dépasse {french.euros(CAP)}",
            )
            return


@law(
    "BC224",
    "CPF : participation de 103,20\u00a0€",
    article="D6323-6",
    certainty=Certainty.A_CONFIRMER,
    since=CONDITIONS_SINCE,
    until=date(2026, 4, 1),
    dated_by=ORDER,
    needs=(CONVENTION, BENEFICIAIRE),
    explanation=_participating("103,20\u00a0€"),
    remedy=_PAY_THE_PARTICIPATION,
)
def participation(bilan: Bilan) -> Iterator[Breach]:
    """The first participation: nobody but the CPF pays as much."""
    yield from _unpaid_participation(bilan, PARTICIPATION)


@law(
    "BC225",
    "CPF : participation de 150\u00a0€",
    article="D6323-6",
    certainty=Certainty.A_CONFIRMER,
    since=NEW_PARTICIPATION_SINCE,
    dated_by=ORDER,
    needs=(CONVENTION, BENEFICIAIRE),
    explanation=_participating("150\u00a0€"),
    remedy=_PAY_THE_PARTICIPATION,
)
def nouvelle_participation(bilan: Bilan) -> Iterator[Breach]:
    """The participation since April 2026: nobody but the CPF pays as much."""
    yield from _unpaid_participation(bilan, NEW_PARTICIPATION)


@law(
    "BC226",
    "CPF : l’accompagnement seul est financé",
    article="D6323-6",
    certainty=Certainty.SECONDAIRE,
    since=CONDITIONS_SINCE,
    dated_by=ORDER,
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
    funded = number_of(bilan.note(CONVENTION).get("heures_accompagnement"))
    held, alone = bilan.minutes(), bilan.minutes(kind="personal")
    if bilan.completed and _on_cpf(bilan) and funded and alone and held < round(funded * 60):
        yield Breach(
            CONVENTION,
            ("heures_accompagnement",),
            f"{french.hours(held)} d’accompagnement tenues et prouvées pour "
            f"{french.hours(funded * 60)} financées ; les {french.hours(alone)} de travail "
            "personnel ne les remplacent pas",
        )


def _unpaid_participation(bilan: Bilan, due: float) -> Iterator[Breach]:
    by_others = sum(
        number_of(line.get("montant")) or 0
        for _, line in entries_of(bilan.note(CONVENTION).get("financements"))
        if line.get("type") != "cpf"
    )
    jobseeker = bilan.note(BENEFICIAIRE).get("statut") == "demandeur_emploi"
    if any(_lines(bilan, "cpf")) and not jobseeker and round(by_others, 2) < due:
        yield Breach(
            CONVENTION,
            ("financements",),
            f"les autres lignes de financement ne couvrent pas la participation de "
            f"{french.euros(due)}",
        )


def _order(bilan: Bilan) -> Mapping[str, Any]:
    return group_of(bilan.note(CONVENTION).get("cpf"))


def _accepted_on(bilan: Bilan) -> date | None:
    return day_of(_order(bilan).get("accepte_le"))


def _on_cpf(bilan: Bilan) -> bool:
    return bilan.act == "commande_cpf" or any(_lines(bilan, "cpf"))


def _lines(bilan: Bilan, origin: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The lines of funding of one origin, each with its index."""
    for index, line in entries_of(bilan.note(CONVENTION).get("financements")):
        if line.get("type") == origin:
            yield index, line
