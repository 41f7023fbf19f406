"""Checking a dossier: every note opened, every finding collected in one pass, with its line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from bilantool import frozen, shelf
from bilantool.bilan import Bilan, group_of
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault, KeyFault
from bilantool.findings import Finding, Position, Severity
from bilantool.notes import ahead, amending, completeness, reading, references
from bilantool.notes.completeness import Judged
from bilantool.notes.papers import DocumentSpec
from bilantool.notes.reading import Reading
from bilantool.notes.trame import NoteSpec, Trame
from bilantool.rules import judge as rules

SEANCES = "cadre/seances"
EMPTY = reading.read("")
_TOP = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Examined:
    """One note, opened, read and judged.

    `fault` says why it could not be opened or read (then `judged` is that of an empty note);
    `destroyed` that its class's key is gone; `older` that a later revision than this `revision`
    was seen before.
    """

    spec: NoteSpec
    reading: Reading
    judged: Judged
    fault: DataFault | KeyFault | None = None
    destroyed: bool = False
    older: bool = False
    revision: int = 0

    @property
    def progress(self) -> float:
        """How much of what the note requires is there, from 0 to 1."""
        if self.destroyed:
            return 1.0
        missing = sum(finding.blocks for finding in self.judged.findings)
        present = _required_present(self.spec.schema, self.judged.values)
        return present / (present + missing) if present + missing else 1.0


@dataclass(frozen=True)
class Inspection:
    """What one pass over a dossier showed.

    `scope` names the notes that are to be judged: those that the dossier's progress calls
    for, or those of the phase asked for. `every` are all findings, in order of note and
    line, `findings` those of the scope. `uuid` is the dossier's own. `certified_end` is the end
    of the bilan as a certificate of destruction tells it, once the note that did is destroyed.
    """

    reference: str
    bilan: Bilan
    trame: Trame
    notes: Mapping[str, Examined]
    scope: tuple[str, ...]
    every: tuple[Finding, ...]
    uuid: str = ""
    certified_end: date | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.every if finding.note in self.scope)

    def within(self, document: DocumentSpec) -> Inspection:
        """The same pass, judged on what this document needs."""
        alive = (name for name in document.optional if not self.notes[name].destroyed)
        return replace(self, scope=(*document.notes, *alive))

    def without(self, kind: str) -> Inspection:
        """The same pass, without the findings of one kind."""
        return replace(self, every=tuple(each for each in self.every if each.rule != kind))

    @property
    def faults(self) -> tuple[tuple[str, DataFault | KeyFault], ...]:
        """The notes in scope that could not be opened or read, and why."""
        return tuple(
            (name, note.fault)
            for name, note in self.notes.items()
            if note.fault and name in self.scope
        )

    @property
    def destroyed(self) -> tuple[str, ...]:
        """The notes in scope whose class was destroyed."""
        return tuple(name for name in self.scope if self.notes[name].destroyed)

    @property
    def blocked(self) -> bool:
        """Whether something must be mended: a blocking finding in scope, or an unreadable note."""
        return bool(self.faults) or any(finding.blocks for finding in self.findings)

    @property
    def phase(self) -> str:
        """The furthest phase that the dossier has reached."""
        return _reached(self.trame, self.bilan, self.notes)

    def completeness(self, phase: str | None) -> float:
        """Mean progress of the notes of a phase (None: those of the folder `cadre`).

        A note that requires nothing counts once it is begun.
        """
        notes = [
            note.progress
            for note in self.notes.values()
            if note.spec.phase == phase and (note.judged.begun or note.progress < 1)
        ]
        return sum(notes) / len(notes) if notes else 1.0

    def next_note(self) -> str | None:
        """The note to fill next: the first in scope that something required is missing from."""
        blocking = {finding.note for finding in self.findings if finding.blocks}
        return next((name for name in self.scope if name in blocking), None)


def inspect(
    opened: OpenDossier,
    trame: Trame,
    cabinet: Cabinet,
    today: date,
    *,
    phase: str | None = None,
    closure: Mapping[str, str] | None = None,
) -> Inspection:
    """Open, read and judge a dossier as of `today`.

    `closure` holds fields of `cloture` that are taken for written: what closing the bilan so
    would show. A note that cannot be read does not stop the others: its fault is kept and shown.
    """
    require_known(opened, trame)
    # Whether the bilan is closed decides what the other notes must hold, so it is asked first.
    seances = examine(opened, trame.notes[SEANCES], closing=False, closure=closure)
    closing = "etat" in group_of(seances.judged.values.get("cloture"))
    notes = {
        name: examine(opened, spec, closing=closing, closure=closure)
        if closing or name != SEANCES
        else seances
        for name, spec in trame.notes.items()
    }
    opened.remember({name: note.revision for name, note in notes.items()})
    usable = _usable(notes)
    samples = frozenset[str]().union(*(notes[name].spec.samples for name in usable))
    schemas = {name: notes[name].spec.schema for name in usable}
    bilan = Bilan(usable, cabinet.settings, today, samples, schemas)
    readable = {name: note.judged for name, note in notes.items() if not note.fault}
    found = [finding for judged in readable.values() for finding in judged.findings]
    found += ahead.check(trame, readable, today)
    found += references.check(trame, readable, cabinet.settings, opened.dossier.pieces)
    found += shelf.check(opened, trame, readable)
    found += frozen.check(opened, trame, readable)
    gaps = {(f.note, f.path) for f in found}
    # One fault, one finding: advice about a field that is already said to be missing is noise.
    found += [
        f
        for f in rules.judge(bilan)
        if f.severity is not Severity.CONSEIL or (f.note, f.path) not in gaps
    ]
    if bilan.interrupted:
        found = [f for f in found if not _left_undone(f, trame)]
    order = {name: number for number, name in enumerate(trame.notes)}
    located = [
        locate(finding, notes[finding.note].reading).of(opened.reference) for finding in found
    ]
    located.sort(key=lambda f: (order[f.note], f.position or _TOP, f.rule))
    scope = _scope(trame, bilan, notes, phase)
    uuid = opened.dossier.uuid
    return Inspection(opened.reference, bilan, trame, notes, scope, tuple(located), uuid)


def reading_of(
    opened: OpenDossier, trame: Trame, cabinet: Cabinet, today: date, names: Collection[str]
) -> Inspection:
    """As `inspect`, for these notes alone and without a finding: no rule is put to them."""
    require_known(opened, trame)
    notes = {
        name: examine(opened, spec, closing=False)
        for name, spec in trame.notes.items()
        if name in names
    }
    opened.remember({name: note.revision for name, note in notes.items()})
    bilan = Bilan(_usable(notes), cabinet.settings, today)
    uuid = opened.dossier.uuid
    return Inspection(opened.reference, bilan, trame, notes, tuple(notes), (), uuid)


def _usable(notes: Mapping[str, Examined]) -> dict[str, Mapping[str, Any]]:
    """The values of the notes that are begun and well formed."""
    return {
        name: note.judged.values
        for name, note in notes.items()
        if note.judged.begun and note.judged.shaped
    }


def require_known(opened: OpenDossier, trame: Trame) -> None:
    """DataFault for a dossier of a trame that this program does not know yet."""
    if opened.dossier.version > trame.version:
        raise DataFault(
            f"le dossier {opened.reference} suit une trame plus récente que celle de ce bilantool",
            hint="mettez bilantool à jour, ou vérifiez dossier.yaml",
        )


def examine(
    opened: OpenDossier,
    spec: NoteSpec,
    *,
    closing: bool,
    closure: Mapping[str, str] | None = None,
) -> Examined:
    """One note, whatever state it is in; `closure` as `inspect`."""
    if opened.destroyed(spec.name):
        return Examined(spec, EMPTY, Judged({}, (), shaped=True, begun=False), destroyed=True)
    try:
        note = opened.read(spec.name)
        read = reading.read(note.text, spec.keys)
        if closure and spec.name == SEANCES:
            read = reading.read(_closed(read, spec, closure))
    except (DataFault, KeyFault) as fault:
        # KeyFault: sealed by a stranger, or under a generation that is not known here.
        return Examined(spec, EMPTY, Judged({}, (), shaped=False, begun=False), fault=fault)
    judged = completeness.check(spec, read, closing=closing)
    return Examined(spec, read, judged, older=note.older, revision=note.revision)


def _closed(read: Reading, spec: NoteSpec, closure: Mapping[str, str]) -> str:
    """The text of the sessions as it would be once these fields of `cloture` are written."""
    text = read.text
    for key, value in closure.items():
        text = amending.amended(text, ("cloture", key), value, spec.schema)
    return text


def _left_undone(finding: Finding, trame: Trame) -> bool:
    """Whether an interruption left this gap: in a phase, or in papers to be destroyed at once."""
    spec = trame.notes[finding.note]
    over = spec.phase is not None or spec.classe == "travail"
    return over and finding.severity is not Severity.INVALIDE


def locate(finding: Finding, read: Reading) -> Finding:
    """The finding with its line, found from its key path."""
    if finding.position is not None:
        return finding
    return replace(finding, position=read.locate(finding.path))


def _reached(trame: Trame, bilan: Bilan, notes: Mapping[str, Examined]) -> str:
    """The furthest phase in which a session was held or a note begun."""
    phases = list(trame.phases)
    last = phases.index("conclusions") if bilan.closed_on and not bilan.interrupted else 0
    for session in bilan.sessions:
        if session.held and session.phase in phases:
            last = max(last, phases.index(session.phase))
    for note in notes.values():
        if note.judged.begun and note.spec.phase in phases:
            last = max(last, phases.index(note.spec.phase))
    return phases[last]


def _scope(
    trame: Trame,
    bilan: Bilan,
    notes: Mapping[str, Examined],
    phase: str | None,
) -> tuple[str, ...]:
    if phase is not None:
        return tuple(name for name, spec in trame.notes.items() if spec.phase == phase)
    phases = list(trame.phases)
    far = phases.index(_reached(trame, bilan, notes))
    return tuple(
        name
        for name, spec in trame.notes.items()
        # What cannot be read may be a forgery: it is told wherever it stands.
        if spec.phase is None or phases.index(spec.phase) <= far or notes[name].fault
    )


def _required_present(schema: Mapping[str, Any], values: Any) -> int:
    """How many required keys of `schema` are there, at every depth."""
    if isinstance(values, Mapping):
        properties = schema.get("properties", {})
        here = sum(key in values for key in schema.get("required", ()))
        return here + sum(
            _required_present(properties.get(key, {}), value) for key, value in values.items()
        )
    if isinstance(values, Sequence) and not isinstance(values, str):
        return sum(_required_present(schema.get("items", {}), item) for item in values)
    return 0
