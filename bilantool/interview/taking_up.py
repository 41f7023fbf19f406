"""Interviews that were killed: the answers that they had taken become revisions after all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilantool import editing
from bilantool.cabinet import drafts, unfinished
from bilantool.errors import BilantoolError
from bilantool.interview.notes import NotePage

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.trame import Trame


@dataclass(frozen=True, slots=True)
class Taken:
    """Answers that were sealed in their note."""

    reference: str
    note: str
    answers: int


def take_up(vault: Vault, trame: Trame) -> tuple[Taken, ...]:
    """Seal in their notes the answers of interviews that nobody is at any more.

    The commits are listed as `editing.settle` does. What cannot be sealed now stays where it
    is, for `fill`, which says why.
    """
    taken = []
    for opened, note in _left(vault):
        try:
            with editing.holding(vault.cabinet, opened, note):
                held = unfinished.find(opened, note)
                spec = trame.note(note)
                page = NotePage(vault, opened, trame, spec, history=held.history)
                held = page.begin()
                if held.text:
                    page.seal(held)
                    taken.append(Taken(opened.reference, note, held.answers))
        except BilantoolError:
            continue  # somebody is at it, or it is said by whoever opens that note
    return tuple(taken)


def _left(vault: Vault) -> Iterator[tuple[OpenDossier, str]]:
    """The notes of this cabinet for which an interview left something."""
    for dossier in drafts.dossiers(vault.trousseau):
        notes = [
            each.note for each in drafts.waiting(vault.trousseau, dossier) if each.command == "fill"
        ]
        if not notes:
            continue
        try:
            keys = vault.keys(dossier)
            if keys.cabinet != vault.cabinet.uuid:
                continue
            opened = vault.open(keys.reference)
        except BilantoolError:
            continue  # its folder or its keys are not here: said by whoever opens that dossier
        yield from ((opened, note) for note in notes)
