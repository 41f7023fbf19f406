"""The commands, listed in the open; parsing, calling one function of the package, showing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import typer

from bilantool import __version__
from bilantool.cli import (
    attaching,
    auditing,
    closing,
    completion,
    consenting,
    destroying,
    explaining,
    exporting,
    filling,
    french,
    handing,
    judging,
    keeping,
    making,
    overview,
    previewing,
    proofing,
    reading,
    safekeeping,
    seances,
    starting,
    templating,
    today,
    upcoming,
    verifying,
    writing,
    yearly,
)
from bilantool.cli.surroundings import Surroundings
from bilantool.console import Console
from bilantool.errors import BilantoolError, EnvironmentFault
from bilantool.storage import dumps

DAILY = "Au quotidien"
LEGAL = "De l’accord à la destruction"
TOGETHER = "À plusieurs"
REPAIR = "Dépannage et réglages"
INTERRUPTED = 130

_HELP = frozenset({"--help", "-h"})

COMMANDS = (
    # panel, English name, French alias, function
    (DAILY, "unlock", "deverrouiller", safekeeping.unlock),
    (DAILY, "new", "nouveau", starting.new),
    (DAILY, "session", "seance", seances.session),
    (DAILY, "fill", "remplir", filling.fill),
    (DAILY, "edit", "ecrire", writing.edit),
    (DAILY, "attach", "joindre", attaching.attach),
    (DAILY, "check", "verifier", judging.check),
    (DAILY, "status", "etat", overview.status),
    (DAILY, "agenda", "echeances", upcoming.agenda),
    (DAILY, "build", "produire", making.build),
    (LEGAL, "consent", "consentir", consenting.consent),
    (LEGAL, "handover", "remettre", handing.handover),
    (LEGAL, "keep", "garder", keeping.keep),
    (LEGAL, "close", "clore", closing.close),
    (LEGAL, "reopen", "rouvrir", closing.reopen),
    (LEGAL, "destroy", "detruire", destroying.destroy),
    (LEGAL, "verify", "authentifier", verifying.verify),
    (LEGAL, "audit", "auditer", auditing.audit),
    (LEGAL, "stats", "chiffres", yearly.stats),
    (TOGETHER, "show", "lire", reading.show),
    (TOGETHER, "preview", "apercu", previewing.preview),
    (TOGETHER, "export", "exporter", exporting.export),
    (TOGETHER, "schema", "champs", explaining.schema),
    (REPAIR, "init", "creer", starting.init),
    (REPAIR, "lock", "verrouiller", safekeeping.lock),
    (REPAIR, "backup", "sauvegarder", safekeeping.backup),
    (REPAIR, "recover", "retablir", safekeeping.recover),
    (REPAIR, "rules", "regles", judging.rules),
    (REPAIR, "doc", "expliquer", explaining.doc),
    (REPAIR, "demo", "essayer", starting.demo),
)

TEMPLATES = (
    ("list", "lister", templating.templates_list),
    ("copy", "copier", templating.templates_copy),
    ("accept", "accepter", templating.templates_accept),
    ("check", "relire", proofing.templates_check),
)


def _named(panel: str) -> list[str]:
    return [name for stands, name, _, _ in COMMANDS if stands == panel]


class _Root(french.SharingGroup):
    panels: Mapping[str, Sequence[str]] = MappingProxyType(
        {
            DAILY: _named(DAILY),
            LEGAL: _named(LEGAL),
            TOGETHER: [*_named(TOGETHER), "templates"],
            REPAIR: _named(REPAIR),
        }
    )
    aliases: Mapping[str, str] = MappingProxyType(
        {alias: name for _, name, alias, _ in COMMANDS} | {"gabarits": "templates"}
    )


class _Templates(french.FrenchGroup):
    aliases: Mapping[str, str] = MappingProxyType({alias: name for name, alias, _ in TEMPLATES})


def _version(ctx: typer.Context, wanted: bool) -> None:
    if wanted:
        ctx.obj.console.say(f"bilantool {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    _version_wanted: bool = typer.Option(
        False, "--version", help="Afficher la version.", is_eager=True, callback=_version
    ),
) -> None:
    """Tenir des dossiers de bilan de compétences : notes chiffrées, contrôles, documents.

    Sans commande, dans un cabinet : ce qui attend aujourd’hui.
    """
    if ctx.invoked_subcommand is None:
        today.today(ctx)


def application(words: Sequence[str] = ()) -> typer.Typer:
    """The command tree: whole, or only the commands that these words of a line name.

    To lay out every command costs more than most of them do; where none is named, or where help
    is asked for, all are needed.
    """
    named = {_Root.aliases.get(word, word) for word in words} & {*_Root.aliases.values()}
    wanted = named if named and not _HELP & {*words} else {*_Root.aliases.values()}
    app = typer.Typer(
        cls=_Root,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        options_metavar="[OPTIONS]",
        subcommand_metavar="COMMANDE …",
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
    )
    app.callback()(_root)
    for _, name, _, function in COMMANDS:
        if name in wanted:
            french.command(app, function, name)
    if "templates" in wanted:
        app.add_typer(_templates(), name="templates")
    return app


def _templates() -> typer.Typer:
    templates = typer.Typer(
        cls=_Templates,
        rich_markup_mode=None,
        invoke_without_command=True,
        options_metavar="[OPTIONS]",
        subcommand_metavar="COMMANDE …",
        help="Les gabarits du cabinet : voir, copier, relire, accepter.",
    )
    templates.callback()(templating.templates)
    for name, _, template_function in TEMPLATES:
        french.command(templates, template_function, name)
    return templates


def main(argv: Sequence[str] | None = None, around: Surroundings | None = None) -> int:
    """Run one command; returns the exit code. Never raises but for `SystemExit` of completion."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if around is None:
        try:
            around = Surroundings.standard()
        except FileNotFoundError:
            return _nowhere()
    root = typer.main.get_command(application(argv))
    for param in root.params:
        if param.name in _COMPLETION:
            param.help, param.callback = _COMPLETION[param.name]  # type: ignore[attr-defined, assignment]
    try:
        try:
            code = root.main(argv, prog_name="bilantool", standalone_mode=False, obj=around)
        except french.UsageError as error:
            raise french.usage_fault(error) from None
        if code == INTERRUPTED:  # the library's own answer to Ctrl-C
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except BilantoolError as fault:
        return _refused(fault, around, argv)
    except (typer.Abort, KeyboardInterrupt):
        around.console.note("\ninterrompu")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (« | head »): nothing to say, and nobody to say it to.
        return 0
    except OSError as error:
        if error.errno is None:
            return _bug(error, around, argv)
        return _refused(_unforeseen(error, around), around, argv)
    except Exception as bug:  # noqa: BLE001 (the last resort: a person gets one line, not a traceback)
        return _bug(bug, around, argv)


