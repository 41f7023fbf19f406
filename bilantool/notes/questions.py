"""The questions of a note, one after the other, as the schema and the answers so far imply them.

Computed anew after every answer: an answer may make another one necessary, a group that is begun
shows its fields, and a list its next item.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bilantool.findings import KeyPath
from bilantool.notes import completeness, typed
from bilantool.notes.amending import room
from bilantool.notes.normal import is_empty, normal, value_at
from bilantool.notes.schema import Schema, at, child, fields, types
from bilantool.notes.trame import NoteSpec

_OF_THE_LIST = ("title", "description", "x-question", "x-article", "x-sensible")
_LABEL = 48
"""Characters of an item's label that tell it from the others."""

_DEPTH = 8
"""How often a group that has to be filled may show another one inside it."""


Place = tuple[tuple[str, str], ...]

Naming = Callable[[Schema, str], str]
"""The words for what a field's reference leads to; "" where it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question.

    `kind` is one of `typed.kind`, "group" (whether to fill an optional group), "more" (whether to
    add an item to a list, at `path`) or "keep" (whether the item at `path` stays). `place` says
    where the field stands: the titles of the groups and items around it, an item with its number,
    each beside the label that the item has ("" without): that is a word of the note. `part` is the
    field's schema; of a list, for "more" and "keep".
    """

    path: KeyPath
    part: Schema
    kind: str
    title: str
    place: Place
    required: bool
    answered: bool

    @property
    def key(self) -> tuple[KeyPath, str]:
        """What it is known by, from one computation to the next."""
        return self.path, self.kind


def address(step: Step, values: Mapping[str, Any]) -> str:
    """What a question is known by from one run to the next, in the note that holds `values`.

    An item goes by its id where it has one: what stands before it may have been taken out.
    """
    held: Any = values
    keys = []
    for key in step.path:
        held = value_at(held, (key,))
        own = held.get("id") if isinstance(key, int) and isinstance(held, Mapping) else None
        keys.append(f"#{own}" if own else str(key))
    return f"{'/'.join(keys)}:{step.kind}"


def steps(
    spec: NoteSpec,
    values: Mapping[str, Any],
    opened: frozenset[KeyPath],
    *,
    closing: bool = False,
    named: Naming | None = None,
    removable: Collection[KeyPath] = (),
) -> tuple[Step, ...]:
    """Every question of the note, answered or not, in the order of its schema.

    `values` are the note's raw ones; `opened` the groups and items, still empty, that the person
    wants to fill. What is required and empty opens by itself. `closing` as in `completeness`.
    `named` tells an item that is known by what it refers to, as an interview by its session.
    `removable` are the lists of which an item may be taken out, but for the last one.
    """
    return tuple(_Walk(spec, values, opened, closing, named, removable).of(spec.schema, (), ()))


