"""A cabinet on disk: its settings, its dossiers, where each thing is.

Everything here is readable without a key, and believed only as far as the trousseau's
pins confirm it (see `vault`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bilantool.cabinet import clear
from bilantool.cabinet.settings import SETTINGS, read_settings
from bilantool.errors import DataFault, UsageFault
from bilantool.findings import Finding
from bilantool.notes.choosing import chosen
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.storage import files

DOSSIER_FILE, KIND = "dossier.yaml", "dossier"
"""The file that makes a folder a dossier, and the kind of its format."""
OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems put into any folder that is looked at."""
DOSSIERS = "dossiers"
TEMPLATES = "templates"
REGISTRE = "registre"
DOCUMENTS = "documents"
PIECES = "pieces"
"""The folder of a dossier's sealed attachments."""
PRIVATE = ".bilantool"
"""What a machine keeps in a cabinet for itself (locks); ignored by git."""

_REFERENCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def checked_reference(text: str) -> str:
    """`text`, if it can name a dossier on every system; UsageFault otherwise.

    A digit is required: a reference is the cabinet's own number, visible to whoever hosts
    the repository, and never a person's name.
    """
    if not _REFERENCE.fullmatch(text) or ".." in text or _RESERVED.fullmatch(text):
        raise UsageFault(
            "cette référence ne peut pas nommer un dossier",
            hint="employez des lettres sans accent, des chiffres, des tirets : 2026-014",
        )
    if not any(char.isdigit() for char in text):
        raise UsageFault(
            "une référence contient au moins un chiffre",
            hint="elle est visible sans clé : un numéro (2026-014), jamais un nom de personne",
        )
    return text


@dataclass(frozen=True, slots=True)
class Dossier:
    """What `dossier.yaml` says in clear, and where the dossier lies."""

    reference: str
    folder: Path
    uuid: str
    trame: str
    version: int
    created: date

    def note_path(self, note: str) -> Path:
        """The sealed file of a note; DataFault if a link leads out of the dossier."""
        folder, _, name = note.partition("/")
        return files.inside(self.folder, folder, f"{name}.yaml")

    def own_files(self, notes: Iterable[str]) -> list[Path]:
        """All that a dossier is made of: what it says in clear, these notes, its attachments."""
        sealed = [self.note_path(note) for note in notes]
        return [
            self.folder / DOSSIER_FILE,
            *sealed,
            *(self.piece_path(each) for each in self.pieces),
        ]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The ids of the sealed attachments, told by their file names."""
        folder = files.inside(self.folder, PIECES)
        names = (path.stem for path in folder.glob("*.piece"))
        return tuple(sorted(name for name in names if _UUID.fullmatch(name)))

    def piece_path(self, piece: str) -> Path:
        """The sealed file of an attachment; DataFault if a link leads out of the dossier."""
        return files.inside(self.folder, PIECES, f"{piece}.piece")


@dataclass(frozen=True)
class Cabinet:
    """A folder with a `cabinet.yaml`; `settings` are its values, checked.

    `gaps` are the fields of it to mend, which `settings` does not hold.
    """

    root: Path
    settings: Mapping[str, Any]
    gaps: tuple[Finding, ...] = ()

    @classmethod
    def find(cls, start: Path) -> Cabinet:
        """The cabinet that `start` is in; UsageFault when there is none."""
        for folder in (start, *start.parents):
            if (folder / SETTINGS).exists():
                return cls.at(folder)
        raise UsageFault(
            "aucun cabinet ici : cabinet.yaml est introuvable",
            hint="placez-vous dans le dossier du cabinet, indiquez --cabinet, "
            "ou créez-en un : bilantool init",
        )

    @classmethod
    def at(cls, root: Path) -> Cabinet:
        """The cabinet in exactly this folder; DataFault if its settings are not readable."""
        root = root.resolve()
        found = read_settings(root / SETTINGS)
        return cls(root, found.values, found.gaps)

    @property
    def uuid(self) -> str:
        return str(self.settings["uuid"])

    @property
    def demonstration(self) -> bool:
        """Whether only the public demonstration keys may open it, and it them."""
        return bool(self.settings.get("demonstration", False))

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Every dossier's reference, in order."""
        folder = files.inside(self.root, DOSSIERS)
        if not folder.is_dir():
            return ()
        return tuple(
            sorted(
                path.name
                for path in folder.iterdir()
                if _REFERENCE.fullmatch(path.name) and (path / DOSSIER_FILE).is_file()
            )
        )

    def holds(self, reference: str) -> bool:
        """Whether the dossier's folder is there at this moment, whatever was listed before."""
        return (files.inside(self.root, DOSSIERS, reference) / DOSSIER_FILE).is_file()

    def dossier(self, reference: str) -> Dossier:
        """The dossier of that reference; UsageFault when there is none."""
        checked_reference(reference)
        folder = files.inside(self.root, DOSSIERS, reference)
        if not (folder / DOSSIER_FILE).is_file():
            from difflib import get_close_matches

            near = get_close_matches(reference, self.references, n=2, cutoff=0.5)
            guess = f"les plus proches : {', '.join(near)} ; " if near else ""
            raise UsageFault(
                f"il n'y a pas de dossier {reference} dans ce cabinet",
                hint=f"{guess}la liste : bilantool status",
            )
        return _read_dossier(reference, folder)

    @property
    def consultants(self) -> tuple[str, ...]:
        """The ids by which notes name the consultants."""
        listed = self.settings.get("consultants", ())
        ids = (each.get("id") for each in listed if isinstance(each, Mapping))
        return tuple(identity for identity in ids if isinstance(identity, str))

    def consultant(self, identity: str) -> str:
        """The id of the consultant whom an id or a name means; UsageFault tells those there are."""
        unknown = "aucun consultant de cabinet.yaml ne porte cet id"
        if not self.consultants:
            raise UsageFault(
                unknown,
                hint="ajoutez les vôtres, ou revoyez-les : bilantool fill cabinet consultants",
            )
        people = (each for each in self.settings["consultants"] if isinstance(each, Mapping))
        labels = {str(each.get("id")): str(each.get("nom", "")) for each in people}
        return chosen(identity, self.consultants, "consultant", labels=labels, unknown=unknown)

    def overlay(self, accepted: Mapping[str, str]) -> Overlay:
        """The standard files under what this cabinet overrides and has accepted."""
        own = files.inside(self.root, TEMPLATES)
        return Overlay(shipped("templates") / "standard", own if own.is_dir() else None, accepted)

    @property
    def lock(self) -> Path:
        """Held by whatever writes in this cabinet; DataFault if a link leads out of it."""
        return files.inside(self.root, PRIVATE, "verrou")

    def documents(self, reference: str) -> Path:
        return files.inside(self.root, DOCUMENTS, reference)


def _read_dossier(reference: str, folder: Path) -> Dossier:
    path = files.inside(folder, DOSSIER_FILE)
    values = clear.values(path, f"dossiers/{reference}/dossier.yaml", KIND)
    uuid, trame, version, created = (
        values.get(key) for key in ("uuid", "trame", "version", "cree_le")
    )
    try:
        if not (isinstance(uuid, str) and _UUID.fullmatch(uuid) and isinstance(version, int)):
            raise ValueError
        return Dossier(
            reference, folder, uuid, str(trame), version, date.fromisoformat(str(created))
        )
    except ValueError:
        raise DataFault(
            f"le fichier dossier.yaml du dossier {reference} n'est pas dans la forme attendue",
            hint=clear.taking_back(path, f"dossiers/{reference}/dossier.yaml"),
        ) from None
