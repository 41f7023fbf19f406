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
_SIZE, _LINE, _TOP = 12.5, 15, 26


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
        "Barres pleines : activités professionnelles ; barres évidées : engagements ; "
        "losanges : formations",
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


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark with its rows of text, where they begin, and the lane that holds both."""

    mark: _Mark
    rows: list[str]
    x: float
    end_x: float
    label_x: float
    lane: int

    @property
    def beside(self) -> bool:
        """A diamond leaves room for its label on its own line; a bar has it underneath."""
        return self.mark.kind == "losange"


def _picture(lived: list[_Mark], learnt: list[_Mark], accent: str) -> bytes:
    marks = [*lived, *learnt]
    first = min(m.start for m in marks)
    last = max(m.end for m in marks)
    scale = Scale(date(first.year, 1, 1), date(last.year + 1, 1, 1), 10, WIDTH - 8)
    canvas = Canvas("Frise du parcours", WIDTH)
    above, below = _placed(lived, scale), _placed(learnt, scale)
    tops = _tops(_TOP, above)
    split = tops[-1]
    under = _tops(split + 10, below)
    canvas.height = (under[-1] if below else split) + 2
    _years(canvas, scale, canvas.height)
    if below:
        canvas.line((0, split), (WIDTH, split), stroke=QUIET, dash="2 4")
    for placed, edges in ((above, tops), (below, under)):
        for item in placed:
            _mark(canvas, item, edges[item.lane], accent)
    return canvas.svg()


def _placed(marks: list[_Mark], scale: Scale) -> list[_Placed]:
    """Each mark in the first lane where its bar and its label have room."""
    free: list[float] = []
    placed = []
    for mark in marks:
        x, end_x = scale.x(mark.start), max(scale.x(mark.end), scale.x(mark.start) + 5)
        beside = mark.kind == "losange"
        room = 270 if beside else max(200, end_x - x)
        rows = wrapped(f"{mark.label}, {mark.span}", room, _SIZE)
        width = max(text_width(row, _SIZE) for row in rows)
        label_x = x + 13 if beside else max(scale.left, min(x, scale.right - width))
        if label_x + width > WIDTH:
            label_x = x - 13 - width
        left, right = min(x - 6, label_x), max(end_x, label_x + width) + 14
        lane = next((i for i, edge in enumerate(free) if edge <= left), len(free))
        free[lane : lane + 1] = [right]
        placed.append(_Placed(mark, rows, x, end_x, label_x, lane))
    return placed


def _tops(start: float, placed: list[_Placed]) -> list[float]:
    """The upper edge of each lane, and after the last one the edge below it."""
    edges = [start]
    for lane in range(max((p.lane for p in placed), default=-1) + 1):
        held = [p for p in placed if p.lane == lane]
        edges.append(edges[-1] + max(len(p.rows) * _LINE + (8 if p.beside else 26) for p in held))
    return edges


def _mark(canvas: Canvas, item: _Placed, top: float, accent: str) -> None:
    mark, y = item.mark, top + 8
    if item.beside:
        canvas.diamond(item.x, y, 6, fill="#ffffff", stroke=accent)
    else:
        fill = accent if mark.kind == "plein" else "#ffffff"
        # An arrow goes on beyond the drawing.
        tip = [(item.end_x - 6, y - 5), (item.end_x, y), (item.end_x - 6, y + 5)]
        square = [(item.end_x, y - 5), (item.end_x, y + 5)]
        end = tip if mark.going_on else square
        canvas.polygon(
            [(item.x, y - 5), *end, (item.x, y + 5)], fill=fill, stroke=accent, width=1.4
        )
    for number, row in enumerate(item.rows):
        # White under the words: the lines of the years must not cross them.
        base = y + (4.5 if item.beside else 20) + number * _LINE
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
