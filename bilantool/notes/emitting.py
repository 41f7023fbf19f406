"""Plain values to the YAML that a person would have typed.

Short words stand as they are, texts of several lines as a block under their key, and whatever
YAML would read otherwise between double quotes: what is written here reads back as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bilantool.notes.building import scalar

WIDTH = 70
"""Characters above which a text stands in a block of its own."""

_INDENT = 2
# A word that YAML takes for itself: it begins with no sign, holds no « : » nor « # ».
_PLAIN = re.compile(r"[^\W_](?:[^\n\t:#\[\]{},\"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]|:(?=\S))*")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def entry(key: str, value: Any, indent: int) -> list[str]:
    """The lines of `key: value`, its first line not indented, the others by `indent` and more."""
    return _after(f"{key}:", value, indent)


def item(value: Any, indent: int) -> list[str]:
    """The lines of `- value`, its first line not indented, the others by `indent` and more."""
    if isinstance(value, Mapping) and value:
        (first, *rest) = value.items()
        lines = entry(first[0], first[1], indent + _INDENT)
        for key, inner in rest:
            lines += _indented(entry(key, inner, indent + _INDENT), indent + _INDENT)
        return [f"- {lines[0]}", *lines[1:]]
    return _after("-", value, indent)


def document(values: Mapping[str, Any]) -> str:
    """A whole note."""
    return "".join(line + "\n" for key, value in values.items() for line in entry(key, value, 0))


def _after(head: str, value: Any, indent: int) -> list[str]:
    """`value` behind a key or a dash that stands at `indent`."""
    if isinstance(value, Mapping) and value:
        lines = [head]
        for key, inner in value.items():
            lines += _indented(entry(key, inner, indent + _INDENT), indent + _INDENT)
        return lines
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        lines = [head]
        for inner in value:
            lines += _indented(item(inner, indent + _INDENT), indent + _INDENT)
        return lines
    if isinstance(value, str) and _is_block(value):
        mark = "|" if value.endswith("\n") else "|-"
        text = value.removesuffix("\n").split("\n")
        return [
            f"{head} {mark}",
            *(" " * (indent + _INDENT) + line if line else "" for line in text),
        ]
    return [f"{head} {_inline(value)}".rstrip()]


def _indented(lines: list[str], indent: int) -> list[str]:
    """Only the first line: those below it know where they stand."""
    return [" " * indent + lines[0], *lines[1:]]


def _is_block(text: str) -> bool:
    """Whether a block says this text exactly, and says it better than one line."""
    lines = text.removesuffix("\n").split("\n")
    if _UNSAFE.search(text) or not lines[0].strip() or not lines[-1].strip():
        return False
    if lines[0][0] in " \t" or any(line and not line.strip() for line in lines):
        return False
    return len(lines) > 1 or text.endswith("\n") or len(text) > WIDTH


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value == value.strip() and value[-1] != ":"
        return value if plain and scalar(value) == value else _quoted(value)
    if value is None:
        return ""
    if isinstance(value, Mapping | Sequence):
        return "{}" if isinstance(value, Mapping) else "[]"
    written = str(value)
    # What may be read as thousands (`1.125`) is written so that it cannot be.
    return written if scalar(written) == value else f"{written}0"


def _quoted(text: str) -> str:
    """Between double quotes, which JSON and YAML write alike, but for what YAML breaks lines at."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
