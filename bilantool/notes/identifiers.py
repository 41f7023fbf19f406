"""The short ids that list items carry, put into the text without touching anything else.

The text is what a person typed, comments and layout included; so ids are inserted where
the items stand, and the result is read again: unless it holds exactly the same values
plus the ids, the text is given back unchanged.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.notes.normal import is_empty
from bilantool.notes.reading import Reading, read, scalar
from bilantool.notes.schema import Schema, child
from bilantool.notes.trame import NoteSpec

MAX_LENGTH = 40
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": " "})


@dataclass(frozen=True, slots=True)
class _Item:
    path: KeyPath
    fields: dict[str, Any]
    label: str


@dataclass(slots=True)
class _Listing:
    """The items of one list of the schema, over all the items that hold such a list."""

    name: str
    items: list[_Item] = field(default_factory=list)


def complete(text: str, spec: NoteSpec) -> str:
    """`text` with an `id` for each item that has content and none yet.

    Ids are made from the item's label (`x-libelle`), unique among all the items that a
    reference could mean. A text that does not parse comes back as it is.
    """
    try:
        reading = read(text)
    except DataFault:
        return text
    given = dict(_new_ids(reading.values, spec.schema))
    if not given:
        return text
    result = _inserted(reading, given)
    return result if _holds(result, reading.values, given) else text


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by dashes, cut at a word, 40 at most."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    whole = _NOT_SLUG.sub("-", ascii_only).strip("-")
    if len(whole) <= MAX_LENGTH:
        return whole
    cut = whole[: MAX_LENGTH + 1].rpartition("-")[0]
    return cut or whole[:MAX_LENGTH]


def _new_ids(values: dict[str, Any], schema: Schema) -> Iterator[tuple[KeyPath, str]]:
    listings: dict[KeyPath, _Listing] = {}
    _gather(values, schema, (), listings)
    for listing in listings.values():
        own = (item.fields.get("id") for item in listing.items)
        taken = {identifier for identifier in own if isinstance(identifier, str)}
        for number, item in enumerate(listing.items, start=1):
            without = is_empty(item.fields.get("id"))
            if not without or is_empty(item.fields):
                continue
            identifier = _unique(item.label, listing.name, number, taken)
            taken.add(identifier)
            yield item.path, identifier


def _gather(value: Any, schema: Schema, path: KeyPath, listings: dict[KeyPath, _Listing]) -> None:
    """Every item that may carry an id, by the list of the schema it belongs to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _gather(inner, child(schema, key), (*path, key), listings)
    elif isinstance(value, list):
        part = child(schema, 0)
        for index, item in enumerate(value):
            here = (*path, index)
            if isinstance(item, dict) and "id" in part.get("properties", {}):
                where = tuple(key for key in path if isinstance(key, str))
                label = item.get(part.get("x-libelle", ""))
                found = _Item(here, item, label if isinstance(label, str) else "")
                listings.setdefault(where, _Listing(str(path[-1]))).items.append(found)
            _gather(item, part, here, listings)


def _unique(label: str, list_name: str, number: int, taken: set[str]) -> str:
    base = slug(label)
    if not all(isinstance(scalar(text), str) for text in (base, f"{base}-2")):
        # No label, or one that YAML would read as a number or a boolean: `0e-2` is zero.
        base = f"{_singular(list_name)}-{base or number}"
    candidate, suffix = base, 2
    while candidate in taken:
        candidate, suffix = f"{base}-{suffix}", suffix + 1
    return candidate


def _singular(list_name: str) -> str:
    """`seance` for `seances`, `reponse` for `reponses_aux_attentes`; `acces` has no singular."""
    word = list_name.partition("_")[0]
    return word if word == "acces" or not word.endswith("s") else word[:-1]


def _inserted(reading: Reading, given: dict[KeyPath, str]) -> str:
    """The text with each id as the first key of its item, last items first."""
    text = reading.text
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(path: KeyPath) -> tuple[int, int]:
        position = reading.positions[path]
        return starts[position.line - 1] + position.column - 1, position.column - 1

    for path, identifier in sorted(given.items(), key=lambda pair: offset(pair[0]), reverse=True):
        own_key = (*path, "id")
        start, indent = offset(path)
        if own_key in reading.positions:
            start, addition = offset(own_key)[0] + len("id:"), f" {identifier}"
        elif text.startswith("{", start):
            start, addition = start + 1, f"id: {identifier}, "
        else:
            addition = f"id: {identifier}\n{' ' * indent}"
        text = text[:start] + addition + text[start:]
    return text


def _holds(text: str, values: dict[str, Any], given: dict[KeyPath, str]) -> bool:
    """Whether `text` reads as `values` with the ids given, and nothing else changed."""
    expected: Any = copy.deepcopy(values)
    for path, identifier in given.items():
        item = expected
        for key in path:
            item = item[key]
        item["id"] = identifier
    try:
        return bool(read(text).values == expected)
    except DataFault:
        return False
