"""What a breakdown may tell without pointing at somebody.

A count of one to `least` - 1 persons is withheld. Whoever knows the total could take the others
from it, so a single small one is withheld with the next larger one; the reader knows, of each
withheld line, only which kind it is. Where that does not hide every one of them, no line is given.

How many lines are withheld never depends on a withheld number, but on how many small ones there
are: whoever reads these very lines learns nothing from it either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

Withheld = Literal["small", "beside"]
"""A count below the threshold, or a larger one that would give it away."""


def withheld(counts: Mapping[str, int], least: int) -> Mapping[str, Withheld] | None:
    """Which lines of a breakdown are not given; None where none of them may be.

    `counts` are the lines that are not zero, whose sum is known to the reader.
    """
    small = [label for label, number in counts.items() if 0 < number < least]
    if not small:
        return {}
    others = sorted((number, label) for label, number in counts.items() if number >= least)
    step = 1 if len(small) == 1 else 0
    beside, shown = others[:step], others[step:]
    kinds = [(1, least - 1)] * len(small)
    kinds += [(least, _most(label, shown, counts)) for _, label in beside]
    total = sum(counts[label] for label in small) + sum(number for number, _ in beside)
    if not all(_open(total, kinds, place) for place in range(len(kinds))):
        return None
    return {**dict.fromkeys(small, "small"), **{label: "beside" for _, label in beside}}


def _most(label: str, shown: Sequence[tuple[int, str]], counts: Mapping[str, int]) -> int:
    """The largest number that the line withheld beside can be, since it comes before those shown:
    of two equal ones, the first by label."""
    if not shown:
        return sum(counts.values())
    number, first = shown[0]
    return number if label < first else number - 1


def _open(total: int, kinds: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether the withheld line at `place` could be two numbers at least.

    The reader knows the sum of the withheld lines, and between which numbers each lies.
    """
    least, most = kinds[place]
    others = [*kinds[:place], *kinds[place + 1 :]]
    highest = min(most, total - sum(low for low, _ in others))
    lowest = max(least, total - sum(high for _, high in others))
    return highest > lowest
