"""A session as one types it: French dates and hours, short words, nothing dropped in silence."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import UsageFault
from bilantool.french import MIDNIGHT
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.seances import typed
from bilantool.seances.wishes import Wish

TODAY = date(2026, 11, 24)
SCHEMA = trame.load(Overlay(shipped("templates") / "standard")).notes["cadre/seances"].schema
CABINET = {
    "consultants": [
        {"id": "helene-demo", "nom": "Hélène Démo"},
        {"id": "marc-exemplaire", "nom": "Marc Exemplaire"},
    ]
}


def wish(text: str) -> Wish:
    return typed.wish(text, TODAY, SCHEMA, CABINET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "24/11 9h30-11h30 visio investigation",
            {
                "day": TODAY,
                "start": time(9, 30),
                "end": time(11, 30),
                "mode": "visio",
                "phase": "investigation",
            },
        ),
        ("9h-11h", {"start": time(9), "end": time(11)}),
        ("de 9h30 à 11h", {"start": time(9, 30), "end": time(11)}),
        ("9:30 – 11:00", {"start": time(9, 30), "end": time(11)}),
        ("9 h 30 à midi", {"start": time(9, 30), "end": time(12)}),
        ("14h", {"start": time(14)}),
        ("9.30-11.30", {"start": time(9, 30), "end": time(11, 30)}),
        ("9h30-11", {"start": time(9, 30), "end": time(11)}),
        ("9 à 11h", {"start": time(9), "end": time(11)}),
        ("de 9 à 11", {"start": time(9), "end": time(11)}),
        ("neuf heures et demie à midi", {"start": time(9, 30), "end": time(12)}),
        ("22h-24h", {"start": time(22), "end": MIDNIGHT}),
        ("22h à minuit", {"start": time(22), "end": MIDNIGHT}),
        ("14h pendant une heure et demie", {"start": time(14), "minutes": 90}),
        ("durée 1 h 30 min", {"minutes": 90}),
        ("lundi dernier 9h-11h", {"day": date(2026, 11, 23), "start": time(9), "end": time(11)}),
        ("mardi en huit à 14h", {"day": date(2026, 12, 8), "start": time(14)}),
        ("mercredi 25 9h30", {"day": date(2026, 11, 25), "start": time(9, 30)}),
        ("le 20 9h30-11h", {"day": date(2026, 11, 20), "start": time(9, 30), "end": time(11)}),
        ("il y a 3 jours visio", {"day": date(2026, 11, 21), "mode": "visio"}),
        ("24 novembre 10.30", {"day": TODAY, "start": time(10, 30)}),
        ("24.11 10h-12h", {"day": TODAY, "start": time(10), "end": time(12)}),
        ("jusqu'à 17h15", {"end": time(17, 15)}),
        ("jusqu’à 17h15", {"end": time(17, 15)}),
        ("14h pendant 1h30", {"start": time(14), "minutes": 90}),
        ("durée 45 min", {"minutes": 45}),
        ("14h pendant 90 visio", {"start": time(14), "minutes": 90, "mode": "visio"}),
        ("mardi 24 novembre 2026", {"day": TODAY}),
        ("1er décembre", {"day": date(2026, 12, 1)}),
        ("hier", {"day": date(2026, 11, 23)}),
        ("avant-hier 9 heures", {"day": date(2026, 11, 22), "start": time(9)}),
        ("avant hier 9 heures", {"day": date(2026, 11, 22), "start": time(9)}),
        ("après-demain de 9 heures 30 à 11 heures", {
            "day": date(2026, 11, 26), "start": time(9, 30), "end": time(11),
        }),
        ("aujourd’hui", {"day": TODAY}),
        ("2026-11-20", {"day": date(2026, 11, 20)}),
        ("20.11.26", {"day": date(2026, 11, 20)}),
        ("Présentiel, CONCLUSIONS, entretien", {
            "mode": "presentiel", "phase": "conclusions", "nature": "entretien",
        }),
        ("prél tél", {"phase": "preliminaire", "mode": "telephone"}),
        ("en visioconférence avec Marc", {"mode": "visio", "consultant": "marc-exemplaire"}),
        ("helene-demo émargement", {"consultant": "helene-demo", "proof": "emargement"}),
        ("travail personnel en autonomie", {"nature": "travail_personnel", "mode": "autonomie"}),
        ("tests signature électronique", {"nature": "tests", "proof": "signature_electronique"}),
        ("visio lieu Bureau de Quimper, 9h", {"mode": "visio", "lieu": "Bureau de Quimper, 9h"}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_line_says_what_it_says(text: str, expected: dict[str, Any]) -> None:
    """Each part is found wherever it stands, and nothing else is stated."""
    assert wish(text) == Wish(**expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zoom", "n'est pas compris"),
        ("visio telephone", "contredit"),
        ("31/02", "n'existe pas"),
        ("10h-12h 14h-16h", "n'est pas compris"),
        ("24/11 9h30 37", "n'est pas compris"),
        ("2", "n'est pas compris"),
        ("9-11", "n'est pas compris"),
        ("mardi 14 mars 2026", "cette date est un samedi, pas un mardi"),
        ("23h-25h", "n'existe pas"),
        ("en", ""),
    ],
)
def test_what_is_not_understood_is_refused(text: str, said: str) -> None:
    """A word left aside would be a session written otherwise than it was told."""
    if not said:
        assert wish(text) == Wish()
        return
    with pytest.raises(UsageFault) as caught:
        wish(text)
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        (date(2027, 1, 4), "22/12", date(2026, 12, 22)),
        (date(2026, 12, 28), "8/1", date(2027, 1, 8)),
        (date(2026, 6, 1), "29/2", None),
        (date(2027, 12, 1), "29/2", date(2028, 2, 29)),
    ],
)
def test_a_year_that_is_not_said_is_the_nearest(
    today: date, text: str, expected: date | None
) -> None:
    """Around New Year the other year is meant; a day that no near year has does not exist."""
    if expected is None:
        with pytest.raises(UsageFault):
            typed.day(text, today)
    else:
        assert typed.day(text, today) == expected


def test_the_line_is_read_by_what_the_session_is() -> None:
    """A session held is in the past, a planned one to come."""
    for text, held, planned in (
        ("14 mars", date(2026, 3, 14), date(2027, 3, 14)),
        ("lundi", date(2026, 11, 23), date(2026, 11, 30)),
        ("1/6", date(2026, 6, 1), date(2027, 6, 1)),
    ):
        assert typed.wish(text, TODAY, SCHEMA, CABINET, "passe").day == held
        assert typed.wish(text, TODAY, SCHEMA, CABINET, "avenir").day == planned


@pytest.mark.parametrize("text", ["", "demain matin", "24/11 9h", "24"])
def test_an_option_takes_one_day_alone(text: str) -> None:
    """`--date` holds a day and nothing else."""
    with pytest.raises(UsageFault):
        typed.day(text, TODAY)


def test_an_option_takes_what_a_note_takes() -> None:
    """A day of the week, a short month, figures between hyphens: as in the questions of `fill`."""
    for text in ("mardi 24 novembre", "24 nov. 2026", "24-11-26", "aujourd’hui"):
        assert typed.day(text, TODAY) == TODAY


def test_hours_and_durations_of_options() -> None:
    """What the questions of `fill` understand, and the end of a day where an end is asked."""
    assert typed.clock("9h30") == typed.clock("09:30") == typed.clock("9.30") == time(9, 30)
    assert typed.clock("neuf heures") == typed.clock("9") == time(9)
    assert typed.clock("24h", ending=True) == typed.clock("0h00", ending=True) == MIDNIGHT
    for told in ("1h30", "90", "90 min", "une heure et demie", "1 h 30 min"):
        assert typed.lasting(told) == 90
    for wrong in ("bientôt", "9h75", "25h", "24h"):
        with pytest.raises(UsageFault):
            typed.clock(wrong)
    with pytest.raises(UsageFault):
        typed.lasting("longtemps")
    with pytest.raises(UsageFault) as caught:
        typed.lasting("2")
    assert "2h" in caught.value.hint


def test_two_consultants_of_one_name_are_told_apart() -> None:
    """The name that they share is refused; a first name, the whole name or the id say which."""
    names = {"paul": "Paul Martin", "anne": "Anne Martin", "jl-herve": "Jean-Luc d’Hervé"}
    cabinet = {"consultants": [{"id": each, "nom": name} for each, name in names.items()]}
    for text, who in (
        ("9h avec Anne Martin", "anne"), ("Paul", "paul"), ("avec d'Hervé", "jl-herve"),
        ("Jean-Luc", "jl-herve"), ("luc", "jl-herve"), ("anne", "anne"),
    ):  # fmt: skip
        assert typed.wish(text, TODAY, SCHEMA, cabinet).consultant == who
    with pytest.raises(UsageFault, match="veut dire plusieurs choses") as caught:
        typed.wish("24/11 9h avec Martin", TODAY, SCHEMA, cabinet)
    assert caught.value.hint == "écrivez anne ou paul"


def test_the_words_of_an_option_may_be_short() -> None:
    """`releve` is the connection record; what several words begin with is refused."""
    assert typed.choice("preuve", "relevé", SCHEMA) == "releve_connexion"
    assert typed.choice("nature", "travail_personnel", SCHEMA) == "travail_personnel"
    with pytest.raises(UsageFault) as caught:
        typed.choice("mode", "emargement", SCHEMA)
    assert "presentiel" in caught.value.hint


def test_a_correction_completes_what_was_said_before() -> None:
    """A new start drops the earlier end, which belonged to the earlier start."""
    before = Wish(start=time(9), end=time(11), mode="visio")
    after = Wish(start=time(14)).over(before)
    assert (after.start, after.end, after.mode) == (time(14), None, "visio")
    assert Wish(end=time(12)).over(before).start == time(9)
    assert Wish(phase="suivi").over(before).end == time(11)


@given(st.text(max_size=60))
def test_any_line_is_understood_or_refused(text: str) -> None:
    """No line that one may type breaks the reader."""
    try:
        assert isinstance(wish(text), Wish)
    except UsageFault as fault:
        assert fault.hint
