"""What a command said, as tests compare it."""

from __future__ import annotations

from typing import Any


def plain(text: str) -> str:
    """With the spaces and apostrophes of a keyboard."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def ok(terminal: Any, *argv: str, **options: Any) -> Any:
    """What the command did, which was no failure."""
    done = terminal(*argv, **options)
    assert done.code == 0, done.said
    return done
