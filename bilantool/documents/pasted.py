"""What the lines of a long text are: paragraphs, items of nested lists, rows of a spreadsheet.

People type, and they paste: from Word, whose bullets are signs of its fonts of symbols or a bare
« o », and where nothing but the bullet tells how deep an item stands; from a spreadsheet, whose
cells stand between tabs; from an editor that cuts its lines at one width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

BULLETS = "•▪●○◦■□▫∙·‣⁃◆◇❖➢➤►▶▸"
"""Signs that open an item and mean nothing else; a box to tick or an arrow is a word."""

_BULLET = re.compile(rf"([-*+–])\s+(?=\S)(.*)|([{BULLETS}])\s*(?=\S)(.*)", re.DOTALL)
_LETTER = re.compile(r"(o)(?:\t\s*|\s{2,})(?=\S)(.*)", re.DOTALL)
_LETTER_IN_LIST = re.compile(r"(o)\s+(?=\S)(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)(.*)", re.DOTALL)
_LEADING = re.compile(rf"\s*[{BULLETS}]\s*(?=\S)")

_BETWEEN_CELLS = re.compile(r"\s*\t\s*")
_TAB = 4
_DEEPEST = 4
_MOST_COLUMNS = 8  # more of them are not legible on an upright page

# The widths at which a person or an editor cuts lines; what is narrower is meant to be short.
_NARROW, _WIDE = 60, 120
_BY_HAND = 0.85
_STOPS = ".!?…:;"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`mark` empty), one item of a list (`mark` is `-` or a number, `depth` from 0),
    or the rows of a table."""

    lines: tuple[str, ...] = ()
    mark: str = ""
    depth: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text whose line ends are newlines, in order, none of them blank."""
    rows = text.split("\n")
    tables = _tables(rows)
    reader = _Reader(_is_cut(rows))
    for number, row in enumerate(rows):
        if number not in tables:
            yield from reader.read(row)
        elif tables[number]:
            yield from reader.ended()
            yield Block(rows=tables[number])
    yield from reader.ended()


def without_bullet(text: str) -> str:
    """One line without the bullet that came with it."""
    found = _LEADING.match(text)
    return text[found.end() :] if found else text


@dataclass(slots=True)
class _List:
    """A list that is open: where its items begin, their bullet or `1`, its last number."""

    indent: int
    kind: str
    last: int


class _Reader:
    """Takes rows one by one; what it holds is the block under way and the lists that are open."""

    def __init__(self, cut: bool) -> None:
        self._cut = cut
        self._rows: list[str] = []
        self._apart: list[bool] = []  # for each of them, whether a blank row stands before it
        self._text = ""  # what the first of them says after its mark
        self._mark = ""
        self._open: list[_List] = []
        self._blank = False
        self._uncounted = False  # the row before has a number that no list prints there

    def read(self, row: str) -> Iterator[Block]:
        """The block that ends before this row, if one does."""
        bare = row.strip()
        if not bare:
            self._blank = True
            return
        held = self._held()
        mark, kind, text = self._item(bare)
        if kind and not self._placed(_indent(row), kind, mark):
            mark, text, self._uncounted = "", bare, True
        elif not _NUMBERED.match(bare):
            self._uncounted = False
        goes_on = _indent(row) > 0 if self._mark else not self._blank
        if not mark and self._rows and goes_on:
            self._rows.append(row)
            self._apart.append(self._blank)
        else:
            yield from held
            if not mark:
                self._open = []
            self._mark, self._text, self._rows, self._apart = mark, text, [row], [False]
        self._blank = False

    def ended(self) -> Iterator[Block]:
        """The block under way; the lists end with it."""
        yield from self._held()
        self._rows, self._mark, self._open = [], "", []

    def _held(self) -> list[Block]:
        if not self._rows:
            return []
        return [Block(self._lines(), self._mark, max(0, len(self._open) - 1))]

    def _item(self, bare: str) -> tuple[str, str, str]:
        """Of an item: its mark, the kind of its list, its text; of any other row: "", "", itself.

        The signs of a keyboard are one kind, each bullet is another.
        """
        if found := _NUMBERED.fullmatch(bare):
            if not self._uncounted:
                return str(int(found[1])), "1", found[2]
        elif found := _BULLET.fullmatch(bare):
            return ("-", "-", found[2]) if found[1] else ("-", found[3], found[4])
        elif found := (_LETTER_IN_LIST if self._mark else _LETTER).fullmatch(bare):
            return "-", "o", found[2]
        return "", "", bare

    def _placed(self, indent: int, kind: str, mark: str) -> bool:
        """Open or go back to the list of an item, told by its indent, or by its bullet where
        nothing is indented; False for a number that its list does not print."""
        number = int(mark) if kind == "1" else 0
        kept = len(self._open)
        while kept and self._open[kept - 1].indent > indent + 1:
            kept -= 1
        level = [depth for depth in range(kept) if abs(self._open[depth].indent - indent) <= 1]
        same = [depth for depth in level if self._open[depth].kind == kind]
        if same:
            found = self._open[same[-1]]
            if number and number != found.last + 1 and not number == found.last == 1:
                return False
            found.last = number
            del self._open[same[-1] + 1 :]
        else:
            kept = level[0] if level and self._blank else kept
            del self._open[min(kept, _DEEPEST) :]
            self._open.append(_List(indent, kind, number))
        return True

    def _lines(self) -> tuple[str, ...]:
        """The lines of the block: those that only a width ended are one."""
        texts = [self._text, *(row.strip() for row in self._rows[1:])]
        if not self._mark:
            texts = [_BETWEEN_CELLS.sub(" – ", text) for text in texts]
        lines = texts[:1]
        for text, apart, cut in zip(texts[1:], self._apart[1:], _cut(self._rows), strict=True):
            if cut and self._cut and not apart:
                lines[-1] += " " + text
            else:
                lines.append(text)
        return tuple(lines)


def _indent(row: str) -> int:
    column = 0
    for char in row:
        if not char.isspace():
            break
        column = (column // _TAB + 1) * _TAB if char == "\t" else column + 1
    return column


def _cut(rows: Sequence[str]) -> list[bool]:
    """For each row but the last, whether it ended because the next word had no room."""
    width = max(len(row.rstrip()) for row in rows)
    if not _NARROW <= width <= _WIDE or any("\t" in row.strip() for row in rows):
        return [False] * (len(rows) - 1)
    # A hand cuts a sentence a little before the edge, an editor at the edge.
    return [
        len(row.rstrip()) + 1 + len(following.split(None, 1)[0])
        > width * (_BY_HAND if _runs_on(row, following) else 1)
        for row, following in pairwise(rows)
    ]


def _runs_on(row: str, following: str) -> bool:
    """Whether a sentence goes on from one row to the next."""
    first = following.lstrip("*«“( \t\u00a0\u202f")[:1]
    return row.rstrip()[-1] not in _STOPS and (first.islower() or first.isdigit())


def _is_cut(rows: Iterable[str]) -> bool:
    """Whether whoever wrote the text cut its lines at one width: sentences that go on from a row
    to the next tell it, unless as many rows end before that width."""
    told = short = 0
    for group in _groups(rows):
        cuts = _cut(group)
        short += cuts.count(False) if any(cuts) else 0
        told += sum(cut and _runs_on(*two) for two, cut in zip(pairwise(group), cuts, strict=True))
    return told > short


def _begins_item(row: str) -> bool:
    return any(mark.match(row.strip()) for mark in (_NUMBERED, _BULLET, _LETTER))


def _groups(rows: Iterable[str]) -> Iterator[list[str]]:
    """Rows that stand together, an item and what goes on with it."""
    group: list[str] = []
    for row in rows:
        if group and (_begins_item(row) or not row.strip()):
            yield group
            group = []
        if row.strip():
            group.append(row)
    if group:
        yield group


def _tables(rows: Sequence[str]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """By row number, the table that begins there; the rows after its first have an empty one."""
    found: dict[int, tuple[tuple[str, ...], ...]] = {}
    run: list[int] = []
    for number, row in enumerate([*rows, ""]):
        if row.strip() and "\t" in row and not _begins_item(row):
            run.append(number)
            continue
        cells = _filled_columns([[cell.strip() for cell in rows[n].split("\t")] for n in run])
        if len(run) > 1 and 1 < len(cells[0]) <= _MOST_COLUMNS:
            found |= dict.fromkeys(run, ()) | {run[0]: cells}
        run = []
    return found


def _filled_columns(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows, all of one length, without the columns that hold nothing."""
    count = max((len(row) for row in rows), default=0)
    wide = [row + [""] * (count - len(row)) for row in rows]
    kept = [column for column in range(count) if any(row[column] for row in wide)]
    return tuple(tuple(row[column] for column in kept) for row in wide)
