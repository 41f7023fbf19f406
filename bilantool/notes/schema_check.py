"""Whether a cabinet's own schema is one that the tool can use.

Only overrides are checked: the shipped schemas are held sound by the tests. What is
refused here would otherwise surface later as an obscure failure of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.notes import registers
from bilantool.notes.formats import FORMATS
from bilantool.notes.reading import Reading

_TYPES = ("object", "array", "string", "number", "integer", "boolean")
_TEXT = ("title", "description", "$comment", "$schema", "x-article", "x-question", "x-libelle")
_NAMES = ("required", "x-cloture")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_FLAGS = ("uniqueItems", "x-sensible", "x-tiers", "x-anterieur", "x-outil", "x-en-cours")
_SCHEMAS = ("items", "if", "then", "else", "not", "contains")
_TENSES = ("passe", "avenir")
_SPANS = ("heures", "minutes")
_FREE = ("const", "default")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_TARGET = re.compile(r"pieces|[a-z]+(/[a-z][a-z0-9-]*)?#[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")

Defect = tuple[KeyPath, str]


def verify(name: str, reading: Reading) -> None:
    """Raise DataFault, with the file's name and line, on the first thing that is wrong."""
    schema = reading.values
    found = next(_defects(schema, ()), None)
    if found is None and (schema.get("type") != "object" or not schema.get("properties")):
        found = ((), "une note est un « type: object » avec des « properties »")
    if found is None:
        return
    path, message = found
    position = reading.locate(path)
    raise DataFault(
        f"« templates/{name} », ligne {position.line} : {message}",
        hint="corrigez le fichier, puis lancez « bilantool templates accept » ; "
        "sans lui, la note standard reprend sa place",
        position=position,
    )


def _defects(schema: Any, path: KeyPath) -> Iterator[Defect]:
    if schema is False and path:
        return
    if not isinstance(schema, dict):
        yield path, "un groupe de mots-clés (title, type…) est attendu ici"
        return
    for key, value in schema.items():
        yield from _keyword(key, value, (*path, key))
    properties = schema.get("properties")
    if isinstance(properties, dict) and schema.get("type") == "object":
        for key in _NAMES:
            for index, required in enumerate(schema.get(key, ())):
                if required not in properties:
                    yield (*path, key, index), f"« {key} » nomme un champ qui n’existe pas"
        label = schema.get("x-libelle")
        if label is not None and label not in properties:
            yield (*path, "x-libelle"), "« x-libelle » nomme un champ qui n’existe pas"


def _keyword(key: str, value: Any, path: KeyPath) -> Iterator[Defect]:
    wrong = ""
    if key in _SCHEMAS:
        yield from _defects(value, path)
    elif key == "allOf":
        if not isinstance(value, list) or not value:
            wrong = "« allOf » attend une liste"
        for index, part in enumerate(value if isinstance(value, list) else ()):
            yield from _defects(part, (*path, index))
    elif key == "properties":
        yield from _properties(value, path)
    else:
        wrong = _plain(key, value)
    if wrong:
        yield path, wrong


def _properties(value: Any, path: KeyPath) -> Iterator[Defect]:
    if not isinstance(value, dict):
        yield path, "« properties » attend des champs, un par ligne"
        return
    for key, part in value.items():
        if not _KEY.fullmatch(key):
            message = "un nom de champ s’écrit en minuscules sans accent, chiffres et _"
            yield (*path, key), message
        yield from _defects(part, (*path, key))


def _plain(key: str, value: Any) -> str:
    """What is wrong with a keyword that holds no schema; empty when nothing is."""
    checks = {
        **dict.fromkeys(_TEXT, (isinstance(value, str), "un texte")),
        **dict.fromkeys(_NAMES, (_all_text(value), "une liste de champs")),
        **dict.fromkeys(_COUNTS, (_number(value) and value == int(value) >= 0, "un entier")),
        **dict.fromkeys(_NUMBERS, (_number(value), "un nombre")),
        **dict.fromkeys(_FLAGS, (isinstance(value, bool), "true ou false")),
        **dict.fromkeys(_FREE, (True, "")),
        "type": (_known_types(value), f"l’un de ces types : {', '.join(_TYPES)}"),
        "format": (_one_of(value, FORMATS), f"l’un de ces formats : {', '.join(FORMATS)}"),
        "pattern": (_compiles(value), "une expression régulière correcte"),
        "enum": (isinstance(value, list) and bool(value), "une liste de valeurs"),
        "examples": (isinstance(value, list), "une liste d’exemples"),
        "additionalProperties": (value is False, "false"),
        "x-libelles": (isinstance(value, dict), "un libellé pour chaque valeur"),
        "x-temps": (_one_of(value, _TENSES), f"l’un de ces temps : {', '.join(_TENSES)}"),
        "x-duree": (_one_of(value, _SPANS), f"l’une de ces unités : {', '.join(_SPANS)}"),
        "x-lecture": (
            _one_of(value, registers.READ),
            f"l’une de ces lectures : {', '.join(registers.READ)}",
        ),
        "x-renvoi": (
            _matches(_TARGET, value),
            "« dossier/note#liste », « cabinet#… » ou « pieces »",
        ),
    }
    if key not in checks:
        return "ce mot-clé n’est pas de ceux qu’une note comprend"
    fine, expected = checks[key]
    return "" if fine else f"« {key} » attend {expected}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _one_of(value: Any, known: Any) -> bool:
    return isinstance(value, str) and value in known


def _known_types(value: Any) -> bool:
    return _one_of(value, _TYPES) or (
        isinstance(value, list) and bool(value) and all(_one_of(item, _TYPES) for item in value)
    )


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _compiles(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return True
