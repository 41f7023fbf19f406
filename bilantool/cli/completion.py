"""What the shell proposes for a dossier, a note or a document: names only, no key needed.

And the two options that put the completion in place, in French.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bilantool.errors import BilantoolError, UsageFault

if TYPE_CHECKING:
    from bilantool.console import Console

PROGRAM = "bilantool"
VARIABLE = "_BILANTOOL_COMPLETE"


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


def install(ctx: typer.Context, _param: Any, wanted: bool) -> None:
    """`--install-completion`: write the script where this shell looks for it."""
    if not wanted or ctx.resilient_parsing:
        return
    from typer import _completion_shared as library

    _, path = library.install(_shell(), PROGRAM, VARIABLE)
    console: Console = ctx.obj.console
    console.say(f"Complétion installée dans {path}")
    console.say("Ouvrez un nouveau terminal : la touche Tab y complète dossiers et notes.")
    raise typer.Exit


def show(ctx: typer.Context, _param: Any, wanted: bool) -> None:
    """`--show-completion`: print the script, to install it by hand."""
    if not wanted or ctx.resilient_parsing:
        return
    from typer import _completion_shared as library

    script = library.get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=_shell())
    ctx.obj.console.raw(script)
    raise typer.Exit


def _shell() -> str:
    """The shell that runs this command; UsageFault when it has no completion of ours."""
    from typer import _completion_shared as library

    found = library._get_shell_name()
    if found not in [each.value for each in library.Shells]:
        raise UsageFault(
            "la complétion n'est pas prévue pour ce terminal",
            hint="elle l'est pour bash, zsh, fish et PowerShell",
        )
    return found
