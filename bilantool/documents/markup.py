"""From a note's text to Markdown that says the same and nothing more.

A note is written by people, and its words go into a document that others sign. Whatever
they hold, they must print as words: no link, image, heading, formula, block of raw HTML or
typst may come out of them. Three forms, by where the text goes:

* `line`   one line, every mark of Markdown neutralised;
* `prose`  paragraphs, lines, nested lists, rows of a spreadsheet, **bold** and *italics*;
* `cell`   one paragraph for a table's cell, with its lines, bold and italics.

Each returns `Markdown`: text that the templates print as it is.

Why a backslash before every ASCII punctuation mark: CommonMark promises that it makes the
mark literal wherever it stands, so no list of dangerous constructs has to be kept up to
date with the reader's extensions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bilantool.documents import pasted
from bilantool.documents.pasted import Block
from bilantool.french import NBSP

BREAK = "\ue000"
"""The end of a line inside a paragraph: filters/structure.lua makes a line break of it.

No note can hold it (`clean`), and a cell of a pipe table has no other way to say it.
"""

UNKNOWN = "\ufffd"
"""What `clean` puts for a sign that exists in a font of symbols alone."""

_PUNCTUATION = re.compile(r"([!-+\--/:-@\[-`{-~])")  # ASCII punctuation but the comma
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n]+")
_FIGURE = re.compile(r"\d")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_SYMBOLS = {
    0xF000 + code: sign
    for code, sign in (
        (0x28, "☎"), (0x2A, "✉"), (0x2D, "–"), (0x4A, "☺"), (0x6C, "●"), (0x6E, "■"), (0x6F, "☐"),
        (0x71, "☐"), (0x72, "☐"), (0x75, "◆"), (0x76, "❖"), (0x77, "◆"), (0x9F, "•"), (0xA3, "≤"),
        (0xA7, "▪"), (0xA8, "☐"), (0xAE, "→"), (0xB0, "°"), (0xB1, "±"), (0xB3, "≥"), (0xB4, "×"),
        (0xB7, "•"), (0xD8, "➢"), (0xDE, "⇒"), (0xDF, "←"), (0xE0, "→"), (0xE8, "→"), (0xF0, "⇒"),
        (0xFC, "✓"), (0xFD, "☒"), (0xFE, "☑"),
    )
}  # fmt: skip
"""The signs of Word's fonts Symbol and Wingdings that people paste, by their private codes."""

_QUOTED = re.compile(r"(?<!\w)'([^'\s]+)'(?!\w)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'|'(?=[^\W\d_])")
# Content without an asterisk keeps the search linear, and the word boundaries are those
# without which CommonMark would print the asterisks.
_STRESSED = re.compile(r"(?<![\w*])(\*{1,3})(?![\s*\ue000])([^*]+)(?<![\s\ue000])\1(?![\w*])")


class Markdown(str):
    """Text that is Markdown already: printed as it is, never escaped again."""

    __slots__ = ()


def clean(value: Any) -> Any:
    """`value` with every text in it free of what no document can hold; a new structure.

    Control characters, optional hyphens, lone surrogates and reversals of direction go, every
    line break becomes a newline, apostrophes are the French ones, and the signs that Word takes
    from its fonts of symbols are those that every font draws: XML knows none of them, and a
    picture or a margin is made of XML too.
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
    return Markdown(_literal(pasted.without_bullet(_flat(_clean(text)))))


def cell(text: str) -> Markdown:
    """`text` as one paragraph: its lines stay lines, bold and italics stay, the items of a list
    join with « ; », those of nested lists stand on lines of their own."""
    found = list(pasted.blocks(_clean(text)))
    nested = any(block.depth for block in found)
    out = ""
    previous: Block | None = None
    for block in found:
        if previous is not None and previous.mark and block.mark and not nested:
            out = out.rstrip(" ;,") + " ; "
        elif previous is not None and block.mark and not nested:
            out += " "
        elif previous is not None:
            out += BREAK
        out += _bullet(block) * nested + BREAK.join(_told(block))
        previous = block
    return Markdown(_inline(out))


def prose(text: str) -> Markdown:
    """`text` as blocks: paragraphs and their lines, lists in lists, tables, bold and italics.

    `documents.pasted` tells what each line of the text is.
    """
    out: list[str] = []
    margins = [0]  # where the items of each depth begin
    previous: Block | None = None
    for block in pasted.blocks(_clean(text)):
        if previous is not None:
            out.append("\n" if _goes_on(previous, block) else "\n\n")
        if block.rows:
            out.append(_table(block.rows))
        else:
            lead = {"": "", "-": "- "}.get(block.mark, f"{block.mark}. ")
            margin = margins[block.depth]
            margins[block.depth + 1 :] = [margin + len(lead)]
            out.append(" " * margin + lead + _inline(BREAK.join(block.lines)))
        previous = block
    return Markdown("".join(out))


def _goes_on(previous: Block, block: Block) -> bool:
    """Whether an item follows another one in its list, or opens or ends a list inside it; a list
    in an item that does not count from 1 has to stand apart from its words."""
    if not (previous.mark and block.mark):
        return False
    if block.depth == previous.depth:
        return (block.mark == "-") == (previous.mark == "-")
    return block.depth < previous.depth or block.mark in ("-", "1")


def _bullet(block: Block) -> str:
    """What stands before a block in a cell whose lists are nested."""
    mark = {"": "", "-": "–" if block.depth == 0 else "·"}.get(block.mark, f"{block.mark}.")
    return NBSP * 3 * block.depth + mark + NBSP * bool(mark)


def _told(block: Block) -> list[str]:
    """The lines of a block in one paragraph."""
    return [*block.lines] or [" – ".join(filter(None, row)) for row in block.rows]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a pipe table. The first one is a heading where it is full and holds no figure, and
    a figure stands below."""
    first, below = rows[0], " ".join(cell for row in rows[1:] for cell in row)
    headed = all(first) and not _FIGURE.search(" ".join(first)) and bool(_FIGURE.search(below))
    blank = [""] * len(first)
    body = rows[1:] if headed else rows
    lines = [first if headed else blank, ["---"] * len(first), *body]
    return "\n".join(
        "| " + " | ".join(_inline(cell) if row is not lines[1] else cell for cell in row) + " |"
        for row in lines
    )


def _clean(text: str) -> str:
    """What `clean` makes of one text.

    Accents join their letter (NFC): macOS types them apart, and fonts draw them better joined.
    """
    text = _CONTROL.sub("", _BREAKS.sub("\n", text)).translate(_SYMBOLS)
    text = _PRIVATE.sub(UNKNOWN, text)
    text = _APOSTROPHE.sub("’", _QUOTED.sub(r"‘\1’", text))
    return unicodedata.normalize("NFC", text)


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _literal(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text).replace(BREAK, f" {BREAK} ")


def _inline(text: str) -> str:
    """One paragraph with `**bold**`, `*italics*` and `***both***`; other asterisks are literal."""
    text = _flat(text)
    out: list[str] = []
    start = 0
    for found in _STRESSED.finditer(text):
        stars = found.group(1)
        out += [_literal(text[start : found.start()]), stars, _literal(found.group(2)), stars]
        start = found.end()
    out.append(_literal(text[start:]))
    return _BLANKS.sub(" ", "".join(out)).strip()
