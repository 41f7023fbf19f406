"""`check` and `rules`: what is missing or wrong, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json
from bilantool.errors import DataFault, Refusal
from bilantool.french import counted, weekday_date
from bilantool.notes.choosing import chosen

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.inspection import Inspection


def check(
    ctx: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DOSSIER…]",
            help="Les dossiers à vérifier ; sans rien, tous.",
            autocompletion=completion.reference,
        ),
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option(
            metavar="PHASE",
            help="Seulement les notes de cette phase : preliminaire, investigation, conclusions "
            "ou suivi.",
            autocompletion=completion.phase,
        ),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(
            metavar="DOCUMENT",
            help="Seulement ce qu'il faut à ce document.",
            autocompletion=completion.document,
        ),
    ] = None,
    day: Day = "",
    json: Json = False,
) -> None:
    """Dire tout ce qui manque ou ne va pas. Chaque point donne sa note et sa ligne.

    Sans --phase ni --document, sont vérifiées les notes du cadre et des phases déjà atteintes.
    Code de sortie : 0 si rien ne bloque (des conseils peuvent rester), 1 s'il manque quelque
    chose, si une valeur est invalide ou si une note a deux versions, 3 si une note ne peut pas
    être lue, 5 si l'historique est abîmé.
    """
    from bilantool import surveying
    from bilantool.cli import showing, whom
    from bilantool.disorder import gathering
    from bilantool.notes.kinds import AHEAD

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    today = opening.day(day)
    if phase is not None:
        phase = chosen(phase, trame.phases, "phase", unknown="cette phase n'existe pas")
    wanted = trame.document(document) if document else None
    meant = [whom.dossier(opening, vault, each) for each in references or ()]
    with console.progress("vérification"):
        survey = surveying.survey(vault, trame, meant, today, phase=phase)
    inspections = [each.within(wanted) if wanted else each for each in survey.inspections]
    if today < opening.around.today:
        # What came after the day that is looked back at is ahead of nothing.
        inspections = [each.without(AHEAD.id) for each in inspections]
    disorder = gathering.gather(vault, trame, survey.inspections, meant)
    code = max((survey.code, *(each.code for each in disorder)))
    if any(each.faults for each in inspections):
        code = max(code, DataFault.code)
    if any(each.blocked for each in inspections):
        code = max(code, Refusal.code)
    if json:
        console.object(
            {
                "ok": not code,
                "date": today.isoformat(),
                "dossiers": [_check_object(each) for each in inspections],
                "illisibles": showing.closed_objects(survey),
                "desordres": showing.disorder_objects(disorder),
                "cabinet": [showing.finding_object(gap) for gap in vault.cabinet.gaps],
            }
        )
    else:
        names = whom.names(opening, inspections)
        if day:
            console.say(f"Comme si l'on était le {weekday_date(today)} :")
        for each in inspections:
            called = whom.head(each.reference, names)
            _say(console, each, called, trame.phases[each.phase].title.lower())
        if len(inspections) > 1:
            every = [finding for each in inspections for finding in each.findings]
            checked = counted(len(inspections), "dossier vérifié", "dossiers vérifiés")
            console.say(f"{checked} : {showing.count(every)}")
        if not inspections and not survey.closed:
            console.say("Aucun dossier pour l'instant. Ouvrez le premier : bilantool new")
        showing.closed(console, survey)
        showing.settings(console, vault.cabinet)
        showing.disorder(console, disorder)
    if code:
        raise typer.Exit(code)


def _say(console: Console, each: Inspection, called: str, phase: str) -> None:
    from bilantool.cli import showing
    from bilantool.findings import Severity

    console.say(console.style(called, bold=True) + f" ({phase})")
    for name, fault in each.faults:
        console.say(f"  {name}")
        console.say(f"    {'illisible':>7}  {fault.message}")
        if fault.hint:
            console.say(f"{'':28}→ {fault.hint}")
    showing.findings(console, each.findings)
    if each.destroyed:
        console.say(f"  détruit : {', '.join(each.destroyed)}", hang=12)
    console.say(f"  {showing.count(each.findings)}")
    following = each.next_note()
    gaps = {found.note for found in each.findings if found.severity is Severity.MANQUANT}
    if following is not None and following in gaps:
        short = following.rpartition("/")[2]
        console.say(f"  → pour répondre à ce qui manque : bilantool fill {each.reference} {short}")


def _check_object(each: Inspection) -> dict[str, Any]:
    from bilantool.cli import showing

    return {
        "reference": each.reference,
        "phase": each.phase,
        "notes_verifiees": list(each.scope),
        "illisibles": [
            {"note": name, "message": fault.message, "conseil": fault.hint}
            for name, fault in each.faults
        ],
        "detruites": list(each.destroyed),
        "anciennes": [name for name in each.scope if each.notes[name].older],
        "constats": [showing.finding_object(finding) for finding in each.findings],
    }


def rules(
    ctx: typer.Context,
    wanted: Annotated[
        str | None,
        typer.Argument(
            metavar="[REGLE]",
            help="Une règle à expliquer, par son numéro.",
            autocompletion=completion.rule,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Lister les règles et leurs articles. Dates et degré de certitude sont indiqués."""
    from bilantool.cli import rulebook

    rulebook.show(Opening(ctx).console, wanted, as_json=json)
