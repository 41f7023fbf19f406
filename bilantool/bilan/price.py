"""What a bilan costs and who pays it, as the note of the act says, in euros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bilantool.bilan.values import entries_of, group_of, number_of, word_of

TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Price:
    """The price without tax, the rate of tax in per cent; None for what the note does not say.

    Without a rate there is no total: whether a tax is due is not to be guessed.
    """

    net: float | None
    rate: float | None
    mention: str

    @property
    def tax(self) -> float | None:
        if self.net is None or self.rate is None:
            return None
        return round(self.net * self.rate / 100, 2)

    @property
    def total(self) -> float | None:
        """What is to be paid, tax included."""
        return None if self.net is None or self.tax is None else round(self.net + self.tax, 2)

    def untaxed(self, amount: float) -> float:
        """The part of an amount that is no tax; all of it while no rate is said."""
        return amount / (1 + (self.rate or 0) / 100)


_OF_ITS_OWN = ("cpf", "personnel")
"""Who needs no letter: the person, and the account, whose platform is told."""


@dataclass(frozen=True, slots=True)
class Funding:
    """One line of funding; `index` is its place in the note, `amount` None where none is said."""

    index: int
    kind: str
    funder: str
    siret: str
    amount: float | None
    reference: str = ""

    @property
    def is_told(self) -> bool:
        """Whether a body pays that is told of the course of the bilan by letter (L6353-10)."""
        return bool(self.funder) and self.kind not in _OF_ITS_OWN


def price(convention: Mapping[str, Any], cabinet: Mapping[str, Any]) -> Price:
    """The price of the act; its mention of tax is the cabinet's where it has none of its own and
    no tax is due: an exemption beside a rate would deny it."""
    given = group_of(convention.get("prix"))
    rate = number_of(given.get("taux_tva"))
    mention = word_of(given.get("mention_tva")) or (
        "" if rate else word_of(cabinet.get("mention_tva"))
    )
    return Price(number_of(given.get("montant_ht")), rate, mention)


def fundings(convention: Mapping[str, Any]) -> tuple[Funding, ...]:
    """The lines of funding, in the order of the note."""
    return tuple(
        Funding(
            index,
            word_of(line.get("type")),
            word_of(line.get("financeur")),
            word_of(line.get("siret")),
            number_of(line.get("montant")),
            word_of(line.get("reference")),
        )
        for index, line in entries_of(convention.get("financements"))
    )
