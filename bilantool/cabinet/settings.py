"""cabinet.yaml, read: what it says of the provider, and which of its fields are to be mended.

A field that is incomplete or wrong stops nothing here: it counts as absent, and whatever would
print it says so. Only what tells one cabinet from another must be right.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilantool.cabinet import clear
from bilantool.errors import DataFault
from bilantool.findings import Finding, KeyPath, Severity
from bilantool.notes import reading
from bilantool.notes.schema import by_tool
from bilantool.resources import shipped

if TYPE_CHECKING:
    from bilantool.notes.trame import NoteSpec

SETTINGS, KIND = "cabinet.yaml", "cabinet"
"""The file, and the kind of its format."""
WORD = "cabinet"
"""What stands for it where a command takes a dossier; no reference, for want of a digit."""

_IDENTITY = ("uuid", "demonstration")
"""Which keys go with the cabinet, and whether they are public."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`values`, normal, without what is wrong; `gaps`, a finding for each field to mend."""

    values: Mapping[str, Any]
    gaps: tuple[Finding, ...]


@cache
def schema() -> dict[str, Any]:
    """The form of cabinet.yaml. No cabinet may change it: commands rely on it."""
    path = shipped("templates") / "standard" / SETTINGS
    return reading.read(reading.decode(path.read_bytes())).values


@cache
def spec() -> NoteSpec:
    """The same as the form of a note, which interviews and checks go by."""
    from bilantool.notes.trame import NoteSpec

    return NoteSpec(
        name=SETTINGS,
        folder="",
        phase=None,
        title="Le cabinet",
        classe="",
        article="",
        schema=schema(),
    )


def cure(path: KeyPath) -> str:
    """The command that asks again for the field at `path`."""
    return f"bilantool fill {WORD} {path[0]}"


def read_settings(path: Path) -> Settings:
    """The settings of a cabinet; DataFault if they are unreadable, empty, or nobody's."""
    from bilantool.notes import completeness

    judged = completeness.check(spec(), clear.parse(path, SETTINGS, KIND, spec().keys))
    if not judged.begun:
        raise DataFault("cabinet.yaml est vide", hint=clear.taking_back(path, SETTINGS))
    gaps = tuple(finding for finding in judged.findings if finding.blocks)
    for gap in gaps:
        if gap.path[:1] and gap.path[0] in _IDENTITY:
            line = f", ligne {gap.position.line}" if gap.position else ""
            raise DataFault(
                f"cabinet.yaml{line} : {gap.message}", hint=gap.hint, position=gap.position
            )
    gaps = tuple(_cured(gap) for gap in gaps)
    wrong = (gap.path for gap in gaps if gap.severity is Severity.INVALIDE and gap.path)
    return Settings(_without(judged.values, wrong), gaps)


def _cured(gap: Finding) -> Finding:
    """A field to mend, with the command that asks for it again."""
    if not gap.path or by_tool(schema(), gap.path):
        return gap
    by_hand = f" ; dans le fichier, {gap.hint}" if gap.hint else ""
    return replace(gap, hint=cure(gap.path) + by_hand)


def _without(values: Mapping[str, Any], paths: Iterable[KeyPath]) -> Mapping[str, Any]:
    """`values` less the fields at `paths`; an item of a list leaves its place empty."""
    kept = copy.deepcopy(dict(values))
    for path in paths:
        holder: Any = kept
        for key in path[:-1]:
            holder = holder[key]
        if isinstance(path[-1], int):
            holder[path[-1]] = {}
        else:
            holder.pop(path[-1], None)
    return kept
