"""What a chart is, and how one that is too tall for a page is shared out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bilantool import french

WHOLE, PART = 560, 430
"""Units of height: what a chart may have in one piece, and what each of several may have.

A page holds 968 of them, so two parts with their legends; a part that has to wait for the next
page leaves less than half of one empty.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and `alt`, which says in full sentences what it shows, figures included."""

    svg: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The pictures of one chart, several where it is taller than a page.

    `legend` is the caption under each, without a final stop.
    """

    name: str
    pictures: tuple[Picture, ...]
    legend: str

    def named(self) -> Iterator[tuple[str, str, Picture]]:
        """Each picture with the name of its image and its own legend."""
        count = len(self.pictures)
        for number, picture in enumerate(self.pictures, 1):
            image = self.name if number == 1 else f"{self.name}-{number}"
            part = f" ({number}{french.NBSP}sur{french.NBSP}{count})" if count > 1 else ""
            yield image, self.legend + part, picture


def shared(heights: Sequence[float], margin: float) -> list[slice]:
    """Runs of rows, one for each picture, of about the same height; `margin` is what each adds."""
    total = sum(heights)
    if total + margin <= WHOLE:
        return [slice(0, len(heights))]
    room = PART - margin
    wanted = total / -(-total // room)
    starts, filled = [0], 0.0
    for number, height in enumerate(heights):
        if number > starts[-1] and (filled + height > room or filled + height / 2 > wanted):
            starts.append(number)
            filled = 0.0
        filled += height
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def said(items: Iterable[str]) -> str:
    """What was typed, one item after another inside a sentence: none ends with its own stop."""
    return " ; ".join(french.clause(item) for item in items)
