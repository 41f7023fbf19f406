"""One thing that is out of order, as it is told."""

from __future__ import annotations

from dataclasses import dataclass

from bilantool.errors import BilantoolError


@dataclass(frozen=True, slots=True)
class Disorder:
    """What was found, and what may be done, one thing a line; `code` is the exit code that it calls
    for (0: worth saying only), `reference` the dossier that it is about, `note` the note ("": no
    single one)."""

    sentence: str
    advice: tuple[str, ...]
    code: int
    reference: str = ""
    note: str = ""

    @classmethod
    def of(cls, fault: BilantoolError, reference: str = "") -> Disorder:
        """What a fault tells, where it is no reason to stop."""
        return cls(fault.message, (fault.hint,), fault.code, reference)
