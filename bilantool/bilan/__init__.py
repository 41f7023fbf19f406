"""A dossier seen as one bilan (`view`), its sessions, and the values of its notes."""

from bilantool.bilan.sessions import Kind, Session
from bilantool.bilan.values import clock_of, day_of, entries_of, group_of, number_of, word_of
from bilantool.bilan.view import LEGAL_PHASES, PHASES, Bilan
from bilantool.bilan.withdrawal import Withdrawal, withdrawal

__all__ = [
    "LEGAL_PHASES",
    "PHASES",
    "Bilan",
    "Kind",
    "Session",
    "Withdrawal",
    "clock_of",
    "day_of",
    "entries_of",
    "group_of",
    "number_of",
    "withdrawal",
    "word_of",
]
