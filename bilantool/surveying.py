"""Several dossiers inspected: one that does not open hides no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from bilantool.cabinet import tombs
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier, Vault, gone
from bilantool.errors import DataFault, KeyFault
from bilantool.inspection import SEANCES, Inspection, inspect
from bilantool.notes.trame import Trame

Look = Callable[[OpenDossier, Trame, Cabinet, date], Inspection]
"""One way to look at a dossier."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Several dossiers looked at: those that opened, and why each of the others did not."""

    inspections: tuple[Inspection, ...]
    closed: tuple[tuple[str, DataFault | KeyFault], ...]

    @property
    def code(self) -> int:
        """The exit code that the dossiers that did not open call for; 0 when all did."""
        return max((fault.code for _, fault in self.closed), default=0)


def survey(
    vault: Vault,
    trame: Trame,
    references: Sequence[str],
    today: date,
    *,
    phase: str | None = None,
    look: Look | None = None,
) -> Survey:
    """Inspect each dossier, or only `look` at it; without `references`, all that the cabinet
    should have, so that one whose folder went is told too.

    Raises what opening it raises when a single reference is given, UsageFault for any that does
    not exist.
    """
    look = look or partial(inspect, phase=phase)
    inspections: list[Inspection] = []
    closed: list[tuple[str, DataFault | KeyFault]] = []
    seen: set[str] = set()
    for reference in references or vault.cabinet.references:
        try:
            opened = vault.open(reference)
            seen.add(opened.dossier.uuid)
            inspection = look(opened, trame, vault.cabinet, today)
            told = inspection.notes.get(SEANCES)
            if told is not None and told.destroyed:
                end = tombs.certified_end(vault, opened.dossier.uuid)
                inspection = replace(inspection, certified_end=end)
            inspections.append(inspection)
        except (DataFault, KeyFault) as fault:
            if len(references) == 1:
                raise
            closed.append((reference, fault))
    if not references:
        closed[:0] = [(reference, gone(reference)) for reference in vault.missing(seen)]
    return Survey(tuple(inspections), tuple(closed))
