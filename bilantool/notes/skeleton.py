"""The text that an empty note opens with: its questions as comments, its keys without values.

It reads as a note that is not begun. Keys stand in the order of the schema, which is
that of the interview. A long text opens as a YAML block, since French puts a space around
its colons, which cuts a value written after its key.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from bilantool.french import NBSP
from bilantool.notes import hints
from bilantool.notes.schema import Schema, child, conditions, types
from bilantool.notes.schema import fields as filled
from bilantool.notes.trame import NoteSpec

WIDTH = 76
"""Columns: with an editor's line numbers, what a terminal of 80 shows unbroken."""

_HOW = (
    "Écrivez après les deux-points ; laissez vide ce que vous ne savez pas encore. "
    "Ce qui suit un # est une aide, et ne compte pas."
)
_BLOCK = (
    "Là où il y a un |, le texte s’écrit en dessous, décalé de deux espaces, sur autant de "
    "lignes que vous voulez."
)
_LIST = "Pour un élément de plus, recopiez sous le premier toutes ses lignes, à partir du tiret."
_MARKS = {
    "*": "* : obligatoire (dans un groupe facultatif, dès qu’il est commencé)",
    "*?": "*? : obligatoire selon les autres réponses",
    "*c": "*c : obligatoire à la clôture",
}


def skeleton(spec: NoteSpec) -> str:
    """The commented YAML of an empty note."""
    schema = spec.schema
    lines = [*_comment(f"{spec.title} ({spec.name})", 0)]
    lines += _comment(str(schema.get("description", "")), 0)
    if spec.article:
        lines += _comment(f"Article : {spec.article}", 0)
    fields: list[str] = []
    for key, part in filled(schema):
        fields += ["", *_entry(key, part, _mark(schema, key), 0, top=True)]
    return "\n".join([*lines, "#", *_instructions(fields), *fields]) + "\n"


def _instructions(fields: Sequence[str]) -> Iterator[str]:
    """How to fill these fields: only of what occurs in them, so that it is read."""
    yield from _comment(_HOW, 0)
    if any(line.endswith(": |") for line in fields):
        yield from _comment(_BLOCK, 0)
    if any(line.lstrip().startswith("-") for line in fields):
        yield from _comment(_LIST, 0)
    words = {word for line in fields if line.lstrip().startswith("#") for word in line.split()}
    for mark, said in _MARKS.items():
        if mark in words:
            yield from _comment(said, 0)


def _entry(key: str, part: Schema, mark: str, indent: int, *, top: bool) -> Iterator[str]:
    """The comments of a key, the key, and below it what it is made of."""
    yield from _comment(_heading(part, key) + mark + _article(part, top=top), indent)
    yield from _help(part, indent, top=top)
    if part.get("format") == "texte":
        # The second line is there to be written on: its spaces are the indent that is needed.
        yield " " * indent + f"{key}: |"
        yield " " * (indent + 2)
        return
    yield " " * indent + f"{key}:"
    if "object" in types(part):
        for inner, below in filled(part):
            yield from _entry(inner, below, _mark(part, inner), indent + 2, top=False)
    elif "array" in types(part):
        yield from _blank_item(child(part, 0), indent + 2)


def _blank_item(part: Schema, indent: int) -> Iterator[str]:
    """One item to fill: a dash alone, or before the first key of its fields."""
    if "object" not in types(part):
        yield " " * indent + "-"
        return
    lines: list[str] = []
    for key, below in filled(part):
        lines += _entry(key, below, _mark(part, key), indent + 2, top=False)
    dashed = False
    for line in lines:
        if not dashed and not line.lstrip().startswith("#"):
            line = " " * indent + "- " + line.lstrip()
            dashed = True
        yield line


def _mark(schema: Schema, key: str) -> str:
    if key in schema.get("required", ()):
        return " *"
    if key in schema.get("x-cloture", ()):
        return " *c"
    sometimes = any(key in branch.get("required", ()) for branch in conditions(schema))
    return " *?" if sometimes else ""


def _heading(part: Schema, key: str) -> str:
    return str(part.get("title", key))


def _article(part: Schema, *, top: bool) -> str:
    return f" ({part['x-article']})" if top and "x-article" in part else ""


def _help(part: Schema, indent: int, *, top: bool) -> Iterator[str]:
    """What helps to answer; the question to ask only where a theme begins, to stay short."""
    if top and "x-question" in part:
        yield from _comment(f"«{NBSP}{part['x-question']}{NBSP}»", indent)
    yield from _comment(str(part.get("description", "")), indent)
    listed = child(part, 0) if "array" in types(part) else part
    if "x-renvoi" in listed:
        yield from _comment(f"L’id d’un élément {hints.target(listed['x-renvoi'])}", indent)
    elif "enum" in listed:
        yield from _comment(f"Au choix : {hints.choices(listed)}", indent)
    elif "boolean" in types(listed):
        yield from _comment("oui ou non", indent)
    elif example := hints.example(listed) or hints.example(part):
        yield from _comment(f"Exemple : {example}", indent)


def _comment(text: str, indent: int) -> Iterator[str]:
    prefix = " " * indent + "# "
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )
