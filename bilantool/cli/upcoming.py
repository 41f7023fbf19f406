"""`agenda`: the delays of the whole cabinet, on screen, as an object, or as a calendar file."""

from __future__ import annotations

import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Consultant, Json
from bilantool.console import typeset
from bilantool.errors import UsageFault
from bilantool.french import counted, long_date, short_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bilantool.agenda import Item
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.surveying import Survey

DAYS = 30
MOST_DAYS = 3660
WIDTH = 80
CABINET = "cabinet"
"""In the place of a reference, for what is of no dossier."""

_WORDS = {
    "LATE": "en_retard",
    "TODAY": "aujourd_hui",
    "SOON": "cette_semaine",
    "LATER": "plus_tard",
    "GAP": "sans_echeance",
    "DRAFT": "sans_echeance",
}


def offered() -> frozenset[str]:
    """The commands that there are: the only ones that an item may name."""
    from bilantool.cli import commands

    return commands.NAMES


def agenda(
    ctx: typer.Context,
    days: Annotated[
        str,
        typer.Option(
            metavar="JOURS", help="Jusqu'où regarder ; ce qui est en retard est toujours dit."
        ),
    ] = str(DAYS),
    ics: Annotated[
        str,
        typer.Option(
            metavar="FICHIER",
            help="Écrire un calendrier à importer (iCalendar) ; - pour la sortie standard.",
        ),
    ] = "",
    consultant: Consultant = "",
    json: Json = False,
) -> None:
    """Lister les échéances de tous les dossiers. Les plus urgentes viennent d'abord.

    Séances, accords et signatures à recueillir avant elles, délais de l'acte, satisfaction et
    suivi, demandes des personnes, destructions dues, habilitations, documents lisibles oubliés.
    Seules les notes donnent des dates : ce qu'elles ne datent pas n'a pas d'échéance.

    Le fichier de --ics ne dit que la référence et la sorte d'échéance. L'importer à nouveau met à
    jour ce qu'il contient ; ce qui n'est plus dû reste dans votre calendrier : importez-le dans un
    calendrier à part, que vous videz avant.
    """
    from bilantool import surveying
    from bilantool.agenda import Urgency
    from bilantool.agenda import gathering as gather
    from bilantool.agenda.glance import glance
    from bilantool.cabinet import drafts
    from bilantool.cli import showing, whom

    opening = Opening(ctx)
    console, today = opening.console, opening.around.today
    number = _days(days)
    if ics and json:
        raise UsageFault(
            "un calendrier et un objet JSON sont demandés à la fois",
            hint="lancez la commande deux fois, une fois avec --ics, une fois avec --json",
        )
    vault = opening.vault()
    if consultant:
        consultant = vault.cabinet.consultant(consultant)
    trame = opening.trame(vault)
    with console.progress("lecture des dossiers"):
        survey = surveying.survey(vault, trame, (), today, look=glance)
    waiting = {
        each.reference: drafts.waiting(vault.trousseau, each.uuid) for each in survey.inspections
    }
    every = gather.agenda(
        survey.inspections,
        waiting,
        today,
        cabinet=vault.cabinet,
        offered=offered(),
        consultant=consultant,
    )
    items = [
        item for item in every if item.within(today, number) and item.urgency is not Urgency.NEXT
    ]
    if json:
        console.object(_object(vault, survey, items, today, number))
        raise typer.Exit(survey.code)
    if ics:
        dropped = gather.dropped(survey.inspections, today, number, consultant)
        _calendar(opening, vault, ics, items, dropped)
    else:
        _show(console, items, today, number, whom.names(opening, survey.inspections))
    showing.closed(console, survey)
    raise typer.Exit(survey.code)


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise UsageFault(
            f"--days attend un nombre de jours, de 0 à {MOST_DAYS}",
            hint="par exemple, pour trois mois : bilantool agenda --days 90",
        )
    return int(text)


def _show(
    console: Console, items: Sequence[Item], today: date, days: int, names: Mapping[str, str]
) -> None:
    from bilantool.agenda import Urgency

    end = long_date(today + timedelta(days=days))
    week = long_date(today + timedelta(days=min(days, 7)))
    groups = (
        ("En retard", (Urgency.LATE,)),
        ("Aujourd'hui", (Urgency.TODAY,)),
        (f"Cette semaine (d'ici le {week})", (Urgency.SOON,)),
        (f"Plus tard (d'ici le {end})", (Urgency.LATER,)),
        ("Sans échéance", (Urgency.GAP, Urgency.DRAFT)),
    )
    width = min(console.width, WIDTH)
    shown = 0
    for title, urgencies in groups:
        found = [item for item in items if item.urgency in urgencies]
        if not found:
            continue
        if shown:
            console.say()
        console.say(console.style(title, bold=True))
        for item in found:
            day = short_date(item.due) if item.due else ""
            for line in lines(item, width, names, head=f"{day:<12}", indent=" " * 12):
                console.say(line)
        shown += len(found)
    if not shown:
        console.say(f"Aucune échéance d'ici le {end}.")


def lines(
    item: Item, width: int, names: Mapping[str, str], *, head: str = "", indent: str
) -> list[str]:
    """The dossier and the sentence after `head`, broken at `width` below `indent`; the command
    after them, or below where it does not fit: it is never broken. `names`: see `whom.names`."""
    name = names.get(item.reference, "")
    found = textwrap.wrap(
        typeset(f"{item.reference or CABINET}  {name and f'{name} : '}{item.sentence}"),
        width - len(head),
        subsequent_indent=indent[len(head) :],
        break_long_words=False,
        break_on_hyphens=False,
    )
    found = [head + found[0], *(" " * len(head) + line for line in found[1:])]
    if not item.command:
        return found
    command = f"→ bilantool {item.command}"
    if len(found[-1]) + 2 + len(command) <= width:
        return [*found[:-1], f"{found[-1]}  {command}"]
    return [*found, f"{indent}{command}"]


def _object(
    vault: Vault, survey: Survey, items: Iterable[Item], today: date, days: int
) -> dict[str, Any]:
    from bilantool.agenda.item import identity
    from bilantool.cli import showing

    return {
        "ok": not survey.closed,
        "du": today.isoformat(),
        "au": (today + timedelta(days=days)).isoformat(),
        "echeances": [
            {
                "id": identity(vault.cabinet.uuid, item),
                "reference": item.reference or None,
                "nature": item.kind,
                "urgence": _WORDS[item.urgency.name],
                "date": item.due.isoformat() if item.due else None,
                "heure": f"{item.hour:%H:%M}" if item.hour else None,
                "phrase": typeset(item.sentence),
                "commande": f"bilantool {item.command}" if item.command else None,
            }
            for item in items
        ],
        "illisibles": showing.closed_objects(survey),
    }


def _calendar(
    opening: Opening, vault: Vault, name: str, items: Sequence[Item], dropped: Sequence[Item]
) -> None:
    from bilantool.agenda import calendar, publishing
    from bilantool.bilan.sessions import PARIS
    from bilantool.storage import files

    console, cabinet = opening.console, vault.cabinet
    data = calendar.calendar(
        items,
        dropped,
        cabinet=cabinet.uuid,
        epoch=opening.around.epoch,
        zone=str(cabinet.settings.get("fuseau") or PARIS),
    )
    if name == "-":
        console.out.write(data.decode("utf-8"))
        console.out.flush()
        return
    path = opening.source(name)
    with opening.outside(vault.trousseau, path.parent, "calendrier"):
        publishing.publish(path, data, cabinet.root)
    number = counted(len(calendar.told(items)), "échéance écrite", "échéances écrites")
    console.say(f"{number} dans {files.quoted(name)}, à importer dans un calendrier à part.")
