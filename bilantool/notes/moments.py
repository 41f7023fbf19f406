"""Days, months and times of day as French people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bilantool.french import MONTHS, folded


class Mistyped(Exception):
    """An answer that cannot be understood: what is wrong, and how to write it ("" without).

    Nothing of the answer is repeated.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice

    @property
    def sentence(self) -> str:
        return f"{self.what} : {self.advice}" if self.advice else self.what


_NEAR = {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1, "apres-demain": 2}
_WEEKDAY = re.compile(r"(?:le |(?:le )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_FIGURES = re.compile(r"(\d{1,2}) ?[/.\- ] ?(\d{1,2})(?: ?[/.\- ] ?(\d{4}|\d{2}))?", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]{3,9})\.?(?: (\d{4}|\d{2}))?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})(?: ?(?:h|heures?)(?: ?(\d{2})(?: ?min)?)?| ?: ?(\d{2}))?", re.ASCII)
_MONTH_WORD = re.compile(r"([a-z]{3,9})\.? (\d{4})", re.ASCII)
_MONTH_FIGURES = re.compile(r"(\d{1,2}) ?[/.\- ] ?(\d{4})", re.ASCII)
_MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_IN_LINE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_NEAR)})(?![\w-])|(?<![0-9])(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    r"|[0-9]{1,2}[/.][0-9]{1,2}(?:[/.](?:[0-9]{4}|[0-9]{2}))?"
    rf"|[0-9]{{1,2}}(?:er)? (?:{'|'.join(map(folded, MONTHS))})(?: [0-9]{{4}})?)(?![0-9])"
)
_AHEAD = 20
"""Years to come that two figures may still mean: `60` is 1960, `30` is 2030."""

_REACH = 8
"""Years between two 29 February at most."""


def day(text: str, today: date, reach: int = _REACH) -> str:
    """`AAAA-MM-JJ`; without a year, the nearest such day, `reach` years away at most.

    Raises Mistyped.
    """
    plain = folded(text)
    if plain in _NEAR:
        return (today + timedelta(days=_NEAR[plain])).isoformat()
    plain = _WEEKDAY.sub("", plain, count=1) if _WEEKDAY.match(plain) else plain
    if found := _ISO.fullmatch(plain):
        return _existing(int(found[1]), int(found[2]), int(found[3])).isoformat()
    if found := _FIGURES.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), found[3], today, reach).isoformat()
    if found := _WORDS.fullmatch(plain):
        return _day(int(found[1]), _named(found[2]), found[3], today, reach).isoformat()
    raise Mistyped("cette date n'est pas comprise", "écrivez par exemple 14/3/2026 ou 14 mars 2026")


def day_within(line: str, today: date, reach: int = _REACH) -> tuple[str | None, str]:
    """The first day told in a line, None without, and the line, folded, without that day.

    In a line only the plainest spellings are a day: `9-11` are hours. Raises Mistyped.
    """
    plain = folded(line)
    found = _IN_LINE.search(plain)
    if not found:
        return None, plain
    return day(found[0], today, reach), f"{plain[: found.start()]} {plain[found.end() :]}"


def month(text: str) -> str | int:
    """`AAAA-MM`, or a year as a number; raises Mistyped."""
    plain = folded(text)
    if re.fullmatch(r"\d{4}", plain, re.ASCII):
        return _year(int(plain))
    if found := _MONTH_WORD.fullmatch(plain):
        return f"{_year(int(found[2]))}-{_named(found[1]):02d}"
    if found := _MONTH_ISO.fullmatch(plain):
        return _month(int(found[2]), int(found[1]))
    if found := _MONTH_FIGURES.fullmatch(plain):
        return _month(int(found[1]), int(found[2]))
    raise Mistyped("ce n'est pas un mois", "écrivez par exemple mai 2019, 05/2019 ou 2019")


def hour(text: str) -> str:
    """`HH:MM`; raises Mistyped."""
    plain = folded(text)
    if plain == "midi":
        return "12:00"
    found = _HOUR.fullmatch(plain)
    if not found:
        raise Mistyped("cette heure n'est pas comprise", "écrivez par exemple 9h30")
    hours, minutes = int(found[1]), int(found[2] or found[3] or 0)
    if hours > 23 or minutes > 59:
        raise Mistyped("cette heure n'existe pas", "de 0h00 à 23h59")
    return f"{hours:02d}:{minutes:02d}"


def _day(number: int, month: int, year: str | None, today: date, reach: int) -> date:
    if year is None:
        return _nearest(number, month, today, reach)
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole <= today.year - 2000 + _AHEAD else 1900
    return _existing(whole, month, number)


def _nearest(number: int, month: int, today: date, reach: int) -> date:
    """The nearest day of that date; a 29 February may be years away."""
    found = []
    for year in range(today.year - reach, today.year + reach + 1):
        try:
            found.append(date(year, month, number))
        except ValueError:
            continue
    if not found:
        raise _no_day()
    return min(found, key=lambda each: abs(each - today))


def _existing(year: int, month: int, number: int) -> date:
    try:
        return date(_year(year), month, number)
    except ValueError:
        raise _no_day() from None


def _no_day() -> Mistyped:
    return Mistyped("ce jour n'existe pas au calendrier", "vérifiez le jour et le mois")


def _month(number: int, year: int) -> str:
    if not 1 <= number <= 12:
        raise Mistyped("ce mois n'existe pas", "de 1 à 12")
    return f"{_year(year)}-{number:02d}"


def _year(year: int) -> int:
    if not 1900 <= year <= 2100:
        raise Mistyped("cette année ne convient pas", "de 1900 à 2100")
    return year


def _named(word: str) -> int:
    """The number of a month named in full or shortened (`janv`, `sept`)."""
    found = [number for number, name in enumerate(MONTHS, 1) if folded(name).startswith(word)]
    if len(found) != 1:
        raise Mistyped("ce mois n'est pas compris", "écrivez-le en entier, ou en chiffres")
    return found[0]
