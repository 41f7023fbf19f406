"""`show` on attachments: their list, one brought back to a file, one opened and put away."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from bilantool.cli.opening import Opening
from bilantool.console import launched
from bilantool.errors import BilantoolError, EnvironmentFault, UsageFault
from bilantool.french import counted, short_date

if TYPE_CHECKING:
    from bilantool.cabinet.pieces import Stored
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.frozen import Compared
    from bilantool.notes.trame import Trame
    from bilantool.shelf import Filed


def listed(
    opening: Opening,
    reference: str,
    found: Sequence[Filed],
    handed: Sequence[Compared],
    *,
    json: bool,
) -> None:
    """Every attachment of a dossier; exits with 3 when one cannot be opened, or is `handed` over
    and not what it was then."""
    console = opening.console
    faults: list[BilantoolError] = [each.fault for each in found if each.fault]
    faults += [each.fault for each in handed if each.fault]
    if json:
        console.object(
            {
                "ok": not faults,
                "reference": reference,
                "pieces": [_object(each) for each in found],
                "remis": [_remembered(each) for each in handed],
            }
        )
    else:
        _table(opening, reference, found)
        _digests(opening, handed)
    if faults:
        raise typer.Exit(max(fault.code for fault in faults))


def _digests(opening: Opening, handed: Sequence[Compared]) -> None:
    """Whether each document is still the one that was handed over."""
    for each in handed:
        kept = each.frozen
        head = f"{kept.document}, remis le {short_date(kept.day)}"
        if each.fault is None:
            opening.console.say(f"{head} : empreinte vérifiée ({kept.digest})")
        else:
            opening.console.warn(f"{head} : {each.fault.message}", each.fault.hint)


def _remembered(each: Compared) -> dict[str, Any]:
    kept = each.frozen
    return {
        "piece": kept.piece,
        "document": kept.document,
        "format": kept.format,
        "le": kept.day.isoformat(),
        "empreinte": kept.digest,
        "verifiee": each.fault is None,
    }


def _table(opening: Opening, reference: str, found: Sequence[Filed]) -> None:
    from bilantool.cabinet.pieces import SHORT

    console = opening.console
    if not found:
        console.say(f"Aucune pièce dans ce dossier : bilantool attach {reference}")
        return
    rows = [["pièce", "date", "classe", "type", "titre", "citée par"]]
    for each in found:
        cited = ", ".join(name.partition("/")[2] or name for name in each.cited) or "aucune note"
        rows.append([each.id[:SHORT], *_facts(each), cited])
    console.table(rows)
    for each in found:
        if each.fault:
            console.warn(each.fault.message, each.fault.hint)
    alone = [each for each in found if not each.cited and not each.destroyed]
    if alone:
        loose, first = len(alone), alone[0]
        console.note(
            f"{counted(loose, 'pièce')} sans note ; pour en citer une : bilantool attach "
            f"{reference} --piece {first.id[:SHORT]} --note convention, ou une autre note"
        )


def _facts(each: Filed) -> list[str]:
    from bilantool import media

    if each.facts is None:
        return ["-", each.classe or "-", "-", "détruit" if each.destroyed else "illisible"]
    piece = each.facts
    known = media.of_name(piece.media)
    return [short_date(piece.date), each.classe, known.label if known else "autre", piece.titre]


def chosen(opening: Opening, opened: OpenDossier, trame: Trame) -> str:
    """The id of the attachment that the person at the terminal chooses; UsageFault where nobody
    is there, where there is none, or where they leave."""
    from bilantool import shelf
    from bilantool.cabinet.pieces import SHORT
    from bilantool.cli import picking

    look = f"bilantool show {opened.reference} --pieces"
    if not opening.console.interactive:
        raise UsageFault("il manque la pièce", hint=f"donnez son id, qui se lit par : {look}")
    found = shelf.filed(opened, trame)
    rows = [("  ".join([each.id[:SHORT], *_facts(each)]), _said(each)) for each in found]
    picked = picking.pick(opening.console, "Quelle pièce", rows) if rows else None
    if picked is None:
        what = "n'a été choisie" if rows else "n'est jointe à ce dossier"
        raise UsageFault(f"aucune pièce {what}", hint=f"pour les voir : {look}")
    return found[picked].id


def _said(each: Filed) -> str:
    """What one may type of an attachment: its id, or its title."""
    return f"{each.id} {each.facts.titre if each.facts else ''}"


def _object(each: Filed) -> dict[str, Any]:
    piece = each.facts
    return {
        "piece": each.id,
        "classe": each.classe,
        "date": piece.date if piece else None,
        "media": piece.media if piece else None,
        "titre": piece.titre if piece else None,
        "octets": piece.size if piece else None,
        "citee_par": list(each.cited),
        "detruite": each.destroyed,
        "erreur": {"message": each.fault.message, "conseil": each.fault.hint}
        if each.fault
        else None,
    }


def brought_back(opening: Opening, vault: Vault, stored: Stored, output: str) -> None:
    """Write an attachment to a file that does not exist yet, byte for byte."""
    from bilantool.cabinet.cabinet import DOCUMENTS
    from bilantool.documents import delivery
    from bilantool.portability import names
    from bilantool.shelf import Facts
    from bilantool.storage import files

    path = opening.path(output)
    if path.is_dir() or output.endswith(("/", os.sep)):
        path = path / names.of_piece(Facts.of(stored.piece))
    ours = files.lies_in(path.parent, vault.cabinet.root / DOCUMENTS)
    if not ours and not path.parent.is_dir():  # ours is made where it is missing
        raise UsageFault(
            f"le dossier {files.quoted(path.parent)} n'existe pas",
            hint="créez-le, ou choisissez un autre endroit",
        )
    path = delivery.folder_for(vault.cabinet.root, path.parent) / path.name
    if path.exists() or path.is_symlink():
        raise UsageFault(
            f"{files.quoted(path)} existe déjà", hint="donnez un autre nom avec --output"
        )
    with opening.outside(vault.trousseau, path.parent, "pièce"):
        files.write_atomically(path, stored.piece.data)
    opening.console.say(f"Pièce écrite dans {files.quoted(path)}")
    opening.console.note("ce fichier est lisible sans clé : supprimez-le quand il ne sert plus")


def viewed(opening: Opening, vault: Vault, opened: OpenDossier, stored: Stored) -> None:
    """Open an attachment with the system's program, from a folder that goes at the next Enter."""
    from bilantool import media
    from bilantool.cabinet import pending
    from bilantool.storage import ramfolder

    console = opening.console
    elsewhere = f"bilantool show {opened.reference} {stored.id[:8]} --output ~"
    if not console.interactive:
        raise UsageFault(
            "--open attend quelqu'un au terminal, pour refermer la pièce",
            hint=f"sinon : {elsewhere}",
        )
    shelter = ramfolder.shelter(opening.around.environ)
    if not shelter.in_memory:
        console.warn(
            "cet ordinateur n'a pas de dossier en mémoire vive : la pièce passera par un dossier "
            "privé du disque, effacé ensuite"
        )
    owner = ramfolder.Owner(
        cabinet=str(vault.cabinet.root),
        trousseau=str(vault.trousseau.folder),
        dossier=opened.dossier.uuid,
        reference=opened.reference,
        note=pending.PIECE + stored.id,
        revision=1,
    )
    known = media.of_name(stored.piece.media)
    # A name without the title: programs keep lists of what they opened.
    name = f"piece-{stored.id[:8]}{known.suffix if known else ''}"
    with ramfolder.RamFolder(shelter, owner, name, stored.piece.data) as ram:
        if not launched(ram.file):
            raise EnvironmentFault(
                "aucun programme de cet ordinateur n'a ouvert cette pièce",
                hint=f"sinon : {elsewhere}",
            )
        console.ask("Appuyez sur Entrée quand vous l'avez refermée", option="--output")
    console.note("la pièce n'est plus lisible ici ; ce que vous y auriez changé n'est pas gardé")


def described(opening: Opening, opened: OpenDossier, stored: Stored, *, json: bool) -> None:
    """What an attachment is, without its content."""
    from bilantool.shelf import Facts, Filed

    each = Filed(stored.id, stored.classe, (), Facts.of(stored.piece))
    if json:
        known = {key: value for key, value in _object(each).items() if key != "citee_par"}
        opening.console.object({"ok": True, "reference": opened.reference, **known})
        return
    day, classe, kind, title = _facts(each)
    opening.console.say(f"{title} ({kind}, {day}, classe {classe})")
    again = f"bilantool show {opened.reference} {stored.id[:8]}"
    opening.console.say(f"  pour la lire : {again} --open")
    opening.console.say(f"  pour en faire un fichier : {again} --output ~")
