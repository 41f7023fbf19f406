"""The retention table of docs/rgpd.md is that of the trame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bilantool import durations
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rgpd.md"


@pytest.fixture(scope="module")
def standard() -> trame.Trame:
    return trame.load(Overlay(shipped("templates") / "standard"))


def test_the_page_is_up_to_date(standard: trame.Trame) -> None:
    """`python -m bilantool.durations docs/rgpd.md` would change nothing."""
    page = PAGE.read_text(encoding="utf-8")
    assert durations.filled(page, standard) == page


def test_every_class_every_duration_and_every_note_is_told(standard: trame.Trame) -> None:
    """One line a duration; each note stands in the line of its class."""
    told = durations.table(standard)
    every = [each for classe in standard.classes.values() for each in classe.durations]
    assert len(told.splitlines()) == 2 + len(every)
    for note in standard.notes.values():
        assert note.title[1:] in told


def test_a_longer_delay_is_told_in_years_and_months(standard: trame.Trame) -> None:
    """The table follows a trame that was changed, and only between the marks."""
    work = standard.classes["travail"]
    longer = replace(work, durations=(replace(work.durations[0], months=18),))
    changed = replace(standard, classes={**standard.classes, "travail": longer})
    page = f"avant\n{durations.BEGINNING}x -->\nvieux\n{durations.STOP}\naprès\n"
    filled = durations.filled(page, changed)
    assert "| 1\u00a0an et 6\u00a0mois |" in filled and "vieux" not in filled
    assert filled.startswith("avant\n") and filled.endswith("après\n")
