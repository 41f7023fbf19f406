"""What other notes point at: the items of lists, with their ids and their labels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bilantool.notes import typed
from bilantool.notes.schema import Schema, at, child, parts
from bilantool.notes.trame import Trame


def targets(trame: Trame, note: str) -> set[str]:
    """The lists of `note` that some field of the trame points at: `pistes`, `pistes.acces`."""
    found = set()
    for spec in trame.notes.values():
        for _, part in parts(spec.schema):
            source, _, listed = str(part.get("x-renvoi", "")).partition("#")
            if source == note:
                found.add(listed)
    return found


def rows(schema: Schema, values: Mapping[str, Any], wanted: Collection[str]) -> list[list[str]]:
    """`[list, id, label]` for each item of the `wanted` lists, in the order of the note."""
    return [
        [where.rpartition(".")[2], str(item["id"]), _label(item, part.get("x-libelle", ""))]
        for where, item, part in _items(schema, values, "")
        if where in wanted
    ]


def choices(
    schema: Schema, values: Mapping[str, Any], listed: str, label: str = ""
) -> tuple[typed.Choice, ...]:
    """The id and label of each item of a list (`pistes.acces`), the label as people read it.

    `label` names the property to show where the schema does not. Two items of one label are told
    apart by their ids.
    """
    found = []
    for where, item, part in _items(schema, values, ""):
        if where == listed:
            key = label or part.get("x-libelle", "")
            held = item.get(key)
            known = "" if held is None else typed.said(at(part, (key,)), held)
            found.append((str(item["id"]), " ".join(known.split()) or str(item["id"])))
    shown = [name for _, name in found]
    return tuple(
        (id_, name if shown.count(name) == 1 else f"{name} ({id_})") for id_, name in found
    )


def _label(item: Mapping[str, Any], key: str) -> str:
    return " ".join(str(item.get(key, "")).split())


def _items(
    schema: Schema, value: Any, where: str
) -> Iterator[tuple[str, Mapping[str, Any], Schema]]:
    """Each item that has an id, with the dotted name of its list and the schema of its fields."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{where}.{name}" if where else str(name)
            yield from _items(child(schema, name), inner, below)
    elif isinstance(value, list):
        part = child(schema, 0)
        for item in value:
            if isinstance(item, Mapping) and item.get("id"):
                yield where, item, part
            yield from _items(part, item, where)
