"""Questions on a screen, with arrows and keys (prompt_toolkit's home, with `prompting`).

Each question is drawn where the last one was and gone when it is answered: no word of an answer
stays on the screen, nothing is kept in a history, nothing goes to a file.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, cast

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.containers import AnyContainer
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import TextArea

from bilantool import prompting
from bilantool.cli import asking
from bilantool.cli import asking_looks as looks
from bilantool.cli.asking import Keep, Reply
from bilantool.console import typeset
from bilantool.notes.lines import unified

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
        ("taken", "ansigreen"),
        ("needed", "ansiyellow"),
        ("complaint", "ansired"),
        ("help", "ansigreen"),
        ("mark", "ansicyan"),
        ("key", "bold"),
        ("chosen", "bold"),
    ]
)
_PICK = "Allez au vôtre par les flèches ou par son numéro, puis Entrée."
_ROOM = 14
"""Lines of a terminal below which what only adorns is left out."""


class _Screen(prompting.Screen):
    """One question; `helping` shows its help, `armed` that Enter ends a long text."""

    helping = False
    armed = False
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


class RichAsker:
    """Asks on the terminal itself, one question at a time in the same place."""

    option = ""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, title: str) -> None:
        """Nothing to say: the title and the keys stand around each question."""

    def holding(self) -> AbstractContextManager[None]:
        return prompting.held(self._console.source)

    def ask(self, question: Question, complaint: str, keep: Keep) -> Reply:
        try:
            return cast(Reply, _screen(self._console, question, complaint, keep).ask())
        except EOFError:
            return Reply("stop")  # the window is closed


def _screen(console: Console, question: Question, complaint: str, keep: Keep) -> _Screen:
    """The application that asks one question."""
    choices = _Choices(question) if question.options else None
    area = _text(question)
    output = create_output(console.out)
    short = Condition(lambda: output.get_size().rows < _ROOM)

    def said(text: looks.Pieces, when: Callable[[], bool] = lambda: True) -> AnyContainer:
        shown = _lines(lambda: text, lambda: output.get_size().columns)
        return ConditionalContainer(shown, Condition(when))

    def air() -> AnyContainer:
        return said([("", "")], lambda: not short())

    def trouble() -> looks.Pieces:
        missed = choices.missed if choices else ""
        return looks.trouble(missed or complaint, screen.trouble)

    spoken, hints = asking.spoken(question), "\n".join(asking.help_lines(question))
    parts: list[AnyContainer] = [
        said([("class:taken", typeset(f"→ {question.taken}"))], lambda: bool(question.taken)),
        said(looks.progress(question), lambda: not short()),
        air(),
        said(looks.heading(question)),
        said([("class:spoken", typeset(spoken))], lambda: bool(spoken)),
        said([("class:help", typeset(hints))], lambda: screen.helping),
        said(looks.waiting(question), lambda: bool(question.waiting) and not complaint),
        ConditionalContainer(
            _lines(trouble, lambda: output.get_size().columns),
            Condition(lambda: bool(trouble())),
        ),
        air(),
        choices.window() if choices else VSplit([_mark(), area]),
        air(),
        _lines(
            lambda: looks.toolbar(question, armed=screen.armed), lambda: output.get_size().columns
        ),
    ]
    whole = ConditionalContainer(
        HSplit(parts), Condition(lambda: not screen.gone), alternative_content=Window()
    )
    screen = _Screen(
        layout=Layout(whole, focused_element=None if choices else area),
        key_bindings=_keys(question, choices or area.buffer),
        style=_COLOURS if console.colour else _PLAIN,
        input=prompting.listening(console.source),
        output=output,
        erase_when_done=True,
        full_screen=False,
    )
    if choices is None:
        screen.field, screen.keep = area.buffer, keep

        def disarm(_buffer: Buffer) -> None:
            screen.armed = False

        area.buffer.on_text_changed += disarm
        area.buffer.on_cursor_position_changed += disarm
    return screen


def _lines(text: Callable[[], looks.Pieces], columns: Callable[[], int]) -> Window:
    """Text broken between words; the library would break it anywhere."""

    def shown() -> StyleAndTextTuples:
        return [*looks.broken(text(), columns())]

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
        text=question.text,
        multiline=many,
        wrap_lines=True,
        input_processors=[_WholeWords()],
        dont_extend_height=True,
        height=Dimension(min=3 if many else 1, max=None),
    )
    area.buffer.cursor_position = len(question.text)
    return area


class _Choices:
    """What can be chosen; `at` is the place of the one that is marked.

    `missed` says that what is typed is none of them: Enter does not answer then, or who looks at
    the keys alone would have answered with whichever was marked.
    """

    missed = ""

    def __init__(self, question: Question) -> None:
        self.options = question.options
        shown = question.current or question.proposed
        held = [n for n, (_, label) in enumerate(self.options) if label == shown]
        # Enter goes on, and opens nothing unasked.
        aside = question.step.kind in ("group", "more")
        self.at = held[0] if held else len(self.options) - 1 if aside else 0
        self._typed = ""

    @property
    def key(self) -> str:
        return self.options[self.at][0]

    def move(self, by: int) -> None:
        """Up or down, not beyond the ends."""
        self._typed = self.missed = ""
        self.at = min(max(self.at + by, 0), len(self.options) - 1)

    def type(self, text: str) -> None:
        """Go to the one that begins with what is typed, or has its number."""
        self._typed, self.missed = self._typed + text, ""
        wanted = self._typed.strip()
        found = asking.nearest(self.options, wanted)
        if found is not None:
            self.at = found
        elif wanted:
            self.missed = f"« {wanted} » n'est aucun de ces choix. {_PICK}"

    def shorten(self) -> None:
        """Take the last letter typed back."""
        self._typed = self._typed[:-1]
        self.type("")

    def taken(self) -> bool:
        """Whether the marked one is meant; what was typed is forgotten if not."""
        stray = bool(self.missed and self._typed)
        self._typed = ""
        return not stray

    def window(self) -> Window:
        def shown() -> StyleAndTextTuples:
            return [*looks.choices(self.options, self.at)]

        control = FormattedTextControl(shown, focusable=True, show_cursor=False)
        return Window(control, dont_extend_height=True, wrap_lines=True)


def _keys(question: Question, field: _Choices | Buffer) -> KeyBindings:
    keys = KeyBindings()

    def typed() -> str | None:
        return field.text if isinstance(field, Buffer) else None

    def leave(event: KeyPressEvent, reply: Reply | None) -> None:
        cast(_Screen, event.app).leave(reply)

    def way_out(key: str, action: Literal["back", "skip", "stop"]) -> None:
        @keys.add(key, eager=True)
        def _out(event: KeyPressEvent) -> None:
            leave(event, Reply(action, typed()))

    way_out("f2", "back")
    way_out("f3", "skip")
    way_out("f4", "stop")
    way_out("c-d", "stop")

    @keys.add("f1")
    @keys.add("?", eager=True, filter=Condition(lambda: typed() == ""))
    def _help(event: KeyPressEvent) -> None:
        screen = cast(_Screen, event.app)
        screen.helping = not screen.helping

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        leave(event, None)

    if isinstance(field, Buffer):
        _typing(keys, question, field)
    else:
        _choosing(keys, field)
    return keys


def _at_the_end(keys: KeyBindings, reply: Callable[[], Reply | None]) -> None:
    """Enter validates, unless there is no reply; behind a paste, only if nothing follows."""

    def finish(screen: _Screen) -> None:
        found = reply()
        if found is None:
            screen.invalidate()
        else:
            screen.leave(found)

    @keys.add("enter", eager=True)
    def _finish(event: KeyPressEvent) -> None:
        finish(cast(_Screen, event.app))

    @keys.add(prompting.LAST_ENTER, eager=True)
    def _finish_quietly(event: KeyPressEvent) -> None:
        screen = cast(_Screen, event.app)
        screen.quietly(lambda: finish(screen))


def _choosing(keys: KeyBindings, field: _Choices) -> None:
    """Enter alone validates; arrows and what is typed only move."""
    _at_the_end(keys, lambda: Reply("answer", field.key) if field.taken() else None)
    far = len(field.options)
    moves = {"up": -1, "down": 1, "pageup": -5, "pagedown": 5, "home": -far, "end": far}
    for name, by in moves.items():

        @keys.add(name)
        def _move(_event: KeyPressEvent, by: int = by) -> None:
            field.move(by)

    @keys.add(Keys.Any)
    def _letter(event: KeyPressEvent) -> None:
        if event.data.isprintable():
            field.type(event.data)

    @keys.add("backspace")
    def _back(_event: KeyPressEvent) -> None:
        field.shorten()

    @keys.add(Keys.BracketedPaste)
    def _paste(event: KeyPressEvent) -> None:
        field.move(0)
        field.type(unified(event.data).partition("\n")[0])


def _typing(keys: KeyBindings, question: Question, field: Buffer) -> None:
    """Enter ends a line; a long text is ended by a key that no paste holds."""
    several = question.step.kind == "text"
    prompting.typed_keys(keys, field, several=several)

    def reply() -> Reply:
        if field.text.strip():
            return Reply("answer", field.text)
        return Reply("erase" if question.current else "skip", field.text)

    @keys.add("c-s", eager=True)
    def _finish(event: KeyPressEvent) -> None:
        cast(_Screen, event.app).leave(reply())

    @keys.add("f5", eager=True)
    def _as_recorded(_event: KeyPressEvent) -> None:
        field.save_to_undo_stack()
        field.document = Document(question.current)

    if not several:
        _at_the_end(keys, reply)
        return

    @keys.add("escape", eager=True)
    def _arm(event: KeyPressEvent) -> None:
        cast(_Screen, event.app).armed = True

    @keys.add("enter", eager=True)
    @keys.add(prompting.LAST_ENTER, eager=True)
    def _new_line(event: KeyPressEvent) -> None:
        if cast(_Screen, event.app).armed:
            _finish(event)
        else:
            field.newline(copy_margin=False)
