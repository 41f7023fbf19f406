"""The last save of a note undone: a new revision that says what the note said before.

Undoing again goes one save further back, redoing comes forward again until something else is
saved, as in any editor. Nothing is recorded for that: which text stands where is told from the
texts themselves. What commands wrote of a closure or a hand-over stays as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bilantool import editing, inspection
from bilantool.cabinet import drafts, earlier
from bilantool.cabinet.earlier import Version
from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
from bilantool.editing import Settled
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.findings import KeyPath
from bilantool.inspection import SEANCES
from bilantool.notes import amending, ledger, links, reading, references
from bilantool.notes import schema as schemas
from bilantool.notes.normal import is_empty, normal
from bilantool.notes.trame import NoteSpec, Trame

CLOSURE = "cloture"

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose value changes, by its title; of a list, how many items it has and will have."""

    title: str
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing would do.

    `text` is what the note would say; `version` the one that it is taken from. `kept` are the
    titles of what a command wrote, which stays; `lost` how many of the attachments that the old
    text cites are not in the dossier any more; `dangling` the notes of which a reference would
    lead nowhere; `waiting` whether a draft of the note waits.
    """

    base: OpenNote = field(repr=False)
    version: Version
    text: str = field(repr=False)
    differences: tuple[Difference, ...]
    kept: tuple[str, ...]
    lost: int
    dangling: tuple[str, ...]
    waiting: bool


def plan(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    spec: NoteSpec,
    today: date,
    *,
    redo: bool = False,
) -> Plan:
    """What undoing the last save of a note would change, or with `redo` what was undone last.

    Raises UsageFault where there is nothing to undo, or where the note is the ledger of decisions;
    as `earlier.versions`.
    """
    _refuse_the_ledger(opened, spec)
    base = opened.read(spec.name)
    every = earlier.versions(vault, opened, spec.name)
    known = [each for each in every if each.revision <= base.revision]
    pieces = frozenset(opened.dossier.pieces)
    behind, ahead = course(spec, known, pieces)
    choices = ahead if redo else behind[:-1]
    if not choices:
        raise _nothing(opened, spec, redo=redo)
    version = choices[-1]
    now, text, lost = _values(base.text), version.text, 0
    kept = _written(spec, normal(now, spec.schema), normal(_values(text), spec.schema))
    for key in kept:
        text = amending.amended(text, (key,), now.get(key), spec.schema)
    for each in links.citations(spec, _values(text)):
        if each.piece not in pieces:
            text = amending.amended(text, each.path, None, spec.schema)
            lost += 1
    return Plan(
        base,
        version,
        text,
        tuple(differences(spec, now, _values(text))),
        tuple(schemas.title(spec.schema, (key,)) for key in kept),
        lost,
        _dangling(vault, opened, trame, spec, text, today),
        drafts.Waiting(spec.name) in drafts.waiting(opened.trousseau, opened.dossier.uuid),
    )


def do(vault: Vault, opened: OpenDossier, spec: NoteSpec, plan: Plan, *, history: bool) -> Settled:
    """Seal the text as the note's next revision; raises as `editing.settle`, and EnvironmentFault
    where the note was saved since the plan was made."""
    with editing.holding(vault.cabinet, opened, spec.name):
        if opened.read(spec.name).digest != plan.base.digest:
            raise EnvironmentFault(
                f"la note {spec.name} a été modifiée ailleurs pendant que vous répondiez",
                hint="rien n'a été changé : recommencez",
            )
        data = plan.text.encode()
        return editing.settle(opened, spec, plan.base, data, vault.cabinet.lock, history=history)


def course(
    spec: NoteSpec, known: Sequence[Version], pieces: Collection[str]
) -> tuple[list[Version], list[Version]]:
    """The saves that stand (the last one is the present text), and those that were undone (the
    last one is what redoing brings back).

    A save that says what an earlier one said is taken for having undone what came between.
    """
    # Where parts of a note stay as they are, two texts are compared by what they say besides.
    partial = any(_protected(spec)) or bool(links.fields(spec.schema))
    behind: list[Version] = []
    ahead: list[Version] = []
    said: dict[int, Values] = {}

    def values(version: Version) -> Values:
        if version.revision not in said:
            said[version.revision] = _said(spec, version.text, pieces)
        return said[version.revision]

    def same(left: Version, right: Version) -> bool:
        if left.text == right.text or not partial:
            return left.text == right.text
        old, new = values(left), values(right)
        by_command = _written(spec, old, new)
        return all(old.get(k) == new.get(k) for k in {*old, *new} if k not in by_command)

    for version in known:
        place = next((n for n in reversed(range(len(behind))) if same(behind[n], version)), None)
        if place is not None:
            ahead += reversed(behind[place + 1 :])
            behind[place:] = [version if version.text != behind[place].text else behind[place]]
        elif ahead and same(ahead[-1], version):
            behind.append(ahead.pop())
        else:
            behind.append(version)
            ahead.clear()
    return behind, ahead


def differences(spec: NoteSpec, now: Values, after: Values) -> Iterator[Difference]:
    """What changes between two states of a note, told by titles alone."""
    old, new = normal(dict(now), spec.schema), normal(dict(after), spec.schema)
    yield from _differences(spec, (), old, new)


def _differences(spec: NoteSpec, path: KeyPath, old: Any, new: Any) -> Iterator[Difference]:
    known = list(schemas.at(spec.schema, path).get("properties", {}))
    keys = sorted({*old, *new}, key=lambda key: known.index(key) if key in known else len(known))
    for key in keys:
        before, then = old.get(key), new.get(key)
        if before == then:
            continue
        here = (*path, key)
        groups = all(isinstance(each, Mapping) or each is None for each in (before, then))
        if groups and len(here) == 1:
            yield from _differences(spec, here, before or {}, then or {})
            continue
        titles = [_title(spec, here[:end]) for end in range(1, len(here) + 1)]
        lists = all(isinstance(each, list) or each is None for each in (before, then))
        counts = (_filled(before), _filled(then)) if lists else (None, None)
        yield Difference(" : ".join(titles), *counts)


def _title(spec: NoteSpec, path: KeyPath) -> str:
    """The title of a field; an unknown key is a word of whoever wrote it."""
    return schemas.title(spec.schema, path) if schemas.at(spec.schema, path) else "champ inconnu"


def _filled(items: Any) -> int:
    return sum(not is_empty(each) for each in items or ())


def _refuse_the_ledger(opened: OpenDossier, spec: NoteSpec) -> None:
    if spec.name == ledger.NOTE:
        raise UsageFault(
            "le registre des consentements ne s'annule pas : ce qui y est inscrit y reste",
            hint=f"une entrée en corrige une autre : bilantool consent {opened.reference} --list, "
            "puis --corrects avec son id",
        )


def _nothing(opened: OpenDossier, spec: NoteSpec, *, redo: bool) -> UsageFault:
    short = spec.name.rpartition("/")[2]
    if redo:
        return UsageFault(
            f"la note {spec.name} n'a pas d'annulation à refaire",
            hint="refaire vaut juste après avoir annulé, avant tout autre enregistrement",
        )
    return UsageFault(
        f"la note {spec.name} n'a pas d'enregistrement à annuler",
        hint="rien d'antérieur n'est gardé, ou ne s'ouvre encore ; pour la changer : bilantool "
        f"edit {opened.reference} {short}",
    )


def _protected(spec: NoteSpec) -> Iterator[KeyPath]:
    """The fields that commands write: those marked so, and the end of the bilan."""
    if spec.name == SEANCES:
        yield (CLOSURE,)
    for path, part in schemas.parts(spec.schema):
        if part.get("x-outil") is True:
            yield path


def _written(spec: NoteSpec, old: Values, new: Values) -> list[str]:
    """The keys of two states of a note, in normal form, where what a command wrote differs."""
    differ = (path for path in _protected(spec) if _at(old, path) != _at(new, path))
    return list(dict.fromkeys(str(path[0]) for path in differ))


def _at(values: Any, path: KeyPath) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values


def _values(text: str) -> dict[str, Any]:
    """The values of a text; none of one that another program sealed and that does not read."""
    try:
        return reading.read(text).values
    except DataFault:
        return {}


def _said(spec: NoteSpec, text: str, pieces: Collection[str]) -> Values:
    """What a text says, in normal form, without citations of attachments that are gone."""
    values = copy.deepcopy(_values(text))
    for each in links.citations(spec, values):
        if each.piece not in pieces:
            _put(values, each.path, None)
    return normal(values, spec.schema)


def _put(values: Any, path: KeyPath, value: Any) -> None:
    for key in path[:-1]:
        values = values[key]
    values[path[-1]] = value


def _dangling(
    vault: Vault, opened: OpenDossier, trame: Trame, spec: NoteSpec, text: str, today: date
) -> tuple[str, ...]:
    """The notes of which a reference that leads somewhere now would not any more."""
    notes = inspection.inspect(opened, trame, vault.cabinet, today).bilan.notes
    after = {**notes, spec.name: normal(_values(text), spec.schema)}
    lost = references.lost(trame, after, spec, notes.get(spec.name, {}))
    return tuple(dict.fromkeys(note for note, _ in lost))
