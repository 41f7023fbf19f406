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
from bilantool.french import MIDNIGHT, folded, listing, written
from bilantool.notes import hours, moments
from bilantool.notes import schema as schemas
from bilantool.notes.mistyped import stated as understood
from bilantool.notes.months import Sense
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
}  # fmt: skip
_CLOCK, _ALONE = hours.CLOCK, r"[0-9]{1,2}(?![\w:.])"
_TO = r"\s*(?:-|a|>|jusqu'?a)\s*"
_LASTING = re.compile(rf"(?:pendant|duree|durant)\s*(?P<d>{hours.LASTING})")
_BOUNDS = (
    re.compile(rf"(?<![\w:.])(?P<s>{_CLOCK}){_TO}(?P<e>{_CLOCK}|{_ALONE})"),
    re.compile(rf"(?<![\w:.])(?P<s>{_ALONE}){_TO}(?P<e>{_CLOCK})"),
    re.compile(rf"(?<!\w)(?:de|entre)\s+(?P<s>{_ALONE})(?:{_TO}|\s+et\s+)(?P<e>{_ALONE})"),
    re.compile(rf"(?:jusqu'?a|fin)\s*(?P<e>{_CLOCK})"),
    re.compile(rf"(?<![\w:.])(?P<s>{_CLOCK})"),
)
_REACH = 1
"""Years from now that a session may be in, where its year is not said."""
_LIEU = re.compile(r"(?:^|\s)lieu\s*:?\s+(?P<lieu>\S.*)$", re.IGNORECASE)


def wish(
    text: str, today: date, schema: Schema, cabinet: Mapping[str, Any], sense: Sense = ""
) -> Wish:
    """What a line states of a session; UsageFault says what in it is not understood.

    `schema` is that of `cadre/seances`, `cabinet` the values of cabinet.yaml, whose
    consultants may be named. `sense` is `passe` for a session held, `avenir` for one planned.
    """
    stated: dict[str, Any] = {}
    found = _LIEU.search(text)
    if found:
        stated["lieu"] = " ".join(found["lieu"].split())
        text = text[: found.start()]
    rest = text.replace("–", "-").replace("—", "-")
    with understood():
        told, rest = moments.day_within(rest, today, sense, _REACH)
        rest = _take_hours(rest, stated)
    if told is not None:
        stated["day"] = date.fromisoformat(told)
    words = vocabulary(schema, cabinet)
    for long in sorted((each for each in words if " " in each), key=len, reverse=True):
        if found := re.search(rf"(?<![\w-]){re.escape(long)}(?!\w)", rest):
            _state(stated, _meaning(long, words), long)
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    for word in re.findall(r"[^\s,;()']+", rest):
        if word not in _NOISE and word.strip("-."):
            _state(stated, _meaning(word, words), word)
    return Wish(**stated)


def day(text: str, today: date, sense: Sense = "", option: str = "") -> date:
    """The day that `24/11`, `24 novembre`, `2026-11-24` or `hier` means, near `today`."""
    with understood(option):
        return moments.told(text, today, sense, _REACH, lenient=True).day


def clock(text: str, option: str = "", *, ending: bool = False) -> time:
    """The time of day that `9h30`, `9:30` or `9` means; with `ending`, midnight is `MIDNIGHT`."""
    with understood(option):
        return _time(text, ending=ending)


def lasting(text: str, option: str = "") -> int:
    """The minutes that `1h30`, `2h`, `45 min` or `90` means."""
    with understood(option):
        return hours.duration(text)


def choice(key: str, text: str, schema: Schema) -> str:
    """The word of the schema for an option's value: `mode`, `phase`, `nature` or `preuve`."""
    words = {
        word: meanings
        for word, meanings in vocabulary(schema, {}).items()
        if all(field == _FIELDS[key] for field, _ in meanings)
    }
    try:
        return _meaning(folded(text.replace("_", " ")), words)[1]
    except UsageFault:
        known = schemas.at(schema, (*_ITEM, key))["enum"]
        raise UsageFault(
            f"cette valeur n'est pas connue pour « {key} »",
            hint=f"dites l'une de celles-ci : {listing([str(each) for each in known], 'ou')}",
        ) from None


def vocabulary(schema: Schema, cabinet: Mapping[str, Any]) -> dict[str, set[tuple[str, str]]]:
    """Every folded word or expression, and the fields and values that it may state: more than one
    where consultants share a name. The schema's own words go before theirs."""
    words: dict[str, set[tuple[str, str]]] = {}
    for key, field in _FIELDS.items():
        part = schemas.at(schema, (*_ITEM, key))
        for value in part.get("enum", ()):
            label = folded(str(part.get("x-libelles", {}).get(value, value)))
            for word in (value.replace("_", " "), label, *_ALSO.get(key, {}).get(value, ())):
                words[word.removeprefix("en ").removeprefix("par ")] = {(field, value)}
    people: dict[str, set[tuple[str, str]]] = {}
    ids: dict[str, set[tuple[str, str]]] = {}
    for _, entry in entries_of(cabinet.get("consultants")):
        identity, name = entry.get("id"), folded(str(entry.get("nom", "")))
        if isinstance(identity, str):
            meant = ("consultant", identity)
            ids[folded(identity)] = {meant}
            for word in {name, *name.split(), *re.split(r"[\s'-]+", name)} - {""}:
                people.setdefault(word, set()).add(meant)
    return {**people, **ids, **words}


def _meaning(word: str, words: Mapping[str, set[tuple[str, str]]]) -> tuple[str, str]:
    near = (words[each] for each in words if len(word) > 2 and each.startswith(word))
    fits = words.get(word) or set().union(*near)
    if len(fits) == 1:
        return next(iter(fits))
    if fits:
        meant = listing(sorted(value for _, value in fits), "ou")
        raise UsageFault(f"« {word[:20]} » veut dire plusieurs choses", hint=f"écrivez {meant}")
    raise UsageFault(f"« {word[:20]} » n'est pas compris", hint=f"par exemple : {EXAMPLE}")


def _state(stated: dict[str, Any], meaning: tuple[str, str], word: str) -> None:
    field, value = meaning
    if stated.get(field, value) != value:
        raise UsageFault(
            f"« {word[:20]} » contredit un mot qui précède", hint=f"par exemple : {EXAMPLE}"
        )
    stated[field] = value


def _take_hours(text: str, stated: dict[str, Any]) -> str:
    """`text` without its hours and its duration, put into `stated`."""
    for pattern in (_LASTING, *_BOUNDS):
        found = pattern.search(text)
        if not found:
            continue
        if pattern is _LASTING:
            stated["minutes"] = hours.duration(found["d"])
        if "s" in pattern.groupindex and "start" not in stated:
            stated["start"] = _time(found["s"])
        elif "s" in pattern.groupindex:
            continue
        if "e" in pattern.groupindex:
            stated["end"] = _time(found["e"], ending=True)
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _time(told: str, *, ending: bool = False) -> time:
    text = hours.hour(told, ending=ending)
    return MIDNIGHT if text == written(MIDNIGHT) else time.fromisoformat(text)
