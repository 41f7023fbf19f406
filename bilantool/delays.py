"""Delays counted from a day: in months, as the law does, or in days.

A day that is written far away (9999) has no day after it: the last one there is stands for it.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, date, timedelta


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
