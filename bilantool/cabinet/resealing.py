"""A working paper moved to the follow-up: its pin, its note, its draft, its attachments.

The order makes every moment whole. The move is listed first, and as long as it is, what should be
of `suivi` may still be read as `travail`. The pin moves before any paper does: whoever destroys
`travail` asks the pins what that takes with it. Each step can be done again without harm, so that
a killed command is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bilantool.cabinet import drafts, lagging, pending, pieces
from bilantool.cabinet.cabinet import PIECES
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
from bilantool.errors import DataFault
from bilantool.notes import links, reading
from bilantool.notes.trame import NoteSpec
from bilantool.sealing import envelope
from bilantool.storage import files

_FROM, _TO = lagging.MOVE


def task(opened: OpenDossier, note: str, *, history: bool) -> Task:
    """What the move of a note is listed as."""
    return Task(opened.reference, opened.dossier.uuid, pending.KEEP + note, history)


def awaited(opened: OpenDossier, spec: NoteSpec) -> bool:
    """Whether something of this note is not of `suivi` yet: its pin, its file, an attachment.

    A note that cannot be opened is awaited too: whoever moves it learns why.
    """
    if opened.classe(spec.name) not in lagging.MOVE:
        return False
    if opened.classe(spec.name) == _FROM or _header(opened, spec).classe != _TO:
        return True
    return any(pieces.claim(opened, each).classe != _TO for each in _cited(opened, spec))


def require(opened: OpenDossier, spec: NoteSpec) -> OpenNote:
    """Open all that `carry` would move; raises as it does, before anything is changed."""
    moved = _pinned(opened, spec)
    moved.keys.current(_TO)
    note = moved.read(spec.name)
    for each in _cited(moved, spec):
        pieces.fetch(moved, each)
    return note


def carry(vault: Vault, opened: OpenDossier, spec: NoteSpec) -> OpenDossier:
    """Move one note and what belongs to it; returns the dossier as it is opened afterwards.

    The move is listed and the cabinet's lock held. Raises DataFault for a note that is of neither
    class, or not readable, KeyFault where one of the two keys is gone, EnvironmentFault.
    """
    moved = _pinned(opened, spec)
    moved.keys.current(_TO)
    base = moved.read(spec.name)
    moved = replace(moved, keys=vault.trousseau.save(moved.keys, vault.identity))
    if _header(moved, spec).classe != _TO:
        moved.seal(spec.name, base.text, base=base)
    with suppress(DataFault):  # one that opens no more stays where it is: `edit` names it
        drafts.reseal(moved, spec.name)
    for each in _cited(moved, spec):
        pieces.move(moved, each, _TO)
    return moved


def resumed(vault: Vault, opened: OpenDossier, spec: NoteSpec) -> tuple[list[Path], str]:
    """Finish the move; the files to commit, and what their commit says."""
    places = [opened.dossier.note_path(spec.name)]
    for folder in (places[0].parent, opened.dossier.folder / PIECES):
        files.sweep_leftovers(folder, older_than=0.0)
    moved = carry(vault, opened, spec)
    places += [moved.dossier.piece_path(each) for each in _cited(moved, spec)]
    revision = _header(moved, spec).revision
    return places, f"{moved.reference} : {spec.name} gardée pour le suivi, révision {revision}"


def _pinned(opened: OpenDossier, spec: NoteSpec) -> OpenDossier:
    """The dossier as if the pin had moved; nothing is written."""
    return replace(opened, keys=opened.keys.keep(spec.name), moving=True)


def _header(opened: OpenDossier, spec: NoteSpec) -> envelope.NoteHeader:
    return envelope.note_header(opened.read_sealed(spec.name))


def _cited(opened: OpenDossier, spec: NoteSpec) -> Iterator[str]:
    """The attachments that the note cites and that are there, each once."""
    present = frozenset(opened.dossier.pieces)
    values = reading.read(opened.read(spec.name).text).values
    found = dict.fromkeys(each.piece for each in links.citations(spec, values))
    return (each for each in found if each in present)
