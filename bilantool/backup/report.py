"""What saving and recovering tell, and what the trousseau remembers of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bilantool.keys.trousseau import Trousseau

STATE = "sauvegardes"
"""The trousseau's record: `cles`, dossier uuid → SHA-256 of its saved file; `cabinets`, cabinet
uuid → `commit`, `etat` (see `saving.state_of`), `faite_le`."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was saved or recovered.

    `folder` is the backup (None without one), `dossiers` how many dossiers it held keys of,
    `archive` what it holds of the cabinet, in words, `made` its day, `cabinet` where the
    cabinet was brought back, if it was, `strays` how many files of its folder are not its own,
    `untouched` whether the cabinet was there already and its files were left as they were,
    `put_aside` where its damaged history lies since that of the backup took its place.
    """

    folder: Path | None
    dossiers: int
    archive: str = ""
    made: date | None = None
    cabinet: Path | None = None
    strays: int = 0
    untouched: bool = False
    put_aside: Path | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """What no recorded backup holds: how many dossiers' keys, and how many commits."""

    keys: int
    commits: int


def record(
    trousseau: Trousseau, keys: Mapping[str, str], cabinet: str, facts: Mapping[str, Any]
) -> None:
    """Remember that a backup holds these files of keys and this state of the cabinet."""
    known = trousseau.state(STATE)
    cabinets = {**known.get("cabinets", {}), cabinet: dict(facts)}
    trousseau.set_state(STATE, {"cles": {**known.get("cles", {}), **keys}, "cabinets": cabinets})
