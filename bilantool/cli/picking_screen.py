"""The list of `picking`, drawn (prompt_toolkit): what is typed narrows it, nothing of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import TextArea

from bilantool.cli.picking import Row, fitting
from bilantool.console import typeset

if TYPE_CHECKING:
    from bilantool.console import Console

_STYLE = Style([("key", "bold"), ("chosen", "bold"), ("question", "bold")])
_HELP: StyleAndTextTuples = [
    ("class:key", "↑↓"), ("", " choisir  "), ("class:key", "lettres"), ("", " chercher  "),
    ("class:key", "Entrée"), ("", " valider  "), ("class:key", "Échap"), ("", " arrêter"),
]  # fmt: skip
_AROUND = 4
"""Lines of the terminal that are not rows: the question, the keys, how many more there are."""
_MOST = 15
"""Rows shown at once."""


class _Picking(Application[int | None]):
    """The rows that fit what was typed, one of them `chosen`."""

    def __init__(self, console: Console, question: str, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.chosen = 0
        self.gone = False
        self.field = TextArea(multiline=False, height=1, dont_extend_height=True)
        self.field.buffer.on_text_changed += lambda _: self.move(-len(rows))
        asked = typeset(f"{question} ? ")
        whole = HSplit(
            [
                VSplit(
                    [_line([("class:question", asked)], width=len(asked)), self.field],
                    height=1,
                ),
                Window(FormattedTextControl(self._shown), dont_extend_height=True),
                _line(_HELP),
            ]
        )
        blank = ConditionalContainer(
            whole, Condition(lambda: not self.gone), alternative_content=Window()
        )
        super().__init__(
            layout=Layout(blank, focused_element=self.field),
            key_bindings=_keys(),
            style=_STYLE if console.colour else Style([("chosen", "reverse")]),
            input=create_input(console.source),
            output=create_output(console.out),
            erase_when_done=True,
            full_screen=False,
        )
        self.ttimeoutlen = 0.05  # Escape leaves at once

    @property
    def fitting(self) -> list[int]:
        return fitting(self._rows, self.field.text)

    def move(self, by: int) -> None:
        self.chosen = max(0, min(self.chosen + by, len(self.fitting) - 1))

    def leave(self, result: int | None, *, interrupted: bool = False) -> None:
        """End, once everything is drawn blank: a terminal may keep what is erased as a whole."""
        self.gone = True
        self.renderer.render(self, self.layout)
        if interrupted:
            self.exit(exception=KeyboardInterrupt())
        else:
            self.exit(result=result)

    def cpr_not_supported_callback(self) -> None:
        """Say nothing of a terminal that does not tell where its cursor is: it works."""

    def _shown(self) -> StyleAndTextTuples:
        """The rows around the chosen one, as many as the terminal takes."""
        size = self.output.get_size()
        room = max(1, min(_MOST, size.rows - _AROUND))
        found = self.fitting
        first = max(0, min(self.chosen - room // 2, len(found) - room))
        pieces: StyleAndTextTuples = []
        for place, row in enumerate(found[first : first + room], first):
            mark, style = ("› ", "class:chosen") if place == self.chosen else ("  ", "")
            line = typeset(self._rows[row][0])[: size.columns - len(mark) - 1]
            pieces.append((style, f"{mark}{line}\n"))
        more = len(found) - room
        pieces.append(("", f"  … et {more} de plus" if more > 0 else "" if found else "  rien"))
        return pieces


def pick(console: Console, question: str, rows: Sequence[Row]) -> int | None:
    """As `picking.pick`."""
    return _Picking(console, question, rows).run()


def _line(pieces: StyleAndTextTuples, width: int | None = None) -> Window:
    return Window(FormattedTextControl(pieces), height=1, width=width)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    def picking(event: KeyPressEvent) -> _Picking:
        assert isinstance(event.app, _Picking)
        return event.app

    @keys.add("up", eager=True)
    def _up(event: KeyPressEvent) -> None:
        picking(event).move(-1)

    @keys.add("down", eager=True)
    @keys.add("tab", eager=True)
    def _down(event: KeyPressEvent) -> None:
        picking(event).move(1)

    @keys.add("enter", eager=True)
    def _choose(event: KeyPressEvent) -> None:
        found = picking(event).fitting
        if found:
            picking(event).leave(found[picking(event).chosen])

    @keys.add("escape", eager=True)  # else the key behind it would leave a second time
    @keys.add("f4", eager=True)
    @keys.add("c-d", eager=True)
    def _stop(event: KeyPressEvent) -> None:
        picking(event).leave(None)

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _interrupt(event: KeyPressEvent) -> None:
        picking(event).leave(None, interrupted=True)

    return keys
