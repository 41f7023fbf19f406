"""The fields of a note as a person would explain them, made from its schema alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bilantool.french import counted, lasting, listing
from bilantool.notes import hints
from bilantool.notes.schema import DEROGATIONS, IDENTIFIER, Schema, child, types
from bilantool.notes.trame import TRIGGERS, RetentionClass

ELSEWHERE = "selon d’autres réponses"
SENSITIVE = "Rien ici sur la santé, la famille ni les opinions."
BY_TOOL = "Écrit par bilantool, jamais par vous"
THIRD_PARTY = (
    "Paroles de tiers : elles sont mises à part quand le dossier est remis à la personne "
    "(bilantool export)."
)

_TEXTS = {
    "ligne": "une ligne",
    "texte": "un texte",
    "date": "une date (AAAA-MM-JJ)",
    "mois": "un mois ou une année (AAAA-MM ou AAAA)",
    "heure": "une heure (HH:MM)",
    "heure_fin": "une heure (HH:MM, jusqu’à 24:00)",
    "email": "une adresse électronique",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `depth` is 0 at the top of the note, and one more inside each group or list.

    `kind` says what is written there, `needed` whether it must be (« Obligatoire »,
    « Facultatif », « Obligatoire quand … »). `choices` are values with their meaning. Texts
    that the schema does not give are empty.
    """

    depth: int
    key: str
    title: str
    kind: str
    needed: str
    question: str = ""
    help: str = ""
    example: str = ""
    article: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    sensitive: bool = False
    third_party: bool = False

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to beware of when writing there, in sentences."""
        said = ((self.sensitive, SENSITIVE), (self.third_party, THIRD_PARTY))
        return tuple(sentence for holds, sentence in said if holds)


def fields(schema: Schema) -> list[Field]:
    """Every field in the order of the note, what a list holds after the list itself.

    The ids and the exceptions that every note may hold are left out.
    """
    return list(_fields(schema, (), 0))


def fate(kept: RetentionClass, day: date) -> str:
    """What becomes of a class after the bilan, by what is in force on `day`."""
    now = [each for each in kept.durations if each.in_force(day)]
    plain = [each for each in now if not each.agreement]
    agreed = max((each.months for each in now if each.agreement), default=0)
    longest = max(plain, key=lambda each: each.months, default=None)
    told = "à détruire dès la fin du bilan"
    if longest and longest.months:
        since = TRIGGERS[longest.trigger]
        told = f"à garder {lasting(longest.months)} après {since}, puis à détruire"
    if agreed:
        told += f" ; avec l’accord écrit de la personne, à garder {lasting(agreed)} au plus"
    articles = listing(sorted({each.article for each in now if each.article}))
    return told + (f" ({articles})" if articles else "")


def first_sentence(schema: Schema) -> str:
    """The first sentence of the help of a note."""
    text = " ".join(str(schema.get("description", "")).split())
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text


def _fields(
    schema: Schema, imposed: Sequence[tuple[str, Schema]], depth: int, tool: bool = False
) -> Iterator[Field]:
    """The fields of a group; `imposed` are what conditions further out ask of it, and `tool` tells
    that a command writes all of it."""
    asked = [*_conditions(schema), *imposed]
    for key, part in schema.get("properties", {}).items():
        if part is IDENTIFIER or part is DEROGATIONS:
            continue
        own = tool or bool(part.get("x-outil"))
        field = _field(schema, key, asked, depth)
        yield replace(field, needed=BY_TOOL) if own else field
        inner = [(when, child(branch, key)) for when, branch in asked if child(branch, key)]
        if "properties" in part:
            yield from _fields(part, inner, depth + 1, own)
        elif "properties" in part.get("items", {}):
            items = [(when, child(branch, 0)) for when, branch in inner if child(branch, 0)]
            yield from _fields(part["items"], items, depth + 1, own)


def _field(schema: Schema, key: str, asked: Sequence[tuple[str, Schema]], depth: int) -> Field:
    part = schema["properties"][key]
    whens = list(dict.fromkeys(when for when, branch in asked if key in branch.get("required", ())))
    if key in schema.get("required", ()):
        needed = "Obligatoire"
    elif whens:
        needed = f"Obligatoire {', ou '.join(whens)}"
    elif key in schema.get("x-cloture", ()):
        needed = "Obligatoire à la clôture"
    else:
        needed = "Facultatif"
    one = part["items"] if isinstance(part.get("items"), dict) else part
    chosen = one if "enum" in one else part
    return Field(
        depth,
        key,
        str(part.get("title", key)),
        _kind(part),
        needed,
        question=_text(part, "x-question"),
        help=_text(part, "description"),
        example=_example(part),
        article=_text(part, "x-article"),
        choices=tuple((_written(v), _label(chosen, v)) for v in chosen.get("enum", ())),
        sensitive=bool(part.get("x-sensible") or one.get("x-sensible")),
        third_party=bool(part.get("x-tiers") or one.get("x-tiers")),
    )


def _kind(part: Schema) -> str:
    allowed = types(part)
    if "array" in allowed:
        items = part.get("items", {})
        least = part.get("minItems", 0)
        count = f", {counted(least, 'élément')} au moins" if least else ""
        each = "un groupe de champs" if "object" in types(items) else _kind(items)
        return f"une liste{count} ; chaque élément est {each}"
    if "object" in allowed:
        return "un groupe de champs"
    if "enum" in part:
        return "un choix"
    if "x-renvoi" in part:
        target = part["x-renvoi"]
        lists = "#" in target
        return f"le renvoi à un élément {hints.target(target)}" if lists else "une pièce jointe"
    if "boolean" in allowed:
        return "oui ou non"
    if part.get("format") in _TEXTS:
        return _TEXTS[part["format"]]
    if {"integer", "number"} & set(allowed):
        return _number(part, whole="number" not in allowed)
    return "un texte"


def _number(part: Schema, *, whole: bool) -> str:
    name = "un nombre entier" if whole else "un nombre"
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None:
        return f"{name} de {low} à {high}"
    if low is not None:
        return f"{name}, {low} au moins"
    return f"{name}, {high} au plus" if high is not None else name


def _conditions(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """`quand « X » vaut y`, and what is then asked, for each condition of this level."""
    for part in (schema, *schema.get("allOf", ())):
        for branch, met in (("then", True), ("else", False)):
            if branch in part:
                yield _when(schema, part.get("if", {}), met=met), part[branch]


def _when(schema: Schema, condition: Schema, *, met: bool) -> str:
    rules: Mapping[str, Schema] = condition.get("properties", {})
    keys = dict.fromkeys([*rules, *condition.get("required", ())])
    told = [_holds(schema, key, rules.get(key), met=met) for key in keys]
    known = [each for each in told if each]
    if not known or len(known) < len(told) or not set(condition) <= {"properties", "required"}:
        return ELSEWHERE
    if met or (len(known) == 1 and not rules):
        return f"quand {' et '.join(known)}"
    return ELSEWHERE


def _holds(schema: Schema, key: str, rule: Schema | None, *, met: bool) -> str:
    """`« Statut » vaut retenue`; empty for a rule that these words do not cover."""
    part = child(schema, key)
    name = f"« {part.get('title', key)} »"
    if rule is None:
        return f"{name} est rempli" if met else f"{name} est vide"
    if "const" in rule:
        return f"{name} vaut « {_label(part, rule['const'])} »"
    if "enum" in rule:
        return f"{name} vaut {listing([f'« {_label(part, v)} »' for v in rule['enum']], 'ou')}"
    if "const" in rule.get("contains", {}):
        return f"{name} contient « {_label(part.get('items', {}), rule['contains']['const'])} »"
    return ""


def _label(part: Schema, value: Any) -> str:
    return str(part.get("x-libelles", {}).get(value, _written(value)))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


def _example(part: Schema) -> str:
    """The first example, in words: a list is told by its first elements."""
    for sample in part.get("examples", ()):
        if isinstance(sample, list):
            return " ; ".join(_written(each) for each in sample if not isinstance(each, dict))
        if not isinstance(sample, dict):
            return _written(sample)
    return ""


def _text(part: Schema, key: str) -> str:
    return " ".join(str(part.get(key, "")).split())
