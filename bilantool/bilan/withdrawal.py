"""Until when who pays a bilan may withdraw from the contract that they signed.

Ten days from the signature (Code du travail, L6353-5). From what was signed at a distance or
off-premises, fourteen days, the day of the signature not counted, carried to the next working
day (Code de la consommation, L221-18 and L221-19). Nothing is asked before the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bilantool.bilan.values import day_of, group_of
from bilantool.delays import days_after, working_day

DAYS = 10
FAR_DAYS = 14
_FAR = ("distance", "hors_etablissement")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`days` to withdraw; `last` is the last of them, None while nothing is signed.

    `far`: the Code de la consommation applies too; `off_premises`: as a contract signed in
    person, elsewhere than at the provider's. `unpaid_until` is the last of the ten days, before
    which nothing may be asked for at all (L6353-6).
    """

    days: int
    far: bool
    off_premises: bool
    last: date | None
    unpaid_until: date | None = None

    @property
    def payable(self) -> date | None:
        """The first day on which something may be asked for."""
        return days_after(self.last, timedelta(days=1)) if self.last else None


def withdrawal(convention: Mapping[str, Any]) -> Withdrawal:
    """What the note of the act says of it."""
    channel = convention.get("canal_signature")
    signed = day_of(group_of(convention.get("signatures")).get("beneficiaire"))
    far = channel in _FAR
    days = FAR_DAYS if far else DAYS
    tenth = days_after(signed, timedelta(days=DAYS)) if signed else None
    last = days_after(signed, timedelta(days=days)) if signed else None
    if last and far:
        last = working_day(last)
    return Withdrawal(days, far, channel == "hors_etablissement", last, tenth)
