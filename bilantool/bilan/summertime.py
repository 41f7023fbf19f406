"""The night when clocks change: an hour that no clock shows, or that they show twice.

Summer time as it has stood since 1996 (directive 2000/84/CE): on the last Sundays of March and
October, at two and three o'clock of Paris. Overseas knows none.
"""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from bilantool.french import MIDNIGHT

PARIS = "Europe/Paris"
_FROM, _TO = 2 * 60, 3 * 60
"""The hour that is left out in March, and told twice in October, in minutes of the day."""


def elapsed(day: date | None, start: time, end: time, zone: str) -> int:
    """Minutes that go by between two times of a day, where clocks change too.

    Of the hour told twice the first is taken.
    """
    begin, over = minute_of(start), minute_of(end)
    change = _change(day, zone)
    if change == "mars":
        return over - begin - max(0, min(over, _TO) - max(begin, _FROM))
    return over - begin + (60 if change == "octobre" and begin < _TO <= over else 0)


def oddity(day: date | None, moment: time | None, zone: str) -> Literal["", "absente", "double"]:
    """Whether that time is left out that day, or told twice."""
    change = _change(day, zone)
    if moment is None or not change or not _FROM <= minute_of(moment) < _TO:
        return ""
    return "absente" if change == "mars" else "double"


def minute_of(moment: time) -> int:
    """Minutes since midnight."""
    return 24 * 60 if moment == MIDNIGHT else 60 * moment.hour + moment.minute


def _change(day: date | None, zone: str) -> Literal["", "mars", "octobre"]:
    """Which way clocks change that day."""
    if day is None or zone != PARIS or day.weekday() != 6 or day.day < 25 or day.year < 1996:
        return ""
    return "mars" if day.month == 3 else "octobre" if day.month == 10 else ""
