"""Where a note cites attachments: the fields of its schema that hold one, and their places.

A place is said in words that a person sees in the note: keys, and the ids of items, from the
left to the right, as few as are needed. `seances.2026-03-02` is the one attachment of that
session, `restitution` the only one that the note has room for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bilantool.errors import UsageFault
from bilantool.findings import KeyPath
from bilantool.french import listing
from bilantool.notes.references import PIECES, places
from bilantool.notes.schema import Schema, by_tool, child, parts
from bilantool.notes.trame import NoteSpec, Trame


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for an attachment: its path, the words that lead there, and what it cites now.

    `words` has for each step every way to say it, the id of an item first.
    """

    path: KeyPath
    words: tuple[tuple[str, ...], ...]
    cited: str

    @property
    def name(self) -> str:
        """`seances.2026-03-02.piece`, without the note."""
        return ".".join(step[0] for step in self.words)

    @property
    def said(self) -> str:
        """The same for the person who wrote the note: an id with the label of its item."""
        return ".".join(
            step[0] if len(step) == 1 or step[1] in (step[0], step[2]) else f"{step[0]} ({step[1]})"
            for step in self.words
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """One attachment cited by one note."""

    note: str
    path: KeyPath
    name: str
    piece: str


def fields(schema: Schema) -> tuple[KeyPath, ...]:
    """The paths of the fields that cite an attachment; the items of a list stand at `"[]"`."""
    return tuple(path for path, part in parts(schema) if part.get("x-renvoi") == PIECES)


def citations(spec: NoteSpec, values: Mapping[str, Any]) -> Iterator[Citation]:
    """Every attachment that a note cites."""
    for slot in slots(spec, values):
        if slot.cited:
            yield Citation(spec.name, slot.path, slot.name, slot.cited)


def slots(spec: NoteSpec, values: Mapping[str, Any]) -> list[Slot]:
    """Every place for an attachment, those of the items that the note has included."""
    found = []
    for pattern in fields(spec.schema):
        cited = dict(places(values, pattern))
        for path, words in _steps(spec.schema, values, pattern):
            value = cited.get(path)
            found.append(Slot(path, words, value if isinstance(value, str) else ""))
    return found


def note_of(trame: Trame, wanted: str) -> tuple[NoteSpec, str]:
    """The note of `seances.2026-03-02`, and what follows it; UsageFault when it has no room."""
    name, _, rest = wanted.strip().partition(".")
    spec = trame.note(name)
    if not fields(spec.schema):
        having = [
            name
            for name, each in trame.notes.items()
            if any(not by_tool(each.schema, path) for path in fields(each.schema))
        ]
        raise UsageFault(
            f"la note {spec.name} n'a pas de champ pour une pièce",
            hint=f"celles qui en ont : {listing(having)} ; sans note, ôtez --note et dites --class",
        )
    return spec, rest


def slot(spec: NoteSpec, values: Mapping[str, Any], rest: str) -> Slot:
    """The one place that `rest` means.

    Raises UsageFault when it means none or several; it tells no id, which are made of words of
    the note.
    """
    every = slots(spec, values)
    asked = [part for part in rest.strip().split(".") if part]
    # First by id alone: two sessions of one day have one label, and two ids.
    for depth in (1, 2, 3):
        fits = [each for each in every if _fits(asked, each.words, depth)]
        if len(fits) == 1:
            return fits[0]
        if fits and asked:
            break
    short = spec.name.rpartition("/")[2]
    look = f"les id se lisent dans la note : bilantool show {short} --ids"
    shape = listing([f"{short}.{_shape(pattern)}" for pattern in fields(spec.schema)], "ou")
    if not fits:
        raise UsageFault(
            f"la note {spec.name} n'a pas de place pour une pièce à cet endroit",
            hint=f"écrivez {shape} ; {look}",
        )
    raise UsageFault(
        f"la note {spec.name} a plusieurs places pour une pièce",
        hint=f"dites laquelle : {shape} ; {look}",
    )


def _shape(pattern: KeyPath) -> str:
    """The words of a pattern that cannot be left out."""
    if "[]" in pattern:
        return ".".join("ID" for key in pattern if key == "[]")
    return ".".join(map(str, pattern))


def _fits(asked: list[str], words: tuple[tuple[str, ...], ...], depth: int) -> bool:
    """Whether the words asked for are found among the steps, in their order."""
    steps = iter(words)
    return all(
        any(word.casefold() in (known.casefold() for known in step[:depth]) for step in steps)
        for word in asked
    )


def _steps(
    schema: Schema, value: Any, pattern: KeyPath
) -> Iterator[tuple[KeyPath, tuple[tuple[str, ...], ...]]]:
    if not pattern:
        yield (), ()
        return
    if pattern[0] != "[]":
        inner = value.get(pattern[0]) if isinstance(value, Mapping) else None
        for path, words in _steps(child(schema, pattern[0]), inner, pattern[1:]):
            yield (pattern[0], *path), ((str(pattern[0]),), *words)
        return
    part = child(schema, 0)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(item, Mapping) or not any(item.values()):
            continue  # the empty item of a model
        number = str(index + 1)
        label = item.get(part.get("x-libelle", ""))
        said = (str(item.get("id") or number), str(label or number), number)
        for path, words in _steps(part, item, pattern[1:]):
            yield (index, *path), (said, *words)
