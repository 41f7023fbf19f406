"""A derogation silences practice in its own note, and never the law."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bilantool.findings import Finding, Severity

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]

PISTES = "investigation/pistes"


@pytest.fixture
def unsurveyed(notes: Notes) -> Notes:
    """A dossier with one kept lead that has no survey."""
    notes[PISTES]["pistes"][0].pop("enquetes")
    return notes


def _entry(**changed: str) -> dict[str, str]:
    return {"regle": "BP102", "motif": "x", "date": "2026-05-04", **changed}


def test_a_derogation_silences_its_advice(unsurveyed: Notes, judged: Judged) -> None:
    """With a reason and a date, the finding is gone and nothing replaces it."""
    assert [finding.rule for finding in judged(unsurveyed)] == ["BP102"]
    unsurveyed[PISTES]["derogations"] = [_entry()]
    assert judged(unsurveyed) == []


@pytest.mark.parametrize(
    "entry",
    [
        {"regle": "BP102", "date": "2026-05-04"},
        {"regle": "BP102", "motif": "x"},
        _entry(date="mai"),
    ],
)
def test_without_a_reason_and_a_date_it_silences_nothing(
    unsurveyed: Notes, judged: Judged, entry: dict[str, str]
) -> None:
    """What is unexplained stays shown."""
    unsurveyed[PISTES]["derogations"] = [entry]
    assert [finding.rule for finding in judged(unsurveyed)] == ["BP102"]


def test_a_derogation_holds_for_its_own_note(unsurveyed: Notes, judged: Judged) -> None:
    """Written in another note, it silences nothing."""
    unsurveyed["conclusions/synthese"]["derogations"] = [_entry()]
    assert [finding.rule for finding in judged(unsurveyed)] == ["BP102"]


def test_the_law_cannot_be_set_aside(notes: Notes, judged: Judged) -> None:
    """The legal finding stays, and the derogation is itself remarked upon."""
    notes["cadre/convention"]["signatures"]["employeur"] = "2026-03-17"
    notes["cadre/convention"]["derogations"] = [_entry(regle="BC203")]
    found = judged(notes)
    assert [(f.rule, f.severity) for f in found] == [
        ("BC203", Severity.INVALIDE),
        ("BP901", Severity.CONSEIL),
    ]


def test_an_unknown_rule_is_remarked_upon_and_not_repeated(
    notes: Notes, judged: Judged, canary: str
) -> None:
    """The id may hold anything that was typed, so that the finding only points to it."""
    notes[PISTES]["derogations"] = [_entry(), _entry(regle=canary)]
    (finding,) = judged(notes)
    assert (finding.rule, finding.path) == ("BP902", ("derogations", 1, "regle"))
    assert canary not in repr(finding)
