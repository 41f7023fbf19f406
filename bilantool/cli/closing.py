"""`close` and `reopen`: the end of a bilan, and the end taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.changing import agreed, ready
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json, NoCommit, Reference, Yes
from bilantool.french import counted, listing, long_date, short_date, weekday_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilantool.closing import Ending
    from bilantool.console import Console
    from bilantool.notes.trame import Trame
    from bilantool.retention import Clock


def close(
    ctx: typer.Context,
    reference: Reference = "",
    interrupted: Annotated[
        str,
        typer.Option(
            metavar="MOTIF",
            help="Le bilan s'arrête avant son terme : abandon, reprise_emploi…",
            autocompletion=completion.reason,
        ),
    ] = "",
    day: Day = "",
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Clore un bilan. Ce qui manque est dit d'abord, puis les délais qui commencent.

    Un bilan incomplet n'est pas clos comme achevé. Un bilan interrompu (--interrupted) peut
    l'être, et n'appelle plus de synthèse.
    """
    from bilantool import closing
    from bilantool.cli import showing

    opening = Opening(ctx)
    console = opening.console
    vault, trame, opened = ready(opening, reference)
    reference = opened.reference
    today = opening.around.today
    why = closing.reason(trame, interrupted) if interrupted else ""
    wanted = opening.day(day, "passe")
    end = closing.ending(opened, trame, vault, wanted, today, why)
    if end.seen.faults:
        raise end.seen.faults[0][1]
    if end.refused:
        raise closing.refusal(reference, end)
    remaining = [each for each in end.seen.findings if each.blocks or not end.interrupted]
    if not json:
        showing.findings(console, remaining)
        announce(console, trame, end, reference)
    called = opening.called(opened)
    question = f"Clore le bilan {called} au {weekday_date(wanted)} ?"
    if not agreed(opening, question, yes, asks=not json):
        return
    closing.close(vault, opened, trame, end, history=not no_commit)
    opening.conclude(vault, trame)
    if json:
        console.object(
            {
                "ok": True,
                "reference": reference,
                "le": wanted.isoformat(),
                "interrompu": end.reason or None,
                "delais": [
                    {"classe": each.classe, "a_detruire_le": each.due.isoformat()}
                    for each in end.clocks
                ],
                "constats": [showing.finding_object(each) for each in remaining],
            }
        )
        return
    word = "interrompu" if end.interrupted else "achevé"
    console.say(f"Bilan {called} clos comme {word} le {weekday_date(wanted)}.")
    if not end.interrupted:
        console.say(f"Les documents se produisent avec : bilantool build {reference}")


def announce(console: Console, trame: Trame, end: Ending, reference: str) -> None:
    """What this end means: what it still awaits, the sessions planned, the delays it starts."""
    from bilantool import closing

    if end.interrupted:
        console.say(
            f"Bilan interrompu ({closing.reasons(trame)[end.reason]}) : aucune synthèse n'est "
            "attendue."
        )
    elif not end.missing:
        console.say("Rien ne manque : le bilan peut être clos.")
    planned = [short_date(each.day) for each in end.planned if each.day]
    if planned:
        days = counted(len(planned), "séance reste prévue", "séances restent prévues")
        console.warn(
            f"{days} ({listing(planned)}) ; si l'une n'a pas lieu : "
            f"bilantool session {reference} --date {planned[0]} --cancelled"
        )
    _clocks(console, end.clocks, end.day)


def _clocks(console: Console, clocks: Sequence[Clock], end: date) -> None:
    console.say(f"Délais qui partent de la fin ({weekday_date(end)}) :")
    for each in clocks:
        console.say(f"  {each.title} : {_until(each)}", hang=4)


def _until(clock: Clock) -> str:
    source = f" ({clock.article})" if clock.article else ""
    if not clock.months:
        return f"à détruire dès ce jour{source}"
    why = ", selon l'accord écrit de la personne" if clock.agreed else ""
    told = f"à garder {clock.lasts}, jusqu'au {short_date(clock.due)}{why}{source}"
    return f"{told} ; {clock.unsaid}" if clock.unsaid else told


def reopen(
    ctx: typer.Context,
    reference: Reference = "",
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Rouvrir un bilan clos par erreur. Possible trente jours, tant que rien n'est détruit."""
    from bilantool import closing, inspection

    opening = Opening(ctx)
    console = opening.console
    vault, trame, opened = ready(opening, reference)
    reference = opened.reference
    today = opening.around.today
    seen = inspection.inspect(opened, trame, vault.cabinet, today)
    note = seen.notes[inspection.SEANCES]
    if note.fault is not None:
        raise note.fault
    end = closing.may_reopen(opened, seen.bilan, today)
    if not json:
        console.say(
            f"Rouvrir efface la fin du {long_date(end)} et son motif : les délais de conservation "
            "ne courent plus, le bilan redevient à compléter."
        )
    if not agreed(opening, f"Rouvrir le bilan {opening.called(opened)} ?", yes, asks=not json):
        return
    closing.reopen(vault, opened, trame, history=not no_commit)
    opening.conclude(vault, trame)
    if json:
        console.object({"ok": True, "reference": reference, "fin_effacee": end.isoformat()})
        return
    console.say(f"Bilan {reference} rouvert. Ensuite : bilantool status {reference}")
