"""Questions with line editing and arrows (prompt_toolkit's home).

Each question is drawn where the last one was and gone when it is answered: no word of an answer
stays on the screen, nothing is kept in a history, nothing goes to a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.containers import AnyContainer
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import RadioList, TextArea

from bilantool.cli import asking
from bilantool.cli import asking_looks as looks
from bilantool.cli.asking import Reply
from bilantool.console import typeset

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
_ROOM = 14
"""Lines of a terminal below which what only adorns is left out."""


class _Screen(Application[Reply]):
    """One question; `helping` shows its help."""

    helping = False
    gone = False

    def leave(self, reply: Reply | None) -> None:
        """End with a reply, or interrupted.

        Everything is drawn blank first: a terminal may take a screen that is erased as a whole
        into what one can scroll back to.
        """
        self.gone = True
        self.renderer.render(self, self.layout)
        if reply is None:
            self.exit(exception=KeyboardInterrupt())
        else:
            self.exit(result=reply)

    def cpr_not_supported_callback(self) -> None:
        """Say nothing of a terminal that does not tell where its cursor is: it works."""


class RichAsker:
    """Asks on the terminal itself, one question at a time in the same place."""

    option = ""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, title: str) -> None:
        """Nothing to say: the title and the keys stand around each question."""

    def ask(self, question: Question, complaint: str) -> Reply:
        return _screen(self._console, question, complaint).run()


def _screen(console: Console, question: Question, complaint: str) -> _Screen:
    """The application that asks one question."""
    field: Any = _list(question) if question.options else _text(question)
    output = create_output(console.out)
    short = Condition(lambda: output.get_size().rows < _ROOM)

    def said(text: looks.Pieces, when: Callable[[], bool] = lambda: True) -> AnyContainer:
        shown = _lines(text, lambda: output.get_size().columns)
        return ConditionalContainer(shown, Condition(when))

    def air() -> AnyContainer:
        return said([("", "")], lambda: not short())

    spoken, hints = asking.spoken(question), "\n".join(asking.help_lines(question))
    parts: list[AnyContainer] = [
        said(looks.progress(question), lambda: not short()),
        air(),
        said(looks.heading(question)),
        said([("class:spoken", typeset(spoken))], lambda: bool(spoken)),
        said([("class:help", typeset(hints))], lambda: screen.helping),
        said(
            [("class:complaint", typeset(f"Non enregistré : {complaint}"))], lambda: bool(complaint)
        ),
        air(),
        field if question.options else VSplit([_mark(), field]),
        air(),
        said(looks.toolbar(question)),
    ]
    whole = ConditionalContainer(
        HSplit(parts), Condition(lambda: not screen.gone), alternative_content=Window()
    )
    screen = _Screen(
        layout=Layout(whole, focused_element=field),
        key_bindings=_keys(question, field),
        style=_COLOURS if console.colour else _PLAIN,
        input=create_input(console.source),
        output=output,
        erase_when_done=True,
        full_screen=False,
    )
    return screen


def _lines(text: looks.Pieces, columns: Callable[[], int]) -> Window:
    """Text broken between words; the library would break it anywhere."""

    def shown() -> StyleAndTextTuples:
        return [*looks.broken(text, columns())]

    control = FormattedTextControl(shown)
    return Window(control, dont_extend_height=True, height=Dimension(min=1))


def _mark() -> Window:
    return Window(FormattedTextControl([("class:mark", "› ")]), width=2, dont_extend_height=True)


class _WholeWords(Processor):
    """Breaks what is typed between words."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        pieces = [*explode_text_fragments(transformation_input.fragments)]
        line = "".join(piece[1] for piece in pieces)
        pads = looks.pads(line, max(transformation_input.width, 1))
        for place, count in reversed(pads):
            pieces.insert(place, ("", " " * count))

        return Transformation(
            pieces,
            source_to_display=lambda place: looks.padded(pads, place),
            display_to_source=lambda place: looks.unpadded(pads, place),
        )


def _text(question: Question) -> TextArea:
    """Where an answer is typed; the one that is there already can be corrected."""
    many = question.step.kind == "text"
    area = TextArea(
        text=question.current,
        multiline=many,
        wrap_lines=True,
        input_processors=[_WholeWords()],
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


def _keys(question: Question, field: Any) -> KeyBindings:
    keys = KeyBindings()

    def leave(event: KeyPressEvent, reply: Reply | None) -> None:
        cast(_Screen, event.app).leave(reply)

    @keys.add("f1")
    @keys.add("?", eager=True, filter=Condition(lambda: not question.options and not field.text))
    def _help(event: KeyPressEvent) -> None:
        screen = cast(_Screen, event.app)
        screen.helping = not screen.helping

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
        leave(event, None)

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
