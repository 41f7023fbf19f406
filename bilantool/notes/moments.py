"""Days as French people say them: the one reader of every day that is typed.

« 14 mars » is read by what it is the day of: a field that tells the past takes the last one, a
deadline the next one, and where both may be meant the nearest is taken and told as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from bilantool.delays import months_after
from bilantool.french import MONTHS, NUMERALS, WEEKDAYS, counted_by, folded, short_date
from bilantool.notes import months
from bilantool.notes.mistyped import Mistyped
from bilantool.notes.months import Sense


@dataclass(frozen=True, slots=True)
class Told:
    """A day as it was understood; `guessed` tells of a year, or a month, that nobody said and that
    could be another one."""

    day: date
    guessed: str = ""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a day is counted from: today, what it is the day of, how many years away it may be."""

    today: date
    sense: Sense
    reach: int
    lenient: bool = False

    def nearest(self, made: Callable[[int], date], name: str | None) -> Told:
        """The day that is meant among those of the years around; `made` gives that of a year.

        A weekday told beside it decides between the last and the next; where it fits neither, the
        day is refused. Raises Mistyped.
        """
        found = []
        for year in range(self.today.year - self.reach, self.today.year + self.reach + 1):
            try:
                found.append(made(year))
            except ValueError:  # a 29 February
                continue
        return self.among(found, name)

    def among(self, found: list[date], name: str | None, *, monthly: bool = False) -> Told:
        last = max((each for each in found if each <= self.today), default=None)
        following = min((each for each in found if each >= self.today), default=None)
        meant, other = (following, last) if self.sense == "avenir" else (last, following)
        if self.sense and meant is not None:
            fits = _fits(meant, name)
            # « le 24 », on the 23rd, is last month's as often as tomorrow.
            slip = not (name or monthly) if fits else other is not None and _fits(other, name)
            if slip and other is not None and self._close(other, meant):
                if self.lenient:
                    return Told(other)
                raise self._wrong_side([meant, other] if fits else [other])
            return Told(_agreeing(meant, name, _period(meant, monthly)))
        near = sorted(
            {each for each in (last, following) if each is not None},
            key=lambda each: abs(each - self.today),
        )
        if not near:
            raise _no_day()
        guess = "" if len(near) < 2 else _NEAREST_MONTH if monthly else _NEAREST_YEAR
        fitting = [each for each in near if _fits(each, name)]
        if len(fitting) != 1:
            return Told(_agreeing(near[0], name, _period(near[0], monthly)), guess)
        return Told(fitting[0], "" if name else guess)

    def _close(self, other: date, meant: date) -> bool:
        """Whether the day that is not meant is so near that it may be what was meant."""
        return other != meant and abs(other - self.today) <= _SOON

    def _wrong_side(self, days: Sequence[date]) -> Mistyped:
        side, wanted = ("à venir", "passé") if self.sense == "passe" else ("passé", "à venir")
        what = f"ce jour est {side}, et il faut ici un jour {wanted}"
        return Mistyped(what, f"dites-le avec l'année : {' ou '.join(map(short_date, days))}")


_NEAREST_YEAR, _NEAREST_MONTH = "l'année la plus proche", "le mois le plus proche"

_SOON = timedelta(days=31)
"""How near a day on the wrong side of today may be a slip and not last year's or next year's."""

_NEAR = {
    "avant-hier": -2, "avant hier": -2, "hier": -1, "aujourd'hui": 0, "aujourdhui": 0, "ce jour": 0,
    "demain": 1, "apres-demain": 2, "apres demain": 2,
}  # fmt: skip
_UNITS = {"jour": 1, "semaine": 7}
"""Units of so many days; months and years are counted on the calendar."""

_REACH = 8
"""Years between two 29 February at most."""

_NAME = f"(?:{'|'.join(WEEKDAYS)})"
_COUNT = rf"(?:[0-9]{{1,3}}|{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
_THE = rf"(?:(?P<name>{_NAME}),? )?(?:le )?(?:(?P<after>{_NAME}),? )?"
_SAID = rf"(?P<d>[0-9]{{1,2}}|premier)(?:er)? (?P<mw>{months.NAME})\.?(?: (?P<yw>{months.YEAR}))?"
_COUNTED = rf"(?P<n>{_COUNT}) (?P<unit>jour|semaine|mois|an|annee)s?"
_SEP = r" ?[/.\- ] ?"
_RELATIVE = (
    rf"(?:(?P<near>{'|'.join(_NEAR)})"
    rf"|(?:ce |le )?(?P<week>{_NAME})"
    r"(?: (?P<which>dernier|passe|prochain|qui vient|en huit|en quinze))?"
    rf"|(?P<ago>il y a|voici|dans|d'ici) {_COUNTED})"
)
_END = (
    rf"(?:(?:d'ici|avant|pour|a) )?(?:la )?fin (?:de |du |d'|de l')?"
    rf"(?:(?P<this>mois|annee)|(?P<mw>{months.NAME})\.?(?: (?P<yw>{months.YEAR}))?"
    r"|(?P<y>[0-9]{4}))"
)

