"""What the act of a bilan says: who is bound, since when, for how long, at what price.

One reading of `cadre/convention`: rules judge it, documents print it, the agenda counts from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from bilantool.bilan import cpf
from bilantool.bilan.cpf import Order
from bilantool.bilan.price import Funding, Price, fundings, price
from bilantool.bilan.values import day_of, entries_of, group_of, number_of, word_of
from bilantool.bilan.withdrawal import Withdrawal, withdrawal
from bilantool.delays import days_after

LEGAL_PHASES = ("preliminaire", "investigation", "conclusions")
"""The three phases of R6313-4, in their order."""

CEILING = 24 * 60
"""Minutes of a bilan at most, personal work included (L6313-4)."""

REFLECTION_DAYS = 10
"""Days of the employee to sign, from the employer's transmission (R6313-8)."""

DEPOSIT_PERCENT = 30
"""Of the agreed price, at most, once the days to withdraw are over (L6353-6)."""

_ORDERS = ("commande_cpf", "commande_france_travail")
_CERTIFIED_FUNDERS = ("opco", "france_travail", "transitions_pro", "region", "faf")
"""Of our kinds, those of L6316-1 and the funds of the self-employed: D6353-1 speaks of them.
The Caisse des dépôts is one too, whose platform has its own terms."""


