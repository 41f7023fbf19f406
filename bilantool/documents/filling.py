"""A note's values as a template reads them: every field of the schema is there.

Templates run under `StrictUndefined`, where a misspelt name stops the document. A field
that the counsellor left out is no misspelling, so each absent field is filled with the empty
value of its kind: "" for text, [] for a list, a group of empty fields, None for a number or a
yes or no. `{% if demande.freins %}` is then all the care that a template needs, and a name
that no schema knows still stops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def filled(value: Any, schema: Schema) -> Any:
    """`value` with every property of `schema` present, all the way down; a new structure."""
    kind = schema.get("type")
    if "properties" in schema:
        known = value if isinstance(value, Mapping) else {}
        fields = {name: filled(known.get(name), s) for name, s in schema["properties"].items()}
        return {**{name: v for name, v in known.items() if name not in fields}, **fields}
    if kind == "array":
        items = value if isinstance(value, list) else []
        return [filled(item, schema.get("items", {})) for item in items if item is not None]
    if value is not None:
        return value
    return None if kind in ("number", "integer", "boolean") else ""


def labels(schema: Schema, note: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The choices of each enumerated field, as `(field, {value: label})`.

    Each comes under its bare name and under `note.field`, for the names that two notes share.
    """
    for name, part in _fields(schema):
        if "x-libelles" in part:
            yield name, part["x-libelles"]
            yield f"{note}.{name}", part["x-libelles"]


def references(schema: Schema) -> Iterator[str]:
    """What the fields of a schema point at: `investigation/pistes#pistes.acces`."""
    for _, part in _fields(schema):
        if "x-renvoi" in part:
            yield part["x-renvoi"]


def listed(value: Any, path: list[str]) -> Iterator[Any]:
    """The items of the list at `path`, lists on the way included: `["pistes", "acces"]`."""
    if not path:
        yield from value if isinstance(value, list) else []
    elif isinstance(value, list):
        for item in value:
            yield from listed(item, path)
    elif isinstance(value, Mapping):
        yield from listed(value.get(path[0]), path[1:])


def blank(schema: Schema, path: list[str]) -> Any:
    """An item of the list at `path`, all its fields empty."""
    for name in path:
        schema = schema.get("properties", {}).get(name, {}).get("items", {})
    return filled(None, schema)


def _fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for name, part in schema.get("properties", {}).items():
        items = part.get("items", {})
        yield name, part
        if items:
            yield name, items
        yield from _fields(part)
        yield from _fields(items)
