"""One value of a note changed in its text: everything else stays as the person typed it.

The text is what counts: its comments, its order, its layout. So a value is put where it
belongs, or in the place of the old one, and the result is read again. Unless it holds exactly
the same values but for the change, the change is made one level further out, where less of the
layout can be kept; at the outermost, the whole note is written anew.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.notes import emitting
from bilantool.notes.normal import is_empty
from bilantool.notes.reading import read
from bilantool.notes.schema import Schema, at
from bilantool.notes.spans import Span, spans

_REMARK = re.compile(r"[ \t]+#[^\n]*")


def amended(text: str, path: KeyPath, value: Any, schema: Schema) -> str:
    """`text` with `value` at `path`; None empties it, an index just past a list adds to it.

    What is missing on the way is made, a new key in the schema's order. `value` is plain data as
    a note holds it (`oui` and `non` as text). Raises YamlFault when the text does not read.
    """
    wanted = _with(read(text).values, path, value)
    for length in range(len(path), 0, -1):
        outer = path[:length]
        result = _put(text, outer, _value_at(wanted, outer), schema)
        if result is not None and _reads(result, wanted):
            return result
    return emitting.document(wanted)


def without(text: str, path: KeyPath, schema: Schema) -> str:
    """`text` without the item of a list that is at `path`; those behind it move up.

    Raises YamlFault when the text does not read.
    """
    assert isinstance(path[-1], int), "only what is in a list can be taken out"
    values = copy.deepcopy(read(text).values)
    items = _value_at(values, path[:-1])
    del items[path[-1]]
    place = spans(text).get(path)
    if items and place is not None:
        start = text.rfind("\n", 0, place.key) + 1
        behind = text.find("\n", place.end)
        result = text[:start] + (text[behind + 1 :] if behind >= 0 else "")
        if not text[start : place.key].strip(" -") and _reads(result, values):
            return result
    return amended(text, path[:-1], items or None, schema)


def room(items: object) -> int:
    """Where the next item of a list goes: at its end, or where the model left empty ones."""
    listed = items if isinstance(items, list) else []
    filled = [number for number, item in enumerate(listed, 1) if not is_empty(item)]
    return max(filled, default=0)


def _with(values: Any, path: KeyPath, value: Any) -> Any:
    """A copy of `values` with the change made."""
    if not path:
        return copy.deepcopy(value)
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items = list(values) if isinstance(values, list) else []
        old = items[key] if key < len(items) else None
        items[key : key + 1] = [_with(old, rest, value)]
        return items
    fields = dict(values) if isinstance(values, Mapping) else {}
    fields[key] = _with(fields.get(key), rest, value)
    return fields


def _value_at(values: Any, path: KeyPath) -> Any:
    for key in path:
        values = values[key]
    return values


def _reads(text: str, wanted: Any) -> bool:
    try:
        return bool(read(text).values == wanted)
    except DataFault:
        return False


def _put(text: str, path: KeyPath, value: Any, schema: Schema) -> str | None:
    """`text` with `value` written at `path`; None where the text has no place for it."""
    places = spans(text)
    if path in places:
        return _replaced(text, path, places[path], value)
    outer, key = path[:-1], path[-1]
    if outer and not (outer in places and places[outer].block):
        return None
    siblings = [place for place in places if place[:-1] == outer and len(place) == len(path)]
    if isinstance(key, int):
        return _appended(text, [places[path] for path in siblings], value) if siblings else None
    order = list(at(schema, outer).get("properties", {}))
    return _inserted(text, {str(path[-1]): places[path] for path in siblings}, key, value, order)


def _replaced(text: str, path: KeyPath, place: Span, value: Any) -> str:
    """The value alone is replaced: its key, what precedes it and a remark behind it stay."""
    if isinstance(path[-1], int):
        lines = emitting.item(value, _dash(text, place.key))
        written = "\n".join(lines).removeprefix("- ").removeprefix("-")
        return text[: place.key] + written + text[place.end :]
    column = _column(text, place.key)
    lines = emitting.entry(str(path[-1]), value, column)
    tail, rest = _remark(text, place.end)
    if tail and len(lines) == 1:
        return text[: place.key] + lines[0] + tail + rest
    if tail:  # a remark behind the old value goes above the new one, which has several lines
        lines = [tail.strip(), *_shifted(lines, column)]
    return text[: place.key] + "\n".join(lines) + rest


def _shifted(lines: list[str], column: int) -> list[str]:
    return [" " * column + lines[0], *lines[1:]]


def _remark(text: str, end: int) -> tuple[str, str]:
    """The comment behind a value on its line, and the text after it."""
    found = _REMARK.match(text, end)
    return (found[0], text[found.end() :]) if found else ("", text[end:])


def _appended(text: str, items: Sequence[Span], value: Any) -> str:
    """A new item behind the last one."""
    dash = min(_dash(text, place.key) for place in items)
    last = max(place.end for place in items)
    return _after_line(text, last, _shifted(emitting.item(value, dash), dash))


def _inserted(text: str, keys: Mapping[str, Span], key: str, value: Any, order: list[str]) -> str:
    """A new key behind the one that precedes it in the schema, else before the first one."""
    if not keys:
        return _after_line(text, len(text), emitting.entry(key, value, 0))
    first = min(keys.values(), key=lambda place: place.key)
    column = _column(text, first.key)
    earlier = order[: order.index(key)] if key in order else order
    before = [keys[name] for name in earlier if name in keys]
    lines = emitting.entry(key, value, column)
    if not before:
        joint = "\n" + " " * column
        return text[: first.key] + "\n".join(lines) + joint + text[first.key :]
    return _after_line(text, before[-1].end, _shifted(lines, column))


def _after_line(text: str, offset: int, lines: list[str]) -> str:
    """`text` with `lines` below the line of `offset`."""
    end = text.find("\n", offset)
    if end < 0:
        joint = "" if not text or text.endswith("\n") else "\n"
        return text + joint + "\n".join(lines) + "\n"
    return text[: end + 1] + "\n".join(lines) + "\n" + text[end + 1 :]


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)


def _dash(text: str, offset: int) -> int:
    """The column of the dash before an item."""
    return _column(text, max(text.rfind("-", 0, offset), 0))
