"""What awaits the counsellor: sessions, delays, gaps, told from the notes, the most urgent first.

Nothing is assumed: what the notes do not date has no delay here. A dossier is named by its
reference alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum

from bilantool import retention
from bilantool.bilan import Bilan, Session, day_of, entries_of
from bilantool.delays import months_after
from bilantool.french import clock, counted, listing, short_date
from bilantool.inspection import Inspection

SEANCES = "cadre/seances"
ENTRETIENS = "cadre/entretiens"

SOON = timedelta(days=7)
ACT_SOON = timedelta(days=30)
FOLLOW_UP_SOON = timedelta(days=14)


class Urgency(IntEnum):
    """From what the day begins with to what can wait."""

    TODAY = 0
    LATE = 1
    SOON = 2
    GAP = 3
    DRAFT = 4
    LATER = 5
    NEXT = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do.

    `due` is its day, None where it has none; `sentence` French without the reference, lower
    case, no full stop, nothing of a note but dates and counts; `command` what to type for it,
    "" where no command does it.
    """

    urgency: Urgency
    due: date | None
    hour: time | None
    reference: str
    sentence: str
    command: str = ""

    @property
    def order(self) -> tuple[int, date, time, str]:
        return (self.urgency, self.due or date.max, self.hour or time.max, self.reference)


def agenda(
    inspections: Iterable[Inspection], drafts: Mapping[str, tuple[str, ...]], today: date
) -> tuple[Item, ...]:
    """Everything that awaits, sorted; `drafts` are the notes with a draft, by reference."""
    items = [
        item for each in inspections for item in _items(each, drafts.get(each.reference, ()), today)
    ]
    return tuple(sorted(items, key=lambda item: item.order))


def _items(each: Inspection, drafts: tuple[str, ...], today: date) -> Iterator[Item]:
    ref = each.reference
    if each.faults:
        sentence = f"la note {each.faults[0][0]} ne s'ouvre pas"
        yield Item(Urgency.LATE, None, None, ref, sentence, f"check {ref}")
    yield from _sessions(each, today)
    yield from _requests(each.bilan, ref, today)
    if each.bilan.closed_on:
        yield from _after_the_end(each, today)
    else:
        yield from _act(each.bilan, ref, today)
        yield from _untold(each)
    yield from _unproven(each)
    for name in drafts:
        yield Item(
            Urgency.DRAFT,
            None,
            None,
            ref,
            f"un brouillon de la note {_short(name)} attend",
            f"edit {ref} {_short(name)}",
        )
    following = _next(each)
    if following:
        short = _short(following)
        yield Item(Urgency.NEXT, None, None, ref, f"à remplir : {short}", f"fill {ref} {short}")


def _next(each: Inspection) -> str | None:
    """The note to fill next; gaps of the sessions have sentences of their own."""
    if each.faults:
        return None
    blocking = {
        finding.note
        for finding in each.findings
        if finding.blocks and finding.path[-1:] != ("preuve",)
    }
    if each.bilan.sessions:
        blocking.discard(ENTRETIENS)
    return next((name for name in each.scope if name in blocking), None)


def _sessions(each: Inspection, today: date) -> Iterator[Item]:
    """The planned sessions of the day, and those of days gone by of which nothing was said."""
    ref = each.reference
    for session in each.bilan.sessions:
        if session.state != "prevue" or session.day is None or session.day > today:
            continue
        if session.day == today:
            at = f" à {clock(session.start)}" if session.start else ""
            yield Item(Urgency.TODAY, today, session.start, ref, f"séance{at}", f"session {ref}")
        else:
            day = session.day
            yield Item(
                Urgency.LATE,
                day,
                session.start,
                ref,
                f"la séance prévue le {short_date(day)} n'est pas inscrite",
                f"session {ref} --date {day.isoformat()}",
            )


