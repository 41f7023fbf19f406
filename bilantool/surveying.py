"""Several dossiers inspected: one that does not open hides no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from bilantool.cabinet import pending, tombs
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier, Vault, gone
from bilantool.errors import DataFault, KeyFault, UsageFault
from bilantool.inspection import SEANCES, Inspection, inspect
from bilantool.notes.trame import Trame

Look = Callable[[OpenDossier, Trame, Cabinet, date], Inspection]
"""One way to look at a dossier."""

Closed = tuple[tuple[str, DataFault | KeyFault], ...]
"""References, each with the reason why nothing could be made of that dossier."""

T = TypeVar("T")

TRIES, PAUSE = 5, 0.1  # seconds: a dossier changes its name in far less


@dataclass(frozen=True, slots=True)
class Round(Generic[T]):
    """What a round of the dossiers brought: what was `made` of each, why the others `failed`, and
    those whose folder is `gone`."""

    made: tuple[T, ...]
    failed: Closed
    gone: Closed


def each_dossier(
    vault: Vault, make: Callable[[OpenDossier], T], references: Sequence[str] = ()
) -> Round[T]:
    """Open dossiers in turn and `make` something of each; without `references`, all that the
    cabinet should have. One of which nothing can be made hides no other.

    Raises what opening it raises when a single reference is given, UsageFault for any that does
    not exist.
    """
    made: list[T] = []
    failed: list[tuple[str, DataFault | KeyFault]] = []
    seen: set[str] = set()
    for reference in references or vault.cabinet.references:
        try:
            opened = vault.open(reference) if references else _listed(vault, reference)
            if opened is None:
                continue
            seen.add(opened.dossier.uuid)
            made.append(make(opened))
        except (DataFault, KeyFault) as fault:
            if len(references) == 1:
                raise
            failed.append((reference, fault))
    missing = () if references else vault.missing(seen)
    return Round(
        tuple(made), tuple(failed), tuple((each, gone(vault.cabinet, each)) for each in missing)
    )


def _listed(vault: Vault, reference: str) -> OpenDossier | None:
    """A dossier that the cabinet listed a moment ago; None where another command has given it
    another name since, or taken it away.

    While a command is at work in the cabinet, what does not agree yet is looked at again.
    """
    for _ in range(TRIES):
        try:
            return vault.open(reference)
        except (DataFault, KeyFault, UsageFault):
            if not pending.tasks(vault.trousseau, vault.cabinet.uuid):
                break
            time.sleep(PAUSE)
    try:
        return vault.open(reference)
    except UsageFault:
        return None


@dataclass(frozen=True, slots=True)
class Survey:
    """Several dossiers looked at: those that opened, and why each of the others did not."""

    inspections: tuple[Inspection, ...]
    closed: Closed

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

    Raises as `each_dossier`.
    """
    look = look or partial(inspect, phase=phase)

    def looked(opened: OpenDossier) -> Inspection:
        inspection = look(opened, trame, vault.cabinet, today)
        told = inspection.notes.get(SEANCES)
        if told is None or not told.destroyed:
            return inspection
        return replace(inspection, certified_end=tombs.certified_end(vault, opened.dossier.uuid))

    found = each_dossier(vault, looked, references)
    return Survey(found.made, found.gone + found.failed)
