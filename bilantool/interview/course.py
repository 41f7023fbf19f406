"""The course of an interview: what is asked, what is understood, what waits to be sealed.

Each answer is understood, put into the text, judged where it stands and kept under seal before
the next one is asked. What is being typed is kept too, under its question, and comes back there.
Leaving makes one revision of all the answers. What was typed is never repeated in a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bilantool import editing
from bilantool.cabinet.unfinished import Typed, Unfinished
from bilantool.choosing import ASIDE
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.findings import Finding, KeyPath, Severity
from bilantool.interview.page import Page
from bilantool.notes import amending, completeness, questions, reading, typed
from bilantool.notes.normal import is_empty, value_at
from bilantool.notes.questions import Step
from bilantool.notes.schema import Schema

ALL_ASKED = "Toutes les questions ont été posées ; voici celles sans réponse."


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be shown of a step.

    `number` of `total` steps; `options` what may be chosen, as (key, label); `current` the answer
    that is there already, as one would type it; `waiting` what was typed and not validated; `taken`
    what the answer just given was understood to be, where that may be another thing; `proposed` the
    answer of most people (`default`), where there is none.
    """

    step: Step
    note: str
    number: int
    total: int
    options: tuple[typed.Choice, ...]
    current: str
    waiting: str
    taken: str
    proposed: str = ""

    @property
    def text(self) -> str:
        """What stands in the field at first."""
        return self.waiting or self.current or self.proposed


