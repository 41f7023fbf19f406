"""An order on the *compte personnel de formation*: what the day of its request decides.

Five years without another funded bilan (D6323-6), a ceiling (D6323-1 A) and the holder's
participation (L6323-7, R6323) all go by the *demande de souscription*; where the note does not
say its day, the day on which the order was accepted stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool.bilan.price import Funding
from bilantool.bilan.values import day_of, group_of, word_of
from bilantool.delays import months_after

CAP = 1600
"""Euros of rights for one bilan (D6323-1 A, 2°), for what is requested from `CAP_SINCE`."""

CAP_SINCE = date(2026, 2, 26)

PARTICIPATIONS = (
    (date(2024, 5, 2), 100.0),  # R6323
    (date(2025, 1, 1), 102.23),  # arrêté du 26 décembre 2024
    (date(2026, 1, 1), 103.20),
    (date(2026, 4, 2), 150.0),  # décret 2026-234
)
"""First day of the request, euros. The first stands in R6323 itself; the others are known by
secondary sources, and R6323 has the amount revalued each 1 January."""

PARTICIPATION_SINCE = PARTICIPATIONS[0][0]

_FIVE_YEARS = 60
_EMPLOYER = ("employeur", "employeur_public", "conge_reclassement")
_PAYING = ("personnel", "opco", *_EMPLOYER)
"""Who may pay the participation: the holder, the third parties of L6323-4 II 2° and 3°."""


@dataclass(frozen=True, slots=True)
class Order:
    """`requested_on`: the *demande de souscription*, else the acceptance; None without either.

    `rights` are the euros of the account, `participation` those paid by who may pay it. `exempt`
    is why none is due, in French, "" where it is: a jobseeker, the employer's own *abondement*
    (L6323-7), points of the *compte professionnel de prévention* or the *abondement* after an
    accident at work (R6323). An *opérateur de compétences* may take it over: whether a line of
    its own does is for the platform to say, so that one suffices.
    """

    requested_on: date | None
    accepted_on: date | None
    rights: float
    participation: float
    exempt: str
    none_funded: bool | None
    last_funded_on: date | None

    def too_soon(self, on: date) -> bool:
        """Whether the last funded bilan lies in the five years before a request of that day."""
        last = self.last_funded_on
        return last is not None and last <= on < months_after(last, _FIVE_YEARS)


def participation(on: date) -> float | None:
    """Euros due from the holder for what is requested on that day; None before there was any."""
    return next((euros for since, euros in reversed(PARTICIPATIONS) if since <= on), None)


def order(
    convention: Mapping[str, Any], person: Mapping[str, Any], lines: Iterable[Funding]
) -> Order:
    """The order that the note of the act tells."""
    lines = tuple(lines)
    given = group_of(convention.get("cpf"))
    accepted = day_of(given.get("accepte_le"))
    none_funded = given.get("aucun_bilan_finance_5_ans")
    return Order(
        day_of(given.get("demandee_le")) or accepted,
        accepted,
        _sum(lines, ("cpf",)),
        _sum(lines, _PAYING),
        _exempt(given, person, lines),
        none_funded if isinstance(none_funded, bool) else None,
        day_of(given.get("dernier_bilan_finance_le")),
    )


def _sum(lines: Iterable[Funding], kinds: tuple[str, ...]) -> float:
    return round(sum(line.amount or 0 for line in lines if line.kind in kinds), 2)


def _exempt(given: Mapping[str, Any], person: Mapping[str, Any], lines: tuple[Funding, ...]) -> str:
    if person.get("statut") == "demandeur_emploi":
        return "demandeur d’emploi"
    if any(line.kind in _EMPLOYER and line.amount for line in lines):
        return "abondement de l’employeur"
    if any(line.kind == "opco" and line.amount for line in lines):
        return "prise en charge par l’opérateur de compétences"
    return {
        "points_prevention": "points du compte professionnel de prévention",
        "accident_du_travail": "abondement après un accident du travail",
    }.get(word_of(given.get("dispense_participation")), "")
