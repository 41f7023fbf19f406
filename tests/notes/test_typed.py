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
MONTH_OF_PAST = {**MONTH, "x-temps": "passe"}
OPEN_END = {**MONTH, "x-temps": "passe", "x-en-cours": True}
PAST = {**DATE, "x-temps": "passe"}
COMING = {**DATE, "x-temps": "avenir"}
HOUR = {"type": "string", "format": "heure"}
ENDING = {"type": "string", "format": "heure_fin"}
MINUTES = {"type": "integer", "x-duree": "minutes"}
HOURS = {"type": "number", "x-duree": "heures"}
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
PARTS = (
    DATE,
    PAST,
    COMING,
    MONTH,
    MONTH_OF_PAST,
    HOUR,
    ENDING,
    MINUTES,
    HOURS,
    NUMBER,
    WHOLE,
    YESNO,
    LINE,
    TEXT,
    CHOICE,
)


def value(part: dict[str, Any], text: str) -> Any:
    return typed.value(part, text, TODAY)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("14/3/2026", "2026-03-14"),
        ("14 mars 2026", "2026-03-14"),
        ("samedi 14 mars 2026", "2026-03-14"),
        ("le samedi 14 mars", "2026-03-14"),
        ("samedi 14", "2026-11-14"),
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
        ("avant hier", "2026-11-21"),
        ("après demain", "2026-11-25"),
        ("Aujourdhui", "2026-11-23"),
        ("demain", "2026-11-24"),
        ("mardi dernier", "2026-11-17"),
        ("mardi prochain", "2026-11-24"),
        ("mardi en huit", "2026-12-01"),
        ("il y a 3 jours", "2026-11-20"),
        ("il y a deux semaines", "2026-11-09"),
        ("il y a un mois", "2026-10-23"),
        ("dans 15 jours", "2026-12-08"),
        ("dans un an", "2027-11-23"),
        ("fin mars", "2027-03-31"),
        ("d’ici la fin du mois", "2026-11-30"),
        ("fin février 2028", "2028-02-29"),
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
        (HOUR, "9.30", "09:30"),
        (HOUR, "9", "09:00"),
        (HOUR, "9 heures et demie", "09:30"),
        (HOUR, "neuf heures trente", "09:30"),
        (HOUR, "dix heures moins le quart", "09:45"),
        (HOUR, "midi et demi", "12:30"),
        (HOUR, "3h de l’après-midi", "15:00"),
        (HOUR, "minuit", "00:00"),
        (ENDING, "minuit", "24:00"),
        (ENDING, "0h", "24:00"),
        (ENDING, "24h", "24:00"),
        (ENDING, "11h30", "11:30"),
        (MINUTES, "90", 90),
        (MINUTES, "1h30", 90),
        (MINUTES, "1 h 30 min", 90),
        (MINUTES, "une heure et demie", 90),
        (MINUTES, "90 min", 90),
        (MINUTES, "trois quarts d’heure", 45),
        (MINUTES, "1,5 h", 90),
        (HOURS, "19,5", 19.5),
        (HOURS, "19h30", 19.5),
        (HOURS, "90 minutes", 1.5),
        (HOURS, "2 heures", 2),
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
        (MONTH, "mai 19", "2019-05"),
        (MONTH, "depuis 2019", 2019),
        (MONTH, "14 mai 2019", "2019-05"),
        (MONTH, "l’an dernier", 2025),
        (MONTH_OF_PAST, "mai", "2026-05"),
        (MONTH_OF_PAST, "décembre", "2025-12"),
        (OPEN_END, "2019", 2019),
        (OPEN_END, "en cours", None),
        (OPEN_END, "à ce jour", None),
        (OPEN_END, "Présent", None),
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
        (DATE, "mardi 14 mars 2026"),
        (DATE, "mardi 14 mars"),
        (PAST, "fin mars"),
        (DATE, "dans 99 ans et demi"),
        (DATE, "il y a 900 ans"),
        (HOUR, "25h"),
        (HOUR, "9h5"),
        (HOUR, "9h75"),
        (HOUR, "24h"),
        (ENDING, "24h30"),
        (HOUR, "15h de l’après-midi"),
        (HOUR, "90"),
        (MINUTES, "1h75"),
        (MINUTES, "longtemps"),
        (HOUR, "tôt"),
        (NUMBER, "1.600"),
        (NUMBER, "1,600"),
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


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("14 mars", "2026-03-14", "2027-03-14"),
        ("23/11", "2026-11-23", "2026-11-23"),
        ("25/12", "2025-12-25", "2026-12-25"),
        ("mardi", "2026-11-17", "2026-11-24"),
        ("le 14", "2026-11-14", "2026-12-14"),
        ("le 30", "2026-10-30", "2026-11-30"),
        ("29 février", "2024-02-29", "2028-02-29"),
        ("3/5/30", "1930-05-03", "2030-05-03"),
        ("3/5/26", "2026-05-03", "2026-05-03"),
    ],
)
def test_a_day_is_read_by_what_it_is_the_day_of(text: str, past: str, coming: str) -> None:
    """The schema says whether a field tells what happened or what is to come."""
    assert (value(PAST, text), value(COMING, text)) == (past, coming)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("mardi 14 mars 2026", "cette date est un samedi, pas un mardi"),
        ("mardi 14 mars", "cette date est un samedi en 2026, pas un mardi"),
        ("mardi 14", "cette date est un samedi en novembre 2026, pas un mardi"),
        ("mercredi 24/11", "cette date est un lundi en 2025, pas un mercredi"),
    ],
)
def test_a_weekday_that_is_not_its_own_is_refused(text: str, right: str) -> None:
    """And the right one is said: either the day or the date is a slip."""
    with pytest.raises(Mistyped, match=right):
        value(PAST, text)


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        (PAST, "24/11", "est à venir, et il faut ici un jour passé"),
        (COMING, "22 novembre", "est passé, et il faut ici un jour à venir"),
        (PAST, "mardi 24/11", "est à venir, et il faut ici un jour passé"),
        (PAST, "mardi 24", "est à venir, et il faut ici un jour passé"),
        (COMING, "dimanche 22", "est passé, et il faut ici un jour à venir"),
    ],
)
def test_a_day_just_on_the_wrong_side_wants_its_year(
    part: dict[str, Any], text: str, said: str
) -> None:
    """Tomorrow of a thing that is past is rather a slip than last year's day: it is asked."""
    with pytest.raises(Mistyped, match=said) as caught:
        value(part, text)
    assert "/11/2026" in caught.value.advice


