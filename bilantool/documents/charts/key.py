"""What the marks of a chart stand for, in as many lines as the names need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bilantool.documents.charts.canvas import WIDTH, Canvas, text_width, wrapped

Mark = Callable[[float, float], None]
"""Draws a mark around a point."""

_SIZE, _LINE, _MARK, _GAP, _EDGE = 12.5, 17, 18, 18, 8


def draw(
    canvas: Canvas, entries: Sequence[tuple[Mark, str]], top: float, *, left: float | None = None
) -> float:
    """Each mark with its name, below `top`; returns where the last line ends.

    Lines begin at `left` if that holds all in one line, at the edge if not; without `left` they
    end at the right edge.
    """
    lines: list[list[tuple[Mark, list[str], float]]] = []
    for mark, name in entries:
        rows = wrapped(name, WIDTH - 2 * _EDGE - _MARK, _SIZE)
        entry = (mark, rows, _MARK + max(text_width(row, _SIZE) for row in rows))
        if lines and _width([*lines[-1], entry]) <= WIDTH - 2 * _EDGE:
            lines[-1].append(entry)
        else:
            lines.append([entry])
    y = top
    for line in lines:
        if left is None:
            x = WIDTH - _EDGE - _width(line)
        else:
            together = len(lines) == 1 and left + _width(line) <= WIDTH - _EDGE
            x = left if together else float(_EDGE)
        for mark, rows, width in line:
            mark(x + 6, y + _LINE / 2)
            for number, row in enumerate(rows):
                canvas.text(x + _MARK, y + 13 + number * _LINE, row, size=_SIZE)
            x += width + _GAP
        y += _LINE * max(len(rows) for _, rows, _ in line)
    return y


def _width(line: Sequence[tuple[Mark, list[str], float]]) -> float:
    return sum(width for *_, width in line) + _GAP * (len(line) - 1)
