"""One row out of several: by arrows and letters where the terminal can be drawn on, else by its
number or its beginning, typed on a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bilantool.cabinet.people import letters
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.notes.trame import NoteSpec

Row = tuple[str, str]
"""What is shown, and what one may type of it: a reference first, then words."""

TRIES = 3


def pick(console: Console, question: str, rows: Sequence[Row]) -> int | None:
    """The index of the row that the person at the terminal chooses; None where they leave.

    `KeyboardInterrupt` may come out of it.
    """
    drawn = console.source.isatty() and console.out.isatty() and console.err.isatty()
    if drawn and not console.still:
        from bilantool.cli import picking_screen

        return picking_screen.pick(console, question, rows)
    return _typed(console, question, rows)


def note(console: Console, specs: Sequence[NoteSpec]) -> NoteSpec | None:
    """The note that the person chooses, by its name or its title; as `pick`."""
    rows = [
        (f"{each.name:<28}{each.title}", f"{each.name.rpartition('/')[2]} {each.title}")
        for each in specs
    ]
    picked = pick(console, "Quelle note", rows)
    return None if picked is None else specs[picked]


def fitting(rows: Sequence[Row], typed: str) -> list[int]:
    """The rows one of whose words begins so, or whose reference holds the figures typed."""
    wanted = letters(typed)
    return [place for place, (_, said) in enumerate(rows) if _fits(said, wanted)]


def _fits(said: str, wanted: str) -> bool:
    words = said.split()
    if wanted.isdecimal():
        return wanted in letters(words[0])
    return any(letters("".join(words[place:])).startswith(wanted) for place in range(len(words)))


def _typed(console: Console, question: str, rows: Sequence[Row]) -> int | None:
    for number, (line, _) in enumerate(rows, 1):
        console.note(f"{number:>4}  {line}")
    typed = ""
    for _ in range(TRIES):
        asked = f"{question} (numéro de la ligne, ou nom)"
        typed = console.ask(asked, option="la référence", text=typed)
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(rows):
            return int(typed) - 1
        found = fitting(rows, typed)
        if len(found) == 1:
            return found[0]
        lines = counted(len(found), "ligne commence", "lignes commencent")
        console.note(f"{lines} ainsi : donnez le numéro" if found else "aucune ligne ne dit cela")
    return None
