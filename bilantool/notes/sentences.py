"""What is said of a value that does not fit: the kind of finding, a sentence and a hint.

Chosen by the schema's keyword that failed; no word of the value is ever in them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from bilantool.findings import KeyPath
from bilantool.notes import hints, kinds
from bilantool.notes.kinds import Kind
from bilantool.notes.schema import Schema, at, title, types

_TIMES = ("date", "mois", "heure", "heure_fin")
_TOO_SHORT = ("minLength", "minItems", "minProperties")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_FORMATS = {
    "ligne": "un texte d’une seule ligne",
    "date": "une date",
    "mois": "un mois ou une année",
    "heure": "une heure",
    "heure_fin": "une heure",
    "identifiant": "un identifiant court",
    "email": "une adresse électronique",
}
_TYPES = {
    "string": "un texte",
    "array": "une liste",
    "object": "un groupe de champs",
    "integer": "un nombre entier",
    "number": "un nombre",
}


class Remark(NamedTuple):
    """One remark, still without its place in the text."""

    kind: Kind
    sentence: str
    hint: str


def remark(schema: Schema, path: KeyPath, keyword: str, value: Any) -> Remark:
    """What to say when `keyword` failed at `path`; for `required`, `path` leads to the absentee.

    `value` is looked at for its type and its form, never shown.
    """
    part = at(schema, path)
    if keyword == "required":
        return Remark(kinds.MISSING, sentence(schema, path, "manque"), hints.missing(schema, path))
    if keyword in _TOO_SHORT:
        limit = part.get(keyword, 1)
        unit = "caractères" if keyword == "minLength" else "éléments"
        said = sentence(schema, path, "est encore trop court")
        return Remark(kinds.MISSING, said, f"il en faut au moins {limit} ({unit})")
    if keyword in ("type", "format"):
        kind = kinds.WRONG_DATE if part.get("format") in _TIMES else kinds.WRONG
        wrong_type = keyword == "type"
        said = sentence(schema, path, _not_what_is_expected(part, wrong_type=wrong_type))
        hint = hints.of_type(part, path, value) if wrong_type else hints.of_format(part, value)
        return Remark(kind, said, hint)
    if keyword == "enum" and "enum" in part:
        said = sentence(schema, path, "n’a pas l’une des valeurs proposées")
        near = hints.nearest(part, value)
        begin = f"{near}les choix" if near else "choisissez"
        return Remark(kinds.WRONG_CHOICE, said, f"{begin} : {hints.choices(part)}")
    if keyword in _BOUNDS:
        said = sentence(schema, path, "est hors des bornes")
        return Remark(kinds.WRONG, said, hints.bounds(part))
    if keyword in ("maxLength", "maxItems") and keyword in part:
        unit = "caractères" if keyword == "maxLength" else "éléments"
        said = sentence(schema, path, "est trop long")
        return Remark(kinds.WRONG, said, f"gardez au plus {part[keyword]} {unit}")
    if keyword == "pattern":
        said = sentence(schema, path, "n’a pas la forme attendue")
        return Remark(kinds.WRONG, said, hints.like_example(part))
    said = sentence(schema, path, "ne convient pas ici")
    return Remark(kinds.WRONG, said, "vérifiez la valeur, ou retirez ce champ")


def unknown_key(schema: Schema, path: KeyPath, key: str) -> Remark:
    """What to say of an unknown key inside `path`: not the key, which may be anyone's word."""
    said = f"une clé est inconnue{_inside(schema, path)}"
    return Remark(kinds.UNKNOWN_KEY, said, hints.unknown(at(schema, path), key))


def blank_item(schema: Schema, path: KeyPath) -> Remark:
    """What to say of an empty item among others."""
    said = sentence(schema, path, "est vide")
    return Remark(kinds.MISSING, said, "complétez l’élément, ou supprimez sa ligne et son tiret")


def unbegun(note_title: str, name: str) -> Remark:
    """What to say of a note that is still empty: one remark, not one per field."""
    said = f"la note « {note_title} » reste à commencer"
    short = name.rpartition("/")[2]
    return Remark(kinds.UNBEGUN, said, f"commencez-la : bilantool fill {short}")


def sentence(schema: Schema, path: KeyPath, verb: str) -> str:
    """`« Début » manque dans l’élément 2 de « Expériences »`."""
    if isinstance(path[-1], int):
        return f"{_item(schema, path)} {verb}{_inside(schema, path[:-2])}"
    return f"« {title(schema, path)} » {verb}{_inside(schema, path[:-1])}"


def _inside(schema: Schema, path: KeyPath) -> str:
    """` dans « Adresse »`, ` dans l’élément 1 de « Actions », élément 2 de « Emplois »`."""
    around: list[str] = []
    while path:
        is_item = isinstance(path[-1], int)
        around.append(_item(schema, path) if is_item else f"« {title(schema, path)} »")
        path = path[:-2] if is_item else path[:-1]
    if not around:
        return ""
    first, *others = around
    return " dans " + ", ".join([first, *(each.removeprefix("l’") for each in others)])


def _item(schema: Schema, path: KeyPath) -> str:
    return f"l’élément {int(path[-1]) + 1} de « {title(schema, path[:-1])} »"


def _not_what_is_expected(part: Schema, *, wrong_type: bool) -> str:
    declared = part.get("format", "")
    if declared in _FORMATS and (not wrong_type or declared in _TIMES):
        return f"n’est pas {_FORMATS[declared]}"
    expected = next((kind for kind in types(part) if kind in (*_TYPES, "boolean")), "")
    if expected == "boolean":
        return "ne vaut ni oui ni non"
    return f"n’est pas {_TYPES[expected]}" if expected else "ne convient pas ici"
