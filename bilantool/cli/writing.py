"""`edit` and `show`: a note in clear, to write or to read."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.editing import Settled
    from bilantool.notes.trame import NoteSpec, Trame

MAX_GIVEN = 64 * 1024 * 1024
"""Bytes of a `--from` that are looked at, only to say that it is too long."""


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
    """Écrire une note dans votre éditeur. Elle est ensuite vérifiée, puis chiffrée.

    Le texte en clair reste en mémoire vive. L'éditeur est celui de la variable EDITOR. Une note
    à moitié remplie s'enregistre ; un texte illisible est gardé en brouillon.
    """
    opening = Opening(ctx)
    vault = opening.vault()
    trame = opening.trame(vault)
    opening.resume(vault, trame)
    opened = vault.open(reference)
    if source and not note and not opening.console.interactive:
        raise UsageFault(
            "il faut dire dans quelle note ce texte va",
            hint=f"par exemple : bilantool edit {reference} demande --from FICHIER",
        )
    spec = trame.note(note) if note else proposed(opening, vault, trame, opened)
    if spec is None:
        return
    write(opening, vault, trame, opened, spec, source, history=not no_commit)


def write(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    spec: NoteSpec,
    source: str = "",
    *,
    history: bool,
) -> None:
    """One note through the editor (or from the file `source`), saved and commented on."""
    from bilantool import editing
    from bilantool.cli import rounds, showing

    if vault.cabinet.demonstration:
        opening.console.note("démonstration : les clés sont publiques, n'écrivez rien de vrai")
    with editing.holding(vault.cabinet, opened, spec.name):
        base = opened.read(spec.name)
        if base.older:
            opening.console.warn(showing.older(spec.name))
        if source:
            settled = _take(opening, vault, opened, spec, base, source, history=history)
        else:
            settled = rounds.with_editor(opening, vault, opened, spec, base, history=history)
    if not settled.changed:
        opening.console.say(f"{spec.name} : rien n'a changé")
        return
    opening.conclude(vault, trame)
    _report(opening, vault, trame, opened, spec.name, settled)


def proposed(
    opening: Opening, vault: Vault, trame: Trame, opened: OpenDossier, command: str = "edit"
) -> NoteSpec | None:
    """The next note to fill; None where the person would rather not."""
    from bilantool import inspection

    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    name = seen.next_note()
    if name is None:
        raise UsageFault(
            f"rien ne manque au dossier {opened.reference} à ce stade",
            hint=f"dites quelle note ouvrir : bilantool {command} {opened.reference} NOTE",
        )
    question = f"La prochaine note à remplir est {name}. L'ouvrir ?"
    if not opening.console.confirm(question):
        other = f"bilantool {command} {opened.reference} NOTE"
        opening.console.say(f"Pour en ouvrir une autre : {other}")
        return None
    return trame.note(name)


def _take(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    source: str,
    *,
    history: bool,
) -> Settled:
    """The note's text from a file or from standard input."""
    from bilantool import editing
    from bilantool.cli import rounds
    from bilantool.storage import files

    if source == "-":
        data = sys.stdin.buffer.read(MAX_GIVEN) if sys.stdin is not None else b""
    else:
        data = files.read_bounded(opening.source(source), MAX_GIVEN)
    rounds.refuse_to_empty(opening.console, spec, base, data)
    try:
        return editing.settle(opened, spec, base, data, vault.cabinet.lock, history=history)
    except (DataFault, EnvironmentFault) as fault:
        if source != "-":
            mend = ": corrigez le fichier, puis recommencez" if fault.code == 3 else ""
            raise rounds.located(fault, f"rien n'a été changé {mend}".strip()) from None
        raise rounds.located(fault, editing.set_aside(opened, spec, base, data)) from None


def _report(
    opening: Opening, vault: Vault, trame: Trame, opened: OpenDossier, name: str, settled: Settled
) -> None:
    """What was saved, and all that is now to say of that note: its form, the law, the usage."""
    from bilantool import inspection
    from bilantool.cli import showing

    console = opening.console
    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    found = [finding for finding in seen.every if finding.note == name]
    console.say(f"{name} : enregistrée (révision {settled.revision})")
    showing.findings(console, found)
    if found:
        again = f"bilantool edit {opened.reference} {name}"
        console.say(f"  {showing.count(found)} ; pour reprendre : {again}")
    else:
        console.say("  rien à reprendre dans cette note")


