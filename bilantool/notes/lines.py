"""What other programs write into a text unseen: ends of lines, and spaces that do not break.

Beside the line ends of the three systems: the line that Word, PowerPoint and Excel break by hand
(U+000B), the page (U+000C), and those of Unicode and of some web pages (U+0085, U+2028, U+2029).
A Mac types a no-break space (Option-Space) where an ordinary one was meant, and looks the same.
"""

from __future__ import annotations

import re

_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SOFT = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_NBSP = "\u00a0\u202f"
_HIDDEN = re.compile(f"[\x0b\x0c\x85\u2028\u2029{_NBSP}]")
_INDENT = re.compile(f"[ {_NBSP}]*")
_DASHES = re.compile(f"[ {_NBSP}]*(?:-[ {_NBSP}]+)*")
_KEY = re.compile(f"([a-z][a-z0-9_]*)[ {_NBSP}]*:(?:[ {_NBSP}]+|$)")
_VALUE = re.compile(
    r"(?P<head>(?P<lead> *(?:- +)*)(?:[a-z][a-z0-9_]*:|-))[ ]*(?P<value>[^\s\"'\[{|>#&*!%@`].*)"
)
_BLOCK = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>[^\s#\"'][^:#]*:)? ?[|>][-+0-9]*[ \t]*(?:#.*)?")


def unified(text: str) -> str:
    """`text` with `\\n` for every end of a line."""
    return _END.sub("\n", text)


def tidied(text: str) -> str:
    """A note's text, YAML and all, with the ends of lines and the spaces that it needs.

    A line broken by hand goes on under its own key or text; a no-break space that stands before a
    line, beside a dash, a key or its colon is an ordinary one. Words keep theirs. The ends of
    lines of the three systems are `\\n` already.
    """
    if not _HIDDEN.search(text):
        return text
    lines: list[str] = []
    block: int | None = None  # the column that the text of an open block stands behind
    for line in text.split("\n"):
        blank = not line.strip()
        if block is not None and (blank or len(_leading(line)) > block):
            indent = _leading(line)
            lines += [indent + piece for piece in _SOFT.split(line[len(indent) :])]
            continue
        lines += _unbroken(*_SOFT.split(line))
        opened = _BLOCK.fullmatch(lines[-1])
        block = _column(opened) if opened else None
    return "\n".join(lines)


def _leading(line: str) -> str:
    """The spaces before a line, all of them ordinary."""
    found = _INDENT.match(line)
    return " " * (found.end() if found else 0)


def _plain(line: str) -> str:
    """A line outside a block, with ordinary spaces before it, beside its dash and its key."""
    dashes = _DASHES.match(line)
    end = dashes.end() if dashes else 0
    lead = re.sub(f"[{_NBSP}]", " ", line[:end])
    rest = line[end:]
    key = _KEY.match(rest)
    if key and re.search(f"[{_NBSP}]", key[0]):
        value = rest[key.end() :]
        rest = f"{key[1]}: {value}" if value else f"{key[1]}:"
    return lead + rest


def _unbroken(first: str, *broken: str) -> list[str]:
    """The lines of one outside a block that was broken by hand.

    What was broken off is other entries, or the rest of the value, which then is a block.
    """
    line, pieces = _plain(first), [piece.strip() for piece in broken]
    while pieces and not pieces[-1]:
        pieces.pop()
    indent = _leading(line)
    if line.lstrip().startswith("#"):
        return [line, *(f"{indent}# {piece}" for piece in pieces)]
    if any(_KEY.match(piece) or piece.startswith(("- ", "#")) for piece in pieces):
        return [line, *(_plain(indent + piece) for piece in pieces)]
    held = _VALUE.fullmatch(line) if pieces else None
    column = " " * (2 + (len(held["lead"]) if held else len(indent)))
    if held is None or not held["value"]:
        return [line, *(column + piece for piece in pieces)]
    return [f"{held['head']} |-", *(column + piece for piece in (held["value"], *pieces))]


def _column(opened: re.Match[str]) -> int:
    """The column of the key, or else of the dash, that a block of text belongs to."""
    lead = opened["lead"]
    return len(lead) if opened["key"] else max(lead.rfind("-"), 0)
