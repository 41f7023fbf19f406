"""What both ways of asking share: what a person may reply, and how a question reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from bilantool.choosing import ASIDE
from bilantool.french import NBSP
from bilantool.notes import typed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bilantool.interview import Question


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person wants; `text` is what the field holds then, None where nothing was typed."""

    action: Literal["answer", "skip", "erase", "back", "stop"]
    text: str | None = None


Keep = Callable[[str], str]
"""Keeps what is being typed; returns why it could not, "" otherwise."""


class Asker(Protocol):
    """One way to ask. `KeyboardInterrupt` may come out of both.

    `option` is what to add to the command so that it asks in this way again.
    """

    option: str

    def begin(self, title: str) -> None:
        """Say how to answer, once for each note."""

    def holding(self) -> AbstractContextManager[None]:
        """What is to be in force between two questions too."""

    def ask(self, question: Question, complaint: str, keep: Keep) -> Reply:
        """Ask; `complaint` is why the last answer was refused, if it was.

        `keep` is called as long as an answer is typed, and before anything is raised.
        """


def progress(question: Question) -> str:
    """`7 sur 23`."""
    return f"{question.number} sur {question.total}"


def place(question: Question, *, labels: bool = True) -> str:
    """`Expérience 2 : Cheffe d’équipe › Réalisation 1`; labels are words of the note."""
    around = question.step.place
    return " › ".join(f"{name} : {label}" if label and labels else name for name, label in around)


def heading(question: Question) -> str:
    """What is asked, in a few words."""
    step = question.step
    if step.kind == "group":
        return f"Renseigner : {step.title} ?"
    if step.kind == "keep":
        return f"Garder : {step.title} ?"
    if step.kind == "more":
        return f"Ajouter : {step.title} ?"
    return step.title


def weight(question: Question) -> str:
    """Whether the answer is needed; nothing where the question is only how to go on."""
    if question.step.kind in ASIDE:
        return ""
    return "obligatoire" if question.step.required else "facultatif"


def spoken(question: Question) -> str:
    """What to ask the person in front of you, between quotation marks; "" without."""
    said = question.step.part.get("x-question", "")
    return f"«{NBSP}{said}{NBSP}»" if said else ""


def nearest(options: Sequence[typed.Choice], text: str) -> int | None:
    """The place of the choice of that number, or the first that begins so; None without."""
    wanted = typed.folded(text)
    if wanted.isascii() and wanted.isdecimal():
        number = int(wanted) - 1
        return number if 0 <= number < len(options) else None
    named = ([typed.folded(label), typed.folded(key)] for key, label in options)
    found = (n for n, names in enumerate(named) if any(name.startswith(wanted) for name in names))
    return next(found, None) if wanted else None


def help_lines(question: Question) -> list[str]:
    """What helps to answer: what the field is for, how to write it, an example."""
    part, kind = question.step.part, question.step.kind
    lines = [str(part["description"])] if part.get("description") else []
    if isinstance(question.step.path[-1], int) and kind not in ASIDE:
        lines.append("Une réponse à la fois ; passez quand il n'y en a plus.")
    if kind in _HOW:
        lines.append(_HOW[kind])
    elif kind in ("line", "text", "number") and (sample := typed.example(part)):
        lines.append(f"Exemple : {sample}")
    if part.get("x-sensible"):
        lines.append("D'autres peuvent le lire : ni santé, ni famille, ni opinions.")
    if "x-article" in part:
        lines.append(f"Article {part['x-article']}")
    return lines or ["Répondez avec vos mots, ou passez : vous pourrez y revenir."]


_HOW = {
    "date": "Une date : 14/3/2026, 14 mars, hier, aujourd'hui.",
    "month": "Un mois ou une année : mai 2019, 05/2019, 2019.",
    "hour": "Une heure : 9h30.",
    "yesno": "Oui ou non.",
    "group": "Oui pour répondre aux questions de cette partie, non pour la laisser vide.",
    "keep": "Oui pour continuer, non pour retirer de la liste tout ce qui s'y rapporte.",
    "more": "Oui pour en décrire un de plus, non pour continuer.",
}
