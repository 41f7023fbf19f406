"""Places in notes: `cadre/consentements#entrees[objet=bilan].le`, and what stands there.

A name after another descends; a list is descended into at each of its items, of which
`[key=value]` keeps those that have this value. Nothing that stands there leaves this module but
days and ids: what an audit asks is whether something stands there at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_STEP = re.compile(r"([a-z][a-z0-9_]*)((?:\[[a-z_]+=[a-z0-9_]+\])*)")
_CONDITION = re.compile(r"\[([a-z_]+)=([a-z0-9_]+)\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a place, and what its items must have."""

    name: str
    conditions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: a note, and the way into it; `text` is how it was written."""

    text: str
    note: str
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, text: str) -> Place:
        """The place that a text names; raises ValueError."""
        note, mark, way = text.partition("#")
        steps = []
        for part in way.split("."):
            found = _STEP.fullmatch(part)
            if not found or not mark or not note:
                raise ValueError(text)
            steps.append(Step(found[1], tuple(_CONDITION.findall(found[2]))))
        return cls(text, note, tuple(steps))

    def found(self, values: Mapping[str, Any]) -> list[Any]:
        """What stands at the place, once for each branch; None where a branch has nothing there."""
        return list(_branches(values, self.steps))


def _branches(value: Any, steps: tuple[Step, ...]) -> Iterator[Any]:
    if not steps:
        yield None if value in (None, "", [], {}) else value
        return
    step, rest = steps[0], steps[1:]
    below = value.get(step.name) if isinstance(value, Mapping) else None
    if isinstance(below, list):
        for item in below:
            if _fits(item, step):
                yield from _branches(item, rest)
    elif not step.conditions or _fits(below, step):
        yield from _branches(below, rest)


def _fits(item: Any, step: Step) -> bool:
    if not step.conditions:
        return True
    return isinstance(item, Mapping) and all(
        _word(item.get(key)) == value for key, value in step.conditions
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)
