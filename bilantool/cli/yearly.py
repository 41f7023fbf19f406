"""`stats`: the figures of a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import Json
from bilantool.errors import UsageFault
from bilantool.french import counted
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.console import Console
    from bilantool.yearly import Counted, Figure
    from bilantool.yearly.catalogue import Catalogue


def stats(
    ctx: typer.Context,
    year: Annotated[
        int,
        typer.Option(
            "--year", metavar="AAAA", help="L'année ; à défaut, celle en cours.", min=0, max=9999
        ),
    ] = 0,
    csv: Annotated[
        bool, typer.Option("--csv", help="Donner un tableau, à ouvrir dans un tableur.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--to",
            "--output",
            "-o",
            metavar="FICHIER",
            help="Écrire le tableau dans ce fichier.",
        ),
    ] = "",
    exact: Annotated[
        bool,
        typer.Option("--exact", help="Ne rien masquer : pour la déclaration, jamais pour publier."),
    ] = False,
    json: Json = False,
) -> None:
    """Compter l'année : Qualiopi, bilan pédagogique. Chaque chiffre dit d'où il vient.

    Les dossiers détruits comptent encore. Un chiffre qui pourrait désigner quelqu'un n'est pas
    donné. Codes de sortie : 1 si une note mal remplie n'est pas comptée, 3 ou 4 si un dossier ne
    s'ouvre pas.
    """
    from bilantool import yearly
    from bilantool.yearly import catalogue as catalogues
    from bilantool.yearly import wording

    opening = Opening(ctx)
    console = opening.console
    if json and (csv or output):
        raise UsageFault(
            "--json ne va ni avec --csv ni avec --output", hint="demandez l'un ou l'autre"
        )
    year = year or opening.around.today.year
    vault = opening.vault()
    trame = opening.trame(vault)
    overlay = vault.cabinet.overlay(vault.trousseau.accepted(vault.cabinet.uuid))
    catalogue = catalogues.load(overlay, trame)
    with console.progress("lecture des dossiers"):
        found = yearly.count(vault, trame, opening.around.today)
    figures = yearly.figures(found.totals, catalogue, year, everything=exact)
    if json:
        console.object(
            {
                "ok": not found.uncounted,
                "annee": year,
                "seuil": None if exact else catalogue.least,
                "rubriques": dict(catalogue.groups),
                "chiffres": wording.objects(figures),
                "dossiers": found.dossiers,
                "non_comptes": [
                    {
                        "reference": each.reference,
                        "note": each.note or None,
                        "message": each.fault.message if each.fault else "note mal remplie",
                    }
                    for each in found.uncounted
                ],
            }
        )
    elif csv or output:
        _table(opening, wording.rows(figures, catalogue, year), output)
    else:
        _told(console, figures, catalogue, year)
    _uncounted(console, found)
    if exact:
        console.note(
            "rien n'est masqué : ces chiffres servent à votre déclaration, ne les publiez pas"
        )
    raise typer.Exit(found.code)


def _table(opening: Opening, rows: Iterable[tuple[str | float | None, ...]], output: str) -> None:
    from bilantool import tables

    text = tables.sheet(rows)
    if not output:
        opening.console.raw(text.replace("\r\n", "\n"))
        return
    written = sheet_to(opening, output, text)
    opening.console.say(f"Tableau écrit dans {quoted(written)}")


def sheet_to(opening: Opening, output: str, text: str) -> Path:
    """Write a table to the file that the person names; one changed since is left as it is."""
    from bilantool.documents import delivery
    from bilantool.storage import files

    path = opening.path(output)
    if not path.parent.is_dir():
        raise UsageFault(
            f"le dossier {files.quoted(path.parent)} n'existe pas",
            hint="créez-le, ou choisissez un autre endroit",
        )
    if path.is_dir() or not path.suffix:
        raise UsageFault(
            "il faut le nom d'un fichier, qui finit par .csv",
            hint="par exemple : --output chiffres.csv",
        )
    folder = delivery.folder_for(opening.cabinet().root, path.parent)
    suffix = path.suffix.removeprefix(".")
    with opening.outside(opening.trousseau(), folder, "tableau"):
        return delivery.deliver(folder, path.stem, suffix, text.encode("utf-8")).path


def _told(console: Console, figures: Sequence[Figure], catalogue: Catalogue, year: int) -> None:
    from bilantool.yearly import wording

    for number, (group, title) in enumerate(catalogue.groups.items()):
        if number:
            console.say()
        console.say(console.style(f"{title}, {year}", bold=True))
        for figure in figures:
            if figure.entry.group == group:
                _figure(console, figure, catalogue.least, wording)


def _figure(console: Console, figure: Figure, least: int, wording: ModuleType) -> None:
    entry = figure.entry
    alone = len(figure.lines) == 1 and not figure.lines[0].label
    if figure.whole:
        told = wording.whole(entry.kind, least)
    elif figure.lines and all(x.withheld == "small" for x in figure.lines):
        told = wording.withheld(entry.kind, "small", least)
    elif alone:
        told = wording.said(figure, figure.lines[0], least)
    elif not any(line.value or line.withheld for line in figure.lines):
        told = "aucune réponse" if entry.kind == "moyennes" else "rien cette année"
    else:
        told = ""
    head = f"  {entry.title} :"
    console.say(f"{head} {console.style(told, bold=True)}" if told else head, hang=6)
    if not told:
        for line in figure.lines:
            console.say(f"      {line.label} : {wording.said(figure, line, least)}", hang=8)
    console.say(console.style(f"      {entry.method}", dim=True), hang=6)


def _uncounted(console: Console, found: Counted) -> None:
    for each in found.uncounted:
        what = f"{each.reference}, note {each.note}" if each.note else f"dossier {each.reference}"
        why = each.fault.message if each.fault else "elle n'est pas remplie comme il faut"
        hint = each.fault.hint if each.fault else f"corrigez-la : bilantool check {each.reference}"
        console.warn(f"{what}, n'est pas compté{'e' if each.note else ''} : {why}", hint)
    if found.uncounted:
        number = counted(len(found.uncounted), "chose manque", "choses manquent")
        console.note(f"{number} à ces chiffres : ils sont trop bas")
