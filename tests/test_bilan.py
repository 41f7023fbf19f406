"""What a dossier amounts to: sessions, minutes, dates, phases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.bilan import PHASES, Bilan, clock_of, day_of, number_of
from bilantool.french import MIDNIGHT

TODAY = date(2026, 11, 23)


def bilan(**notes: dict[str, Any]) -> Bilan:
    """A bilan from notes named with `__` for `/`."""
    named = {name.replace("__", "/").replace("_", "-"): values for name, values in notes.items()}
    return Bilan(named, {}, TODAY)


def session(day: str, phase: str = "investigation", **changed: Any) -> dict[str, Any]:
    values = {
        "date": day,
        "debut": "09:00",
        "fin": "11:00",
        "phase": phase,
        "nature": "entretien",
        "mode": "presentiel",
        "etat": "tenue",
        "preuve": "emargement",
    }
    return {key: value for key, value in {**values, **changed}.items() if value is not None}


def with_sessions(*sessions: dict[str, Any], **more: Any) -> Bilan:
    return bilan(cadre__seances={"seances": list(sessions), **more})


def test_an_absent_note_is_empty() -> None:
    """A note that is not begun reads as no values at all."""
    assert bilan().note("cadre/seances") == {}
    assert bilan().sessions == ()


@pytest.mark.parametrize(
    ("changed", "minutes"),
    [
        ({}, 120),
        ({"pause_minutes": 15}, 105),
        ({"pause_minutes": 500}, 0),
        ({"fin": "08:00"}, 0),
        ({"debut": None, "fin": None, "duree_minutes": 90}, 90),
        ({"fin": None, "duree_minutes": 90}, 90),
        ({"duree_minutes": 45}, 120),
        ({"debut": None}, 0),
        ({"debut": None, "duree_minutes": float("inf")}, 0),
    ],
)
def test_a_session_lasts_its_hours_less_the_break(changed: dict[str, Any], minutes: int) -> None:
    """The clock wins over the stated duration, which serves where the clock is not given."""
    assert with_sessions(session("2026-09-01", **changed)).sessions[0].minutes == minutes


def test_only_proven_sessions_count() -> None:
    """A planned, cancelled or unproven session adds nothing to the hours held."""
    seen = with_sessions(
        session("2026-09-01"),
        session("2026-09-02", preuve=None),
        session("2026-09-03", etat="prevue"),
        session("2026-09-04", etat="absence"),
    )
    assert seen.minutes() == 120
    assert [s.held for s in seen.sessions] == [True, False, False, False]


def test_personal_work_is_counted_on_its_own_line() -> None:
    """Personal work and autonomy are never accompaniment, and both are part of the whole."""
    seen = with_sessions(
        session("2026-09-01", "preliminaire"),
        session("2026-09-02", nature="travail_personnel", mode="autonomie"),
        session("2026-09-03", nature="tests", mode="autonomie"),
    )
    assert seen.minutes() == 120
    assert seen.minutes(kind="personal") == 240
    assert seen.minutes(kind="all") == 360
    assert seen.minutes("investigation", kind="accompanied") == 0
    assert seen.minutes("investigation", kind="all") == 240


def test_the_follow_up_stands_outside() -> None:
    """A follow-up session is no part of the totals, nor the last session of the bilan."""
    seen = with_sessions(session("2026-05-01"), session("2026-11-01", "suivi"))
    assert seen.minutes(kind="all") == 120
    assert seen.minutes("suivi") == 120
    assert seen.last_session is not None
    assert seen.last_session.day == date(2026, 5, 1)


def test_the_sessions_held_are_in_time_order() -> None:
    """First and last follow the calendar, not the order of the note."""
    seen = with_sessions(
        session("2026-09-10"), session("2026-09-01", debut="14:00"), session("2026-09-01")
    )
    assert [s.index for s in seen.held] == [2, 1, 0]
    assert seen.begun_on == date(2026, 9, 1)


def test_a_dossier_is_judged_at_its_own_date() -> None:
    """The first session held dates the dossier; before it, the day of the question does."""
    assert bilan().judged_on == TODAY
    assert with_sessions(session("2025-09-01")).judged_on == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ({"acte": "commande_cpf", "cpf": {"accepte_le": "2026-03-01"}}, date(2026, 3, 1)),
        ({"acte": "commande_cpf", "signatures": {"beneficiaire": "2026-03-01"}}, None),
        (
            {
                "acte": "contrat_individuel",
                "signatures": {"beneficiaire": "2026-03-04", "prestataire": "2026-03-01"},
            },
            date(2026, 3, 4),
        ),
        (
            {
                "acte": "tripartite",
                "signatures": {"beneficiaire": "2026-03-04", "prestataire": "2026-03-01"},
            },
            None,
        ),
        (
            {
                "acte": "tripartite",
                "signatures": {
                    "beneficiaire": "2026-03-04",
                    "prestataire": "2026-03-01",
                    "employeur": "2026-03-09",
                },
            },
            date(2026, 3, 9),
        ),
    ],
)
def test_the_act_binds_from_its_last_signature(
    convention: dict[str, Any], expected: date | None
) -> None:
    """Every party that must sign has, or the act has no date; a CPF order is accepted."""
    assert bilan(cadre__convention=convention).terms.concluded_on == expected


def test_closure_tells_completed_from_interrupted() -> None:
    """A bilan is open until its closure says how it ended."""
    open_one = with_sessions()
    assert (open_one.completed, open_one.interrupted, open_one.closed_on) == (False, False, None)
    done = with_sessions(cloture={"etat": "acheve", "le": "2026-10-01"})
    assert (done.completed, done.interrupted, done.closed_on) == (True, False, date(2026, 10, 1))
    assert with_sessions(cloture={"etat": "interrompu"}).interrupted


def test_the_phase_reached_is_the_furthest_with_a_trace() -> None:
    """A session held or a begun note shows that a phase was reached; a planned one does not."""
    assert bilan(cadre__beneficiaire={"nom": "x"}).reached_phase == ""
    assert with_sessions(session("2026-09-01")).reached_phase == "investigation"
    planned = with_sessions(session("2026-09-01", "conclusions", etat="prevue"))
    assert planned.reached_phase == ""
    assert bilan(conclusions__plan_action={"appuis": ["x"]}).reached_phase == "conclusions"


@pytest.mark.parametrize(
    "text", ["2026-02-31", "20260301", "2026-W11-6", "01/03/2026", "", 3, None]
)
def test_what_is_not_a_date_is_none(text: object) -> None:
    """Only `AAAA-MM-JJ` is a date, and it must exist."""
    assert day_of(text) is None


@pytest.mark.parametrize("text", ["9:00", "24:01", "09:60", "0900", "09:00:00", None])
def test_what_is_not_a_time_is_none(text: object) -> None:
    """Only `HH:MM` is a time of day, and `24:00` the end of one."""
    assert clock_of("24:00") == MIDNIGHT
    assert clock_of(text) is None


@pytest.mark.parametrize("value", [True, "3", None, float("nan"), float("inf"), 10**400])
def test_what_is_not_a_number_is_none(value: object) -> None:
    """Neither a yes, nor text, nor the infinite is a number of a note."""
    assert number_of(value) is None


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["2026-03-01", "09:00", "18:30", "tenue", "suivi", "emargement", "tripartite"]),
)
FIELDS = [
    "seances",
    "date",
    "debut",
    "fin",
    "phase",
    "nature",
    "mode",
    "etat",
    "preuve",
    "pause_minutes",
    "duree_minutes",
    "cloture",
    "le",
    "acte",
    "signatures",
    "beneficiaire",
    "prestataire",
    "cpf",
    "accepte_le",
    "entrees",
    "objet",
    "date_debut",
    "heures_accompagnement",
]
entries = st.dictionaries(st.sampled_from(FIELDS), scalars, max_size=9)
fields = st.one_of(scalars, entries, st.lists(st.one_of(scalars, entries), max_size=3))
contents = st.dictionaries(st.sampled_from(FIELDS), fields, max_size=6)
names = st.sampled_from(["cadre/seances", "cadre/convention", "cadre/consentements"])


@given(st.dictionaries(names, contents, max_size=3))
def test_no_note_however_partial_breaks_the_view(notes: dict[str, dict[str, Any]]) -> None:
    """Any plain data yields a view: totals that add up, and dates or none."""
    seen = Bilan(notes, {}, TODAY)
    assert seen.minutes(kind="all") == seen.minutes() + seen.minutes(kind="personal")
    assert seen.reached_phase in ("", *PHASES)
    assert seen.terms.minutes_in_all == seen.terms.minutes_in_all
    assert (seen.first_session is None) == (seen.begun_on is None)
    assert seen.terms.concluded_on is None or isinstance(seen.terms.concluded_on, date)
    assert len(seen.terms.period) == 2
    assert seen.consents("bilan") == seen.consents("bilan")


def decided(*entries: tuple[str, str, str]) -> tuple[int, ...]:
    """The indices of the decisions on `bilan` that stand, of (id, corrige, le)."""
    listed = [
        {"id": own, "objet": "bilan", "decision": "donne", "le": day, "corrige": corrects}
        for own, corrects, day in entries
    ]
    seen = Bilan({"cadre/consentements": {"entrees": listed}}, {}, date(2026, 11, 24))
    return tuple(index for index, _ in seen.consents("bilan"))


DAY = "2026-02-16"


@pytest.mark.parametrize(
    ("entries", "standing"),
    [
        ([("a", "", DAY), ("b", "a", DAY)], (1,)),
        ([("a", "", DAY), ("b", "a", DAY), ("c", "b", DAY)], (2,)),
        ([("a", "a", DAY)], (0,)),
        ([("a", "b", DAY), ("b", "", DAY)], (0, 1)),
        ([("a", "b", DAY), ("b", "a", DAY)], (1,)),
        ([("a", "", DAY), ("b", "a", "")], (0, 1)),
        ([("a", "", DAY), ("b", "a", "2026-02-31")], (0, 1)),
        ([("", "", DAY), ("b", "", DAY)], (0, 1)),
        ([("a", "", DAY), ("b", "z", DAY)], (0, 1)),
    ],
)
def test_only_a_later_decision_corrects_one(
    entries: list[tuple[str, str, str]], standing: tuple[int, ...]
) -> None:
    """Not itself, not what follows, not in a circle, and not by an entry that decides nothing."""
    assert decided(*entries) == standing


@pytest.mark.parametrize(
    ("day", "start", "end", "zone", "minutes"),
    [
        ("2026-03-29", "01:30", "03:30", "Europe/Paris", 60),
        ("2026-03-29", "09:00", "11:00", "Europe/Paris", 120),
        ("2026-03-28", "01:30", "03:30", "Europe/Paris", 120),
        ("2026-03-29", "01:30", "03:30", "Indian/Reunion", 120),
        ("2026-10-25", "01:30", "03:30", "Europe/Paris", 180),
        ("2026-10-25", "01:30", "02:30", "Europe/Paris", 60),
        ("2026-10-25", "09:00", "10:00", "", 60),
        ("2026-10-24", "22:00", "24:00", "Europe/Paris", 120),
    ],
)
def test_a_session_lasts_what_goes_by(
    day: str, start: str, end: str, zone: str, minutes: int
) -> None:
    """The hour that the clocks leave out is nobody's, the one that they tell twice is two."""
    entry = {"date": day, "debut": start, "fin": end, "etat": "tenue"}
    bilan = Bilan({"cadre/seances": {"seances": [entry]}}, {"fuseau": zone}, date(2026, 11, 23))
    assert bilan.sessions[0].minutes == minutes
