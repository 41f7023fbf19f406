"""What an interview fills: the text, the questions that it raises, where answers wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from bilantool.cabinet.unfinished import Unfinished
    from bilantool.findings import KeyPath
    from bilantool.notes.questions import Step
    from bilantool.notes.schema import Schema
    from bilantool.notes.trame import NoteSpec
    from bilantool.notes.typed import Choice


class Page(Protocol):
    """A text that is filled by questions: a note, or any other with a schema.

    `text` is what it holds, without the answers that wait. `notices` tell what became of answers
    that could not be taken up; whoever shows them empties them. `homeless` says what becomes of
    what was typed under a question that is no more. `begun` are optional groups that
    are asked without asking whether; `removable` lists of which an item may be taken out.
    """

    spec: NoteSpec
    notices: list[str]
    homeless: str
    begun: frozenset[KeyPath]
    removable: frozenset[KeyPath]

    @property
    def text(self) -> str: ...

    def begin(self) -> Unfinished:
        """What an earlier interview left here."""

    def keep(self, unfinished: Unfinished) -> None:
        """Seal what the interview holds, in place of what was kept; EnvironmentFault."""

    def asked(self) -> frozenset[str]:
        """The addresses of the questions that were passed, in any run."""

    def remember(self, addresses: frozenset[str]) -> None:
        """Keep them; EnvironmentFault."""

    def whole(self, text: str) -> str:
        """A text as it would be sealed; raises DataFault where it never could be."""

    def seal(self, unfinished: Unfinished) -> None:
        """Make the answers a revision, and what is typed all that is kept.

        Raises BilantoolError, whose hint says where the answers are.
        """

    def closing(self, values: Mapping[str, Any]) -> bool:
        """Whether what is due at the end of a bilan is asked for."""

    def foremost(self, values: Mapping[str, Any]) -> KeyPath:
        """Below which path one begins, whatever stands before it; empty for the order itself."""

    def options(self, step: Step, values: Mapping[str, Any]) -> tuple[Choice, ...]:
        """What a step proposes where the text holds `values`; nothing for a free answer."""

    def needed(self, path: KeyPath, values: Mapping[str, Any]) -> str:
        """Why the item at a path may not be taken out; "" where it may."""

    def nothing(self, step: Step) -> str:
        """What to say of a reference that has nothing yet to refer to."""

    def named(self, part: Schema, held: str, values: Mapping[str, Any]) -> str:
        """How the item is called that a reference leads to; "" for none."""

    def fixed(self, path: KeyPath, values: Mapping[str, Any]) -> bool:
        """Whether what is at a path may not be written any more."""
