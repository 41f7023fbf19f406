"""`keep`: what the signed agreement keeps leaves the working papers, before they are destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, whom
from bilantool.cli.changing import begun
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference
from bilantool.french import counted, listing

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.keeping import Kept, Named
    from bilantool.notes.trame import Trame


def keep(
    ctx: typer.Context,
    reference: Reference = "",
    notes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NOTE…]",
            help="Les notes à garder ; sans rien, toutes celles que l'accord nomme.",
            autocompletion=completion.note,
        ),
    ] = None,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Garder pour le suivi ce que nomme l'accord signé. La loi le détruirait sinon.

    Les documents de travail sont détruits à la fin du bilan. Ceux que nomme l'accord de
    conservation en vigueur (R6313-7) sont chiffrés à nouveau avec les documents du suivi, avec
    les pièces qu'ils citent ; leurs anciennes versions seront détruites avec le reste.
    """
    from bilantool import consents, inspection, keeping
    from bilantool.cabinet import tombs
    from bilantool.cli import ledger

    opening = Opening(ctx)
    vault, trame = begun(opening)
    reference, notes = whom.split(opening, vault, reference, notes or [], trame.notes)
    opened = opening.dossier(vault, reference)
    reference = opened.reference
    today = opening.around.today
    tombs.require_alive(opened, ledger.NOTE)
    bilan = inspection.inspect(opened, trame, vault.cabinet, today).bilan
    wanted = [trame.note(each) for each in notes]
    keeping.require_named(reference, trame, bilan, wanted, today)
    allowed = keeping.matching(trame, consents.kept_documents(bilan, today))
    chosen = [spec.name for spec in wanted] if wanted else allowed.notes
    done = keeping.keep(vault, opened, trame, chosen, history=not no_commit)
    if not no_commit:
        opening.conclude(vault, trame)
    if json:
        opening.console.object(
            {
                "ok": True,
                "reference": reference,
                "gardees": list(done.notes),
                "nommees": list(allowed.notes),
                "non_reconnues": len(allowed.unknown),
            }
        )
        return
    _report(opening.console, trame, reference, done, chosen, None if wanted else allowed)


def _report(
    console: Console,
    trame: Trame,
    reference: str,
    done: Kept,
    chosen: tuple[str, ...] | list[str],
    allowed: Named | None,
) -> None:
    for name in done.older:
        console.warn(
            f"{name} : ce poste en avait déjà vu une version plus récente ; vérifiez ce qui vient "
            f"d'être gardé : bilantool show {reference} {name.rpartition('/')[2]}"
        )
    titles = listing([trame.notes[name].title for name in done.notes])
    if done.notes:
        what = counted(len(done.notes), "note gardée", "notes gardées")
        console.say(f"{what} pour le suivi : {titles}.")
        console.say("  leurs anciennes versions seront détruites avec les documents de travail")
    elif chosen:
        console.say("Rien à faire : ce que l'accord nomme est déjà gardé pour le suivi.")
    else:
        console.say(
            "L'accord ne nomme aucun document de travail : tous seront détruits à la fin du bilan."
        )
    if allowed and allowed.unknown:
        number = counted(len(allowed.unknown), "ligne", "lignes")
        console.note(
            f"{number} de l'accord ne correspond à aucune note ni aucun document d'ici : "
            f"bilantool consent {reference} --list la montre"
            if len(allowed.unknown) == 1
            else f"{number} de l'accord ne correspondent à aucune note ni aucun document d'ici : "
            f"bilantool consent {reference} --list les montre"
        )
