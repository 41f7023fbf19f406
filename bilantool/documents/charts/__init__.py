"""The charts of the documents: SVG that we draw ourselves, from the values of a template.

A chart exists only when the notes hold all that it shows: none is drawn on a guess. Each
reads in grey (shapes and figures say what the colour says), and carries an alternative text
that holds the data and a legend that says how to read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilantool.documents.charts import calendrier, competences, deroulement, parcours, riasec
from bilantool.documents.charts.chart import Chart
from bilantool.documents.styles import Palette

__all__ = ["Chart", "described", "draw", "pictures"]

_DRAWN = (deroulement, parcours, competences, riasec, calendrier)


def draw(values: Mapping[str, Any]) -> dict[str, Chart]:
    """The charts that the values of a template allow, by name.

    Their accent is the cabinet's colour, darkened where white paper asks for it.
    """
    accent = "#" + Palette.of(str(values["cabinet"].get("couleur") or "")).accent
    drawn = [module.draw(values, accent) for module in _DRAWN]
    return {chart.name: chart for chart in drawn if chart is not None}


def described(charts: Mapping[str, Chart]) -> dict[str, list[dict[str, str]]]:
    """What a template needs of each picture of the charts: its name, alternative text, legend."""
    return {
        name: [
            {"image": image, "alt": picture.alt, "legende": legend}
            for image, legend, picture in chart.named()
        ]
        for name, chart in charts.items()
    }


def pictures(charts: Mapping[str, Chart]) -> dict[str, bytes]:
    """The SVG of every picture, by the name that `described` gives it."""
    return {image: part.svg for chart in charts.values() for image, _, part in chart.named()}
