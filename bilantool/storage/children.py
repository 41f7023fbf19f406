"""Another program, given bytes and asked for bytes: never longer, never more, than allowed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from bilantool.storage.programs import system_program

MAX_OUTPUT = 256 * 1024 * 1024
"""Bytes that a program may answer: ten times the longest document with its pictures."""

_CHUNK = 1024 * 1024
_GRACE = 2.0  # seconds for the threads to see that the program is gone


class OutOfTime(Exception):
    """The program had not answered in the seconds it was given."""


class TooMuch(Exception):
    """The program answered more bytes than it may."""


def ask(
    command: Sequence[str],
    given: bytes,
    *,
    seconds: float,
    env: Mapping[str, str],
    most: int = MAX_OUTPUT,
) -> tuple[int, bytes]:
    """The exit code and the standard output of `command`, `given` on its standard input.

    Its error stream, which may quote what it reads, goes nowhere. Whatever happens, the program
    and all it started are gone afterwards.

    Raises OSError when it cannot be started, OutOfTime, TooMuch.
    """
    process: subprocess.Popen[bytes] = subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(env),
        start_new_session=sys.platform != "win32",
    )
    output = bytearray()
    # Both at once: a program may answer before it has read everything.
    threads = [
        threading.Thread(target=_feed, args=(process, given), daemon=True),
        threading.Thread(target=_collect, args=(process, output, most), daemon=True),
    ]
    try:
        for thread in threads:
            thread.start()
        threads[1].join(seconds)
        if threads[1].is_alive():
            raise OutOfTime
        if len(output) > most:
            raise TooMuch
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise OutOfTime from None
        return code, bytes(output)
    finally:
        _end(process)
        for thread in threads:
            thread.join(_GRACE)


def _feed(process: subprocess.Popen[bytes], given: bytes) -> None:
    assert process.stdin is not None
    # A program may end without reading: its exit code tells what that means.
    rest = memoryview(given)
    with contextlib.suppress(OSError), process.stdin:
        while rest:
            rest = rest[process.stdin.write(rest) :]


def _collect(process: subprocess.Popen[bytes], output: bytearray, most: int) -> None:
    assert process.stdout is not None
    with process.stdout:
        while len(output) <= most and (part := process.stdout.read(_CHUNK)):
            output += part


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and whatever it started, unless it was waited for."""
    # Once waited for, its number may already belong to someone else.
    if process.returncode is None:
        if sys.platform == "win32":
            program = system_program("taskkill", os.environ)
            if program is None:
                process.kill()
            else:
                subprocess.run(
                    [program, "/F", "/T", "/PID", str(process.pid)],
                    capture_output=True,
                    check=False,
                )
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    process.wait()
