"""The texts of a note that a person wrote: those that rules read.

What a command writes (`x-outil`: digests, names of frozen documents), ids, references to ids and
pieces, choices, dates and numbers in a set form are values, not texts: read as words, a digest in
two hundred looks like a social security number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bilantool.findings import KeyPath
from bilantool.notes import schema as schemas
from bilantool.notes.schema import Schema

Text = tuple[KeyPath, str]

_WRITTEN = ("ligne", "texte", "email")
_VALUES = ("x-renvoi", "pattern", "enum", "const")


def written(values: Mapping[str, Any], schema: Schema | None) -> Iterator[Text]:
    """Every text with its key path; without a schema, all that is not an id."""
    yield from _texts(values, schema, ())


def _texts(value: object, part: Schema | None, path: KeyPath) -> Iterator[Text]:
    if part is not None and part.get("x-outil") is True:
        return
    if isinstance(value, str):
        if part is None or _free(part):
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key != "id":
                yield from _texts(item, _below(part, key), (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, _below(part, index), (*path, index))


def _free(part: Schema) -> bool:
    return part.get("format") in _WRITTEN and not any(key in part for key in _VALUES)


def _below(part: Schema | None, key: str | int) -> Schema | None:
    return None if part is None else schemas.child(part, key)
