"""A note of a dossier, filled by an interview: its answers wait under its own key."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bilantool import editing, inspection
from bilantool.bilan import day_of, entries_of, word_of
from bilantool.cabinet import drafts, unfinished
from bilantool.cabinet.unfinished import Unfinished
from bilantool.cabinet.vault import Changed
from bilantool.choosing import Choosing
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.findings import KeyPath
from bilantool.notes import identifiers, ledger, reading
from bilantool.notes.normal import is_empty
from bilantool.numbered import Newer

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.questions import Step
    from bilantool.notes.schema import Schema
    from bilantool.notes.trame import NoteSpec, Trame
    from bilantool.notes.typed import Choice

_INTERVIEWS, _LIST = "cadre/entretiens", "entretiens"


class NotePage:
    """One note; whoever makes one is `editing.holding` it.

    `history` as in `editing.settle`.
    """

    homeless = "et attend dans la saisie commencée (bilantool edit la propose)"
    begun: frozenset[KeyPath] = frozenset()
    removable: frozenset[KeyPath] = frozenset()

    def __init__(
        self, vault: Vault, opened: OpenDossier, trame: Trame, spec: NoteSpec, *, history: bool
    ) -> None:
        self.spec = spec
        self.note = opened.read(spec.name)
        self.notices: list[str] = []
        self._vault, self._opened, self._trame = vault, opened, trame
        self._history = history
        self._choosing = Choosing(vault, opened, trame, spec)
        register = trame.notes[inspection.SEANCES]
        self._seances = inspection.examine(opened, register, closing=False).judged.values

    @property
    def text(self) -> str:
        return self.note.text

    # What waits

    def begin(self) -> Unfinished:
        """As `Page.begin`; answers to a note that changed since are kept as its draft."""
        try:
            held = unfinished.find(self._opened, self.spec.name)
        except Newer:
            raise
        except DataFault as fault:
            drafts.put_aside(self._opened, self.spec.name, drafts.INTERVIEW)
            self.notices.append(f"{fault.message} : il est mis de côté, rien n'y sera écrit")
            return Unfinished()
        if not held.text or held.base == self._digest:
            return held
        if held.text != self.note.text:  # it is where only the last write of sealing was missing
            self.notices.append(
                "la note a changé ailleurs depuis vos dernières réponses : " + self._set_aside(held)
            )
        rest = Unfinished(typed=held.typed)
        self._store(rest)
        return rest

    def keep(self, held: Unfinished) -> None:
        self._store(replace(held, base=self._digest, history=self._history))

    def asked(self) -> frozenset[str]:
        try:
            return unfinished.asked(self._opened, self.spec.name)
        except Newer:
            raise
        except DataFault:
            return frozenset()  # the worst is to be asked once more

    def remember(self, addresses: frozenset[str]) -> None:
        unfinished.remember(self._opened, self.spec.name, addresses)

    def _store(self, held: Unfinished) -> None:
        unfinished.keep(self._opened, self.spec.name, held)

    @property
    def _digest(self) -> str:
        return self.note.digest.hex()

    # What is written

    def whole(self, text: str) -> str:
        made = identifiers.complete(reading.decode(text.encode()), self.spec)
        ledger.guard(self.spec, self.text, made, self._opened.reference)
        return made

    def seal(self, held: Unfinished) -> None:
        data, lock = held.text.encode(), self._vault.cabinet.lock
        rest = Unfinished(typed=held.typed)
        try:
            editing.settle(self._opened, self.spec, self.note, data, lock, history=self._history)
        except Changed as fault:
            kept = self._set_aside(held)
            self._store(rest)
            raise Changed(fault.message, hint=kept) from None
        except (DataFault, EnvironmentFault) as fault:
            again = f"bilantool fill {self._opened.reference} {self.spec.name}"
            raise type(fault)(
                fault.message, hint=f"vos réponses sont gardées, chiffrées : {again} les reprend"
            ) from None
        self.note = self._opened.read(self.spec.name)
        with suppress(EnvironmentFault):  # what is sealed is known again by its text
            self._store(rest)

    def _set_aside(self, held: Unfinished) -> str:
        return editing.set_aside(self._opened, self.spec, self.note, held.text.encode())

    # What is asked

    def closing(self, values: Mapping[str, Any]) -> bool:
        own = self.spec.name == inspection.SEANCES
        closure = (values if own else self._seances).get("cloture")
        return isinstance(closure, dict) and not is_empty(closure.get("etat"))

    def foremost(self, values: Mapping[str, Any]) -> KeyPath:
        """Where the last session is told, in the note of the interviews.

        What was said today is written first: older gaps have waited, and memory does not.
        """
        if self.spec.name != _INTERVIEWS:
            return ()
        days = {
            word_of(entry.get("id")): day
            for _, entry in entries_of(self._seances.get("seances"))
            if entry.get("etat") == "tenue" and (day := day_of(entry.get("date")))
        }
        told = [
            (days[session], index)
            for index, entry in entries_of(values.get(_LIST))
            if (session := word_of(entry.get("seance"))) in days
        ]
        return (_LIST, max(told)[1]) if told else ()

    def options(self, step: Step, values: Mapping[str, Any]) -> tuple[Choice, ...]:
        return self._choosing.options(step, values)

    def needed(self, path: KeyPath, values: Mapping[str, Any]) -> str:  # noqa: ARG002 (the page's)
        return ""

    def nothing(self, step: Step) -> str:
        return self._choosing.nothing(step)

    def named(self, part: Schema, held: str, values: Mapping[str, Any]) -> str:
        return self._choosing.label(str(part["x-renvoi"]), held, values)

    def fixed(self, path: KeyPath, values: Mapping[str, Any]) -> bool:
        return ledger.fixed(ledger.inscribed(self.spec, values), path)
