"""The agenda as a calendar file (RFC 5545) for the programs that people look at all day.

A calendar is copied to telephones and to servers: an event names the reference and the sort of
the delay, and nothing else. Its UID never changes, so that importing the file again moves an
event and does not double it; its SEQUENCE grows with the clock, since the file is made without
knowing which ones were imported before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from bilantool.agenda.item import Item, identity
from bilantool.bilan.sessions import PARIS
from bilantool.french import MIDNIGHT

PRODUCT = "-//bilantool//agenda//FR"

OVERSEAS = {
    "America/Cayenne": -3,
    "America/Guadeloupe": -4,
    "America/Martinique": -4,
    "Indian/Mayotte": 3,
    "Indian/Reunion": 4,
    "Pacific/Noumea": 11,
    "Pacific/Tahiti": -10,
}
"""The time zones of France that know no summer time, in hours from UTC."""

LABELS = {
    "seance": "séance",
    "creneau": "deux séances au même moment",
    "consentement": "consentement",
    "representant": "accord du représentant",
    "signature": "signature de l’acte",
    "dix_jours": "délai de signature",
    "retractation": "fin du délai de rétractation",
    "acte": "fin de l’acte",
    "remise": "remise",
    "satisfaction": "enquête de satisfaction",
    "suivi": "entretien de suivi",
    "contact": "contact prévu",
    "demande": "réponse due",
    "destruction": "destruction",
    "habilitation": "fin d’une habilitation",
    "consultant": "départ d’un consultant",
    "qualiopi": "fin du certificat Qualiopi",
    "financeur": "information du financeur",
    "sous_traitance": "contrat de sous-traitance",
    "bpf": "bilan pédagogique et financier",
}
"""What an event says of an item, by its kind; other kinds have no day to stand on."""

_CABINET = "cabinet"
_SEQUENCES_FROM = datetime(2020, 1, 1, tzinfo=UTC)


def calendar(
    items: Iterable[Item],
    cancelled: Iterable[Item],
    *,
    cabinet: str,
    epoch: int,
    zone: str = PARIS,
) -> bytes:
    """The bytes of the file; the same ones for the same items and `epoch` (seconds since 1970).

    `cancelled` are sessions that do not take place: they are told as such, since a program
    keeps what it has once imported. `zone` is one of `OVERSEAS`, or Paris.
    """
    made = datetime.fromtimestamp(epoch, UTC)
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", "bilantool")
    events = [(item, _event(item, "CONFIRMED", cabinet, made, zone)) for item in told(items)]
    events += [(item, _event(item, "CANCELLED", cabinet, made, zone)) for item in told(cancelled)]
    whole.add_component(_timezone(zone))  # even alone: a calendar without a component is not one
    for _, event in sorted(events, key=lambda pair: (pair[0].due or date.max, pair[1]["UID"])):
        whole.add_component(event)
    data: bytes = whole.to_ical()
    return data


def told(items: Iterable[Item]) -> list[Item]:
    """Those that have a day of their own."""
    return [item for item in items if item.due and item.urgency.dated and item.kind in LABELS]


def _event(item: Item, status: str, cabinet: str, made: datetime, zone: str) -> Event:
    """A session has hours and takes the time of whoever holds it; a delay is a day, and free."""
    event = Event()
    event.add("uid", identity(cabinet, item))
    event.add("dtstamp", made)
    event.add("last-modified", made)
    event.add("sequence", max(0, int((made - _SEQUENCES_FROM).total_seconds()) // 60))
    event.add("summary", f"{item.reference or _CABINET} : {LABELS[item.kind]}")
    event.add("status", status)
    event.add("class", "PRIVATE")
    assert item.due is not None, "see told"
    if item.hour is None:
        event.add("dtstart", item.due)
        event.add("dtend", item.due + timedelta(days=1))
    else:
        event.add("dtstart", datetime.combine(item.due, item.hour), {"TZID": zone})
        if item.end is not None and item.end > item.hour:
            event.add("dtend", _ending(item.due, item.end), {"TZID": zone})
    busy = item.kind == "seance" and status == "CONFIRMED"
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    return event


def _ending(day: date, end: time) -> datetime:
    """When it ends; the end of a day is the beginning of the next one."""
    if end == MIDNIGHT:
        return datetime.combine(day + timedelta(days=1), time.min)
    return datetime.combine(day, end)


def _timezone(zone: str) -> Timezone:
    """The rules of the zone in the file itself: no table of zones of another machine is asked."""
    found = Timezone()
    found.add("tzid", zone)
    if zone in OVERSEAS:
        offset = timedelta(hours=OVERSEAS[zone])
        found.add_component(_observance(TimezoneStandard(), "19700101", offset, offset))
        return found
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    # European summer time as it has stood since 1996 (directive 2000/84/CE).
    daylight = _observance(TimezoneDaylight(), "19960331", winter, summer, "CEST", month=3)
    standard = _observance(TimezoneStandard(), "19961027", summer, winter, "CET", month=10)
    found.add_component(daylight)
    found.add_component(standard)
    return found


def _observance(
    made: TimezoneStandard | TimezoneDaylight,
    first: str,
    before: timedelta,
    after: timedelta,
    name: str = "",
    month: int = 0,
) -> TimezoneStandard | TimezoneDaylight:
    """One side of a zone; it begins at the time that clocks showed `before` the change."""
    hour = time(2 if before < after else 3) if month else time()
    made.add("dtstart", datetime.combine(date.fromisoformat(first), hour))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", after)
    if name:
        made.add("tzname", name)
    if month:
        made.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    return made
