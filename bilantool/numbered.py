"""The number of its format, which every file that bilantool writes states: `bilantool-note/1`.

A file of a later number is refused in one sentence: nothing of it is guessed, and nothing is
written over it. A file from before its kind stated a number counts as the first.
"""

from __future__ import annotations

import re
from typing import Self

from bilantool.errors import DataFault

_STATED = re.compile(r"bilantool-([a-z]+)/([0-9]{1,9})")


class Newer(DataFault):
    """A file of a later version of bilantool."""

    @classmethod
    def of(cls, subject: str) -> Self:
        """The fault of one; `subject` is what it is (« cette note »)."""
        return cls(
            f"{subject} vient d’une version plus récente de bilantool",
            hint="mettez bilantool à jour, puis recommencez",
        )


def name(kind: str, number: int = 1) -> str:
    """`bilantool-note/1`."""
    return f"bilantool-{kind}/{number}"


def known(stated: object, kind: str, subject: str, number: int = 1) -> bool:
    """Whether a file is of that kind, as it states; raises Newer for one of a higher number."""
    found = _STATED.fullmatch(stated) if isinstance(stated, str) else None
    if found is None or found[1] != kind:
        return False
    if int(found[2]) > number:
        raise Newer.of(subject)
    return True
