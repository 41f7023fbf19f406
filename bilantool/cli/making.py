"""`build`, `templates`: documents, and what they are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit, Reference
from bilantool.errors import UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.assembly import Refused
    from bilantool.calling import Left
    from bilantool.documents.delivery import Delivered
    from bilantool.errors import Refusal


def build(
    ctx: typer.Context,
    reference: Reference,
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
        typer.Option("--output", "-o", metavar="DOSSIER", help="Où écrire ; à défaut, documents/."),
    ] = "",
    open_: Annotated[
        bool, typer.Option("--open", help="Ouvrir le premier document produit.")
    ] = False,
    json: Json = False,
) -> None:
    """Produire les documents d'un dossier, chacun dans ses formats.

    Sans nom, ceux que l'état du dossier appelle ; les autres sont nommés, avec la raison. Un
    document incomplet est refusé avec ce qui lui manque. Un document que vous avez modifié
    depuis n'est jamais écrasé : le nouveau est écrit à côté. Codes de sortie : 1 si un document
    est refusé, 3 si une note ou un gabarit est illisible, 5 si la mise en forme échoue.
    """
    from bilantool import assembly, calling, inspection
    from bilantool.storage.signals import unwinding

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    opened = vault.open(reference)
    wanted = [trame.document(name) for name in names or ()]
    formats = [each for part in format or [] for each in part.lower().replace(",", " ").split()]
    shop = assembly.Workshop(
        trame,
        vault.cabinet,
        vault.cabinet.overlay(vault.trousseau.accepted(vault.cabinet.uuid)),
        opening.around.today,
        opening.around.epoch,
    )
    folder = opening.path(output) if output else vault.cabinet.documents(reference)
    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    left: tuple[calling.Left, ...] = ()
    if not names:
        due = calling.sort(seen, formats)
        wanted, left = list(due.called), due.left
    delivered: list[Delivered] = []
    refused: list[assembly.Refused] = []
    # Told to end, it still removes the folders of styles that its pandoc reads.
    with unwinding(), console.progress(f"mise en forme de {counted(len(wanted), 'document')}"):
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
        typer.launch(str(delivered[0].path))
    if refused:
        raise typer.Exit(1)


def _object(
    delivered: list[Delivered], refused: list[Refused], left: tuple[Left, ...]
) -> dict[str, Any]:
    from bilantool.cli import showing
    from bilantool.console import typeset

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
        console.say(f"Produit dans {delivered[0].path.parent} :")
    for stem, suffixes in showing.by_stem([each.path for each in delivered]).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    for each in delivered:
        for remark in each.remarks:
            console.warn(remark)
        if each.kept:
            console.warn(
                f"{each.kept.name} a été modifié depuis qu'il a été produit : "
                "il est resté tel quel, le nouveau est écrit à côté"
            )
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


def templates(ctx: typer.Context) -> None:
    """Les gabarits du cabinet : voir, copier, relire, accepter."""
    if ctx.invoked_subcommand is None:
        ctx.obj.console.raw(ctx.get_help())


def templates_list(ctx: typer.Context) -> None:
    """Dire quels gabarits ce cabinet remplace, et lesquels attendent d'être acceptés."""
    from bilantool.storage import files

    opening = Opening(ctx)
    cabinet = opening.cabinet()
    overlay = cabinet.overlay(opening.trousseau().accepted(cabinet.uuid))
    own, waiting = overlay.overrides(), overlay.unaccepted()
    rows = [["gabarit", "origine"]]
    for name in overlay.names():
        origin = "standard" if name not in own else "ce cabinet"
        rows.append([name, origin + (", à accepter" if name in waiting else "")])
    opening.console.table(rows)
    for name in overlay.strangers():
        # Quoted: the name is whoever pushed it's, and may hold what a terminal obeys.
        where = files.quoted(f"templates/{name}")
        opening.console.warn(f"{where} n'a pas de place dans une trame : rien ne le lit")


def templates_copy(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="GABARIT",
            help="Par exemple documents/synthese.md.j2.",
            autocompletion=completion.template,
        ),
    ],
) -> None:
    """Copier un gabarit standard dans le cabinet, pour le modifier."""
    from bilantool.cabinet.cabinet import TEMPLATES
    from bilantool.storage import files

    opening = Opening(ctx)
    cabinet = opening.cabinet()
    source = cabinet.overlay({}).read_standard(name)
    target = files.inside(cabinet.root, TEMPLATES, name)
    if target.exists():
        raise UsageFault(
            f"templates/{name} existe déjà dans ce cabinet",
            hint="modifiez-le, ou supprimez-le pour repartir du standard",
        )
    files.private_folder(target.parent)
    files.write_atomically(target, source.data)
    opening.console.say(f"Copié : {target}")
    opening.console.say("Modifiez-le, puis : bilantool templates accept")


def templates_accept(ctx: typer.Context, no_commit: NoCommit = False) -> None:
    """Accepter les gabarits du cabinet tels qu'ils sont, après les avoir relus.

    Chacun est d'abord lu en entier : un gabarit mal écrit est refusé, avec sa ligne.
    """
    from bilantool import proofreading
    from bilantool.audit import referentiel
    from bilantool.cabinet.cabinet import TEMPLATES
    from bilantool.cli import proofing
    from bilantool.documents import rendering, screening
    from bilantool.notes import trame
    from bilantool.yearly import catalogue

    opening = Opening(ctx)
    vault = opening.vault()
    cabinet, trousseau = vault.cabinet, vault.trousseau
    found = cabinet.overlay({}).overrides()
    overlay = cabinet.overlay(found)
    loaded = trame.load(overlay)
    for name in loaded.notes:
        loaded.note(name)  # reads its schema whole, which is what refuses a broken one
    for name in found:
        folder, _, template = name.partition("/")
        if folder == "documents":
            rendering.verify(template, rendering.templates(overlay, template)[0])
        if folder == "styles":
            screening.screen(name, overlay.read(name).data)
    if referentiel.FILE in found:
        referentiel.load(overlay, loaded)
    if catalogue.FILE in found:
        catalogue.load(overlay, loaded)
    waiting = cabinet.overlay(trousseau.accepted(cabinet.uuid)).unaccepted()
    trousseau.accept(cabinet.uuid, found)
    opening.commit(cabinet, [cabinet.root / TEMPLATES], "Gabarits du cabinet", not no_commit)
    for name in waiting:
        opening.console.say(f"accepté : templates/{name}")
    if not waiting:
        opening.console.say("Rien de nouveau : les gabarits du cabinet étaient déjà acceptés.")
    remarks = proofreading.cabinet(cabinet).remarks
    if remarks:
        wrong = counted(len(remarks), "citation est à corriger", "citations sont à corriger")
        opening.console.warn(f"{wrong} dans les textes du cabinet")
        proofing.say(opening.console, remarks)
