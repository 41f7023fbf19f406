"""Answers as a French person types them, to the values that a note holds, and back.

The values are those of the text (`notes.reading`): days, hours and months as the schemas want
them, yes and no as words, a choice as its key. Nothing raised here repeats what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bilantool import french
from bilantool.french import folded
from bilantool.notes import hours, moments, months, registers
from bilantool.notes.lines import unified
from bilantool.notes.mistyped import Mistyped
from bilantool.notes.months import Sense
from bilantool.notes.schema import Schema, types

__all__ = [
    "Choice",
    "Mistyped",
    "Sense",
    "choices",
    "chosen",
    "example",
    "folded",
    "kind",
    "said",
    "sense",
    "understood",
    "value",
    "yes",
]

Choice = tuple[str, str]
"""The key that a note holds, and the label that people read."""

_FORMATS = {"texte": "text", "date": "date", "mois": "month", "heure": "hour", "heure_fin": "hour"}
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PICK = "donnez le numéro de l'un d'eux"
_SPACES = "[ \u00a0\u202f]"
_UNITS = r"€|eur|euros?|%|pour cent|h|heures?|min|minutes?|semaines?|mois|jours?|ans?|km"
_NUMBER = re.compile(
    rf"([+-]?)(\d{{1,3}}(?:{_SPACES}\d{{3}})+|\d+)(?:([.,])(\d+))?{_SPACES}*(?:{_UNITS})?",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(f"(?:[0-9.,]|{_SPACES})+")
_LARGEST = 15
"""Digits above which a number is a slip of the keyboard."""


def kind(part: Schema) -> str:
    """How a field is asked: "line", "text", "date", "month", "hour", "number", "yesno",
    "choice" or "reference"."""
    if "x-renvoi" in part:
        return "reference"
    if "enum" in part:
        return "choice"
    if part.get("format") in _FORMATS:
        return _FORMATS[part["format"]]
    allowed = types(part)
    if "boolean" in allowed:
        return "yesno"
    if "string" not in allowed and {"number", "integer"} & set(allowed):
        return "number"
    return "line"


def sense(part: Schema) -> Sense:
    """Whether a field tells what happened or what is to come (`x-temps`), "" where either."""
    declared = part.get("x-temps")
    return declared if declared in ("passe", "avenir") else ""


def value(part: Schema, text: str, today: date) -> Any:
    """What the note holds for an answer; raises Mistyped where it is none.

    None for an end that has not come (« en cours »), where the field knows of it (`x-en-cours`).
    A reference is a choice among what another note holds: `chosen` knows it.
    """
    text = unified(text).replace("\ufeff", "").strip()  # a mark that files begin with, unseen
    if not text:
        raise Mistyped("la réponse est vide")
    if _UNREADABLE.search(text):
        raise Mistyped("la réponse contient des caractères illisibles")
    asked = kind(part)
    if asked == "text":
        return "\n".join(line.rstrip() for line in text.split("\n")) + "\n"
    if "\n" in text:
        raise Mistyped("la réponse tient sur une seule ligne")
    if asked == "choice":
        return chosen(choices(part), text)
    if asked == "yesno":
        return "oui" if yes(text) else "non"
    if asked == "number":
        whole = "number" not in types(part)
        return _lasting(text, part["x-duree"]) if "x-duree" in part else _number(text, whole=whole)
    if part.get("x-en-cours") is True and months.ongoing(text):
        return None
    if asked == "date":
        return moments.day(text, today, sense(part))
    if asked == "month":
        return months.month(text, today, sense(part))
    if asked == "hour":
        return hours.hour(text, ending=part["format"] == "heure_fin")
    if "x-lecture" in part:
        return registers.READ[part["x-lecture"]](text)
    return _patterned(text, part["pattern"]) if "pattern" in part else text


def said(part: Schema, held: Any) -> str:
    """What a person would type to give this value, which `value` reads back as the same."""
    asked = kind(part)
    if isinstance(held, bool):
        return "oui" if held else "non"
    if asked == "choice":
        return dict(choices(part)).get(str(held), str(held))
    if isinstance(held, int | float) and asked == "number":
        text = str(held).replace(".", ",")
        # Three decimals may be thousands: `_number` refuses them.
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text
    if asked in ("date", "month", "hour"):
        return _moment(asked, str(held))
    return str(held).strip()


def understood(part: Schema, held: Any, today: date, text: str = "") -> str:
    """What a date, an hour or a duration was taken to be, in full: `samedi 14 mars 2026`.

    "" for any other answer. `held` is what `value` made of `text`: with it, a year that nobody
    said, and that could be another one, is told as such; so is a day on the wrong side of today.
    """
    asked = kind(part)
    if held is None:
        return "pas de fin : c'est en cours" if part.get("x-en-cours") is True else ""
    try:
        if asked == "date":
            return _day(part, date.fromisoformat(str(held)), today, text)
        if asked == "month":
            return french.month(str(held))
        if asked == "hour":
            return french.hour(str(held))
    except (ValueError, IndexError):  # what the note held before, and nobody typed
        return ""
    if "x-duree" in part and isinstance(held, int | float):
        return french.hours(held * (60 if part["x-duree"] == "heures" else 1))
    return ""


def _day(part: Schema, day: date, today: date, text: str) -> str:
    said, meant = french.weekday_date(day), sense(part)
    if meant == "passe" and day > today:
        return f"{said}, qui est à venir"
    if meant == "avenir" and day < today:
        return f"{said}, qui est passé"
    if text and not meant:
        try:
            if guess := moments.told(text, today).guessed:
                return f"{said}, {guess}"
        except Mistyped:  # the text of another answer
            return said
    return said


def example(part: Schema) -> str:
    """The field's first example, as one would type it; "" without."""
    samples = part.get("examples") or ()
    return said(part, samples[0]) if samples else ""


