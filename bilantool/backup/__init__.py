"""Keys and cabinet copied to another disk (`save`), and brought back with the 24 words (`recover`).

A backup is a folder `bilantool-AAAA-MM-JJ-HHMMSS`:

    cles/<dossier uuid>     as in the trousseau: sealed to the identity, which is not copied
    chiffres/<cabinet uuid> what destroyed dossiers leave to the yearly figures, sealed likewise
    acceptes.json           digests of the overrides accepted for this cabinet
    cabinet.zip             the cabinet's files as they lie: sealed notes, clear settings
    cabinet.bundle          its whole history, where it has one
    LISEZMOI.txt            for whoever finds the disk
    MANIFESTE.json          whose, when, and the SHA-256 of every other file
    MANIFESTE.signature     the identity's signature of the manifest

Nothing in it opens without the words.
"""

from __future__ import annotations

from bilantool.backup.mending import begin_anew, lost, mend
from bilantool.backup.recovering import recover
from bilantool.backup.report import Pending, Report
from bilantool.backup.saving import pending, save

__all__ = ["Pending", "Report", "begin_anew", "lost", "mend", "pending", "recover", "save"]
