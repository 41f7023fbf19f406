"""A note that was kept for the follow-up, met where one half of that is not known.

Keeping a note changes its pin in the trousseau and its file in the cabinet. A clone that was not
brought up to date has the older file, keys brought back from a backup the older pin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilantool.errors import DataFault, KeyFault
from bilantool.sealing import envelope

if TYPE_CHECKING:
    from bilantool.keys.ring import DossierKeys

MOVE = ("travail", "suivi")
"""The one change of class that papers can make: see `DossierKeys.keep`."""


def older(keys: DossierKeys, note: str, data: bytes) -> DataFault | None:
    """Why this sealed note is of the other class than its pin; None where it is for no such reason.

    That it is sound is made sure of, as long as its key is there.
    """
    try:
        header, pinned = envelope.note_header(data), keys.notes[note]
        if header.classe == pinned or {header.classe, pinned} != {*MOVE}:
            return None
        if header.classe not in keys.tombstones:
            key = keys.key(header.classe, header.generation)
            envelope.open_note(data, key, dossier=keys.uuid, note=note, classe=header.classe)
    except (DataFault, KeyFault):
        return None
    again = f"bilantool keep {keys.reference} {note.rpartition('/')[2]}"
    if pinned == MOVE[1]:
        return DataFault(
            "un accord l’a fait garder pour le suivi, et ce fichier date d’avant",
            hint="reprenez le fichier récent (git pull, ou une sauvegarde) ; s’il n’existe nulle "
            f"part : {again}",
        )
    return DataFault(
        "un accord l’a fait garder pour le suivi, et ce trousseau date d’avant",
        hint=f"rétablissez une sauvegarde récente (bilantool recover) ; sinon : {again}",
    )
