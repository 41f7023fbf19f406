"""Several consultants: qualifications and presence, judged on the day itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.findings import Finding
from bilantool.rules.judge import judge

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("day", "count"),
    [("2019-12-31", 1), ("2020-01-01", 0), ("2026-04-13", 0), ("2026-04-14", 1)],
)
def test_a_qualification_holds_on_its_first_and_last_day(
    notes: Notes, judged: Judged, day: str, count: int
) -> None:
    """In force from `le` to `jusqu_au`, both included."""
    notes["investigation/tests"]["tests"][0]["passe_le"] = day
    assert len(judged(notes, "BP109")) == count


def test_a_qualification_is_for_one_tool_and_one_consultant(notes: Notes, judged: Judged) -> None:
    """Another tool, or a colleague without it, is advised upon."""
    test = notes["investigation/tests"]["tests"][0]
    test["outil"] = "Autre outil"
    assert len(judged(notes, "BP109")) == 1
    test.update(outil="Boussole des intérêts", consultant="b")
    assert len(judged(notes, "BP109")) == 1


def test_a_cabinet_that_lists_no_qualification_is_not_asked(notes: Notes) -> None:
    """Nothing to compare with: most single counsellors keep their certificates elsewhere."""
    cabinet = {"consultants": [{"id": "a", "nom": "A. Un"}]}
    found = judge(Bilan(notes, cabinet, date(2026, 11, 23)))
    assert [finding for finding in found if finding.rule == "BP109"] == []


def test_an_unknown_consultant_is_not_judged_twice(notes: Notes, judged: Judged) -> None:
    """A reference that leads nowhere has its own finding."""
    notes["investigation/tests"]["tests"][0]["consultant"] = "inconnue"
    notes["cadre/seances"]["seances"][0]["consultant"] = "inconnue"
    assert judged(notes, "BP109") == []
    assert judged(notes, "BP110") == []


@pytest.mark.parametrize(
    ("day", "state", "count"),
    [
        ("2026-04-12", "tenue", 1),
        ("2026-04-13", "tenue", 0),
        ("2026-05-11", "tenue", 0),
        ("2026-05-12", "tenue", 1),
        ("2026-05-12", "prevue", 1),
        ("2026-05-12", "annulee", 0),
    ],
)
def test_a_session_is_led_by_somebody_who_is_there(
    notes: Notes, judged: Judged, day: str, state: str, count: int
) -> None:
    """Between `du` and `au`, both included; a cancelled session asks for nobody."""
    session = notes["cadre/seances"]["seances"][3]
    session.update(date=day, consultant="b", etat=state)
    assert len(judged(notes, "BP110")) == count
