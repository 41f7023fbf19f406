"""A session corrected or taken out, a reminder written or taken out: what it changes is told first.

Hours count from the register alone, and some were told to others: a certificate, a bilan that is
closed. None of that forbids to mend what is wrong; whoever does must know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from bilantool import editing
from bilantool.bilan import Bilan, Session, day_of, entries_of, word_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.editing import Change
from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.french import clock, counted, listing, short_date
from bilantool.inspection import SEANCES, Inspection
from bilantool.notes import amending, references
from bilantool.notes.normal import is_empty
from bilantool.notes.trame import Trame
from bilantool.seances import correcting, proposal, recording
from bilantool.seances.correcting import Wanted
from bilantool.seances.proposal import Proposal
from bilantool.seances.recording import ENTRETIENS

RESTITUTION = "conclusions/restitution"
REMINDERS = "relances"


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change of the register touches beside the session itself.

    `held` are the minutes held and proven of the bilan, before and after. `closed` is its end,
    `certified` the day on which the certificate that counts them was handed over. `overlap` is a
    session that the corrected one runs into, `piece` the attachment that the session cites. Of a
    session taken out, `told` says that its interview is written up, and goes with it; `cited` are
    other notes of which a reference would lead nowhere.
    """

    held: tuple[int, int]
    closed: date | None
    certified: date | None
    overlap: Session | None = None
    piece: str = ""
    told: bool = False
    cited: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether hours that were told to somebody are not the same any more."""
        return self.held[0] != self.held[1] and bool(self.closed or self.certified)


@dataclass(frozen=True, slots=True)
class Correction:
    """One session, as it is and as it is to be; `fields` are what the note is to hold."""

    session: Session
    before: Proposal
    after: Proposal
    fields: Mapping[str, Any]
    effects: Effects


@dataclass(frozen=True, slots=True)
class Removal:
    """One session to take out, with the place of its interview's entry (None without)."""

    session: Session
    before: Proposal
    entry: int | None
    effects: Effects


def find(seen: Inspection, day: date | None, start: time | None) -> tuple[Session, ...]:
    """The sessions that this day and hour may mean; UsageFault where there is none.

    Without a day: those of today, else all of them.
    """
    bilan = seen.bilan
    if day is None and start is None:
        found = correcting.candidates(bilan, bilan.today, None)
        found = found or correcting.candidates(bilan, None, None)
    else:
        found = correcting.candidates(bilan, day or bilan.today, start)
    if found:
        return found
    known = [each for each in correcting.candidates(bilan, None, None) if each.day]
    if not known:
        raise UsageFault(
            f"le registre du dossier {seen.reference} n'a aucune séance",
            hint=f"pour en inscrire une : bilantool session {seen.reference}",
        )
    days = listing([short_date(each) for each in dict.fromkeys(s.day for s in known[-6:]) if each])
    when = short_date(day or bilan.today) + (f" à {clock(start)}" if start else "")
    raise UsageFault(
        f"aucune séance n'est inscrite le {when}",
        hint=f"dites son jour avec --date ; les dernières : {days}",
    )


def one(seen: Inspection, found: tuple[Session, ...]) -> Session:
    """The only session found; UsageFault says how to tell it from the others."""
    if len(found) == 1:
        return found[0]
    days = {each.day for each in found}
    said = [
        f"{short_date(each.day)}{f' à {clock(each.start)}' if each.start else ''}"
        for each in found[-6:]
        if each.day
    ]
    raise UsageFault(
        f"{counted(len(found), 'séance')} du dossier {seen.reference} peuvent être celle-là",
        hint=f"dites {'son début avec --start' if len(days) == 1 else 'son jour avec --date'} : "
        f"{listing(said, 'ou')}",
    )


def correction(seen: Inspection, session: Session, wanted: Wanted, now: datetime) -> Correction:
    """What a correction changes; raises as `correcting.corrected`."""
    bilan = seen.bilan
    before = correcting.present(bilan, session)
    after = correcting.corrected(bilan, session, wanted, now)
    entry = proposal.entry_of(bilan, session)
    changed = correcting.fields(entry, before, after)
    then = as_if(bilan, session, changed)
    effects = replace(
        _effects(bilan, then, entry),
        overlap=proposal.overlapping(bilan, after) if after.state != "annulee" else None,
    )
    return Correction(session, before, after, changed, effects)


def correct(
    vault: Vault, opened: OpenDossier, trame: Trame, what: Correction, *, history: bool
) -> str:
    """Write the correction; returns the id of the session. Raises as `editing.amend`, and
    EnvironmentFault where the register was changed meanwhile."""
    recording.mark(vault, opened, trame, what.session, what.fields, history=history)
    return what.session.id


