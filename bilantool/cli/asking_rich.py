"""Questions with line editing and arrows (prompt_toolkit's home).

Each question is drawn where the last one was and gone when it is answered: no word of an answer
stays on the screen, nothing is kept in a history, nothing goes to a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.containers import AnyContainer
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import RadioList, TextArea

from bilantool.cli import asking
from bilantool.cli.asking import Reply
from bilantool.console import typeset
from bilantool.french import NBSP

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.interview import Question

_PLAIN = Style([("bar.done", ""), ("option.selected", "bold reverse")])
_COLOURS = Style(
    [
        ("note", "bold"),
        ("quiet", "ansibrightblack"),
        ("bar.done", "ansicyan"),
        ("bar.left", "ansibrightblack"),
        ("title", "bold"),
        ("spoken", "ansicyan"),
        ("needed", "ansiyellow"),
        ("complaint", "ansired"),
        ("help", "ansigreen"),
        ("mark", "ansicyan"),
        ("key", "bold"),
        ("chosen", "bold"),
    ]
)
_YES_NO = ("yesno", "group", "more")
_BAR = 20
_ROOM = 14
"""Lines of a terminal below which what only adorns is left out."""


class _Screen(Application[Reply]):
    def cpr_not_supported_callback(self) -> None:
        """Say nothing of a terminal that does not tell where its cursor is: it works."""


class RichAsker:
    """Asks on the terminal itself, one question at a time in the same place."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._note = ""

    def begin(self, title: str) -> None:
        self._note = title

    def ask(self, question: Question, complaint: str) -> Reply:
        return _screen(self._console, question, complaint).run()


def _screen(console: Console, question: Question, complaint: str) -> _Screen:
    """The application that asks one question."""
    helping = [False]
    field: Any = _list(question) if question.options else _text(question)
    keys = _keys(question, field, helping)
    output = create_output(console.out)
    short = Condition(lambda: output.get_size().rows < _ROOM)

    def said(text: StyleAndTextTuples, when: Callable[[], bool] = lambda: True) -> AnyContainer:
        shown = _lines(text, lambda: output.get_size().columns)
        return ConditionalContainer(shown, Condition(when))

    def air() -> AnyContainer:
        return said([("", "")], lambda: not short())

    spoken, hints = asking.spoken(question), "\n".join(asking.help_lines(question))
    parts: list[AnyContainer] = [
        said(_progress(question), lambda: not short()),
        air(),
        said(_heading(question)),
        said([("class:spoken", typeset(spoken))], lambda: bool(spoken)),
        said([("class:help", typeset(hints))], lambda: helping[0]),
        said(
            [("class:complaint", typeset(f"Non enregistré : {complaint}"))], lambda: bool(complaint)
        ),
        air(),
        field if question.options else VSplit([_mark(), field]),
        air(),
        said(_toolbar(question)),
    ]
    return _Screen(
        layout=Layout(HSplit(parts), focused_element=field),
        key_bindings=keys,
        style=_COLOURS if console.colour else _PLAIN,
        input=create_input(console.source),
        output=output,
        erase_when_done=True,
        full_screen=False,
    )


def _lines(text: StyleAndTextTuples, columns: Callable[[], int]) -> Window:
    """Text broken between words; the library would break it anywhere."""
    shown = FormattedTextControl(lambda: _broken(text, columns()))
    return Window(shown, dont_extend_height=True, height=Dimension(min=1))


def _broken(text: StyleAndTextTuples, width: int) -> StyleAndTextTuples:
    """`text` in lines of at most `width`; no-break spaces have then done their work."""
    lines: list[list[tuple[str, str]]] = [[]]
    for style, letters, *_ in text:
        for letter in letters:
            if letter == "\n":
                lines.append([])
                continue
            line = lines[-1]
            line.append((style, letter))
            if len(line) > width and (cut := _space(line)):
                lines[-1:] = [line[:cut], line[cut + 1 :]]
    joined: StyleAndTextTuples = []
    for number, line in enumerate(lines):
        joined += [("", "\n")] if number else []
        joined += [(style, " " if letter == NBSP else letter) for style, letter in line]
    return joined


def _space(line: list[tuple[str, str]]) -> int:
    """The last place where a line may be broken; 0 without."""
    return max((at for at, (_, letter) in enumerate(line) if letter == " "), default=0)


def _mark() -> Window:
    return Window(FormattedTextControl([("class:mark", "› ")]), width=2, dont_extend_height=True)


