"""The six interests of Holland's hexagon, as declared, ties said as ties.

The scale starts at zero and is printed. No percentile, no profile code: an order of letters
would invent a rank between two equal scores.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from bilantool import french
from bilantool.documents.charts.canvas import INK, QUIET, RULE, Canvas
from bilantool.documents.charts.chart import Chart, Picture

NAMES = {
    "realiste": "Réaliste",
    "investigateur": "Investigateur",
    "artistique": "Artistique",
    "social": "Social",
    "entreprenant": "Entreprenant",
    "conventionnel": "Conventionnel",
}
"""The six types in the order of the hexagon, where neighbours are alike."""

_WIDTH, _HEIGHT, _RADIUS = 460, 380, 138


def draw(values: Mapping[str, Any], accent: str) -> Chart | None:
    """The hexagon of `motivations.riasec`; None unless the six scores are there."""
    found = values.get("motivations", {}).get("riasec", {})
    scores = {key: found.get(key) for key in NAMES}
    known = {k: v for k, v in scores.items() if isinstance(v, int | float) and v >= 0}
    if len(known) < len(NAMES) or not any(known.values()):
        return None
    ranking = _ranking(known)
    tool = found.get("questionnaire") or ""
    source = f"Source : questionnaire {tool}. " if tool else ""
    return Chart(
        "riasec",
        (
            Picture(
                _picture(known, accent),
                f"Hexagone des six types d’intérêts, du plus fort au moins fort : {ranking}.",
            ),
        ),
        f"Intérêts déclarés : {ranking}. {source}Une préférence n’est pas une mesure de capacité",
    )


def _ranking(scores: Mapping[str, float]) -> str:
    """`Social et Conventionnel à égalité (17), puis Réaliste (14)…`"""
    ordered = sorted(scores, key=lambda key: -scores[key])
    steps = []
    for score, keys in groupby(ordered, key=lambda key: scores[key]):
        names = [NAMES[key] for key in keys]
        tie = " à égalité" if len(names) > 1 else ""
        steps.append(f"{french.listing(names)}{tie} ({french.number(score)})")
    return ", puis ".join([steps[0], ", ".join(steps[1:])]) if steps[1:] else steps[0]


def _picture(scores: Mapping[str, float], accent: str) -> bytes:
    canvas = Canvas("Hexagone des intérêts", _WIDTH, _HEIGHT)
    step = _step(max(scores.values()))
    top = step * math.ceil(max(scores.values()) / step)
    for ring in range(1, round(top / step) + 1):
        corners = [_at(i, ring * step / top) for i in range(6)]
        canvas.polygon(corners, fill="none", stroke=RULE, width=1)
    for i, (key, score) in enumerate(scores.items()):
        canvas.line(_at(i, 0), _at(i, 1))
        _label(canvas, i, NAMES[key], french.number(score))
    shape = [_at(i, score / top) for i, score in enumerate(scores.values())]
    canvas.polygon(shape, fill=accent, stroke=accent, width=2.5, opacity=0.2)
    for x, y in shape:
        canvas.circle(x, y, 4.5, fill=accent, stroke="#ffffff")
    for ring in range(round(top / step) + 1):
        # Between two axes, where no score is drawn.
        x, y = _at(0.5, ring * step / top * 0.866)
        canvas.text(x + 3, y + 3, french.number(ring * step), size=11, fill=QUIET)
    return canvas.svg()


def _step(highest: float) -> float:
    """A round distance between rings that gives three to six of them."""
    power: float = 10 ** math.floor(math.log10(highest))
    return next(power * part for part in (0.2, 0.25, 0.5, 1, 2) if highest / (power * part) <= 6)


def _at(i: float, share: float) -> tuple[float, float]:
    angle = math.pi * i / 3
    reach = _RADIUS * share
    return _WIDTH / 2 + reach * math.sin(angle), _HEIGHT / 2 - reach * math.cos(angle)


def _label(canvas: Canvas, i: int, name: str, score: str) -> None:
    x, y = _at(i, 1.1)
    anchor = "middle" if i in (0, 3) else "start" if i < 3 else "end"
    y += {0: -16, 3: 10}.get(i, 0)
    canvas.text(x, y, name, size=14, bold=True, anchor=anchor, fill=INK)
    canvas.text(x, y + 17, score, size=14, anchor=anchor, fill=INK)
