"""`destroy`: a class of documents comes to its end, and the proof of it is written."""

from __future__ import annotations

from typing import Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit
from bilantool.errors import UsageFault
from bilantool.notes.choosing import chosen


def destroy(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Sa référence entière ; sans rien, la liste est proposée.",
            autocompletion=completion.reference,
        ),
    ] = "",
    classe: Annotated[
        str,
        typer.Option(
            "--class",
            metavar="CLASSE",
            help="travail, suivi, administratif ou comptable ; sinon ce qui est dû aujourd'hui.",
            autocompletion=completion.classe,
        ),
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Tout ce que contient le dossier.")] = (
        False
    ),
    due: Annotated[
        bool, typer.Option("--due", help="Dans tout le cabinet, ce qui est dû aujourd'hui.")
    ] = False,
    yes: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar="DOSSIER",
            help="Confirmer sans question, en répétant la référence ; avec --due, à répéter.",
        ),
    ] = None,
    despite: Annotated[
        str,
        typer.Option(
            metavar="RAISON", help="Détruire malgré la loi ; le certificat, public, dit pourquoi."
        ),
    ] = "",
    attestation: Annotated[
        bool,
        typer.Option("--attestation", help="Refaire l'attestation de ce qui est déjà détruit."),
    ] = False,
    gc: Annotated[
        bool, typer.Option("--gc", help="Faire ensuite le ménage de l'historique git.")
    ] = False,
    json: Json = False,
    no_commit: NoCommit = False,
) -> None:
    """Détruire des documents pour toujours, et le prouver. Leurs clés disparaissent partout.

    Ce qui disparaît, ce qui reste et ce qui est hors de portée est dit d'abord. La destruction est
    prouvée : tout ce que garde l'historique est essayé avec chaque clé qui reste. Codes de sortie :
    1 si la loi ou un accord fait encore garder, ou si un texte lisible a été trouvé ; 3 si quelque
    chose s'ouvre encore.
    """
    from bilantool.cli import concluding, whom
    from bilantool.cli.confirming import Desk
    from bilantool.destroying import carrying

    _coherent(reference, classe, everything, due, despite, attestation)
    opening = Opening(ctx)
    vault = opening.vault()
    trame = opening.trame(vault)
    classe = chosen(classe, trame.classes, "classe") if classe else ""
    if not due:
        reference = whom.whole(opening, vault, reference)
    begun = list(opening.resume_destructions(vault, trame))
    opening.resume(vault, trame)
    if attestation:
        concluding.attest(opening, vault, trame, reference)
        return
    failed = carrying.unfinished(vault, failed=True)
    again = [each for each in failed if each.reference == reference or due]
    begun += carrying.finish(vault, trame, again)
    finished = {each.order.classe for each in begun if each.order.reference == reference}
    if finished and not due and (not classe or classe in finished) and not everything:
        concluding.conclude(opening, vault, trame, begun, gc=gc, json=json)
        return
    desk = Desk(opening, vault, trame, quiet=json, history=not no_commit)
    orders = (
        desk.all_due(yes or [])
        if due
        else desk.one(reference, classe, everything, despite, yes or [])
    )
    with opening.console.progress("destruction, et preuve"):
        done = carrying.destroy(vault, trame, orders)
    concluding.conclude(opening, vault, trame, [*begun, *done], gc=gc, json=json)


def _coherent(
    reference: str, classe: str, everything: bool, due: bool, despite: str, attestation: bool
) -> None:
    """Raises UsageFault for options that contradict each other."""
    from bilantool.sealing import lines

    if due and (reference or classe or everything or despite or attestation):
        raise UsageFault(
            "--due vaut pour tout le cabinet, et ne détruit que ce qui est dû",
            hint="seul : bilantool destroy --due",
        )
    if classe and everything:
        raise UsageFault("--class et --all se contredisent", hint="gardez l'un des deux")
    if despite and not despite.strip():
        raise UsageFault("la raison est vide", hint="écrivez-la après --despite, entre guillemets")
    if not lines.sayable(despite):
        raise UsageFault(
            f"la raison tient en une ligne de {lines.MAX_TEXT} caractères, sans signe invisible",
            hint="raccourcissez-la : elle sera lue sur le certificat, qui est public",
        )
