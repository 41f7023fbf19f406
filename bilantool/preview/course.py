"""The course of a preview: shown, made again at each change, ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import StrEnum

from bilantool.preview.server import Desk, Server
from bilantool.preview.subject import Look, Subject
from bilantool.storage.signals import unwinding

PERIOD = 1.0
"""Seconds between two looks at the files."""


class End(StrEnum):
    """Why a preview ended by itself."""

    LOCKED = "les clés ont été refermées"
    IDLE = "il ne servait plus"


@dataclass(frozen=True, slots=True)
class Step:
    """What just happened: a first or a new `look`, at an `address` that serves once, or the end."""

    look: Look
    address: str = ""
    end: End | None = None


def follow(subject: Subject, *, idle: float, locked: Callable[[], bool]) -> Generator[Step]:
    """Serve the document until the keys are locked or nobody looked for `idle` seconds.

    Yields a step at the start, at each change and at the end; whoever consumes them may stop at
    any moment, and the server stops with it. `locked` is asked once a second. Raises what
    `Subject.first_look` raises.
    """
    known = subject.stamp()
    desk = Desk((subject.first_look(), 1))
    with unwinding(), Server(desk) as server:
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield Step(desk.shown[0], address=server.address)
            while True:
                time.sleep(PERIOD)
                if desk.failure is not None:
                    raise desk.failure
                if locked():
                    yield Step(desk.shown[0], end=End.LOCKED)
                    return
                if time.monotonic() - desk.touched > idle:
                    yield Step(desk.shown[0], end=End.IDLE)
                    return
                found = subject.stamp()
                if found != known:
                    # The stamp was taken before the look: a change meanwhile is seen next time.
                    known = found
                    desk.show(subject.look())
                    yield Step(desk.shown[0])
        finally:
            server.shutdown()
