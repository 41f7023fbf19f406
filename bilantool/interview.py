"""A note filled by questions and answers, without any terminal: what is asked, what is sealed.

Each answer is understood, put into the note's text, judged where it stands and sealed, before the
next one is asked: being killed costs the answer that is being typed. What was typed is never
repeated in a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bilantool import editing, inspection
from bilantool.bilan import day_of, entries_of, word_of
from bilantool.choosing import ASIDE, Choosing
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.findings import KeyPath, Severity
from bilantool.notes import completeness, ledger, questions, reading, typed
from bilantool.notes.normal import is_empty
from bilantool.notes.questions import Step

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.schema import Schema
    from bilantool.notes.trame import NoteSpec, Trame

_INTERVIEWS, _LIST = "cadre/entretiens", "entretiens"


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be shown of a step.

    `number` of `total` steps; `options` what may be chosen, as (key, label); `current` the answer
    that is there already, as one would type it.
    """

    step: Step
    note: str
    number: int
    total: int
    options: tuple[typed.Choice, ...]
    current: str


class Interview:
    """One note being filled; whoever makes one is `editing.holding` the note.

    `every` also asks what is answered. `question` is the one to ask now, None at the end;
    `complaint` why the last answer was refused, `notices` what was passed over and why: whoever
    shows them empties them. `sealed` counts the answers kept.
    """

    def __init__(
        self,
        vault: Vault,
        opened: OpenDossier,
        trame: Trame,
        spec: NoteSpec,
        *,
        today: date,
        history: bool,
        every: bool = False,
    ) -> None:
        self._vault, self._opened, self._spec = vault, opened, spec
        self._today, self._history, self._every = today, history, every
        self._shown: frozenset[KeyPath] = frozenset()
        self._passed: set[tuple[KeyPath, str]] = set()
        self._trail: list[tuple[KeyPath, str]] = []
        self._choosing = Choosing(vault, opened, trame, spec)
        self.notices: list[str] = []
        self.complaint = ""
        self.sealed = 0
        register = trame.notes[inspection.SEANCES]
        self._seances = inspection.examine(opened, register, closing=False).judged.values
        self.base = opened.read(spec.name)
        self._read()
        asked = [step for step in self._steps if every or not step.answered]
        needed = [] if every else self._needed()
        latest = self._latest()
        fresh = [step for step in needed if latest and step.path[: len(latest)] == latest]
        self._step = self._askable([*fresh, *needed, *asked])

    @property
    def question(self) -> Question | None:
        """What to ask now; None when nothing is left."""
        step = self._step
        if step is None:
            return None
        number = self._steps.index(step) + 1
        options = self._choosing.options(step, self._values)
        held = "" if step.kind in ASIDE else _at(self._values, step.path)
        if step.kind == "reference":
            current = dict(options).get(str(held), "")
        else:
            current = "" if is_empty(held) else typed.said(step.part, held)
        return Question(step, self._spec.title, number, len(self._steps), options, current)

    @property
    def missing(self) -> tuple[Step, ...]:
        """What the note requires and does not hold, as it is now."""
        steps = self._listed(frozenset())
        return tuple(step for step in steps if step.required and not step.answered)

    def answer(self, text: str) -> bool:
        """Take an answer as it was typed; False, with `complaint`, where it cannot be.

        Raises EnvironmentFault and DataFault when it could not be sealed: it is then kept as the
        note's draft, and the fault's hint says so.
        """
        step = self._step
        if step is None:
            return False
        self.complaint = ""
        try:
            if step.kind in ASIDE:
                if not typed.yes(text):
                    return self.skip()
                self._shown |= {step.path}
            else:
                value = self._value(step, text)
                if value != _at(self._values, step.path) and not self._put(step.path, value):
                    return False
        except typed.Mistyped as mistyped:
            self.complaint = mistyped.sentence
            return False
        self._leave(step)
        return True

    def skip(self) -> bool:
        """Pass to the next question; what was answered before stays."""
        if self._step is not None:
            self.complaint = ""
            self._passed.add(self._step.key)
            self._leave(self._step)
        return True

    def erase(self) -> bool:
        """Take the answer of the current question out of the note."""
        step = self._step
        if step is None or not step.answered:
            return self.skip()
        path, index = step.path, step.path[-1]
        value = None
        if isinstance(index, int):  # an empty item would be a fault of its own
            path = path[:-1]
            held = _at(self._values, path)
            value = [*held[:index], *held[index + 1 :]]
        return self._put(path, value) and self.skip()

    def back(self) -> bool:
        """Return to the question before; False when there is none."""
        self.complaint = ""
        while self._trail:
            key = self._trail.pop()
            if key[1] in ASIDE and key[0] in self._shown:
                if not is_empty(_at(self._values, key[0])):
                    continue
                self._shown -= {key[0]}
                self._read()
            found = next((step for step in self._steps if step.key == key), None)
            if found is not None:
                self._passed.discard(key)
                self._step = found
                return True
        return False

    def _leave(self, step: Step) -> None:
        """Go from a step that is done with to the next one to ask."""
        before = self._steps.index(step)
        self._trail.append(step.key)
        self._read()
        keys = [each.key for each in self._steps]
        start = keys.index(step.key) + 1 if step.key in keys else before
        onwards = [each for each in self._steps[start:] if self._every or not each.answered]
        # An answer may have made necessary what stands before it.
        self._step = self._askable([*onwards, *self._needed()])

    def _latest(self) -> KeyPath:
        """Where the last session is told, in the note of the interviews; empty elsewhere.

        What was said today is written first: older gaps have waited, and memory does not.
        """
        if self._spec.name != _INTERVIEWS:
            return ()
        days = {
            word_of(entry.get("id")): day
            for _, entry in entries_of(self._seances.get("seances"))
            if entry.get("etat") == "tenue" and (day := day_of(entry.get("date")))
        }
        told = [
            (days[session], index)
            for index, entry in entries_of(self._values.get(_LIST))
            if (session := word_of(entry.get("seance"))) in days
        ]
        return (_LIST, max(told)[1]) if told else ()

    def _needed(self) -> list[Step]:
        return [step for step in self._steps if step.required and not step.answered]

    def _askable(self, candidates: list[Step]) -> Step | None:
        """The first one that is not passed over: a reference needs something to refer to."""
        inscribed = ledger.inscribed(self._spec, self._values)
        for step in candidates:
            if step.key in self._passed or ledger.fixed(inscribed, step.path):
                continue
            if step.kind != "reference" or self._choosing.options(step, self._values):
                return step
            self._passed.add(step.key)
            self.notices.append(self._choosing.nothing(step))
        return None

    def _value(self, step: Step, text: str) -> Any:
        if step.kind == "reference":
            return typed.chosen(self._choosing.options(step, self._values), text)
        return typed.value(step.part, text, self._today)

    def _put(self, path: KeyPath, value: Any) -> bool:
        """Write, judge and seal; False, with `complaint`, when the value is invalid there."""
        text = editing.with_changes(self._spec, self.base, [(path, value)])
        judged = completeness.check(self._spec, reading.read(text), closing=self._closing)
        for finding in judged.findings:
            here = finding.path[: len(path)] == path or finding.path == path[:-1]
            if finding.severity is Severity.INVALIDE and here:
                hint = finding.hint.replace('"', "")  # quotes are for who writes the file
                self.complaint = f"{finding.message} : {hint}" if hint else finding.message
                return False
        data, lock = text.encode(), self._vault.cabinet.lock
        try:
            editing.settle(self._opened, self._spec, self.base, data, lock, history=self._history)
        except ledger.Altered as fault:
            self.complaint = f"{fault.message} : {fault.hint}"
            return False
        except (DataFault, EnvironmentFault) as fault:
            kept = editing.set_aside(self._opened, self._spec, self.base, data)
            raise type(fault)(fault.message, hint=kept) from None
        self.base = self._opened.read(self._spec.name)
        self.sealed += 1
        return True

    def _read(self) -> None:
        """Look at the note as it is now."""
        self._values = reading.read(self.base.text).values
        own = self._spec.name == inspection.SEANCES
        seances = self._values if own else self._seances
        closure = seances.get("cloture")
        self._closing = isinstance(closure, dict) and not is_empty(closure.get("etat"))
        self._steps = self._listed(self._shown)

    def _listed(self, shown: frozenset[KeyPath]) -> tuple[Step, ...]:
        return questions.steps(
            self._spec, self._values, shown, closing=self._closing, named=self._named
        )

    def _named(self, part: Schema, held: str) -> str:
        return self._choosing.label(str(part["x-renvoi"]), held, self._values)


def _at(values: Any, path: KeyPath) -> Any:
    """What is at a path; None when nothing is."""
    for key in path:
        if isinstance(key, int):
            values = values[key] if isinstance(values, list) and key < len(values) else None
        else:
            values = values.get(key) if isinstance(values, dict) else None
    return values
