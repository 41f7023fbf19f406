"""Typer made to speak French: help, usage errors, aliases, groups of commands.

Help is composed here from the parameters themselves, and errors from their class, so
that no English sentence of the library is ever matched or shown.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bilantool.console import typeset
from bilantool.errors import UsageFault
from bilantool.french import NBSP, counted, folded

if TYPE_CHECKING:
    from bilantool.cli.commands import Listed

UsageError: type[Exception] = next(
    cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "UsageError"
)


_HELP = ["--help", "--aide", "-h"]


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
        option(
            "--references-only",
            help="Ne montrer aucun nom de personne : l'écran est partagé.",
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
            names = ", ".join(
                sorted([*param.opts, *param.secondary_opts], key=_longest, reverse=True)
            )
            taken = "" if param.is_flag else f" {param.metavar or 'VALEUR'}"
            options.append((names + taken, help))
    return arguments, options


def _longest(name: str) -> tuple[int, str]:
    return len(name), name


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
    """A group whose commands stand in a table, and are laid out when they are called."""

    table: Sequence[Listed] = ()

    def listed(self, typed: str) -> Listed | None:
        """The command that is called so, in English or in French, whatever accents and case."""
        wanted = folded(typed)
        return next((each for each in self.table if wanted in _names(each)), None)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (the library's)
        return [each.name for each in self.table]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 (the library's)
        found = self.listed(cmd_name)
        if found is None:
            return None
        if found.name not in self.commands:
            self.commands[found.name] = laid_out(found)
        return self.commands[found.name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        command = self.get_command(ctx, args[0])
        if command is None:
            from bilantool.notes.choosing import nearest

            known = [name for each in self.table for name in (each.name, each.alias)]
            near = [f"« {ctx.command_path} {name} »" for name in nearest(args[0], known)]
            guess = f"vouliez-vous dire {' ou '.join(near)} ? " if near else ""
            raise UsageFault(
                f"« {args[0]} » n'est pas une commande de bilantool",
                hint=f"{guess}la liste : {ctx.command_path} --help",
            )
        return command.name, command, args[1:]

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Names with what they do: accented only where one began so."""
        from typer._click.shell_completion import CompletionItem

        names = [(name, each.line) for each in self.table for name in (each.name, each.alias)]
        plain = [(folded(name), line) for name, line in names]
        accented = [(name, line) for name, line in names if name.startswith(incomplete)]
        bare = [(name, line) for name, line in plain if name.startswith(folded(incomplete))]
        # The shell puts what all begin with in the place of what was typed.
        chosen = accented if accented and folded(incomplete) != incomplete else bare
        found = [CompletionItem(name, help=typeset(line)) for name, line in chosen]
        return [*found, *TyperCommand.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 (the library's)
        both = {each: f"{each.name}, {each.alias}" for each in self.table}
        width = max(map(len, both.values()))
        for panel in dict.fromkeys(each.panel for each in self.table):
            rows = [(both[it].ljust(width), typeset(it.line)) for it in both if it.panel == panel]
            with formatter.section((panel or "Commandes") + NBSP):
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


def laid_out(listed: Listed) -> Any:
    """The command of the table, its module imported; its docstring is its help."""
    module, _, name = listed.place.partition(":")
    function = getattr(importlib.import_module(f"bilantool.cli.{module}"), name)
    if not listed.inner:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(listed.name, cls=FrenchCommand)(function)
        return typer.main.get_command(app)
    found: Any = typer.main.get_group(group(function, FrenchGroup, listed.inner))
    found.name = listed.name
    return found


def group(function: Callable[..., Any], kind: type, table: Sequence[Listed]) -> typer.Typer:
    """What does `function` where it stands alone, and holds the commands of the table."""
    app = typer.Typer(
        cls=type("Group", (kind,), {"table": table}),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        options_metavar="[OPTIONS]",
        subcommand_metavar="COMMANDE …",
        help=inspect.getdoc(function),
        context_settings={
            "help_option_names": ["--help", "--aide", "-h"],
            "max_content_width": 110,
        },
    )
    app.callback()(function)
    return app


def _names(listed: Listed) -> set[str]:
    return {folded(listed.name), folded(listed.alias)}
