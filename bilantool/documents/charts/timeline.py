"""A span of time laid along a line: days to units, months and years to marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """From `first` to `last` along `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        """Where a day stands."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.left + share * (self.right - self.left)


def month_start(day: date, *, after: int = 0) -> date:
    """The first day of the month of `day`, or of the one `after` months later."""
    index = day.year * 12 + day.month - 1 + after
    return date(index // 12, index % 12 + 1, 1)


def months(first: date, last: date) -> list[date]:
    """The first day of every month that `first` to `last` touches."""
    found = [month_start(first)]
    while month_start(found[-1], after=1) <= last:
        found.append(month_start(found[-1], after=1))
    return found


def opened(text: str) -> date:
    """The first day of `2019` or `2019-05`."""
    year, _, month = text.partition("-")
    return date(int(year), int(month or 1), 1)


def closed(text: str) -> date:
    """The last day of `2019` or `2019-05`, as the first one that follows."""
    year, _, month = text.partition("-")
    return month_start(date(int(year), int(month or 12), 1), after=1)
