"""`undo`: the last save of a note taken back, or brought again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, whom
from bilantool.cli.changing import agreed, begun
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference, Yes
from bilantool.errors import UsageFault
from bilantool.french import clock, counted, listing, short_date

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier
    from bilantool.console import Console
    from bilantool.notes.trame import NoteSpec, Trame
    from bilantool.steps.undo import Difference, Plan


def undo(
    ctx: typer.Context,
    reference: Reference = "",
    note: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOTE]",
            help="La note, par son nom ou son début ; sans rien, la liste est proposée.",
            autocompletion=completion.note,
        ),
    ] = None,
    redo: Annotated[
        bool, typer.Option("--redo", "--refaire", help="Refaire ce qui vient d'être annulé.")
    ] = False,
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Annuler le dernier enregistrement d'une note. Encore une fois : celui d'avant.

    Ce qui changerait est dit d'abord, par les noms des champs. L'historique n'est pas réécrit : le
    texte d'avant devient une nouvelle révision. Le registre des consentements ne s'annule pas ; ce
    qu'une commande a écrit d'une clôture ou d'une remise reste.
    """
    from bilantool.steps import undo as step

    opening = Opening(ctx)
    console = opening.console
    vault, trame = begun(opening)
    reference, words = whom.split(opening, vault, reference, [note] if note else [], trame.notes)
    opened = opening.dossier(vault, reference)
    reference = opened.reference
    spec = trame.note(words[0]) if words else _picked(opening, trame, opened)
    if spec is None:
        return
    plan = step.plan(vault, opened, trame, spec, opening.around.today, redo=redo)
    if not json:
        _announce(console, reference, spec, plan)
    verb = "Refaire" if redo else "Annuler"
    if not agreed(
        opening,
        f"{verb} le dernier enregistrement de {spec.name}, {opening.called(opened)} ?",
        yes,
        asks=not json,
    ):
        return
    done = step.do(vault, opened, spec, plan, history=not no_commit)
    if not no_commit:
        opening.conclude(vault, trame)
    short = spec.name.rpartition("/")[2]
    if json:
        console.object(
            {
                "ok": True,
                "reference": reference,
                "note": spec.name,
                "revision": done.revision,
                "reprend": plan.version.revision,
                "champs": [each.title for each in plan.differences],
                "gardes": list(plan.kept),
                "pieces_otees": plan.lost,
                "renvois_perdus": list(plan.dangling),
            }
        )
        return
    console.say(
        f"{spec.name} : enregistrée (révision {done.revision}, qui reprend la révision "
        f"{plan.version.revision})"
    )
    back = "" if redo else " --redo"
    console.say(f"  pour revenir là-dessus : bilantool undo {reference} {short}{back}")


def _picked(opening: Opening, trame: Trame, opened: OpenDossier) -> NoteSpec | None:
    """One of the notes that were saved; None where the person leaves."""
    from bilantool.cli import picking
    from bilantool.notes import ledger

    if not opening.console.interactive:
        raise UsageFault(
            "il faut dire quelle note",
            hint=f"par exemple : bilantool undo {opened.reference} demande",
        )
    possible = [each for each in trame.notes if each != ledger.NOTE and not opened.destroyed(each)]
    saved = [each for each in possible if opened.read(each).revision > 1]
    if not saved:
        raise UsageFault(
            f"aucun enregistrement à annuler dans le dossier {opened.reference}",
            hint="ses notes sont comme à l'ouverture",
        )
    return picking.note(opening.console, [trame.notes[each] for each in saved])


def _announce(console: Console, reference: str, spec: NoteSpec, plan: Plan) -> None:
    """What the note would say again, without a word of it."""
    version = plan.version
    state = "le texte" if version.text.strip() else "la note encore vide"
    when = f", du {short_date(version.saved.date())}" if version.saved else ""
    at = f" à {clock(version.saved.time())}" if version.saved else ""
    console.say(f"Reviendrait : {state} de la révision {version.revision}{when}{at}")
    told = [_said(each) for each in plan.differences]
    console.say("Ce qui change :")
    for each in told or ["la disposition ou des commentaires, aucune réponse"]:
        console.say(f"  {each}", hang=4)
    if plan.kept:
        console.say(f"Ce qui reste, écrit par une commande : {listing(plan.kept)}", hang=4)
    if plan.lost:
        gone = counted(plan.lost, "pièce citée alors n'est", "pièces citées alors ne sont")
        console.say(f"{gone} plus au dossier : sa place reste vide", hang=4)
    for note in plan.dangling:
        short = note.rpartition("/")[2]
        console.warn(
            f"la note {note} désigne un élément qui ne serait plus là ; pour l'annuler aussi : "
            f"bilantool undo {reference} {short}"
        )
    if plan.waiting:
        console.note(f"un brouillon de {spec.name} attend encore : il reste proposé")


def _said(each: Difference) -> str:
    if each.before is None or each.after is None or each.before == each.after:
        return each.title
    now = counted(each.after, "élément")
    return f"{each.title} ({now} au lieu de {each.before})"
