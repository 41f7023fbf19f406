"""Months and years as French people say them: the one reader of every month that is typed."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from bilantool.delays import months_after
from bilantool.french import MONTHS, folded
from bilantool.notes.mistyped import Mistyped

Sense = Literal["passe", "avenir", ""]
"""What a day or month is that of: something that happened, something to come, "" for either."""


def _beginnings() -> dict[str, int]:
    """Every beginning of a month's name, of three letters or more, that only one month has."""
    named: dict[str, int] = {}
    twice: set[str] = set()
    for number, name in enumerate(map(folded, MONTHS), 1):
        for end in range(3, len(name) + 1):
            twice |= {name[:end]} & named.keys()
            named[name[:end]] = number
    return {short: number for short, number in named.items() if short not in twice}


NUMBERS = _beginnings()
NAME = f"(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
"""A month's name or its beginning, folded."""

YEAR = "[0-9]{4}|[0-9]{2}"

_AHEAD = 20
"""Years to come that two figures may still mean: `60` is 1960, `30` is 2030."""

_ONGOING = frozenset(
    ("en cours", "toujours en cours", "present", "a present", "a ce jour", "ce jour", "actuel",
     "aujourd'hui", "jusqu'a aujourd'hui", "jusqu'a present", "actuellement", "maintenant")
)  # fmt: skip


_SEP = r" ?[/.\- ] ?"
_YEARS = {
    "cette annee": 0, "l'annee derniere": -1, "l'annee passee": -1, "l'an dernier": -1,
    "l'an passe": -1, "l'annee prochaine": 1,
}  # fmt: skip
_SHIFTS = {
    "ce mois": 0, "ce mois-ci": 0, "le mois dernier": -1, "le mois passe": -1,
    "le mois prochain": 1,
}  # fmt: skip


def month(text: str, today: date, sense: Sense = "") -> str | int:
    """`AAAA-MM`, or a year as a number; a whole date gives its month. Raises Mistyped.

    Without a year, a month is the last or the next one where `sense` says which.
    """
    plain = re.sub(r"^(?:en|depuis|des|courant) ", "", folded(text).strip(" .,"))
    if re.fullmatch("[0-9]{4}", plain):
        return checked(int(plain))
    if plain in _YEARS:
        return checked(today.year + _YEARS[plain])
    if plain in _SHIFTS:
        return f"{months_after(today.replace(day=1), _SHIFTS[plain]):%Y-%m}"
    if found := re.fullmatch(rf"(?:[0-9]{{1,2}}(?:er)? )?({NAME})\.? ({YEAR})", plain):
        return _existing(NUMBERS[found[1]], whole_year(found[2], today, sense))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-[0-9]{1,2})?", plain):
        return _existing(int(found[2]), int(found[1]))
    if found := re.fullmatch(rf"(?:[0-9]{{1,2}}{_SEP})?([0-9]{{1,2}}){_SEP}([0-9]{{4}})", plain):
        return _existing(int(found[1]), int(found[2]))
    if sense and (found := re.fullmatch(rf"({NAME})\.?", plain)):
        number = NUMBERS[found[1]]
        if sense == "passe":
            return _existing(number, today.year - (number > today.month))
        return _existing(number, today.year + (number < today.month))
    raise Mistyped("ce n'est pas un mois", "écrivez par exemple mai 2019, 05/2019 ou 2019")


def ongoing(text: str) -> bool:
    """Whether these words, where an end is asked, say that there is none."""
    return folded(text).strip(" .()") in _ONGOING


def whole_year(year: str, today: date, sense: Sense) -> int:
    """A year of four figures, or of two: what is past is of this century up to next year.

    Raises Mistyped.
    """
    whole = int(year)
    if len(year) == 4:
        return checked(whole)
    ahead = 1 if sense == "passe" else _AHEAD
    return whole + (2000 if whole <= today.year - 2000 + ahead else 1900)


def checked(year: int) -> int:
    """That year, if a note may hold it; raises Mistyped."""
    if not 1900 <= year <= 2100:
        raise no_year()
    return year


def no_year() -> Mistyped:
    return Mistyped("cette année ne convient pas", "de 1900 à 2100")


def _existing(number: int, year: int) -> str:
    if not 1 <= number <= 12:
        raise Mistyped("ce mois n'existe pas", "de 1 à 12")
    return f"{checked(year)}-{number:02d}"
