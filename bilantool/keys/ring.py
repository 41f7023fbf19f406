"""A dossier's keys: one per retention class and generation, its pins, its tombstones.

A frozen value with no file and no cipher in it (`ring_file` writes it). Destroying a class
leaves a tombstone, and merging two copies lets tombstones win: neither a backup nor a
second machine brings a destroyed key back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bilantool.errors import DataFault, KeyFault
from bilantool.french import long_date
from bilantool.sealing import primitives
from bilantool.sealing.canonical import CLASSE, NOTE, UUID
from bilantool.sealing.primitives import KEY_SIZE

CLASSES = ("travail", "suivi", "administratif", "comptable")
"""The retention classes of the law, from the first destroyed to the last."""

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Generations = Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class DossierKeys:
    """What the trousseau holds of one dossier.

    `keys` is classe → generation (from 1) → 32 bytes; `notes`, the pins, is note → classe;
    `tombstones` is classe → day of destruction. A class is in `keys` or in `tombstones`.
    `cabinet` (its uuid) and `reference` pin the dossier to its place: in another cabinet, or
    under another name, it is not opened. `former` are the references that it had before, the
    oldest first. A deleted dossier pins no note. The mappings are never changed in place. Raises
    ValueError when built incoherent.
    """

    uuid: str
    cabinet: str
    reference: str
    keys: Mapping[str, Generations] = field(repr=False)
    notes: Mapping[str, str]
    tombstones: Mapping[str, date]
    former: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        classes = {*self.keys, *self.tombstones}
        coherent = (
            UUID.fullmatch(self.uuid)
            and UUID.fullmatch(self.cabinet)
            and all(REFERENCE.fullmatch(each) for each in (*self.former, self.reference))
            and not self.keys.keys() & self.tombstones.keys()
            and all(CLASSE.fullmatch(classe) for classe in classes)
            and all(self.keys.values())
            and all(
                number >= 1 and len(key) == KEY_SIZE
                for generations in self.keys.values()
                for number, key in generations.items()
            )
            and all(NOTE.fullmatch(n) and c in classes for n, c in self.notes.items())
        )
        if not coherent:
            raise ValueError("incoherent dossier keys")

    @classmethod
    def create(
        cls, uuid: str, cabinet: str, reference: str, notes: Mapping[str, str]
    ) -> DossierKeys:
        """Fresh keys for a new dossier: each class at generation 1, each note pinned."""
        keys = {classe: {1: primitives.random_bytes(KEY_SIZE)} for classe in CLASSES}
        return cls(uuid, cabinet, reference, keys, dict(notes), {})

    def current(self, classe: str) -> tuple[int, bytes]:
        """The generation to seal under, and its key; raises KeyFault as `key` does."""
        generations = self._generations(classe)
        latest = max(generations)
        return latest, generations[latest]

    def key(self, classe: str, generation: int) -> bytes:
        """The key that opens this generation of the class.

        Raises KeyFault: the class was destroyed, or this trousseau has no such key.
        """
        try:
            return self._generations(classe)[generation]
        except KeyError:
            raise _unknown(f"la clé n°\u00a0{generation} de la classe {classe}") from None

    def destroy(self, classe: str, day: date) -> DossierKeys:
        """These keys without those of the class, its tombstone dated `day`.

        Destroying again changes nothing: the first date stays. Raises KeyFault for a class
        that the dossier does not have.
        """
        if classe in self.tombstones:
            return self
        self._generations(classe)
        keys = {name: kept for name, kept in self.keys.items() if name != classe}
        return replace(self, keys=keys, tombstones={**self.tombstones, classe: day})

    def delete(self, day: date) -> DossierKeys:
        """These keys of a dossier that is deleted: every class destroyed, no note pinned."""
        left = self
        for classe in self.keys:
            left = left.destroy(classe, day)
        return replace(left, notes={})

    @property
    def deleted_on(self) -> date | None:
        """The day that the dossier was deleted; None for one that was not."""
        return max(self.tombstones.values()) if self.tombstones and not self.notes else None

    def keep(self, note: str) -> DossierKeys:
        """Pin a note of `travail` to `suivi`: an agreement keeps it, and it is resealed there.

        The only move a pin can make, and `merge` knows it from an accident. Raises DataFault
        for a note that is pinned elsewhere or not at all.
        """
        if self.notes.get(note) not in ("travail", "suivi"):
            raise DataFault(
                f"la note {note} n’est pas un document de travail de ce dossier",
                hint="seul un document de travail peut être gardé par un accord écrit",
            )
        return replace(self, notes={**self.notes, note: "suivi"})

    def rename(self, reference: str) -> DossierKeys:
        """Pin the dossier to another reference; raises ValueError for what cannot be one."""
        if reference == self.reference:
            return self
        return replace(self, reference=reference, former=(*self.former, self.reference))

    def _generations(self, classe: str) -> Generations:
        if classe in self.tombstones:
            raise KeyFault(
                f"la clé de la classe {classe} a été détruite "
                f"le {long_date(self.tombstones[classe])}",
                hint="ce qu’elle fermait ne peut plus être lu, par personne",
            )
        try:
            return self.keys[classe]
        except KeyError:
            raise _unknown(f"la clé de la classe {classe}") from None


def merge(left: DossierKeys, right: DossierKeys) -> DossierKeys:
    """What two copies of one dossier's keys know together; a tombstone and a deletion always win.

    Of two dates of destruction the earlier stays; of two references, the one that the other became
    by being renamed. Raises DataFault when the copies cannot be of one dossier: another uuid or
    cabinet, references that come from different renamings, a note pinned to two classes (`keep`
    aside), two keys for one generation of a class that is not destroyed.
    """
    if any(getattr(left, pin) != getattr(right, pin) for pin in ("uuid", "cabinet")):
        raise _conflict(left, "ce sont deux dossiers distincts")
    *former, reference = _merged_references(left, right)
    tombstones = dict(left.tombstones)
    for classe, day in right.tombstones.items():
        tombstones[classe] = min(day, tombstones.get(classe, day))
    keys = {
        classe: _merged_generations(left, right, classe)
        for classe in sorted(left.keys.keys() | right.keys.keys())
        if classe not in tombstones
    }
    pinned = set() if left.deleted_on or right.deleted_on else {*left.notes, *right.notes}
    notes = {note: _merged_pin(left, right, note) for note in sorted(pinned)}
    return DossierKeys(left.uuid, left.cabinet, reference, keys, notes, tombstones, tuple(former))


def _merged_references(left: DossierKeys, right: DossierKeys) -> tuple[str, ...]:
    """Every reference that the dossier had, the present one last: one copy knows what the other
    does, and what came after."""
    ours, theirs = (*left.former, left.reference), (*right.former, right.reference)
    known, more = sorted((ours, theirs), key=len)
    if more[: len(known)] != known:
        raise _conflict(left, "le dossier y a deux références qui ne se suivent pas")
    return more


def _merged_generations(left: DossierKeys, right: DossierKeys, classe: str) -> Generations:
    ours, theirs = left.keys.get(classe, {}), right.keys.get(classe, {})
    if any(ours[number] != theirs[number] for number in ours.keys() & theirs.keys()):
        raise _conflict(left, f"la classe {classe} y a deux clés différentes")
    return dict(sorted({**ours, **theirs}.items()))


def _merged_pin(left: DossierKeys, right: DossierKeys, note: str) -> str:
    pins = {copy.notes[note] for copy in (left, right) if note in copy.notes}
    if len(pins) == 1:
        return pins.pop()
    if pins == {"travail", "suivi"}:
        return "suivi"  # an older copy does not know yet what `keep` moved
    raise _conflict(left, f"la note {note} y a deux classes différentes")


def _conflict(keys: DossierKeys, reason: str) -> DataFault:
    return DataFault(
        f"deux copies des clés du dossier {keys.reference} se contredisent\u00a0: {reason}",
        hint="rien n’a été changé\u00a0; gardez les deux copies et cherchez laquelle est la bonne",
    )


def _unknown(what: str) -> KeyFault:
    return KeyFault(
        f"ce trousseau n’a pas {what}",
        hint="elle se trouve peut-être dans une sauvegarde plus récente\u00a0: bilantool recover",
    )