def _text(question: Question) -> TextArea:
    """Where an answer is typed; the one that is there already can be corrected."""
    many = question.step.kind == "text"
    area = TextArea(
        text=question.current,
        multiline=many,
        wrap_lines=True,
        dont_extend_height=True,
        height=Dimension(min=3 if many else 1, max=None),
    )
    area.buffer.cursor_position = len(question.current)
    return area


def _list(question: Question) -> RadioList[str]:
    """What can be chosen, by arrows or by its number."""
    values = [(key, typeset(label[0].upper() + label[1:])) for key, label in question.options]
    held = [key for key, label in question.options if label == question.current]
    aside = question.step.kind in ("group", "more")  # Enter goes on, and opens nothing unasked
    return RadioList(
        values,
        default=held[0] if held else values[-1 if aside else 0][0],
        select_on_focus=True,
        open_character="",
        select_character="›",
        close_character="",
        checked_style="class:chosen",
        show_numbers=len(values) > 2,
        show_cursor=False,
        show_scrollbar=False,
    )


def _keys(question: Question, field: Any, helping: list[bool]) -> KeyBindings:
    keys = KeyBindings()

    def leave(event: KeyPressEvent, reply: Reply) -> None:
        event.app.exit(result=reply)

    @keys.add("f1")
    def _help(_event: KeyPressEvent) -> None:
        helping[0] = not helping[0]

    @keys.add("f2")
    def _back(event: KeyPressEvent) -> None:
        leave(event, Reply("back"))

    @keys.add("f3")
    def _skip(event: KeyPressEvent) -> None:
        leave(event, Reply("skip"))

    @keys.add("f4")
    def _stop(event: KeyPressEvent) -> None:
        leave(event, Reply("stop"))

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    if question.options:

        @keys.add("enter", eager=True)
        def _choose(event: KeyPressEvent) -> None:
            leave(event, Reply("answer", field.current_value))

        for word in ("oui", "non") if question.step.kind in _YES_NO else ():

            @keys.add(word[0], eager=True)
            def _yes_or_no(event: KeyPressEvent, word: str = word) -> None:
                leave(event, Reply("answer", word))

        return keys

    def finish(event: KeyPressEvent) -> None:
        text = field.text
        if text.strip():
            leave(event, Reply("answer", text))
        else:
            leave(event, Reply("erase" if question.current else "skip"))

    @keys.add("?", eager=True, filter=Condition(lambda: not field.text))
    def _question_mark(_event: KeyPressEvent) -> None:
        helping[0] = not helping[0]

    if question.step.kind == "text":
        keys.add("c-d", eager=True)(finish)
        keys.add("escape", "enter", eager=True)(finish)

        @keys.add("enter", eager=True)
        def _new_line(event: KeyPressEvent) -> None:
            # Enter on an empty last line ends the text, as in a message.
            document = field.buffer.document
            if document.is_cursor_at_the_end and not document.current_line.strip():
                finish(event)
            else:
                event.current_buffer.newline(copy_margin=False)

    else:
        keys.add("enter", eager=True)(finish)
    return keys


def _progress(question: Question) -> StyleAndTextTuples:
    done = _BAR * (question.number - 1) // max(question.total, 1)
    return [
        ("class:note", typeset(question.note) + "  "),
        ("class:bar.done", "━" * done),
        ("class:bar.left", "─" * (_BAR - done)),
        ("class:quiet", "  " + asking.progress(question)),
    ]


def _heading(question: Question) -> StyleAndTextTuples:
    place, weight = asking.place(question), asking.weight(question)
    found: StyleAndTextTuples = [("class:quiet", typeset(place) + "\n")] if place else []
    found.append(("class:title", typeset(asking.heading(question))))
    if weight:
        style = "class:needed" if question.step.required else "class:quiet"
        found.append((style, f"  {weight}"))
    return found


def _toolbar(question: Question) -> StyleAndTextTuples:
    """The keys that work here, the one that goes on first."""
    if question.options:
        first = [("↑↓", "choisir"), ("Entrée", "valider")]
    elif question.step.kind == "text":
        first = [("Entrée deux fois", "valider")]
    else:
        first = [("Entrée", "valider")]
    rest = [("F1", "aide"), ("F2", "revenir"), ("F3", "passer"), ("F4", "arrêter")]
    found: StyleAndTextTuples = []
    for key, what in [*first, *rest]:
        spaced = what.replace(" ", NBSP)
        found += [("class:key", key.replace(" ", NBSP)), ("class:quiet", f"{NBSP}{spaced}  ")]
    return found
