"""`session`: the session of the day, a planned one, or what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.changing import ready
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json, NoCommit, Reference
from bilantool.errors import UsageFault

if TYPE_CHECKING:
    from bilantool.notes.months import Sense

SEANCES = "cadre/seances"


def session(
    ctx: typer.Context,
    reference: Reference,
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
            help="Qui la mène, par son id dans cabinet.yaml.",
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
            "--postponed", "--reportee", help="La séance prévue est reportée (avec --plan JOUR)."
        ),
    ] = False,
    json: Json = False,
    no_commit: NoCommit = False,
) -> None:
    """Inscrire la séance du jour. Ses heures, sa forme et sa phase sont proposées.

    Une séance prévue ce jour-là devient tenue ; --proof sur une séance déjà inscrite y ajoute sa
    preuve. Au terminal, une ligne suffit à corriger : « 24/11 9h30-11h30 visio investigation ».
    """
    from bilantool import inspection
    from bilantool.cli import sitting
    from bilantool.seances import recording, typed
    from bilantool.seances.wishes import Wish

    opening = Opening(ctx)
    vault, trame, opened = ready(opening, reference)
    today = opening.around.today
    schema = trame.notes[SEANCES].schema
    happened = _happened(absent=absent, cancelled=cancelled, postponed=postponed)
    # What becomes of a planned session may be told before its day.
    sense: Sense = "" if happened else "passe"
    wish = Wish(
        day=typed.day(day, today, sense, "--date") if day else None,
        start=typed.clock(start, "--start") if start else None,
        end=typed.clock(end, "--end", ending=True) if end else None,
        minutes=typed.lasting(duration, "--duration") if duration else None,
        phase=typed.choice("phase", phase, schema) if phase else None,
        nature=typed.choice("nature", nature, schema) if nature else None,
        mode=typed.choice("mode", mode, schema) if mode else None,
        consultant=vault.cabinet.consultant(consultant) if consultant else None,
        proof=typed.choice("preuve", proof, schema) if proof else None,
    )
    seen = inspection.inspect(opened, trame, vault.cabinet, today)
    recording.usable(seen)
    desk = sitting.Desk(opening, vault, trame, opened, seen, asks=not json, history=not no_commit)
    kept = ""
    if happened:
        kept = sitting.mark(desk, wish, happened)
    if plan:
        kept = sitting.plan(desk, wish, typed.day(plan, today, "avenir", "--plan"))
    if not happened and not plan:
        kept = sitting.hold(desk, wish)
    sitting.conclude(desk, kept, json=json, noting=not happened and not plan)


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
