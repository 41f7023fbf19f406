"""What the shell proposes for a dossier, a note or a document: names only, no key needed."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from bilantool.errors import BilantoolError


def reference(ctx: typer.Context, incomplete: str) -> list[str]:
    """The cabinet's references."""
    from bilantool.cabinet.cabinet import Cabinet

    given = ctx.params.get("cabinet") or os.environ.get("BILANTOOL_CABINET", "")
    try:
        found = Cabinet.find(Path(given).absolute() if given else Path.cwd()).references
    except BilantoolError:
        return []  # a completion that fails proposes nothing: the command itself will say why
    return [ref for ref in found if ref.startswith(incomplete)]


def _standard() -> tuple[list[str], list[str]]:
    from bilantool.notes import trame
    from bilantool.notes.overlay import Overlay
    from bilantool.resources import shipped

    loaded = trame.load(Overlay(shipped("templates") / "standard"))
    return list(loaded.notes), list(loaded.documents)


def note(incomplete: str) -> list[str]:
    """Short names of notes, or full ones once a folder is typed."""
    notes, _ = _standard()
    names = notes if "/" in incomplete else [name.partition("/")[2] for name in notes]
    return [name for name in names if name.startswith(incomplete)]


def document(incomplete: str) -> list[str]:
    _, documents = _standard()
    return [name for name in documents if name.startswith(incomplete)]
