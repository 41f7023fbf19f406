"""`export`: everything held about a person, in readable form; or the whole cabinet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import drawn
from bilantool.cli.opening import Opening, dropped
from bilantool.cli.options import Json, Reference
from bilantool.errors import UsageFault
from bilantool.french import counted
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.portability.leaving import Left

UNREADABLE = 3


def export(
    ctx: typer.Context,
    reference: Reference = "",
    to: Annotated[
        str, typer.Option("--to", metavar="DOSSIER", help="Où écrire : un dossier neuf ou vide.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Tous les dossiers, pour quitter bilantool.")
    ] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Un seul fichier, fermé par un mot de passe.")
    ] = False,
    password_file: Annotated[
        str,
        typer.Option(
            "--password-file", metavar="FICHIER", help="Le mot de passe, au lieu d'un tiré au sort."
        ),
    ] = "",
    third_parties: Annotated[
        bool,
        typer.Option("--third-parties", help="Mettre aussi les paroles de tiers dans l'archive."),
    ] = False,
    json: Json = False,
) -> None:
    """Remettre à la personne ce qui est détenu sur elle. Tout y est.

    C'est la réponse aux articles 15 et 20 du RGPD : les notes en un document lisible et telles
    qu'écrites, les pièces, les consentements ; les paroles de tiers à part. Codes de sortie : 3
    si quelque chose n'a pas pu être lu (le reste est écrit).
    """
    from bilantool.cli import whom
    from bilantool.portability import leaving
    from bilantool.portability.parcel import Setting

    opening = Opening(ctx)
    console = opening.console
    if reference and every:
        raise UsageFault("un dossier et --all sont demandés à la fois", hint="gardez l'un des deux")
    if (password_file or third_parties) and not archive:
        raise UsageFault(
            "--password-file et --third-parties vont avec --archive", hint="ajoutez --archive"
        )
    vault = opening.vault()
    trame = opening.trame(vault)
    setting = Setting(trame, vault.cabinet.settings, opening.around.today, opening.around.epoch)
    wanted = vault.cabinet.references
    if not every:
        wanted = (whom.dossier(opening, vault, reference),)
    opening.accepted(vault, wanted)
    to = to or _place(opening, "tout" if every else wanted[0])
    password, proposed = (
        drawn.password(opening, password_file, "de l'archive") if archive else ("", False)
    )
    wish = leaving.Wish(wanted, every, password, third_parties)
    target = opening.path(to)
    with (
        opening.outside(vault.trousseau, target, "export", deep=True),
        console.progress("lecture et mise en forme"),
    ):
        left = leaving.bring(vault, setting, wish, target, opening.around.now)
    if json:
        console.object(_object(left))
    else:
        _report(opening, left)
    if archive:
        _hand_over(opening, password if proposed else "")
    if left.faults:
        raise typer.Exit(UNREADABLE)


def _place(opening: Opening, what: str) -> str:
    """Where to write, asked of the person at the terminal; Enter for a folder of their own."""
    own = f"~/remise-{what}"
    if not opening.console.interactive:
        raise UsageFault(
            "il manque l'endroit où écrire",
            hint=f"un dossier neuf ou vide, par exemple : --to {own}",
        )
    typed = opening.console.ask("Dans quel dossier, neuf ou vide", default=own, option="--to")
    return dropped(typed)


def _report(opening: Opening, left: Left) -> None:
    from bilantool.cli import showing

    console = opening.console
    console.say(f"Écrit dans {quoted(left.path)} ({counted(left.files, 'fichier')})")
    for reference, what in left.destroyed:
        console.say(f"  {reference}, {what} : détruit")
    for reference, note in left.older:
        console.warn(f"{reference} : {showing.older(note)}")
    for reference, what, fault in left.faults:
        console.warn(f"{reference}, {what} : lecture impossible : {fault.message}", fault.hint)
    if left.kept_back:
        console.note(
            "les paroles de tiers ne sont pas dans l'archive (RGPD, article 15(4)) ; pour les y "
            "mettre : --third-parties"
        )
    elif left.apart:
        console.note(
            "les paroles de tiers sont dans « paroles-de-tiers » : ne les remettez qu'après avoir "
            "vérifié que leurs auteurs l'acceptent (RGPD, article 15(4))"
        )
    if not left.path.is_file():
        console.note(
            "ces fichiers sont lisibles sans clé : remettez-les, puis supprimez-les de ce poste"
        )


def _hand_over(opening: Opening, secret: str) -> None:
    """The password, once, where it was drawn; and how the archive opens."""
    from bilantool.portability.locked import HOW_TO_OPEN

    console = opening.console
    if secret:
        drawn.show(opening, secret, "de l'archive")
        console.note("Donnez-le à la personne de vive voix ou par un autre chemin que l'archive.")
    console.note(HOW_TO_OPEN)


def _object(left: Left) -> dict[str, Any]:
    return {
        "ok": not left.faults,
        "chemin": str(left.path),
        "dossiers": list(left.references),
        "fichiers": left.files,
        "detruits": [{"reference": ref, "quoi": what} for ref, what in left.destroyed],
        "anciennes": [{"reference": ref, "note": note} for ref, note in left.older],
        "illisibles": [
            {"reference": ref, "quoi": what, "message": fault.message, "conseil": fault.hint}
            for ref, what, fault in left.faults
        ],
        "paroles_de_tiers": left.apart and not left.kept_back,
    }