def _patterned(text: str, pattern: str) -> str:
    """A number of a register without the quotes and spaces that people put into it."""
    bare = re.sub(f"{_SPACES}+", "", text.strip("\"'«»"))
    try:
        return bare if re.search(pattern, bare) and not re.search(pattern, text) else text
    except re.error:  # written for the schema's own expressions, which know more
        return text


def _moment(asked: str, held: str) -> str:
    try:
        if asked == "date":
            return french.short_date(held)
        if asked == "month":
            return french.month(held).replace(french.NBSP, " ")
    except (ValueError, IndexError):
        pass  # a value that the check refuses is shown as it stands in the note
    return held


def choices(part: Schema) -> tuple[Choice, ...]:
    """What a field proposes, in its order."""
    labels = part.get("x-libelles", {})
    return tuple((str(key), str(labels.get(key, key))) for key in part.get("enum", ()))


def chosen(options: Sequence[Choice], text: str) -> str:
    """The key meant by a number of the list, a label, a key, or the beginning of only one."""
    wanted = folded(text)
    numbered = wanted.isascii() and wanted.isdecimal() and len(wanted) < 4
    if numbered and 1 <= int(wanted) <= len(options):
        return options[int(wanted) - 1][0]
    names = [(key, {folded(label), folded(key)}) for key, label in options]
    exact = [key for key, both in names if wanted in both]
    near = [key for key, both in names if any(name.startswith(wanted) for name in both)]
    found = exact or near
    if wanted and len(found) == 1:
        return found[0]
    if wanted and found:
        raise Mistyped("plusieurs choix commencent ainsi", _PICK)
    raise Mistyped("ce n'est pas l'un des choix", _PICK)


def yes(text: str) -> bool:
    """Whether a yes or a no is a yes."""
    answer = folded(text)
    if answer in ("o", "oui"):
        return True
    if answer in ("n", "non"):
        return False
    raise Mistyped("répondez par oui ou par non")


def _lasting(text: str, unit: str) -> int | float:
    """A duration in the unit of its field, which a bare number is in."""
    if _BARE.fullmatch(text):
        return _number(text, whole=unit == "minutes")
    minutes = hours.duration(text)
    if unit == "minutes":
        return minutes
    return minutes // 60 if minutes % 60 == 0 else round(minutes / 60, 2)


def _number(text: str, *, whole: bool) -> int | float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Mistyped("ce n'est pas un nombre", "écrivez par exemple 12,5")
    sign, units, point, decimals = found.groups()
    units = re.sub(_SPACES, "", units)
    if len(units) + len(decimals or "") > _LARGEST:
        raise Mistyped("ce nombre est trop long")
    if point and len(decimals) == 3:
        raise Mistyped("est-ce des milliers, ou des millièmes ? écrivez 1600 ou 1,6")
    if not (decimals or "").strip("0"):
        return int(sign + units)
    if whole:
        raise Mistyped("il faut un nombre entier")
    return float(f"{sign}{units}.{decimals}")
