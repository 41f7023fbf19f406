"""A session guessed from the dossier's habits and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.errors import UsageFault
from bilantool.french import MIDNIGHT
from bilantool.seances import proposal, tally
from bilantool.seances.wishes import Wish

NOW = datetime(2026, 11, 24, 11, 8, tzinfo=UTC)
TODAY = NOW.date()


def session(day: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": day,
        "date": day,
        "debut": "09:00",
        "fin": "10:30",
        "phase": "preliminaire",
        "nature": "entretien",
        "mode": "presentiel",
        "lieu": "Bureau",
        "consultant": "anne",
        "etat": "tenue",
        "preuve": "emargement",
        **changed,
    }


def bilan(*sessions: dict[str, Any], **notes: Any) -> Bilan:
    return Bilan({"cadre/seances": {"seances": list(sessions)}, **notes}, {}, TODAY)


def test_today_ends_about_now_and_lasts_as_usual() -> None:
    """The nearest quarter of an hour, less the duration of the last session."""
    found = proposal.guess(bilan(session("2026-11-17")), Wish(), NOW)
    assert (found.start, found.end) == (time(9, 45), time(11, 15))
    assert (found.mode, found.lieu, found.consultant) == ("presentiel", "Bureau", "anne")
    assert (found.state, found.proof, found.replaces) == ("tenue", "", None)


def test_a_first_session_lasts_two_hours() -> None:
    """Without a habit, the usual length; the person in charge leads it."""
    start = bilan(**{"cadre/beneficiaire": {"consultant_referent": "marc"}})
    found = proposal.guess(start, Wish(), NOW)
    assert (found.start, found.end, found.minutes) == (time(9, 15), time(11, 15), 120)
    assert (found.phase, found.consultant) == ("preliminaire", "marc")


def test_a_planned_session_keeps_its_hours() -> None:
    """What was planned that day becomes the session held, with its own mode and phase."""
    planned = session(
        "2026-11-24", debut="14:00", fin="16:00", mode="visio", phase="investigation",
        etat="prevue", lieu="Salon",
    )  # fmt: skip
    found = proposal.guess(bilan(session("2026-11-17"), planned), Wish(), NOW)
    assert (found.replaces, found.start, found.end) == (1, time(14), time(16))
    assert (found.mode, found.phase, found.lieu) == ("visio", "investigation", "Salon")


def test_of_two_planned_sessions_the_nearest_one_is_meant() -> None:
    """By the hour that is stated, else by the clock."""
    both = bilan(
        session("2026-11-24", etat="prevue"),
        session("2026-11-24", debut="16:00", fin="17:00", etat="prevue"),
    )
    assert proposal.guess(both, Wish(), NOW).replaces == 0
    assert proposal.guess(both, Wish(start=time(15)), NOW).replaces == 1


def test_a_day_gone_by_takes_the_usual_hour() -> None:
    """The clock of today says nothing of it."""
    found = proposal.guess(bilan(session("2026-11-17")), Wish(day=date(2026, 11, 20)), NOW)
    assert (found.start, found.end) == (time(9), time(10, 30))


def test_a_day_gone_by_without_any_habit_is_asked_for() -> None:
    """No hour is made up."""
    with pytest.raises(UsageFault, match="il manque l'heure"):
        proposal.guess(bilan(), Wish(day=date(2026, 11, 20)), NOW)


@pytest.mark.parametrize(
    ("wish", "hours"),
    [
        (Wish(start=time(14)), (time(14), time(15, 30))),
        (Wish(end=time(14)), (time(12, 30), time(14))),
        (Wish(minutes=60), (time(10, 15), time(11, 15))),
        (Wish(start=time(14), minutes=45), (time(14), time(14, 45))),
    ],
)
def test_one_hour_or_a_duration_is_enough(wish: Wish, hours: tuple[time, time]) -> None:
    """The other end follows from the usual length."""
    found = proposal.guess(bilan(session("2026-11-17")), wish, NOW)
    assert (found.start, found.end) == hours


@pytest.mark.parametrize(
    ("wish", "first", "then"),
    [
        (
            Wish(start=time(22), end=time(1)),
            "--date 24/11/2026 --start 22:00 --end 24:00",
            "--date 25/11/2026 --start 00:00 --end 01:00",
        ),
        (
            Wish(start=time(23), minutes=90),
            "--date 24/11/2026 --start 23:00 --end 24:00",
            "--date 25/11/2026 --start 00:00 --end 00:30",
        ),
        (
            Wish(end=time(1), minutes=120),
            "--date 23/11/2026 --start 23:00 --end 24:00",
            "--date 24/11/2026 --start 00:00 --end 01:00",
        ),
    ],
)
def test_a_session_never_passes_midnight(wish: Wish, first: str, then: str) -> None:
    """Its two hours are of one day: the options of the two sessions to write are told."""
    with pytest.raises(UsageFault, match="ne passe pas minuit") as caught:
        proposal.guess(bilan(session("2026-11-17")), wish, NOW)
    assert f"{first}, puis {then}" in caught.value.hint


def test_a_session_may_end_with_its_day() -> None:
    """Midnight is its end, `24:00`: its minutes count to there, and no further."""
    found = proposal.guess(bilan(), Wish(start=time(22), end=MIDNIGHT), NOW)
    assert (found.values["debut"], found.values["fin"], found.minutes) == ("22:00", "24:00", 120)
    lasting = proposal.guess(bilan(), Wish(start=time(22), minutes=120), NOW)
    assert lasting.end == MIDNIGHT


def test_an_end_before_its_beginning_is_a_slip() -> None:
    """Two hours of one day in the wrong order speak of no midnight."""
    for end in (time(10), time(9)):
        with pytest.raises(UsageFault, match="avant d'avoir commencé"):
            proposal.guess(bilan(), Wish(start=time(10), end=end), NOW)


@pytest.mark.parametrize(
    ("hour", "minute", "end"), [(0, 3, time(0, 15)), (23, 58, time(23, 45)), (11, 7, time(11))]
)
def test_the_clock_is_rounded_within_the_day(hour: int, minute: int, end: time) -> None:
    """A guess just around midnight stays in its day."""
    found = proposal.guess(bilan(), Wish(), NOW.replace(hour=hour, minute=minute))
    assert found.end == end
    assert found.start is not None
    assert found.start < end


def test_held_is_past_and_planned_is_to_come() -> None:
    """A session is not held tomorrow, nor planned yesterday; today may be both."""
    start = time(9)
    with pytest.raises(UsageFault, match="est à venir") as caught:
        proposal.guess(bilan(), Wish(day=date(2026, 11, 25), start=start), NOW)
    assert "--plan 25/11/2026" in caught.value.hint
    with pytest.raises(UsageFault, match="est passé"):
        proposal.guess(bilan(), Wish(day=date(2026, 11, 23), start=start), NOW, plan=True)
    assert proposal.guess(bilan(), Wish(start=start), NOW, plan=True).state == "prevue"


def test_the_phase_is_the_furthest_reached_and_the_follow_up_after_the_end() -> None:
    """Sessions and notes both show it."""
    begun = bilan(session("2026-11-17"), **{"investigation/pistes": {"pistes": [{}]}})
    assert proposal.guess(begun, Wish(), NOW).phase == "investigation"
    notes = {"seances": [session("2026-05-01")], "cloture": {"etat": "acheve", "le": "2026-05-02"}}
    closed = Bilan({"cadre/seances": notes}, {}, TODAY)
    assert proposal.guess(closed, Wish(), NOW).phase == "suivi"


def test_another_mode_takes_the_place_of_the_last_session_of_that_mode() -> None:
    """The room of a meeting says nothing of a video call."""
    past = bilan(session("2026-11-10", mode="visio", lieu="Salon"), session("2026-11-17"))
    assert proposal.guess(past, Wish(mode="visio"), NOW).lieu == "Salon"
    assert proposal.guess(past, Wish(mode="telephone"), NOW).lieu == ""


def test_work_alone_has_a_duration_and_no_hours() -> None:
    """As the schema wants it."""
    values = proposal.guess(bilan(), Wish(mode="autonomie", minutes=90), NOW).values
    assert values["duree_minutes"] == 90
    assert not {"debut", "fin"} & values.keys()


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(time(8), time(9), False), (time(8), time(9, 1), True), (time(10, 30), time(11), False)],
)
def test_hours_that_touch_do_not_overlap(start: time, end: time, found: bool) -> None:
    """A session may begin when another ends."""
    there = bilan(session("2026-11-24"))
    guess = proposal.guess(there, Wish(start=start, end=end), NOW)
    assert (proposal.overlapping(there, guess) is not None) == found


@pytest.mark.parametrize(("last_end", "left"), [("20:45", 15), ("21:00", 0), ("21:15", -15)])
def test_the_ceiling_is_twenty_four_hours(last_end: str, left: int) -> None:
    """Reached, nothing is left; passed, the rest is negative."""
    days = [session("2026-11-17", debut="09:00", fin="21:00"), session("2026-11-18", fin=last_end)]
    assert tally.tally(bilan(*days)).left == left


def test_an_unproven_session_counts_nothing_and_is_named() -> None:
    """Its hours wait for the proof."""
    made = tally.tally(bilan(session("2026-11-17", preuve="")))
    assert made.held == 0
    assert [each.id for each in made.unproven] == ["2026-11-17"]


def test_what_to_take_up_comes_from_the_last_interview_noted() -> None:
    """Not from an entry just opened; work done is left out."""
    entries = [
        {
            "seance": "2026-11-10",
            "notes": "x",
            "a_reprendre": "Le trajet",
            "travail_demande": [
                {"quoi": "Lire", "pour_le": "2026-11-20"},
                {"quoi": "Appeler", "fait_le": "2026-11-12"},
            ],
        },
        {"seance": "2026-11-17"},
    ]
    seen = bilan(
        session("2026-11-10"),
        session("2026-11-17"),
        **{"cadre/entretiens": {"entretiens": entries}},
    )
    found = tally.take_up(seen)
    assert found is not None
    assert (found.day, found.again) == (date(2026, 11, 10), "Le trajet")
    assert found.work == (("Lire", date(2026, 11, 20)),)
    assert tally.take_up(bilan()) is None


def test_an_hour_that_no_clock_shows_is_refused() -> None:
    """On the last Sunday of March, half past two does not exist in Paris; it does overseas."""
    day, now = date(2027, 3, 28), datetime(2027, 3, 29, 9)
    wish = Wish(day=day, start=time(2, 30), end=time(4))
    with pytest.raises(UsageFault, match="cette heure n'existe pas"):
        proposal.guess(bilan(), wish, now)
    overseas = Bilan({}, {"fuseau": "Indian/Reunion"}, now.date())
    assert proposal.guess(overseas, wish, now).start == time(2, 30)


def test_the_night_when_clocks_change_is_said() -> None:
    """What then goes by is not what the two hours seem to say."""
    for day, hours, said in (
        (date(2027, 3, 28), (time(1, 30), time(3, 30)), "la séance dure 1 h"),
        (date(2026, 10, 25), (time(1, 30), time(3, 30)), "la séance dure 3 h"),
        (date(2026, 10, 25), (time(2, 30), time(4)), "deux fois"),
        (date(2026, 10, 25), (time(9), time(11)), ""),
    ):
        now = datetime(2027, 4, 1, 9)
        made = proposal.guess(bilan(), Wish(day=day, start=hours[0], end=hours[1]), now)
        told = proposal.night(bilan(), made).replace("\u00a0", " ")
        assert said in told if said else told == ""


def test_no_session_is_proposed_on_a_sunday() -> None:
    """A week after the last one keeps its weekday; a week from today is a working day."""
    sunday = date(2026, 11, 29)
    assert tally.likely_day(Bilan({}, {}, sunday)) == date(2026, 12, 7)
    saturday = {"cadre/seances": {"seances": [session("2026-11-28")]}}
    assert tally.likely_day(Bilan(saturday, {}, sunday)) == date(2026, 12, 5)
