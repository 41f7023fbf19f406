"""A dossier seen as one bilan (`view`): its sessions, what its act says, the values it reads."""

from bilantool.bilan.cpf import Order
from bilantool.bilan.price import Funding, Price
from bilantool.bilan.sessions import PARIS, Kind, Overlap, Session
from bilantool.bilan.terms import CEILING, DEPOSIT_PERCENT, LEGAL_PHASES, REFLECTION_DAYS, Terms
from bilantool.bilan.values import clock_of, day_of, entries_of, group_of, number_of, word_of
from bilantool.bilan.view import PHASES, Bilan
from bilantool.bilan.withdrawal import Withdrawal, withdrawal

__all__ = [
    "CEILING",
    "DEPOSIT_PERCENT",
    "LEGAL_PHASES",
    "PARIS",
    "PHASES",
    "REFLECTION_DAYS",
    "Bilan",
    "Funding",
    "Kind",
    "Order",
    "Overlap",
    "Price",
    "Session",
    "Terms",
    "Withdrawal",
    "clock_of",
    "day_of",
    "entries_of",
    "group_of",
    "number_of",
    "withdrawal",
    "word_of",
]