_WHOLE = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        _RELATIVE,
        rf"{_THE}(?P<iso>[0-9]{{4}})-(?P<m>[0-9]{{1,2}})-(?P<d>[0-9]{{1,2}})",
        rf"{_THE}(?P<d>[0-9]{{1,2}}){_SEP}(?P<m>[0-9]{{1,2}})(?:{_SEP}(?P<y>{months.YEAR}))?",
        rf"{_THE}{_SAID}",
        rf"(?:(?P<name>{_NAME})(?: le)?|le) (?P<d>[0-9]{{1,2}}|premier)(?:er)?",
        _END,
    )
)
_LINE = tuple(
    re.compile(rf"(?<![\w./:-])(?:{pattern})", re.ASCII)
    for pattern in (
        rf"{_THE}(?P<iso>[0-9]{{4}})-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})(?![\w-])",
        rf"{_THE}(?P<d>[0-9]{{1,2}})(?P<s>[/.])(?P<m>[0-9]{{1,2}})(?P=s)(?P<y>{months.YEAR})(?![\w/])",
        rf"{_THE}(?P<d>[0-9]{{1,2}})/(?P<m>[0-9]{{1,2}})(?![\w/])",
        rf"{_THE}{_SAID.replace(months.YEAR, '[0-9]{4}')}(?!\w)",
        rf"{_THE}(?P<d>2[4-9]|3[01])\.(?P<m>[0-9]{{1,2}})(?![\w.])",
        rf"(?:(?P<name>{_NAME})(?: le)?|le) (?P<d>[0-9]{{1,2}}|premier)(?:er)?"
        r"(?!\w| ?(?:h(?:eures?)?\b|:|\.[0-9]|-|min))",
        rf"{_RELATIVE}(?![\w-])",
    )
)


def day(text: str, today: date, sense: Sense = "", reach: int = _REACH) -> str:
    """`AAAA-MM-JJ`; raises Mistyped. See `told`."""
    return told(text, today, sense, reach).day.isoformat()


def told(
    text: str, today: date, sense: Sense = "", reach: int = _REACH, *, lenient: bool = False
) -> Told:
    """The day that a text means, for what it is the day of (`sense`).

    Without a year, the last such day, the next one, or else the nearest, `reach` years away at
    most. A weekday said beside a date has to be its own. Raises Mistyped, also where the year has
    to be said: on the 23rd, « le 24 » of a thing that is past is tomorrow or a slip; with `lenient`
    it is tomorrow, for whoever refuses that with more to say.
    """
    plain = folded(text).strip(" .,")
    around = _Around(today, sense, reach, lenient)
    for pattern in _WHOLE:
        if found := pattern.fullmatch(plain):
            return _meant(found, around)
    raise Mistyped(
        "cette date n'est pas comprise",
        "écrivez par exemple 14/3/2026, 14 mars 2026, hier ou lundi dernier",
    )


def day_within(
    line: str, today: date, sense: Sense = "", reach: int = _REACH
) -> tuple[str | None, str]:
    """The day told in a line, None without, and the line, folded, without that day.

    In a line only the plainest spellings are a day: `9-11` and `9.30` are hours. Raises Mistyped,
    as `told` when it is lenient.
    """
    plain = folded(line)
    for pattern in _LINE:
        found = pattern.search(plain)
        if found:
            meant = _meant(found, _Around(today, sense, reach, lenient=True)).day
            return meant.isoformat(), f"{plain[: found.start()]} {plain[found.end() :]}"
    return None, plain


