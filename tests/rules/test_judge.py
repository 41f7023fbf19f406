"""Which rules are put to a dossier, and that no dossier breaks the judge."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilantool.bilan import Bilan
from bilantool.findings import Finding, KeyPath
from bilantool.rules.catalogue import RULES, find
from bilantool.rules.judge import judge
from bilantool.rules.rule import Rule

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.fixture
def ceiling() -> Rule:
    """The rule of the 24 hours."""
    rule = find("BC101")
    assert rule is not None
    return rule


def test_an_empty_dossier_is_not_judged(judged: Judged) -> None:
    """Nothing begun, nothing to say."""
    assert judged({}) == []


def test_a_rule_waits_for_the_notes_it_needs(notes: Notes, judged: Judged) -> None:
    """A note that is missing, or whose shape failed, silences the rules that read it."""
    notes["cadre/convention"]["signatures"]["employeur"] = "2026-03-17"
    assert [f.rule for f in judged(notes)] == ["BC203"]
    del notes["cadre/seances"]
    assert judged(notes) == []


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (None, None, 1),
        (date(2026, 3, 16), date(2026, 3, 16), 1),
        (date(2026, 3, 17), None, 0),
        (None, date(2026, 3, 15), 0),
    ],
)
def test_the_rules_in_force_at_the_dossier_s_own_date_apply(
    notes: Notes, ceiling: Rule, since: date | None, until: date | None, count: int
) -> None:
    """The dossier began on 16 March 2026, whenever it is checked."""
    notes["cadre/seances"]["seances"][4]["fin"] = "18:00"
    rule = replace(ceiling, since=since, until=until)
    assert len(judge(Bilan(notes, {}, date(2030, 1, 1)), [rule])) == count


def test_findings_have_no_position_yet(notes: Notes, judged: Judged) -> None:
    """The caller knows the note's text; the judge knows only key paths."""
    notes["cadre/seances"]["cloture"]["le"] = "2026-05-31"
    assert [f.position for f in judged(notes, "BC302")] == [None]


def _paths(value: object, path: KeyPath = ()) -> list[KeyPath]:
    if isinstance(value, dict):
        inner = [p for key, item in value.items() for p in _paths(item, (*path, key))]
    elif isinstance(value, list):
        inner = [p for index, item in enumerate(value) for p in _paths(item, (*path, index))]
    else:
        inner = []
    # A note itself stays a mapping: the reader of notes has seen to that.
    return [path, *inner] if len(path) > 1 else inner


def _put(notes: Notes, path: KeyPath, value: object) -> None:
    *parents, last = path
    place: Any = notes
    try:
        for key in parents:
            place = place[key]
        place[last] = value
    except (KeyError, IndexError, TypeError):
        return  # An earlier replacement took this branch away.


@pytest.mark.parametrize("extreme", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("act", ["tripartite", "contrat_individuel", "commande_cpf"])
def test_the_first_and_the_last_day_of_the_calendar_are_dates(
    notes: Notes, extreme: str, act: str
) -> None:
    """A mistyped year is compared like any other; no delay is counted beyond the calendar."""
    for path in _paths(notes):
        changed = copy.deepcopy(notes)
        changed["cadre/convention"]["acte"] = act
        if isinstance(path[-1], str) and path[-1] not in ("id", "objet", "decision"):
            _put(changed, path, extreme)
            assert isinstance(judge(Bilan(changed, {}, date(2026, 11, 23))), list)


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**16),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["2026-02-31", "0001-01-01", "9999-12-31", "2026-04-20", "00:00", "23:59"]),
    st.sampled_from(
        ["tenue", "suivi", "conclusions", "retire", "contrat_individuel", "interrompu"]
    ),
    st.just([]),
    st.just({}),
    st.just([None, 3, [], {}]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_dossier_breaks_the_judge(notes: Notes, canary: str, data: st.DataObject) -> None:
    """Whatever values are odd or gone, the rules answer, and still repeat nothing."""
    changed = copy.deepcopy(notes)
    places = st.lists(st.sampled_from(_paths(notes)), min_size=1, max_size=8)
    for path in data.draw(places):
        _put(changed, path, copy.deepcopy(data.draw(odd)))
    known = {rule.id for rule in RULES}
    for finding in judge(Bilan(changed, {}, date(2026, 11, 23))):
        assert finding.rule in known
        assert canary not in repr(finding)
