"""The schema that an editor completes and checks with, while a note is being written.

It is kinder than ours: an empty value is no mistake yet, `oui` and `non` are booleans,
and what only our tools understand (`x-…`, our formats) is told as help instead.
"""

from __future__ import annotations

from typing import Any

from bilantool.notes.schema import Schema, types
from bilantool.notes.trame import NoteSpec

_KEPT_FORMATS = ("date", "email")
_NESTED = ("items", "if", "then", "else", "not", "contains")


def editor_schema(spec: NoteSpec) -> dict[str, Any]:
    """A JSON Schema (2020-12), ready for `json.dumps`, for the YAML extension of an editor."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_translated(spec.schema),
    }


def _translated(schema: Schema) -> Schema:
    copy: Schema = {}
    for key, value in schema.items():
        if key.startswith("x-") or (key == "format" and value not in _KEPT_FORMATS):
            continue
        if key in _NESTED and isinstance(value, dict):
            copy[key] = _translated(value)
        elif key == "properties":
            copy[key] = {name: _translated(part) for name, part in value.items()}
        elif key == "allOf":
            copy[key] = [_translated(part) for part in value]
        else:
            copy[key] = value
    if "type" in schema:
        _allow_empty(copy, types(schema))
    if help_text := _help(schema):
        copy["description"] = help_text
    labels = schema.get("x-libelles")
    if labels and "enum" in schema:
        described = [str(labels.get(value, value)) for value in schema["enum"]]
        copy["enumDescriptions"] = [*described, ""]
    return copy


def _allow_empty(copy: Schema, allowed: tuple[str, ...]) -> None:
    """Let an empty value pass, and the French words where a boolean is wanted."""
    if "boolean" in allowed:
        del copy["type"]
        copy["enum"] = ["oui", "non", True, False, None]
        return
    copy["type"] = [*allowed, "null"]
    if "enum" in copy:
        copy["enum"] = [*copy["enum"], None]


def _help(schema: Schema) -> str:
    """Help, question and article in one text: what an editor shows beside a key."""
    parts = [schema.get("description"), schema.get("x-question")]
    if "x-article" in schema:
        parts.append(f"Article : {schema['x-article']}")
    return "\n\n".join(str(part) for part in parts if part)
