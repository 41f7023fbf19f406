"""Ink on paper: the few SVG shapes that the charts share.

One unit is a quarter of a millimetre, so a chart 640 units wide fills a column of 16 cm at
its natural size and a text of 13 units prints at about 9 points.

Fonts are named in quotes, since an unquoted family with spaces is lost by some readers. Every
line of text says how long it is in Source Sans Pro: where that face is missing (a page opened
in a browser), the one that stands for it is drawn to the same length, and no label runs into
another or off the picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from bilantool.documents import typeface

WIDTH = 640
INK = "#1f2a30"
"""Text; 14:1 on white."""
QUIET = "#4a5a63"
"""Secondary text and marks; 7:1 on white."""
RULE = "#c9d2d6"
BAND = "#f1f4f5"
FONT = "'Source Sans Pro', 'Source Sans 3', 'Liberation Sans', Arial, sans-serif"

_UNKNOWN = 1.0  # ems of a sign that the face has not, and that each reader draws in its own way
_AFTER_HYPHEN = re.compile(r"(?<=[-‐–/])(?=[^\W_])")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in units."""
    known = typeface.widths(bold=bold)
    return sum(known.get(char, _UNKNOWN) for char in text) * size


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width`; no text is dropped.

    A word is cut only where it is wider than a line by itself: after a hyphen of its own, or
    with a hyphen added.
    """

    def fits(part: str) -> bool:
        return text_width(part, size, bold=bold) <= width

    rows: list[str] = []
    for word in text.split():
        if rows and fits(f"{rows[-1]} {word}"):
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows += [word] if fits(word) else _cut(word, fits)
    return rows or [""]


def _cut(word: str, fits: Callable[[str], bool]) -> list[str]:
    rows = [""]
    for part in _AFTER_HYPHEN.split(word):
        if rows[-1] and not fits(rows[-1] + part):
            rows.append("")
        if fits(rows[-1] + part):
            rows[-1] += part
            continue
        for char in part:
            hyphen = "-" if char.isalpha() and rows[-1][-1:].isalpha() else ""
            if rows[-1] and not fits(rows[-1] + char + "-"):
                rows[-1] += hyphen
                rows.append("")
            rows[-1] += char
    return rows


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Coordinates as the attribute `points` wants them."""
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in pairs)


@dataclass
class Canvas:
    """Shapes in drawing order, and the SVG that they make; `title` names the whole."""

    title: str
    width: float
    height: float = 0
    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text whose baseline is at `y`."""
        weight = ' font-weight="600"' if bold else ""
        known = typeface.widths(bold=bold)
        if text.strip() and all(char in known for char in text):
            length = _n(text_width(text, size, bold=bold))
            weight += f' textLength="{length}" lengthAdjust="spacingAndGlyphs"'
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{fill}"'
            f' text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        stroke: str = RULE,
        width: float = 1,
        dash: str = "",
    ) -> None:
        """A straight line; `dash` as SVG wants it (`3 3`)."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
            f' stroke="{stroke}" stroke-width="{_n(width)}"{dashes}/>'
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        stroke: str = "none",
        radius: float = 0,
    ) -> None:
        """A rectangle from its upper left corner."""
        self.parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
            f' rx="{_n(radius)}" fill="{fill}" stroke="{stroke}" stroke-width="1.4"/>'
        )

    def circle(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "none") -> None:
        """A disc, or a ring where `fill` is white."""
        self.parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"'
            f' stroke="{stroke}" stroke-width="2"/>'
        )

    def diamond(self, x: float, y: float, radius: float, *, fill: str, stroke: str) -> None:
        """A square on its point."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.polygon(corners, fill=fill, stroke=stroke)

    def polygon(
        self,
        corners: Iterable[tuple[float, float]],
        *,
        fill: str,
        stroke: str,
        width: float = 2,
        opacity: float = 1,
    ) -> None:
        """A closed shape; `opacity` bears on its inside alone."""
        self.parts.append(
            f'<polygon points="{points(corners)}" fill="{fill}" fill-opacity="{_n(opacity)}"'
            f' stroke="{stroke}" stroke-width="{_n(width)}" stroke-linejoin="round"/>'
        )

    def svg(self) -> bytes:
        """The whole picture, the same bytes for the same shapes."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        box = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT}">'
        body = "\n".join([f"<title>{escape(self.title)}</title>", *self.parts])
        return f"{head}\n{body}\n</svg>\n".encode()
