"""`templates`: what the documents are made from, and what a cabinet puts in its place."""

from __future__ import annotations

from typing import Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import NoCommit
from bilantool.errors import UsageFault
from bilantool.french import counted


def templates(ctx: typer.Context) -> None:
    """Voir, copier, relire, accepter les gabarits.

    Questions des notes, documents, styles : chacun se remplace séparément dans un cabinet.
    """
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
    opening.console.say(f"Copié : {files.quoted(target)}")
    opening.console.say("Modifiez-le, puis : bilantool templates accept")


def templates_accept(ctx: typer.Context, no_commit: NoCommit = False) -> None:
    """Accepter les gabarits et les réglages du cabinet, une fois relus.

    Chacun est d'abord lu en entier : un gabarit mal écrit est refusé, avec sa ligne. Ce qui a
    changé dans cabinet.yaml est dit, l'ancien à côté du nouveau.
    """
    from bilantool import proofreading
    from bilantool.audit import referentiel
    from bilantool.cabinet import acceptance
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
    dossiers = acceptance.dossiers(cabinet, cabinet.references)
    changed = acceptance.changes(cabinet, trousseau, dossiers)
    acceptance.accept(cabinet, trousseau, dossiers)
    for name in waiting:
        opening.console.say(f"accepté : templates/{name}")
    for each in changed:
        opening.console.say(f"accepté : {each}", hang=4)
    if not waiting and not changed:
        opening.console.say(
            "Rien de nouveau : les gabarits et les réglages du cabinet étaient déjà acceptés."
        )
    remarks = proofreading.cabinet(cabinet).remarks
    if remarks:
        wrong = counted(len(remarks), "citation est à corriger", "citations sont à corriger")
        opening.console.warn(f"{wrong} dans les textes du cabinet")
        proofing.say(opening.console, remarks)
