"""An end before its beginning is found, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes import intervals

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "emplois": {
            "title": "Emplois",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "debut": {"title": "Début", "type": "string"},
                    "fin": {"title": "Fin", "type": "string"},
                },
            },
        },
        "du": {"title": "Du", "type": "string"},
        "au": {"title": "Au", "type": "string"},
    },
}


def found(values: Any) -> list[tuple[str | int, ...]]:
    return [path for path, _ in intervals.backwards(SCHEMA, values)]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2020-05", "2020-04", True),
        ("2020-05", "2020-05", False),
        ("2020-05", "2020", False),
        ("2020-05", "2019", True),
        ("2020", "2020-01", False),
        ("2021", "2020-12", True),
        ("2020", "2020", False),
        ("2020-05", "demain", False),
        ("2020-05", None, False),
    ],
)
def test_months(start: str, end: str | None, wrong: bool) -> None:
    """A bare year is the whole year: it contradicts no month of its own."""
    values = {"emplois": [{}, {"debut": start, "fin": end}]}
    assert found(values) == ([("emplois", 1, "fin")] if wrong else [])


@given(st.dates(), st.dates())
def test_days(first: date, last: date) -> None:
    """Two days contradict each other exactly when the calendar says so."""
    values = {"du": first.isoformat(), "au": last.isoformat()}
    assert (found(values) == [("au",)]) == (last < first)


def test_it_says_which_two_fields() -> None:
    """The sentence names both by their titles, and no date."""
    values = {"emplois": [{"debut": "2020-05", "fin": "2019"}]}
    ((_, remark),) = intervals.backwards(SCHEMA, values)
    assert remark.sentence == "« Fin » vient avant « Début » dans l’élément 1 de « Emplois »"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["du", "au", "debut", "fin", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_value_is_looked_at_without_harm(values: Any) -> None:
    """A note may hold anything where an interval is expected."""
    assert all(path[-1] in ("au", "fin") for path in found(values))
