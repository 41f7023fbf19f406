"""A dossier made of plain values, without a key or a file: what its notes say, on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from bilantool.agenda.item import Case
from bilantool.bilan import Bilan
from bilantool.errors import DataFault
from bilantool.inspection import EMPTY, Examined, Inspection
from bilantool.notes import trame
from bilantool.notes.completeness import Judged
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame
from bilantool.resources import shipped

REFERENCE = "2026-042"
UUID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="session")
def standard() -> Trame:
    return trame.load(Overlay(shipped("templates") / "standard"))


@pytest.fixture
def case(standard: Trame) -> Callable[..., Case]:
    """`case(today, {note: values}, broken=…, misshapen=…, destroyed=…)`: lists of note names."""

    def make(
        today: date,
        notes: Mapping[str, Mapping[str, Any]],
        *,
        broken: tuple[str, ...] = (),
        misshapen: tuple[str, ...] = (),
        destroyed: tuple[str, ...] = (),
        offered: tuple[str, ...] = (),
        cabinet: Mapping[str, Any] | None = None,
        reference: str = REFERENCE,
    ) -> Case:
        gone = {*broken, *misshapen, *destroyed}
        examined = {
            name: Examined(
                spec,
                EMPTY,
                Judged({}, (), shaped=name not in misshapen, begun=name in notes),
                fault=DataFault("illisible") if name in broken else None,
                destroyed=name in destroyed,
            )
            for name, spec in standard.notes.items()
        }
        usable = {name: values for name, values in notes.items() if name not in gone}
        bilan = Bilan(usable, cabinet or {}, today)
        seen = Inspection(reference, bilan, standard, examined, tuple(examined), (), UUID)
        return Case(seen, today, frozenset(offered))

    return make
