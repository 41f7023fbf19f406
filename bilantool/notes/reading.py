"""YAML text to plain values, with the place of each (ruamel.yaml's home, with `building`).

Values are built from the C parser's event stream (`building`), which also gives every position
for nothing and leaves dates as text. No fault raised here shows a value or a key: both may be a
beneficiary's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bilantool.findings import KeyPath, Position
from bilantool.notes.building import MAX_DEPTH, Builder, scalar
from bilantool.notes.decoding import MAX_BYTES, YamlFault, decode, refuse_controls, too_long
from bilantool.notes.syntax import Trouble, diagnose

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Reading", "YamlFault", "decode", "read", "scalar"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: `values`, and where each key and list item stands in `text`."""

    values: dict[str, Any]
    positions: Mapping[KeyPath, Position]
    text: str

    def locate(self, path: KeyPath) -> Position:
        """Where `path` is, or else the nearest thing around it; at worst the first line."""
        for length in range(len(path), 0, -1):
            position = self.positions.get(path[:length])
            if position is not None:
                return position
        return Position(1, 1)


def read(text: str) -> Reading:
    """The values and positions of a note's text; an empty text is an empty mapping.

    Raises YamlFault, located, on anything that is not one plain mapping: syntax errors,
    duplicate keys, anchors, aliases, tags, directives, more than MAX_DEPTH levels.
    """
    if len(text) > MAX_BYTES:
        raise too_long()
    refuse_controls(text)
    if len(text.encode()) > MAX_BYTES:
        raise too_long()
    builder = Builder()
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
    return Reading(builder.root, builder.positions, text)


def _offset(text: str, error: YAMLError, which: str) -> int | None:
    mark = getattr(error, f"{which}_mark", None) if isinstance(error, MarkedYAMLError) else None
    return None if mark is None else min(mark.index, len(text))
