"""Work that may never end, done in a process that can be stopped.

A cabinet may change its templates and styles, and `{{ 9 ** 9 ** 9 }}` cannot be interrupted
from inside. So whatever runs on a changed file runs in a child of ours with three bounds:

* time: the child interrupts itself after `seconds`, which lets it say at which line it was;
  if it cannot even do that, its parent kills it, and all it started, shortly after;
* memory: by the system's own limit on Linux. macOS and Windows have none to rely on:
  there the bounds on time and on the answer's size are what stands;
* size: an answer above `MAX_ANSWER` is refused.

The request goes through standard input and the answer comes back on standard output, as
JSON: nothing of a note is ever in an argument, a file or the error stream. The child does
not inherit the environment but for what Python needs to start.
"""

from __future__ import annotations

import _thread
import contextlib
import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any, Literal

from bilantool import errors
from bilantool.findings import Position
from bilantool.storage import children, dumps

MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of the answer, beyond which the child says `taille` in its place."""

_MARGIN = 2.0  # seconds that the child has to start and to tell where it stopped
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ", "LANG")
# The second lock on the network: what typst would fetch for a style, it asks a proxy that is none.
_NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")

Cause = Literal["temps", "memoire", "taille", "arret"]


class Unfinished(Exception):
    """The child gave no answer; the caller knows the file and writes the sentence.

    `cause`: out of time, out of memory, answer too large, or stopped without a word.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


def run(
    task: str, payload: Mapping[str, Any], *, seconds: float = 10.0, megabytes: int = 512
) -> dict[str, Any]:
    """The answer of `task` to `payload`, both JSON-like, worked out in a child process.

    `task` names a function of this package, `bilantool.documents.rendering:bounded_task`,
    which takes the payload and returns a dict. A BilantoolError that it raises is raised
    here; a child that gives no answer raises `Unfinished`.
    """
    request = {"task": task, "payload": payload, "seconds": seconds, "megabytes": megabytes}
    answer = _exchange(json.dumps(request).encode("utf-8"), seconds + _MARGIN)
    if "fault" in answer:
        raise _fault(answer["fault"])
    if "unfinished" in answer:
        raise Unfinished(answer["unfinished"])
    value: dict[str, Any] = answer["value"]
    return value


def _exchange(request: bytes, seconds: float) -> dict[str, Any]:
    # -P: a module of the current folder must not stand in for one of Python's.
    command = [sys.executable, "-P", "-m", "bilantool.documents.bounded"]
    env = {name: os.environ[name] for name in _KEPT if name in os.environ} | _NOWHERE
    try:
        _, output = children.ask(command, request, seconds=seconds, env=env)
    except children.OutOfTime:
        raise Unfinished("temps") from None
    except children.TooMuch:
        raise Unfinished("taille") from None
    try:
        answer = json.loads(output)
    except ValueError:
        raise Unfinished("arret") from None
    return answer if isinstance(answer, dict) else {"unfinished": "arret"}


def _fault(described: Mapping[str, Any]) -> errors.BilantoolError:
    place = described["position"]
    position = Position(*place) if place else None
    if described["kind"] == "DataFault":
        return errors.DataFault(described["message"], hint=described["hint"], position=position)
    kinds = {kind.__name__: kind for kind in errors.BilantoolError.__subclasses__()}
    return kinds[described["kind"]](described["message"], hint=described["hint"])


def _described(fault: errors.BilantoolError) -> dict[str, Any]:
    position = getattr(fault, "position", None)
    known = {kind.__name__ for kind in errors.BilantoolError.__subclasses__()}
    return {
        "kind": next(k.__name__ for k in type(fault).__mro__ if k.__name__ in known),
        "message": fault.message,
        "hint": fault.hint,
        "position": [position.line, position.column] if position else None,
    }


def _limit(seconds: float, megabytes: int) -> None:
    dumps.forbid()
    if sys.platform != "win32":
        import resource

        limits = {
            # If the parent dies first, nobody else stops an endless loop.
            resource.RLIMIT_CPU: int(seconds + _MARGIN) + 1,
            resource.RLIMIT_AS: megabytes * 1024 * 1024,
        }
        for kind, most in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    module, _, function = request["task"].partition(":")
    if not module.startswith("bilantool."):
        raise ValueError("a task is a function of this package")
    _limit(request["seconds"], request["megabytes"])
    # Background processes may inherit an ignored SIGINT, which would ignore the bell too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    bell = threading.Timer(request["seconds"], _thread.interrupt_main)
    bell.daemon = True
    try:
        work = getattr(importlib.import_module(module), function)
        bell.start()
        return {"value": work(request["payload"])}
    except errors.BilantoolError as fault:
        return {"fault": _described(fault)}
    except KeyboardInterrupt:
        return {"unfinished": "temps"}
    except MemoryError:
        return {"unfinished": "memoire"}
    finally:
        bell.cancel()


def main() -> None:
    """Answers one request; what the child runs."""
    answer = json.dumps(_answer(json.load(sys.stdin.buffer))).encode("utf-8")
    if len(answer) > MAX_ANSWER:
        answer = json.dumps({"unfinished": "taille"}).encode("utf-8")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
