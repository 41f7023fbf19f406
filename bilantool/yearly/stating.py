"""The figures of one year, ready to be shown: each with its lines, and how it was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bilantool.figures import Totals
from bilantool.yearly import secrecy
from bilantool.yearly.catalogue import Catalogue, Entry

SMALL, BESIDE = "small", "beside"
_PER = {"nombre": 1, "heures": 60, "euros": 100}
"""How many of what is counted make one of the unit."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a figure; `label` is "" where the figure is that number alone.

    `value` is None where it is withheld, or where there is nothing to divide. `top` and `bottom`
    are what a rate or a ratio was divided from, the sum of the marks and the answers of a mean.
    `withheld` says why there is none:
    a count (or the answers of a mean) below the threshold, or one that would give it away.
    """

    key: str
    label: str
    value: float | None
    top: float | None = None
    bottom: float | None = None
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one entry of the catalogue comes to.

    `whole`: the breakdown is withheld as a whole, and has no line.
    """

    entry: Entry
    lines: tuple[Line, ...] = field(default=())
    whole: bool = False


def figures(
    totals: Totals, catalogue: Catalogue, year: int, *, everything: bool = False
) -> tuple[Figure, ...]:
    """Every figure of the year; with `everything` nothing is withheld."""
    found = {place[1:]: value for place, value in totals.items() if place[0] == year and value}
    made: dict[str, Figure] = {}
    for entry in catalogue.entries.values():
        own = _summed(found, entry.measures)
        made[entry.name] = _figure(entry, own, made, 0 if everything else catalogue.least)
    return tuple(made.values())


def _summed(found: Mapping[tuple[str, str], int], measures: tuple[str, ...]) -> dict[str, int]:
    """Label → number, over these measures."""
    own: dict[str, int] = {}
    for (measure, label), value in found.items():
        if measure in measures:
            own[label] = own.get(label, 0) + value
    return own


def _figure(
    entry: Entry, own: Mapping[str, int], before: Mapping[str, Figure], least: int
) -> Figure:
    if entry.kind == "ventilation":
        return _breakdown(entry, own, before, least)
    if entry.kind == "moyennes":
        return Figure(entry, tuple(_means(entry, own, least)))
    if entry.kind == "compte":
        value = sum(own.get(label, 0) for label in entry.labels or own)
        return Figure(entry, (Line("", "", value / _PER[entry.unit]),))
    top = sum(own.get(label, 0) for label in entry.numerator)
    bottom = sum(own.get(label, 0) for label in entry.denominator)
    return Figure(entry, (Line("", "", top / bottom if bottom else None, top, bottom),))


def _breakdown(
    entry: Entry, own: Mapping[str, int], before: Mapping[str, Figure], least: int
) -> Figure:
    hidden: Mapping[str, str] | None = {}
    if entry.masked:
        hidden = secrecy.withheld(own, least)
    elif entry.masked_as:
        model = before[entry.masked_as]
        hidden = None if model.whole else {line.key: line.withheld for line in model.lines}
    if hidden is None:
        return Figure(entry, whole=True)
    order = [label for label in entry.words if label in own]
    order += sorted(label for label in own if label not in entry.words)
    return Figure(
        entry,
        tuple(
            Line(
                label,
                entry.words.get(label, label),
                None if hidden.get(label) else own[label] / _PER[entry.unit],
                withheld=hidden.get(label, ""),
            )
            for label in order
        ),
    )


def _means(entry: Entry, own: Mapping[str, int], least: int) -> Iterator[Line]:
    for criterion, title in entry.criteria.items():
        number = own.get(f"{entry.prefix}_{criterion}_nombre", 0)
        answers = own.get(f"{entry.prefix}_{criterion}_reponses", number)
        total = own.get(f"{entry.prefix}_{criterion}_somme", 0)
        alone = len(entry.criteria) == 1
        label = "" if alone else title
        if 0 < answers < least:
            yield Line(criterion, label, None, withheld=SMALL)
        else:
            yield Line(criterion, label, total / number if number else None, total, answers)
