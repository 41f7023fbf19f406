"""The yearly figures that answer an indicator, as lines of the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bilantool import yearly
from bilantool.audit.referentiel import Version
from bilantool.cabinet.vault import Vault
from bilantool.inspection import Inspection
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame
from bilantool.yearly import Figure, catalogue, wording
from bilantool.yearly.catalogue import Catalogue

Results = Mapping[str, tuple[Mapping[str, str], ...]]
"""Group of figures → its lines, each with `titre`, `valeur` and `methode`."""


def of_year(
    vault: Vault,
    trame: Trame,
    overlay: Overlay,
    version: Version,
    year: int,
    day: date,
    read: Mapping[str, Inspection] | None = None,
) -> Results:
    """The figures that the framework asks for, what could point at somebody withheld; `read` as
    `yearly.count`."""
    wanted = {each.figures for each in version.indicators if each.figures}
    if not wanted:
        return {}
    known = catalogue.load(overlay, trame)
    found = yearly.figures(yearly.count(vault, trame, day, read).totals, known, year)
    return {
        group: tuple(
            line
            for figure in found
            if figure.entry.group == group
            for line in _lines(figure, known)
        )
        for group in wanted
    }


def _lines(figure: Figure, known: Catalogue) -> Iterator[Mapping[str, str]]:
    entry = figure.entry
    told = [wording.said(figure, line, known.least) for line in figure.lines]
    if figure.whole:
        told = [wording.whole(entry.kind, known.least)]
    if len(set(told)) < 2:  # said once: all is withheld, or nobody answered
        value = told[0] if told else "aucun"
        yield {"titre": entry.title, "valeur": value, "methode": entry.method}
        return
    for line, value in zip(figure.lines, told, strict=True):
        title = f"{entry.title} : {line.label}" if line.label else entry.title
        yield {"titre": title, "valeur": value, "methode": entry.method}