def show(
    ctx: typer.Context,
    reference: Reference,
    note: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOTE|PIECE]",
            help="La note, ou une pièce par son identifiant ou le champ qui la cite ; sans rien, "
            "toutes les notes commencées.",
            autocompletion=completion.note,
        ),
    ] = None,
    pieces: Annotated[
        bool, typer.Option("--pieces", help="La liste des pièces jointes au dossier.")
    ] = False,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FICHIER", help="Écrire la pièce dans ce fichier."),
    ] = "",
    open_: Annotated[
        bool, typer.Option("--open", help="Ouvrir la pièce, puis l'effacer d'ici.")
    ] = False,
    only_ids: Annotated[
        bool,
        typer.Option(
            "--ids", help="Seulement les id que d'autres notes peuvent désigner, avec leur libellé."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Lire une note à l'écran, ou retrouver une pièce.

    Le texte déchiffré d'une note n'est écrit nulle part. Une pièce se désigne par son identifiant
    (ou son début), ou par le champ qui la cite : convention.piece.
    """
    from bilantool.cli import showing

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    opened = vault.open(reference)
    if pieces or output or open_ or (note and _names_a_piece(note)):
        _show_pieces(opening, vault, trame, opened, note, pieces, output, open_, json)
        return
    names = [trame.note(note).name] if note else list(trame.notes)
    shown = [opened.read(name) for name in names if note or not opened.destroyed(name)]
    opened.remember({each.note: each.revision for each in shown})
    for each in shown:
        if each.older:
            console.warn(showing.older(each.note))
    if json:
        console.object({"ok": True, "reference": reference, "notes": _objects(shown)})
        return
    begun = [each for each in shown if each.text.strip()]
    for each in begun:
        if not note:
            console.say(console.style(f"# {each.note}", bold=True))
        if only_ids:
            _show_ids(opening, trame, each)
        else:
            console.raw(each.text)
    if note and not begun:
        console.note(
            f"la note {names[0]} n'est pas commencée : bilantool fill {reference} {names[0]}"
        )
    elif not note:
        console.note(
            f"{counted(len(begun), 'note commencée', 'notes commencées')} sur {len(names)}"
        )


def _names_a_piece(wanted: str) -> bool:
    """Whether what to show is told by a piece's id or a field: no note's name looks so."""
    return "." in wanted.removesuffix(".yaml") or bool(
        re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]{0,27})?|(?=.*[0-9])[0-9a-f]{2,8}", wanted.lower())
    )


def _show_pieces(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    wanted: str | None,
    every: bool,
    output: str,
    open_: bool,
    json: bool,
) -> None:
    from bilantool import shelf
    from bilantool.cli import pieces

    if every:
        pieces.listed(opening, opened.reference, shelf.filed(opened, trame), json=json)
        return
    if wanted is None:
        raise UsageFault(
            "il manque la pièce à retrouver",
            hint=f"la liste : bilantool show {opened.reference} --pieces",
        )
    stored = shelf.find(opened, trame, wanted)
    if output:
        pieces.brought_back(opening, vault, stored, output)
    if open_:
        pieces.viewed(opening, vault, opened, stored)
    if not output and not open_:
        pieces.described(opening, opened, stored, json=json)


def _objects(notes: Sequence[OpenNote]) -> list[dict[str, Any]]:
    from bilantool.notes import reading

    return [
        {
            "note": each.note,
            "revision": each.revision,
            "texte": each.text,
            "valeurs": reading.read(each.text).values,
        }
        for each in notes
    ]


def _show_ids(opening: Opening, trame: Trame, note: OpenNote) -> None:
    from bilantool.notes import reading, targets

    wanted = targets.targets(trame, note.note)
    found = targets.rows(trame.note(note.note).schema, reading.read(note.text).values, wanted)
    if found:
        opening.console.table([["liste", "id", "libellé"], *found])
    else:
        opening.console.say("Rien ici que d'autres notes puissent désigner.")
