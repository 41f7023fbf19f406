"""`templates check`: the articles that the cabinet's texts cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Json
from bilantool.errors import UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.proofreading import Remark

_UNITS = ("ligne", "paragraphe", "page")
_MARGIN = "en-tête ou pied de page"


def templates_check(
    ctx: typer.Context,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FICHIER…]",
            help="D'autres textes à relire : md, txt, html, docx, odt, pdf.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Relire les articles cités dans les gabarits et les textes du cabinet.

    Sont signalés les articles d'avant 2019 et ceux qui sont cités pour ce qu'ils ne disent pas,
    avec celui qui convient. Code de sortie : 0 si rien n'est signalé, 1 sinon.
    """
    from bilantool import proofreading
    from bilantool.rules.catalogue import REVIEWED_ON

    opening = Opening(ctx)
    proof = proofreading.Proof((), ())
    try:
        proof += proofreading.cabinet(opening.cabinet())
    except UsageFault:
        if not given or opening.option("cabinet"):
            raise  # without a cabinet, a file that is named can still be read
    for name in given or ():
        proof += proofreading.given(opening.source(name), name)
    if json:
        opening.console.object(
            {
                "ok": not proof.remarks,
                "revu_le": REVIEWED_ON.isoformat(),
                "fichiers": list(proof.files),
                "constats": [_object(each) for each in proof.remarks],
            }
        )
    else:
        say(opening.console, proof.remarks)
        read = counted(len(proof.files), "fichier relu", "fichiers relus")
        wrong = counted(len(proof.remarks), "citation à corriger", "citations à corriger")
        opening.console.say(f"{read} : {wrong if proof.remarks else 'rien à corriger'}")
    if proof.remarks:
        raise typer.Exit(1)


def say(console: Console, remarks: tuple[Remark, ...]) -> None:
    """Each remark in two lines: where and what, then what is right."""
    from bilantool.rules.rule import Certainty
    from bilantool.storage import files

    for each in remarks:
        entry = each.wrong.entry
        place = _MARGIN if each.unit == "marge" else f"{each.unit} {each.number}"
        console.say(f"{files.quoted(each.file)}, {place} : {each.wrong.cited}")
        unsure = " (source secondaire)" if entry.certainty is not Certainty.VERIFIE else ""
        instead = f"citez {entry.right}" if entry.right else "ne citez aucun article"
        console.say(f"  → {instead} : {entry.why}{unsure}")


def _object(each: Remark) -> dict[str, Any]:
    entry = each.wrong.entry
    return {
        "fichier": each.file,
        **{unit: each.number if each.unit == unit else None for unit in _UNITS},
        "en_marge": each.unit == "marge",
        "cite": each.wrong.cited,
        "juste": entry.right or None,
        "explication": entry.why,
        "certitude": entry.certainty,
    }
