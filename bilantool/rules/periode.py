"""The period that the act provides for, and the sessions inside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import french
from bilantool.bilan import Bilan
from bilantool.rules.rule import Breach, Certainty, law

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"

STAY_WITHIN = (
    "corriger la date de la séance, ou signer un avenant qui prolonge l’acte et reporter la "
    "nouvelle fin sous date_fin"
)


@law(
    "BC214",
    "Fin de l’acte après son début",
    article="R6313-8 et D6353-1",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation="L’acte fixe la période du bilan ; elle finit après avoir commencé.",
    remedy="vérifier les deux dates sur l’acte signé",
)
def fin_de_l_acte(bilan: Bilan) -> Iterator[Breach]:
    """An act that ends before it begins."""
    start, end = bilan.period
    if start and end and end < start:
        yield Breach(
            CONVENTION,
            ("date_fin",),
            f"l’acte prend fin le {_long(end)}, avant son début le {_long(start)}",
        )


@law(
    "BC208",
    "Séances dans la période de la convention",
    article="R6313-8 et D6353-1",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "La convention ou la commande fixe la période du bilan ; les séances des trois phases "
        "sont tenues dans cette période. Le suivi reste en dehors. L’article D6353-1 a été lu dans "
        "sa version de 2019."
    ),
    remedy=STAY_WITHIN,
)
def periode_de_la_convention(bilan: Bilan) -> Iterator[Breach]:
    """Sessions held outside the period of a convention or an order."""
    if bilan.act and bilan.act != "contrat_individuel":
        yield from _outside_period(bilan)


@law(
    "BC209",
    "Séances dans la période du contrat",
    article="L6353-4",
    certainty=Certainty.A_CONFIRMER,
    needs=(CONVENTION, SEANCES),
    explanation=(
        "Le contrat individuel fixe la période du bilan ; les séances des trois phases sont "
        "tenues dans cette période. Le texte vise les actions de formation ; son application "
        "aux bilans reste à confirmer."
    ),
    remedy=STAY_WITHIN,
)
def periode_du_contrat(bilan: Bilan) -> Iterator[Breach]:
    """Sessions held outside the period of an individual contract."""
    if bilan.act == "contrat_individuel":
        yield from _outside_period(bilan)


def _outside_period(bilan: Bilan) -> Iterator[Breach]:
    start, end = bilan.period
    if start and end and end < start:
        return  # said once, by `fin_de_l_acte`
    for session in bilan.held:
        day = session.day
        if day and start and day < start:
            yield _outside(session.index, day, f"avant le début de l’acte, le {_long(start)}")
        elif day and end and day > end:
            yield _outside(session.index, day, f"après la fin de l’acte, le {_long(end)}")


def _outside(index: int, day: date, where: str) -> Breach:
    return Breach(SEANCES, ("seances", index, "date"), f"séance tenue le {_long(day)}, {where}")


def _long(day: date) -> str:
    return french.long_date(day)
