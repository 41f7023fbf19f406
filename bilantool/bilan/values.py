"""The values of a note as days, hours and numbers; what is not one is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from bilantool.french import MIDNIGHT, written

_LARGEST = 10**9
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def day_of(value: object) -> date | None:
    """The date that a note writes `AAAA-MM-JJ`; None for anything else."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def clock_of(value: object) -> time | None:
    """The time of day that a note writes `HH:MM`, or its end (`24:00`); None for anything else."""
    if value == written(MIDNIGHT):
        return MIDNIGHT
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        return None
    return time.fromisoformat(value)


def number_of(value: object) -> float | None:
    """A number of a note; None for anything else: a yes or no, the infinite, the absurdly large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def group_of(value: object) -> Mapping[str, Any]:
    """A group of fields; empty when there is none."""
    return value if isinstance(value, Mapping) else {}


def entries_of(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of a list with their index in the note; what is not an entry is skipped."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield index, item


def word_of(value: object) -> str:
    """The text of a note; "" for anything else."""
    return value if isinstance(value, str) else ""
