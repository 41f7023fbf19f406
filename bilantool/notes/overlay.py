"""The files of the trame: the standard ones, some of them replaced by the cabinet's own.

Whoever can push to the repository can change the cabinet's `templates/`, so an own file
is used only once its digest has been accepted; `accepted` comes from the trousseau.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bilantool.errors import DataFault, EnvironmentFault, UsageFault

# A reference document with a logo weighs a few hundred kilobytes.
MAX_FILE_BYTES = 8 * 1024 * 1024
# What a cabinet may replace or add. Lua filters run as code, so they are not here.
_OVERRIDABLE = re.compile(
    r"(trame|chiffres|qualiopi)\.yaml"
    r"|notes/[a-z][a-z0-9-]*/[a-z][a-z0-9-]*\.yaml"
    r"|documents/[a-z_][a-z0-9_-]*\.md\.j2"
    r"|styles/[a-z][a-z0-9_-]*\.(css|html|typ|docx|odt|svg|png)"
)
_BINARY = (".docx", ".odt", ".png")
_ACCEPT = (
    "relisez ce fichier, puis lancez « bilantool templates accept » "
    "si le changement vient bien de vous"
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: `name` is its place in the trame, `path` where it is on disk."""

    name: str
    path: Path
    data: bytes
    overridden: bool


@dataclass(frozen=True, slots=True)
class Overlay:
    """The standard folder, and over it the cabinet's own folder, file by file.

    `accepted` maps the name of an own file to the SHA-256 (hex) its user has accepted.
    Names are relative POSIX paths: `notes/preliminaire/demande.yaml`.
    """

    standard: Path
    own: Path | None = None
    accepted: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Every file of the trame that a cabinet may change, standard or own, sorted."""
        standard = (name for name in _files(self.standard) if _OVERRIDABLE.fullmatch(name))
        return tuple(sorted({*standard, *self._own_names()}))

    def read(self, name: str) -> Source:
        """The file in force under `name`.

        Raises UsageFault on a name that is no file of the trame, DataFault on an own
        file that is not accepted, too large or outside the folder.
        """
        if self.own is not None and name in self._own_names():
            data = _bounded(self.own, name)
            if self.accepted.get(name) != _digest(name, data):
                raise DataFault(f"« templates/{name} » a changé sans être accepté", hint=_ACCEPT)
            return Source(name, self.own / name, data, overridden=True)
        return self.read_standard(name)

    def read_standard(self, name: str) -> Source:
        """The shipped file, whatever the cabinet has put over it."""
        parts = PurePosixPath(name).parts
        plain = "\\" not in name and ":" not in name and not name.startswith("/")
        if plain and ".." not in parts and (self.standard / name).is_file():
            return Source(
                name, self.standard / name, _bounded(self.standard, name), overridden=False
            )
        raise UsageFault(
            "aucun fichier de la trame ne porte ce nom",
            hint="« bilantool templates list » en donne la liste",
        )

    def overrides(self) -> dict[str, str]:
        """The SHA-256 (hex) of each own file, accepted or not, by name."""
        if self.own is None:
            return {}
        return {name: _digest(name, _bounded(self.own, name)) for name in self._own_names()}

    def unaccepted(self) -> tuple[str, ...]:
        """The own files that are new or changed since they were accepted."""
        return tuple(n for n, digest in self.overrides().items() if self.accepted.get(n) != digest)

    def strangers(self) -> tuple[str, ...]:
        """The own files that have no place in a trame, and that nothing reads."""
        if self.own is None:
            return ()
        return tuple(name for name in _files(self.own) if not _OVERRIDABLE.fullmatch(name))

    def _own_names(self) -> tuple[str, ...]:
        if self.own is None:
            return ()
        return tuple(name for name in _files(self.own) if _OVERRIDABLE.fullmatch(name))


def _files(folder: Path) -> tuple[str, ...]:
    """The names of the files below `folder`, sorted; linked folders are not entered."""
    names = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        names += [(Path(parent) / file).relative_to(folder).as_posix() for file in files]
    return tuple(sorted(names))


def _bounded(folder: Path, name: str) -> bytes:
    """The bytes of a file that really lies in `folder` and is not too large."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataFault(
            f"« templates/{name} » est un lien vers un fichier d’un autre dossier",
            hint="remplacez le lien par le fichier lui-même",
        )
    if not path.is_file():
        raise DataFault(
            f"« templates/{name} » n’est pas un fichier ordinaire",
            hint="supprimez-le, ou remettez le fichier à sa place",
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError:
        raise EnvironmentFault(
            f"« templates/{name} » ne se laisse pas lire",
            hint="vérifiez que vous en avez le droit et qu’il n’est pas ouvert ailleurs",
        ) from None
    if len(data) > MAX_FILE_BYTES:
        raise DataFault(
            f"« templates/{name} » dépasse la taille permise ({MAX_FILE_BYTES >> 20} Mo)",
            hint="allégez ce fichier : les images d’un modèle en font souvent tout le poids",
        )
    return data


def _digest(name: str, data: bytes) -> str:
    """Of a text, as it is with plain line ends: git may check it out with others."""
    if PurePosixPath(name).suffix not in _BINARY:
        data = data.replace(b"\r\n", b"\n")
    return hashlib.sha256(data).hexdigest()
