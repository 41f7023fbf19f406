"""The keyboard of a terminal while what is typed must not show.

Once a passphrase was asked for, nothing shows until somebody is asked again or the command ends:
whoever types it a second time, thinking that nothing happens, or types the next command ahead,
would else read it on the screen. What was typed meanwhile is dropped: given to the shell, a
passphrase would stand in its history.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

if sys.platform != "win32":
    import termios


class Keyboard:
    """What is typed at `source`; nothing is done where that is no terminal.

    `keys` is how Windows tells the keys that wait (the module msvcrt); a terminal of Unix has
    settings instead.
    """

    def __init__(self, source: TextIO | None = None, keys: Any = None) -> None:
        self._source = source
        self._keys = keys
        self._before: list[Any] | None = None
        self._unseen = False

    @classmethod
    def standard(cls, source: TextIO) -> Keyboard:
        """The keyboard of the process's own input."""
        if sys.platform == "win32":
            import msvcrt

            return cls(source, msvcrt)
        return cls(source)

    def secret(self, prompt: str, stream: TextIO, *, ask: Callable[..., str] | None = None) -> str:
        """A line typed unseen, read by `getpass` or by `ask`; what follows stays unseen until
        `ready`."""
        from getpass import getpass

        self.hide()
        self._unseen = True
        return (ask or getpass)(prompt, stream=stream)

    def hide(self) -> bool:
        """Let nothing that is typed show from now on; whether anything did until now."""
        if self._before is not None or self._source is None or sys.platform == "win32":
            return False
        with suppress(termios.error, OSError, ValueError):  # no terminal
            before = termios.tcgetattr(self._source)
            hidden = [*before]
            hidden[3] &= ~termios.ECHO
            termios.tcsetattr(self._source, termios.TCSADRAIN, hidden)
            self._before = before
        return self._before is not None

    def ready(self) -> None:
        """Drop what was typed since a secret was, and let what is typed show again."""
        unseen, self._unseen = self._unseen, False
        if unseen and self._keys is not None:
            while self._keys.kbhit():
                self._keys.getwch()
        before, self._before = self._before, None
        if before is None or self._source is None or sys.platform == "win32":
            return
        # The terminal may be gone by now, and nobody reads it any more.
        with suppress(termios.error, OSError, ValueError):
            when = termios.TCSAFLUSH if unseen else termios.TCSADRAIN
            termios.tcsetattr(self._source, when, before)
