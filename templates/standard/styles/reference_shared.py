"""What the reference documents of Word and of LibreOffice share: names, sizes, colours.

Each row of `PARAGRAPHS` becomes a paragraph style in both, under the same French name, which the
filters of bilantool/documents/filters use.
"""

from __future__ import annotations

import io
import subprocess
import zipfile

from bilantool.documents.pandoc import binary
from bilantool.documents.styles import ACCENT, SOFT

__all__ = [
    "ACCENT",
    "FONT",
    "GREY",
    "INK",
    "PARAGRAPHS",
    "RULE",
    "SOFT",
    "pandoc_default",
    "repacked",
]

FONT = "Calibri"
INK, GREY, RULE = "22292E", "59656C", "CDD6D9"
STAMP = (2026, 1, 1, 0, 0, 0)

# name, parent, size in points, colour, bold, space before and after in points, keep with next
# A box holds on to what follows it: the signatures under the observations, for one. What must
# follow a table is as low as a line can be, or it would have a page of its own.
PARAGRAPHS: tuple[tuple[str, str, float, str, bool, float, float, bool], ...] = (
    ("Encadré", "Body Text", 10.5, INK, False, 0, 4, True),
    ("Après encadré", "Body Text", 1, INK, False, 0, 7, True),
    ("Corps solidaire", "Body Text", 10.5, INK, False, 6, 6, True),
    ("Cellule", "Body Text", 9.5, INK, False, 0, 0, False),
    ("Cellule solidaire", "Cellule", 9.5, INK, False, 0, 0, True),
    ("Titre de colonne", "Cellule", 9.5, "FFFFFF", True, 0, 0, True),
    ("Après tableau", "Body Text", 1, INK, False, 0, 9, False),
    ("Ligne à remplir", "Body Text", 10.5, INK, False, 0, 0, True),
    ("Brouillon", "Body Text", 11, ACCENT, True, 0, 10, True),
    ("Bénéficiaire", "Body Text", 15, INK, True, 8, 4, True),
    ("Fiche surtitre", "Body Text", 9.5, GREY, False, 42, 0, True),
    ("Fiche libellé", "Body Text", 10.5, GREY, False, 1, 1, False),
    ("Fiche valeur", "Body Text", 10.5, INK, False, 1, 1, False),
    ("Mention", "Body Text", 9, GREY, False, 8, 12, False),
    ("Titre de couverture", "Title", 32, "FFFFFF", True, 0, 8, False),
    ("Couverture prestataire", "Body Text", 11, "FFFFFF", True, 0, 90, False),
    ("Couverture sous-titre", "Body Text", 14, "FFFFFF", False, 0, 0, False),
    ("Couverture bénéficiaire", "Body Text", 22, ACCENT, True, 0, 14, True),
    ("Couverture mention", "Body Text", 9, GREY, False, 60, 0, False),
    ("Brouillon de couverture", "Body Text", 12, "FFFFFF", True, 0, 10, True),
)


def pandoc_default(name: str) -> bytes:
    """pandoc's own reference document, where every style that pandoc names exists."""
    command = [str(binary()), "--print-default-data-file", name]
    return subprocess.run(command, capture_output=True, check=True).stdout


def repacked(archive: bytes) -> bytes:
    """The same archive with one date throughout, so that two runs agree."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(result, "w") as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, STAMP)
            entry.create_system = 0
            plain = member.filename == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(member))
    return result.getvalue()