def _meant(found: re.Match[str], around: _Around) -> Told:
    """The day of a pattern's words."""
    said = found.groupdict()
    if said.get("near") or said.get("week") or said.get("ago"):
        return Told(_relative(said, around))
    if "this" in said:
        return Told(_end(said, around))
    name = said.get("name") or said.get("after")
    number = 1 if said["d"] == "premier" else int(said["d"])
    if said.get("iso"):
        return Told(_agreeing(_existing(int(said["iso"]), int(said["m"]), number), name))
    words, figures = said.get("mw"), said.get("m")
    if not (words or figures):
        return around.among([*_such_days(number, around.today)], name, monthly=True)
    wanted = months.NUMBERS[words] if words else int(figures or 0)
    year = said.get("yw") or said.get("y")
    if year:
        whole = months.whole_year(year, around.today, around.sense)
        return Told(_agreeing(_existing(whole, wanted, number), name))
    return around.nearest(lambda each: date(each, wanted, number), name)


def _relative(said: dict[str, str | None], around: _Around) -> date:
    """A day told from today: `hier`, `mardi en huit`, `il y a trois jours`."""
    today = around.today
    if near := said.get("near"):
        return _shifted(today, _NEAR[near])
    if name := said.get("week"):
        return _weekday(name, said.get("which") or "", around)
    number, unit = counted_by(str(said["n"])), str(said["unit"])
    sign = -1 if said["ago"] in ("il y a", "voici") else 1
    if unit in _UNITS:
        return _shifted(today, sign * number * _UNITS[unit])
    shift = sign * number * (1 if unit == "mois" else 12)
    if not MINYEAR < today.year + shift // 12 < MAXYEAR:
        raise months.no_year()
    return _existing(*months_after(today, shift).timetuple()[:3])


def _weekday(name: str, which: str, around: _Around) -> date:
    """The day of the week that is meant; Mistyped where two are as likely."""
    ahead = (WEEKDAYS.index(name) - around.today.weekday()) % 7
    last, following = ahead - 7, ahead or 7
    if which in ("dernier", "passe"):
        return _shifted(around.today, last)
    if which:
        weeks = {"en huit": 7, "en quinze": 14}
        return _shifted(around.today, following + weeks.get(which, 0))
    if ahead == 0:
        raise Mistyped(
            "c'est aujourd'hui ce jour de la semaine",
            f"dites aujourd'hui, {name} dernier ou {name} prochain",
        )
    if not around.sense:
        raise Mistyped(
            "ce jour de la semaine peut être passé ou à venir",
            f"dites {name} dernier ou {name} prochain",
        )
    return _shifted(around.today, last if around.sense == "passe" else following)


def _end(said: dict[str, str | None], around: _Around) -> date:
    """The last day of a month or of a year, which only what is to come is told by."""
    if around.sense == "passe":
        raise Mistyped("ce n'est pas un jour", "donnez le jour, par exemple 28 mars 2026")
    today = around.today
    if said.get("y") or said.get("this") == "annee":
        return _existing(int(said.get("y") or today.year), 12, 31)
    if said.get("this") == "mois":
        return _last_day(today.year, today.month)
    number = months.NUMBERS[str(said["mw"])]
    if year := said.get("yw"):
        return _last_day(months.whole_year(year, today, around.sense), number)
    return _last_day(today.year + (number < today.month), number)


def _last_day(year: int, month: int) -> date:
    return months_after(date(year, month, 1), 1) - timedelta(days=1)


def _such_days(number: int, today: date) -> Iterator[date]:
    """The days of that number, from a few months ago to a few months from now."""
    for shift in range(-3, 4):
        first = months_after(today.replace(day=1), shift)
        try:
            yield first.replace(day=number)
        except ValueError:
            continue


def _agreeing(day: date, name: str | None, guessed: str = "") -> date:
    """That day; Mistyped where another day of the week was said beside it.

    `guessed` tells, in the refusal, the part of the date that was not said.
    """
    own = WEEKDAYS[day.weekday()]
    if _fits(day, name):
        return day
    raise Mistyped(
        f"cette date est un {own}{guessed}, pas un {name}", "corrigez le jour ou la date"
    )


def _fits(day: date, name: str | None) -> bool:
    return name in (None, WEEKDAYS[day.weekday()])


def _period(day: date, monthly: bool) -> str:
    return f" en {MONTHS[day.month - 1]} {day.year}" if monthly else f" en {day.year}"


def _shifted(today: date, days: int) -> date:
    try:
        return _existing(*(today + timedelta(days=days)).timetuple()[:3])
    except OverflowError:
        raise months.no_year() from None


def _existing(year: int, month: int, number: int) -> date:
    try:
        return date(months.checked(year), month, number)
    except ValueError:
        raise _no_day() from None


def _no_day() -> Mistyped:
    return Mistyped("ce jour n'existe pas au calendrier", "vérifiez le jour et le mois")
