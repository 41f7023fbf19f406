"""What a breakdown may tell without pointing at somebody.

A count of one to `least` - 1 persons is withheld. Whoever knows the total could take the others
from it, so others are withheld with it until each of the small ones could have been two numbers
at least; the reader knows, of each withheld line, only which kind it is. Where that cannot be,
no line is given.
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
    hidden: dict[str, Withheld] = dict.fromkeys(small, "small")
    others = sorted((number, label) for label, number in counts.items() if label not in hidden)
    for step in range(len(others) + 1):
        beside, shown = others[:step], others[step:]
        largest = shown[0][0] if shown else sum(counts.values())
        kinds = [(1, least - 1)] * len(small) + [(least, largest)] * step
        total = sum(counts[label] for label in small) + sum(number for number, _ in beside)
        if all(_open(total, kinds, place) for place in range(len(kinds))):
            return {**hidden, **{label: "beside" for _, label in beside}}
    return None


def _open(total: int, kinds: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether the withheld line at `place` could be two numbers at least.

    The reader knows the sum of the withheld lines, and between which numbers each lies: one that
    is withheld beside is never larger than those that are shown.
    """
    least, most = kinds[place]
    others = [*kinds[:place], *kinds[place + 1 :]]
    highest = min(most, total - sum(low for low, _ in others))
    lowest = max(least, total - sum(high for _, high in others))
    return highest > lowest
