"""Signals that end a process, turned into exceptions so that `with` blocks unwind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class _Ending:
    """Whether the process was told to end: what then unwinds is not cut short by being told again.

    `depth` counts the blocks that listen, one inside the other.
    """

    depth = 0
    told = False


@contextmanager
def unwinding() -> Iterator[None]:
    """SIGTERM, SIGHUP and Windows' SIGBREAK raise SystemExit(128 + number), once.

    The handlers found are put back at the end.
    """

    def leave(number: int) -> None:
        raise SystemExit(128 + number)

    with telling(leave):
        yield


@contextmanager
def telling(tell: Callable[[int], None]) -> Iterator[None]:
    """`tell` is called with the number of the first such signal, in the main thread.

    For what an exception out of nowhere would leave half done. SIGINT raises KeyboardInterrupt
    already.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python takes signals in its main thread alone
        return

    def told(number: int, _frame: FrameType | None) -> None:
        if not _Ending.told:
            _Ending.told = True
            tell(number)

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before: dict[int, Any] = {}
    _Ending.depth += 1
    try:
        for name in names:
            number = getattr(signal, name)
            before[number] = signal.signal(number, told)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _Ending.depth -= 1
        if not _Ending.depth:
            _Ending.told = False
