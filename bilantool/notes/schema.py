"""Walking a schema of the trame: which part speaks of which key, and what the loader adds.

Schemas are plain dictionaries without `$ref` (`schema_check` refuses it in an override):
a key path of the values leads to one part of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bilantool.findings import KeyPath

Schema = dict[str, Any]

IDENTIFIER: Schema = {
    "title": "Identifiant court",
    "description": "Posé par l’outil ; les autres notes s’en servent pour désigner cet élément.",
    "type": "string",
    "format": "identifiant",
    "maxLength": 60,
}
DEROGATIONS: Schema = {
    "title": "Dérogations",
    "description": "Un conseil d’usage que l’on écarte, avec sa raison ; jamais un article de loi.",
    "type": "array",
    "items": {
        "title": "Dérogation",
        "type": "object",
        "additionalProperties": False,
        "required": ["regle", "motif", "date"],
        "properties": {
            "regle": {"title": "Règle", "type": "string", "format": "ligne", "maxLength": 20},
            "motif": {"title": "Motif", "type": "string", "format": "texte"},
            "date": {"title": "Date", "type": "string", "format": "date", "x-temps": "passe"},
        },
    },
}


def child(schema: Schema, key: str | int) -> Schema:
    """The part of `schema` for an entry or an item (an index, or `"[]"` for any); empty when it
    says nothing of it."""
    item = isinstance(key, int) or key == "[]"
    found = schema.get("items") if item else schema.get("properties", {}).get(key)
    return found if isinstance(found, dict) else {}


def at(schema: Schema, path: KeyPath) -> Schema:
    """The part of `schema` that a key path leads to; empty when there is none."""
    for key in path:
        schema = child(schema, key)
    return schema


def fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The keys that a person fills, in order: not an id, nor derogations, nor a sealed paper.

    A sealed attachment has no id to write before it is attached, which no note does. What is
    `x-outil` is written by a command.
    """
    for key, part in schema.get("properties", {}).items():
        papers = part.get("x-renvoi") == "pieces" or part.get("x-outil") is True
        if key not in ("id", "derogations") and not papers:
            yield key, part


def by_tool(schema: Schema, path: KeyPath) -> bool:
    """Whether what is at `path` is written by a command, and not by a person (`x-outil`)."""
    return any(at(schema, path[:end]).get("x-outil") is True for end in range(1, len(path) + 1))


def types(schema: Schema) -> tuple[str, ...]:
    """The types it allows, none named when it allows all."""
    declared = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)


def title(schema: Schema, path: KeyPath) -> str:
    """The title of what is at `path`, or else its key."""
    declared = at(schema, path).get("title")
    return declared if isinstance(declared, str) else str(path[-1]) if path else ""


def article(schema: Schema, path: KeyPath) -> str:
    """The article of law nearest to `path`, looking outwards."""
    for length in range(len(path), -1, -1):
        found = at(schema, path[:length]).get("x-article")
        if isinstance(found, str):
            return found
    return ""


def conditions(schema: Schema) -> Iterator[Schema]:
    """Every `then` and `else` of this level, those inside `allOf` too."""
    for part in (schema, *schema.get("allOf", ())):
        for branch in ("then", "else"):
            if branch in part:
                yield part[branch]


def parts(schema: Schema, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Schema]]:
    """Each part with its path, outer before inner; the items of a list stand at `"[]"`."""
    yield path, schema
    for key, inner in schema.get("properties", {}).items():
        yield from parts(inner, (*path, key))
    if isinstance(schema.get("items"), dict):
        yield from parts(schema["items"], (*path, "[]"))


def completed(schema: Schema) -> Schema:
    """The schema of a note with what its file does not repeat: `id` in items, `derogations`."""
    whole = _with_identifiers(schema)
    whole["properties"] = {**whole.get("properties", {}), "derogations": DEROGATIONS}
    return whole


def closing(schema: Schema) -> Schema:
    """The schema as it is at closure: the keys of `x-cloture` are required too."""
    copy = dict(schema)
    if "x-cloture" in schema:
        copy["required"] = [*schema.get("required", ()), *schema["x-cloture"]]
    if "properties" in schema:
        copy["properties"] = {key: closing(part) for key, part in schema["properties"].items()}
    if isinstance(schema.get("items"), dict):
        copy["items"] = closing(schema["items"])
    return copy


def _with_identifiers(schema: Schema, *, item: bool = False) -> Schema:
    copy = dict(schema)
    if "properties" in schema:
        inner = {key: _with_identifiers(part) for key, part in schema["properties"].items()}
        copy["properties"] = {"id": IDENTIFIER, **inner} if item else inner
        copy.setdefault("additionalProperties", False)
    if isinstance(schema.get("items"), dict):
        copy["items"] = _with_identifiers(schema["items"], item=True)
    return copy
