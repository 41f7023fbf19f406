"""A session as one types it: « 24/11 9h30-11h30 visio investigation ».

Dates, hours and words stand in any order; a word may be shortened as long as it means one
thing. What is not understood is refused, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from bilantool.bilan import entries_of
from bilantool.errors import UsageFault
from bilantool.french import folded, listing
from bilantool.notes import moments
from bilantool.notes import schema as schemas
from bilantool.notes.moments import Mistyped
from bilantool.notes.schema import Schema
from bilantool.seances.wishes import Wish

EXAMPLE = "24/11 9h30-11h30 visio investigation"

_ITEM = ("seances", 0)
_FIELDS = {"mode": "mode", "phase": "phase", "nature": "nature", "preuve": "proof"}
_ALSO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "mode": {"presentiel": ("presence", "sur place"), "visio": ("distance",)},
    "nature": {"travail_personnel": ("personnel",)},
    "preuve": {"emargement": ("feuille",), "releve_connexion": ("connexion",)},
}
"""Words that people use beside those of the schema, already folded."""

_NOISE = {
    *("a", "au", "aux", "de", "des", "du", "d", "en", "et", "la", "le", "les", "l", "par", "pour"),
    *("un", "une", "avec", "seance", "phase", "mode", "preuve"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}  # fmt: skip
_CLOCK = r"[0-9]{1,2}(?:\s*(?:heures?|h)(?:\s*[0-5][0-9])?|\s*:\s*[0-5][0-9])(?![0-9])"
_FROM_TO = re.compile(rf"(?<![0-9])(?P<s>{_CLOCK})\s*(?:-|a|>|jusqu'?a)\s*(?P<e>{_CLOCK})")
_UNTIL = re.compile(rf"(?:jusqu'?a|fin)\s*(?P<e>{_CLOCK})")
_LASTING = re.compile(
    r"(?:pendant|duree|durant)\s*(?:(?P<h>[0-9]{1,2})\s*h(?:eures?)?\s*(?P<hm>[0-5][0-9])?"
    r"|(?P<m>[0-9]{1,3})\s*min(?:utes)?)(?![0-9])"
)
_AT = re.compile(rf"(?<![0-9])(?P<s>{_CLOCK})")
_REACH = 1
"""Years from now that a session may be in, where its year is not said."""
_LIEU = re.compile(r"(?:^|\s)lieu\s*:?\s+(?P<lieu>\S.*)$", re.IGNORECASE)


def wish(text: str, today: date, schema: Schema, cabinet: Mapping[str, Any]) -> Wish:
    """What a line states of a session; UsageFault says what in it is not understood.

    `schema` is that of `cadre/seances`, `cabinet` the values of cabinet.yaml, whose
    consultants may be named.
    """
    stated: dict[str, Any] = {}
    found = _LIEU.search(text)
    if found:
        stated["lieu"] = " ".join(found["lieu"].split())
        text = text[: found.start()]
    rest = text.replace("–", "-").replace("—", "-")
    try:
        told, rest = moments.day_within(rest, today, _REACH)
        rest = _take_hours(rest.replace("midi", "12h00"), stated)
    except Mistyped as mistyped:
        raise _fault(mistyped) from None
    if told is not None:
        stated["day"] = date.fromisoformat(told)
    words = vocabulary(schema, cabinet)
    for long in sorted((each for each in words if " " in each), key=len, reverse=True):
        if long in rest:
            _state(stated, words[long], long)
            rest = rest.replace(long, " ", 1)
    for word in re.findall(r"[^\s,;()']+", rest):
        if word not in _NOISE and word.strip("-."):
            _state(stated, _meaning(word, words), word)
    return Wish(**stated)


def day(text: str, today: date) -> date:
    """The day that `24/11`, `24 novembre`, `2026-11-24` or `hier` means, near `today`."""
    try:
        return date.fromisoformat(moments.day(text, today, _REACH))
    except Mistyped as mistyped:
        raise _fault(mistyped) from None


def clock(text: str) -> time:
    """The time of day that `9h30`, `9:30` or `9h` means; a bare number might be a duration."""
    try:
        if text.strip().isdecimal():
            raise Mistyped("cette heure n'est pas comprise", "par exemple : 9h30")
        return time.fromisoformat(moments.hour(text))
    except Mistyped as mistyped:
        raise _fault(mistyped) from None


def _fault(mistyped: Mistyped) -> UsageFault:
    return UsageFault(mistyped.what, hint=mistyped.advice)


def lasting(text: str) -> int:
    """The minutes that `1h30`, `2h` or `45min` means."""
    found = _LASTING.fullmatch("duree " + folded(text))
    if not found:
        raise UsageFault("cette durée n'est pas comprise", hint="par exemple : 1h30 ou 45min")
    return _minutes(found)


def choice(key: str, text: str, schema: Schema) -> str:
    """The word of the schema for an option's value: `mode`, `phase`, `nature` or `preuve`."""
    words = {
        word: (field, value)
        for word, (field, value) in vocabulary(schema, {}).items()
        if field == _FIELDS[key]
    }
    asked = folded(text.replace("_", " "))
    try:
        return words[asked][1] if asked in words else _meaning(asked, words)[1]
    except UsageFault:
        known = schemas.at(schema, (*_ITEM, key))["enum"]
        raise UsageFault(
            f"cette valeur n'est pas connue pour « {key} »",
            hint=f"dites l'une de celles-ci : {listing([str(each) for each in known], 'ou')}",
        ) from None


