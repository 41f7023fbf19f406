"""Questions and answers line by line: for a screen reader, a simple terminal, a pipe.

Nothing moves on the screen, and everything can be typed. Where nobody watches (a pipe), no word
of a note is printed: it could end in a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilantool.cli import asking
from bilantool.cli.asking import Reply
from bilantool.errors import DataFault

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.interview import Question

HELP, BACK, ERASE, STOP, END = "?", "<", "-", "!", "."
_ACTIONS: dict[str, Reply] = {
    "": Reply("skip"),
    BACK: Reply("back"),
    ERASE: Reply("erase"),
    STOP: Reply("stop"),
}


class PlainAsker:
    """Asks on the console and reads the answers from its source; their end is a stop."""

    option = " --plain"

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, title: str) -> None:
        say = self._console.say
        say(self._console.style(title, bold=True))
        say("Chaque réponse est enregistrée aussitôt. À la place d'une réponse, tapez :")
        say(
            f"  {HELP} aide    {BACK} revenir    Entrée seule passer    "
            f"{ERASE} effacer    {STOP} arrêter"
        )

        say(f"Un texte long prend plusieurs lignes ; {END} seul sur une ligne le termine.")

    def ask(self, question: Question, complaint: str) -> Reply:
        say = self._console.say
        if complaint:
            say(f"Réponse non enregistrée : {complaint}", hang=2)
        else:
            self._show(question)
        while True:
            line = self._line()
            if line is None:
                return Reply("stop")
            typed = line.strip()
            if typed == HELP:
                for each in asking.help_lines(question):
                    say(f"  {each}", hang=2)
            elif typed in _ACTIONS:
                return _ACTIONS[typed]
            elif question.step.kind == "text":
                return self._rest(line)
            else:
                return Reply("answer", typed)

    def _show(self, question: Question) -> None:
        say, watched = self._console.say, self._console.interactive
        weight = asking.weight(question)
        title = asking.heading(question) + (f" ({weight})" if weight else "")
        about = (asking.progress(question), asking.place(question, labels=watched))
        say()
        before = "".join(f"{each} · " for each in about if each)
        say(self._console.style(before, dim=True) + self._console.style(title, bold=True), hang=2)
        if spoken := asking.spoken(question):
            say(spoken)
        if question.current and watched:
            say("Réponse actuelle (Entrée seule la garde) :")
            for line in question.current.split("\n"):
                self._console.raw(f"  {line}")
        kind = question.step.kind
        if kind == "choice" or (kind == "reference" and watched):
            for number, (_, label) in enumerate(question.options, 1):
                say(f"  {number}. {label}", hang=5)
        elif kind == "text":
            say("(texte long)")
        elif question.options and kind != "reference":
            say("(oui ou non)")

    def _rest(self, first: str) -> Reply:
        """A long text, up to a full stop alone; the end of the answers ends it too."""
        lines = [first]
        while (line := self._line()) is not None and line.strip() != END:
            lines.append(line)
        return Reply("answer", "\n".join(lines))

    def _line(self) -> str | None:
        """The next line without its end; None after the last one."""
        if self._console.interactive:
            self._console.out.write("> ")
            self._console.out.flush()
        try:
            line = self._console.source.readline()
        except UnicodeDecodeError:
            raise DataFault(
                "les réponses ne sont pas un texte en UTF-8",
                hint="enregistrez-les en UTF-8, une par ligne, puis recommencez",
            ) from None
        return line.rstrip("\r\n") if line else None
