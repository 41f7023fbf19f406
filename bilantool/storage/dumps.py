"""A crash leaves no copy of the memory, which holds notes and keys, on the disk."""

from __future__ import annotations

import contextlib
import sys


def forbid() -> None:
    """No core dump of this process, nor of the editor, pandoc and git that it starts.

    Windows writes none unless its owner asked for them.
    """
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        # One byte, where it may be: at zero, Linux still hands the memory to a crash reporter
        # that listens; at one it does neither that nor a file.
        most = 0 if hard == 0 else 1
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (most, most))
