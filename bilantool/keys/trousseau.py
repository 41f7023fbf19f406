"""The trousseau: the folder that holds a counsellor's keys, outside every repository.

    identite                  the seed, sealed under the passphrase
    demonstration             the public passphrase, in a trousseau of demonstration only
    cles/<dossier uuid>       a dossier's keys, sealed to the identity
    revisions/<dossier uuid>  the highest revision seen of each note
    accepte/<cabinet uuid>    digests of the overrides that were accepted
    etat/<name>               small facts: recorded backups, the rescue sheet put away, which
                              cabinet lies where on this machine
    chiffres/<cabinet uuid>   what destroyed dossiers leave to the yearly figures (`sums`)
    en-cours/<cabinet uuid>   what was begun over several files and is not finished
    ecritures/                places that something is being written to (`outside`)
    brouillons/               drafts, sealed like their notes
    anterieurs/               what notes said before, as it was sealed

Files are 0600 in folders 0700, written whole, under one lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bilantool.errors import DataFault, EnvironmentFault, KeyFault
from bilantool.keys import identity as identities
from bilantool.keys import ring, ring_file
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import DossierKeys
from bilantool.resources import shipped
from bilantool.sealing.canonical import UUID
from bilantool.storage import files, records

LOCK = ".verrou"
"""The lock file that everything which writes here holds."""

_PASSPHRASE_LIMIT = 1024
_PLACES = "cabinets"


@dataclass(frozen=True, slots=True)
class Trousseau:
    """The trousseau in `folder`, which need not exist yet.

    `unwritten`, cabinet → task → what it says, are the tasks of a trousseau that takes nothing:
    this process finishes them, or nobody does.
    """

    folder: Path
    unwritten: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def exists(self) -> bool:
        """Whether an identity lies here."""
        return (self.folder / "identite").is_file()

    def require(self) -> None:
        """Raises KeyFault when there is no trousseau here."""
        if not self.exists():
            raise KeyFault(
                f"il n’y a pas de trousseau de clés dans {files.quoted(self.folder)}",
                hint="indiquez le vôtre par --trousseau ou BILANTOOL_TROUSSEAU\u00a0; sinon, "
                "«\u00a0bilantool init\u00a0» en crée un, «\u00a0bilantool recover\u00a0» rétablit "
                "celui d’une sauvegarde",
            )

    @property
    def demonstration(self) -> str | None:
        """The public passphrase of a trousseau of demonstration; None for a real one."""
        path = self.folder / "demonstration"
        if not path.exists():
            return None
        try:
            return files.read_bounded(path, _PASSPHRASE_LIMIT).decode().strip()
        except UnicodeDecodeError:
            raise records.damaged(path) from None

    @property
    def public(self) -> bool:
        """Whether everybody has these keys: marked so, or the demonstration's own identity.

        The mark is lost where the demonstration is brought back from its words, and the
        passphrase may be another one then; the keys are no less public.
        """
        return self.demonstration is not None or self.shipped

    @property
    def shipped(self) -> bool:
        """Whether the identity here is that of the demonstration, as it is shipped."""
        return self.exists() and self.fingerprint() == _demonstrated()

    @property
    def drafts(self) -> Path:
        """Where drafts are kept; made by whoever keeps the first."""
        return self.folder / "brouillons"

    @property
    def earlier(self) -> Path:
        """Where the texts that notes had before are kept; made by whoever keeps the first."""
        return self.folder / "anterieurs"

    def create(
        self, identity: Identity, passphrase: str, cost: KdfCost, *, demonstration: bool = False
    ) -> None:
        """Put a new identity here; `demonstration` publishes its passphrase beside it.

        Raises KeyFault when there is one already, or on an empty passphrase.
        """
        sealed = identities.seal_identity(identity, passphrase, cost)
        files.private_folder(self.folder)
        with self._lock():
            if self.exists():
                raise KeyFault(
                    f"il y a déjà un trousseau dans {files.quoted(self.folder)}",
                    hint="employez-le, ou choisissez un autre dossier avec --trousseau",
                )
            if demonstration:
                # First: a crash in between must not leave public keys that look private.
                files.write_atomically(self.folder / "demonstration", f"{passphrase}\n".encode())
            files.write_atomically(self.folder / "identite", sealed)

    def reseal(self, identity: Identity, passphrase: str, cost: KdfCost) -> None:
        """Put the identity that is here under another passphrase; nothing else changes.

        What takes its place was opened first. Raises KeyFault for another identity than the one
        here, or an empty passphrase, DataFault where the file here is damaged.
        """
        sealed = identities.seal_identity(identity, passphrase, cost)
        if identities.open_identity(sealed, passphrase) != identity:
            raise ValueError("an identity that does not come back")
        with self._lock():
            if self.fingerprint() != identity.fingerprint:
                raise KeyFault(
                    f"le trousseau {files.quoted(self.folder)} est celui d’une autre identité",
                    hint="rien n’y a été changé\u00a0; indiquez le vôtre avec --trousseau",
                )
            files.sweep_leftovers(self.folder, older_than=0.0)
            files.write_atomically(self.folder / "identite", sealed)

    def open(self, passphrase: str) -> Identity:
        """The identity; raises KeyFault (no trousseau, wrong passphrase), DataFault (damaged)."""
        return identities.open_identity(self._identity_file(), passphrase)

    def fingerprint(self) -> str:
        """Whose trousseau this is, as its file states it, without the passphrase."""
        return identities.fingerprint_of(self._identity_file())

    def dossier_ids(self) -> tuple[str, ...]:
        """The uuids of the dossiers that have keys here, sorted."""
        folder = self.folder / "cles"
        if not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if UUID.fullmatch(path.name)))

    def load(self, uuid: str, identity: Identity) -> DossierKeys:
        """The keys of a dossier.

        Raises KeyFault (none here, or another identity's), DataFault (damaged, or another
        dossier's keys under this name).
        """
        path = self._path("cles", uuid)
        if not path.exists():
            raise KeyFault(
                "ce dossier n’a pas de clé dans ce trousseau",
                hint="indiquez le trousseau qui l’a créé (--trousseau), ou rétablissez une "
                "sauvegarde\u00a0: bilantool recover",
            )
        keys = ring_file.unseal(files.read_bounded(path, ring_file.LIMIT), identity)
        if keys.uuid != uuid:
            raise DataFault(
                "ce fichier de clés est celui d’un autre dossier",
                hint=f"rétablissez {files.quoted(path)} d’une sauvegarde\u00a0: bilantool recover",
            )
        return keys

    def save(self, keys: DossierKeys, identity: Identity) -> DossierKeys:
        """Keep the keys, merged with what is here already; returns what is now here.

        A tombstone on either side wins (`ring.merge`); nothing is written if nothing is new.
        """
        path = self._path("cles", keys.uuid)
        files.private_folder(self.folder)
        with self._lock():
            if path.parent.is_dir():
                # What a killed command left holds keys, which must not outlive their destruction.
                files.sweep_leftovers(path.parent, older_than=0.0)
            here = self.load(keys.uuid, identity) if path.exists() else None
            merged = keys if here is None else ring.merge(here, keys)
            if merged != here:
                files.private_folder(path.parent)
                files.write_atomically(path, ring_file.seal(merged, identity))
        return merged

    def revisions(self, uuid: str) -> dict[str, int]:
        """note → the highest revision that this machine has seen."""
        return records.read(self._path("revisions", uuid), int)

    def remember(self, uuid: str, note: str, revision: int) -> None:
        """See `remember_all`."""
        self.remember_all(uuid, {note: revision})

    def remember_all(self, uuid: str, seen: Mapping[str, int]) -> None:
        """Raise the highest revisions seen; never lowers one.

        Reading commands call this: a trousseau that cannot be written is no error, and what
        is not remembered today is seen again tomorrow.
        """
        if not _raises(self.revisions(uuid), seen):
            return
        try:
            with self._lock():
                known = self.revisions(uuid)
                higher = {note: max(number, known.get(note, 0)) for note, number in seen.items()}
                records.write(self._path("revisions", uuid), {**known, **higher})
        except EnvironmentFault:
            return

    def accepted(self, cabinet: str) -> dict[str, str]:
        """path of an override → the digest under which it was accepted, for a cabinet's uuid."""
        return records.read(self._path("accepte", cabinet), str)

    def accept(self, cabinet: str, digests: Mapping[str, str]) -> None:
        """Replace all that was accepted for this cabinet."""
        files.private_folder(self.folder)
        with self._lock():
            records.write(self._path("accepte", cabinet), digests)

    def state(self, name: str) -> dict[str, Any]:
        """A small record kept by name (`fiche`, `sauvegardes`); empty when there is none."""
        return records.read(self._path("etat", name), object)

    def set_state(self, name: str, value: Mapping[str, Any]) -> None:
        """Replace a small record; its values are what JSON can say."""
        files.private_folder(self.folder)
        with self._lock():
            records.write(self._path("etat", name), value)

    def tasks(self, cabinet: str) -> dict[str, dict[str, Any]]:
        """What was begun in this cabinet and is not known to be finished (`cabinet.pending`)."""
        return {**self._written(cabinet), **self.unwritten.get(cabinet, {})}

    def _written(self, cabinet: str) -> dict[str, dict[str, Any]]:
        return records.read(self._path("en-cours", cabinet), dict)

    def begin_task(self, cabinet: str, name: str, fact: Mapping[str, Any]) -> None:
        """Write down a task before it begins; raises EnvironmentFault."""
        files.private_folder(self.folder)
        with self._lock():
            known = self._written(cabinet)
            records.write(self._path("en-cours", cabinet), {**known, name: dict(fact)})

    def hold_task(self, cabinet: str, name: str, fact: Mapping[str, Any]) -> None:
        """The same where nothing can be written: it is known for as long as this process lasts."""
        self.unwritten.setdefault(cabinet, {})[name] = dict(fact)

    def end_task(self, cabinet: str, name: str) -> None:
        """Forget a task that is done; raises EnvironmentFault."""
        self.unwritten.get(cabinet, {}).pop(name, None)
        if name not in self._written(cabinet):
            return
        with self._lock():
            left = {task: fact for task, fact in self._written(cabinet).items() if task != name}
            records.write(self._path("en-cours", cabinet), left)

    def cabinet_at(self, root: Path) -> str | None:
        """The uuid of the cabinet that this machine knows in the folder `root`, if it does."""
        return records.read(self._path("etat", _PLACES), str).get(_place(root))

    def remember_cabinet(self, root: Path, uuid: str) -> None:
        """Know the cabinet `uuid` in the folder `root` from now on.

        Reading commands call this: like `remember_all`, it is no error where nothing can be
        written.
        """
        if self.cabinet_at(root) == uuid:
            return
        try:
            with self._lock():
                known = records.read(self._path("etat", _PLACES), str)
                records.write(self._path("etat", _PLACES), {**known, _place(root): uuid})
        except EnvironmentFault:
            return

    def _identity_file(self) -> bytes:
        self.require()
        return files.read_bounded(self.folder / "identite", identities.LIMIT)

    def _lock(self) -> AbstractContextManager[None]:
        return files.lock(self.folder / LOCK)

    def _path(self, kind: str, name: str) -> Path:
        if not (name.isascii() and name.replace("-", "").isalnum()):
            raise DataFault(
                "l’identifiant de ce dossier ou de ce cabinet n’a pas la forme attendue",
                hint="rétablissez dossier.yaml ou cabinet.yaml d’une version antérieure",
            )
        return self.folder / kind / name


def _demonstrated() -> str:
    """The fingerprint of the shipped demonstration; "" in an installation without examples."""
    path = shipped("examples") / "trousseau" / "identite"
    if not path.is_file():
        return ""
    return identities.fingerprint_of(files.read_bounded(path, identities.LIMIT))


def _place(root: Path) -> str:
    """A folder's name in the record of places: 32 hexadecimal digits, however it is written."""
    path = str(root.resolve())
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _raises(known: Mapping[str, int], seen: Mapping[str, int]) -> bool:
    return any(number > known.get(note, 0) for note, number in seen.items())
