"""What the end has started: what is to be destroyed, and the agreements that delay it."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import retention
from bilantool.agenda.item import Case, Item
from bilantool.french import short_date
from bilantool.retention import Clock


def items(case: Case) -> Iterator[Item]:
    """One item per class that still opens, whenever its time comes."""
    end = case.bilan.closed_on or case.seen.certified_end
    if end is None:
        return
    gone = {note.spec.classe for note in case.seen.notes.values() if note.destroyed}
    for clock in retention.clocks(case.seen.trame, case.bilan, end):
        if clock.classe in gone:
            continue
        command = case.command(f"destroy --class {clock.classe}") if clock.due <= case.today else ""
        yield case.dated(
            "destruction", clock.due, _sentence(case, clock), command, anchor=clock.classe
        )


def _sentence(case: Case, clock: Clock) -> str:
    title, day = clock.title.lower(), short_date(clock.due)
    if clock.due < case.today:
        return f"à détruire depuis le {day} : {title}"
    if clock.due == case.today:
        return f"à détruire aujourd'hui : {title}"
    if clock.agreed:
        return f"l'accord de conservation prend fin le {day} : {title}, à détruire ce jour-là"
    unsaid = f" ({clock.unsaid})" if clock.unsaid else ""
    return f"à détruire le {day} : {title}{unsaid}"
