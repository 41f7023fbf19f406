"""`build`: the documents of a dossier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion, whom
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, Reference
from bilantool.console import launched, typeset
from bilantool.errors import UsageFault
from bilantool.french import counted
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.assembly import Refused
    from bilantool.calling import Left
    from bilantool.documents.delivery import Delivered
    from bilantool.errors import Refusal


def build(
    ctx: typer.Context,
    reference: Reference = "",
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DOCUMENT…]",
            help="synthese, devis, programme… ; sans rien, ce que l’état du dossier appelle.",
            autocompletion=completion.document,
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="docx, odt, html ou pdf ; à répéter. À défaut, tous ceux du document.",
            autocompletion=completion.format,
        ),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Produire un brouillon malgré ce qui manque.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--to", "--output", "-o", metavar="DOSSIER", help="Où écrire ; à défaut, documents/."
        ),
    ] = "",
    open_: Annotated[
        bool, typer.Option("--open", help="Ouvrir le premier document produit.")
    ] = False,
    json: Json = False,
) -> None:
    """Produire les documents d'un dossier. Chacun l'est dans tous ses formats.

    Sans nom, ceux que l'état du dossier appelle ; les autres sont nommés, avec la raison. Un
    document incomplet est refusé avec ce qui lui manque. Un document que vous avez modifié
    depuis n'est jamais écrasé : le nouveau est écrit à côté. Codes de sortie : 1 si un document
    est refusé, 3 si une note ou un gabarit est illisible, 5 si la mise en forme échoue.
    """
    from bilantool import assembly, calling, inspection
    from bilantool.cli import showing
    from bilantool.disorder import gathering
    from bilantool.storage.signals import unwinding

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    reference, names = whom.split(opening, vault, reference, names or [], trame.documents)
    opened = opening.dossier(vault, reference)
    reference = opened.reference
    wanted = [trame.document(name) for name in names]
    formats = re.findall(r"[a-z0-9]+", " ".join(format or []).lower())
    if format and not formats:
        raise UsageFault("le format demandé est vide", hint="par exemple : --format pdf")
    shop = opening.workshop(vault, trame, [reference])
    folder = opening.path(output) if output else vault.cabinet.documents(reference)
    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    told = gathering.of_notes(vault, reference, [*trame.notes])
    showing.disorder_told(console, told, reference)
    left: tuple[calling.Left, ...] = ()
    if not names:
        due = calling.sort(seen, formats)
        wanted, left = list(due.called), due.left
    delivered: list[Delivered] = []
    refused: list[assembly.Refused] = []
    # Told to end, it still removes the folders of styles that its pandoc reads.
    with (
        unwinding(),
        opening.outside(vault.trousseau, folder, "mise en forme"),
        console.progress(f"mise en forme de {counted(len(wanted), 'document')}"),
    ):
        for made in assembly.build(
            opened, shop, wanted, folder, formats=formats, draft=draft, seen=seen, pending=not names
        ):
            if isinstance(made, assembly.Refused):
                refused.append(made)
            else:
                delivered.append(made)
    if json:
        console.object(_object(delivered, refused, left))
    else:
        _report(opening, reference, delivered, refused, each_told=bool(names))
        _tell_left(opening, left)
    if open_ and delivered:
        launched(delivered[0].path)
    if refused:
        raise typer.Exit(1)


def _object(
    delivered: list[Delivered], refused: list[Refused], left: tuple[Left, ...]
) -> dict[str, Any]:
    from bilantool.cli import showing

    return {
        "ok": not refused,
        "documents": [
            {
                "fichier": str(each.path),
                "conserve": str(each.kept) if each.kept else None,
                "remarques": list(each.remarks),
            }
            for each in delivered
        ],
        "refuses": [
            {"document": each.document.name, **showing.fault_object(each.reason)}
            for each in refused
        ],
        "laisses": [
            {
                "document": each.document.name,
                "raison": typeset(each.reason),
                "sur_demande": each.on_request,
            }
            for each in left
        ],
    }


def _report(
    opening: Opening,
    reference: str,
    delivered: list[Delivered],
    refused: list[Refused],
    *,
    each_told: bool,
) -> None:
    """Say what was made and what was refused; `each_told`: with every gap, not their number."""
    from bilantool.cli import showing

    console = opening.console
    if delivered:
        console.say(f"Produit dans {quoted(delivered[0].path.parent)} :")
    for stem, suffixes in showing.by_stem([each.path for each in delivered]).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    for each in delivered:
        for remark in each.remarks:
            console.warn(remark)
        if each.beside:
            console.warn(each.beside)
    for one in refused:
        if each_told or not one.reason.findings:
            showing.refusal(console, one.reason)
        else:
            console.warn(f"{one.reason.message}, dans {_places(one.reason)}")
    if not each_told and any(one.reason.findings for one in refused):
        first = next(one.document.name for one in refused if one.reason.findings)
        console.note(f"le détail de chacun : bilantool build {reference} {first}, par exemple")
    if delivered:
        them = "le" if len(delivered) == 1 else "les"
        console.note(
            f"{counted(len(delivered), 'document lisible', 'documents lisibles')} sans clé : "
            f"remettez-{them}, puis supprimez-{them} de ce poste"
        )


def _places(reason: Refusal) -> str:
    from bilantool.french import listing

    return listing(list(dict.fromkeys(finding.note for finding in reason.findings)))


def _tell_left(opening: Opening, left: tuple[Left, ...]) -> None:
    """What the state of the dossier does not call for, by its reason; names may be typed."""
    console = opening.console
    reasons: dict[str, list[str]] = {}
    for each in sorted(left, key=lambda each: each.on_request):
        reason = "à demander par son nom" if _askable(each) else each.reason
        reasons.setdefault(reason, []).append(each.document.name)
    if not reasons:
        return
    console.say("Laissés (un document se demande aussi par son nom) :")
    for reason, names in reasons.items():
        console.say(f"  {reason} : {', '.join(names)}", hang=4)


def _askable(left: Left) -> bool:
    """Whether nothing but a wish for it is missing."""
    return left.on_request and not left.document.command
