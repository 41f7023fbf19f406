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
    "corriger la date de la séance, ou signer d’abord un avenant qui prolonge l’acte et indiquer "
    "la nouvelle fin sous date_fin, dans cet avenant"
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
    start, end = bilan.terms.period
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
        "sont tenues dans cette période. Un avenant ne la prolonge que pour les séances tenues à "
        "partir du jour où il est signé. Le suivi reste en dehors."
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
        "Le contrat individuel énonce la durée et le programme du bilan ; les séances des trois "
        "phases sont tenues dans la période qu’il fixe. Le texte demande la durée, et "
        "non une période : que celle du contrat lie les séances reste à confirmer."
    ),
    remedy=STAY_WITHIN,
)
def periode_du_contrat(bilan: Bilan) -> Iterator[Breach]:
    """Sessions held outside the period of an individual contract."""
    if bilan.act == "contrat_individuel":
        yield from _outside_period(bilan)


def _outside_period(bilan: Bilan) -> Iterator[Breach]:
    terms = bilan.terms
    start, end = terms.period
    if start and end and end < start:
        return  # said once, by `fin_de_l_acte`
    for session in bilan.held:
        day = session.day
        last = terms.end_on(day) if day else None
        if day and start and day < start:
            yield _outside(session.index, day, f"avant le début de l’acte, le {_long(start)}")
        elif day and end and last and day > last:
            late = min((e.signed for e in terms.extensions if day <= e.until), default=None)
            where = f"après la fin de l’acte, le {_long(end)}"
            if late:
                where += f", et avant la signature de l’avenant, le {_long(late)}"
            yield _outside(session.index, day, where)


def _outside(index: int, day: date, where: str) -> Breach:
    return Breach(SEANCES, ("seances", index, "date"), f"séance tenue le {_long(day)}, {where}")


def _long(day: date) -> str:
    return french.long_date(day)
