"""The ids that other notes point at, each beside the label of its item."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bilantool.notes.schema import Schema, child, parts
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
    return list(_rows(schema, values, wanted, ""))


def _rows(schema: Schema, value: Any, wanted: Collection[str], where: str) -> Iterator[list[str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{where}.{name}" if where else str(name)
            yield from _rows(child(schema, name), inner, wanted, below)
    elif isinstance(value, list):
        part = child(schema, 0)
        for item in value:
            if where in wanted and isinstance(item, Mapping) and item.get("id"):
                label = str(item.get(part.get("x-libelle", ""), ""))
                yield [where.rpartition(".")[2], str(item["id"]), " ".join(label.split())]
            yield from _rows(part, item, wanted, where)
