"""A dossier made by mistake and never begun, deleted: its keys, its folder, its drafts.

No certificate says so, and the registre holds nothing of it: nothing was there that a person said
or signed. That is made sure of, in the history too: whoever can push could put back the empty notes
of the first day, and have a whole bilan taken for one that was never begun.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from bilantool import editing
from bilantool.backup.report import STATE
from bilantool.cabinet import drafts, earlier, pending, unfinished
from bilantool.cabinet.cabinet import DOSSIERS, OF_THE_SYSTEM, PIECES
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import Deleted, OpenDossier, Vault
from bilantool.destroying import traces
from bilantool.documents import delivery
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.french import listing
from bilantool.notes import reading
from bilantool.notes.normal import normal
from bilantool.notes.trame import Trame
from bilantool.storage import files, git

NOTE = "cadre/beneficiaire"
IDENTITY = frozenset(
    {
        *("civilite", "nom", "nom_usage", "prenom", "adresse", "telephone", "courriel"),
        *("contact_prefere", "contact_au_travail", "consultant_referent"),
    }
)
"""What the note of the person may say where nothing was begun: who it is, where to write."""

_DAY = "jour"


@dataclass(frozen=True, slots=True)
class Plan:
    """What deleting would take: whether the person is `named`.

    `opened` is None where it was deleted already, and its folder is there again. `history` is
    whether git and its copies go on holding the sealed notes, `saved` whether a backup holds the
    keys.
    """

    reference: str
    dossier: str
    opened: OpenDossier | None = None
    named: bool = False
    history: bool = False
    saved: bool = False


def plan(vault: Vault, reference: str, trame: Trame) -> Plan:
    """What goes with a dossier that was never begun.

    Raises UsageFault with what it holds, or held, as soon as it is anything that a person said or
    signed, or may have been given; the fault of a note or of a draft that does not open.
    """
    try:
        opened = vault.open(reference)
    except Deleted:
        return Plan(reference, vault.cabinet.dossier(reference).uuid)
    found = chain(_begun(vault, opened, trame), _beside(vault, opened, trame))
    for what, hint in found:
        raise UsageFault(f"le dossier {opened.reference} ne se supprime pas : {what}", hint=hint)
    recorded = vault.trousseau.state(STATE).get("cles")
    return Plan(
        reference,
        opened.dossier.uuid,
        opened,
        bool(_said(trame, NOTE, opened.read(NOTE).text)),
        git.Repository.at(vault.cabinet.root) is not None,
        isinstance(recorded, dict) and opened.dossier.uuid in recorded,
    )


def do(vault: Vault, plan: Plan, today: date, *, history: bool) -> EnvironmentFault | None:
    """Delete it; why git did not take that, which stays listed then, or None.

    Raises EnvironmentFault while a note is open in an editor, and where the disk refuses.
    """
    opened = plan.opened
    detail = {_DAY: today.isoformat()}
    task = Task(plan.reference, plan.dossier, pending.DELETION, history, detail)
    with ExitStack() as held:
        files.private_folder(vault.cabinet.lock.parent)
        if opened is not None:
            for note in opened.keys.notes:
                held.enter_context(editing.holding(vault.cabinet, opened, note))
        held.enter_context(files.lock(vault.cabinet.lock))
        pending.begin(vault.trousseau, vault.cabinet.uuid, task)
        return _carry(vault, task)


def listed(vault: Vault) -> tuple[Task, ...]:
    """The deletions that are listed and not done."""
    tasks = pending.tasks(vault.trousseau, vault.cabinet.uuid)
    return tuple(each for each in tasks if each.note == pending.DELETION)


def finish(vault: Vault, task: Task) -> None:
    """Carry a listed deletion to its end.

    Raises EnvironmentFault, and leaves it listed, where the disk or git refuses.
    """
    files.private_folder(vault.cabinet.lock.parent)
    with files.lock(vault.cabinet.lock):
        refused = _carry(vault, task)
    if refused is not None:
        raise refused


def _carry(vault: Vault, task: Task) -> EnvironmentFault | None:
    """Keys first: nothing of the dossier opens any more, whatever is left of it on the way."""
    day = date.fromisoformat(task.detail[_DAY])
    if task.dossier in vault.trousseau.dossier_ids():
        keys = vault.trousseau.load(task.dossier, vault.identity).delete(day)
        vault.trousseau.save(keys, vault.identity)
        traces.purge(vault.trousseau, vault.identity, keys)
    earlier.forget(vault.trousseau, task.dossier)
    _empty(vault.trousseau.drafts / task.dossier)
    documents = vault.cabinet.documents(task.reference)
    if not _built(documents):
        _empty(documents)  # the record of what was built there at most
    place = vault.cabinet.root / DOSSIERS / task.reference
    files.sweep_leftovers(place.parent, older_than=0.0)
    if place.is_dir() and vault.cabinet.dossier(task.reference).uuid == task.dossier:
        # As a whole, under a name that is swept: half a dossier would be taken for a damaged one.
        gone = files.temporary_folder(place.parent)
        files.publish_folder(place, gone / place.name)
        shutil.rmtree(gone, ignore_errors=True)
    try:
        repository = git.Repository.at(vault.cabinet.root) if task.history else None
        if repository is not None:
            repository.commit([place], f"{task.reference} : dossier supprimé")
    except EnvironmentFault as refused:
        return refused
    pending.end(vault.trousseau, vault.cabinet.uuid, task)
    return None


def _empty(folder: Path) -> None:
    """Remove a folder and what is in it; raises EnvironmentFault."""
    try:
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
    except OSError as error:
        raise files.fault(error, "de supprimer", folder) from None


def _begun(vault: Vault, opened: OpenDossier, trame: Trame) -> Iterator[tuple[str, str]]:
    """What a person said or signed, as a clause and what to do instead."""
    ends = (
        "ce qu'une personne a dit ou signé se clôt, puis se détruit avec un certificat : "
        f"bilantool close {opened.reference}, puis bilantool destroy {opened.reference}"
    )
    if opened.keys.tombstones:
        yield f"ses documents {listing(sorted(opened.keys.tombstones))} sont détruits", ends
    if opened.dossier.pieces:
        yield "une pièce y est jointe", ends
    repository = git.Repository.at(vault.cabinet.root)
    places = opened.places(opened.dossier.folder / PIECES) if repository else ()
    if repository and any(repository.remembers(place) for place in places):
        yield "une pièce y a été jointe", ends
    for note in opened.keys.notes:
        for what in _once_said(vault, opened, trame, note):
            yield what, ends


def _once_said(vault: Vault, opened: OpenDossier, trame: Trame, note: str) -> Iterator[str]:
    """Whether a note says, or ever said, more than who the person is."""
    versions = earlier.versions(vault, opened, note)
    if _said(trame, note, opened.read(note).text) - _allowed(note):
        more = " davantage que qui est la personne" if note == NOTE else " quelque chose"
        yield f"la note {note} dit{more}"
    elif any(_said(trame, note, each.text) - _allowed(note) for each in versions):
        yield f"la note {note} a déjà été remplie"
    elif note != NOTE and max(opened.seen.get(note, 0), versions[-1].revision) > len(versions):
        yield f"la note {note} a déjà été enregistrée, et ce qu'elle disait n'est plus là"


def _beside(vault: Vault, opened: OpenDossier, trame: Trame) -> Iterator[tuple[str, str]]:
    """What lies around its notes and may be somebody's words or work."""
    reference = opened.reference
    for each in drafts.waiting(opened.trousseau, opened.dossier.uuid):
        if _drafted(opened, trame, each) - _allowed(each.note):
            again = f"bilantool {each.command} {reference} {each.note.rpartition('/')[2]}"
            yield each.sentence, f"{again} le remontre : gardez-le ou jetez-le, puis recommencez"
    if _built(vault.cabinet.documents(reference)):
        yield (
            f"documents/{reference} contient des documents",
            "si personne ne les a reçus, supprimez ce dossier-là, puis recommencez",
        )
    own = {path.resolve() for path in opened.dossier.own_files(opened.keys.notes)}
    if any(path.resolve() not in own for path in _inside(opened.dossier.folder)):
        yield (
            f"dossiers/{reference} contient des fichiers que bilantool n'y a pas mis",
            "rangez-les ailleurs, puis recommencez",
        )


