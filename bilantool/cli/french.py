"""Typer made to speak French: help, usage errors, aliases, groups of commands.

Help is composed here from the parameters themselves, and errors from their class, so
that no English sentence of the library is ever matched or shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bilantool.console import typeset
from bilantool.errors import UsageFault
from bilantool.french import NBSP, counted

UsageError: type[Exception] = next(
    cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "UsageError"
)


def _shared_options() -> list[TyperOption]:
    """The options that every command takes; `opening` reads them from `ctx.meta`."""

    def option(*names: str, help: str, metavar: str | None = None) -> TyperOption:
        flag = metavar is None
        return TyperOption(
            param_decls=list(names),
            help=help,
            metavar=metavar,
            is_flag=flag,
            type=None if flag else str,
            default=False if flag else None,
            expose_value=False,
            callback=_remember,
        )

    return [
        option(
            "--cabinet", metavar="DOSSIER", help="Le cabinet, si ce n'est pas le dossier courant."
        ),
        option("--trousseau", metavar="DOSSIER", help="Le trousseau de clés à employer."),
        option(
            "--passphrase-file",
            metavar="FICHIER",
            help="Lire la phrase de passe dans ce fichier au lieu de la demander.",
        ),
        option("--debug", help="En cas de panne, afficher le détail technique."),
    ]


def _remember(ctx: typer.Context, param: Any, value: Any) -> Any:
    if value:
        ctx.meta[f"bilantool.{param.name}"] = value
    return value


def _rows(params: Sequence[Any], ctx: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    arguments, options = [], []
    for param in params:
        if getattr(param, "hidden", False):
            continue
        help = typeset(param.help or "")
        if isinstance(param, TyperArgument):
            arguments.append((param.make_metavar(ctx), help))
        else:
            # The library gives the names of --help in no fixed order.
            names = ", ".join(sorted([*param.opts, *param.secondary_opts], key=len, reverse=True))
            taken = "" if param.is_flag else f" {param.metavar or 'VALEUR'}"
            options.append((names + taken, help))
    return arguments, options


class _French:
    """What commands and groups share."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        # The library puts what is required between braces, which says nothing to anybody.
        usage = " ".join(pieces).replace("{", "").replace("}", "")
        formatter.write_usage(ctx.command_path, usage, prefix="Usage : ")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Afficher cette aide."
        return option

    def format_options(self, ctx: Any, formatter: Any) -> None:
        arguments, options = _rows(self.get_params(ctx), ctx)  # type: ignore[attr-defined]
        for title, rows in (("À indiquer", arguments), ("Options", options)):
            if rows:
                with formatter.section(title + NBSP):
                    formatter.write_dl(rows)


class FrenchCommand(_French, TyperCommand):
    """A command with the shared options, whose every refusal is a `UsageFault`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["params"] = [*(kwargs.get("params") or []), *_shared_options()]
        kwargs["options_metavar"] = "[OPTIONS]"
        kwargs["help"] = typeset(kwargs.get("help") or "")
        super().__init__(*args, **kwargs)
        self.allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageFault(
                f"« {ctx.command_path} » a reçu {counted(len(rest), 'mot')} de trop",
                hint=_see_help(ctx.command_path),
            )
        return rest


class FrenchGroup(_French, TyperGroup):
    """A group whose commands have aliases and stand in panels.

    `panels` maps a panel's title to its commands, `aliases` an alias to its command.
    """

    panels: Mapping[str, Sequence[str]] = {}
    aliases: Mapping[str, str] = {}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (the library's)
        """What the shell completes: the commands and their aliases."""
        return [*self.commands, *self.aliases]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, self.aliases.get(cmd_name, cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            from difflib import get_close_matches

            shown = (each for panel in self.panels.values() for each in panel)
            known = dict.fromkeys([*self.commands, *shown, *self.aliases])
            near = get_close_matches(name, known, n=1)
            guess = f"vouliez-vous dire « {ctx.command_path} {near[0]} » ? " if near else ""
            raise UsageFault(
                f"« {name} » n'est pas une commande de bilantool",
                hint=f"{guess}la liste : {ctx.command_path} --help",
            )
        return command.name, command, args[1:]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 (the library's)
        alias_of = {target: alias for alias, target in self.aliases.items()}
        panels = self.panels or {"Commandes": list(self.commands)}
        width = max(len(f"{n}, {alias_of.get(n, '')}") for p in panels.values() for n in p)
        for title, names in panels.items():
            rows = []
            for name in names:
                both = f"{name}, {alias_of[name]}" if name in alias_of else name
                rows.append((both.ljust(width), self.commands[name].get_short_help_str(90)))
            if rows:
                with formatter.section(title + NBSP):
                    formatter.write_dl(rows)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        _French.format_options(self, ctx, formatter)


class SharingGroup(FrenchGroup):
    """A group that takes the shared options too: it does something when it stands alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["params"] = [*(kwargs.get("params") or []), *_shared_options()]
        kwargs["help"] = typeset(kwargs.get("help") or "")
        super().__init__(*args, **kwargs)


def usage_fault(error: Any) -> UsageFault:
    """The French refusal for a usage error of the library, told from its class."""
    kind = type(error).__name__
    param = getattr(error, "param", None)
    name = _name(param)
    path = error.ctx.command_path if getattr(error, "ctx", None) else "bilantool"
    help = _see_help(path)
    if kind == "MissingParameter":
        return UsageFault(f"il manque {name}", hint=help)
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        guess = f"vouliez-vous dire {' ou '.join(sorted(near))} ? " if near else ""
        return UsageFault(f"l'option {error.option_name} n'existe pas ici", hint=guess + help)
    if kind == "BadOptionUsage":
        return UsageFault(f"l'option {error.option_name} est incomplète ou mal employée", hint=help)
    if kind == "BadParameter":
        return UsageFault(f"la valeur donnée à {name} n'est pas acceptée", hint=help)
    return UsageFault("la commande n'est pas complète ou pas comprise", hint=help)


def _see_help(path: str) -> str:
    return f"voyez ce que la commande attend : {path} --help"


def _name(param: Any) -> str:
    if param is None:
        return "une valeur"
    return str(param.metavar or param.name) if isinstance(param, TyperArgument) else param.opts[0]


def command(group: typer.Typer, function: Callable[..., Any], name: str) -> None:
    """Register a command under its English name; its docstring is its help."""
    group.command(name, cls=FrenchCommand)(function)
