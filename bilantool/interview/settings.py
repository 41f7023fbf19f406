"""cabinet.yaml, filled by an interview: clear text, that holds each answer as soon as it is taken.

What is being typed waits sealed (`cabinet.unvalidated`). Comments, order and unknown keys of the
file stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bilantool import inspection
from bilantool.cabinet import clear, pending, settings, unvalidated
from bilantool.cabinet.pending import SETTINGS_TASK, Task
from bilantool.cabinet.settings import SETTINGS
from bilantool.cabinet.unfinished import Unfinished
from bilantool.choosing import ASIDE, YES_NO
from bilantool.errors import BilantoolError, DataFault
from bilantool.findings import KeyPath
from bilantool.french import listing
from bilantool.notes import identifiers, references, typed
from bilantool.notes.normal import value_at
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.questions import Step
    from bilantool.notes.schema import Schema
    from bilantool.notes.trame import NoteSpec, Trame
    from bilantool.notes.typed import Choice

CONSULTANTS: KeyPath = ("consultants",)
_TARGET = "cabinet#consultants"
_FEW = 3
"""Dossiers that are told by their references; more are counted by « … »."""


class SettingsPage:
    """The settings of a cabinet; whoever makes one is `holding` them.

    `written` is whether the file was changed. `history`: whether the commit of the answers is to
    be listed (`cabinet.pending`). `named_in` gives the references of the dossiers in which a
    consultant (an id) is named.
    """

    homeless = "et y reviendra avec elles"
    begun: frozenset[KeyPath] = frozenset({("adresse",), ("qualiopi",)})
    removable: frozenset[KeyPath] = frozenset({CONSULTANTS})

    def __init__(
        self, vault: Vault, *, history: bool, named_in: Callable[[str], Sequence[str]]
    ) -> None:
        self.spec = settings.spec()
        self.notices: list[str] = []
        self.written = False
        self._vault, self._history, self._named_in = vault, history, named_in
        self._path = vault.cabinet.root / SETTINGS
        self._seen = self._bytes()
        self.text = clear.parse(self._path, SETTINGS, settings.KIND, self.spec.keys).text

    def _bytes(self) -> bytes:
        return hashlib.sha256(files.read_bounded(self._path, clear.MAX_BYTES)).digest()

    # What waits

    def begin(self) -> Unfinished:
        """As `Page.begin`; consultants who have no id yet get one."""
        whole = self.whole(self.text)
        text = whole if whole != self.text else ""
        return Unfinished(text=text, typed=unvalidated.find(self._vault).typed)

    def keep(self, held: Unfinished) -> None:
        """As `Page.keep`: answers go into the file itself; DataFault where somebody else wrote."""
        self._write(held)
        kept = replace(unvalidated.find(self._vault), typed=held.typed)
        unvalidated.keep(self._vault, kept)

    def asked(self) -> frozenset[str]:
        return unvalidated.find(self._vault).asked

    def remember(self, addresses: frozenset[str]) -> None:
        kept = replace(unvalidated.find(self._vault), asked=addresses)
        unvalidated.keep(self._vault, kept)

    # What is written

    def whole(self, text: str) -> str:
        return identifiers.complete(text, self.spec)

    def seal(self, held: Unfinished) -> None:
        self._write(held)

    def _write(self, held: Unfinished) -> None:
        if not held.text or held.text == self.text:
            return
        cabinet = self._vault.cabinet
        with files.lock(cabinet.lock):
            if self._bytes() != self._seen:
                raise DataFault(
                    f"{SETTINGS} a changé ailleurs pendant ce temps",
                    hint="arrêtez là : bilantool fill cabinet reprend avec ce qu'il dit maintenant",
                )
            self._list()
            files.write_atomically(self._path, held.text.encode(), mode=0o644)
            self._seen, self.text, self.written = self._bytes(), held.text, True

    def _list(self) -> None:
        """List the commit, unless the cabinet's first one still waits, which holds more."""
        trousseau, uuid = self._vault.trousseau, self._vault.cabinet.uuid
        listed = [task.name for task in pending.tasks(trousseau, uuid)]
        if self._history and SETTINGS_TASK not in listed:
            pending.begin(trousseau, uuid, Task(SETTINGS_TASK, uuid, detail=pending.CHANGED))

    # What is asked

    def closing(self, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 (the page's)
        return False

    def foremost(self, values: Mapping[str, Any]) -> KeyPath:  # noqa: ARG002 (the page's)
        return ()

    def options(self, step: Step, values: Mapping[str, Any]) -> tuple[Choice, ...]:  # noqa: ARG002
        if step.kind in (*ASIDE, "yesno"):
            return YES_NO
        return typed.choices(step.part)

    def needed(self, path: KeyPath, values: Mapping[str, Any]) -> str:
        held = value_at(values, (*path, "id"))
        found = self._named_in(held) if isinstance(held, str) else ()
        if not found:
            return ""
        more = "…" if len(found) > _FEW else ""
        return (
            f"des dossiers désignent cette personne ({listing(found[:_FEW])}{more}) : gardez-"
            "la, et donnez plutôt son dernier jour au cabinet"
        )

    def nothing(self, step: Step) -> str:  # noqa: ARG002 (the page's)
        return ""

    def named(self, part: Schema, held: str, values: Mapping[str, Any]) -> str:  # noqa: ARG002 (the page's)
        return ""

    def fixed(self, path: KeyPath, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 (the page's)
        return False


def dossiers_of(vault: Vault, trame: Trame, consultant: str) -> list[str]:
    """The references of the dossiers in which a consultant (an id) is named; those that do not
    open are not looked at."""
    found = []
    for reference in vault.cabinet.references:
        try:
            opened = vault.open(reference)
            named = any(
                consultant in references.cited(spec, _read(opened, spec), _TARGET)
                for spec in trame.notes.values()
                if not opened.destroyed(spec.name)
            )
        except BilantoolError:
            continue
        if named:
            found.append(reference)
    return found


def _read(opened: OpenDossier, spec: NoteSpec) -> Mapping[str, Any]:
    return inspection.examine(opened, spec, closing=False).judged.values


@contextmanager
def holding(cabinet: Cabinet) -> Iterator[None]:
    """The lock of whoever is asked about the cabinet; EnvironmentFault where it is taken."""
    place = files.private_folder(cabinet.lock.parent) / f"{SETTINGS}.edition"
    with files.lock(place, timeout=0, busy=f"{SETTINGS} se remplit déjà dans un autre terminal"):
        yield
