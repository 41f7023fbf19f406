"""`edit` and `show`: a note in clear, to write or to read."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.judging import Json
from bilantool.cli.opening import Opening
from bilantool.cli.starting import NoCommit
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.french import counted, long_date

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.editing import Settled
    from bilantool.editors import Editor
    from bilantool.notes.trame import NoteSpec, Trame
    from bilantool.storage.ramfolder import RamFolder

MAX_GIVEN = 64 * 1024 * 1024
"""Bytes of a `--from` that are looked at, only to say that it is too long."""

Reference = Annotated[
    str, typer.Argument(metavar="DOSSIER", help="Le dossier.", autocompletion=completion.reference)
]


def edit(
    ctx: typer.Context,
    reference: Reference,
    note: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOTE]",
            help="La note, par son nom ou son début ; sans rien, la prochaine à remplir.",
            autocompletion=completion.note,
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="FICHIER", help="Prendre le texte dans ce fichier (« - » : l'entrée)."
        ),
    ] = "",
    no_commit: NoCommit = False,
) -> None:
    """Écrire une note dans votre éditeur ; elle est vérifiée, puis scellée.

    Le texte en clair reste en mémoire vive. L'éditeur est celui de la variable EDITOR. Une note
    à moitié remplie s'enregistre ; un texte illisible est gardé en brouillon.
    """
    from bilantool import editing
    from bilantool.storage import files

    opening = Opening(ctx)
    vault = opening.vault()
    trame = opening.trame(vault)
    opened = vault.open(reference)
    spec = trame.note(note) if note else _proposed(opening, vault, trame, opened)
    if vault.cabinet.demonstration:
        opening.console.note("démonstration : les clés sont publiques, n'écrivez rien de vrai")
    held = editing.note_lock(vault.cabinet, opened, spec.name)
    busy = f"la note {spec.name} est déjà ouverte dans un autre éditeur"
    with files.lock(held, timeout=0, busy=busy):
        base = opened.read(spec.name)
        if source:
            settled = _take(opening, vault, opened, spec, base, source)
        else:
            settled = _with_editor(opening, vault, opened, spec, base)
    if not settled.changed:
        opening.console.say(f"{spec.name} : rien n'a changé")
        return
    path = opened.dossier.note_path(spec.name)
    message = f"{reference} : {spec.name}, révision {settled.revision}"
    opening.commit(vault.cabinet, [path], message, not no_commit)
    _report(opening, reference, spec, settled)


def _proposed(opening: Opening, vault: Vault, trame: Trame, opened: OpenDossier) -> NoteSpec:
    """The next note to fill, agreed to by the person when there is one to ask."""
    from bilantool import inspection

    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    name = seen.next_note()
    if name is None:
        raise UsageFault(
            f"rien ne manque au dossier {opened.reference} à ce stade",
            hint=f"dites quelle note ouvrir : bilantool edit {opened.reference} NOTE",
        )
    question = f"La prochaine note à remplir est {name}. L'ouvrir ?"
    if not opening.console.confirm(question):
        raise UsageFault(
            "aucune note choisie",
            hint=f"dites laquelle ouvrir : bilantool edit {opened.reference} NOTE",
        )
    return trame.note(name)


def _take(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    source: str,
) -> Settled:
    """The note's text from a file or from standard input."""
    from bilantool import editing
    from bilantool.storage import files

    if source == "-":
        data = sys.stdin.buffer.read(MAX_GIVEN)
    else:
        data = files.read_bounded(opening.path(source), MAX_GIVEN)
    try:
        return editing.settle(opened, spec, base, data, vault.cabinet.lock)
    except (DataFault, EnvironmentFault) as fault:
        if source != "-":
            again = "rien n'a été changé : corrigez le fichier, puis recommencez"
            raise _located(fault, again) from None
        raise _located(fault, editing.set_aside(opened, spec, base, data)) from None


def _with_editor(
    opening: Opening, vault: Vault, opened: OpenDossier, spec: NoteSpec, base: OpenNote
) -> Settled:
    """Open the note in the person's editor until it is readable, or put aside."""
    from bilantool import editing, editors
    from bilantool.cabinet import drafts
    from bilantool.storage import ramfolder

    console, environ = opening.console, opening.around.environ
    editor = editors.find(environ, platform.system())
    text = editing.starting_text(spec, base)
    draft = drafts.find(opened, spec.name)
    if draft is not None:
        console.note(f"un texte du {long_date(draft.kept.date())} n'avait pas pu être enregistré")
        if console.confirm("Le reprendre ?"):
            text = draft.text
    shelter = ramfolder.shelter(environ)
    if not shelter.in_memory:
        console.warn(
            "cet ordinateur n'a pas de dossier en mémoire vive : le texte passera par un dossier "
            "privé du disque, effacé à la fermeture de l'éditeur"
        )
    if not editor.known:
        console.warn(
            "bilantool ne connaît pas cet éditeur : vérifiez qu'il ne garde pas de copie des textes"
        )
    owner = ramfolder.Owner(
        cabinet=str(vault.cabinet.root),
        trousseau=str(vault.trousseau.folder),
        dossier=opened.dossier.uuid,
        reference=opened.reference,
        note=spec.name,
        revision=base.revision,
    )
    stem = spec.name.replace("/", "-")
    with ramfolder.RamFolder(shelter, owner, f"{stem}.yaml", b"") as ram:
        schema = ram.private / "schema.json"
        editing.write_schema(schema, spec)
        ram.file.write_text(editing.with_modeline(text, schema), encoding="utf-8", newline="\n")
        return _rounds(opening, vault, opened, spec, base, editor, ram)


