"""Where each value of a text begins and ends, for what is put in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bilantool.findings import KeyPath
from bilantool.notes.building import Builder


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the text: `key` is that of a value's key (of itself, for an item), `end` is
    behind its last character, comments left out. `block` says that it is a group or a list
    written on lines of its own."""

    key: int
    end: int
    block: bool


@dataclass(slots=True)
class _Measuring(Builder):
    text: str = ""
    starts: dict[KeyPath, tuple[int, bool]] = field(default_factory=dict)
    ends: dict[KeyPath, int] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        closing = type(event) in (MappingEndEvent, SequenceEndEvent) and self.frames
        path = self.frames[-1].path if closing else None
        Builder.take(self, event)
        if path is not None and not self.starts.get(path, (0, True))[1]:
            self.ends[path] = event.end_mark.index

    def _place(self, frame: Any, value: Any, event: Any) -> KeyPath:
        path = Builder._place(self, frame, value, event)
        block = type(event) in (MappingStartEvent, SequenceStartEvent) and not event.flow_style
        self.starts[path] = (event.start_mark.index, block)
        if not isinstance(value, dict | list):
            # A block of text ends where the next line begins; its own lines are what counts.
            self.ends[path] = len(self.text[: event.end_mark.index].rstrip("\n"))
        return path


def spans(text: str) -> Mapping[KeyPath, Span]:
    """The place of every value of a text that `reading.read` accepts."""
    builder = _Measuring(text=text)
    for event in iter(CParser(text).get_event, None):
        builder.take(event)
    offsets = [0]
    for line in text.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    found: dict[KeyPath, Span] = {}
    ends = dict(builder.ends)
    for path in reversed(builder.starts):
        start, block = builder.starts[path]
        end = ends.get(path, start)
        ends[path[:-1]] = max(end, ends.get(path[:-1], 0))
        place = builder.positions[path]
        key = offsets[place.line - 1] + place.column - 1
        found[path] = Span(key, max(end, start), block)
    return found
