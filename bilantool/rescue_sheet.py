"""The *fiche de secours*: the 24 words on one printed page, with what they are for."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bilantool.errors import UsageFault
from bilantool.french import long_date
from bilantool.keys import words
from bilantool.keys.identity import Identity
from bilantool.storage import files

SOURCE = Path(__file__).with_suffix(".typ")
"""Not among the templates: a cabinet has no reason to change it, nor a stranger."""


def write(
    path: Path, identity: Identity, cabinet: str, today: date, epoch: int, root: Path | None
) -> Path:
    """Write the sheet as a PDF at `path` (0600); returns the path.

    UsageFault inside the cabinet `root`, where git would take it, or over an existing file.
    """
    resolved = path.resolve()
    if root is not None and files.lies_in(resolved, root):
        raise UsageFault(
            "la fiche de secours ne va pas dans le cabinet : elle ouvre tout ce qu'il contient",
            hint="choisissez un autre dossier, par exemple une clé USB",
        )
    if resolved.exists():
        raise UsageFault(
            f"il y a déjà un fichier {files.quoted(resolved)}",
            hint="choisissez un autre nom pour la fiche",
        )
    files.write_atomically(resolved, pdf(identity, cabinet, today, epoch))
    return resolved


def pdf(identity: Identity, cabinet: str, today: date, epoch: int) -> bytes:
    """The page, tagged and accessible like every document."""
    from bilantool.documents import typesetting

    content = {
        "cabinet": cabinet,
        "date": long_date(today),
        "empreinte": identity.fingerprint,
        "mots": words.to_words(identity.seed),
    }
    source = SOURCE.read_text(encoding="utf-8")
    data = json.dumps(content, ensure_ascii=False).encode("utf-8")
    return typesetting.pdf(source, {"fiche.json": data}, epoch=epoch)
