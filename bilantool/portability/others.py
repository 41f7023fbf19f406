"""The words of third parties, set apart from what is the person's own.

The right to a copy must not adversely affect the rights of others (RGPD, article 15(4)): what a
colleague or a friend answered is theirs too. A schema marks such fields `x-tiers`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.notes import emitting, reading
from bilantool.notes.normal import is_empty
from bilantool.notes.references import places
from bilantool.notes.schema import Schema, parts
from bilantool.notes.spans import spans
from bilantool.portability.held import Text


def found(schema: Schema, values: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Each value of a note that is a third party's, with its path."""
    for pattern, part in parts(schema):
        if part.get("x-tiers") is True:
            for path, value in places(values, pattern):
                if not is_empty(value):
                    yield path, value


def without(text: Text) -> Text | None:
    """The same note without the words of third parties; None where they cannot be told apart.

    Its text is what was typed, less the lines of those fields; where lines do not say it, the
    remaining values written anew.
    """
    if text.values is None:
        marked = any(part.get("x-tiers") is True for _, part in parts(text.spec.schema))
        return None if marked else text
    theirs = [path for path, _ in found(text.spec.schema, text.values)]
    if not theirs:
        return text
    kept = copy.deepcopy(dict(text.values))
    cut = text.text
    for path in reversed(theirs):
        _drop(kept, path)
        cut = _cut(cut, path)
    try:
        if reading.read(cut).values == kept:
            return Text(text.spec, cut, kept)
    except DataFault:
        pass
    return Text(text.spec, emitting.document(kept), kept)


def _drop(values: Any, path: KeyPath) -> None:
    for key in path[:-1]:
        values = values[key]
    del values[path[-1]]


def _cut(text: str, path: KeyPath) -> str:
    """`text` without the lines of a field: its own, and all that is indented below it.

    Remarks among those lines go with them: they may repeat what is cut.
    """
    place = spans(text).get(path)
    if place is None:
        return text
    start = text.rfind("\n", 0, place.key) + 1
    column = place.key - start
    lines = text[start:].splitlines(keepends=True)
    end = 1
    while end < len(lines) and _belongs(lines[end], column):
        end += 1
    return text[:start] + "".join(lines[end:])


def _belongs(line: str, column: int) -> bool:
    bare = line.lstrip(" ")
    indent = len(line) - len(bare)
    return not bare.strip() or indent > column or (indent == column and bare.startswith("-"))
