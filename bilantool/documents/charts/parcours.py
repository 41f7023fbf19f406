"""The path so far: what was done, when, and for how long.

Every experience is a bar at its true place and length; what overlaps takes another lane, and
a label takes its room in the lane too, so that none is ever written over another. Paid work
is a full bar, the rest an outlined one, training a diamond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from bilantool import french
from bilantool.documents.charts.canvas import INK, QUIET, WIDTH, Canvas, text_width, wrapped
from bilantool.documents.charts.chart import PART, WHOLE, Chart, Picture, said
from bilantool.documents.charts.timeline import Scale, closed, opened

_WORK = ("emploi", "independant", "stage")
_FRAMES = {
    "independant": "indépendant", "stage": "stage", "benevolat": "bénévolat", "mandat": "mandat",
    "famille": "famille", "loisir": "loisir",
}  # fmt: skip
_SIZE, _LINE, _TOP, _BETWEEN = 12.5, 15, 26, 10


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing on the line; a training has `end` equal to `start`."""

    start: date
    end: date
    label: str
    span: str
    kind: str
    going_on: bool = False

    @property
    def training(self) -> bool:
        return self.kind == "losange"


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The experiences and trainings of `parcours`; None when no experience is dated."""
    note = values.get("parcours", {})
    today = date.fromisoformat(values["deroulement"].get("fin") or values["aujourdhui"])
    lived = [_experience(e, today) for e in note.get("experiences", []) if e.get("debut")]
    learnt = [_training(t) for t in note.get("formations", []) if t.get("annee")]
    if not lived:
        return None
    return Chart(
        "parcours",
        tuple(Picture(_picture(part, accent), _alt(part)) for part in _parts([*lived, *learnt])),
        "Barres pleines : activités professionnelles ; barres évidées : engagements ; "
        "losanges : formations",
    )


def _alt(marks: list[_Mark]) -> str:
    told = "Frise du parcours."
    for title, training in (("Expériences", False), ("Formations", True)):
        held = [f"{m.label}, {m.span}" for m in marks if m.training is training]
        if held:
            told += f" {title} : {said(held)}."
    return told


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
    """A mark with its rows of text, and where they begin."""

    mark: _Mark
    rows: list[str]
    x: float
    end_x: float
    label_x: float

    @property
    def height(self) -> float:
        """A diamond has its label on its own line, a bar underneath."""
        return len(self.rows) * _LINE + (8 if self.mark.training else 26)


def _parts(marks: list[_Mark]) -> list[list[_Mark]]:
    """The path in one piece, or in as many periods as it takes for each to stand on a page."""
    ordered = sorted(marks, key=lambda m: (m.start, m.end))
    for count in range(1, len(ordered) + 1):
        ends = [number * len(ordered) // count for number in range(count + 1)]
        parts = [ordered[start:end] for start, end in pairwise(ends)]
        room = WHOLE if count == 1 else PART
        if all(_tops(_lanes(part, _scale(part)))[-1] <= room for part in parts):
            break
    return parts


def _scale(marks: list[_Mark]) -> Scale:
    first, last = min(m.start for m in marks), max(m.end for m in marks)
    return Scale(date(first.year, 1, 1), date(last.year + 1, 1, 1), 10, WIDTH - 8)


def _picture(marks: list[_Mark], accent: str) -> bytes:
    canvas, scale = Canvas("Frise du parcours", WIDTH), _scale(marks)
    lanes = _lanes(marks, scale)
    *tops, bottom = _tops(lanes)
    canvas.height = bottom + 2
    _years(canvas, scale, canvas.height)
    for number, (lane, top) in enumerate(zip(lanes, tops, strict=True)):
        if number and _parted(lanes, number):
            canvas.line((0, top - _BETWEEN), (WIDTH, top - _BETWEEN), stroke=QUIET, dash="2 4")
        for item in lane:
            _mark(canvas, item, top, accent)
    return canvas.svg()


def _tops(lanes: list[list[_Placed]]) -> list[float]:
    """The upper edge of each lane, and after the last one the edge below it."""
    edges = [float(_TOP)]
    for number, lane in enumerate(lanes):
        if number and _parted(lanes, number):
            edges[-1] += _BETWEEN
        edges.append(edges[-1] + max(item.height for item in lane))
    return edges


def _parted(lanes: list[list[_Placed]], number: int) -> bool:
    """Whether the trainings begin at this lane."""
    return lanes[number][0].mark.training and not lanes[number - 1][0].mark.training


def _lanes(marks: list[_Mark], scale: Scale) -> list[list[_Placed]]:
    """Each mark in the first lane where its bar and its label have room; trainings come last."""
    lived = [mark for mark in marks if not mark.training]
    learnt = [mark for mark in marks if mark.training]
    return [*_filled(lived, scale), *_filled(learnt, scale)]


def _filled(marks: list[_Mark], scale: Scale) -> list[list[_Placed]]:
    free: list[float] = []
    lanes: list[list[_Placed]] = []
    for mark in marks:
        x, end_x = scale.x(mark.start), max(scale.x(mark.end), scale.x(mark.start) + 5)
        room = 270 if mark.training else max(200, end_x - x)
        rows = wrapped(f"{mark.label}, {mark.span}", room, _SIZE)
        width = max(text_width(row, _SIZE) for row in rows)
        label_x = x + 13 if mark.training else max(scale.left, min(x, scale.right - width))
        if label_x + width > WIDTH:
            label_x = x - 13 - width
        left, right = min(x - 6, label_x), max(end_x, label_x + width) + 14
        lane = next((i for i, edge in enumerate(free) if edge <= left), len(free))
        if lane == len(free):
            lanes.append([])
        free[lane : lane + 1] = [right]
        lanes[lane].append(_Placed(mark, rows, x, end_x, label_x))
    return lanes


def _mark(canvas: Canvas, item: _Placed, top: float, accent: str) -> None:
    mark, y = item.mark, top + 8
    if mark.training:
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
        base = y + (4.5 if mark.training else 20) + number * _LINE
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
