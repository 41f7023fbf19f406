"""What the shell proposes: names of commands, notes, documents; dossiers, by their people too.

The name of somebody, or its beginning, is replaced by the reference, so that none need be left in
a history nor in the list of processes; only as long as the keys are unlocked. And the two options
that put the completion in place, in French.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

import typer

from bilantool.errors import BilantoolError, UsageFault
from bilantool.french import folded

if TYPE_CHECKING:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.notes.overlay import Overlay
    from bilantool.notes.trame import Trame

PROGRAM = "bilantool"
VARIABLE = "_BILANTOOL_COMPLETE"
POWERSHELLS = ("powershell", "pwsh")
MOST = 40
"""References whose people are shown: more would be waited for."""


class _Instead(str):
    """A candidate that takes the place of what was typed: typer drops what does not begin so."""

    __slots__ = ()

    def startswith(self, *_: Any) -> bool:
        return True


def reference(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The cabinet's references, with their people where the shell shows them; the references of
    those whose name begins so, where no reference does."""
    cabinet = _cabinet(ctx)
    found = [ref for ref in cabinet.references if ref.startswith(incomplete)] if cabinet else []
    bash = os.environ.get(VARIABLE, "") == "complete_bash"
    bare = [(ref, "") for ref in found]
    if cabinet is None or len(found) > MOST or (found and bash):
        return bare
    from bilantool.cabinet import people

    vault = _unlocked(ctx, cabinet) if found or people.letters(incomplete) else None
    if vault is None:
        return bare
    if found:
        names = {each.reference: each.name for each in people.everyone(vault, found)}
        return [(ref, names.get(ref, "")) for ref in found]
    named = people.matching(people.everyone(vault), incomplete)
    if len(named) > 1 and bash:
        # Bash puts what all begin with in the place of what was typed: these begin with nothing.
        ranked = enumerate(named, 1)
        return [(_Instead(f"{rank}) {each.full} : {each.reference}"), "") for rank, each in ranked]
    return [(_Instead(each.reference), each.name) for each in named]


def fillable(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """What `fill` takes: dossiers, and the cabinet itself."""
    from bilantool.cabinet.settings import WORD

    own = [(WORD, "ce que les documents en disent")] if WORD.startswith(incomplete) else []
    return own + ([] if own and incomplete else reference(ctx, incomplete))


def _unlocked(ctx: typer.Context, cabinet: Cabinet) -> Vault | None:
    """The cabinet with its keys, if names may be shown and nothing need be asked; else None."""
    from bilantool.cabinet.vault import Vault
    from bilantool.cli import names
    from bilantool.cli.opening import Opening

    opening = Opening(ctx)
    try:
        trousseau = opening.trousseau()
        if opening.option("references_only") or not names.wanted(trousseau):
            return None
        identity = opening.unlocked(trousseau) if trousseau.exists() else None
        return Vault(cabinet, trousseau, identity) if identity else None
    except BilantoolError:
        return None


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
    from bilantool.cli.opening import Opening

    try:
        return Opening(ctx).cabinet()
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


def note_or_part(ctx: typer.Context, incomplete: str) -> list[str]:
    """The same; behind the word for the cabinet, the parts of its settings."""
    from bilantool.cabinet.settings import WORD, schema
    from bilantool.notes.schema import fields

    if folded(str(ctx.params.get("reference") or "")) != WORD:
        return note(incomplete)
    return [key for key, _ in fields(schema()) if key.startswith(incomplete)]


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


def piece(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the attachments of the dossier that stands before, told by their file names; short
    ones where that is enough."""
    cabinet, reference = _cabinet(ctx), ctx.params.get("reference")
    try:
        found = cabinet.dossier(reference).pieces if cabinet and reference else ()
    except BilantoolError:
        return []
    short = {each[:8] for each in found}
    names = short if len(short) == len(found) and len(incomplete) <= 8 else found
    return sorted(each for each in names if each.startswith(incomplete))


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


def prepare() -> None:
    """Have zsh take what does not begin as what was typed: a reference in the place of a name."""
    from typer import _completion_classes as library
    from typer._click.shell_completion import add_completion_class

    class Zsh(library.ZshComplete):
        def complete(self) -> str:
            items = self.get_completions(*self.get_completion_args())
            if not items:
                return "_files"
            values = " ".join(_zsh(each.value) for each in items)
            lines = " ".join(_zsh("  ".join(filter(None, (it.value, it.help)))) for it in items)
            return f"local -a v d; v=({values}); d=({lines}); compadd -U -l -V bilantool -d d -a v"

    add_completion_class(Zsh, "zsh")


def _zsh(text: str) -> str:
    """One word for zsh, whatever it holds."""
    return "'" + text.replace("'", "'\\''") + "'"


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
