"""One file under a password, which the person opens without any command.

A zip in AES-256 (WinZip's AE-2) opens by a double click with 7-Zip on Windows, Keka or The
Unarchiver on macOS, the file manager on Linux; no program that Windows and macOS bring reads one
for sure. Inside is a single plain zip: the table of an encrypted zip is in clear, and the names
of files would say what somebody signed.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from bilantool.errors import UsageFault

SHORTEST = 12
"""Characters of a password: the format itself slows guessing down very little."""

HOW_TO_OPEN = (
    "elle s'ouvre par un double-clic avec 7-Zip (Windows), Keka ou The Unarchiver (macOS), ou le "
    "gestionnaire de fichiers (Linux) ; l'ouverture intégrée à Windows ne sait pas le faire"
)


class Archive:
    """Gathers files in memory, and gives them back as one locked file."""

    def __init__(self, name: str, now: datetime) -> None:
        self._name = name
        self._when = now.timetuple()[:6]
        self._inner = io.BytesIO()
        self._zip = zipfile.ZipFile(self._inner, "w", zipfile.ZIP_DEFLATED)

    def put(self, name: str, data: bytes) -> None:
        """Add the file `name` (with `/`)."""
        info = zipfile.ZipInfo(f"{self._name}/{name}", self._when)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, data)

    def locked(self, password: str) -> bytes:
        """The archive, closed under `password`; UsageFault on one that is easily guessed."""
        import pyzipper  # type: ignore[import-untyped]

        if len(password) < SHORTEST:
            raise UsageFault(
                f"ce mot de passe a moins de {SHORTEST} caractères : il se devine",
                hint="prenez plusieurs mots, ou laissez bilantool en proposer un",
            )
        self._zip.close()
        made = io.BytesIO()
        with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_STORED) as outer:
            outer.setpassword(password.encode("utf-8"))
            outer.setencryption(pyzipper.WZ_AES, nbits=256)
            info = outer.zipinfo_cls(f"{self._name}.zip", self._when)
            outer.writestr(info, self._inner.getvalue())
        return made.getvalue()