@dataclass(frozen=True, slots=True)
class Reflection:
    """The employee's days to sign: from the employer's transmission, to the last one; None while
    the note does not say when the draft was transmitted."""

    sent: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys a bilan of L6353-1; `field` is the group of the note that tells it."""

    field: str
    name: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extension:
    """An amendment that lets the act go on: the day it is signed, the new last day."""

    signed: date
    until: date


@dataclass(frozen=True)
class Terms:
    """The notes of the act, of the person and of the programme, read once; `cabinet` is
    cabinet.yaml."""

    convention: Mapping[str, Any]
    person: Mapping[str, Any]
    programme_note: Mapping[str, Any]
    cabinet: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """`tripartite`, `commande_cpf`…, or ""."""
        return word_of(self.convention.get("acte"))

    @property
    def public_agent(self) -> bool:
        """Not an employee under the Code du travail: R6313-8 is not theirs."""
        return self.person.get("statut") == "agent_public"

    @property
    def service(self) -> str:
        """Of a public agent: `etat`, `territoriale` or `hospitaliere`; "" for anybody else."""
        return word_of(self.person.get("fonction_publique")) if self.public_agent else ""

    @cached_property
    def price(self) -> Price:
        return price(self.convention, self.cabinet)

    @cached_property
    def fundings(self) -> tuple[Funding, ...]:
        return fundings(self.convention)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of funding."""
        return frozenset(line.kind for line in self.fundings if line.kind)

    @property
    def owed(self) -> float | None:
        """What the bilan costs, tax included: its price, else, where the act states none, what its
        funders pay together. None for a price that is not whole."""
        if self.price.net is not None or self.price.rate is not None:
            return self.price.total
        amounts = [line.amount for line in self.fundings if line.amount is not None]
        return round(sum(amounts), 2) if amounts else None

    @property
    def deposit(self) -> float | None:
        """The most that may be paid when the days to withdraw are over, in euros (L6353-6)."""
        if self.owed is None:
            return None
        return round(self.owed * 100) * DEPOSIT_PERCENT // 100 / 100

    @cached_property
    def order(self) -> Order:
        return cpf.order(self.convention, self.person, self.fundings)

    @property
    def on_cpf(self) -> bool:
        """Ordered on the *compte personnel de formation*, or paid by it in part."""
        return self.kind == "commande_cpf" or "cpf" in self.kinds

    @property
    def by_certified_funders(self) -> bool:
        """Paid by a body of L6316-1 under a convention: D6353-1 says what it states."""
        return bool(self.kinds & set(_CERTIFIED_FUNDERS)) and self.kind not in _ORDERS

    @cached_property
    def withdrawal(self) -> Withdrawal:
        return withdrawal(self.convention)

    @cached_property
    def reflection(self) -> Reflection | None:
        """None where R6313-8 gives no days: another act, a public agent."""
        if self.kind != "tripartite" or self.public_agent:
            return None
        sent = day_of(self.convention.get("projet_transmis_le"))
        return Reflection(sent, sent and days_after(sent, timedelta(days=REFLECTION_DAYS)))

    @cached_property
    def buyer(self) -> Buyer | None:
        """Who concludes a bipartite convention with the provider (L6353-1): as the note names
        them, else the employer that it describes."""
        for field in ("acheteur", "employeur"):
            given = group_of(self.convention.get(field))
            if word_of(given.get("raison_sociale")):
                return Buyer(field, word_of(given.get("raison_sociale")), given)
        return None

    @cached_property
    def signed(self) -> Mapping[str, date | None]:
        """The parties whose signature makes the act bind, each with its day.

        A bipartite convention is the buyer's and the provider's; one in which nobody is named as
        the buyer was signed by the person. France Travail's order asks for no signature: those
        that are stated are read.
        """
        given = group_of(self.convention.get("signatures"))
        stated = [party for party, text in given.items() if day_of(text)]
        awaited = ["beneficiaire", "prestataire"]
        if self.kind == "tripartite":
            awaited.append("employeur")
        elif self.kind == "commande_france_travail":
            awaited = []
        elif self.kind == "bipartite":
            bought = self.buyer.field if self.buyer else ""
            signing = [party for party in ("acheteur", "employeur") if party in stated]
            if bought or signing:
                awaited = ["prestataire", signing[0] if signing else bought]
        return {party: day_of(given.get(party)) for party in dict.fromkeys([*awaited, *stated])}

    @property
    def concluded_on(self) -> date | None:
        """The day the act binds everyone: the last signature, or the CPF order's acceptance.

        None while a party that must sign has not.
        """
        if self.kind == "commande_cpf":
            return self.order.accepted_on
        days = list(self.signed.values())
        known = [day for day in days if day]
        return max(known, default=None) if len(known) == len(days) else None

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day that the act provides for."""
        return day_of(self.convention.get("date_debut")), day_of(self.convention.get("date_fin"))

    @cached_property
    def extensions(self) -> tuple[Extension, ...]:
        """The signed amendments that give the act a new end."""
        return tuple(
            Extension(signed, until)
            for _, entry in entries_of(self.convention.get("avenants"))
            if (signed := day_of(entry.get("signe_le")))
            and (until := day_of(entry.get("date_fin")))
        )

    def end_on(self, day: date) -> date | None:
        """The last day of the act as it stands on that day: an amendment holds once signed."""
        end = self.period[1]
        return end and max([end, *(each.until for each in self.extensions if each.signed <= day)])

    @property
    def minutes(self) -> int | None:
        """Minutes of accompaniment; None where the act says nothing of them."""
        return _minutes(self.convention.get("heures_accompagnement"))

    @property
    def personal_minutes(self) -> int:
        """Minutes of personal work, on their own line."""
        return _minutes(self.convention.get("heures_travail_personnel")) or 0

    @property
    def minutes_in_all(self) -> int:
        return (self.minutes or 0) + self.personal_minutes

    @cached_property
    def phases(self) -> Mapping[str, int | None]:
        """Minutes of accompaniment that the act provides for in each of the three phases."""
        planned = group_of(self.convention.get("heures_par_phase"))
        return {phase: _minutes(planned.get(phase)) for phase in LEGAL_PHASES}

    @property
    def remote_percent(self) -> float | None:
        """The part of remote sessions that the act states (D6353-1)."""
        return number_of(self.convention.get("taux_distance"))

    @cached_property
    def programme(self) -> Mapping[str, int | None]:
        """Minutes of accompaniment that the programme plans for each of the three phases."""
        planned = group_of(self.programme_note.get("heures_prevues"))
        return {phase: _minutes(planned.get(phase)) for phase in LEGAL_PHASES}

    @property
    def programme_minutes(self) -> int:
        """Of the three phases together, as far as the programme says."""
        return sum(minutes or 0 for minutes in self.programme.values())

    @property
    def first_payment(self) -> date | None:
        return min(self._invoiced("reglee_le"), default=None)

    @property
    def last_invoice(self) -> date | None:
        return max(self._invoiced("date"), default=None)

    @property
    def last_payment(self) -> date | None:
        return max(self._invoiced("reglee_le"), default=None)

    @property
    def all_paid(self) -> bool:
        """Whether every invoice of the note is said to be paid."""
        listed = [invoice for _, invoice in entries_of(self.convention.get("factures"))]
        return bool(listed) and all(day_of(each.get("reglee_le")) for each in listed)

    def _invoiced(self, field: str) -> list[date]:
        listed = entries_of(self.convention.get("factures"))
        return [day for _, invoice in listed if (day := day_of(invoice.get(field)))]


def _minutes(hours: object) -> int | None:
    number = number_of(hours)
    return None if number is None else round(60 * number)