def removal(seen: Inspection, trame: Trame, session: Session) -> Removal:
    """What goes with a session; raises as `recording.usable` where its interviews do not read."""
    bilan = seen.bilan
    note = seen.notes[ENTRETIENS]
    if note.fault is not None:
        raise note.fault
    entry = proposal.entry_of(bilan, session)
    then = as_if(bilan, session, None)
    listed = dict(entries_of(bilan.note(ENTRETIENS).get("entretiens")))
    mine = [n for n, each in listed.items() if session.id and each.get("seance") == session.id]
    place = mine[0] if mine else None
    written = listed[place] if place is not None else {}
    spec = trame.notes[SEANCES]
    lost = references.lost(trame, then.notes, spec, bilan.note(SEANCES))
    cited = dict.fromkeys(
        name for name, path in lost if (name, path[:2]) != (ENTRETIENS, ("entretiens", place))
    )
    effects = replace(
        _effects(bilan, then, entry),
        told=any(
            not is_empty(value) for key, value in written.items() if key not in ("seance", "id")
        ),
        cited=tuple(cited),
    )
    return Removal(session, correcting.present(bilan, session), place, effects)


def remove(
    vault: Vault, opened: OpenDossier, trame: Trame, what: Removal, *, history: bool
) -> None:
    """Take out the session, and its interview's entry before: killed in between, no entry points at
    nothing, and the same command ends it. Raises as `correct`."""
    if what.entry is not None:
        _take_out(vault, opened, trame, ENTRETIENS, "entretiens", what.entry,
                  {"seance": what.session.id}, history=history)  # fmt: skip
    day = what.session.day
    held = {"date": day.isoformat()} if day else {}
    _take_out(vault, opened, trame, SEANCES, "seances", what.session.index,
              {"id": what.session.id or None, **held}, history=history)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of the register: its place, the day and the means."""

    index: int
    day: date
    means: str


def reminders(seen: Inspection) -> tuple[Reminder, ...]:
    """The reminders that the register holds, in time order."""
    listed = entries_of(seen.bilan.note(SEANCES).get(REMINDERS))
    found = [
        Reminder(index, day, word_of(each.get("canal")))
        for index, each in listed
        if (day := day_of(each.get("le")))
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.index)))


def reminder_of(seen: Inspection, day: date) -> Reminder:
    """The last reminder of that day; UsageFault where there is none."""
    found = [each for each in reminders(seen) if each.day == day]
    if found:
        return found[-1]
    days = [short_date(each.day) for each in reminders(seen)[-6:]]
    raise UsageFault(
        f"aucune relance n'est inscrite le {short_date(day)}",
        hint=f"celles du registre : {listing(days)}" if days else "le registre n'en a aucune",
    )


def remind(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    day: date,
    means: str,
    today: date,
    over: Reminder | None = None,
    *,
    history: bool,
) -> None:
    """Write a reminder, in the place of another one where `over` says so; "" keeps its means.

    Raises UsageFault for a day to come.
    """
    if day > today:
        raise UsageFault(
            "une relance s'inscrit une fois faite, et ce jour est à venir",
            hint="vérifiez sa date ; pour une séance à venir : --plan",
        )

    def plan(values: Mapping[str, Any]) -> list[Change]:
        told = {"le": day.isoformat(), "canal": means or (over.means if over else "")}
        items = values.get(REMINDERS)
        if over is None:
            place = amending.room(items)
            if place >= len(items if isinstance(items, list) else []):
                return [((REMINDERS, place), told)]
        else:
            place = over.index
            _still(items, place, {"le": over.day.isoformat()})
        return [((REMINDERS, place, key), value) for key, value in told.items()]

    editing.amend(vault, opened, trame.notes[SEANCES], plan, history=history)


def forget(
    vault: Vault, opened: OpenDossier, trame: Trame, what: Reminder, *, history: bool
) -> None:
    """Take out a reminder; raises as `correct`."""
    _take_out(vault, opened, trame, SEANCES, REMINDERS, what.index,
              {"le": what.day.isoformat()}, history=history)  # fmt: skip


def _take_out(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    note: str,
    key: str,
    index: int,
    held: Mapping[str, Any],
    *,
    history: bool,
) -> None:
    """Take one item out of a list, if it still holds what it held."""
    spec = trame.notes[note]

    def text(values: Mapping[str, Any], whole: str) -> str:
        _still(values.get(key), index, held)
        return amending.without(whole, (key, index), spec.schema)

    editing.rewrite(vault, opened, spec, text, history=history)


def _still(items: Any, index: int, held: Mapping[str, Any]) -> None:
    item = items[index] if isinstance(items, list) and index < len(items) else None
    if not isinstance(item, Mapping) or any(item.get(k) != v for k, v in held.items() if v):
        raise EnvironmentFault(
            "la note a été modifiée ailleurs pendant que vous répondiez",
            hint="rien n'a été changé : recommencez",
        )


def _effects(bilan: Bilan, then: Bilan, entry: Mapping[str, Any]) -> Effects:
    return Effects(
        held=(bilan.minutes(kind="all"), then.minutes(kind="all")),
        closed=bilan.closed_on,
        certified=day_of(bilan.note(RESTITUTION).get("certificat_remis_le")),
        piece=word_of(entry.get("piece")),
    )


def as_if(bilan: Bilan, session: Session, changed: Mapping[str, Any] | None) -> Bilan:
    """The bilan as if the register said this of the session, or no more of it at all."""
    register = dict(bilan.note(SEANCES))
    items = list(register.get("seances") or [])
    entry = {**items[session.index], **changed} if changed is not None else {}
    items[session.index] = {key: value for key, value in entry.items() if value is not None}
    return replace(bilan, notes={**bilan.notes, SEANCES: {**register, "seances": items}})
