"""What cabinet.yaml dates: qualifications, the certificate, who leaves and what is left to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bilantool.agenda.item import Case, Item, urgency
from bilantool.bilan import day_of, entries_of, group_of, word_of
from bilantool.french import counted, short_date
from bilantool.storage import files

NOTICE = 30
"""Days ahead of which these are worth a line of the day's screen."""


def items(
    settings: Mapping[str, Any], cases: Sequence[Case], today: date, consultant: str = ""
) -> Iterator[Item]:
    """`cases` are the dossiers that could be read; `consultant`, an id: only what is theirs."""
    for index, entry in entries_of(settings.get("consultants")):
        identity = word_of(entry.get("id")) or f"n° {index + 1}"
        if consultant and identity != consultant:
            continue
        left = day_of(entry.get("au"))
        if left is None or left >= today:
            yield from _qualifications(entry, identity, today)
        if left is not None:
            yield from _leaving(identity, left, cases, today)
    if not consultant:
        yield from _certificate(settings, today)


def _qualifications(entry: Mapping[str, Any], who: str, today: date) -> Iterator[Item]:
    """The last day of each tool's latest qualification: one that was renewed is not told."""
    latest: dict[str, date | None] = {}
    for _, each in entries_of(entry.get("habilitations")):
        tool, day = word_of(each.get("outil")), day_of(each.get("jusqu_au"))
        known = latest.get(tool, date.min)
        # Without a last day it never runs out, whatever an earlier one said.
        latest[tool] = None if day is None or known is None else max(day, known)
    for tool, day in latest.items():
        if day is None:
            continue
        verb = "a pris fin" if day < today else "prend fin"
        sentence = (
            f"l'habilitation de {who} à l'outil {files.quoted(tool)} {verb} le {short_date(day)}"
        )
        yield _item("habilitation", day, sentence, today, f"{who}/{tool}")


def _leaving(who: str, day: date, cases: Sequence[Case], today: date) -> Iterator[Item]:
    """A consultant who leaves, while open dossiers are still in their charge."""
    kept = sum(1 for case in cases if not case.bilan.closed_on and _in_charge(case) == who)
    if kept:
        verb = "n'est plus" if day < today else "ne sera plus"
        left = counted(kept, "dossier ouvert à confier", "dossiers ouverts à confier")
        sentence = f"{who} {verb} au cabinet après le {short_date(day)} : {left}"
        yield _item("consultant", day, sentence, today, who)


def _in_charge(case: Case) -> str:
    return word_of(case.bilan.note("cadre/beneficiaire").get("consultant_referent"))


def _certificate(settings: Mapping[str, Any], today: date) -> Iterator[Item]:
    day = day_of(group_of(settings.get("qualiopi")).get("jusqu_au"))
    if day is not None:
        verb = "a pris fin" if day < today else "prend fin"
        sentence = f"le certificat Qualiopi {verb} le {short_date(day)}"
        yield _item("qualiopi", day, sentence, today, "")


def _item(kind: str, day: date, sentence: str, today: date, anchor: str) -> Item:
    return Item(
        urgency(day, today),
        day,
        None,
        "",
        sentence,
        kind=kind,
        anchor=anchor,
        notice=NOTICE,
    )
