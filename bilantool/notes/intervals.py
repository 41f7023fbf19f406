"""Ends that come before their beginnings: two fields of one group, each right by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bilantool.findings import KeyPath
from bilantool.notes import kinds
from bilantool.notes.formats import is_date, is_month
from bilantool.notes.schema import Schema, title
from bilantool.notes.sentences import Remark, sentence

# The hours of a session and the period of the act are judged by rules of their own.
_PAIRS = (("du", "au"), ("debut", "fin"))


def backwards(schema: Schema, values: Any) -> Iterator[tuple[KeyPath, Remark]]:
    """A remark on the end of each interval of days or months that ends before it begins.

    `values` are a note's normal values, `schema` the note's.
    """
    for path, group in _groups(values, ()):
        for first, last in _PAIRS:
            if _is_backwards(group.get(first), group.get(last)):
                here = (*path, last)
                begin = title(schema, (*path, first))
                said = sentence(schema, here, f"vient avant « {begin} »")
                yield here, Remark(kinds.BACKWARDS, said, "vérifiez les deux dates")


def _groups(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from _groups(inner, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _groups(item, (*path, index))


def _is_backwards(first: Any, last: Any) -> bool:
    """Whether both are days, or months, and the second is over before the first begins."""
    if not (isinstance(first, str) and isinstance(last, str)):
        return False
    if is_date(first) and is_date(last):
        return last < first
    if is_month(first) and is_month(last):
        # A bare year lasts from its January to its December.
        whole = last if "-" in last else f"{last}-12"
        return whole < (first if "-" in first else f"{first}-01")
    return False
