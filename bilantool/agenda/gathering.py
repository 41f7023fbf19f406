"""Everything that awaits, of every theme, in one list sorted by urgency."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from bilantool.agenda import (
    act,
    aftermath,
    before,
    keeping,
    plaintext,
    rights,
    sessions,
    staff,
    telling,
    yearly,
)
from bilantool.agenda.glance import dating
from bilantool.agenda.item import Case, Item, Urgency, short
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.drafts import Waiting
from bilantool.inspection import Inspection

THEMES = (
    sessions.items,
    before.items,
    act.items,
    telling.items,
    aftermath.items,
    rights.items,
    keeping.items,
)

_WHO = ("cadre/beneficiaire", "cadre/seances")
"""The notes that say who follows a dossier."""


def agenda(
    inspections: Iterable[Inspection],
    drafts: Mapping[str, tuple[Waiting, ...]],
    today: date,
    *,
    cabinet: Cabinet | None = None,
    offered: Collection[str] = (),
    consultant: str = "",
) -> tuple[Item, ...]:
    """Everything that awaits, sorted; `drafts` are what waits for its note, by reference.

    `cabinet`: what it dates itself, and what lies in its `documents/`, is told too. `offered`
    are the commands that exist. `consultant`, an id: only what is theirs, and the dossiers of
    which nobody can read whose they are.
    """
    cases = [Case(each, today, frozenset(offered)) for each in inspections]
    kept = [case for case in cases if not consultant or follows(case, consultant)]
    items = [item for case in kept for item in _items(case, drafts.get(case.reference, ()))]
    items += sessions.clashing(cases, today, consultant)
    if cabinet is not None:
        items += staff.items(cabinet.settings, cases, today, consultant)
        if not consultant:
            items += yearly.items(cabinet.settings, cases, today)
        known = {case.reference for case in kept} | {""}
        items += [
            item
            for item in plaintext.items(cabinet, today)
            if not consultant or item.reference in known - {""}
        ]
    return tuple(sorted(items, key=lambda item: item.order))


def dropped(
    inspections: Iterable[Inspection], today: date, days: int, consultant: str = ""
) -> tuple[Item, ...]:
    """The sessions near `today` that were planned and do not take place."""
    cases = [Case(each, today) for each in inspections]
    return tuple(
        item
        for case in cases
        if not consultant or follows(case, consultant)
        for item in sessions.cancelled(case)
        if item.due and abs((item.due - today).days) <= days
    )


def follows(case: Case, consultant: str) -> bool:
    """Whether they follow the dossier, as far as can be read."""
    return consultant in case.bilan.consultants or not case.tells(*_WHO)


def pressing(items: Iterable[Item], today: date) -> tuple[Item, ...]:
    """Those worth a line of the day's screen."""
    return tuple(item for item in items if item.within(today, item.notice))


def _items(case: Case, drafts: tuple[Waiting, ...]) -> Iterator[Item]:
    yield from _unreadable(case)
    for theme in THEMES:
        yield from theme(case)
    for each in drafts:
        yield case.undated(
            each.kind,
            each.sentence,
            f"{each.command} {case.reference} {short(each.note)}",
            urgency=Urgency.DRAFT,
            anchor=each.note,
        )
    following = _next(case.seen)
    begun = {each.note for each in drafts if each.command == "fill"}
    if following and following not in begun:  # one line says that command already
        name = short(following)
        command = f"fill {case.reference} {name}"
        yield case.undated("a_remplir", f"à remplir : {name}", command, urgency=Urgency.NEXT)


def _unreadable(case: Case) -> Iterator[Item]:
    """The notes of which no delay can be told: those that do not open, those out of shape."""
    read = dating(case.bilan.closed_on)
    for name, note in case.seen.notes.items():
        if note.fault:
            sentence = f"la note {name} ne s'ouvre pas"
        elif name in read and note.judged.begun and not note.judged.shaped:
            sentence = f"la note {name} est à corriger : ses délais ne peuvent pas être lus"
        else:
            continue
        yield case.undated(
            "illisible", sentence, f"check {case.reference}", urgency=Urgency.LATE, anchor=name
        )


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
        blocking.discard(sessions.ENTRETIENS)
    return next((name for name in each.scope if name in blocking), None)
