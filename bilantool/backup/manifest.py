"""The signed list of a backup's files: what tells one's own backup from a prepared one.

Files of keys are signed each, but an old one beside a new cabinet, or another cabinet beside
one's keys, would pass for a backup without a signature of the whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bilantool import numbered
from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.keys import ring_file, sums
from bilantool.keys.identity import Identity
from bilantool.keys.ring import DossierKeys
from bilantool.keys.sums_file import Sums
from bilantool.sealing.primitives import Rejected
from bilantool.storage import archive, files

KIND = "sauvegarde"
FORMAT = numbered.name(KIND)
MANIFEST, SIGNATURE = "MANIFESTE.json", "MANIFESTE.signature"
ZIP, BUNDLE, KEYS = "cabinet.zip", "cabinet.bundle", "cles"
IDENTITY = "identite"
"""What the copy of a trousseau has, and a backup has not."""
ACCEPTED, SEEN = "acceptes.json", "revisions.json"
SUMS = sums.FOLDER

_LIMIT = 4 << 20  # bytes; ten thousand dossiers make 1 MiB
_ANOTHER = "prenez une autre sauvegarde, ou refaites la copie de celle-ci"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `files` is name → SHA-256, `commit` the history's head."""

    cabinet: str
    made: datetime
    commit: str | None
    files: Mapping[str, str]

    @property
    def keys(self) -> list[str]:
        """The names of the files of keys."""
        return sorted(name for name in self.files if name.startswith(f"{KEYS}/"))

    @property
    def sums(self) -> list[str]:
        """The names of the files of yearly figures."""
        return sorted(name for name in self.files if name.startswith(f"{SUMS}/"))


def backup_in(source: Path) -> Path:
    """The backup that `source` is, or the newest that it holds; the copy of a trousseau is given
    back as it is. Raises DataFault when there is none."""
    own = (MANIFEST, SIGNATURE, ZIP, KEYS, IDENTITY)
    if any((source / name).exists() for name in own):
        return source
    held = sorted(path for path in source.glob("bilantool-*") if path.is_dir())
    if not held:
        raise DataFault(
            f"il n’y a pas de sauvegarde dans {files.quoted(source)}",
            hint="indiquez le dossier «\u00a0bilantool-AAAA-MM-JJ-…\u00a0» qui la contient",
        )
    return held[-1]  # their names begin with the date


def write(
    folder: Path, identity: Identity, cabinet: str, made: datetime, commit: str | None
) -> Manifest:
    """List and sign every file that lies in `folder`."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    manifest = Manifest(cabinet, made, commit, {n: archive.digest(folder / n) for n in names})
    content = {
        "format": FORMAT,
        "identite": identity.fingerprint,
        "cabinet": cabinet,
        "faite_le": made.isoformat(),
        "commit": commit,
        "fichiers": dict(manifest.files),
    }
    text = json.dumps(content, indent=1, sort_keys=True).encode()
    files.write_atomically(folder / SIGNATURE, identity.sign(FORMAT, text).hex().encode())
    files.write_atomically(folder / MANIFEST, text)
    return manifest


def check(folder: Path, identity: Identity) -> Manifest:
    """Read a backup's manifest, and every file against it.

    Raises KeyFault for another identity's backup; DataFault when it is incomplete, damaged,
    forged or of a newer version.
    """
    text = _read(folder, MANIFEST)
    content = parse_object(text, folder / MANIFEST)
    _recognise(content, folder)
    if content.get("identite") != identity.fingerprint:
        raise KeyFault(
            "cette sauvegarde est celle d’une autre identité",
            hint="ces 24\u00a0mots ne l’ouvrent pas\u00a0: il faut ceux de qui l’a faite",
        )
    try:
        identity.check(FORMAT, text, bytes.fromhex(_read(folder, SIGNATURE).decode("ascii")))
    except (Rejected, ValueError):
        raise DataFault(
            f"la sauvegarde {files.quoted(folder)} a été modifiée depuis qu’elle a été faite",
            hint=_ANOTHER,
        ) from None
    manifest = Manifest(
        content["cabinet"],
        datetime.fromisoformat(content["faite_le"]),
        content["commit"],
        content["fichiers"],
    )
    for name, expected in manifest.files.items():
        path = files.inside(folder, name)
        if not path.is_file() or path.is_symlink():
            raise _incomplete(folder, name)
        if archive.digest(path) != expected:
            raise DataFault(f"{files.quoted(path)} est abîmé ou a été modifié", hint=_ANOTHER)
    return manifest


def read_keys(paths: list[Path], identity: Identity) -> list[DossierKeys]:
    """The keys of these files; raises KeyFault or DataFault as `ring_file.unseal` does."""
    return [ring_file.unseal(files.read_bounded(path, ring_file.LIMIT), identity) for path in paths]


def read_sums(paths: Iterable[Path], identity: Identity) -> list[Sums]:
    """The sums in these files; raises KeyFault or DataFault as `sums_file.unseal` does."""
    return [sums.read_file(path, identity) for path in paths]


def parse_object(data: bytes, path: Path) -> dict[str, Any]:
    """The JSON object that `data` is; DataFault naming `path` otherwise."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise DataFault(f"{files.quoted(path)} est abîmé", hint=_ANOTHER)
    return content


def _recognise(content: Mapping[str, Any], folder: Path) -> None:
    if not numbered.known(content.get("format"), KIND, "cette sauvegarde"):
        raise DataFault(
            f"{files.quoted(folder)} n’est pas une sauvegarde de bilantool",
            hint="indiquez le dossier que « bilantool backup » a fait : bilantool-AAAA-MM-JJ-…",
        )


def _read(folder: Path, name: str) -> bytes:
    path = files.inside(folder, name)
    if not path.exists():
        raise _incomplete(folder, name)
    return files.read_bounded(path, _LIMIT)


def _incomplete(folder: Path, name: str) -> BilantoolError:
    return DataFault(
        f"la sauvegarde {files.quoted(folder)} est incomplète\u00a0: il y manque {name}",
        hint=_ANOTHER,
    )
