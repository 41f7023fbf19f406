"""A text of plain YAML that can be written in one way only, read line after line.

    name: value
    name: "text"
    name:
      - item

For what is signed and meant to be read by people; `canonical` is for what is sealed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Sequence

MAX_TEXT = 500
"""Characters that a quoted text may have."""


_SPACES = {0xA0: " ", 0x202F: " "}
"""The no-break spaces of French, which Python does not call printable."""


class Lines:
    """The lines of a text taken one after another; ValueError where one is not as expected."""

    def __init__(self, text: str) -> None:
        self._left = text.split("\n")[::-1]

    def value(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        """What stands behind `name: ` on the next line."""
        key, mark, value = self._left.pop().partition(": ") if self._left else ("", "", "")
        if key != name or not mark or (pattern and not pattern.fullmatch(value)):
            raise ValueError(name)
        return value

    def line(self, expected: str) -> None:
        """The next line, which is to be this one."""
        if not self._left or self._left.pop() != expected:
            raise ValueError(expected)

    def items(self, name: str) -> tuple[str, ...]:
        """The items of the list that comes next."""
        if self._left and self._left[-1] == f"{name}: []":
            self._left.pop()
            return ()
        self.line(f"{name}:")
        found = []
        while self._left and self._left[-1].startswith("  - "):
            found.append(self._left.pop().removeprefix("  - "))
        return tuple(found)


def listed(name: str, items: Sequence[str]) -> Iterator[str]:
    """The lines of a list."""
    yield f"{name}:" if items else f"{name}: []"
    for item in items:
        yield f"  - {item}"


def sayable(text: str) -> bool:
    """Whether `quoted` takes this text: one line of printable signs, not too long."""
    plain = text.translate(_SPACES)
    return plain.isprintable() and len(text) <= MAX_TEXT


def quoted(value: str) -> str:
    """The text as JSON, which is YAML too; ValueError for what is not `sayable`."""
    if not sayable(value):
        raise ValueError("not one printable line")
    return json.dumps(value, ensure_ascii=False)


def text(value: str) -> str:
    """What `quoted` was given; ValueError for anything but a quoted text."""
    if not value.startswith('"'):  # nor anything nested, which is not even parsed
        raise ValueError("not a text")
    return str(json.loads(value))


def octets(value: str, size: int) -> bytes:
    """So many bytes from their base64; ValueError for anything else."""
    try:
        data = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(data) != size:
        raise ValueError("not of that size")
    return data
