"""YAML text to plain values, with the place of each (ruamel.yaml's home, with `building`).

Values are built from the C parser's event stream (`building`), which also gives every position
for nothing and leaves dates as text. No fault raised here shows a value or a key: both may be a
beneficiary's words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bilantool.findings import KeyPath, Position
from bilantool.notes.building import MAX_DEPTH, Builder, scalar
from bilantool.notes.decoding import MAX_BYTES, YamlFault, decode, refuse_controls, too_long
from bilantool.notes.syntax import Trouble, diagnose

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Reading", "YamlFault", "decode", "read", "scalar"]


_REMARK = re.compile(r"[ \t]#[^\s#]|[^ \t\n][ \t]#")
_BEHIND = re.compile(r"(?P<gap>[ \t]+)#(?P<glued>[^\s#])?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: `values`, and where each key and list item stands in `text`.

    `words` are the values written as a word that YAML keeps for itself, as they were written;
    `cut` those behind which a `#` begins a remark, and whether a space follows it.
    """

    values: dict[str, Any]
    positions: Mapping[KeyPath, Position]
    text: str
    words: Mapping[KeyPath, str] = field(default_factory=dict)
    cut: Mapping[KeyPath, bool] = field(default_factory=dict)

    def locate(self, path: KeyPath) -> Position:
        """Where `path` is, or else the nearest thing around it; at worst the first line."""
        for length in range(len(path), 0, -1):
            position = self.positions.get(path[:length])
            if position is not None:
                return position
        return Position(1, 1)


def read(text: str, named: Collection[str] = ()) -> Reading:
    """The values and positions of a note's text; an empty text is an empty mapping.

    `named` are the keys that a fault may name, for the schema knows them.

    Raises YamlFault, located, on anything that is not one plain mapping: syntax errors,
    duplicate keys, anchors, aliases, tags, directives, more than MAX_DEPTH levels.
    """
    if len(text) > MAX_BYTES:
        raise too_long()
    refuse_controls(text)
    if len(text.encode()) > MAX_BYTES:
        raise too_long()
    builder = Builder(named=named, plain_ends={} if _REMARK.search(text) else None)
    trouble: Trouble | None = None
    try:
        # The parser itself: each YAML() around it would look for plug-ins on the disk.
        for event in iter(CParser(text).get_event, None):
            builder.take(event)
    except YAMLError as error:
        trouble = diagnose(text, _offset(text, error, "problem"), _offset(text, error, "context"))
    # Raised here and not above, so that no parser's error hangs behind ours.
    if trouble is not None:
        raise YamlFault(trouble.message, hint=trouble.hint, position=trouble.position)
    return Reading(builder.root, builder.positions, text, builder.words, _cut(text, builder))


def _cut(text: str, builder: Builder) -> dict[KeyPath, bool]:
    """The values with a remark right behind them, which may be the rest of what was written.

    A remark two spaces away, or of an empty value, is one.
    """
    found = {}
    for path, end in (builder.plain_ends or {}).items():
        remark = _BEHIND.match(text, end)
        if remark is None:
            continue
        empty, near = text[end - 1 : end] in (":", "-"), len(remark["gap"]) == 1
        if (near and (remark["glued"] or not empty)) or (remark["glued"] and not empty):
            found[path] = not remark["glued"]
    return found


def _offset(text: str, error: YAMLError, which: str) -> int | None:
    mark = getattr(error, f"{which}_mark", None) if isinstance(error, MarkedYAMLError) else None
    return None if mark is None else min(mark.index, len(text))
