"""`delete`: a dossier made by mistake, and never begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.changing import agreed
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Yes

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.steps.delete import Plan


def delete(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Sa référence entière ; sans rien, la liste est proposée.",
            autocompletion=completion.reference,
        ),
    ] = "",
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Supprimer un dossier ouvert par erreur. Il ne doit rien contenir, ou seulement un nom.

    Dès qu'une personne y a dit ou signé quelque chose, c'est « close », puis « destroy » et son
    certificat. La référence ne ressert pas : git, sauvegardes et calendriers la connaissent.
    """
    from bilantool.cli import whom
    from bilantool.steps import delete as step

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    opening.resume(vault, trame)
    wanted = whom.whole(opening, vault, reference)
    plan = step.plan(vault, wanted, trame)
    if not json:
        _announce(console, plan)
    called = opening.called(plan.opened) if plan.opened else wanted
    if not agreed(opening, f"Supprimer le dossier {called} ?", yes, asks=not json):
        return
    refused = step.do(vault, plan, opening.around.today, history=not no_commit)
    if refused is not None:
        opening.not_in_history(refused)
    if json:
        console.object({"ok": True, "reference": wanted})
        return
    console.say(f"Dossier {wanted} supprimé. Sa référence ne servira plus.")


def _announce(console: Console, plan: Plan) -> None:
    """What would go, and what would not."""
    if plan.opened is None:
        console.say(f"Le dossier {plan.reference} a déjà été supprimé : plus rien ne s'y lit.")
        return
    held = "contient le nom d'une personne, et rien d'autre" if plan.named else "ne contient rien"
    console.say(f"Le dossier {plan.reference} {held}.")
    if plan.history:
        console.note("l'historique git et ses copies gardent ses notes, chiffrées")
    if plan.saved:
        console.note(
            "une sauvegarde faite jusqu'ici a encore ses clés : elle ne les ramène pas ici, mais "
            "les rouvrirait sur un autre ordinateur"
        )
