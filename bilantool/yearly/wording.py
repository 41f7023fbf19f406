"""The figures of a year as sentences of the terminal, as rows of a table, as one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bilantool import french
from bilantool.yearly.catalogue import Catalogue
from bilantool.yearly.stating import SMALL, Figure, Line

HEADINGS = (
    "annee", "rubrique", "chiffre", "detail", "valeur", "numerateur", "denominateur", "unite",
    "masque", "methode",
)  # fmt: skip


def said(figure: Figure, line: Line, least: int) -> str:
    """The number as it is read: `12`, `75 % (3 sur 4)`, `4,5 (12 réponses)`, `moins de 5`."""
    entry = figure.entry
    if line.withheld:
        return withheld(entry.kind, line.withheld, least)
    if entry.kind == "moyennes":
        if line.value is None:
            return "aucune réponse"
        return f"{french.number(round(line.value, 2))} ({french.counted(_whole(line), 'réponse')})"
    if entry.kind in ("taux", "rapport"):
        if line.value is None or line.top is None or line.bottom is None:
            return "sans objet cette année"
        share = round(100 * line.value) if entry.kind == "taux" else round(line.value, 2)
        unit = f"{french.NBSP}%" if entry.kind == "taux" else ""
        return (
            f"{french.number(share)}{unit} ({french.number(line.top)} sur "
            f"{french.number(line.bottom)})"
        )
    value = line.value or 0
    if entry.unit == "heures":
        return french.hours(60 * value)
    return french.euros(value) if entry.unit == "euros" else french.number(value)


def withheld(kind: str, why: str, least: int) -> str:
    """What stands in place of a number that is not given."""
    if why == SMALL:
        return f"moins de {least}{' réponses' if kind == 'moyennes' else ''}"
    return "non publié, pour ne pas trahir un chiffre voisin"


def whole(kind: str, least: int) -> str:
    """What stands in place of a breakdown of which no line is given."""
    if kind == "moyennes":
        return withheld(kind, SMALL, least)
    return "détail non publié : trop peu de personnes"


def _whole(line: Line) -> int:
    return int(line.bottom or 0)


def rows(
    figures: Iterable[Figure], catalogue: Catalogue, year: int
) -> Iterator[tuple[str | float | None, ...]]:
    """The table, its headings first."""
    yield HEADINGS
    for figure in figures:
        entry = figure.entry
        unit = {"taux": "taux", "rapport": "rapport", "moyennes": "moyenne"}.get(
            entry.kind, entry.unit
        )
        head = (float(year), catalogue.groups[entry.group], entry.title)
        for line in figure.lines:
            why = withheld(entry.kind, line.withheld, catalogue.least) if line.withheld else ""
            told = (line.value, line.top, line.bottom, unit, why, entry.method)
            yield (*head, line.label, *told)
        if figure.whole:
            why = whole(entry.kind, catalogue.least)
            yield (*head, "", None, None, None, unit, why, entry.method)


def _plain(value: float | None) -> float | None:
    """A count as a whole number, anything else with four decimals at most."""
    return value if value is None else int(value) if value == int(value) else round(value, 4)


def objects(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The same for `--json`."""
    return [
        {
            "chiffre": figure.entry.name,
            "rubrique": figure.entry.group,
            "titre": figure.entry.title,
            "genre": figure.entry.kind,
            "unite": figure.entry.unit,
            "methode": figure.entry.method,
            "masque": figure.whole,
            "lignes": [
                {
                    "cle": line.key,
                    "libelle": line.label,
                    "valeur": _plain(line.value),
                    "numerateur": line.top,
                    "denominateur": line.bottom,
                    "masque": bool(line.withheld),
                }
                for line in figure.lines
            ],
        }
        for figure in figures
    ]
