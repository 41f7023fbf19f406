"""Signals that end a process, turned into exceptions so that `with` blocks unwind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def unwinding() -> Iterator[None]:
    """SIGTERM, SIGHUP and Windows' SIGBREAK raise SystemExit(128 + number), once.

    The next ones are ignored, so that what runs while unwinding is not cut short. SIGINT
    raises KeyboardInterrupt already. The handlers found are put back at the end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python takes signals in its main thread alone
        return

    leaving = False

    def leave(number: int, _frame: FrameType | None) -> None:
        nonlocal leaving
        if not leaving:
            leaving = True
            raise SystemExit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before: dict[int, Any] = {}
    try:
        for name in names:
            number = getattr(signal, name)
            before[number] = signal.signal(number, leave)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
