"""Two versions of one document compared word for word: where they differ, never what they say.

Layout does not count: spaces, hyphens at the end of a line, punctuation, capitals, what stands
at the top and the foot of every page. A difference is told under the title of the part of the
reference where it stands; such titles come from the template, not from a note.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BEGINNING = "début du document"
"""What the words above the first title are told under."""

_WORD = re.compile(r"\w+")
_JOINTS = str.maketrans(dict.fromkeys("-\u00ad\u2010\u2011", ""))
_NUMBER = re.compile(r"^\s*\d+(?:\.\d+)*\.?\s+")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one title of the first level."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The differences under one title: how many passages, words that came and words that went."""

    title: str
    passages: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changes` in the order of the reference; `shared` is the part of its words, from 0 to 1,
    that the other text has too."""

    changes: tuple[Change, ...]
    shared: float

    @property
    def same(self) -> bool:
        return not self.changes


def words(text: str) -> list[str]:
    """The words of a text, as they compare."""
    joined = re.sub(r"[-\u00ad\u2010\u2011][ \t]*\n[ \t]*", "", unicodedata.normalize("NFKC", text))
    return _WORD.findall(joined.translate(_JOINTS).casefold())


def compare(reference: Sequence[Part], given: str) -> Comparison:
    """Where `given` differs from the parts of the reference."""
    expected: list[str] = []
    owners: list[int] = []
    for number, part in enumerate(reference):
        found = words(part.text)
        expected += found
        owners += [number] * len(found)
    actual = words(given)
    counts: dict[int, list[int]] = {}
    kept = 0
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            kept += end - start
            continue
        owner = owners[min(start, len(owners) - 1)] if owners else 0
        tally = counts.setdefault(owner, [0, 0, 0])
        tally[0] += 1
        tally[1] += other_end - other_start
        tally[2] += end - start
    changes = tuple(
        Change(reference[number].title if reference else BEGINNING, *tally)
        for number, tally in sorted(counts.items())
    )
    return Comparison(changes, kept / len(expected) if expected else 0.0)


def of_pages(pages: Sequence[Sequence[str]], titles: Sequence[str]) -> tuple[Part, ...]:
    """The parts of a PDF, told by the titles of its outline; what every page repeats is left out.

    A title counts where it fills a line, with or without its number: the table of contents does
    not, since its lines end with a page number.
    """
    lines = list(_without_margins(pages))
    titles = [unnumbered(title) for title in titles]
    wanted = [" ".join(words(title)) for title in titles]
    parts: list[tuple[str, list[str]]] = [(BEGINNING, [])]
    following = 0
    for line in lines:
        bare = " ".join(words(unnumbered(line)))
        if following < len(wanted) and bare == wanted[following]:
            parts.append((titles[following], []))
            following += 1
        parts[-1][1].append(line)
    return tuple(Part(title, "\n".join(held)) for title, held in parts)


def plain(pages: Sequence[Sequence[str]]) -> str:
    """The text of a PDF without what every page repeats."""
    return "\n".join(_without_margins(pages))


def _without_margins(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every line but those that half of the pages have among their first or last two."""
    edges = Counter(
        shape for page in pages for shape in {_shape(line) for line in (*page[:2], *page[-2:])}
    )
    often = {shape for shape, count in edges.items() if count > 2 and count * 2 > len(pages)}
    for page in pages:
        for number, line in enumerate(page):
            edge = number < 2 or number >= len(page) - 2
            if not (edge and _shape(line) in often):
                yield line


def _shape(line: str) -> str:
    """A line without its figures: page numbers differ."""
    return " ".join(words(_FIGURES.sub("", line)))


def of_tree(tree: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of a document that pandoc read; RecursionError where it is nested absurdly."""
    parts: list[tuple[str, list[str]]] = [(BEGINNING, [])]
    for block in tree.get("blocks", ()):
        text = "".join(_texts(block))
        for title in _titles(block):
            parts.append((title, []))
        parts[-1][1].append(text)
    return tuple(Part(title, "\n".join(held)) for title, held in parts)


def whole(parts: Sequence[Part]) -> str:
    """The text of all parts, in order."""
    return "\n".join(part.text for part in parts)


def unnumbered(title: str) -> str:
    """A title without the number before it."""
    return _NUMBER.sub("", title)


_BLOCKS = frozenset({"Para", "Plain", "Header", "LineBlock", "CodeBlock", "SoftBreak", "LineBreak"})


def _titles(block: Any) -> Iterator[str]:
    kind, content = (block.get("t"), block.get("c")) if isinstance(block, dict) else ("", None)
    if kind == "Header" and isinstance(content, list) and content[0] == 1:
        yield unnumbered(" ".join("".join(_texts(block)).split()))


def _texts(node: Any) -> Iterator[str]:
    """The words of a node and its spaces, in their order."""
    if isinstance(node, list):
        for inner in node:
            yield from _texts(inner)
    elif isinstance(node, dict):
        kind, content = node.get("t"), node.get("c") or []
        if kind == "Str":
            yield str(content)
        elif kind in ("Code", "CodeBlock", "Math"):
            yield str(content[-1])
        elif kind == "Space":
            yield " "
        elif kind == "Note":
            yield " "
            yield from _texts(content)
        else:
            yield from _texts(content)
        if kind in _BLOCKS:
            yield "\n"
