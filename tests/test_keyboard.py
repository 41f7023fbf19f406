"""What is typed while nobody is asked, where a terminal cannot be had for the test."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from bilantool.keyboard import Keyboard


@dataclass
class Keys:
    """The keys that wait in a Windows console, as its module tells them."""

    waiting: list[str] = field(default_factory=list)

    def kbhit(self) -> bool:
        return bool(self.waiting)

    def getwch(self) -> str:
        return self.waiting.pop(0)


def test_what_no_terminal_types_is_left_alone() -> None:
    """A pipe has nothing to hide, and nothing is dropped of it."""
    piped = io.StringIO("une réponse\n")
    keyboard = Keyboard(piped)
    assert keyboard.hide() is False
    keyboard.ready()
    assert piped.read() == "une réponse\n"


def test_windows_forgets_the_keys_typed_since_a_secret() -> None:
    """A console of Windows shows waiting keys to whoever reads next, the shell included."""
    keys = Keys(list("une phrase de passe\r"))
    keyboard = Keyboard(io.StringIO(), keys)
    keyboard.ready()
    assert keys.waiting, "typed ahead before any secret: the next question may have it"
    keyboard.secret("", io.StringIO(), ask=lambda *_, **__: "")
    keyboard.ready()
    assert keys.waiting == []
