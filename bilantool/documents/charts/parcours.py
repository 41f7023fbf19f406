"""The path so far: what was done, when, and for how long.

Every experience is a bar at its true place and length; what overlaps takes another lane, and
a label takes its room in the lane too, so that none is ever written over another. Paid work
is a full bar, the rest an outlined one, training a diamond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool import french
from bilantool.documents.charts.canvas import INK, QUIET, WIDTH, Canvas, text_width, wrapped
from bilantool.documents.charts.chart import Chart
from bilantool.documents.charts.timeline import Scale, closed, opened

_WORK = ("emploi", "independant", "stage")
_FRAMES = {
    "independant": "indépendant", "stage": "stage", "benevolat": "bénévolat", "mandat": "mandat",
    "famille": "famille", "loisir": "loisir",
}  # fmt: skip
_SIZE, _LINE, _GAP, _TOP = 12.5, 15, 14, 26


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing on the line; a training has `end` equal to `start`."""

    start: date
    end: date
    label: str
    span: str
    kind: str
    going_on: bool = False


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The experiences and trainings of `parcours`; None when no experience is dated."""
    note = values.get("parcours", {})
    today = date.fromisoformat(values["deroulement"].get("fin") or values["aujourdhui"])
    lived = [_experience(e, today) for e in note.get("experiences", []) if e.get("debut")]
    learnt = [_training(t) for t in note.get("formations", []) if t.get("annee")]
    if not lived:
        return None
    lived.sort(key=lambda m: (m.start, m.end))
    learnt.sort(key=lambda m: m.start)
    said = [f"{m.label}, {m.span}" for m in lived]
    taught = (
        f" Formations : {' ; '.join(f'{m.label}, {m.span}' for m in learnt)}." if learnt else ""
    )
    return Chart(
        "parcours",
        _picture(lived, learnt, accent),
        f"Frise du parcours. Expériences : {' ; '.join(said)}.{taught}",
        "Le parcours en un regard : activités professionnelles (barres pleines), engagements "
        "(barres évidées), formations (losanges)",
    )


def _experience(entry: Mapping[str, Any], today: date) -> _Mark:
    start, end = str(entry["debut"]), str(entry.get("fin") or "")
    frame = _FRAMES.get(entry.get("cadre", ""), "")
    name = entry.get("intitule") or "Expérience"
    # « Responsable bénévole (bénévolat) » would say it twice.
    label = f"{name} ({frame})" if frame and frame[:5] not in name.lower() else name
    span = f"{start[:4]}–{end[:4]}" if end else f"depuis {start[:4]}"
    if end and end[:4] == start[:4]:
        span = start[:4]
    begun = opened(start)
    until = max(begun, closed(end)) if end else max(begun, today)
    kind = "plein" if entry.get("cadre") in _WORK else "ouvert"
    return _Mark(begun, until, label, span, kind, going_on=not end)


def _training(entry: Mapping[str, Any]) -> _Mark:
    year = str(entry["annee"])
    day = opened(year)
    return _Mark(day, day, entry.get("intitule") or "Formation", french.month(year)[-4:], "losange")


@dataclass(slots=True)
class _Placed:
    mark: _Mark
    rows: list[str]
    x: float
    end_x: float
    label_x: float
    lane: int


def _picture(lived: list[_Mark], learnt: list[_Mark], accent: str) -> bytes:
    marks = [*lived, *learnt]
    first = min(m.start for m in marks)
    last = max(m.end for m in marks)
    scale = Scale(date(first.year, 1, 1), date(last.year + 1, 1, 1), 10, WIDTH - 8)
    canvas = Canvas("Frise du parcours", WIDTH)
    above, below = _placed(lived, scale), _placed(learnt, scale)
    heights = [_lane_heights(group) for group in (above, below)]
    split = _TOP + sum(heights[0])
    canvas.height = split + (sum(heights[1]) + 10 if below else 0) + 4
    _years(canvas, scale, canvas.height)
    if below:
        canvas.line((0, split), (WIDTH, split), stroke=QUIET, dash="2 4")
    for placed, tops in ((above, _tops(_TOP, heights[0])), (below, _tops(split + 10, heights[1]))):
        for item in placed:
            _mark(canvas, item, tops[item.lane], accent)
    return canvas.svg()


def _placed(marks: list[_Mark], scale: Scale) -> list[_Placed]:
    """Each mark in the first lane where its bar and its label have room."""
    free: list[float] = []
    placed = []
    for mark in marks:
        x, end_x = scale.x(mark.start), max(scale.x(mark.end), scale.x(mark.start) + 5)
        rows = wrapped(mark.label, max(190, end_x - x), _SIZE)
        rows[-1:] = wrapped(f"{rows[-1]}, {mark.span}", max(200, end_x - x), _SIZE)
        width = max(text_width(row, _SIZE) for row in rows)
        label_x = max(scale.left, min(x, scale.right - width))
        left, right = min(x - 6, label_x), max(end_x, label_x + width) + 14
        lane = next((i for i, edge in enumerate(free) if edge <= left), len(free))
        free[lane : lane + 1] = [right]
        placed.append(_Placed(mark, rows, x, end_x, label_x, lane))
    return placed


def _lane_heights(placed: list[_Placed]) -> list[float]:
    lanes = max((p.lane for p in placed), default=-1) + 1
    return [
        max(len(p.rows) for p in placed if p.lane == lane) * _LINE + 14 + _GAP
        for lane in range(lanes)
    ]


def _tops(start: float, heights: list[float]) -> list[float]:
    return [start + sum(heights[:lane]) for lane in range(len(heights))]


def _mark(canvas: Canvas, item: _Placed, top: float, accent: str) -> None:
    mark = item.mark
    y = top + 8
    if mark.kind == "losange":
        canvas.diamond(item.x, y, 6, fill="#ffffff", stroke=accent)
    else:
        full = mark.kind == "plein"
        fill = accent if full else "#ffffff"
        if mark.going_on:
            # An arrow: it goes on beyond the drawing.
            tip = [(item.x, y - 5), (item.end_x - 6, y - 5), (item.end_x, y),
                   (item.end_x - 6, y + 5), (item.x, y + 5)]  # fmt: skip
            canvas.polygon(tip, fill=fill, stroke=accent, width=1.4)
        else:
            canvas.rect(item.x, y - 5, item.end_x - item.x, 10, fill=fill, stroke=accent)
    for number, row in enumerate(item.rows):
        # White under the words: the lines of the years must not cross them.
        base = y + 20 + number * _LINE
        canvas.rect(item.label_x - 2, base - 11, text_width(row, _SIZE) + 4, _LINE, fill="#ffffff")
        canvas.text(item.label_x, base, row, size=_SIZE, fill=INK)


def _years(canvas: Canvas, scale: Scale, bottom: float) -> None:
    years = scale.last.year - scale.first.year
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 12)
    year = scale.first.year
    while year < scale.last.year:
        x = scale.x(date(year, 1, 1))
        canvas.line((x, 18), (x, bottom))
        canvas.text(x, 12, str(year), size=12, fill=QUIET, anchor="middle" if x > 20 else "start")
        year += step
