"""The steps of the action plan along the months, in the order of the table beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool import french
from bilantool.bilan import day_of
from bilantool.documents.charts.canvas import (
    BAND,
    INK,
    QUIET,
    RULE,
    WIDTH,
    Canvas,
    text_width,
    wrapped,
)
from bilantool.documents.charts.chart import Chart
from bilantool.documents.charts.timeline import SHORT_MONTHS, Scale, month_start, months

_LABELS, _HEAD, _LINE, _PAD, _SIZE = 290, 40, 15, 7, 12.5
_KINDS = ("beneficiaire", "cabinet", "autre")


@dataclass(frozen=True, slots=True)
class _Step:
    day: date
    action: str
    who: str


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The dated steps of `plan_action`, the first step included; None when there is none."""
    plan = values.get("plan_action", {})
    first = plan.get("premier_pas") or {}
    entries = [(first.get("avant_le"), first.get("action"), "beneficiaire")]
    entries += [(e.get("echeance"), e.get("action"), e.get("qui")) for e in plan.get("etapes", [])]
    steps = [
        _Step(day, str(action), who or "autre")
        for text, action, who in entries
        if action and (day := day_of(text))
    ]
    if not steps:
        return None
    steps.sort(key=lambda step: step.day)
    said = " ; ".join(f"{french.long_date(s.day)} : {s.action}" for s in steps)
    return Chart(
        "plan-action",
        _picture(steps, _names(values), accent),
        f"Calendrier des étapes. {said}.",
        "Les étapes dans le temps",
    )


def _names(values: Mapping[str, Any]) -> dict[str, str]:
    person = values.get("personne", {}).get("nom") or "la personne"
    return {"beneficiaire": person, "cabinet": "le cabinet", "autre": "un tiers"}


def _picture(steps: list[_Step], who: Mapping[str, str], accent: str) -> bytes:
    columns = months(steps[0].day, steps[-1].day)
    scale = Scale(columns[0], month_start(columns[-1], after=1), _LABELS + 12, WIDTH - 6)
    canvas = Canvas("Calendrier du plan d’action", WIDTH)
    texts = [wrapped(step.action, _LABELS - 8, _SIZE) for step in steps]
    heights = [_LINE * len(text) + _PAD for text in texts]
    bottom = _HEAD + sum(heights)
    kinds = [kind for kind in _KINDS if any(step.who == kind for step in steps)]
    canvas.height = bottom + (30 if len(kinds) > 1 else 4)
    y = float(_HEAD)
    for number, height in enumerate(heights):
        if number % 2 == 0:
            canvas.rect(0, y, WIDTH, height, fill=BAND)
        y += height
    _months(canvas, scale, columns, bottom)
    y = float(_HEAD)
    for step, text, height in zip(steps, texts, heights, strict=True):
        for number, part in enumerate(text):
            canvas.text(8, y + _PAD / 2 + 11.5 + number * _LINE, part, size=_SIZE)
        _step(canvas, scale, step, y + height / 2, accent)
        y += height
    if len(kinds) > 1:
        x = scale.left
        for kind in kinds:
            _shape(canvas, kind, x + 6, bottom + 18, accent)
            canvas.text(x + 18, bottom + 22.5, who[kind], size=12.5)
            x += 36 + text_width(who[kind], 12.5)
    return canvas.svg()


def _months(canvas: Canvas, scale: Scale, columns: list[date], bottom: float) -> None:
    # Beyond eighteen months the names of all would touch.
    every = 1 if len(columns) <= 14 else 3
    size = 11.5
    for number, month in enumerate(columns):
        x, after = scale.x(month), scale.x(month_start(month, after=1))
        if number == 0 or month.month == 1:
            canvas.text(x + 2, 13, str(month.year), size=12, bold=True, fill=QUIET)
        canvas.line((x, 20 if number and month.month != 1 else 3), (x, bottom))
        if number % every == 0:
            name = SHORT_MONTHS[month.month - 1]
            if text_width(name, size) > (after - x) * every:
                name = name[0].upper()
            middle = (x + after) / 2
            canvas.text(middle, 34, name, size=size, fill=QUIET, anchor="middle")
    canvas.line((0, _HEAD), (WIDTH, _HEAD), stroke=RULE)


def _step(canvas: Canvas, scale: Scale, step: _Step, y: float, accent: str) -> None:
    x = scale.x(step.day)
    _shape(canvas, step.who, x, y, accent)
    label = f"{'1er' if step.day.day == 1 else step.day.day} {SHORT_MONTHS[step.day.month - 1]}"
    after = x + 12 + text_width(label, 12) < scale.right
    canvas.text(x + 11 if after else x - 11, y + 4.2, label, size=12, fill=INK,
                anchor="start" if after else "end")  # fmt: skip


def _shape(canvas: Canvas, who: str, x: float, y: float, accent: str) -> None:
    if who == "beneficiaire":
        canvas.circle(x, y, 6, fill=accent)
    elif who == "cabinet":
        canvas.rect(x - 5.5, y - 5.5, 11, 11, fill="#ffffff", stroke=accent)
    else:
        canvas.diamond(x, y, 7, fill="#ffffff", stroke=accent)
