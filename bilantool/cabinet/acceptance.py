"""The clear files of a cabinet, as this machine accepted them.

`cabinet.yaml` and each `dossier.yaml` go into documents, and whoever can push can change them. What
they said is remembered in the trousseau, value by value: nothing is made of a value that changed
since, in a cabinet that others can reach, before a person has seen the old one beside the new one.
What was never looked at is believed once: a cabinet is filled in before anything is made of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bilantool.cabinet.cabinet import DOSSIER_FILE, DOSSIERS, Cabinet, Dossier
from bilantool.cabinet.settings import SETTINGS
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import git, hosting

_STATE = "reglages-"
_CABINET = "cabinet"
_SHOWN = 60  # characters of a value: a longer one is told by its beginning


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a clear file that is not what was accepted; "" where there is none."""

    file: str
    key: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}, {self.key} : {_told(self.old)} → {_told(self.new)}"


def reachable(cabinet: Cabinet) -> bool:
    """Whether somebody else may write in the cabinet: it has a remote, several consultants, or lies
    where a service, or a larger repository, copies it. A counsellor alone is never asked."""
    if len(cabinet.consultants) > 1 or hosting.service(cabinet.root):
        return True
    try:
        repository = git.Repository.at(cabinet.root)
    except EnvironmentFault:
        return True
    if repository is None:
        return hosting.versioned(cabinet.root)
    return bool(repository.remotes())


def dossiers(cabinet: Cabinet, references: Iterable[str]) -> tuple[Dossier, ...]:
    """Those of these dossiers whose clear file can be read."""
    found = []
    for reference in references:
        with suppress(DataFault, UsageFault):  # whoever opens it says why
            found.append(cabinet.dossier(reference))
    return tuple(found)


def changes(
    cabinet: Cabinet, trousseau: Trousseau, among: Iterable[Dossier] = ()
) -> tuple[Change, ...]:
    """What is not as it was accepted: settings of the cabinet, and of the dossiers `among`."""
    known = trousseau.state(_STATE + cabinet.uuid)
    found: list[Change] = []
    if isinstance(known.get(_CABINET), dict):
        found += _compared(SETTINGS, known[_CABINET], cabinet.settings)
    for each in among:
        before = known.get(each.uuid)
        if isinstance(before, str) and before != _summary(each):
            name = f"{DOSSIERS}/{each.reference}/{DOSSIER_FILE}"
            found.append(Change(name, "cree_le, version, trame", before, _summary(each)))
    return tuple(found)


def accept(
    cabinet: Cabinet,
    trousseau: Trousseau,
    among: Iterable[Dossier] = (),
    *,
    settings: bool = True,
    but: Iterable[Change] = (),
) -> None:
    """Take the dossiers `among`, and the cabinet's `settings`, for accepted as they are.

    Commands that write a clear file call this once it is written. `but` are changes of the settings
    that were there before: those of them that still stand are not accepted by it. Nothing is
    written where nothing is new; raises EnvironmentFault.
    """
    known = trousseau.state(_STATE + cabinet.uuid)
    after = {**known, **{each.uuid: _summary(each) for each in among}}
    if settings:
        left = {each.key for each in set(but) & set(changes(cabinet, trousseau))}
        after[_CABINET] = _held_back(dict(cabinet.settings), known.get(_CABINET), left, "")
    if after != known:
        trousseau.set_state(_STATE + cabinet.uuid, after)


def _summary(dossier: Dossier) -> str:
    return f"{dossier.created.isoformat()}, {dossier.version}, {dossier.trame}"


def _compared(file: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for key in dict.fromkeys([*before, *after]):
        was, is_now = before.get(key, ""), after.get(key, "")
        if was != is_now:
            yield Change(file, key, was, is_now)


_NOTHING: Any = object()


def _held_back(new: Any, old: Any, keys: Collection[str], key: str) -> Any:
    """`new`, but for what stands at one of the `keys` (as `_flat` tells them): that of `old`."""
    if key in keys:
        return old
    if isinstance(new, Mapping) or isinstance(old, Mapping):
        after, before = (each if isinstance(each, Mapping) else {} for each in (new, old))
        inner = {
            name: _held_back(
                after.get(name, _NOTHING),
                before.get(name, _NOTHING),
                keys,
                f"{key}.{name}" if key else str(name),
            )
            for name in dict.fromkeys([*after, *before])
        }
        kept = {name: value for name, value in inner.items() if value is not _NOTHING}
        return kept if kept or isinstance(new, Mapping) else _NOTHING
    if isinstance(new, list) or isinstance(old, list):
        after, before = (_by_id(each) for each in (new, old))
        items = [
            _held_back(after.get(own, _NOTHING), before.get(own, _NOTHING), keys, f"{key}.{own}")
            for own in dict.fromkeys([*after, *before])
        ]
        listed = [item for item in items if item is not _NOTHING]
        return listed if listed or isinstance(new, list) else _NOTHING
    return new


def _by_id(items: Any) -> dict[str, Any]:
    """The items of a list by what `_flat` calls them."""
    listed = items if isinstance(items, list | tuple) else ()
    return {
        str((item.get("id") if isinstance(item, Mapping) else None) or number): item
        for number, item in enumerate(listed, 1)
    }


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every single value with its key (`adresse.commune`); an item of a list goes by its id."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        for own, inner in _by_id(value).items():
            yield from _flat(inner, f"{key}.{own}")
    elif value is not None:
        yield key, {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)


def _told(value: str) -> str:
    if not value:
        return "rien"
    one_line = " ".join(value.split())
    return f"«\u00a0{one_line[:_SHOWN]}{'…' if len(one_line) > _SHOWN else ''}\u00a0»"
