"""Another program answers within its bounds, or is ended with all it started."""

from __future__ import annotations

import os
import sys
import time

import pytest

from bilantool.storage import children


def ask(body: str, given: bytes = b"", *, seconds: float = 20, most: int = 10_000_000) -> object:
    command = [sys.executable, "-c", body]
    return children.ask(command, given, seconds=seconds, env=dict(os.environ), most=most)


def test_the_code_and_the_output_come_back() -> None:
    """Both are given as they are; what the program says of its errors is dropped."""
    body = "import sys; print('oui', flush=True); print('non', file=sys.stderr); sys.exit(7)"
    assert ask(body) == (7, b"oui" + os.linesep.encode())


def test_much_goes_both_ways_at_once() -> None:
    """A program that answers while it reads never waits for us, nor we for it."""
    given = os.urandom(3_000_000)
    echo = "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    assert ask(echo, given) == (0, given)


def test_a_program_that_reads_nothing_is_no_trouble() -> None:
    """Its code is what counts, however much it was offered."""
    assert ask("raise SystemExit(3)", b"x" * 3_000_000) == (3, b"")


def test_a_program_that_never_stops_talking_is_ended() -> None:
    """No more is kept than may come."""
    with pytest.raises(children.TooMuch):
        ask("import sys\nwhile True: sys.stdout.write('x' * 100_000)", most=1_000_000)


@pytest.mark.parametrize(
    "body",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import subprocess, sys; "
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
    ],
    ids=["silent", "closed", "heir"],
)
def test_what_does_not_end_is_ended(body: str) -> None:
    """Whether it sleeps, closes its output first, or leaves a child that holds it."""
    start = time.monotonic()
    with pytest.raises(children.OutOfTime):
        ask(body, seconds=1)
    assert time.monotonic() - start < 10


def test_a_program_that_is_not_there() -> None:
    """The caller knows what it is called, and says so."""
    with pytest.raises(OSError):
        children.ask(["/nulle/part/pandoc"], b"", seconds=1, env={})
