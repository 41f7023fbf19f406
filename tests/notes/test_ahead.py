"""Days that are still to come where a field tells what has happened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bilantool.findings import Severity
from bilantool.notes import ahead, completeness, reading
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame, load
from bilantool.resources import shipped

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def trame() -> Trame:
    return load(Overlay(Path(shipped("templates")) / "standard"))


def found(trame: Trame, note: str, text: str) -> list[tuple[object, ...]]:
    judged = completeness.check(trame.notes[note], reading.read(text))
    return [finding.path for finding in ahead.check(trame, {note: judged}, TODAY)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("date_debut: 2050-01-01\n", []),
        ("devis: {numero: a, date: 2026-11-23}\n", []),
        ("devis: {numero: a, date: 2026-11-24}\n", [("devis", "date")]),
        (
            "signatures: {beneficiaire: 2027-03-14, prestataire: 2026-03-14}\n",
            [("signatures", "beneficiaire")],
        ),
    ],
)
def test_a_past_day_that_is_to_come_is_advice(
    trame: Trame, text: str, paths: list[tuple[object, ...]]
) -> None:
    """A year mistyped is said; a period may lie ahead."""
    assert found(trame, "cadre/convention", text) == paths


@pytest.mark.parametrize(
    ("begin", "end", "paths"),
    [
        ("2019", "2050", [("experiences", 0, "fin")]),
        ("2019", "2027-06", []),
        ("2019", "en cours", []),
        ("2027", "2027-06", [("experiences", 0, "debut")]),
        ("2026-12", "", [("experiences", 0, "debut")]),
        ("2026", "2026", []),
        ("2026-11", "", []),
    ],
)
def test_an_experience_may_be_known_to_end_but_not_for_ever(
    trame: Trame, begin: str, end: str, paths: list[tuple[object, ...]]
) -> None:
    """The end of a contract is known some years ahead; 2050 is a slip."""
    text = (
        f"experiences:\n  - intitule: Vendeuse\n    cadre: emploi\n    debut: {begin}\n"
        f"    fin: {end}\n    missions: [vendre]\n"
    )
    assert found(trame, "investigation/parcours", text) == paths


def test_it_is_advice_without_the_value(trame: Trame) -> None:
    """It blocks nothing, names its field, and says to look at the year."""
    text = "devis: {numero: a, date: 2031-11-24}\n"
    judged = completeness.check(trame.notes["cadre/convention"], reading.read(text))
    (finding,) = ahead.check(trame, {"cadre/convention": judged}, TODAY)
    assert (finding.rule, finding.severity) == ("N213", Severity.CONSEIL)
    assert "2031" not in finding.message + finding.hint
    assert "année" in finding.hint
