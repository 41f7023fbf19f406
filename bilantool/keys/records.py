"""Small facts as JSON files beside the keys: read with suspicion, written whole.

None of them holds a key or a word of a note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bilantool.errors import DataFault
from bilantool.storage import files

_LIMIT = 1024 * 1024


def read(path: Path, values: type) -> dict[str, Any]:
    """The record, empty when there is none; DataFault unless each value is one of `values`."""
    if not path.exists():
        return {}
    try:
        content = json.loads(files.read_bounded(path, _LIMIT))
    except (ValueError, RecursionError):
        raise damaged(path) from None
    if not isinstance(content, dict) or not all(isinstance(v, values) for v in content.values()):
        raise damaged(path)
    return content


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Replace the record, its folder made if need be; raises EnvironmentFault."""
    files.private_folder(path.parent)
    text = json.dumps(dict(content), ensure_ascii=False, indent=1, sort_keys=True)
    files.write_atomically(path, f"{text}\n".encode())


def damaged(path: Path) -> DataFault:
    return DataFault(
        f"{files.quoted(path)} est abîmé",
        hint="rétablissez-le d’une sauvegarde, ou supprimez-le\u00a0: aucune clé ne s’y trouve",
    )
