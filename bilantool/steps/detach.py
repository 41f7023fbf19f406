"""An attachment taken out of a dossier, once it is told what cites it and what still holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from bilantool import editing, shelf
from bilantool.cabinet import detaching, pending, pieces
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import DataFault, KeyFault, UsageFault
from bilantool.notes import ledger, links, reading
from bilantool.notes import schema as schemas
from bilantool.notes.links import Citation
from bilantool.notes.trame import Trame
from bilantool.shelf import Facts
from bilantool.storage import files, git

KEPT = ("administratif", "comptable")
"""The classes of what a control may ask for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking an attachment out would do.

    `facts` are those of the attachment, None where it does not open. `places` are what cites it,
    `evidence` those of them that prove something which a control may ask for. `remembered` says
    whether the history holds it, None without a history.
    """

    piece: str
    classe: str
    facts: Facts | None
    places: tuple[Citation, ...]
    evidence: tuple[Citation, ...]
    remembered: bool | None


def plan(vault: Vault, opened: OpenDossier, trame: Trame, wanted: str) -> Plan:
    """What goes with the attachment that `wanted` means: its id, the beginning of it, or the place
    of a note that cites it.

    Raises UsageFault for none or several, for one that is frozen as it was handed over, or that a
    decision of the ledger rests on; the fault of a note that does not read, since it may cite it;
    KeyFault for one whose class was destroyed.
    """
    piece = shelf.identified(opened, trame, wanted)
    places = tuple(each for each in _citations(opened, trame) if each.piece == piece)
    for each in places:
        _refuse_frozen(trame, each)
        _refuse_inscribed(opened, trame, each)
    classe = pieces.claim(opened, piece).classe
    if classe in opened.keys.tombstones:
        opened.keys.current(classe)
    try:
        facts = Facts.of(pieces.fetch(opened, piece).piece)
    except (DataFault, KeyFault):
        facts = None
    evidence = tuple(each for each in places if opened.classe(each.note) in KEPT)
    repository = git.Repository.at(vault.cabinet.root)
    remembered = None
    if repository is not None:
        held = opened.places(opened.dossier.piece_path(piece))
        remembered = any(repository.remembers(each) for each in held)
    return Plan(piece, classe, facts, places, evidence, remembered)


def do(vault: Vault, opened: OpenDossier, trame: Trame, plan: Plan, *, history: bool) -> None:
    """Take it out; its commit is then to be made. Raises as `detaching.carry`, and EnvironmentFault
    while a note that cites it is open elsewhere."""
    notes = list(dict.fromkeys(each.note for each in plan.places))
    task = detaching.task(opened, plan.piece, notes, history=history)
    with ExitStack() as held:
        for note in notes:
            held.enter_context(editing.holding(vault.cabinet, opened, note))
        files.private_folder(vault.cabinet.lock.parent)
        held.enter_context(files.lock(vault.cabinet.lock))
        pending.begin(vault.trousseau, vault.cabinet.uuid, task)
        detaching.carry(opened, trame, plan.piece, notes)


def _citations(opened: OpenDossier, trame: Trame) -> Iterator[Citation]:
    """Every citation of an attachment; a note that cannot be asked is a fault."""
    for name, spec in trame.notes.items():
        asked = name in opened.keys.notes and links.fields(spec.schema)
        if asked and not opened.destroyed(name):
            yield from links.citations(spec, _values(opened, name))


def _values(opened: OpenDossier, note: str) -> Mapping[str, Any]:
    return reading.read(opened.read(note).text).values


def _refuse_frozen(trame: Trame, cited: Citation) -> None:
    if schemas.by_tool(trame.notes[cited.note].schema, cited.path):
        raise UsageFault(
            "cette pièce est un document tel qu'il a été remis : elle ne s'ôte pas",
            hint="elle dure ce que dure l'accord de la personne, et part avec sa classe : "
            "bilantool destroy",
        )


def _refuse_inscribed(opened: OpenDossier, trame: Trame, cited: Citation) -> None:
    if cited.note != ledger.NOTE:
        return
    spec = trame.notes[cited.note]
    if cited.path[1] not in ledger.inscribed(spec, _values(opened, cited.note)):
        return
    place = f"consentements.{cited.name.removesuffix('.piece').removeprefix('entrees.')}"
    raise UsageFault(
        "une décision inscrite au registre des consentements repose sur cette pièce",
        hint="si ce n'est pas le bon papier, joignez d'abord le bon à sa place : bilantool attach "
        f"{opened.reference} --note {place} --replace ; celle-ci pourra ensuite être ôtée",
    )
