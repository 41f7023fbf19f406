"""The competences that carry the projects, seen by the person and by the counsellor.

Two marks on one scale from 1 to 5, told apart by their shape, and the figures beside them.
The bar between the marks is the gap, which is what the two of them talked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bilantool import french
from bilantool.documents.charts import key
from bilantool.documents.charts.canvas import (
    BAND,
    INK,
    QUIET,
    RULE,
    WIDTH,
    Canvas,
    wrapped,
)
from bilantool.documents.charts.chart import Chart, Picture, said, shared

_LABELS, _FIRST, _LAST = 318, 352, 536
_OWN, _OTHER = 580, 622
_ROW, _LINE, _HEAD = 12, 16.5, 58


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    own: int
    other: int


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The competences retained by the synthese, or all; None when none has both views."""
    listed = values.get("competences", {}).get("competences", [])
    retained = values.get("synthese", {}).get("competences_retenues") or []
    rows = [
        _Row(c["libelle"], c["vue_beneficiaire"], c["vue_consultant"])
        for c in listed
        if (not retained or c.get("id") in retained)
        and c.get("libelle")
        and c.get("vue_beneficiaire")
        and c.get("vue_consultant")
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row.other, -row.own, row.label))
    names = _names(values)
    texts = [wrapped(row.label, _LABELS - 8, 13.5) for row in rows]
    heights = [_LINE * len(text) + _ROW for text in texts]
    return Chart(
        "competences",
        tuple(
            Picture(_picture(rows[run], texts[run], names, accent), _alt(rows[run], names))
            for run in shared(heights, _HEAD)
        ),
        "Les deux regards, de 1 (débute) à 5 (maîtrise), posés séparément puis comparés",
    )


def _alt(rows: list[_Row], names: tuple[str, str]) -> str:
    counted = french.counted(len(rows), "compétence")
    each = said(f"{french.clause(row.label)} : {row.own} et {row.other}" for row in rows)
    return f"Deux regards sur {counted}, de 1 à 5 : d’abord {names[0]}, puis {names[1]}. {each}."


def _names(values: Mapping[str, Any]) -> tuple[str, str]:
    """Whose views they are: both by name where the cabinet gives one."""
    person = values.get("personne", {}).get("nom") or "la personne"
    return person, values.get("consultant", {}).get("nom") or "l’accompagnement"


def _picture(
    rows: list[_Row], texts: list[list[str]], names: tuple[str, str], accent: str
) -> bytes:
    canvas = Canvas("Deux regards sur les compétences", WIDTH)
    heights = [_LINE * len(text) + _ROW for text in texts]
    top = _key(canvas, names, accent)
    bottom = top + sum(heights)
    canvas.height = bottom + 4
    y = top
    for number, height in enumerate(heights):
        if number % 2 == 0:
            canvas.rect(0, y, WIDTH, height, fill=BAND)
        y += height
    for value in range(1, 6):
        x = _x(value)
        canvas.line((x, top), (x, bottom))
        canvas.text(x, top - 8, str(value), size=12, fill=QUIET, anchor="middle")
    y = top
    for row, text, height in zip(rows, texts, heights, strict=True):
        first = y + (height - _LINE * len(text)) / 2 + 12.5
        for number, part in enumerate(text):
            canvas.text(8, first + number * _LINE, part, size=13.5)
        _marks(canvas, row, y + height / 2, accent)
        y += height
    return canvas.svg()


def _marks(canvas: Canvas, row: _Row, y: float, accent: str) -> None:
    own, other = _x(row.own), _x(row.other)
    canvas.line((own, y), (other, y), stroke=QUIET, width=3)
    canvas.diamond(other, y, 10, fill="#ffffff", stroke=INK)
    canvas.circle(own, y, 5.5, fill=accent)
    canvas.text(_OWN, y + 4.5, str(row.own), size=13.5, anchor="middle")
    canvas.text(_OTHER, y + 4.5, str(row.other), size=13.5, anchor="middle")


def _key(canvas: Canvas, names: tuple[str, str], accent: str) -> float:
    """Whose view each mark is; returns where the rows begin."""

    def own(x: float, y: float) -> None:
        canvas.circle(x, y, 5.5, fill=accent)

    def other(x: float, y: float) -> None:
        canvas.diamond(x, y, 8, fill="#ffffff", stroke=INK)

    top = key.draw(canvas, [(own, names[0]), (other, names[1])], 6) + _HEAD - 23
    own(_OWN, top - 12)
    other(_OTHER, top - 12)
    canvas.line((0, top), (WIDTH, top), stroke=RULE)
    return top


def _x(value: float) -> float:
    return _FIRST + (value - 1) * (_LAST - _FIRST) / 4
