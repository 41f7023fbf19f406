"""`audit`: what the dossiers prove, for the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json
from bilantool.errors import UsageFault
from bilantool.french import counted, listing, weekday_date
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from datetime import date

    from bilantool.audit import Gathered, Made


def audit(
    ctx: typer.Context,
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOSSIER]", help="Le dossier.", autocompletion=completion.reference
        ),
    ] = None,
    year: Annotated[
        int,
        typer.Option(
            "--year", metavar="AAAA", help="Tous les dossiers d'une année.", min=0, max=9999
        ),
    ] = 0,
    when: Day = "",
    output: Annotated[
        str,
        typer.Option(
            "--to", "--output", "-o", metavar="DOSSIER", help="Où écrire ; à défaut, documents/."
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Réunir les preuves d'un audit Qualiopi. Elles viennent indicateur par indicateur.

    Un document à lire (pdf) et un tableau (csv) : quelles preuves, de quel jour, sous quelle
    empreinte, présentes ou non ; ni nom, ni contenu. Avec --json, rien n'est écrit. Codes de
    sortie : 3 ou 4 si un dossier ou une note ne s'ouvre pas (le reste y est).
    """
    from bilantool import audit as audits
    from bilantool.audit import pack, referentiel, results
    from bilantool.cli import whom
    from bilantool.storage.signals import unwinding

    opening = Opening(ctx)
    console = opening.console
    if (reference is None) == (year == 0):
        raise UsageFault(
            "il faut un dossier, ou une année",
            hint=f"par exemple : bilantool audit --year {opening.around.today.year}",
        )
    day = opening.day(when)
    vault = opening.vault()
    trame = opening.trame(vault)
    if reference is not None:
        reference = whom.dossier(opening, vault, reference)
    shop = opening.workshop(vault, trame, [reference] if reference else vault.cabinet.references)
    version = referentiel.in_force(shop.overlay, trame, day)
    with console.progress("lecture des dossiers"):
        if reference is not None:
            found = audits.one(vault, trame, version, reference, day)
        else:
            found = audits.of_year(vault, trame, version, year, day)
    if json:
        console.object({"ok": not found.code, **pack.object_of(found, vault.cabinet.settings)})
        raise typer.Exit(found.code)
    name = reference or f"audit-{year}"
    folder = opening.path(output) if output else vault.cabinet.documents(name)
    with (
        unwinding(),
        opening.outside(vault.trousseau, folder, "audit"),
        console.progress("mise en forme"),
    ):
        figures = (
            results.of_year(vault, trame, shop.overlay, version, year, day, found.read)
            if year
            else {}
        )
        made = audits.make(found, shop, folder, figures)
    _report(opening, found, made, vault.cabinet.settings, day if when else None)
    raise typer.Exit(found.code)


def _report(
    opening: Opening,
    found: Gathered,
    made: Made,
    settings: Mapping[str, Any],
    day: date | None,
) -> None:
    from bilantool.audit import pack
    from bilantool.audit.evidence import State

    console = opening.console
    names = listing([each.path.name for each in made.files])
    console.say(f"Écrit dans {quoted(made.files[0].path.parent)} : {names}")
    said = f", au {weekday_date(day)}" if day else ""
    console.say(f"Référentiel : {found.version.name}{_doubt(found)}{said}")
    if not found.references:
        console.say(f"Aucun dossier de {found.year}.")
    answers = [held for each in found.answers.values() for held in each]
    for state, one, more in (
        (State.PRESENT, "preuve présente", "preuves présentes"),
        (State.DESTROYED, "preuve détruite à terme", "preuves détruites à terme"),
        (State.SET_ASIDE, "preuve sous dérogation", "preuves sous dérogation"),
        (State.MISSING, "preuve manque", "preuves manquent"),
        (State.UNREADABLE, "preuve illisible", "preuves illisibles"),
    ):
        number = sum(held.state is state for held in answers)
        if number or state is State.PRESENT:
            console.say(f"  {counted(number, one, more)}{_where(found, state)}", hang=6)
    unsettled = {each.number: pack.unsettled(each, settings) for each in found.version.indicators}
    if number := sum(unsettled.values()):
        gaps = counted(number, "réponse du cabinet manque", "réponses du cabinet manquent")
        where = _numbers([which for which, empty in unsettled.items() if empty])
        console.say(f"  {gaps}{where} : bilantool fill cabinet", hang=6)
    for remark in made.remarks:
        console.warn(remark)
    for each in made.files:
        if each.beside:
            console.warn(each.beside)
    for reference, fault in found.closed:
        told = f"dossier {reference}" in fault.message
        message = fault.message if told else f"dossier {reference} : {fault.message}"
        console.fault(type(fault)(message, hint=fault.hint))
    for _, fault in found.unread:
        console.fault(fault)


def _doubt(found: Gathered) -> str:
    return " (à confirmer)" if found.version.certainty == "a_confirmer" else ""


def _where(found: Gathered, state: str) -> str:
    """Which indicators the gaps are in: those are what one looks up next."""
    from bilantool.audit.evidence import State

    if state not in (State.MISSING, State.UNREADABLE):
        return ""
    return _numbers(
        [
            number
            for number, answers in found.answers.items()
            if any(held.state == state for held in answers)
        ]
    )


def _numbers(numbers: list[str]) -> str:
    word = "indicateur" if len(numbers) == 1 else "indicateurs"
    return f" ({word} {listing(numbers)})" if numbers else ""
