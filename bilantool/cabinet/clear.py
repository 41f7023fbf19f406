"""The files of a cabinet that are read without a key: parsed, their faults told with what to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from bilantool.errors import DataFault
from bilantool.notes import reading
from bilantool.storage import files


def kept_by_git(name: str) -> str:
    """What to do about a damaged clear file: that file alone, for others may hold newer work."""
    return f"remettez celui que git a gardé : git checkout -- {name}"


def values(path: Path, name: str) -> Mapping[str, Any]:
    """What the file holds; raises as `parse`."""
    return parse(path, name).values


def parse(path: Path, name: str, named: Collection[str] = ()) -> reading.Reading:
    """The file with the places of its values; DataFault, told by `name`, if it cannot be read.

    `named` are the keys that a fault may name.
    """
    try:
        return reading.read(reading.decode(files.read_bounded(path, reading.MAX_BYTES)), named)
    except DataFault as fault:
        line = f", ligne {fault.position.line}" if fault.position else ""
        hint = f"{fault.hint} ; sinon, {kept_by_git(name)}" if fault.position else ""
        raise DataFault(
            f"{name}{line} : {fault.message}",
            hint=hint or kept_by_git(name),
            position=fault.position,
        ) from None
