"""A file that the person names: from where she stands, or from the cabinet's top."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.cli.opening import Opening

_MARK = b"\nformat: bilantool-"


def path(opening: Opening, vault: Vault, text: str) -> Path:
    """Where the file is; what `status` names is said from the cabinet's top."""
    here = opening.source(text)
    from_top = vault.cabinet.root / text
    return from_top if not here.exists() and from_top.exists() else here


def sealed(opening: Opening, vault: Vault, text: str) -> bytes:
    """The bytes of a sealed note in another file; raises as `files.read_bounded`."""
    from bilantool.sealing import envelope
    from bilantool.storage import files

    return files.read_bounded(path(opening, vault, text), envelope.NOTE_LIMIT)


def is_sealed(data: bytes) -> bool:
    """Whether this is one of our sealed forms, and no text that a person wrote."""
    return _MARK in data[:400].replace(b"\r\n", b"\n")
