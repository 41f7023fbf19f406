"""A table as the file that a French spreadsheet opens by a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(rows: Iterable[Sequence[str | float | None]]) -> str:
    """The rows as CSV: `;` between cells, a decimal comma, a mark of byte order at the front.

    A text that a spreadsheet would take for a formula gets an apostrophe before it: whoever
    wrote it may not be whoever opens the table.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return "\ufeff" + text.getvalue()


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
