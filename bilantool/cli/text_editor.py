"""A plain editor in the terminal, for systems where another program's copy would reach the disk.

The text stays in this process: no file, no history, no clipboard of the system. Whoever opens it
is given the text as it stands every `PAUSE` seconds while somebody types, to seal it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import SearchToolbar, TextArea

from bilantool.console import typeset

if TYPE_CHECKING:
    from bilantool.console import Console

PAUSE = 1.5
"""Seconds between two sealings while somebody types: with the next key, under two."""

_STEP = "  "
_KEYS = "Ctrl-S enregistrer et fermer   F4 arrêter, le texte attendra   F1 aide"
_HELP = (
    "Écrivez comme dans un traitement de texte : flèches, Entrée, copier et coller du terminal.",
    "Tab avance de deux espaces. Ctrl-_ défait la dernière frappe. Ctrl-R cherche un mot.",
    "Une ligne qui commence par # est une aide, et ne compte pas.",
    "Le texte est scellé toutes les deux secondes : une fenêtre fermée ne le perd pas.",
    "F1 referme cette aide.",
)


class TextEditor:
    """One text being written; `text` is what it is at any moment."""

    def __init__(
        self,
        console: Console,
        title: str,
        keep: Callable[[str], None],
        keyboard: Input | None = None,
        display: Output | None = None,
    ) -> None:
        """`keep` seals; `keyboard` and `display` are the console's own but where a test is."""
        self._keep = keep
        self._kept = ""
        self._helping = False
        self._search = SearchToolbar()
        self._area = TextArea(
            multiline=True, line_numbers=True, wrap_lines=True, search_field=self._search
        )
        self._app: Application[bool] = Application(
            layout=Layout(self._laid_out(title), focused_element=self._area),
            key_bindings=self._bindings(),
            style=Style([("bar", "reverse" if console.colour else ""), ("help", "")]),
            input=keyboard or create_input(console.source),
            output=display or create_output(console.out),
            full_screen=True,
        )

    @property
    def text(self) -> str:
        return self._area.text

    def write(self, text: str, line: int | None = None) -> str:
        """Open `text`, at a line (from 1); what it is when it is to be saved.

        Raises KeyboardInterrupt when the person stops: `text` then says what there is.
        """
        place = Document(text).translate_row_col_to_index(line - 1, 0) if line else 0
        self._area.document = Document(text, place)
        self._kept = text
        if not self._app.run(pre_run=self._begin):
            raise KeyboardInterrupt
        return self.text

    def _begin(self) -> None:
        self._app.create_background_task(self._sealing())

    async def _sealing(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            if self.text != self._kept:
                self._kept = self.text
                self._keep(self._kept)

    def _laid_out(self, title: str) -> HSplit:
        def bar(text: str) -> Window:
            return Window(FormattedTextControl(typeset(text)), height=1, style="class:bar")

        told = FormattedTextControl("\n".join(typeset(line) for line in _HELP))
        shown = Window(told, wrap_lines=True, dont_extend_height=True, style="class:help")
        helping = ConditionalContainer(shown, Condition(lambda: self._helping))
        return HSplit([bar(title), self._area, self._search, helping, bar(_KEYS)])

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-s", eager=True)
        def save(event: KeyPressEvent) -> None:
            event.app.exit(result=True)

        @keys.add("f4")
        @keys.add("c-c")
        def stop(event: KeyPressEvent) -> None:
            event.app.exit(result=False)

        @keys.add("f1")
        def explain(_: KeyPressEvent) -> None:
            self._helping = not self._helping

        @keys.add("tab")
        def forward(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(_STEP)

        @keys.add("enter")
        def begin_line(event: KeyPressEvent) -> None:
            # As far in as the line above, as YAML wants it; pasted lines bring their own margin.
            pasted = bool(event.key_processor.input_queue)
            event.current_buffer.newline(copy_margin=not pasted)

        return keys
