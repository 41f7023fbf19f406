"""The ceiling to the minute; no floor; what was planned and what was held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bilantool.findings import Finding, Severity

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]
MakeSession = Callable[..., dict[str, Any]]


def test_exactly_24_hours_is_fine(notes: Notes, judged: Judged) -> None:
    """The ceiling is reached, not passed: 24 h 00, and not a minute more."""
    sessions = notes["cadre/seances"]["seances"]
    sessions[4]["fin"] = "16:00"
    assert judged(notes, "BC101") == []
    sessions[4]["fin"] = "16:01"
    (finding,) = judged(notes, "BC101")
    assert "24\u00a0h\u00a001" in finding.message
    assert finding.blocks


def test_the_follow_up_is_outside_the_ceiling(
    notes: Notes, judged: Judged, session: MakeSession
) -> None:
    """Hours of follow-up never add to the 24."""
    notes["cadre/seances"]["seances"] += [
        session(f"2026-11-{day}", "suivi", fin="18:00") for day in (10, 11, 12)
    ]
    assert judged(notes, "BC101") == []


def test_undated_hours_count_too(notes: Notes, judged: Judged, session: MakeSession) -> None:
    """Held hours whose day is missing still pass the ceiling; the whole list is then named."""
    undated = session("", fin="18:00")
    del undated["date"]
    notes["cadre/seances"]["seances"].append(undated)
    (finding,) = judged(notes, "BC101")
    assert finding.path == ("seances",)


@pytest.mark.parametrize(("hours", "count"), [(8, 0), (8.5, 1)])
def test_the_act_may_plan_24_hours(notes: Notes, judged: Judged, hours: float, count: int) -> None:
    """Accompaniment and personal work of the act are added up."""
    notes["cadre/convention"]["heures_travail_personnel"] = hours
    assert len(judged(notes, "BC102")) == count


def test_a_short_bilan_breaks_no_law(notes: Notes, judged: Judged) -> None:
    """No text sets a floor of hours: what the act provides for is compared, as advice."""
    sessions = notes["cadre/seances"]["seances"]
    notes["cadre/seances"]["seances"] = [sessions[0], sessions[1], sessions[6]]
    found = judged(notes)
    assert {"BP201", "BP205"} <= {each.rule for each in found}
    assert not any(each.severity is Severity.INVALIDE for each in found)


def test_the_act_s_hours_are_compared_at_closure_only(notes: Notes, judged: Judged) -> None:
    """An open bilan has not yet held its hours."""
    notes["cadre/convention"]["heures_accompagnement"] = 17
    assert len(judged(notes, "BP201")) == 1
    notes["cadre/seances"]["cloture"] = {}
    assert judged(notes, "BP201") == []


def test_each_phase_holds_its_hours(notes: Notes, judged: Judged) -> None:
    """At closure any difference is told, before it only what exceeds; personal work is apart."""
    planned = notes["preliminaire/cadrage"]["heures_prevues"]
    planned |= {"investigation": 13, "conclusions": 1}
    assert [f.path[-1] for f in judged(notes, "BP205")] == ["investigation", "conclusions"]
    notes["cadre/seances"]["cloture"] = {}
    assert [f.path[-1] for f in judged(notes, "BP205")] == ["conclusions"]


@pytest.mark.parametrize(
    ("planned", "count"),
    [({"conclusions": 2.5}, 1), ({"preliminaire": 1.5, "conclusions": 2.5}, 0), ({}, 0)],
)
def test_programme_and_act_plan_the_same_hours(
    notes: Notes, judged: Judged, planned: dict[str, float], count: int
) -> None:
    """Compared once the three phases are there."""
    notes["preliminaire/cadrage"]["heures_prevues"] |= planned
    assert len(judged(notes, "BP206")) == count
    del notes["preliminaire/cadrage"]["heures_prevues"]["investigation"]
    assert judged(notes, "BP206") == []


@pytest.mark.parametrize(("stated", "count"), [(4, 0), (3.5, 1), (None, 1)])
def test_personal_work_has_its_own_line_in_the_act(
    notes: Notes, judged: Judged, stated: float | None, count: int
) -> None:
    """Four hours were held."""
    notes["cadre/convention"]["heures_travail_personnel"] = stated
    assert len(judged(notes, "BP207")) == count
