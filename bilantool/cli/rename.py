"""`rename`: another reference for a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli.changing import agreed
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference, Yes

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.steps.rename import Plan


def rename(
    ctx: typer.Context,
    reference: Reference = "",
    new: Annotated[
        str,
        typer.Argument(
            metavar="[NOUVELLE]", help="Sa nouvelle référence : un numéro ; sans rien, on demande."
        ),
    ] = "",
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Changer la référence d'un dossier. Ses clés, ses notes et ses documents suivent.

    L'ancienne ne ressert à aucun autre dossier, et l'historique git la montre encore. Les
    certificats de destruction ne nomment aucune référence : rien n'y change.
    """
    from bilantool.cli import whom
    from bilantool.steps import rename as step

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    opening.resume(vault, trame)
    old = whom.dossier(opening, vault, reference)
    plan = step.plan(vault, old, new.strip() or _asked(opening, vault, old))
    if not json:
        _announce(console, plan)
    question = f"Renommer {opening.called(plan.opened)} en {plan.new} ?"
    if not agreed(opening, question, yes, asks=not json):
        return
    step.do(vault, plan, history=not no_commit)
    opening.conclude(vault, trame)
    if json:
        console.object(
            {
                "ok": True,
                "reference": plan.new,
                "ancienne": plan.old,
                "documents": plan.documents,
            }
        )
        return
    console.say(f"Dossier {plan.old} renommé {plan.new}.")
    if plan.documents:
        console.say(
            "  ses documents produits ont suivi, et portent l'ancienne référence ; pour les "
            f"refaire : bilantool build {plan.new}",
            hang=2,
        )
    console.say("  un calendrier déjà exporté se remet à jour en l'exportant de nouveau")


def _asked(opening: Opening, vault: Vault, old: str) -> str:
    """The reference that the person at the terminal gives, once it is one that can be."""
    from bilantool.cabinet import creation

    free = creation.next_reference(vault, opening.around.today)

    def read(text: str) -> str:
        creation.free_place(vault, text)
        return text

    example = f"la commande : bilantool rename {old} {free}"
    return opening.console.understood("Sa nouvelle référence", read, default=free, option=example)


def _announce(console: Console, plan: Plan) -> None:
    """What is not changed by it, before it is done."""
    if plan.initials:
        console.warn(
            f"« {plan.initials} » ressemble à des initiales, et une référence se lit sans clé "
            "(dossiers, git, calendrier)"
        )
    if not plan.moved:
        console.note(
            f"le dossier est déjà rangé sous {plan.new}, par un autre ordinateur : ce trousseau "
            "l'apprend"
        )
    if plan.history:
        console.note(
            f"l'historique git, ses copies et les sauvegardes faites jusqu'ici montrent encore "
            f"{plan.old}"
        )
