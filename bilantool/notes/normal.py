"""Normal values: what a person left empty is absent, `oui` is a boolean, a bare year is text.

Values whose form is wrong pass through as they are: it is for the check to name them.
"""

from __future__ import annotations

from typing import Any

from bilantool.findings import KeyPath
from bilantool.notes import months
from bilantool.notes.schema import Schema, child, types

_YES_NO = {"oui": True, "non": False}


def normal(values: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """A copy of a note's values in normal form (docs/architecture.md says what that is)."""
    kept: dict[str, Any] = {}
    for key, value in values.items():
        clean = _value(value, child(schema, key))
        if not is_empty(clean):
            kept[key] = clean
    return kept


def is_empty(value: Any) -> bool:
    """Whether nothing was written: null, blank text, or a list or mapping of nothing else.

    Takes normal values or raw ones. `false` and 0 are something.
    """
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(map(is_empty, value))
    if isinstance(value, dict):
        return all(map(is_empty, value.values()))
    return value is None


def value_at(values: Any, path: KeyPath) -> Any:
    """What values hold at a path, None where nothing is; takes normal values or raw ones."""
    for key in path:
        if isinstance(values, dict):
            values = values.get(key)
        elif isinstance(values, list) and isinstance(key, int) and key < len(values):
            values = values[key]
        else:
            return None
    return values


def _value(value: Any, schema: Schema) -> Any:
    if isinstance(value, dict):
        return normal(value, schema)
    if isinstance(value, list):
        return [_item(item, child(schema, 0)) for item in value]
    allowed = types(schema)
    if isinstance(value, str):
        if schema.get("x-en-cours") is True and months.ongoing(value):
            return None
        return _text(value, schema, allowed)
    if schema.get("format") == "mois" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _item(item: Any, schema: Schema) -> Any:
    """An empty item keeps its place, in the type that its readers expect."""
    if is_empty(item):
        return {} if "object" in types(schema) else ""
    return _value(item, schema)


def _text(text: str, schema: Schema, allowed: tuple[str, ...]) -> Any:
    if "boolean" in allowed and "string" not in allowed:
        return _YES_NO.get(text.strip().lower(), text)
    # A folded block (`>`) ends with a newline that is not part of a line, a date or an id.
    return text if schema.get("format") in (None, "texte") else text.strip()
