"""What a French person types becomes what the note holds, and what it holds reads back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.french import MONTHS
from bilantool.notes import typed
from bilantool.notes.formats import FORMATS
from bilantool.notes.typed import Mistyped

TODAY = date(2026, 11, 23)
DATE = {"type": "string", "format": "date"}
MONTH = {"type": ["string", "integer"], "format": "mois"}
HOUR = {"type": "string", "format": "heure"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
YESNO = {"type": "boolean"}
LINE = {"type": "string", "format": "ligne"}
TEXT = {"type": "string", "format": "texte"}
CHOICE = {
    "type": "string",
    "enum": ["presentiel", "distance", "mixte", "mi_temps"],
    "x-libelles": {"presentiel": "en présentiel", "distance": "à l’écran", "mixte": "mixte"},
}
PARTS = (DATE, MONTH, HOUR, NUMBER, WHOLE, YESNO, LINE, TEXT, CHOICE)


def value(part: dict[str, Any], text: str) -> Any:
    return typed.value(part, text, TODAY)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("14/3/2026", "2026-03-14"),
        ("14 mars 2026", "2026-03-14"),
        ("lundi 14 mars 2026", "2026-03-14"),
        ("1er Août 2026", "2026-08-01"),
        ("14-03-26", "2026-03-14"),
        ("14.03.26", "2026-03-14"),
        ("14 / 3 / 2026", "2026-03-14"),
        ("2026-03-14", "2026-03-14"),
        ("14/12", "2026-12-14"),
        ("14/3", "2027-03-14"),
        ("14/7", "2026-07-14"),
        ("2/1", "2027-01-02"),
        ("29 février", "2028-02-29"),
        ("3/5/72", "1972-05-03"),
        ("aujourd'hui", "2026-11-23"),
        ("Aujourd’hui", "2026-11-23"),
        ("hier", "2026-11-22"),
        ("demain", "2026-11-24"),
    ],
)
def test_days(text: str, held: str) -> None:
    """A day in figures, in words, without its year (the nearest one), or told from today."""
    assert value(DATE, text) == held


@pytest.mark.parametrize(
    ("part", "text", "held"),
    [
        (HOUR, "9h", "09:00"),
        (HOUR, "9h30", "09:30"),
        (HOUR, "9 h 30", "09:30"),
        (HOUR, "9\u00a0h\u00a030", "09:30"),
        (HOUR, "09:30", "09:30"),
        (HOUR, "midi", "12:00"),
        (NUMBER, "12,5", 12.5),
        (NUMBER, "12.5", 12.5),
        (NUMBER, "1 600 €", 1600),
        (NUMBER, "1\u202f600,50 euros", 1600.5),
        (NUMBER, "20 %", 20),
        (NUMBER, "-3", -3),
        (WHOLE, "12,0", 12),
        (WHOLE, "15 semaines", 15),
        (MONTH, "mai 2019", "2019-05"),
        (MONTH, "Février 2019", "2019-02"),
        (MONTH, "sept. 2001", "2001-09"),
        (MONTH, "05/2019", "2019-05"),
        (MONTH, "2019-05", "2019-05"),
        (MONTH, "2019", 2019),
        (YESNO, "o", "oui"),
        (YESNO, "OUI", "oui"),
        (YESNO, "n", "non"),
        (YESNO, "non", "non"),
        (CHOICE, "2", "distance"),
        (CHOICE, "en présentiel", "presentiel"),
        (CHOICE, "EN PRES", "presentiel"),
        (CHOICE, "a l'ec", "distance"),
        (CHOICE, "mixte", "mixte"),
        (CHOICE, "distance", "distance"),
        (LINE, "  Anne Martin ", "Anne Martin"),
        (TEXT, " Une phrase.  \n\nUne autre. ", "Une phrase.\n\nUne autre.\n"),
        ({**LINE, "pattern": "^[0-9]{14}$"}, '"123 456 789 00012"', "12345678900012"),
    ],
)
def test_other_answers(part: dict[str, Any], text: str, held: Any) -> None:
    """Hours, numbers, months, yes and no, choices, texts."""
    assert value(part, text) == held
    assert type(value(part, text)) is type(held)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (DATE, "31/2/2026"),
        (DATE, "30 février"),
        (DATE, "14 zorglub 2026"),
        (DATE, "ju 14"),
        (DATE, "14 ju 2026"),
        (DATE, "14/3/1226"),
        (DATE, "avril"),
        (HOUR, "25h"),
        (HOUR, "9h5"),
        (HOUR, "9h75"),
        (HOUR, "tôt"),
        (NUMBER, "1.600"),
        (NUMBER, "12 5"),
        (NUMBER, "douze"),
        (NUMBER, "1e400"),
        (NUMBER, "9" * 40),
        (WHOLE, "12,5"),
        (MONTH, "13/2019"),
        (MONTH, "mai"),
        (MONTH, "1789"),
        (YESNO, "peut-être"),
        (CHOICE, "mi"),
        (CHOICE, "9"),
        (CHOICE, "autre"),
        (LINE, "deux\nlignes"),
        (LINE, "\x1b[2J"),
        (LINE, "\udc80"),
        (TEXT, "   \n "),
    ],
)
def test_what_is_not_understood(part: dict[str, Any], text: str) -> None:
    """An answer that is none is refused with a sentence that repeats nothing of it."""
    with pytest.raises(Mistyped) as caught:
        value(part, text)
    assert caught.value.sentence
    assert len(text.strip()) < 4 or text not in caught.value.sentence
    assert caught.value.__cause__ is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_in_every_writing(day: date) -> None:
    """Figures, words and the note's own form say the same day."""
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    for text in (f"{day.day}/{day.month}/{day.year}", words, day.isoformat()):
        assert value(DATE, text) == day.isoformat()
    assert value(DATE, typed.said(DATE, day.isoformat())) == day.isoformat()


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-181, 181))
def test_a_day_without_year_is_the_nearest(today: date, away: int) -> None:
    """Within half a year of today, the day meant is the one said."""
    day = today + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert typed.value(DATE, f"{day.day}/{day.month}", today) == day.isoformat()


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_reads_back(hours: int, minutes: int) -> None:
    held = f"{hours:02d}:{minutes:02d}"
    assert value(HOUR, f"{hours}h{minutes:02d}") == held
    assert value(HOUR, typed.said(HOUR, held)) == held


@given(st.one_of(st.integers(-(10**9), 10**9), st.decimals(-9999, 9999, places=2)))
def test_a_number_reads_back(number: Any) -> None:
    """A comma for the point; whole numbers stay whole."""
    held = number if isinstance(number, int) else float(number)
    assert value(NUMBER, typed.said(NUMBER, held)) == held
    assert value(NUMBER, f"{abs(held):,.2f}".replace(",", " ").replace(".", ",")) == abs(held)


@given(st.sampled_from(PARTS), st.text(max_size=30))
def test_any_answer_is_a_value_or_a_refusal(part: dict[str, Any], text: str) -> None:
    """Nothing else is ever raised, and a value has the form that the schema asks for."""
    try:
        held = value(part, text)
    except Mistyped:
        return
    if part.get("format") and not isinstance(held, int):
        assert FORMATS[part["format"]](held)
    if "enum" in part:
        assert held in part["enum"]
    assert value(part, typed.said(part, held)) == held