class Interview:
    """One page being filled.

    `every` also asks what is answered, `within` only what is at that place or below. `question`
    is the one to ask now, None at the end; `complaint` why the last answer was refused, `notices`
    what was passed over and why: whoever shows them empties them.
    """

    def __init__(
        self, page: Page, *, today: date, every: bool = False, within: KeyPath = ()
    ) -> None:
        self._page, self._today, self._every, self._within = page, today, every, within
        self._state = page.begin()
        self._text = self._state.text or page.text
        self._asked = page.asked()
        self._shown = page.begun
        self._done: set[tuple[KeyPath, str]] = set()
        self._again = False
        self._sealed = 0
        self._counted: set[str] = set()  # what is corrected is one answer
        self._taken = ""
        self.notices, page.notices = page.notices, []
        self.complaint = ""
        self._read()
        self._wrong = frozenset(self._invalid())
        self._open_typed()
        self._step = self._first()

    @property
    def question(self) -> Question | None:
        """What to ask now; None when nothing is left."""
        step = self._step
        if step is None:
            return None
        number = self._steps.index(step) + 1
        options = self._page.options(step, self._values)
        held = "" if step.kind in ASIDE else value_at(self._values, step.path)
        if step.kind == "reference":
            current = dict(options).get(str(held), "")
        else:
            current = "" if is_empty(held) else typed.said(step.part, held)
        found = self._state.typed.get(self._address(step))
        waiting = found.text if found else ""
        usual = step.part.get("default") if step.kind not in ASIDE else None
        proposed = "" if usual is None or current or waiting else typed.said(step.part, usual)
        title, total = self._page.spec.title, len(self._steps)
        return Question(
            step, title, number, total, options, current, waiting, self._taken, proposed
        )

    @property
    def missing(self) -> tuple[Step, ...]:
        """What the note requires and does not hold, as it is now."""
        steps = self._among(self._listed(frozenset()))
        return tuple(step for step in steps if step.required and not step.answered)

    @property
    def unanswered(self) -> int:
        """How many questions have no answer, and need none."""
        steps = self._among(self._listed(self._page.begun))
        return sum(not (each.answered or each.required or each.kind == "more") for each in steps)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The titles of the questions under which something typed waits."""
        return tuple(each.title for each in self._state.typed.values())

    def typing(self, text: str) -> str:
        """Keep what is in the field of the current question; "" or why that cannot be done.

        What is empty, or what stood there at first, is not kept.
        """
        question = self.question
        if question is None or question.options:
            return ""
        address = self._address(question.step)
        waiting = dict(self._state.typed)
        before = waiting.pop(address, None)
        usual = question.current or question.proposed
        if text.strip() and text.strip() != usual.strip():
            waiting[address] = Typed(question.step.path, question.step.title, text)
        if waiting.get(address) == before:
            return ""
        try:
            self._keep(replace(self._state, typed=waiting))
        except EnvironmentFault as fault:
            return fault.message
        return ""

    def answer(self, text: str) -> bool:
        """Take an answer as it was typed; False, with `complaint`, where it cannot be.

        What is refused waits under its question.
        """
        step = self._step
        if step is None:
            return False
        self.complaint = ""
        try:
            if step.kind == "keep":
                return self.skip() if typed.yes(text) else self._remove(step)
            if step.kind in ASIDE:
                if not typed.yes(text):
                    return self.skip()
                taken, self._shown = "", self._shown | {step.path}
            else:
                value = self._value(step, text)
                meant = typed.understood(step.part, value, self._today, text)
                taken = f"{step.title} : {meant}" if meant else ""
                if value == value_at(self._values, step.path):
                    self.typing("")
                elif not self._put(step, step.path, value):
                    self.typing(text)
                    return False
        except typed.Mistyped as mistyped:
            self.complaint = mistyped.sentence
            self.typing(text)
            return False
        except BaseException:  # told to end just then
            self.typing(text)
            raise
        self._leave(step)
        self._taken = taken
        return True

    def skip(self) -> bool:
        """Pass to the next question; what was answered before stays, what is typed waits."""
        step = self._step
        if step is not None:
            self.complaint = ""
            address = self._address(step)
            if not step.answered and address not in self._asked | self._state.typed.keys():
                self._pass(address)
            self._leave(step)
        return True

    def erase(self) -> bool:
        """Take the answer of the current question out of the page, and what is typed there."""
        step = self._step
        if step is None:
            return True
        if step.kind == "keep":
            return self._remove(step)
        self.typing("")
        if not step.answered:
            return self.skip()
        path, index = step.path, step.path[-1]
        value = None
        if isinstance(index, int):  # an empty item would be a fault of its own
            path = path[:-1]
            held = value_at(self._values, path)
            value = [*held[:index], *held[index + 1 :]]
        return self._put(step, path, value) and self.skip()

    def back(self) -> bool:
        """Return to the question that stands before; False at the first one of the page."""
        self.complaint = ""
        step, steps = self._step, self._steps
        place = steps.index(step) if step is not None else len(steps)
        if step is not None and (opened := self._only_shown(step)):
            self._shown -= {opened}
            self._read()
            aside = next((each for each in self._steps if each.path == opened), None)
            if aside is not None:
                return self._go(aside)
            steps = self._steps
        for each in reversed(steps[:place]):
            if self._may_be_asked(each):
                return self._go(each)
        return False

    def leave(self) -> int:
        """Make one revision of the answers taken; how many there were.

        Raises BilantoolError, whose hint says where the answers are: nothing is lost.
        """
        if self._state.text:
            self._seal(self._state)
        return self._sealed

    # Where to go

    def _first(self) -> Step | None:
        """What is typed already, then what was never put, then what is still required.

        Whoever comes back once everything was put is asked for all that has no answer.
        """
        if self._every:
            return self._askable(self._steps)
        found = self._askable(self._wanted(self._steps))
        if found is None:
            self._again = True
            found = self._askable(self._wanted(self._steps))
            if found is not None:
                self.notices.append(ALL_ASKED)
        return found

    def _wanted(self, steps: Iterable[Step]) -> list[Step]:
        """Those to ask, the most pressing first: what was wrong when the interview began, too."""
        found: dict[str, list[Step]] = {"typed": [], "new": [], "required": []}
        for step in steps:
            address = self._address(step)
            if address in self._state.typed:
                found["typed"].append(step)
            elif not step.answered and (self._again or address not in self._asked):
                found["new"].append(step)
            elif step.path in self._wrong or (step.required and not step.answered):
                found["required"].append(step)
        first = self._page.foremost(self._values)
        return sorted(
            [*found["typed"], *found["new"], *found["required"]],
            key=lambda step: step.path[: len(first)] != first,
        )

    def _leave(self, step: Step) -> None:
        """Go from a step that is done with to the next one to ask."""
        before = self._steps.index(step)
        self._done.add(step.key)
        self._taken = ""
        self._read()
        keys = [each.key for each in self._steps]
        start = keys.index(step.key) + 1 if step.key in keys else before
        after = self._steps[start:]
        onwards = after if self._every else self._in_order(self._wanted(after))
        # An answer may have made necessary what stands before it.
        self._step = self._askable([*onwards, *self._wanted(self._steps)])

    def _in_order(self, steps: list[Step]) -> list[Step]:
        return sorted(steps, key=self._steps.index)

    def _go(self, step: Step) -> bool:
        self._taken = ""
        self._done.discard(step.key)
        self._step = step
        return True

    def _askable(self, candidates: Iterable[Step]) -> Step | None:
        """The first one that was not put in this run: a reference needs something to refer to."""
        for step in candidates:
            if step.key in self._done:
                continue
            if self._may_be_asked(step):
                return step
            self._done.add(step.key)
            if step.kind == "reference" and not self._page.fixed(step.path, self._values):
                self.notices.append(self._page.nothing(step))
        return None

    def _may_be_asked(self, step: Step) -> bool:
        if self._page.fixed(step.path, self._values):
            return False
        return step.kind != "reference" or bool(self._page.options(step, self._values))

    def _only_shown(self, step: Step) -> KeyPath:
        """The group or item, shown and still empty, that begins with this step; () without."""
        place = self._steps.index(step)
        for path in self._shown:
            first = next((n for n, s in enumerate(self._steps) if s.path[: len(path)] == path), -1)
            if first == place and is_empty(value_at(self._values, path)):
                return path
        return ()

    def _open_typed(self) -> None:
        """Show the groups and items in which something was typed and nothing is answered."""
        known = {self._address(step) for step in self._everything}
        lost = [held for key, held in self._state.typed.items() if key not in known]
        for held in lost:
            inner = range(1, len(held.path))
            self._shown |= {held.path[:end] for end in inner if self._opens(held.path[:end])}
        if lost:
            self._read()
        known = {self._address(step) for step in self._everything}
        for key, held in self._state.typed.items():
            if key not in known:
                self.notices.append(
                    f"« {held.title} » : ce qui y fut tapé n'a plus sa place parmi les questions, "
                    f"{self._page.homeless}"
                )

    def _opens(self, path: KeyPath) -> bool:
        return any(step.path == path and step.kind in ASIDE for step in self._everything)

    # What is kept

    def _value(self, step: Step, text: str) -> Any:
        if step.kind == "reference":
            return typed.chosen(self._page.options(step, self._values), text)
        return typed.value(step.part, text, self._today)

    def _put(self, step: Step, path: KeyPath, value: Any) -> bool:
        """Write, judge and keep; False, with `complaint`, when the value is invalid there."""
        address = self._address(step)
        try:
            text = editing.with_changes(self._page.spec, self._text, [(path, value)])
            before = self._faults(self._text, path)
            for finding in self._faults(text, path).values():
                if finding.path[: len(path)] == path or self._key(finding) not in before:
                    hint = finding.hint.replace('"', "")  # quotes are for who writes the file
                    self.complaint = f"{finding.message} : {hint}" if hint else finding.message
                    return False
            whole = self._page.whole(text)
            waiting = {key: held for key, held in self._state.typed.items() if key != address}
            answers = self._state.answers + (address not in self._counted)
            self._take(replace(self._state, text=whole, answers=answers, typed=waiting))
            self._counted.add(address)
        except (DataFault, EnvironmentFault) as fault:
            self.complaint = f"{fault.message} : {fault.hint}" if fault.hint else fault.message
            return False
        return True

    def _invalid(self) -> Iterator[KeyPath]:
        """Where something is that cannot be right."""
        for each in self._judged(self._text).findings:
            if each.severity is Severity.INVALIDE:
                yield each.path

    def _judged(self, text: str) -> completeness.Judged:
        closing = self._page.closing(self._values)
        return completeness.check(self._page.spec, reading.read(text), closing=closing)

    def _faults(self, text: str, path: KeyPath) -> dict[tuple[KeyPath, str], Finding]:
        """What is invalid in a text at `path`, below it and in the group around it."""
        return {
            self._key(each): each
            for each in self._judged(text).findings
            if each.severity is Severity.INVALIDE
            and (each.path[: len(path)] == path or each.path == path[:-1])
        }

    @staticmethod
    def _key(finding: Finding) -> tuple[KeyPath, str]:
        return finding.path, finding.message

    def _remove(self, step: Step) -> bool:
        """Take an item out of its list; False, with `complaint`, where it has to stay."""
        self.complaint = self._page.needed(step.path, self._values)
        if self.complaint:
            return False
        before, listed = self._steps.index(step), step.path[:-1]
        own = self._address(step).removesuffix(f":{step.kind}")
        waiting = {
            key: held for key, held in self._state.typed.items() if not key.startswith(f"{own}/")
        }
        try:
            text = amending.without(self._text, step.path, self._page.spec.schema)
            whole, answers = self._page.whole(text), self._state.answers + 1
            self._take(replace(self._state, text=whole, answers=answers, typed=waiting))
        except (DataFault, EnvironmentFault) as fault:
            self.complaint = f"{fault.message} : {fault.hint}" if fault.hint else fault.message
            return False
        self._read()
        # What stood behind it moved up, and is asked under its new place.
        self._done = {key for key in self._done if key[0][: len(listed)] != listed}
        self._taken = ""
        self._step = self._askable([*self._steps[before:], *self._wanted(self._steps)])
        return True

    def _take(self, state: Unfinished) -> None:
        """Keep the answers; where nothing can be kept beside the page, seal them in it at once."""
        try:
            self._keep(state)
        except EnvironmentFault:
            self._seal(state)
        self._text = state.text

    def _seal(self, state: Unfinished) -> None:
        self._page.seal(state)
        self._sealed += state.answers
        self._state = Unfinished(typed=state.typed)
        self._text = self._page.text

    def _keep(self, state: Unfinished) -> None:
        self._page.keep(state)
        self._state = state

    def _pass(self, address: str) -> None:
        self._asked |= {address}
        try:
            self._page.remember(self._asked)
        except EnvironmentFault:
            return  # the worst is to be asked once more

    def _read(self) -> None:
        """Look at the text as it is now."""
        self._values = reading.read(self._text).values
        self._everything = self._listed(self._shown)
        self._steps = self._among(self._everything)

    def _listed(self, shown: frozenset[KeyPath]) -> tuple[Step, ...]:
        closing = self._page.closing(self._values)
        return questions.steps(
            self._page.spec,
            self._values,
            shown,
            closing=closing,
            named=self._named,
            removable=self._page.removable,
        )

    def _among(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Those that are to be asked here."""
        return tuple(each for each in steps if each.path[: len(self._within)] == self._within)

    def _named(self, part: Schema, held: str) -> str:
        return self._page.named(part, held, self._values)

    def _address(self, step: Step) -> str:
        return questions.address(step, self._values)
