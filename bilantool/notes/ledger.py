"""The ledger of what the person decided: entries are added to it, and stay as they were written.

An entry that says all that its schema asks for is *inscribed* once it is sealed. Afterwards it is
neither taken out, nor moved, nor changed, and nothing is put before it; another entry may correct
it (`corrige`). Its signed paper may still be cited, and the reason for the follow-up be said in
other words. An entry that is still incomplete is a text like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.french import listing
from bilantool.notes import completeness, reading
from bilantool.notes import schema as schemas
from bilantool.notes.normal import normal

if TYPE_CHECKING:
    from bilantool.notes.trame import NoteSpec

NOTE = "cadre/consentements"
ENTRIES = "entrees"

_LEFT_OPEN = ("piece", "necessite_du_suivi")
"""What may change in an inscribed entry, as long as it stays complete."""


class Altered(DataFault):
    """A text that would change what is inscribed."""


def inscribed(spec: NoteSpec, values: Mapping[str, Any]) -> frozenset[int]:
    """The places of the complete entries in a note's values, raw or normal."""
    if spec.name != NOTE:
        return frozenset()
    listed = _entries(spec, values)
    return frozenset(index for index, each in enumerate(listed) if _complete(spec, each))


def fixed(places: frozenset[int], path: KeyPath) -> bool:
    """Whether what is at `path` is part of an inscribed entry, and may not be written."""
    inside = len(path) > 2 and path[0] == ENTRIES and path[1] in places
    return inside and path[2] not in _LEFT_OPEN


def guard(spec: NoteSpec, before: str, after: str, reference: str) -> None:
    """Raise Altered where `after` does not hold what is inscribed in `before`, as it was.

    Both are texts of the note; one that does not read holds no entry.
    """
    if spec.name != NOTE:
        return
    try:
        old = _entries(spec, reading.read(before).values)
    except DataFault:
        return
    read = reading.read(after)
    new = _entries(spec, read.values)
    last = -1
    for index, entry in enumerate(old):
        if not _complete(spec, entry):
            continue
        # Not below where it stood: what is added comes after what is inscribed.
        places = range(last + 1, min(index + 1, len(new)))
        place = next((each for each in places if _same(spec, entry, new[each])), None)
        if place is None:
            raise _altered(spec, read, index, entry, new, reference)
        last = place


def _altered(
    spec: NoteSpec,
    read: reading.Reading,
    index: int,
    entry: Mapping[str, Any],
    new: Sequence[Mapping[str, Any]],
    reference: str,
) -> Altered:
    part = schemas.at(spec.schema, (ENTRIES, 0))
    subject = schemas.at(part, ("objet",)).get("x-libelles", {}).get(entry["objet"], "")
    named = f"l'entrée {index + 1} du registre des consentements" + (subject and f" ({subject})")
    hint = (
        "une décision inscrite ne se change pas : ajoutez à la fin une entrée qui la corrige "
        f"(corrige : son id), ou bilantool consent {reference}"
    )
    place = next((n for n, each in enumerate(new) if each.get("id") == entry.get("id")), None)
    if place is None:
        return Altered(f"{named} a été ôtée", hint=hint)
    changed = _changed(entry, new[place])
    if not changed and _complete(spec, new[place]):
        where = read.locate((ENTRIES, place))
        what = "a changé de place, ou une entrée a été mise avant elle"
        return Altered(f"{named} {what}", hint=hint, position=where)
    titles = [schemas.title(part, (key,)) for key in changed if schemas.at(part, (key,))]
    titles = [title[:1].lower() + title[1:] for title in titles]
    what = f"a changé ({listing(titles)})" if titles else "n'est plus complète"
    where = read.locate((ENTRIES, place, changed[0]) if changed else (ENTRIES, place))
    return Altered(f"{named} {what}", hint=hint, position=where)


def _same(spec: NoteSpec, entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return not _changed(entry, other) and _complete(spec, other)


def _changed(entry: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The keys of two entries that differ, but for those that may; an id may still be given."""
    may = {*_LEFT_OPEN, *(() if "id" in entry else ("id",))}
    keys = dict.fromkeys((*entry, *other))
    return [key for key in keys if key not in may and entry.get(key) != other.get(key)]


def _entries(spec: NoteSpec, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries of a note in normal form, each in its place."""
    listed = normal(dict(values), spec.schema).get(ENTRIES)
    items = listed if isinstance(listed, list) else []
    return [each if isinstance(each, Mapping) else {} for each in items]


def _complete(spec: NoteSpec, entry: Mapping[str, Any]) -> bool:
    return bool(entry) and completeness.sound(spec, {ENTRIES: [dict(entry)]}, (ENTRIES, 0))
