"""`help`: what a command does, for whoever says « aide » rather than --help."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bilantool.cli import completion

_Context: Any = typer.Context


def help(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMANDE]",
            help="La commande à expliquer ; sans rien, la liste.",
            autocompletion=completion.command,
        ),
    ] = None,
) -> None:
    """Expliquer une commande. « bilantool aide session » vaut « bilantool session --help »."""
    told: Any = ctx.parent
    for word in words or ():
        if isinstance(told.command, typer.core.TyperGroup):
            name, command, _ = told.command.resolve_command(told, [word])
            told = _Context(command, info_name=name, parent=told, resilient_parsing=True)
    ctx.obj.console.raw(told.get_help())
