"""The faults a person can meet, each with its exit code.

Three kinds of trouble exist. A *finding* (see `findings`) is data about a note and
is never raised. A `BilantoolError` is raised, and its two sentences are written for a
counsellor: `message` says what happened and where, `hint` what to do now; lower case,
no full stop, and never a word of a note's content. Anything else that is raised is a
bug of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilantool.findings import Finding, Position


class BilantoolError(Exception):
    """A fault to show as it is: `message`, then `hint`; the process exits with `code`."""

    code = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refusal(BilantoolError):
    """The notes do not allow what was asked; `findings` say why."""

    code = 1

    def __init__(self, message: str, findings: Sequence[Finding] = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class UsageFault(BilantoolError):
    """The command was given something it does not take."""

    code = 2


class DataFault(BilantoolError):
    """Something read is unreadable, forged, misplaced or not in the expected form.

    `position`, when known, is where in the text it was found.
    """

    code = 3

    def __init__(self, message: str, *, hint: str = "", position: Position | None = None) -> None:
        super().__init__(message, hint=hint)
        self.position = position


class KeyFault(BilantoolError):
    """A key, a passphrase or a trousseau is missing, wrong or destroyed."""

    code = 4


class EnvironmentFault(BilantoolError):
    """The machine did not do its part: pandoc, git, an editor, the disk."""

    code = 5
