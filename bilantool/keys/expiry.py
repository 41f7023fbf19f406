"""A process that waits until an opening is over, and removes what gives the keys.

It knows a folder, a name and an hour, and no secret. It ends by itself when the opening is closed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bilantool.keys import session
from bilantool.keys.keystore import Keystore, SystemKeyring

STEP = 30.0
"""Seconds between two looks at the clock: a computer that slept meanwhile does not count them."""


def start(runtime: Path, name: str) -> bool:
    """Have the opening of that name in `runtime` removed at its hour; whether that will be."""
    # -P: nothing of the folder that it starts in is taken for a module.
    asked = [sys.executable, "-P", "-m", "bilantool.keys.expiry", str(runtime), name]
    quiet = subprocess.DEVNULL
    apart = 0
    if sys.platform == "win32":
        apart = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        subprocess.Popen(
            asked,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            cwd=runtime.anchor,
            start_new_session=sys.platform != "win32",
            creationflags=apart,
        )
    except OSError:
        return False
    return True


def wait(
    runtime: Path,
    name: str,
    keystore: Keystore,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], object] = time.sleep,
) -> bool:
    """Return once the opening is over; whether it was this that removed it.

    A clock that was set back before the opening ends it too, as it does for `session.resume`.
    """
    while (told := session.until(runtime, name)) is not None:
        begun, end = told
        now = clock()
        if not begun <= now < end:
            return session.forget(runtime, name, keystore)
        sleep(min(end - now, STEP))
    return False


def main(argv: Sequence[str]) -> None:
    runtime, name = argv
    wait(Path(runtime), name, SystemKeyring())


if __name__ == "__main__":
    main(sys.argv[1:])
