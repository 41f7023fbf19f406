"""Sessions inside the period of the act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("start", "end", "indices"),
    [
        ("2026-03-16", "2026-06-01", []),
        ("2026-03-17", "2026-06-01", [0]),
        ("2026-03-16", "2026-04-30", [5, 6]),
    ],
)
def test_each_session_outside_the_period_is_named(
    notes: Notes, judged: Judged, start: str, end: str, indices: list[int]
) -> None:
    """First and last day are inside; the follow-up is never looked at."""
    notes["cadre/convention"] |= {"date_debut": start, "date_fin": end}
    assert [f.path for f in judged(notes, "BC208")] == [("seances", i, "date") for i in indices]


def test_an_individual_contract_is_judged_under_its_own_rule(notes: Notes, judged: Judged) -> None:
    """Its article is written for training courses: shown, not blocking."""
    notes["cadre/convention"] |= {"acte": "contrat_individuel", "date_fin": "2026-05-31"}
    assert judged(notes, "BC208") == []
    assert [finding.blocks for finding in judged(notes, "BC209")] == [False]


def test_sessions_that_were_not_held_are_not_judged(notes: Notes, judged: Judged) -> None:
    """A cancelled session may lie anywhere."""
    notes["cadre/seances"]["seances"][5] |= {"date": "2026-09-01", "etat": "annulee"}
    assert judged(notes, "BC208") == []


def test_dates_exchanged_are_one_fault(notes: Notes, judged: Judged) -> None:
    """No session is inside such a period, and none of them is to blame."""
    notes["cadre/convention"] |= {"date_debut": "2026-06-30", "date_fin": "2026-03-16"}
    assert [f.rule for f in judged(notes) if f.rule[:3] == "BC2"] == ["BC214"]


@pytest.mark.parametrize(("end", "count"), [("2026-03-15", 1), ("2026-03-16", 0)])
def test_an_act_ends_after_it_begins(notes: Notes, judged: Judged, end: str, count: int) -> None:
    """One day is a period."""
    notes["cadre/convention"]["date_fin"] = end
    assert len(judged(notes, "BC214")) == count


@pytest.mark.parametrize(
    ("amendment", "count"),
    [
        ({"signe_le": "2026-06-01", "date_fin": "2026-06-01"}, 0),
        ({"signe_le": "2026-06-02", "date_fin": "2026-06-30"}, 1),
        ({"signe_le": "2026-05-11", "date_fin": "2026-05-31"}, 1),
        ({"date_fin": "2026-06-30"}, 1),
        ({"signe_le": "2026-05-11"}, 1),
    ],
)
def test_an_amendment_extends_the_act_once_it_is_signed(
    notes: Notes, judged: Judged, amendment: dict[str, str], count: int
) -> None:
    """For the sessions from its signature to the end that it states, and for no other."""
    notes["cadre/convention"] |= {"date_fin": "2026-05-20", "avenants": [amendment]}
    found = judged(notes, "BC208")
    assert [finding.path for finding in found] == [("seances", 6, "date")] * count


def test_a_late_amendment_is_told(notes: Notes, judged: Judged) -> None:
    """The message gives the day of its signature."""
    amendment = {"signe_le": "2026-06-02", "date_fin": "2026-06-30"}
    notes["cadre/convention"] |= {"date_fin": "2026-05-20", "avenants": [amendment]}
    (finding,) = judged(notes, "BC208")
    assert "avant la signature de l’avenant, le 2\u00a0juin" in finding.message
