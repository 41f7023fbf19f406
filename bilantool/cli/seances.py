"""`session`: the session of the day, a planned one, or what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.changing import ready
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json, NoCommit, Reference, Yes
from bilantool.errors import UsageFault

if TYPE_CHECKING:
    from bilantool.notes.months import Sense

SEANCES = "cadre/seances"


def session(
    ctx: typer.Context,
    reference: Reference = "",
    day: Day = "",
    start: Annotated[str, typer.Option(metavar="HEURE", help="Le début, par exemple 9h30.")] = "",
    end: Annotated[str, typer.Option(metavar="HEURE", help="La fin, par exemple 11h30.")] = "",
    duration: Annotated[
        str, typer.Option(metavar="DUREE", help="La durée, à la place de la fin : 1h30.")
    ] = "",
    mode: Annotated[
        str, typer.Option(metavar="FORME", help="presentiel, visio, telephone ou autonomie.")
    ] = "",
    phase: Annotated[
        str,
        typer.Option(
            metavar="PHASE",
            help="preliminaire, investigation, conclusions ou suivi.",
            autocompletion=completion.phase,
        ),
    ] = "",
    nature: Annotated[
        str, typer.Option(metavar="NATURE", help="entretien, tests, atelier, travail_personnel.")
    ] = "",
    consultant: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Qui la mène, par son nom ou son id.",
            autocompletion=completion.consultant,
        ),
    ] = "",
    proof: Annotated[
        str,
        typer.Option(
            metavar="PREUVE",
            help="emargement, signature_electronique, releve_connexion ou attestation.",
        ),
    ] = "",
    plan: Annotated[
        str, typer.Option(metavar="JOUR", help="Prévoir une séance ce jour-là, par exemple 4/12.")
    ] = "",
    absent: Annotated[
        bool, typer.Option("--absent", help="La personne n'est pas venue à la séance prévue.")
    ] = False,
    cancelled: Annotated[
        bool, typer.Option("--cancelled", "--annulee", help="La séance prévue est annulée.")
    ] = False,
    postponed: Annotated[
        bool,
        typer.Option(
            "--postponed", "--reportee", help="La séance prévue est reportée (avec --plan)."
        ),
    ] = False,
    change: Annotated[
        bool,
        typer.Option(
            "--change",
            "--corriger",
            help="Corriger une séance inscrite, trouvée par --date et --start.",
        ),
    ] = False,
    remove: Annotated[
        bool,
        typer.Option("--remove", "--retirer", help="Retirer une séance inscrite, trouvée de même."),
    ] = False,
    new_date: Annotated[
        str, typer.Option(metavar="JOUR", help="Avec --change : son vrai jour.")
    ] = "",
    new_start: Annotated[
        str, typer.Option(metavar="HEURE", help="Avec --change ou --plan : son vrai début.")
    ] = "",
    state: Annotated[
        str,
        typer.Option(
            metavar="ETAT",
            help="Avec --change : prevue, tenue, reportee, annulee ou absence.",
        ),
    ] = "",
    reminder: Annotated[
        str,
        typer.Option(
            "--reminder",
            "--relance",
            metavar="JOUR",
            help="Inscrire une relance ; avec --change ou --remove, celle de ce jour.",
        ),
    ] = "",
    means: Annotated[
        str,
        typer.Option(metavar="MOYEN", help="Celui de la relance : courriel, telephone, courrier."),
    ] = "",
    yes: Yes = False,
    json: Json = False,
    no_commit: NoCommit = False,
) -> None:
    """Inscrire la séance du jour. Ses heures, sa forme et sa phase sont proposées.

    Une séance prévue ce jour-là devient tenue ; --proof sur une séance déjà inscrite y ajoute sa
    preuve. Au terminal, une ligne suffit à corriger : « 24/11 9h30-11h30 visio investigation ».

    Ce qui est inscrit se corrige (--change) ou se retire (--remove) ; ce qui en dépend est dit
    d'abord. --proof aucune ôte une preuve. --postponed avec --plan déplace une séance prévue.
    """
    from bilantool import inspection
    from bilantool.cli import correcting, sitting
    from bilantool.seances import recording, typed
    from bilantool.seances.correcting import Wanted
    from bilantool.seances.wishes import Wish

    opening = Opening(ctx)
    vault, trame, opened = ready(opening, reference)
    reference = opened.reference
    today = opening.around.today
    schema = trame.notes[SEANCES].schema
    _coherent(change=change, remove=remove, plan=plan, reminder=reminder, state=state)
    mending = change or remove
    unproven = change and proof.casefold() in correcting.NONE
    happened = _happened(absent=absent, cancelled=cancelled, postponed=postponed)
    # What becomes of a planned session may be told before its day.
    sense: Sense = "" if happened or mending else "passe"
    wish = Wish(
        day=typed.day(day, today, sense, "--date") if day else None,
        start=typed.clock(start, "--start") if start else None,
        end=typed.clock(end, "--end", ending=True) if end else None,
        minutes=typed.lasting(duration, "--duration") if duration else None,
        phase=typed.choice("phase", phase, schema) if phase else None,
        nature=typed.choice("nature", nature, schema) if nature else None,
        mode=typed.choice("mode", mode, schema) if mode else None,
        consultant=vault.cabinet.consultant(consultant) if consultant else None,
        proof=typed.choice("preuve", proof, schema) if proof and not unproven else None,
    )
    begins = typed.clock(new_start, "--new-start") if new_start else None
    moved = typed.day(new_date, today, "", "--new-date") if new_date else None
    seen = inspection.inspect(opened, trame, vault.cabinet, today)
    recording.usable(seen)
    desk = sitting.Desk(opening, vault, trame, opened, seen, asks=not json, history=not no_commit)
    kept, noting = "", False
    if reminder:
        recalled = typed.day(reminder, today, "passe", "--reminder")
        by = correcting.understood(desk, means) if means else ""
        if remove:
            correcting.forget(desk, recalled, yes=yes)
        else:
            correcting.reminder(desk, recalled, by, changes=change, to=moved)
        return
    if mending:
        became = correcting.state_of(desk, state) if state else happened
        wanted = Wanted(replace(wish, day=moved, start=begins), became, unproven)
        asked = correcting.Asked(wish.day, wish.start, wanted, yes)
        if change:
            kept, noting = correcting.change(desk, asked)
        elif not correcting.remove(desk, asked):
            return
    elif plan:
        day_planned = typed.day(plan, today, "avenir", "--plan")
        if happened:
            kept = sitting.move(desk, wish, happened, day_planned, begins)
        else:
            kept = sitting.plan(desk, replace(wish, start=begins or wish.start), day_planned)
    elif happened:
        kept = sitting.mark(desk, wish, happened)
    else:
        kept, noting = sitting.hold(desk, wish), True
    sitting.conclude(desk, kept, json=json, noting=noting)


def _coherent(*, change: bool, remove: bool, plan: str, reminder: str, state: str) -> None:
    """Raises UsageFault for options that contradict each other."""
    if change and remove:
        raise UsageFault("une séance se corrige ou se retire", hint="gardez --change ou --remove")
    if plan and (change or remove or reminder):
        raise UsageFault(
            "--plan prévoit une autre séance",
            hint="pour déplacer celle-ci : --change et --new-date, ou --postponed et --plan",
        )
    if state and not change:
        raise UsageFault("--state dit ce que devient une séance inscrite", hint="ajoutez --change")


def _happened(*, absent: bool, cancelled: bool, postponed: bool) -> str:
    given = [
        state
        for state, wanted in (("absence", absent), ("annulee", cancelled), ("reportee", postponed))
        if wanted
    ]
    if len(given) > 1:
        raise UsageFault(
            "une séance n'a qu'une issue",
            hint="choisissez entre --absent, --cancelled et --postponed",
        )
    return given[0] if given else ""
