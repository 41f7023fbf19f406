"""Values and their schema, as one text to read: every word that was typed, in French dress.

It goes by the values, not by the schema: what a schema does not know is printed under its own
key, so that nothing is left out. Ids are the tool's own marks; where a field names an item by
its id, the item's label is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bilantool import french
from bilantool.documents import markup
from bilantool.notes import formats
from bilantool.notes.normal import is_empty
from bilantool.notes.schema import Schema, child
from bilantool.notes.trame import Trame

Labels = Mapping[str, Mapping[str, str]]
"""For each target of a reference (`investigation/pistes#pistes`): id → what the person reads."""

_LONG = 160
_DEEPEST = 5


def section(title: str, values: Mapping[str, Any], schema: Schema, labels: Labels) -> str:
    """A note under its title."""
    return "\n\n".join([f"# {markup.line(title)}", *blocks(values, schema, labels, 2)])


def labels(
    trame: Trame, notes: Mapping[str, Mapping[str, Any]], settings: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """What each id of each list stands for, nested lists included.

    `notes` are values by name, `settings` those of cabinet.yaml.
    """
    known: dict[str, dict[str, str]] = {}
    for name, values in notes.items():
        _collect(known, name, "", values, trame.notes[name].schema)
    consultants = settings.get("consultants", [])
    known["cabinet#consultants"] = {
        str(each["id"]): str(each.get("nom") or each["id"])
        for each in consultants
        if isinstance(each, Mapping) and each.get("id")
    }
    return known


def _collect(
    known: dict[str, dict[str, str]], note: str, where: str, value: Any, schema: Schema
) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            below = f"{where}.{key}" if where else str(key)
            _collect(known, note, below, inner, child(schema, key))
    elif isinstance(value, list):
        part = child(schema, 0)
        for item in value:
            if isinstance(item, Mapping) and item.get("id"):
                said = _label(item, part, {})
                if said:
                    known.setdefault(f"{note}#{where}", {})[str(item["id"])] = said
            _collect(known, note, where, item, part)


def _label(item: Mapping[str, Any], part: Schema, known: Labels) -> str:
    """What an item is called: the value of its `x-libelle`."""
    key = part.get("x-libelle", "")
    value = item.get(key)
    if is_empty(value) or isinstance(value, list | Mapping):
        return ""
    return shown(value, child(part, key), known)


def shown(value: Any, schema: Schema, known: Labels) -> str:
    """A single value as a French reader expects it; text stays as it was typed."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = str(value)
    target = schema.get("x-renvoi")
    if target:
        return known.get(target, {}).get(text, text)
    choices = schema.get("x-libelles", {})
    if text in choices:
        return str(choices[text])
    kind = schema.get("format")
    bare = text.strip()
    if kind == "date" and formats.is_date(bare):
        return french.long_date(bare)
    if kind == "mois" and formats.is_month(bare):
        return french.month(bare)
    if kind in ("heure", "heure_fin") and formats.FORMATS[kind](bare):
        return french.hour(bare)
    return text


def blocks(values: Mapping[str, Any], schema: Schema, known: Labels, level: int) -> Iterator[str]:
    """The Markdown of a group: short answers together, each longer part under a heading."""
    yield from _group(values, schema, known, level, ("id",), "\\\n")


def _group(
    values: Mapping[str, Any],
    schema: Schema,
    known: Labels,
    level: int,
    said: Sequence[str],
    between: str,
) -> Iterator[str]:
    """The same without the keys already `said`; `between` stands between short answers.

    Those come first: below a heading they would seem to belong to it.
    """
    short: list[str] = []
    longer: list[str] = []
    for key in _ordered(values, schema):
        value, part = values[key], child(schema, key)
        if key in said or is_empty(value):
            continue
        title = markup.line(str(part.get("title") or key))
        if isinstance(value, Mapping | list) or _is_long(value, part):
            longer += _part(title, value, part, known, level)
        else:
            short.append(f"**{title}** : {markup.line(shown(value, part, known))}")
    if short:
        yield between.join(short)
    yield from longer


def _part(title: str, value: Any, part: Schema, known: Labels, level: int) -> Iterator[str]:
    yield _heading(title, level)
    if isinstance(value, Mapping):
        yield from blocks(value, part, known, level + 1)
    elif isinstance(value, list):
        yield from _items(value, child(part, 0), known, level + 1)
    else:
        yield markup.prose(shown(value, part, known))


def _items(items: Sequence[Any], part: Schema, known: Labels, level: int) -> Iterator[str]:
    """The items of a list; those that have words are numbered as the note has them."""
    plain: list[str] = []
    for number, item in enumerate(items, 1):
        if is_empty(item):
            continue
        if not isinstance(item, Mapping | list):
            plain.append(f"- {markup.cell(shown(item, part, known))}")
            continue
        if plain:
            yield "\n".join(plain)
            plain = []
        name = str(part.get("title") or "Élément")
        label = _label(item, part, known) if isinstance(item, Mapping) else ""
        title = _shortened(label)
        yield _heading(markup.line(f"{name} {number}" + (f" : {title}" if title else "")), level)
        if isinstance(item, Mapping):
            # The label is read in the heading, unless it was too long for one.
            said = ("id", part.get("x-libelle", "")) if label == title else ("id",)
            yield from _group(item, part, known, level + 1, said, " · ")
        else:
            yield from _items(item, child(part, 0), known, level + 1)
    if plain:
        yield "\n".join(plain)


def _ordered(values: Mapping[str, Any], schema: Schema) -> list[str]:
    """The keys in the order of the schema, then those that it does not know."""
    order = [key for key in schema.get("properties", {}) if key in values]
    return [*order, *(key for key in values if key not in order)]


def _is_long(value: Any, part: Schema) -> bool:
    text = str(value)
    return part.get("format") == "texte" or "\n" in text.strip() or len(text) > _LONG


def _shortened(text: str) -> str:
    flat = re.sub(r"[ \t\n]+", " ", text).strip()  # fixed spaces stay
    return flat if len(flat) <= _LONG // 2 else flat[: _LONG // 2].rsplit(" ", 1)[0] + "…"


def _heading(text: str, level: int) -> str:
    return f"{'#' * level} {text}" if level <= _DEEPEST else f"**{text}**"
