"""The values of a text, built from the events of its YAML, each with its place.

A loop and not the loaders of the library, which recurse: 60,000 nested dashes make the C one
crash the process. What a note never needs (anchors, tags, several documents) is refused before
it costs anything, and no fault shows a value or a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

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
from bilantool.notes.decoding import YamlFault

MAX_DEPTH = 64

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# « 1.780 » may be one thousand seven hundred and eighty to whoever writes French: it stays text,
# for the check to ask.
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}\Z")
# A double holds every integer and decimal of 15 digits; longer ones stay text, unrounded.
_EXACT_DIGITS = 15
_QUOTES = 'si la valeur commence par &, * ou !, entourez-la de guillemets : cle: "…"'


def scalar(text: str) -> Any:
    """What a plain (unquoted) scalar means in YAML 1.2; dates, hours and words stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if not _FLOAT.match(text) or sum(map(str.isdigit, text)) > _EXACT_DIGITS:
        return text
    if _THOUSANDS.match(text):
        return text
    if _INTEGER.match(text):
        return int(text)
    number = float(text)
    return text if number in (float("inf"), float("-inf")) else number


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
class Builder:
    """Takes events one by one; `root`, `positions` and `words` are complete at the end.

    `words` are the values written as a word that YAML keeps for itself (`Null`, `True`), as they
    were written. `plain_ends`, where it is asked for, is where each value without quotes ends.
    `named` are the keys that a fault may name: those of the schema.
    """

    root: dict[str, Any] = field(default_factory=dict)
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    words: dict[KeyPath, str] = field(default_factory=dict)
    plain_ends: dict[KeyPath, int] | None = None
    named: Collection[str] = ()
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
            path = self._place(frame, value, event)
            if event.implicit[0] and event.value and event.value in _WORDS:
                self.words[path] = event.value
            if event.implicit[0] and self.plain_ends is not None:
                self.plain_ends[path] = event.end_mark.index

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
            known = f"la clé « {key} »" if key in self.named else "la même clé"
            raise YamlFault(
                f"{known} est écrite deux fois au même endroit",
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
