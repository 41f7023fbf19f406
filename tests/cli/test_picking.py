"""A row chosen in a list, by whoever presses more keys than one."""

from __future__ import annotations

import io
import os

import pytest

from bilantool.cli import picking_screen
from bilantool.console import Console


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is a Unix thing")
def test_leaving_twice_is_leaving_once(capfd: pytest.CaptureFixture[str]) -> None:
    """Escape with F4 behind it, as whoever wants out presses one, then another."""
    screen, keys = os.openpty()
    shown = io.StringIO()
    os.write(screen, b"\x1b\x1bOS")
    with os.fdopen(keys, encoding="utf-8") as source:
        console = Console(shown, shown, source, interactive=True, colour=False)
        assert picking_screen.pick(console, "Pour qui", [("2026-001", "ouvert")]) is None
    os.close(screen)
    assert capfd.readouterr() == ("", "")
