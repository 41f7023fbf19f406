"""What a person states of a session; the rest is guessed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Wish:
    """Each field as it was stated, None where nothing was said; words are those of the schema."""

    day: date | None = None
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    phase: str | None = None
    nature: str | None = None
    mode: str | None = None
    lieu: str | None = None
    consultant: str | None = None
    proof: str | None = None

    def over(self, earlier: Wish) -> Wish:
        """This wish, completed by what was stated before.

        A new hour or duration makes the earlier end obsolete, unless one is given too.
        """
        merged = {
            field.name: getattr(self, field.name)
            if getattr(self, field.name) is not None
            else getattr(earlier, field.name)
            for field in fields(self)
        }
        if self.end is None and (self.start is not None or self.minutes is not None):
            merged["end"] = None
        if self.end is not None and self.minutes is None:
            merged["minutes"] = None
        return Wish(**merged)