def _built(documents: Path) -> bool:
    """Whether anything lies in the dossier's folder of built documents."""
    return any(each.name != delivery.RECORD for each in _inside(documents))


def _inside(folder: Path) -> Iterator[Path]:
    """The files below a folder but those of the system, and what killed commands left."""
    for path in folder.rglob("*"):
        if not (path.is_dir() or path.name in OF_THE_SYSTEM or files.is_leftover(path)):
            yield path


def _drafted(opened: OpenDossier, trame: Trame, waiting: drafts.Waiting) -> set[str]:
    """The fields of which a draft says something; raises DataFault for one that does not open."""
    if waiting.kind != drafts.INTERVIEW:
        draft = drafts.find(opened, waiting.note, waiting.kind)
        return _said(trame, waiting.note, draft.text if draft else "")
    held = unfinished.find(opened, waiting.note)
    typed = {str(each.path[0]) for each in held.typed.values()}
    return typed | _said(trame, waiting.note, held.text)


def _allowed(note: str) -> frozenset[str]:
    return IDENTITY if note == NOTE else frozenset()


def _said(trame: Trame, note: str, text: str) -> set[str]:
    """The fields that a text fills; one that does not read says something."""
    try:
        values = reading.read(text).values
    except DataFault:
        return {""}
    return set(normal(values, trame.notes[note].schema) if note in trame.notes else values)
