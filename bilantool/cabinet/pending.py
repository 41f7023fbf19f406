"""What was begun over several files: written down first, so that nothing stays half done.

A note is sealed, then committed; a dossier's keys are saved, then its folder appears, then it
is committed. The list lies in the trousseau: whoever can push to a cabinet must not be able to
say what is to be done in it. It holds references and names of notes, nothing of their text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bilantool.errors import EnvironmentFault
from bilantool.keys.trousseau import Trousseau

PIECE = "pieces/"
"""What precedes the uuid of an attachment where a task would name its note."""

DETACH = "oter/"
"""What precedes the uuid of an attachment that is being taken out."""

KEEP = "garder/"
"""What precedes the name of a note that is being moved from `travail` to `suivi`."""

RENAMING = "renommer/"
"""What precedes the new reference of a dossier that is being renamed."""

DELETION = "supprimer/"
"""The task of a dossier that is being deleted: see `steps.delete`."""

DESTRUCTION = "destruction/"
"""What precedes the class where a task is the destruction of one: see `destroying.carrying`."""

SETTINGS_TASK = ""
"""The name of the one task that is about no dossier: cabinet.yaml, with what a new cabinet's first
commit holds beside it, or where it is `CHANGED` alone."""

CHANGED = {"fait": "reglages"}
"""The detail of that task where answers were written into a cabinet.yaml that was there."""


@dataclass(frozen=True, slots=True)
class Task:
    """A note or an attachment to commit, an attachment to take out (`DETACH`), a note to move
    (`KEEP`), a dossier to rename or to delete, or without `note` one to bring into its place.

    `dossier` is the uuid; `history` is false where the person wants no commit. `detail` is what
    finishing it needs to know beside, in clear: nothing of a note.
    """

    reference: str
    dossier: str
    note: str = ""
    history: bool = True
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What the task is listed under: the same work begun twice is listed once."""
        return f"{self.reference}/{self.note}" if self.note else self.reference

    @property
    def becomes(self) -> str:
        """The reference of its dossier once it is done."""
        new = self.note.removeprefix(RENAMING)
        return new if new != self.note else self.reference


def begin(trousseau: Trousseau, cabinet: str, task: Task) -> None:
    """List the task; raises EnvironmentFault when that cannot be written."""
    trousseau.begin_task(cabinet, task.name, _fact(task))


def begin_anyway(trousseau: Trousseau, cabinet: str, task: Task) -> None:
    """List what must not wait for a trousseau that takes nothing (a key in read-only mode): this
    command finishes it then, and no other one knows of it."""
    try:
        begin(trousseau, cabinet, task)
    except EnvironmentFault:
        trousseau.hold_task(cabinet, task.name, _fact(task))


def end(trousseau: Trousseau, cabinet: str, task: Task) -> None:
    """Take a finished task off the list."""
    trousseau.end_task(cabinet, task.name)


def tasks(trousseau: Trousseau, cabinet: str) -> tuple[Task, ...]:
    """What is listed, in order; what another version may have put there is left alone."""
    listed = (_task(name, fact) for name, fact in sorted(trousseau.tasks(cabinet).items()))
    return tuple(task for task in listed if task is not None)


def moving(trousseau: Trousseau, cabinet: str, dossier: str) -> bool:
    """Whether notes of this dossier are listed as on their way to another class."""
    listed = tasks(trousseau, cabinet)
    return any(task.dossier == dossier and task.note.startswith(KEEP) for task in listed)


def renaming(trousseau: Trousseau, cabinet: str, dossier: str) -> frozenset[str]:
    """The two references of a dossier that is on its way from one to the other; none usually."""
    listed = tasks(trousseau, cabinet)
    found = [each for each in listed if each.dossier == dossier and each.note.startswith(RENAMING)]
    return frozenset(name for each in found for name in (each.reference, each.becomes))


def _fact(task: Task) -> dict[str, Any]:
    fact: dict[str, Any] = {"dossier": task.dossier, "historique": task.history}
    if task.detail:
        fact["precisions"] = dict(task.detail)
    return fact


def _task(name: str, fact: Mapping[str, Any]) -> Task | None:
    reference, _, note = name.partition("/")
    dossier, history, detail = (fact.get(key) for key in ("dossier", "historique", "precisions"))
    if not (isinstance(dossier, str) and isinstance(history, bool)):
        return None
    if not isinstance(detail, dict):
        detail = {}
    return Task(reference, dossier, note, history, {k: str(v) for k, v in detail.items()})
