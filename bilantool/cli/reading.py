"""`show`: a note in clear on the screen, or an attachment brought back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion, whom
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, Reference
from bilantool.errors import UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.notes.trame import Trame


def show(
    ctx: typer.Context,
    reference: Reference = "",
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
        typer.Option(
            "--to",
            "--to",
            "--output",
            "-o",
            metavar="FICHIER",
            help="Écrire la pièce dans ce fichier.",
        ),
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
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="FICHIER",
            help="Lire plutôt cette autre copie chiffrée de la note (disque synchronisé, "
            "sauvegarde).",
        ),
    ] = "",
    other: Annotated[
        bool,
        typer.Option("--other", help="Lire l'autre version de la note, pendant une fusion git."),
    ] = False,
    json: Json = False,
) -> None:
    """Lire une note à l'écran, ou retrouver une pièce.

    Le texte déchiffré d'une note n'est écrit nulle part. Une pièce se désigne par son identifiant
    (ou son début), ou par le champ qui la cite : convention.piece.
    """
    from bilantool.cli import showing
    from bilantool.disorder import gathering

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    reference, words = whom.split(opening, vault, reference, [note] if note else [], trame.notes)
    note = words[0] if words else None
    opened = opening.dossier(vault, reference)
    reference = opened.reference
    if pieces or output or open_ or (note and _names_a_piece(note)):
        _show_pieces(opening, vault, trame, opened, note, pieces, output, open_, json)
        return
    names = [trame.note(note).name] if note else list(trame.notes)
    if source or other:
        shown = [_other(opening, vault, opened, names if note else [], source, other)]
    else:
        shown = [opened.read(name) for name in names if note or not opened.destroyed(name)]
        opened.remember({each.note: each.revision for each in shown})
        told = gathering.of_notes(vault, reference, [each.note for each in shown])
        showing.disorder_told(console, told, reference)
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
        gone = [name for name in names if opened.destroyed(name)]
        if gone:
            console.note(f"détruit : {', '.join(gone)}")


def _other(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    names: Sequence[str],
    source: str,
    other: bool,
) -> OpenNote:
    """The note as another file, or the other side of a merge, has it."""
    from bilantool.cli import given
    from bilantool.disorder import history

    if not names or (source and other):
        raise UsageFault(
            "une autre version se lit d'une seule note, d'un fichier ou de git",
            hint=f"par exemple : bilantool show {opened.reference} demande --other",
        )
    if other:
        return opened.other(
            names[0], history.other_version(vault.cabinet, opened.dossier, names[0])
        )
    return opened.other(names[0], given.sealed(opening, vault, source))


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
    from bilantool import frozen, shelf
    from bilantool.cli import pieces

    if every:
        known = frozen.compared(opened, trame)
        pieces.listed(opening, opened.reference, shelf.filed(opened, trame), known, json=json)
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
