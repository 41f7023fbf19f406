"""Times of day and durations as French people say them: the one reader of both."""

from __future__ import annotations

import re

from bilantool.french import NUMERALS, counted_by, folded
from bilantool.notes.formats import MIDNIGHT
from bilantool.notes.mistyped import Mistyped

_NUMBER = rf"(?:[0-9]{{1,2}}|{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
_HOURS = r"(?:heures?|hrs?|h)"
_MINUTES = r"(?:minutes?|min|mn)"
_PAST = rf"(?:[0-9]{{2}}|{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
_PARTS = {
    "et quart": 15, "et demie": 30, "et demi": 30, "moins le quart": -15, "moins quart": -15,
    "trois quarts": 45,
}  # fmt: skip
_PART = f"(?:{'|'.join(_PARTS)})"
_HALVES = {"du matin": 0, "de l'apres-midi": 12, "du soir": 12}
_HALF = f"(?:{'|'.join(_HALVES)})"

CLOCK = (
    rf"(?:(?:midi|minuit)(?: {_PART})?"
    rf"|(?:{_NUMBER} ?{_HOURS}(?: ?{_PAST}(?: ?{_MINUTES})?| {_PART})?"
    rf"|[0-9]{{1,2}} ?: ?[0-9]{{2}}|[0-9]{{1,2}}\.[0-9]{{2}})(?: {_HALF})?)(?![\w:])"
)
"""What is an hour wherever it stands in a line, already folded."""

LASTING = (
    rf"(?:{_NUMBER} ?{_HOURS}(?: ?{_PAST}(?: ?{_MINUTES})?| {_PART})?"
    rf"|[0-9]{{1,3}}(?: ?{_MINUTES})?|(?:une )?demi-heure)(?!\w)"
)
"""What is a duration wherever it stands in a line, once its words say that it is one."""

_TIME = re.compile(
    rf"(?:(?P<noon>midi|minuit)|(?P<h>{_NUMBER})(?: ?{_HOURS}(?: ?(?P<m>{_PAST})"
    rf"(?: ?{_MINUTES})?)?| ?: ?(?P<c>[0-9]{{2}})|[.,](?P<p>[0-9]{{2}}))?)"
    rf"(?: (?P<part>{_PART}))?(?: (?P<half>{_HALF}))?",
    re.ASCII,
)
_SPAN = re.compile(
    rf"(?P<h>{_NUMBER})(?:[.,](?P<d>[0-9]{{1,2}}))? ?{_HOURS}(?:(?: et)? ?(?P<m>{_NUMBER})"
    rf"(?: ?{_MINUTES})?| (?P<part>{_PART}))?"
    rf"|(?P<whole>[0-9]{{1,4}}) ?(?P<unit>{_MINUTES}|')?|(?P<bare>[0-9]{{1,2}}[.,][0-9]{{1,2}})"
    rf"|(?P<hc>[0-9]{{1,2}}) ?: ?(?P<mc>[0-9]{{2}})"
    rf"|(?:une? |1 )?(?P<named>demi-heure|quart d'heure)|(?P<three>trois quarts? d'heure)",
    re.ASCII,
)
_NAMED = {"demi-heure": 30, "quart d'heure": 15}
_LEAST = 10
"""Minutes below which a bare number may as well be hours."""


def hour(text: str, *, ending: bool = False) -> str:
    """`HH:MM`; with `ending`, midnight is the end of the day, `24:00`. Raises Mistyped."""
    found = _TIME.fullmatch(folded(text).strip(" .,").removeprefix("a "))
    if not found or (found["part"] and (found["m"] or found["c"] or found["p"])):
        raise Mistyped("cette heure n'est pas comprise", "écrivez par exemple 9h30")
    midnight = found["noon"] == "minuit"
    hours = (24 if midnight else 12) if found["noon"] else counted_by(found["h"])
    said = found["m"] or found["c"] or found["p"]
    past = counted_by(said) if said else 0
    if found["half"] and not 1 <= hours <= 11:
        raise Mistyped("cette heure n'existe pas", "de 0h00 à 23h59")
    if found["half"]:
        hours += _HALVES[found["half"]]
    minutes = 60 * hours + past + _PARTS.get(found["part"] or "", 0)
    if past > 59 or not 0 <= minutes <= 24 * 60 + 59:
        raise Mistyped("cette heure n'existe pas", "de 0h00 à 23h59")
    if ending and minutes in (0, 24 * 60):
        return MIDNIGHT
    if minutes >= 24 * 60 and not midnight:
        raise Mistyped("cette heure n'existe pas", "de 0h00 à 23h59")
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def duration(text: str) -> int:
    """The minutes of `1h30`, `une heure et demie`, `90 min`, `90`; raises Mistyped."""
    found = _SPAN.fullmatch(folded(text).strip(" .,"))
    if not found:
        raise _no_duration()
    if found["named"]:
        return _NAMED[found["named"]]
    if found["three"]:
        return 45
    if found["whole"] or found["bare"]:
        number = int(found["whole"] or 0)
        if not found["unit"] and number < _LEAST:
            raise Mistyped(
                "ce nombre peut être des heures ou des minutes", "écrivez par exemple 2h ou 90 min"
            )
        return number
    if found["hc"]:
        hours, minutes = int(found["hc"]), int(found["mc"])
    else:
        hours, minutes = counted_by(found["h"]), counted_by(found["m"] or "0")
        minutes += _PARTS.get(found["part"] or "", 0)
    if minutes > 59 or (found["d"] and minutes):
        raise _no_duration()
    if found["d"]:
        return round(60 * float(f"{hours}.{found['d']}"))
    return 60 * hours + minutes


def _no_duration() -> Mistyped:
    return Mistyped("cette durée n'est pas comprise", "écrivez par exemple 1h30 ou 45 min")
