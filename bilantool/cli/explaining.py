"""`doc`, `schema`: what the notes ask for, told to a person or to a program."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.console import Console, typeset
from bilantool.errors import UsageFault
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.notes.explaining import Field
    from bilantool.notes.trame import NoteSpec, Trame

WIDTH = 79
"""Columns at most, and one left free: what a plain terminal shows without breaking a line."""

Note = Annotated[
    str | None,
    typer.Argument(
        metavar="[NOTE]", help="La note ; sans rien, la liste.", autocompletion=completion.note
    ),
]


def doc(ctx: typer.Context, name: Note = None) -> None:
    """Expliquer ce que demande une note, champ par champ. Sans note, toutes en une phrase."""
    from bilantool.notes import explaining

    opening = Opening(ctx)
    console = opening.console
    loaded = _trame(opening)
    if name is None:
        for phase in (None, *loaded.phases):
            title = loaded.phases[phase].title if phase else "Cadre"
            console.say(console.style(title, bold=True))
            for key, spec in loaded.notes.items():
                if spec.phase == phase:
                    short = console.style(key.partition("/")[2], bold=True)
                    console.say(f"  {short} : {spec.title}")
                    _wrapped(console, explaining.first_sentence(spec.schema), 4)
            console.say()
        console.say("Une note en détail : bilantool doc demande")
        return
    spec = loaded.note(name)
    _head(opening, loaded, spec)
    for field in explaining.fields(spec.schema):
        _field(console, field)


def _head(opening: Opening, loaded: Trame, spec: NoteSpec) -> None:
    from bilantool.notes import explaining

    console = opening.console
    console.say(f"{console.style(spec.title, bold=True)} ({spec.name})")
    _wrapped(console, " ".join(str(spec.schema.get("description", "")).split()), 0)
    kept = loaded.classes[spec.classe]
    console.say()
    _wrapped(console, f"{kept.title} : {explaining.fate(kept, opening.around.today)}.", 0)
    used = [each.title for each in loaded.documents.values() if spec.name in each.notes]
    if used:
        _wrapped(console, f"Reprise dans : {', '.join(used)}.", 0)
    if spec.article:
        console.say(f"Article : {spec.article}.")


def _field(console: Console, field: Field) -> None:
    left = 2 * field.depth
    console.say()
    console.say(f"{'':{left}}{console.style(field.title, bold=True)} ({field.key})")
    inner = left + 2
    _wrapped(console, f"{field.needed} : {field.kind}.", inner)
    if field.question:
        _wrapped(console, f"« {field.question} »", inner)
    _wrapped(console, field.help, inner)
    for caution in field.cautions:
        _wrapped(console, caution, inner)
    for value, label in field.choices:
        _wrapped(console, value if label == value else f"{value} : {label}", inner + 2, hang=2)
    if field.example:
        _wrapped(console, f"Par exemple : {field.example}", inner)
    if field.article:
        _wrapped(console, f"Article : {field.article}", inner)


def _wrapped(console: Console, text: str, left: int, hang: int = 0) -> None:
    """Text set between columns that hold on any terminal, in a pipe too."""
    indent = " " * left
    for line in textwrap.wrap(
        typeset(text),
        min(console.width, WIDTH),
        initial_indent=indent,
        subsequent_indent=indent + " " * hang,
        break_on_hyphens=False,
    ):
        console.say(line)


def schema(
    ctx: typer.Context,
    name: Note = None,
    vscode: Annotated[
        bool,
        typer.Option("--vscode", help="Préparer VS Code : complétion et contrôle des notes."),
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--to",
            "--output",
            "-o",
            metavar="DOSSIER",
            help="Avec --vscode : où écrire les réglages pour des textes à vous.",
        ),
    ] = "",
) -> None:
    """Donner le schéma JSON d'une note. Il sert à un éditeur ou à un autre outil.

    Avec --vscode, rien n'est installé : la commande à taper est affichée.
    """
    import json

    from bilantool.notes.editor import editor_schema

    opening = Opening(ctx)
    if output and not vscode:
        raise UsageFault(
            "--output ne sert qu'avec --vscode",
            hint="par exemple : bilantool schema --vscode --output mes-textes",
        )
    loaded = _trame(opening)
    if vscode:
        _vscode(opening, loaded, output)
    elif name is None:
        opening.console.table(
            [["note", "titre"], *([key, spec.title] for key, spec in loaded.notes.items())]
        )
    else:
        text = json.dumps(editor_schema(loaded.note(name)), ensure_ascii=False, indent=2)
        opening.console.raw(text)


def _vscode(opening: Opening, loaded: Trame, output: str) -> None:
    from bilantool import vscode

    console, environ = opening.console, opening.around.environ
    if output:
        try:
            cabinet = opening.cabinet().root
        except UsageFault:
            cabinet = None
        written = vscode.write_workspace(opening.path(output), list(loaded.notes.values()), cabinet)
        console.say(f"Réglages et schémas écrits dans {written.parent}")
        console.say("Un texte y est contrôlé d'après son nom : preliminaire-demande.yaml, …")
        console.warn(
            "ces textes se lisent sans clé : enregistrez-les avec bilantool edit --from, "
            "puis supprimez-les"
        )
        return
    folder = vscode.prepare(environ)
    if vscode.installed(environ):
        console.say("VS Code est prêt : les notes ouvertes par bilantool edit s'y complètent.")
        console.say(f"Pour revenir sans extension, supprimez {quoted(folder)}")
        return
    console.say("Pour compléter et contrôler les notes dans VS Code, tapez une fois :")
    console.raw(f'  code --extensions-dir "{folder}" --install-extension {vscode.ALLOWED}')
    console.say(
        "Cette extension vient d'Internet et verra vos notes. bilantool la règle pour qu'elle "
        "n'envoie ni ne cherche rien sur le réseau. Sans elle, VS Code s'ouvre comme avant."
    )


def _trame(opening: Opening) -> Trame:
    """The trame of the cabinet, or outside of any cabinet the standard one."""
    from bilantool.notes import trame
    from bilantool.notes.overlay import Overlay
    from bilantool.resources import shipped

    try:
        cabinet = opening.cabinet()
    except UsageFault:
        return trame.load(Overlay(shipped("templates") / "standard"))
    return trame.load(cabinet.overlay(opening.trousseau().accepted(cabinet.uuid)))
