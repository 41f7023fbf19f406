"""How a question looks on a terminal that can be drawn on: pieces of text with their styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bilantool.cli import asking
from bilantool.console import typeset
from bilantool.french import NBSP

if TYPE_CHECKING:
    from bilantool.interview import Question
    from bilantool.notes.typed import Choice

Pieces = list[tuple[str, str]]
"""Text in pieces, each behind the name of its style."""

_BAR = 20
_WORD = re.compile(r"\S+|\s")


def broken(text: Pieces, width: int) -> Pieces:
    """`text` in lines of at most `width`; no-break spaces have then done their work."""
    lines: list[list[tuple[str, str]]] = [[]]
    for style, letters in text:
        for letter in letters:
            if letter == "\n":
                lines.append([])
                continue
            line = lines[-1]
            line.append((style, letter))
            if len(line) > width and (cut := _space(line)):
                lines[-1:] = [line[:cut], line[cut + 1 :]]
    joined: Pieces = []
    for number, line in enumerate(lines):
        joined += [("", "\n")] if number else []
        joined += [(style, " " if letter == NBSP else letter) for style, letter in line]
    return joined


def _space(line: list[tuple[str, str]]) -> int:
    """The last place where a line may be broken; 0 without."""
    return max((at for at, (_, letter) in enumerate(line) if letter == " "), default=0)


def pads(line: str, width: int) -> list[tuple[int, int]]:
    """Where blanks push a word that the edge would cut to the next row: (place, how many)."""
    found, column = [], 0
    for word in _WORD.finditer(line):
        room, length = width - column % width, len(word[0])
        if room < length <= width and not word[0].isspace():
            found.append((word.start(), room))
            column += room
        column += length
    return found


def padded(pads: list[tuple[int, int]], place: int) -> int:
    """Where a place of what is typed stands once blanks are put in."""
    return place + sum(count for start, count in pads if start <= place)


def unpadded(pads: list[tuple[int, int]], place: int) -> int:
    """The place of what is typed that stands there; a blank is the word behind it."""
    before = 0
    for start, count in pads:
        if place < start + before:
            break
        if place < start + before + count:
            return start
        before += count
    return place - before


def progress(question: Question) -> Pieces:
    done = _BAR * (question.number - 1) // max(question.total, 1)
    return [
        ("class:note", typeset(question.note) + "  "),
        ("class:bar.done", "━" * done),
        ("class:bar.left", "─" * (_BAR - done)),
        ("class:quiet", "  " + asking.progress(question)),
    ]


def heading(question: Question) -> Pieces:
    place, weight = asking.place(question), asking.weight(question)
    found: Pieces = [("class:quiet", typeset(place) + "\n")] if place else []
    found.append(("class:title", typeset(asking.heading(question))))
    if weight:
        style = "class:needed" if question.step.required else "class:quiet"
        found.append((style, f"  {weight}"))
    return found


def waiting(question: Question) -> Pieces:
    """That what stands in the field was typed before; nothing where nothing was."""
    said = "Ce texte n'était pas validé : corrigez-le, ou validez-le." if question.waiting else ""
    return [("class:help", typeset(said))]


def trouble(complaint: str, unkept: str) -> Pieces:
    """Why the answer was refused, and why what is typed is not kept."""
    said = [f"Non enregistré : {complaint}"] if complaint else []
    said += [f"Ce que vous tapez n'est pas gardé : {unkept}"] if unkept else []
    return [("class:complaint", typeset("\n".join(said)))]


def choices(options: Sequence[Choice], at: int) -> Pieces:
    """What can be chosen, numbered where that helps, one of them marked."""
    found: Pieces = []
    for number, (_, label) in enumerate(options):
        mark = "› " if number == at else "  "
        count = f"{number + 1:>2}. " if len(options) > 2 else ""
        said = typeset(label[0].upper() + label[1:])
        style = "class:chosen" if number == at else ""
        found += [("[SetCursorPosition]", "")] if number == at else []
        end = "\n" if number + 1 < len(options) else ""
        found.append((style, f"{mark}{count}{said}{end}"))
    return found


def toolbar(question: Question, *, armed: bool) -> Pieces:
    """The keys that work here, the one that goes on first."""
    if armed:
        return _keys([("Entrée", "valider"), ("une autre touche", "continuer le texte")])
    if question.options:
        first = [("↑↓", "choisir"), ("Entrée", "valider")]
    elif question.step.kind == "text":
        first = [("Ctrl-S", "valider"), ("Entrée", "à la ligne")]
    else:
        first = [("Entrée", "valider")]
    if question.waiting:
        first.append(("F5", "remettre la réponse" if question.current else "effacer"))
    rest = [("F1", "aide"), ("F2", "revenir"), ("F3", "passer"), ("F4", "arrêter")]
    return _keys([*first, *rest])


def _keys(named: Sequence[tuple[str, str]]) -> Pieces:
    found: Pieces = []
    for key, what in named:
        spaced = what.replace(" ", NBSP)
        found += [("class:key", key.replace(" ", NBSP)), ("class:quiet", f"{NBSP}{spaced}  ")]
    return found
