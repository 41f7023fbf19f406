"""The course of the bilan: each session held at its date, tall as it was long, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from bilantool import french
from bilantool.documents.charts.canvas import INK, QUIET, WIDTH, Canvas, text_width
from bilantool.documents.charts.chart import Chart, Picture
from bilantool.documents.charts.timeline import SHORT_MONTHS, Scale, month_start, months

_BASE, _TALL = 104, 54


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The accompanied sessions of `deroulement`; None before the first one."""
    course = values.get("deroulement", {})
    sessions = course.get("seances", [])
    if not sessions:
        return None
    said = " ; ".join(
        f"{p['titre']} : {french.counted(p['seances'], 'séance')}, {french.hours(p['minutes'])}"
        for p in course["phases"]
        if p["seances"]
    )
    total = french.hours(course["minutes"])
    several = len(sessions) > 1
    count = f"Les {len(sessions)} séances du bilan" if several else "La séance du bilan"
    told = "Les séances tenues, à leur date et selon leur durée" if several else "La séance tenue"
    return Chart(
        "deroulement",
        (Picture(_picture(course, accent), f"{count} dans le temps. {said}. En tout : {total}."),),
        f"{told} : {total} d’accompagnement",
    )


def _picture(course: Mapping[str, Any], accent: str) -> bytes:
    sessions = [(date.fromisoformat(s["date"]), s["minutes"]) for s in course["seances"]]
    columns = months(sessions[0][0], sessions[-1][0])
    scale = Scale(columns[0], month_start(columns[-1], after=1), 16, WIDTH - 8)
    longest = max(60, *(minutes for _, minutes in sessions))
    canvas = Canvas("Déroulement du bilan", WIDTH, _BASE + 48)
    for month in columns:
        canvas.line((scale.x(month), 6), (scale.x(month), _BASE))
        name = f"{SHORT_MONTHS[month.month - 1]} {month.year}"
        if text_width(name, 12) > scale.x(month_start(month, after=1)) - scale.x(month) - 8:
            name = SHORT_MONTHS[month.month - 1]
        canvas.text(scale.x(month) + 5, 16, name, size=12, fill=QUIET)
    canvas.line((scale.left, _BASE), (scale.right, _BASE), stroke=QUIET)
    marks = [scale.x(day) for day, _ in sessions]
    roomy = all(after - before > 33 for before, after in pairwise(marks))
    for day, minutes in sessions:
        x, height = scale.x(day), _TALL * minutes / longest
        canvas.rect(x - 5, _BASE - height, 10, height, fill=accent)
        if roomy:
            label = french.hours(minutes)
            canvas.text(x, _BASE - height - 5, label, size=11.5, fill=INK, anchor="middle")
    _phases(canvas, scale, course["phases"])
    return canvas.svg()


def _phases(canvas: Canvas, scale: Scale, phases: list[Mapping[str, Any]]) -> None:
    edge = 2.0
    for phase in phases:
        if not phase["seances"]:
            continue
        start = scale.x(date.fromisoformat(phase["debut"])) - 6
        end = scale.x(date.fromisoformat(phase["fin"])) + 6
        y = _BASE + 10
        canvas.line((start, y), (end, y), stroke=INK, width=2)
        canvas.line((start, y - 4), (start, y + 4), stroke=INK, width=2)
        canvas.line((end, y - 4), (end, y + 4), stroke=INK, width=2)
        name, hours = phase["titre"], french.hours(phase["minutes"])
        width = max(text_width(name, 12.5, bold=True), text_width(hours, 12.5))
        x = min(max((start + end) / 2 - width / 2, edge), scale.right - width)
        canvas.text(x, y + 20, name, size=12.5, bold=True)
        canvas.text(x, y + 36, hours, size=12.5)
        edge = x + width + 14
