"""What the shell proposes for a dossier, a note or a document: names only, no key needed.

And the two options that put the completion in place, in French.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typer

from bilantool.errors import BilantoolError, UsageFault
from bilantool.french import folded

if TYPE_CHECKING:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.console import Console
    from bilantool.notes.overlay import Overlay
    from bilantool.notes.trame import Trame

PROGRAM = "bilantool"
VARIABLE = "_BILANTOOL_COMPLETE"
POWERSHELLS = ("powershell", "pwsh")


def reference(ctx: typer.Context, incomplete: str) -> list[str]:
    """The cabinet's references."""
    cabinet = _cabinet(ctx)
    return [ref for ref in cabinet.references if ref.startswith(incomplete)] if cabinet else []


def command(incomplete: str) -> list[str]:
    """The names of the commands, in English and in French."""
    from bilantool.cli import commands

    both = [name for each in commands.COMMANDS for name in (each.name, each.alias)]
    return [name for name in both if folded(name).startswith(folded(incomplete))]


def consultant(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the cabinet's consultants."""
    cabinet = _cabinet(ctx)
    return [each for each in cabinet.consultants if each.startswith(incomplete)] if cabinet else []


def _cabinet(ctx: typer.Context) -> Cabinet | None:
    from bilantool.cabinet.cabinet import Cabinet

    given = ctx.params.get("cabinet") or os.environ.get("BILANTOOL_CABINET", "")
    try:
        return Cabinet.find(Path(given).absolute() if given else Path.cwd())
    except BilantoolError:
        return None  # a completion that fails proposes nothing: the command itself will say why


def _overlay() -> Overlay:
    from bilantool.notes.overlay import Overlay
    from bilantool.resources import shipped

    return Overlay(shipped("templates") / "standard")


def _trame() -> Trame:
    from bilantool.notes import trame

    return trame.load(_overlay())


def note(incomplete: str) -> list[str]:
    """Short names of notes; full ones where a folder is being typed."""
    notes = list(_trame().notes)
    short = [name.partition("/")[2] for name in notes]
    found = [name for name in short if name.startswith(incomplete)]
    return found or [name for name in notes if name.startswith(incomplete)]


def slot(incomplete: str) -> list[str]:
    """Where a note may cite an attachment; the ids of its items are sealed, and stay so."""
    from bilantool.notes import links
    from bilantool.notes import schema as schemas

    found = []
    for name, spec in _trame().notes.items():
        for path in links.fields(spec.schema):
            if schemas.by_tool(spec.schema, path):
                continue
            keys = path[: path.index("[]")] if "[]" in path else path
            short = ".".join([name.partition("/")[2], *map(str, keys)])
            found.append(short if "[]" not in path else f"{short}.")
    return [each for each in found if each.startswith(incomplete)]


def classe(incomplete: str) -> list[str]:
    """The classes of the standard trame."""
    from bilantool.notes.papers import CLASSES

    return [name for name in CLASSES if name.startswith(incomplete)]


def document(incomplete: str) -> list[str]:
    return [name for name in _trame().documents if name.startswith(incomplete)]


def phase(incomplete: str) -> list[str]:
    return [name for name in _trame().phases if name.startswith(incomplete)]


def format(incomplete: str) -> list[str]:
    from bilantool.notes.papers import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def rule(incomplete: str) -> list[str]:
    from bilantool.rules import catalogue

    return [each.id for each in catalogue.RULES if each.id.startswith(incomplete.upper())]


def template(incomplete: str) -> list[str]:
    """The standard files that a cabinet may copy."""
    return [name for name in _overlay().names() if name.startswith(incomplete)]


def reason(incomplete: str) -> list[str]:
    """The reasons of an interruption."""
    from bilantool import closing

    return [each for each in closing.reasons(_trame()) if each.startswith(incomplete)]


def subject(incomplete: str) -> list[str]:
    """What a person may accept or refuse."""
    from bilantool.consenting import lines
    from bilantool.notes import ledger

    known = lines.labels(_trame().notes[ledger.NOTE], "objet")
    return [each for each in known if each.startswith(incomplete)]


def handover_mode(incomplete: str) -> list[str]:
    """How a synthèse is handed over."""
    from bilantool.handover import conditions

    return [each for each in conditions.modes(_trame()) if each.startswith(incomplete)]


def install(ctx: typer.Context, _param: Any, wanted: bool) -> None:
    """`--install-completion`: write the script where this shell looks for it."""
    if not wanted or ctx.resilient_parsing:
        return
    from typer import _completion_shared as library

    from bilantool.cli import powershell
    from bilantool.storage.faults import quoted

    shell, console = _shell(), cast("Console", ctx.obj.console)
    if shell in POWERSHELLS:
        path, read = powershell.install(shell, _script(shell))
    else:
        path, read = library.install(shell, PROGRAM, VARIABLE)[1], True
    console.say(f"Complétion installée dans {quoted(path)}")
    if not read:
        console.say(
            "PowerShell ne lit pas encore ce fichier : il refuse tous les scripts de ce compte. "
            "Pour lui laisser lire les vôtres, si vous le voulez, tapez :"
        )
        console.raw("  Set-ExecutionPolicy -Scope CurrentUser RemoteSigned")
    console.say("Ouvrez un nouveau terminal : la touche Tab y complète dossiers et notes.")
    raise typer.Exit


def show(ctx: typer.Context, _param: Any, wanted: bool) -> None:
    """`--show-completion`: print the script, to install it by hand."""
    if not wanted or ctx.resilient_parsing:
        return
    ctx.obj.console.raw(_script(_shell()))
    raise typer.Exit


def _script(shell: str) -> str:
    from typer import _completion_shared as library

    return library.get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell)


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
