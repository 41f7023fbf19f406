"""Questions and answers line by line: for a screen reader, a simple terminal, a pipe.

Nothing moves on the screen but the line that is typed, and everything can be typed. Where nobody
watches (a pipe), no word of a note is printed: it could end in a log.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from bilantool.cli import asking
from bilantool.cli.asking import Reply
from bilantool.errors import DataFault, Refusal

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bilantool.cli.asking import Keep
    from bilantool.console import Console
    from bilantool.interview import Question

HELP, BACK, ERASE, STOP, END, SAME = "?", "<", "-", "!", ".", "="
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
        self._rank = 0

    def holding(self) -> AbstractContextManager[None]:
        if not self._console.corrects:
            return nullcontext()
        from bilantool import prompting

        return prompting.held(self._console.source)

    def begin(self, title: str) -> None:
        say = self._console.say
        say(self._console.style(title, bold=True))
        say("Chaque réponse est gardée aussitôt. À la place d'une réponse, tapez :")
        say(
            f"  {HELP} aide    {BACK} revenir    Entrée seule passer    "
            f"{ERASE} effacer    {STOP} arrêter"
        )
        say(f"Un texte long prend plusieurs lignes ; {END} seul sur une ligne le termine.")

    def ask(self, question: Question, complaint: str, keep: Keep) -> Reply:
        say = self._console.say
        if complaint:
            self._refuse_to_go_on(question, complaint)
            say(f"Réponse non enregistrée : {complaint}", hang=2)
        else:
            if question.taken and self._console.interactive:
                say(f"→ {question.taken}", hang=2)
            self._show(question)
        self._rank += 1
        several = question.step.kind == "text"
        earlier = f"{question.waiting}\n" if several and question.waiting else ""
        given = question.waiting or question.proposed
        text = "" if several or not self._console.corrects else given
        if question.waiting and not text and not complaint:
            self._show_waiting(question)
        elif question.proposed and not text and not complaint:
            say(f"Réponse habituelle ({SAME} pour la prendre) : {question.proposed}", hang=2)
        while True:
            line = self._line(text=text, several=several, keep=_behind(earlier, keep))
            if line is None:
                return Reply("stop")
            typed = line.strip()
            if typed == HELP:
                for each in asking.help_lines(question):
                    say(f"  {each}", hang=2)
            elif typed == SAME and given:
                return Reply("answer", given)
            elif typed == END and several:  # of what waits, or of nothing
                return Reply("answer", question.waiting) if question.waiting else Reply("skip")
            elif typed == "" and text:
                return Reply("skip", "")
            elif typed in _ACTIONS:
                return _ACTIONS[typed]
            elif several:
                return self._rest(earlier + line, keep)
            else:
                return Reply("answer", typed)

    def _refuse_to_go_on(self, question: Question, complaint: str) -> None:
        """From a pipe, what follows a refused answer would answer the wrong questions."""
        if self._console.interactive:
            return
        raise Refusal(
            f"la réponse n° {self._rank} n'est pas enregistrée, à la question "
            f"« {asking.heading(question)} » : {complaint}",
            hint="ce qui précède est enregistré, ce qui suit n'a pas été employé : corrigez-la, "
            "puis redonnez les réponses à partir d'elle",
        )

    def _show_waiting(self, question: Question) -> None:
        """What was typed before, and how it is taken up where it cannot stand in the line."""
        if not self._console.interactive:
            return
        self._console.say("Texte tapé, pas encore validé :")
        for line in question.waiting.split("\n"):
            self._console.raw(f"  {line}")
        more = "tapez-en la suite, ou " if question.step.kind == "text" else ""
        self._console.say(f"({more}{SAME} pour le valider ainsi, {ERASE} pour l'effacer)")

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

    def _rest(self, text: str, keep: Keep) -> Reply:
        """A long text that began so, up to a full stop alone.

        In a pipe, the end of the answers ends it too; who ends them at a terminal has not
        finished it, and it waits.
        """
        while True:
            if self._console.interactive:
                keep(text)
            before = f"{text}\n"
            line = self._line(several=True, keep=_behind(before, keep))
            if line is None:
                return Reply("stop" if self._console.corrects else "answer", text)
            if line.strip() == END:
                return Reply("answer", text)
            text = before + line

    def _line(self, *, text: str = "", several: bool, keep: Keep) -> str | None:
        """The next line without its end; None after the last one."""
        console = self._console
        try:
            return console.line("> ", console.out, text=text, keep=keep, several=several)
        except UnicodeDecodeError:
            raise DataFault(
                "les réponses ne sont pas un texte en UTF-8",
                hint="enregistrez-les en UTF-8, une par ligne, puis recommencez",
            ) from None


def _behind(text: str, keep: Keep) -> Keep:
    """Keeps a line that is typed behind a text."""
    return lambda line: keep(text + line)