def _rounds(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    editor: Editor,
    ram: RamFolder,
) -> Settled:
    from bilantool import editing, editors

    console = opening.console
    line: int | None = None
    while True:
        try:
            outcome = editors.run(editor, ram.file, line, env=opening.around.environ)
        except BaseException:
            # Told to end: what is in the folder now would go with it.
            editing.set_aside(opened, spec, base, ram.last_words())
            raise
        data = ram.read()
        if outcome.returncode != 0:
            raise EnvironmentFault(
                f"l'éditeur s'est arrêté sur une erreur (code {outcome.returncode})",
                hint=editing.set_aside(opened, spec, base, data),
            )
        if outcome.suspicious_quick:
            console.warn(
                "l'éditeur est revenu aussitôt : s'il ouvre une autre fenêtre, ajoutez à EDITOR "
                "l'option qui le fait attendre (souvent --wait)"
            )
        emptied = not editing.without_modeline(data.decode("utf-8", "replace")).strip()
        if (
            emptied
            and base.text.strip()
            and not console.confirm("Vider cette note ?", default=False)
        ):
            raise UsageFault(
                f"la note {spec.name} n'a pas été vidée", hint="elle est restée telle qu'elle était"
            )
        try:
            return editing.settle(opened, spec, base, data, vault.cabinet.lock)
        except (DataFault, EnvironmentFault) as fault:
            position = fault.position if isinstance(fault, DataFault) else None
            if position is not None and console.interactive:
                console.fault(_located(fault, fault.hint))
                if console.confirm(f"Rouvrir à la ligne {position.line} ?"):
                    line = position.line + 1  # the modeline stands above the text
                    continue
            raise _located(fault, editing.set_aside(opened, spec, base, data)) from None


def _located(fault: BilantoolError, hint: str) -> BilantoolError:
    """The same fault with its line in the sentence, and what became of the text as hint."""
    position = fault.position if isinstance(fault, DataFault) else None
    place = f"ligne {position.line}, colonne {position.column} : " if position else ""
    hints = [each for each in dict.fromkeys((fault.hint, hint)) if each]
    if isinstance(fault, DataFault):
        return DataFault(f"{place}{fault.message}", hint=" ; ".join(hints), position=position)
    return type(fault)(fault.message, hint=" ; ".join(hints))


def _report(opening: Opening, reference: str, spec: NoteSpec, settled: Settled) -> None:
    from bilantool.cli import showing

    console = opening.console
    found = settled.judged.findings
    console.say(f"{spec.name} : enregistrée (révision {settled.revision})")
    showing.findings(console, found)
    if found:
        console.say(
            f"  {showing.count(found)} ; pour reprendre : bilantool edit {reference} {spec.name}"
        )
    else:
        console.say("  rien ne manque dans cette note")


def show(
    ctx: typer.Context,
    reference: Reference,
    note: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOTE]",
            help="La note ; sans rien, toutes celles qui sont commencées.",
            autocompletion=completion.note,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Lire une note à l'écran. Le texte déchiffré n'est écrit nulle part."""
    from bilantool.notes import reading

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    opened = vault.open(reference)
    names = [trame.note(note).name] if note else list(trame.notes)
    shown = [opened.read(name) for name in names if note or not opened.destroyed(name)]
    opened.remember({each.note: each.revision for each in shown})
    for each in shown:
        if each.older:
            console.warn(f"la note {each.note} est plus ancienne que celle déjà vue ici")
    if json:
        console.object(
            {
                "ok": True,
                "reference": reference,
                "notes": [
                    {
                        "note": each.note,
                        "revision": each.revision,
                        "texte": each.text,
                        "valeurs": reading.read(each.text).values,
                    }
                    for each in shown
                ],
            }
        )
        return
    begun = [each for each in shown if each.text.strip()]
    for each in begun:
        if not note:
            console.say(console.style(f"# {each.note}", bold=True))
        console.raw(each.text)
    if note and not begun:
        console.note(
            f"la note {names[0]} n'est pas commencée : bilantool edit {reference} {names[0]}"
        )
    elif not note:
        console.note(
            f"{counted(len(begun), 'note commencée', 'notes commencées')} sur {len(names)}"
        )