class _Walk:
    """One pass over a note, with empty groups standing for those that are to be filled."""

    def __init__(
        self,
        spec: NoteSpec,
        values: Mapping[str, Any],
        opened: frozenset[KeyPath],
        closing: bool,
        named: Naming | None,
        removable: Collection[KeyPath],
    ) -> None:
        self.named, self.removable = named, removable
        self.values: dict[str, Any] = normal(dict(values), spec.schema)
        self.opened = set(opened)
        self.closing = closing
        for path in sorted(opened, key=len):
            _stand(self.values, path)
        for _ in range(_DEPTH):
            self.missing = completeness.lacking(spec, self.values, closing=closing)
            begun = {each for path in self.missing for each in _opening(spec.schema, path)}
            begun -= self.opened
            if not begun:
                break
            for path in sorted(begun, key=len):
                _stand(self.values, path)
            self.opened |= begun

    def of(self, group: Schema, path: KeyPath, place: Place) -> Iterator[Step]:
        """The questions of a group's fields."""
        held = _held(self.values, path)
        needed = set(group.get("required", ()))
        if self.closing:
            needed.update(group.get("x-cloture", ()))
        for key, part in fields(group):
            here, inner = (*path, key), held.get(key)
            title = str(part.get("title", key))
            if "object" in types(part):
                if isinstance(inner, Mapping):
                    yield from self.of(part, here, (*place, (title, "")))
                elif is_empty(inner):
                    yield Step(here, part, "group", title, place, False, False)
            elif "array" in types(part):
                yield from self.listed(part, here, title, place)
            else:
                filled = not is_empty(inner)
                required = here in self.missing or (filled and key in needed)
                yield Step(here, part, typed.kind(part), title, place, required, filled)

    def listed(self, part: Schema, path: KeyPath, title: str, place: Place) -> Iterator[Step]:
        """The questions of a list: of each item, then whether there is another one."""
        held = _held(self.values, path[:-1]).get(str(path[-1]))
        if not (held is None or isinstance(held, list)):
            return
        items, next_one = held or [], room(held)
        one = child(part, 0)
        if "object" not in types(one):
            yield from self.lines(part, path, title, place, items)
            return
        name = str(one.get("title", title))
        blank = False
        several = sum(not is_empty(item) for item in items) > 1
        for index, item in enumerate(items):
            here = (*path, index)
            if not isinstance(item, Mapping) or (is_empty(item) and here not in self.opened):
                continue
            blank = blank or is_empty(item)
            label = self.label(one, item)
            shown = textwrap.shorten(label, _LABEL, placeholder=" …")
            around = (*place, (f"{name} {index + 1}", shown))
            if path in self.removable and several and not is_empty(item):
                yield Step(here, part, "keep", name, around, False, True)
            yield from self.of(one, here, around)
        if not blank:
            yield Step((*path, next_one), part, "more", name, place, False, False)

    def label(self, one: Schema, item: Mapping[str, Any]) -> str:
        """The words that tell an item from the others; "" without."""
        key = one.get("x-libelle", "")
        held = item.get(key)
        if is_empty(held):
            return ""
        part = at(one, (key,))
        if "x-renvoi" not in part:
            return typed.said(part, held)
        # A reference is an id, which means nothing to a person.
        return self.named(part, str(held)) if self.named else ""

    def lines(
        self, part: Schema, path: KeyPath, title: str, place: Place, items: list[Any]
    ) -> Iterator[Step]:
        """The questions of a list of texts or choices: each one, then the next."""
        samples = [each for some in part.get("examples", ()) for each in _listed(some)]
        own = {key: part[key] for key in _OF_THE_LIST if key in part}
        one: Schema = {**own, "examples": samples, **child(part, 0)}
        end = room(items)
        for index in range(end + 1):
            filled = index < end and not is_empty(items[index])
            if filled or index == end:
                here = (*path, index)
                required = path in self.missing and not filled
                yield Step(here, one, typed.kind(one), title, place, required, filled)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _opening(schema: Schema, missing: KeyPath) -> Iterator[KeyPath]:
    """The group, or the first item of the list, that is to be opened for what is missing."""
    part = at(schema, missing)
    if "object" in types(part):
        yield missing
    elif "array" in types(part) and "object" in types(child(part, 0)):
        yield (*missing, 0)


def _held(values: Any, path: KeyPath) -> Mapping[str, Any]:
    """The group at a path; empty when there is none."""
    held = value_at(values, path)
    return held if isinstance(held, Mapping) else {}


def _stand(values: dict[str, Any], path: KeyPath) -> None:
    """Put an empty group at `path` where nothing is."""
    outer: Any = values
    for key, below in zip(path, (*path[1:], ""), strict=True):
        empty: Any = [] if isinstance(below, int) else {}
        if isinstance(key, int) and isinstance(outer, list):
            while len(outer) <= key:
                outer.append({})
            outer = outer[key]
        elif isinstance(key, str) and isinstance(outer, dict):
            outer = outer.setdefault(key, empty)
