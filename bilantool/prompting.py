"""What is typed at a terminal: lines that can be corrected, pastes told from keys.

prompt_toolkit's home, with the screens of `fill`. Nothing is kept in a history or in a file.
"""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from bilantool.french import NBSP, THIN
from bilantool.notes.lines import unified
from bilantool.storage import signals

LAST_ENTER = Keys.F24
"""Enter behind one line that came with it at once: of a program, a slow network, a paste."""

Keep = Callable[[str], str]
"""Keeps what is in the field; returns why it could not, "" otherwise."""

_ENTER = (Keys.ControlM, Keys.ControlJ)
_ENDS = (*_ENTER, Keys.ControlK, Keys.ControlL)
"""Keys that a pasted end of a line looks like: also what word processors break a line with."""

_LONG = 200
"""Letters at once of which an end of line that follows at once is the end."""

_QUIET = 0.1
"""Seconds without a key after which a paste is over."""

_TICK, _TICKS = 0.5, 3
"""Seconds between two looks at the field, and after how many what goes on is kept all the same."""

_UNUSED = ("c-v", "c-q", "c-x", "c-r", "c-o", "c-t", "escape")
"""Keys that would otherwise do what nobody expects of them in a form."""


class Pasting:
    """Tells pastes from keys where the terminal does not, as older ones and Windows' do.

    What comes at once and holds letters and an end of line was pasted. `clock` in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._over = 0.0

    def together(self, keys: Sequence[KeyPress]) -> list[KeyPress]:
        """The keys that came at once, what was pasted being one of them."""
        found: list[KeyPress] = []
        run: list[KeyPress] = []
        for key in keys:
            if _is_letter(key) or key.key in (*_ENDS, Keys.ControlI):
                run.append(key)
            else:
                found += [*self._taken(run), key]
                run = []
        return found + self._taken(run)

    def _taken(self, run: list[KeyPress]) -> list[KeyPress]:
        """One paste, or the keys as they are."""
        now, letters = self._clock(), sum(map(_is_letter, run))
        ends, goes_on = len(run) - letters, now < self._over
        if letters > _LONG or (ends and (letters or goes_on)):
            self._over = now + _QUIET
        if not ends or not (letters or goes_on):
            return run
        text = unified("".join(key.data for key in run))
        alone = run[-1].key in _ENTER and "\n" not in text[:-1] and not goes_on
        if alone:
            return [KeyPress(Keys.BracketedPaste, text[:-1]), KeyPress(LAST_ENTER, "")]
        return [KeyPress(Keys.BracketedPaste, text)]


def _is_letter(key: KeyPress) -> bool:
    return not isinstance(key.key, Keys)


def listening(source: TextIO) -> Input:
    """The keys of a terminal, with what is pasted as one key."""
    made = create_input(source)
    read, pasting = made.read_keys, Pasting()
    made.read_keys = lambda: pasting.together(read())  # type: ignore[method-assign]
    return made


@contextmanager
def held(source: TextIO) -> Iterator[None]:
    """Between two questions too, what is typed waits unseen, and no key stops the terminal."""
    with create_input(source).raw_mode():
        yield


class Screen(Application[Any]):
    """What asks for one thing: `field` is where it is typed, `keep` keeps it meanwhile."""

    field: Buffer | None = None
    keep: Keep | None = None
    trouble = ""
    _kept = ""
    _keys = 0
    _told = 0

    def ask(self) -> Any:
        """Run until it is answered.

        Raises KeyboardInterrupt, EOFError where nobody is left, and SystemExit where the process
        is told to end. However it ends, the terminal is given back and what is in the field kept.
        """
        self._kept = self.field.text if self.field else ""
        self.key_processor.before_key_press += self._count
        # An exception in the midst of the loop would leave it waiting for itself for ever, and one
        # in the midst of keeping would lose what is typed.
        with signals.telling(self._end):
            try:
                return self.run(pre_run=self._begin, set_exception_handler=False)
            except OSError:  # the terminal is gone
                self._seal()
                raise EOFError from None
            except BaseException:
                self._seal()
                raise

    def cpr_not_supported_callback(self) -> None:
        """Say nothing of a terminal that does not tell where its cursor is: it works."""

    def _end(self, number: int) -> None:
        self._told = number
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._leave_told)

    def _leave_told(self) -> None:
        if self._told and self.future is not None and not self.future.done():
            self.exit(exception=SystemExit(128 + self._told))

    def quietly(self, done: Callable[[], None]) -> None:
        """Do it unless another key comes at once: a paste is never an answer before it ends."""
        before = self._keys

        async def later() -> None:
            await sleep(_QUIET)
            if self._keys == before:
                done()

        self.create_background_task(later())

    def _begin(self) -> None:
        self._leave_told()
        if self.field and self.keep:
            self.create_background_task(self._watch())

    def _count(self, _sender: object) -> None:
        self._keys += 1

    async def _watch(self) -> None:
        """Keep what is typed as soon as it pauses, and at the latest every two seconds."""
        before, ticks = self._kept, 0
        while True:
            await sleep(_TICK)
            text = self.field.text if self.field else ""
            ticks = 0 if text == self._kept else ticks + 1
            if ticks and (text == before or ticks >= _TICKS):
                self._seal()
                ticks = 0
            before = text

    def _seal(self) -> None:
        if self.field is None or self.keep is None or self.field.text == self._kept:
            return
        text = self.field.text
        trouble = self.keep(text)
        self._kept = text
        if trouble != self.trouble:
            self.trouble = trouble
            self.invalidate()


def typed_keys(keys: KeyBindings, field: Buffer, *, several: bool) -> None:
    """What a field understands beside letters and arrows; `several`: lines are kept apart."""

    @keys.add(Keys.BracketedPaste, eager=True)
    def _paste(event: KeyPressEvent) -> None:
        text = unified(event.data)
        field.insert_text(text if several else " ".join(text.split("\n")).strip(" "))

    @keys.add("c-z", eager=True)
    def _undo(_event: KeyPressEvent) -> None:
        field.undo()

    for name in _UNUSED:

        @keys.add(name, eager=True)
        def _nothing(_event: KeyPressEvent) -> None:
            """Nothing: it would quote, search or record."""


def line(
    source: TextIO,
    out: TextIO,
    prompt: str,
    *,
    text: str = "",
    keep: Keep | None = None,
    several: bool = False,
) -> str:
    """A line typed behind `prompt`, of any length; `text` stands there at first.

    A paste of `several` lines stays one answer, its lines apart or joined by spaces. Raises
    KeyboardInterrupt, and EOFError at the end of what is typed.
    """
    field = Buffer(document=Document(text), multiline=several)
    keys = KeyBindings()

    @keys.add("enter", eager=True)
    def _done(event: KeyPressEvent) -> None:
        event.app.exit(result=field.text)

    @keys.add(LAST_ENTER, eager=True)
    def _last(event: KeyPressEvent) -> None:
        screen.quietly(lambda: event.app.exit(result=field.text))

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @keys.add("c-d", eager=True)
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    typed_keys(keys, field, several=several)
    # No-break spaces would be drawn as something to look at.
    shown = prompt.replace(NBSP, " ").replace(THIN, " ")
    control = BufferControl(field, input_processors=[BeforeInput(shown)])
    output = create_output(out)
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False  # one line needs not know where it stands
    screen = Screen(
        layout=Layout(Window(control, wrap_lines=True, dont_extend_height=True)),
        key_bindings=keys,
        input=listening(source),
        output=output,
    )
    screen.field, screen.keep = field, keep
    answer: str = screen.ask()
    return answer
