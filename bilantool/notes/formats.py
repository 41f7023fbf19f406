"""The formats of the schemas: what a line, a date, a month, an hour and an id look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

MIDNIGHT = "24:00"
"""The end of a day, which only what ends then (`heure_fin`) is told by."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"(19[0-9]{2}|20[0-9]{2}|2100)(-(0[1-9]|1[0-2]))?")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_IDENTIFIER = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
_FRENCH_DATE = re.compile(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*")


def is_date(text: str) -> bool:
    """`AAAA-MM-JJ`, a day that exists."""
    return bool(_DATE.fullmatch(text)) and _exists(*map(int, text.split("-")))


def is_month(text: str) -> bool:
    """`AAAA` or `AAAA-MM`, from 1900 to 2100."""
    return bool(_MONTH.fullmatch(text))


def is_missing_day(text: str) -> bool:
    """A day well written, in the French or the international way, that no calendar has."""
    french = _FRENCH_DATE.fullmatch(text)
    if french:
        day, month, year = map(int, french.groups())
        return not _exists(year, month, day)
    return bool(_DATE.fullmatch(text)) and not is_date(text)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "ligne": lambda text: "\n" not in text,
    "texte": lambda _text: True,
    "date": is_date,
    "mois": is_month,
    "heure": lambda text: bool(_HOUR.fullmatch(text)),
    "heure_fin": lambda text: bool(_HOUR.fullmatch(text)) or text == MIDNIGHT,
    "identifiant": lambda text: bool(_IDENTIFIER.fullmatch(text)),
    "email": lambda text: bool(_EMAIL.fullmatch(text)),
}
