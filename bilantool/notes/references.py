"""Whether every reference between notes leads somewhere, and every id is the only one.

A reference (`x-renvoi` in a schema) is the `id` of an item of another list. Ids alone
bind: a label changes, and two items may share one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from bilantool.findings import Finding, KeyPath, Severity
from bilantool.french import folded, listing
from bilantool.notes import hints, kinds
from bilantool.notes import schema as schemas
from bilantool.notes.completeness import Judged
from bilantool.notes.kinds import Kind
from bilantool.notes.schema import Schema, child
from bilantool.notes.sentences import sentence
from bilantool.notes.trame import NoteSpec, Trame

CABINET = "cabinet"
PIECES = "pieces"
FEW = 12
"""Ids that are told of a list."""

# Consultants are known by name; the schema of cabinet.yaml says so too.
_CABINET_LABEL = "nom"


@dataclass(slots=True)
class _Targets:
    """What a reference may lead to: the ids of a list, and the id of each label, folded."""

    ids: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)


def check(
    trame: Trame,
    judged: Mapping[str, Judged],
    cabinet: Mapping[str, Any],
    pieces: Collection[str],
) -> list[Finding]:
    """A finding for each reference that leads nowhere and each id used twice in a list.

    `judged` holds the notes by name, `cabinet` the values of cabinet.yaml, `pieces` the
    ids of the sealed attachments. A reference into a note that is absent, empty or
    misshapen is not judged: that note has its own findings. Positions are left to the
    caller, who has the texts.
    """
    usable = {name: each.values for name, each in judged.items() if each.begun and each.shaped}
    resolver = _Resolver(trame, usable, cabinet, frozenset(pieces))
    found: list[Finding] = []
    for name, values in usable.items():
        spec = trame.notes[name]
        # An id that leads nowhere is one fault, however often it is written.
        cited: dict[tuple[str, str], list[KeyPath]] = {}
        for pattern, target in _references(spec):
            for path, value in places(values, pattern):
                if isinstance(value, str) and value:
                    cited.setdefault((target, value), []).append(path)
        for (target, value), paths in cited.items():
            found += resolver.judge(spec, paths, target, value)
        found += _duplicates(spec, values)
        found += _not_before(spec, values)
    return found


def lost(
    trame: Trame,
    notes: Mapping[str, Mapping[str, Any]],
    spec: NoteSpec,
    before: Mapping[str, Any],
) -> Iterator[tuple[str, KeyPath]]:
    """Each reference, by its note and its place, that led to an item of this note as it was
    `before` and leads nowhere as the `notes` are now (their normal values by name)."""
    for name, values in notes.items():
        for pattern, target in _references(trame.notes[name]):
            note, _, dotted = target.partition("#")
            if note != spec.name:
                continue
            old, new = (
                _collected(each, spec.schema, tuple(dotted.split("."))).ids
                for each in (before, notes.get(note, {}))
            )
            for path, value in places(values, pattern):
                if value in old - new:
                    yield name, path


def cited(spec: NoteSpec, values: Mapping[str, Any], target: str) -> set[str]:
    """The ids by which a note refers to the items of the list `target`."""
    found = [
        value
        for pattern, leads_to in _references(spec)
        if leads_to == target
        for _, value in places(values, pattern)
    ]
    return {value for value in found if isinstance(value, str)}


@dataclass(slots=True)
class _Resolver:
    trame: Trame
    usable: Mapping[str, Mapping[str, Any]]
    cabinet: Mapping[str, Any]
    pieces: frozenset[str]
    known: dict[str, _Targets | None] = field(default_factory=dict)

    def judge(self, spec: NoteSpec, paths: list[KeyPath], target: str, value: str) -> list[Finding]:
        if target not in self.known:
            self.known[target] = self._targets(target)
        targets = self.known[target]
        if targets is None or value in targets.ids:
            return []
        if target == PIECES:
            hint = "joignez d’abord la pièce, puis écrivez son identifiant"
        elif folded(value) in targets.labels:
            own = targets.labels[folded(value)]
            hint = f"c’est un libellé {hints.listed(target)} : écrivez son id à la place, {own}"
        elif targets.ids:
            near = get_close_matches(value, targets.ids, n=1, cutoff=0.6)
            begin = f"vouliez-vous écrire « {near[0]} » ? les" if near else "écrivez l’un des"
            hint = f"{begin} id {hints.listed(target)} : {_told(targets.ids)}"
        else:
            hint = f"rien n’y est encore écrit : commencez par un élément {hints.target(target)}"
        again = f", ici et {_times(len(paths) - 1)}" if len(paths) > 1 else ""
        verb = f"ne désigne aucun élément connu{again}"
        return [_finding(spec, paths[0], kinds.DANGLING, verb, hint)]

    def _targets(self, target: str) -> _Targets | None:
        """The ids behind a target, or None when they cannot be known now."""
        if target == PIECES:
            return _Targets(set(self.pieces))
        note, _, dotted = target.partition("#")
        if note == CABINET:
            return _collected(self.cabinet, {}, tuple(dotted.split(".")), _CABINET_LABEL)
        if note not in self.usable:
            return None
        return _collected(
            self.usable[note], self.trame.notes[note].schema, tuple(dotted.split("."))
        )


def _told(ids: Collection[str]) -> str:
    """The ids that there are, the first ones of many."""
    shown = sorted(ids)
    if len(shown) > FEW:
        return ", ".join([*shown[:FEW], "…"])
    return listing(shown, "ou")


def _times(count: int) -> str:
    return "à un autre endroit" if count == 1 else f"à {count} autres endroits"


def _collected(
    values: Any,
    schema: Schema,
    keys: tuple[str, ...],
    label: str = "",
    into: _Targets | None = None,
) -> _Targets:
    """The items of a list, or of every list nested in the items of another."""
    targets = _Targets() if into is None else into
    part = child(schema, keys[0])
    named = label or child(part, 0).get("x-libelle", "")
    items = values.get(keys[0], ()) if isinstance(values, Mapping) else ()
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping):
            continue
        if len(keys) > 1:
            _collected(item, child(part, 0), keys[1:], label, targets)
            continue
        if isinstance(item.get("id"), str):
            targets.ids.add(item["id"])
            if isinstance(item.get(named), str):
                targets.labels[folded(item[named])] = item["id"]
    return targets


def _duplicates(spec: NoteSpec, values: Mapping[str, Any]) -> Iterator[Finding]:
    """Ids met before in the same list, or in the same list of a sibling item."""
    for pattern in _identifiers(spec):
        seen: set[str] = set()
        for path, value in places(values, pattern):
            if not isinstance(value, str):
                continue
            if value in seen:
                hint = "changez l’un des deux ; ce qui désignait cet élément est à vérifier aussi"
                verb = "sert déjà à un autre élément"
                yield _finding(spec, path, kinds.DUPLICATE, verb, hint)
            seen.add(value)


def _not_before(spec: NoteSpec, values: Mapping[str, Any]) -> Iterator[Finding]:
    """References (`x-anterieur`) to an item of their own list that does not stand before theirs."""
    for pattern, part in schemas.parts(spec.schema):
        if part.get("x-anterieur") is not True or "[]" not in pattern:
            continue
        for path, value in places(values, pattern):
            listed = _value(values, path[:-2])
            ids = [item.get("id") if isinstance(item, Mapping) else None for item in listed]
            index = path[-2]
            assert isinstance(index, int)
            if isinstance(value, str) and value in ids[index:] and value not in ids[:index]:
                hint = "désignez une entrée écrite plus haut, ou ôtez ce renvoi"
                verb = "ne désigne pas une entrée qui précède"
                yield _finding(spec, path, kinds.NOT_BEFORE, verb, hint)


def _value(values: Any, path: KeyPath) -> Any:
    for key in path:
        values = values[key]
    return values


@lru_cache(maxsize=128)
def _references(spec: NoteSpec) -> tuple[tuple[KeyPath, str], ...]:
    """Where the schema has references (a path with `"[]"` for any item), and to what."""
    return tuple(
        (pattern, part["x-renvoi"])
        for pattern, part in schemas.parts(spec.schema)
        if isinstance(part.get("x-renvoi"), str)
    )


@lru_cache(maxsize=128)
def _identifiers(spec: NoteSpec) -> tuple[KeyPath, ...]:
    """Where the schema has the ids of items."""
    return tuple(
        pattern for pattern, _ in schemas.parts(spec.schema) if pattern[-2:] == ("[]", "id")
    )


def places(value: Any, pattern: KeyPath, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Each value that a pattern leads to, with its path."""
    if not pattern:
        yield path, value
    elif pattern[0] == "[]":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from places(item, pattern[1:], (*path, index))
    elif isinstance(value, Mapping) and pattern[0] in value:
        yield from places(value[pattern[0]], pattern[1:], (*path, pattern[0]))


def _finding(spec: NoteSpec, path: KeyPath, kind: Kind, verb: str, hint: str) -> Finding:
    return Finding(
        rule=kind.id,
        severity=Severity.INVALIDE,
        note=spec.name,
        path=path,
        message=sentence(spec.schema, path, verb),
        hint=hint,
        article=schemas.article(spec.schema, path),
    )