def _requests(bilan: Bilan, ref: str, today: date) -> Iterator[Item]:
    """Requests of the person about their data: one month to answer (RGPD 12)."""
    for _, entry in entries_of(bilan.note("cadre/consentements").get("demandes")):
        received = day_of(entry.get("recue_le"))
        if received is None or entry.get("repondue_le"):
            continue
        due = months_after(received, 1)
        left = (due - today).days
        sentence = f"demande de la personne sur ses données : réponse avant le {short_date(due)}"
        if left < 0:
            sentence = (
                f"la réponse à la demande de la personne sur ses données était due le "
                f"{short_date(due)}"
            )
        elif left == 0:
            sentence += " (aujourd'hui)"
        else:
            sentence += f" ({counted(left, 'jour')})"
        urgency = Urgency.LATE if left < 0 else Urgency.SOON
        if due - today > SOON:
            urgency = Urgency.LATER
        yield Item(urgency, due, None, ref, sentence, f"fill {ref} consentements")


def _act(bilan: Bilan, ref: str, today: date) -> Iterator[Item]:
    """The last day that the act provides for, near or past while the bilan is open."""
    end = bilan.period[1]
    if end is None or end - today > ACT_SOON:
        return
    if end < today:
        sentence = f"l'acte a pris fin le {short_date(end)}, et le bilan reste ouvert"
        yield Item(Urgency.LATE, end, None, ref, sentence, f"close {ref}")
    else:
        left = counted((end - today).days, "jour")
        sentence = f"l'acte prend fin le {short_date(end)} ({left})"
        yield Item(Urgency.SOON, end, None, ref, sentence, f"status {ref}")


def _after_the_end(each: Inspection, today: date) -> Iterator[Item]:
    """What the end of the bilan has started: destruction, follow-up."""
    bilan, ref = each.bilan, each.reference
    gone = {note.spec.classe for note in each.notes.values() if note.destroyed}
    due = [
        clock_
        for clock_ in retention.clocks(each.trame, bilan, bilan.closed_on or today)
        if clock_.due <= today and clock_.classe not in gone
    ]
    if due:
        first = min(clock_.due for clock_ in due)
        titles = listing([clock_.title.lower() for clock_ in due])
        yield Item(
            Urgency.LATE, first, None, ref, f"à détruire depuis le {short_date(first)} : {titles}"
        )
    meeting = day_of(bilan.note("conclusions/restitution").get("suivi_prevu_le"))
    done = bilan.note("suivi/suivi").get("issue")
    if meeting and not done and meeting - today <= FOLLOW_UP_SOON:
        late = meeting < today
        verb = "était prévu" if late else "est prévu"
        yield Item(
            Urgency.LATE if late else Urgency.SOON,
            meeting,
            None,
            ref,
            f"l'entretien de suivi {verb} le {short_date(meeting)}",
            f"fill {ref} suivi",
        )


def _unproven(each: Inspection) -> Iterator[Item]:
    """Sessions held that no proof attests: their hours do not count yet."""
    found = [s for s in each.bilan.sessions if s.state == "tenue" and not s.proven and s.day]
    if found:
        yield _gap(each, found, "preuve", "--proof PREUVE")


def _untold(each: Inspection) -> Iterator[Item]:
    """Interviews held of which nothing is written yet, while the bilan is open."""
    note = each.notes[ENTRETIENS]
    if note.destroyed or note.fault:
        return
    entries = entries_of(each.bilan.note(ENTRETIENS).get("entretiens"))
    told = {entry.get("seance") for _, entry in entries if entry.get("compte_rendu")}
    found = [
        s
        for s in each.bilan.sessions
        if s.state == "tenue" and s.nature == "entretien" and not s.personal and s.day
    ]
    untold = [session for session in found if session.id not in told]
    if untold:
        yield _gap(each, untold, "compte rendu", "")


def _gap(each: Inspection, sessions: list[Session], what: str, option: str) -> Item:
    ref = each.reference
    last = max(session.day for session in sessions if session.day)
    if len(sessions) == 1:
        sentence = f"la séance du {short_date(last)} est sans {what}"
    else:
        sentence = f"{len(sessions)} séances sont sans {what} (la dernière : {short_date(last)})"
    command = f"session {ref} --date {last.isoformat()} {option}"
    if not option:
        command = f"fill {ref} entretiens"
    return Item(Urgency.GAP, last, None, ref, sentence, command)


def _short(name: str) -> str:
    return name.partition("/")[2]
