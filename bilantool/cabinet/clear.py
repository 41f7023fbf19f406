"""The files of a cabinet that are read without a key: parsed, their faults told with what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from bilantool import numbered
from bilantool.errors import DataFault
from bilantool.notes import reading
from bilantool.storage import files

_FORMAT = re.compile(rb"^format: ['\"]?(bilantool-[a-z]+/[0-9]{1,9})['\"]?\s*$", re.MULTILINE)

MAX_BYTES = reading.MAX_BYTES
"""The size above which such a file is not read."""


def taking_back(path: Path, name: str) -> str:
    """What to do about a damaged clear file, `name` in its cabinet: that file alone, for others may
    hold newer work."""
    from bilantool.storage import git  # here: a file that is whole needs no history

    return git.taking_back(path.parents[name.count("/")], path)


def values(path: Path, name: str, kind: str) -> Mapping[str, Any]:
    """What the file holds; raises as `parse`."""
    return parse(path, name, kind).values


def parse(path: Path, name: str, kind: str, named: Collection[str] = ()) -> reading.Reading:
    """The file with the places of its values; DataFault, told by `name`, if it cannot be read,
    Newer if its format is of a later version.

    `kind` is that of its format, where it states one; `named` are the keys that a fault may name.
    """
    try:
        data = files.read_bounded(path, MAX_BYTES)
        # First: what else a later version wrote there, this one may take for a fault.
        for stated in _FORMAT.findall(data):
            numbered.known(stated.decode(), kind, name)
        return reading.read(reading.decode(data), named)
    except numbered.Newer:
        raise
    except DataFault as fault:
        line = f", ligne {fault.position.line}" if fault.position else ""
        back = taking_back(path, name)
        hint = f"{fault.hint} ; sinon, {back}" if fault.position else back
        raise DataFault(
            f"{name}{line} : {fault.message}",
            hint=hint,
            position=fault.position,
        ) from None