def test_the_day_of_the_week_that_is_today_is_asked_again() -> None:
    """« lundi » on a Monday may be any of three days: what to say for each is told."""
    for part in (DATE, PAST, COMING):
        with pytest.raises(Mistyped) as caught:
            value(part, "lundi")
        assert "lundi dernier ou lundi prochain" in caught.value.advice


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        (PAST, "14 mars", "samedi 14 mars 2026"),
        (PAST, "14 mars 2027", "dimanche 14 mars 2027, qui est à venir"),
        (COMING, "14 mars", "dimanche 14 mars 2027"),
        (COMING, "14 mars 2026", "samedi 14 mars 2026, qui est passé"),
        (DATE, "14 mars 2026", "samedi 14 mars 2026"),
        (DATE, "14 mars", "dimanche 14 mars 2027, l'année la plus proche"),
        (DATE, "samedi 14 mars", "samedi 14 mars 2026"),
        (DATE, "le 3", "jeudi 3 décembre 2026, le mois le plus proche"),
        (DATE, "23/11", "lundi 23 novembre 2026"),
        (DATE, "hier", "dimanche 22 novembre 2026"),
        (MONTH_OF_PAST, "mai", "mai 2026"),
        (OPEN_END, "à ce jour", "pas de fin : c'est en cours"),
        (HOUR, "9.30", "9 h 30"),
        (ENDING, "minuit", "24 h"),
        (MINUTES, "90", "1 h 30"),
        (HOURS, "19,5", "19 h 30"),
        (NUMBER, "12,5", ""),
        (LINE, "14 mars", ""),
        (YESNO, "o", ""),
    ],
)
def test_what_was_understood_is_told_in_full(part: dict[str, Any], text: str, said: str) -> None:
    """A day with its weekday and its year, said to be a guess only where it is one."""
    told = typed.understood(part, value(part, text), TODAY, text)
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_what_a_note_already_holds_is_told_or_passed_over() -> None:
    """Whatever stands in a note, nothing is raised."""
    assert typed.understood(DATE, "31/02/2026", TODAY) == ""
    assert typed.understood(HOUR, "tard", TODAY) == ""
    assert typed.understood(MINUTES, "long", TODAY) == ""
    assert typed.understood(DATE, None, TODAY) == ""


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    """Word, PowerPoint and web pages break lines with signs that no keyboard has."""
    assert value(TEXT, f"Un point.{end}Un autre.{end}") == "Un point.\nUn autre.\n"
    assert value(LINE, f"une seule{end}") == "une seule"


def test_the_mark_that_files_begin_with_is_no_word() -> None:
    """Pasted amid a text, it would make of it one long line of signs in an editor."""
    assert value(TEXT, "\ufeffUn point.\n\tUn \ufeffautre.") == "Un point.\n\tUn autre.\n"


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


@given(st.one_of(st.integers(-(10**9), 10**9), st.decimals(-9999, 9999, places=3)))
def test_a_number_reads_back(number: Any) -> None:
    """A comma for the point; whole numbers stay whole."""
    held = number if isinstance(number, int) else float(number)
    assert value(NUMBER, typed.said(NUMBER, held)) == held
    spaced = f"{abs(held):,.4f}".replace(",", " ").replace(".", ",")
    assert value(NUMBER, spaced) == abs(held)


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
