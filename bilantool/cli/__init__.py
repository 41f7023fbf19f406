"""What runs a command: parsed, one function of the package called, its result or refusal shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from bilantool import __version__
from bilantool.cli import commands, completion, french
from bilantool.cli.surroundings import Surroundings
from bilantool.console import Console
from bilantool.errors import BilantoolError, EnvironmentFault
from bilantool.storage import dumps

INTERRUPTED = 130


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
        from bilantool.cli import today

        today.today(ctx)


def main(argv: Sequence[str] | None = None, around: Surroundings | None = None) -> int:
    """Run one command; returns the exit code. Never raises but for `SystemExit` of completion."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if around is None:
        try:
            around = Surroundings.standard()
        except FileNotFoundError:
            return _nowhere()
    root = typer.main.get_command(french.group(_root, french.SharingGroup, commands.COMMANDS))
    if completion.VARIABLE in os.environ:
        completion.prepare()
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
    finally:
        around.console.keyboard.ready()


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
