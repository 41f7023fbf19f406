"""The steps of the action plan along the months, in the order of the table beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool import french
from bilantool.bilan import day_of
from bilantool.documents.charts import key
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
from bilantool.documents.charts.chart import Chart, Picture, said, shared
from bilantool.documents.charts.timeline import SHORT_MONTHS, Scale, month_start, months

_LABELS, _HEAD, _FOOT, _LINE, _PAD, _SIZE = 290, 40, 40, 15, 7, 12.5
_KINDS = ("beneficiaire", "cabinet", "autre")
_TOLD = 10  # beyond, a spoken list is lost before its end


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
    texts = [wrapped(step.action, _LABELS - 8, _SIZE) for step in steps]
    names = _names(values)
    plan = _Plan(steps, texts, names, accent)
    heights = [_LINE * len(text) + _PAD for text in texts]
    runs = shared(heights, _HEAD + _FOOT)
    return Chart(
        "plan-action",
        tuple(Picture(_picture(plan, run), _alt(steps[run])) for run in runs),
        "Les étapes dans le temps",
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """All the steps: whichever are drawn together, they stand on the same months."""

    steps: list[_Step]
    texts: list[list[str]]
    who: Mapping[str, str]
    accent: str

    @property
    def kinds(self) -> list[str]:
        """Those that some step is for, told in a key if there are several."""
        found = [kind for kind in _KINDS if any(step.who == kind for step in self.steps)]
        return found if len(found) > 1 else []


def _alt(steps: list[_Step]) -> str:
    if len(steps) <= _TOLD:
        return f"Calendrier des étapes. {said(f'{_on(s)} : {s.action}' for s in steps)}."
    return (
        f"Calendrier de {len(steps)} étapes, que le plan d’action détaille. La première, "
        f"{_on(steps[0])} : {french.clause(steps[0].action)}. La dernière, "
        f"{_on(steps[-1])} : {french.clause(steps[-1].action)}."
    )


def _on(step: _Step) -> str:
    return french.long_date(step.day)


def _names(values: Mapping[str, Any]) -> dict[str, str]:
    person = values.get("personne", {}).get("nom") or "la personne"
    return {"beneficiaire": person, "cabinet": "le cabinet", "autre": "un tiers"}


def _picture(plan: _Plan, run: slice) -> bytes:
    steps, texts, accent = plan.steps[run], plan.texts[run], plan.accent
    columns = months(plan.steps[0].day, plan.steps[-1].day)
    scale = Scale(columns[0], month_start(columns[-1], after=1), _LABELS + 12, WIDTH - 6)
    canvas = Canvas("Calendrier du plan d’action", WIDTH)
    heights = [_LINE * len(text) + _PAD for text in texts]
    bottom = _HEAD + sum(heights)
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

    def mark(kind: str) -> key.Mark:
        return lambda x, y: _shape(canvas, kind, x, y, accent)

    entries = [(mark(kind), plan.who[kind]) for kind in plan.kinds]
    canvas.height = (
        key.draw(canvas, entries, bottom + 10, left=scale.left) + 4 if entries else bottom + 4
    )
    return canvas.svg()


def _months(canvas: Canvas, scale: Scale, columns: list[date], bottom: float) -> None:
    """A line and a name for each month; of a long span, for each quarter, half-year or year."""
    size = 11.0
    wide = (scale.right - scale.left) / len(columns)
    widest = max(text_width(name, size) for name in SHORT_MONTHS)
    every = next((n for n in (1, 3, 6) if n * wide >= widest + (2 if n == 1 else 4)), 12)
    year = text_width("0000", 12, bold=True) + 4
    apart = math.ceil(year / (12 * wide))  # of decades, not even every year has room
    for number, month in enumerate(columns):
        x, january = scale.x(month), month.month == 1
        first = number == 0 and (13 - month.month) * wide >= year
        told = january and month.year % apart == 0
        if (first or told) and x + year <= scale.right:
            canvas.text(x + 2, 13, str(month.year), size=12, bold=True, fill=QUIET)
        named = (month.month - 1) % every == 0
        if not named and number:
            continue
        canvas.line((x, 20 if number and not told else 3), (x, bottom))
        name = SHORT_MONTHS[month.month - 1]
        if every == 1:
            canvas.text(x + wide / 2, 34, name, size=size, fill=QUIET, anchor="middle")
        elif named and text_width(name, size) + 3 <= min(scale.right - x, every * wide):
            canvas.text(x + 3, 34, name, size=size, fill=QUIET)
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
