"""What a command finds around it: streams, environment, clock, costs. Passed in, never patched."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.console import Console

if TYPE_CHECKING:
    from bilantool.keys.identity import KdfCost
    from bilantool.keys.session import Keystore, Waiter


_LAST_EPOCH = 4_354_819_199
"""31 December 2107, in seconds: a docx is a zip, which counts no further."""


@dataclass(frozen=True)
class Surroundings:
    """Everything from outside that a command may depend on.

    `cost`, `keystore` and `waiter` are None for the standard cost, the system's keyring and a
    process that waits for the end of an opening (`keys.expiry`); `program` is
    how the person called bilantool, to be repeated in what to type next.
    """

    console: Console
    environ: Mapping[str, str]
    cwd: Path
    now: datetime
    cost: KdfCost | None = None
    keystore: Keystore | None = None
    waiter: Waiter | None = None
    program: str = "bilantool"

    @classmethod
    def standard(cls) -> Surroundings:
        environ = dict(os.environ)
        return cls(
            Console.standard(environ),
            environ,
            Path.cwd(),
            datetime.now().astimezone(),
            program=_program(sys.argv[0]),
        )

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def epoch(self) -> int:
        """Seconds since 1970 that built files carry: `SOURCE_DATE_EPOCH`, else now."""
        given = self.environ.get("SOURCE_DATE_EPOCH", "")
        if given.isdecimal() and len(given) < 20 and int(given) <= _LAST_EPOCH:
            return int(given)
        return int(self.now.astimezone(UTC).timestamp())


def _program(called: str) -> str:
    """`.venv/bin/bilantool` when that is what was typed, `bilantool` when it is on the path."""
    name = Path(called)
    if name.stem != "bilantool" or shutil.which(name.name) is not None:
        return "bilantool"
    here = Path.cwd()
    return str(name.relative_to(here)) if name.is_relative_to(here) else called
