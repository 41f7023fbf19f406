"""YAML text to plain values, with the place of each (the only home of ruamel.yaml).

Values are built from the C parser's event stream, by a loop: the loaders recurse, and
60,000 nested dashes make the C one crash the process. Building them ourselves also
gives every position for nothing, leaves dates as text, and lets us refuse what a note
never needs (anchors, tags, several documents) before it costs anything.

No fault raised here shows a value or a key: both may be a beneficiary's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bilantool.findings import KeyPath, Position
from bilantool.notes.decoding import MAX_BYTES, YamlFault, decode, refuse_controls, too_long
from bilantool.notes.syntax import Trouble, diagnose

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Reading", "YamlFault", "decode", "read", "scalar"]

MAX_DEPTH = 64

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A double holds every integer and decimal of 15 digits; longer ones stay text, unrounded.
_EXACT_DIGITS = 15
_QUOTES = 'si la valeur commence par &, * ou !, entourez-la de guillemets : cle: "…"'


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
    builder = _Builder()
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


def scalar(text: str) -> Any:
    """What a plain (unquoted) scalar means in YAML 1.2; dates, hours and words stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if not _FLOAT.match(text) or sum(map(str.isdigit, text)) > _EXACT_DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    number = float(text)
    return text if number in (float("inf"), float("-inf")) else number


def _offset(text: str, error: YAMLError, which: str) -> int | None:
    mark = getattr(error, f"{which}_mark", None) if isinstance(error, MarkedYAMLError) else None
    return None if mark is None else min(mark.index, len(text))


def _at(event: Event) -> Position:
    mark = event.start_mark
    return Position(mark.line + 1, mark.column + 1)


@dataclass(slots=True)
class _Frame:
    """An open mapping or list, and the key that waits for its value."""

    container: dict[str, Any] | list[Any]
    path: KeyPath
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Takes events one by one; `root` and `positions` are complete at the end."""

    root: dict[str, Any] = field(default_factory=dict)
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    frames: list[_Frame] = field(default_factory=list)
    documents: int = 0

    def take(self, event: Event) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent:
            self._open(event, {})
        elif kind is SequenceStartEvent:
            self._open(event, [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self.frames.pop()
        elif kind is DocumentStartEvent:
            self._document(event)
        elif kind is AliasEvent:
            raise YamlFault("un renvoi « * » n’a pas cours ici", hint=_QUOTES, position=_at(event))

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise YamlFault(
                "une ligne « --- » commence un second document",
                hint="supprimez cette ligne, ou décalez-la de deux espaces si elle est du texte",
                position=_at(event),
            )
        if event.version is not None or event.tags:
            raise YamlFault(
                "une directive « % » n’a pas cours ici",
                hint="supprimez les lignes qui commencent par %",
                position=_at(event),
            )

    def _scalar(self, event: Any) -> None:
        self._refuse_decoration(event)
        value = scalar(event.value) if event.implicit[0] else event.value
        frame = self.frames[-1] if self.frames else None
        if frame is None:
            self._not_a_mapping(event)
        elif isinstance(frame.container, dict) and frame.key is None:
            self._key(frame, value, event)
        else:
            self._place(frame, value, event)

    def _key(self, frame: _Frame, key: Any, event: Event) -> None:
        if not isinstance(key, str) or not key:
            raise YamlFault(
                "une clé n’est pas un mot",
                hint="devant les deux-points, écrivez le nom d’un champ ; "
                "si la ligne est du texte, entourez-la de guillemets",
                position=_at(event),
            )
        path = (*frame.path, key)
        if path in self.positions:
            raise YamlFault(
                "la même clé est écrite deux fois au même endroit",
                hint=f"gardez-en une seule : la première est ligne {self.positions[path].line}",
                position=_at(event),
            )
        frame.key = key
        self.positions[path] = _at(event)

    def _open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        self._refuse_decoration(event)
        if len(self.frames) >= MAX_DEPTH:
            raise YamlFault(
                f"le texte a plus de {MAX_DEPTH} niveaux imbriqués",
                hint="une note n’en a jamais plus de six : "
                "vérifiez les crochets et les tirets de cette ligne",
                position=_at(event),
            )
        if not self.frames:
            if not isinstance(container, dict):
                self._not_a_mapping(event)
                return
            self.root = container
            self.frames.append(_Frame(container, ()))
            return
        frame = self.frames[-1]
        if isinstance(frame.container, dict) and frame.key is None:
            raise YamlFault(
                "une clé est faite d’une liste ou d’un groupe",
                hint="écrivez une clé simple ; si la ligne commence par [, { ou ?, "
                "entourez-la de guillemets",
                position=_at(event),
            )
        self.frames.append(_Frame(container, self._place(frame, container, event)))

    def _place(self, frame: _Frame, value: Any, event: Event) -> KeyPath:
        """Puts `value` where it belongs; returns its path."""
        if isinstance(frame.container, dict):
            assert frame.key is not None
            path = (*frame.path, frame.key)
            frame.container[frame.key] = value
            frame.key = None
        else:
            path = (*frame.path, len(frame.container))
            frame.container.append(value)
            self.positions[path] = _at(event)
        return path

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            mark = "&" if event.anchor is not None else "!"
            raise YamlFault(
                f"une marque « {mark} » n’a pas cours ici", hint=_QUOTES, position=_at(event)
            )

    def _not_a_mapping(self, event: Event) -> None:
        raise YamlFault(
            "le texte ne commence pas par une clé",
            hint="écrivez « cle: valeur » : un champ, des deux-points, une espace, puis sa "
            "valeur ; le modèle de la note montre les champs",
            position=_at(event),
        )
