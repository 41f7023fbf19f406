"""The calendar file, read back by the library and by a reader of a few lines that is not it."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bilantool import agenda as agenda_room
from bilantool.agenda.calendar import LABELS, OVERSEAS, calendar
from bilantool.agenda.item import Item, Urgency

CABINET = "6f1d3c1e-0c4b-4d0f-9a55-1f6f6f0e2a01"
DOSSIER = "11111111-2222-4333-8444-555555555555"
EPOCH = 1795000000

SESSION = Item(
    Urgency.SOON,
    date(2026, 11, 26),
    time(9, 30),
    "2026-019",
    "une phrase",
    "session 2026-019",
    "seance",
    "s02",
    DOSSIER,
    time(11),
)
DELAY = Item(
    Urgency.LATE,
    date(2026, 11, 20),
    None,
    "2026-019",
    "une phrase",
    kind="acte",
    dossier=DOSSIER,
)


def made(*items: Item, cancelled: tuple[Item, ...] = (), epoch: int = EPOCH, **more: Any) -> bytes:
    return calendar(items, cancelled, cabinet=CABINET, epoch=epoch, **more)


def events(data: bytes) -> list[dict[str, str]]:
    """RFC 5545 read by hand: unfolded lines, cut at the first colon, escapes undone."""
    assert data.endswith(b"\r\n")
    raw = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in raw)
    assert all(b"\n" not in line and b"\r" not in line for line in raw)
    lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    stack: list[str] = []
    found: list[dict[str, str]] = []
    for line in lines:
        head, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^;:]+)*", head), line
        if head == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                found.append({})
        elif head == "END":
            assert stack.pop() == value
        elif stack == ["VCALENDAR", "VEVENT"]:
            assert head not in found[-1]
            found[-1][head] = re.sub(r"\\([\\;,])", r"\1", value).replace("\\n", "\n")
    assert stack == []
    return found


def test_a_session_has_hours_and_a_delay_a_day() -> None:
    """In the order of their days; required properties are there, once each."""
    delay, session = events(made(SESSION, DELAY))
    assert session["DTSTART;TZID=Europe/Paris"] == "20261126T093000"
    assert session["DTEND;TZID=Europe/Paris"] == "20261126T110000"
    assert session["TRANSP"] == "OPAQUE"
    assert (delay["DTSTART;VALUE=DATE"], delay["DTEND;VALUE=DATE"]) == ("20261120", "20261121")
    assert delay["TRANSP"] == "TRANSPARENT"
    for event in (session, delay):
        assert event["DTSTAMP"] == "20261118T110640Z"
        assert {"UID", "SEQUENCE", "SUMMARY"} <= event.keys()


def test_the_library_reads_the_same_moments() -> None:
    """A session is at its hour of Paris, in winter and in summer."""
    summer = replace(SESSION, due=date(2026, 7, 1), anchor="s03")
    whole = Calendar.from_ical(made(SESSION, summer))
    starts = sorted(event.decoded("dtstart") for event in whole.walk("VEVENT"))
    assert [start.utcoffset() for start in starts] == [timedelta(hours=2), timedelta(hours=1)]
    assert [start.hour for start in starts] == [9, 9]
    assert whole["VERSION"] == "2.0"
    assert whole["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("zone", ["Europe/Paris", *OVERSEAS])
def test_the_zone_in_the_file_is_the_zone_of_the_world(zone: str) -> None:
    """As the table of time zones has it, over the days when clocks change."""
    whole = Calendar.from_ical(made(SESSION, zone=zone))
    (told,) = whole.timezones
    own, world = told.to_tz(lookup_tzid=False), zoneinfo.ZoneInfo(zone)
    for number in range(365):
        moment = datetime(2026, 1, 1, 12) + timedelta(days=number)
        assert own.utcoffset(moment) == world.utcoffset(moment), moment


def test_an_event_says_a_reference_and_a_sort() -> None:
    """Neither the sentence nor the command goes to a calendar."""
    data = made(SESSION, DELAY)
    assert [event["SUMMARY"] for event in events(data)] == [
        "2026-019 : fin de l’acte",
        "2026-019 : séance",
    ]
    assert b"phrase" not in data
    assert b"bilantool session" not in data
    assert events(made(replace(DELAY, reference="", kind="qualiopi")))[0]["SUMMARY"].startswith(
        "cabinet : "
    )


def test_the_same_thing_keeps_its_uid_when_its_day_moves() -> None:
    """And its number grows with the clock, so that the later file wins."""
    (before,) = events(made(SESSION))
    moved = replace(SESSION, due=date(2026, 12, 1), hour=time(14), end=None, urgency=Urgency.LATER)
    (after,) = events(made(moved, epoch=EPOCH + 3600))
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTAMP"] > before["DTSTAMP"]
    assert after["DTSTART;TZID=Europe/Paris"] == "20261201T140000"
    assert not [name for name in after if name.startswith("DTEND")]


def test_different_things_have_different_uids() -> None:
    """By dossier, sort and which one, and by cabinet."""
    others = [
        SESSION,
        replace(SESSION, anchor="s03"),
        replace(SESSION, kind="acte"),
        replace(SESSION, dossier="22222222-2222-4333-8444-555555555555"),
    ]
    assert len({event["UID"] for event in events(made(*others))}) == 4
    elsewhere = calendar([SESSION], [], cabinet=DOSSIER, epoch=EPOCH)
    assert events(elsewhere)[0]["UID"] != events(made(SESSION))[0]["UID"]


def test_same_items_same_bytes() -> None:
    """In whatever order they came."""
    assert made(SESSION, DELAY) == made(DELAY, SESSION)


def test_a_session_that_does_not_take_place_is_said_so() -> None:
    """Under the UID of the one that was planned."""
    (planned,), (dropped,) = events(made(SESSION)), events(made(cancelled=(SESSION,)))
    assert (planned["STATUS"], dropped["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert dropped["UID"] == planned["UID"]
    assert dropped["TRANSP"] == "TRANSPARENT"


def test_what_has_no_day_is_not_in_a_calendar() -> None:
    """A gap, a draft, a note that does not open; what is left is still a calendar."""
    gap = replace(DELAY, urgency=Urgency.GAP, kind="preuve")
    broken = replace(DELAY, due=None, kind="illisible")
    data = made(gap, broken)
    assert events(data) == []
    assert Calendar.from_ical(data).walk("VTIMEZONE")


def test_long_summaries_are_folded_between_characters() -> None:
    """The longest reference and the longest label: no line passes 75 octets, none is cut inside
    a letter."""
    longest = "9" * 40
    items = [replace(DELAY, reference=longest, kind=kind, anchor=kind) for kind in LABELS]
    found = events(made(*items))
    assert {event["SUMMARY"] for event in found} == {f"{longest} : {x}" for x in LABELS.values()}


def test_a_session_that_ends_before_it_begins_has_no_end() -> None:
    """The register says so to `check`; a calendar would refuse it."""
    (event,) = events(made(replace(SESSION, end=time(9))))
    assert not [name for name in event if name.startswith("DTEND")]


def test_every_kind_that_has_a_day_has_its_words() -> None:
    """What the themes date is written in the calendar under a name of its own."""
    rooms = Path(agenda_room.__file__).parent.glob("*.py")
    dated = {
        kind
        for room in rooms
        for kind in re.findall(r'(?:case\.dated\(|kind=)\s*"(\w+)"', room.read_text("utf-8"))
    }
    assert {"financeur", "bpf", "seance"} <= dated
    assert dated - LABELS.keys() == {"documents"}  # which a calendar would tell too late