_COMPLETION = {
    "install_completion": ("Installer la complétion pour ce terminal.", completion.install),
    "show_completion": (
        "Afficher ce script, pour l'installer soi-même.",
        completion.show,
    ),
}


def _unforeseen(error: OSError, around: Surroundings) -> BilantoolError:
    """A refusal of the system (rights, disk) that no command looked out for."""
    from bilantool.storage import files

    if isinstance(error.filename, str | bytes):
        return files.fault(error, "d’employer", Path(os.fsdecode(error.filename)))
    return files.fault(error, "d’écrire ou de lire dans", around.cwd)


def _nowhere() -> int:
    """Said where the current folder is gone, which no command can do without."""
    fault = EnvironmentFault(
        "le dossier où vous êtes n'existe plus",
        hint="placez-vous dans un autre dossier (cd), puis recommencez",
    )
    Console.standard(os.environ).fault(fault)
    return fault.code


def _refused(fault: BilantoolError, around: Surroundings, argv: Sequence[str]) -> int:
    from bilantool.cli import showing

    if any(word.split("=")[0] == "--json" for word in argv):
        try:
            around.console.object(showing.fault_object(fault))
        except OSError as dead:  # no room there for an object: people read it where they can
            around.console.fault(_unforeseen(dead, around))
            return EnvironmentFault.code
    else:
        showing.refusal(around.console, fault)
    return fault.code


def _bug(bug: Exception, around: Surroundings, argv: Sequence[str]) -> int:
    """One line; the traceback only on request, and never with values of variables."""
    console = around.console
    console.note(f"erreur : panne inattendue de bilantool ({type(bug).__name__})")
    console.note(
        "  → vos notes sont intactes ; recommencez avec --debug et signalez ce qui s'affiche"
    )
    if "--debug" in argv:
        import traceback

        for frame in traceback.extract_tb(bug.__traceback__):
            console.note(f"  {frame.filename}:{frame.lineno} {frame.name}")
    return 70


def run() -> None:
    """The console script."""
    dumps.forbid()
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            # Said already, or nobody reads: without this Python would say it again, in English.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    raise SystemExit(code)
