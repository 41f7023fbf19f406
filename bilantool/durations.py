"""The retention table of a trame, for a cabinet's register of processing (RGPD, article 30).

`python -m bilantool.durations docs/rgpd.md` writes it between the two marks of that page.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bilantool.french import lasting, long_date
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import END, TRIGGERS, Duration, RetentionClass, Trame
from bilantool.resources import shipped

BEGINNING, STOP = "<!-- durees : ", "<!-- fin des durees -->"

_CERTAINTY = {
    "verifie": "texte lu",
    "secondaire": "source secondaire",
    "a_confirmer": "à confirmer",
}


def table(loaded: Trame) -> str:
    """A Markdown table: for each class, what it holds, how long and from when, and why."""
    lines = [
        "| Classe | Notes | Durée | Pourquoi | Source |",
        "|---|---|---|---|---|",
    ]
    for classe in loaded.classes.values():
        notes = " ; ".join(_titles(loaded, classe))
        for number, duration in enumerate(classe.durations):
            first = (classe.title, notes) if not number else ("", "")
            lines.append(f"| {' | '.join((*first, *_row(duration)))} |")
    return "\n".join(lines) + "\n"


def filled(page: str, loaded: Trame) -> str:
    """The page with the table put between its marks; ValueError where they are not there."""
    start = page.index("\n", page.index(BEGINNING)) + 1
    stop = page.index(STOP)
    return f"{page[:start]}\n{table(loaded)}\n{page[stop:]}"


def _titles(loaded: Trame, classe: RetentionClass) -> list[str]:
    titles = [note.title for note in loaded.notes.values() if note.classe == classe.name]
    return [title[:1].lower() + title[1:] for title in titles]


def _row(duration: Duration) -> tuple[str, str, str]:
    source = f"{duration.article} ({_CERTAINTY[duration.certainty]})"
    return _length(duration), duration.purpose, source


def _length(duration: Duration) -> str:
    said = lasting(duration.months) or "aucune : détruits aussitôt"
    if duration.request:
        said += " au plus, si la personne a demandé cet envoi"
    elif duration.agreement:
        said += " au plus, celle de l’accord écrit"
    if duration.trigger != END:
        said += f" après {TRIGGERS[duration.trigger]}"
    if duration.since:
        said += f", pour un terme à partir du {long_date(duration.since)}"
    if duration.until:
        said += f", pour un terme jusqu’au {long_date(duration.until)}"
    return said


def main(argv: Sequence[str] | None = None) -> None:
    """Write the table into the page named on the command line."""
    (name,) = sys.argv[1:] if argv is None else argv
    path = Path(name)
    loaded = trame.load(Overlay(shipped("templates") / "standard"))
    path.write_text(filled(path.read_text(encoding="utf-8"), loaded), encoding="utf-8")


if __name__ == "__main__":
    main()
