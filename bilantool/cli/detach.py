"""`detach`: an attachment taken out of its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, pieces
from bilantool.cli.changing import agreed, ready
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference, Yes
from bilantool.french import short_date

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier
    from bilantool.console import Console
    from bilantool.steps.detach import Plan


def detach(
    ctx: typer.Context,
    reference: Reference = "",
    piece: Annotated[
        str,
        typer.Argument(
            metavar="[PIECE]",
            help="La pièce, par son id ou la note qui la cite (seances.2026-03-02) ; sans rien, "
            "la liste est proposée.",
            autocompletion=completion.piece,
        ),
    ] = "",
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Ôter une pièce jointe par erreur. La note qui la cite garde sa place, vide.

    Ce qui en reste ailleurs est dit. Un document tel qu'il a été remis, ou le papier d'une décision
    inscrite, ne s'ôte pas. Pour la liste : bilantool show --pieces.
    """
    from bilantool.cabinet.pieces import SHORT
    from bilantool.steps import detach as step

    opening = Opening(ctx)
    console = opening.console
    vault, trame, opened = ready(opening, reference)
    reference = opened.reference
    plan = step.plan(vault, opened, trame, piece or pieces.chosen(opening, opened, trame))
    short = plan.piece[:SHORT]
    if not json:
        _announce(console, opened, plan, short)
    if not agreed(
        opening, f"Ôter la pièce {short} du dossier {opening.called(opened)} ?", yes, asks=not json
    ):
        return
    step.do(vault, opened, trame, plan, history=not no_commit)
    opening.conclude(vault, trame)
    if json:
        console.object(
            {
                "ok": True,
                "reference": reference,
                "piece": plan.piece,
                "classe": plan.classe,
                "otee_de": [f"{each.note}.{each.name}" for each in plan.places],
                "dans_l_historique": plan.remembered,
            }
        )
        return
    console.say(f"Pièce {short} ôtée du dossier {reference}.")
    _left(console, opened, plan, committed=not no_commit)


def _announce(console: Console, opened: OpenDossier, plan: Plan, short: str) -> None:
    """What would go, and what hangs on it."""
    facts = plan.facts
    what = f"{facts.titre}, du {short_date(facts.date)}" if facts else "elle ne s'ouvre plus"
    console.say(f"Pièce {short} (classe {plan.classe}) : {what}")
    for each in plan.places:
        console.say(f"  citée par {each.note}.{each.name}")
    if not plan.places:
        console.say("  aucune note ne la cite")
    if plan.evidence:
        console.warn(
            "c'est un justificatif, qu'un contrôle ou le financeur peut demander : ne l'ôtez que "
            "si un autre le remplace, ou si vous gardez l'original"
        )
    elif facts and not plan.remembered:
        console.note(
            "pour en garder un fichier d'abord : bilantool show "
            f"{opened.reference} {short} --output ~"
        )


def _left(console: Console, opened: OpenDossier, plan: Plan, *, committed: bool) -> None:
    """What is still held of it, and where."""
    until = f"jusqu'à la destruction de la classe « {plan.classe} »"
    if plan.remembered:
        console.say(
            "  Elle reste, chiffrée, dans l'historique git et dans les sauvegardes faites depuis : "
            f"elle s'y ouvre encore avec vos clés, {until}.",
            hang=2,
        )
        path = f"dossiers/{opened.reference}/pieces/{plan.piece}.piece"
        before = "HEAD~1" if committed else "HEAD"
        console.say(f"  pour la reprendre : git checkout {before} -- {path}")
        return
    console.say(
        "  Il n'en reste rien ici ; une sauvegarde faite tant qu'elle y était en a une copie, qui "
        f"s'ouvre {until}.",
        hang=2,
    )
