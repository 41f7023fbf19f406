"""Events in their order, equal days allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.mark.parametrize(("day", "count"), [("2026-05-10", 2), ("2026-05-11", 0)])
def test_nothing_is_handed_over_before_the_investigation_ends(
    notes: Notes, judged: Judged, day: str, count: int
) -> None:
    """Results and synthèse are each compared with the last investigation session held."""
    restitution = notes["conclusions/restitution"]
    restitution["resultats_remis_le"] = day
    restitution["synthese"]["remise_le"] = day
    assert len(judged(notes, "BC301")) == count


def test_a_planned_investigation_session_delays_nothing(notes: Notes, judged: Judged) -> None:
    """Only what was held has an order."""
    notes["cadre/seances"]["seances"][5] |= {"date": "2026-07-01", "etat": "prevue"}
    assert judged(notes, "BC301") == []


def test_the_follow_up_may_come_after_the_end(notes: Notes, judged: Judged) -> None:
    """The clean dossier's follow-up is months after its closure, which is its last session's."""
    cloture = notes["cadre/seances"]["cloture"]
    assert judged(notes, "BC302") == []
    cloture["le"] = "2026-05-31"
    assert len(judged(notes, "BC302")) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fin": "09:00"}, "fin"),
        ({"fin": "08:59"}, "fin"),
        ({"fin": "08:59", "etat": "prevue"}, "fin"),
        ({"pause_minutes": 180}, "pause_minutes"),
    ],
)
def test_a_session_has_a_length(
    notes: Notes, judged: Judged, changed: dict[str, Any], field: str
) -> None:
    """It ends after it starts, planned or held, and its break leaves something."""
    notes["cadre/seances"]["seances"][1] |= changed
    assert [f.path for f in judged(notes, "BC303")] == [("seances", 1, field)]


def test_a_break_within_the_session_is_fine(notes: Notes, judged: Judged) -> None:
    """A break shorter than the session is no fault."""
    notes["cadre/seances"]["seances"][1]["pause_minutes"] = 179
    assert judged(notes, "BC303") == []


def test_what_is_to_come_cannot_have_been_held(notes: Notes, judged: Judged) -> None:
    """The day of the question is the limit; a planned session may be ahead of it."""
    assert judged(notes, "BC304", today=date(2026, 11, 20)) == []
    assert len(judged(notes, "BC304", today=date(2026, 11, 19))) == 1
    notes["cadre/seances"]["seances"][7]["etat"] = "prevue"
    assert judged(notes, "BC304", today=date(2026, 11, 19)) == []


def test_coming_back_to_an_earlier_phase_is_allowed(notes: Notes, judged: Judged) -> None:
    """Only the beginnings of the phases are in order."""
    notes["cadre/seances"]["seances"][5]["phase"] = "preliminaire"
    assert judged(notes, "BP202") == []


def test_a_phase_that_was_passed_over_is_said(notes: Notes, judged: Judged) -> None:
    """Conclusions without any investigation session held."""
    sessions = notes["cadre/seances"]["seances"]
    notes["cadre/seances"]["seances"] = [sessions[0], sessions[6]]
    assert [f.path for f in judged(notes, "BP202")] == [("seances", 1, "phase")]


def test_the_survey_is_dated_by_its_answer(notes: Notes, judged: Judged) -> None:
    """Sent before the hand-over and answered after it is fine; not yet answered, it is not."""
    survey = notes["cadre/satisfaction"]["a_chaud"]
    survey["envoye_le"] = "2026-05-30"
    assert judged(notes, "BP203") == []
    del survey["recu_le"]
    assert [f.path for f in judged(notes, "BP203")] == [("a_chaud", "envoye_le")]
