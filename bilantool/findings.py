"""What is said about a note: data, collected in one pass, never raised.

A finding names known keys and lines. It never holds a value, since a value is what a
beneficiary said in confidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

KeyPath = tuple[str | int, ...]

LAW = re.compile(r"BC[0-9]+")
"""The id of a rule of law."""

_COMMAND = re.compile(
    r"\bbilantool (?:attach|build|check|close|consent|edit|fill|session|show)\b(?! cabinet\b)"
)
"""A command that takes a dossier first, and asks for it where none is given; not the questions of
the cabinet."""


def placed(text: str, reference: str) -> str:
    """`text` whose commands name no dossier, said of that one: its commands do not ask for it."""
    return _COMMAND.sub(lambda found: f"{found[0]} {reference}", text)


class Severity(StrEnum):
    """*invalide* and *manquant* block the documents that need the note; *conseil* never does."""

    INVALIDE = "invalide"
    MANQUANT = "manquant"
    CONSEIL = "conseil"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a note's text; both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one note.

    `rule` is a stable id (`bilantool rules` explains it), `path` the key path inside the
    note (empty: the whole note), `article` the text of law it rests on. `certain` is false
    for a rule whose source or scope is still *à confirmer*: it is shown, and blocks nothing.
    """

    rule: str
    severity: Severity
    note: str
    path: KeyPath
    message: str
    hint: str = ""
    article: str = ""
    position: Position | None = None
    certain: bool = True

    def of(self, reference: str) -> Finding:
        """The same, said of that dossier."""
        return replace(self, hint=placed(self.hint, reference))

    @property
    def blocks(self) -> bool:
        """Whether a document that needs this note must be refused."""
        return self.severity is not Severity.CONSEIL and self.certain

    @property
    def of_law(self) -> bool:
        """Whether a rule of law says it: not the shape of the note, nor usage."""
        return bool(LAW.fullmatch(self.rule))
