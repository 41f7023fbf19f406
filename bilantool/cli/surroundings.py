"""What a command finds around it: streams, environment, clock, costs. Passed in, never patched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.console import Console

if TYPE_CHECKING:
    from bilantool.keys.identity import KdfCost
    from bilantool.keys.session import Keystore


@dataclass(frozen=True)
class Surroundings:
    """Everything from outside that a command may depend on.

    `cost` and `keystore` are None for the standard cost and the system's keyring.
    """

    console: Console
    environ: Mapping[str, str]
    cwd: Path
    now: datetime
    cost: KdfCost | None = None
    keystore: Keystore | None = None
    meta: dict[str, object] = field(default_factory=dict)

    @classmethod
    def standard(cls) -> Surroundings:
        environ = dict(os.environ)
        return cls(Console.standard(environ), environ, Path.cwd(), datetime.now().astimezone())

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def epoch(self) -> int:
        """Seconds since 1970 that built files carry: `SOURCE_DATE_EPOCH`, else now."""
        given = self.environ.get("SOURCE_DATE_EPOCH", "")
        return int(given) if given.isdigit() else int(self.now.astimezone(UTC).timestamp())
