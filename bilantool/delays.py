"""Delays counted from a day: in months, as the law does, in days, or to the next working day.

A day that is written far away (9999) has no day after it: the last one there is stands for it.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Days from Easter Sunday: its Monday, Ascension, the Monday of Pentecost."""
_SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """The same day of the month, that many months later; the last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def days_after(day: date, delay: timedelta) -> date:
    """The day that comes so long after."""
    return day + delay if delay <= date.max - day else date.max


def within(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two others, both included, each of which may be absent: the one
    reading of « in force on a day »."""
    return (first is None or first <= day) and (last is None or day <= last)


def working_day(day: date) -> date:
    """That day, or the first working one that follows it.

    The holidays are those of the whole country (Code du travail, L3133-1): those of Alsace,
    Moselle and overseas are not counted.
    """
    while day < date.max and (day.weekday() >= _SATURDAY or day in _holidays(day.year)):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    easter = _easter(year)
    moving = {easter + timedelta(days=number) for number in _AFTER_EASTER}
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving)


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian computation of Butcher."""
    golden, century, rest = year % 19, year // 100, year % 100
    drift = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + drift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
