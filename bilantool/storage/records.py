"""Small facts as JSON files, in the trousseau and beside documents: read with suspicion, written
whole, never over those of a later version.

    {"format": "bilantool-fait/1", "contenu": {…}}

None of them holds a key or a word of a note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bilantool import numbered
from bilantool.errors import BilantoolError, DataFault
from bilantool.storage import files

KIND = "fait"
_FORMAT, _CONTENT = "format", "contenu"
_LIMIT = 1024 * 1024


def read(path: Path, values: type) -> dict[str, Any]:
    """The record, empty when there is none; DataFault unless each value is one of `values`, Newer
    for one of a later version."""
    if not path.exists():
        return {}
    try:
        content = json.loads(files.read_bounded(path, _LIMIT))
    except (ValueError, RecursionError):
        raise damaged(path) from None
    # Before they stated their number, records were the content alone.
    if isinstance(content, dict) and numbered.known(content.get(_FORMAT), KIND, files.quoted(path)):
        content = content.get(_CONTENT)
    if not isinstance(content, dict) or not all(isinstance(v, values) for v in content.values()):
        raise damaged(path)
    return content


def write(path: Path, content: Mapping[str, Any]) -> None:
    """Replace the record, its folder made if need be; raises EnvironmentFault, Newer."""
    try:
        read(path, object)
    except BilantoolError as fault:  # what is damaged is replaced
        if isinstance(fault, numbered.Newer):
            raise
    files.private_folder(path.parent)
    record = {_FORMAT: numbered.name(KIND), _CONTENT: dict(content)}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    files.write_atomically(path, f"{text}\n".encode())


def damaged(path: Path) -> DataFault:
    return DataFault(
        f"{files.quoted(path)} est abîmé",
        hint="rétablissez-le d’une sauvegarde, ou supprimez-le\u00a0: aucune clé ne s’y trouve",
    )
