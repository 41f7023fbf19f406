"""How French writes dates, hours, sums and lists.

Spaces are the right ones already: U+00A0 inside a date or before a unit, U+202F
between thousands, so that no line ever breaks there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time

MIDNIGHT = time.max
"""The end of a day, after every other time of it."""

NBSP = "\u00a0"
THIN = "\u202f"

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50}
_UNITS = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
NUMERALS = {
    "une": 1,
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **_TENS,
    **{f"{ten} et un{end}": count + 1 for ten, count in _TENS.items() for end in ("", "e")},
    **{
        f"{ten}-{unit}": count + number
        for ten, count in _TENS.items()
        for number, unit in enumerate(_UNITS[1:9], 2)
    },
}
"""Numbers in words, up to fifty-nine, as days, hours and minutes are counted."""


def long_date(day: date | str) -> str:
    """`14 mars 2026`, `1er mai 2026`; takes a date or `AAAA-MM-JJ`."""
    day = day if isinstance(day, date) else date.fromisoformat(day)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def short_date(day: date | str) -> str:
    """`14/03/2026`; takes a date or `AAAA-MM-JJ`."""
    day = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{day:%d/%m/%Y}"


def weekday_date(day: date | str) -> str:
    """`mardi 24 novembre 2026`; takes a date or `AAAA-MM-JJ`."""
    day = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def clock(moment: time) -> str:
    """`9 h`, `9 h 30`: a time of day, or the end of one."""
    return hour(written(moment))


def written(moment: time) -> str:
    """`09:30`, and `24:00` for the end of a day: as a note holds it."""
    return "24:00" if moment == MIDNIGHT else f"{moment:%H:%M}"


def hour(text: str) -> str:
    """`9 h 30` for `09:30`, `24 h` for `24:00`."""
    hours_told, _, minutes = text.partition(":")
    past = f"{NBSP}{minutes}" if int(minutes) else ""
    return f"{int(hours_told)}{NBSP}h{past}"


def lasting(months: int) -> str:
    """`3 ans`, `1 an et 6 mois`, `6 mois`; "" for none."""
    years, rest = divmod(months, 12)
    told = [counted(years, "an")] if years else []
    return listing([*told, counted(rest, "mois", "mois")] if rest else told)


def month(text: str) -> str:
    """`mai 2019` for `2019-05`, `2019` for `2019`."""
    year, _, number = text.partition("-")
    return f"{MONTHS[int(number) - 1]}{NBSP}{year}" if number else year


def hours(minutes: float) -> str:
    """`2 h 30`, `24 h`, `45 min` for a number of minutes."""
    total = round(minutes)
    whole, rest = divmod(total, 60)
    if not whole:
        return f"{rest}{NBSP}min" if rest else f"0{NBSP}h"
    return f"{whole}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def number(value: float) -> str:
    """`1 600`, `12,5`: a comma, and thin spaces between thousands."""
    text = f"{value:,.2f}" if value != int(value) else f"{int(value):,}"
    text = text.replace(",", THIN).replace(".", ",")
    return text.rstrip("0") if "," in text else text


def euros(amount: float) -> str:
    """`1 600 €`, `103,20 €`."""
    text = f"{amount:,.2f}" if amount != int(amount) else f"{int(amount):,}"
    return text.replace(",", THIN).replace(".", ",") + NBSP + "€"


def listing(words: Sequence[str], conjunction: str = "et") -> str:
    """`a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def counted(count: int, singular: str, plural: str = "") -> str:
    """`1 séance`, `0 séance`, `3 séances`: French says the plural from two on."""
    word = singular if abs(count) < 2 else plural or singular + "s"
    return f"{number(count)}{NBSP}{word}"


def folded(text: str) -> str:
    """Without case, accents, surplus spaces nor curled apostrophes: to compare what is typed."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join(_BEYOND_ASCII.sub(_uncombined, plain).split())


def _uncombined(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def counted_by(text: str) -> int:
    """The number of some figures, or of a word of `NUMERALS`."""
    return NUMERALS[text] if text in NUMERALS else int(text)


def clause(text: str) -> str:
    """`text` without its final stop, to go on inside a sentence."""
    return text.strip().rstrip(".").rstrip()
