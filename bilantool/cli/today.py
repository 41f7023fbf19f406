"""`bilantool` alone: the day on one screen, or a welcome outside a cabinet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bilantool.cli.opening import Opening
from bilantool.errors import KeyFault
from bilantool.french import counted, weekday_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilantool.agenda import Item
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.surveying import Survey

_MARK = "cabinet.yaml"

LINES = 18
"""Lines for what awaits: with the date and the reminders, a terminal of 24 shows all."""


WELCOME = (
    ("Créer le vôtre", "bilantool init mon-cabinet"),
    ("Essayer un cabinet fictif", "bilantool demo"),
    ("Ouvrir un cabinet qui existe", "placez-vous dans son dossier (cd), puis : bilantool"),
    ("Voir toutes les commandes", "bilantool --help"),
)


def today(ctx: typer.Context) -> None:
    """Show the day of the cabinet around; raises what opening it raises."""
    opening = Opening(ctx)
    cabinet = _around(opening)
    if cabinet is None:
        _welcome(opening.console)
        return
    day = weekday_date(opening.around.today)
    opening.console.say(opening.console.style(day[0].upper() + day[1:], bold=True))
    try:
        vault = opening.vault()
    except KeyFault as fault:
        if not opening.console.interactive:
            _locked(opening.console, cabinet)
        raise fault from None
    _show(opening, vault)


def _around(opening: Opening) -> Cabinet | None:
    """The cabinet here; None where there is none and none was named."""
    here = opening.around.cwd
    named = opening.option("cabinet") or opening.around.environ.get("BILANTOOL_CABINET")
    # Looked for before anything that reads YAML is loaded: a welcome is as quick as the help.
    if not named and not any((place / _MARK).exists() for place in (here, *here.parents)):
        return None
    return opening.cabinet()


def _welcome(console: Console) -> None:
    console.say(
        "bilantool tient vos dossiers de bilan de compétences, chiffrés, sur cet ordinateur."
    )
    console.say("Il n'y a pas de cabinet dans ce dossier.\n")
    for what, command in WELCOME:
        console.say(f"  {what:<31}{command}")


def _locked(console: Console, cabinet: Cabinet) -> None:
    number = counted(len(cabinet.references), "dossier")
    console.say(f"{number} dans ce cabinet. Les notes sont verrouillées : bilantool unlock")


def _show(opening: Opening, vault: Vault) -> None:
    from bilantool import surveying
    from bilantool.agenda import agenda, pressing
    from bilantool.cabinet import drafts
    from bilantool.cli import overview, showing, upcoming, whom
    from bilantool.disorder import gathering

    console, trame = opening.console, opening.trame(vault)
    with console.progress("lecture des dossiers"):
        survey = surveying.survey(vault, trame, (), opening.around.today)
    waiting = {
        each.reference: drafts.waiting(vault.trousseau, each.uuid) for each in survey.inspections
    }
    every = agenda(
        survey.inspections,
        waiting,
        opening.around.today,
        cabinet=vault.cabinet,
        offered=upcoming.offered(),
    )
    items = pressing(every, opening.around.today)
    found = [each for each in gathering.gather(vault, trame, survey.inspections) if each.code]
    showing.disorder_told(console, found)
    _items(console, items, whom.names(opening, survey.inspections))
    _nothing(console, survey, [*items, *found])
    showing.closed(console, survey)
    showing.waiting_settings(console, vault)
    reminder = overview.reminder(vault)
    if reminder:
        console.note(reminder)
    code = max((survey.code, *(each.code for each in found)))
    if code:
        raise typer.Exit(code)


def _nothing(console: Console, survey: Survey, items: Sequence[object]) -> None:
    if not survey.inspections and not survey.closed:
        console.say("Aucun dossier pour l'instant. Ouvrez le premier : bilantool new")
    elif not items and not survey.closed:
        console.say("Rien ne presse. Où en sont les dossiers : bilantool status")


def _items(console: Console, items: Sequence[Item], names: Mapping[str, str]) -> None:
    """As many as a screen takes, the most urgent first; the number of the others."""
    from bilantool.agenda import Urgency
    from bilantool.cli import upcoming

    width = min(console.width, 80)
    used = 0
    for number, item in enumerate(items):
        indent = " " * (len(item.reference or upcoming.CABINET) + 2)
        lines = upcoming.lines(item, width, names, indent=indent)
        if used + len(lines) > LINES:
            rest = counted(len(items) - number, "autre")
            more = "status" if item.urgency is Urgency.NEXT else "agenda"
            console.say(f"et {rest} : bilantool {more}")
            return
        for line in lines:
            console.say(line)
        used += len(lines)
