"""From a note's text to Markdown that says the same and nothing more.

A note is written by people, and its words go into a document that others sign. Whatever
they hold, they must print as words: no link, image, heading, table, formula, block of raw
HTML or typst may come out of them. Three forms, by where the text goes:

* `line`   one line, every mark of Markdown neutralised;
* `prose`  paragraphs, bullet and numbered lists, **bold** and *italics*, nothing else;
* `cell`   one line for a table's cell, with bold and italics.

Each returns `Markdown`: text that the templates print as it is.

Why a backslash before every ASCII punctuation mark: CommonMark promises that it makes the
mark literal wherever it stands, so no list of dangerous constructs has to be kept up to
date with the reader's extensions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PUNCTUATION = re.compile(r"([!-+\--/:-@\[-`{-~])")  # ASCII punctuation but the comma
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n]+")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BULLET = re.compile(r"\s*[-*+•–][ \t]+(?=\S)(.*)", re.DOTALL)
_NUMBERED = re.compile(r"\s*(\d{1,3})[.)][ \t]+(?=\S)(.*)", re.DOTALL)
# Content without an asterisk keeps the search linear, and the word boundaries are those
# without which CommonMark would print the asterisks.
_STRESSED = re.compile(r"(?<![\w*])(\*{1,3})(?![\s*])([^*]+)(?<!\s)\1(?![\w*])")


class Markdown(str):
    """Text that is Markdown already: printed as it is, never escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph (`mark` empty) or one item of a list (`mark` is `-` or a number)."""

    mark: str
    text: str


def clean(value: Any) -> Any:
    """`value` with every text in it free of what no document can hold; a new structure.

    Control characters, lone surrogates and reversals of direction go, every line break
    becomes a newline: XML knows none of them, and a picture or a margin is made of XML too.
    """
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean(part) for part in value]
    return value


def line(text: str) -> Markdown:
    """`text` on one line, every mark of Markdown neutralised."""
    return Markdown(_literal(_flat(_clean(text))))


def cell(text: str) -> Markdown:
    """`text` on one line for a pipe table: bold and italics stay, list items join with « ; »."""
    out = ""
    previous: _Block | None = None
    for block in _blocks(_clean(text)):
        if previous is not None:
            both = bool(previous.mark and block.mark)
            out = out.rstrip(" ;,") + " ; " if both else out + " "
        out += block.text
        previous = block
    return Markdown(_inline(out))


def prose(text: str) -> Markdown:
    """`text` as blocks: paragraphs, flat lists, bold and italics.

    A line that begins with `- `, `* `, `• ` or `1. ` is an item; an indented line goes on
    with its item; a blank line, or a line at the margin after an item, begins a paragraph.
    """
    out: list[str] = []
    previous = ""
    for block in _blocks(_clean(text)):
        same_list = bool(block.mark) and bool(previous) and (block.mark == "-") == (previous == "-")
        if out:
            out.append("\n" if same_list else "\n\n")
        lead = {"": "", "-": "- "}.get(block.mark, f"{block.mark}. ")
        out.append(lead + _inline(block.text))
        previous = block.mark
    return Markdown("".join(out))


def _clean(text: str) -> str:
    """Without control characters and reversals of direction, every line break a newline.

    Accents join their letter (NFC): macOS types them apart, and fonts draw them better joined.
    """
    return unicodedata.normalize("NFC", _CONTROL.sub("", _BREAKS.sub("\n", text)))


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _literal(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", _APOSTROPHE.sub("’", text))


def _inline(text: str) -> str:
    """One line with `**bold**`, `*italics*` and `***both***`; other asterisks are literal."""
    text = _flat(text)
    out: list[str] = []
    start = 0
    for found in _STRESSED.finditer(text):
        stars = found.group(1)
        out += [_literal(text[start : found.start()]), stars, _literal(found.group(2)), stars]
        start = found.end()
    out.append(_literal(text[start:]))
    return "".join(out)


def _blocks(text: str) -> Iterator[_Block]:
    """The paragraphs and items of `text`, in order, none of them blank."""
    mark, lines = "", list[str]()
    for row in text.split("\n"):
        bullet, numbered = _BULLET.fullmatch(row), _NUMBERED.fullmatch(row)
        if bullet or numbered or not row.strip() or (mark and not row[:1].isspace()):
            if lines:
                yield _Block(mark, " ".join(lines))
            mark, lines = "", []
        if bullet:
            mark, row = "-", bullet.group(1)
        elif numbered:
            mark, row = str(int(numbered.group(1))), numbered.group(2)
        if row.strip():
            lines.append(row)
    if lines:
        yield _Block(mark, " ".join(lines))