def vocabulary(schema: Schema, cabinet: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Every folded word or expression, and the field and value that it states."""
    words: dict[str, tuple[str, str]] = {}
    for key, field in _FIELDS.items():
        part = schemas.at(schema, (*_ITEM, key))
        for value in part.get("enum", ()):
            label = folded(str(part.get("x-libelles", {}).get(value, value)))
            for word in (value.replace("_", " "), label, *_ALSO.get(key, {}).get(value, ())):
                words[word.removeprefix("en ").removeprefix("par ")] = (field, value)
    for _, entry in entries_of(cabinet.get("consultants")):
        identity = entry.get("id")
        if isinstance(identity, str):
            for word in {folded(identity), *folded(str(entry.get("nom", ""))).split()}:
                words.setdefault(word, ("consultant", identity))
    return words


def _meaning(word: str, words: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    if word in words:
        return words[word]
    fits = {words[each] for each in words if len(word) > 2 and each.startswith(word)}
    if len(fits) == 1:
        return fits.pop()
    what = "veut dire plusieurs choses" if fits else "n'est pas compris"
    raise UsageFault(f"« {word[:20]} » {what}", hint=f"par exemple : {EXAMPLE}")


def _state(stated: dict[str, Any], meaning: tuple[str, str], word: str) -> None:
    field, value = meaning
    if stated.get(field, value) != value:
        raise UsageFault(
            f"« {word[:20]} » contredit un mot qui précède", hint=f"par exemple : {EXAMPLE}"
        )
    stated[field] = value


def _take_hours(text: str, stated: dict[str, Any]) -> str:
    """`text` without its hours and its duration, put into `stated`."""
    for pattern in (_LASTING, _FROM_TO, _UNTIL, _AT):
        found = pattern.search(text)
        if not found:
            continue
        if pattern is _LASTING:
            stated["minutes"] = _minutes(found)
        if "s" in pattern.groupindex and "start" not in stated:
            stated["start"] = _time(found["s"])
        elif "s" in pattern.groupindex:
            continue
        if "e" in pattern.groupindex:
            stated["end"] = _time(found["e"])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _minutes(found: re.Match[str]) -> int:
    if found["m"]:
        return int(found["m"])
    return 60 * int(found["h"]) + int(found["hm"] or 0)


def _time(told: str) -> time:
    if re.match(r"24(?![0-9])", told):
        raise UsageFault(
            "une séance ne passe pas minuit", hint="inscrivez-la en deux séances, une par jour"
        )
    return time.fromisoformat(moments.hour(told))
