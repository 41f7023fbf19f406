"""Opening and sealing the notes of a dossier, with everything that must agree first.

The folder says which dossier it is, the trousseau what that must be (its *pins*: cabinet,
reference, the class of each note), the envelope what a sealed text is bound to. All three
agree or nothing is opened: two exchanged folders, of one cabinet or of two, a note of another
dossier or of another class are refused here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from bilantool.cabinet import earlier, lagging, pending, tombs
from bilantool.cabinet.cabinet import DOSSIER_FILE, DOSSIERS, Cabinet, Dossier
from bilantool.errors import DataFault, EnvironmentFault, KeyFault, UsageFault
from bilantool.french import long_date
from bilantool.sealing import canonical, envelope
from bilantool.storage import files

if TYPE_CHECKING:
    from pathlib import Path

    from bilantool.cabinet.pending import Task
    from bilantool.keys.identity import Identity
    from bilantool.keys.ring import DossierKeys
    from bilantool.keys.trousseau import Trousseau


class Changed(EnvironmentFault):
    """The note is not the one any more that a text was made from."""


class Deleted(DataFault):
    """The folder of a dossier that was deleted is there again."""


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note's plaintext. `revision` counts its sealings; `older` when this machine has
    already seen a later one, which means that the folder went back in time. `digest` (SHA-256)
    is of the sealed file that it was read from."""

    note: str
    text: str
    revision: int
    older: bool = False
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A dossier whose pins were checked, with its keys in hand.

    `seen` is the highest revision of each note that this machine had met before; `moving` that
    papers of `travail` are on their way to `suivi` (`cabinet.resealing`).
    """

    dossier: Dossier
    keys: DossierKeys
    trousseau: Trousseau
    seen: Mapping[str, int]
    moving: bool = False

    @property
    def reference(self) -> str:
        return self.dossier.reference

    def classe(self, note: str) -> str:
        """The class that the note was pinned to when the dossier was created."""
        try:
            return self.keys.notes[note]
        except KeyError:
            raise DataFault(
                f"la note {note} n'existait pas à la création du dossier {self.reference}",
                hint="une note ne s'ajoute pas à un dossier commencé : voyez sa trame",
            ) from None

    def destroyed(self, note: str) -> bool:
        """Whether the key of the note's class was destroyed: the note reads *détruit*."""
        return self.classe(note) in self.keys.tombstones

    def read_sealed(self, note: str) -> bytes:
        path = self.dossier.note_path(note)
        try:
            return files.read_bounded(path, envelope.NOTE_LIMIT)
        except DataFault as fault:
            raise DataFault(
                f"{self.reference}, note {note} : {fault.message}", hint=canonical.RESTORE
            ) from None

    def read(self, note: str) -> OpenNote:
        """The note in clear.

        Raises DataFault for a file that is missing, damaged or not this note's, KeyFault when
        its class was destroyed or the key is unknown here.
        """
        data = b"" if self.destroyed(note) else self.read_sealed(note)  # it has no file either
        try:
            self.keys.current(self.classe(note))
            opened = self._open(data, note)
        except (DataFault, KeyFault) as fault:
            told = lagging.older(self.keys, note, data) or fault
            raise type(told)(
                f"{self.reference}, note {note} : {told.message}", hint=told.hint
            ) from None
        revision = opened.header.revision
        older = revision < self.seen.get(note, 0)
        digest = sha256(data).digest()
        return OpenNote(note, opened.plaintext.decode("utf-8"), revision, older, digest)

    def other(self, note: str, data: bytes) -> OpenNote:
        """The note in clear as another sealed file has it: a copy, or the other side of a merge.

        Raises as `read`: only what is of this note, of this dossier, opens.
        """
        if self.destroyed(note):
            self.read(note)  # says since when
        try:
            opened = self._open(data, note)
        except (DataFault, KeyFault) as fault:
            raise type(fault)(
                f"{self.reference}, autre version de {note} : {fault.message}", hint=fault.hint
            ) from None
        text = opened.plaintext.decode("utf-8")
        return OpenNote(note, text, opened.header.revision, digest=sha256(data).digest())

    def remember(self, revisions: Mapping[str, int]) -> None:
        """Note the revisions just read, so that a folder gone back in time is noticed later."""
        self.trousseau.remember_all(self.dossier.uuid, revisions)

    def expected(self, classe: str, found: str) -> str:
        """`classe`, or what papers on their way to it are `found` to be still."""
        return found if self.moving and (found, classe) == lagging.MOVE else classe

    def places(self, path: Path) -> list[Path]:
        """Where a file of the dossier lay under each reference that it had, that of now last."""
        inner = path.relative_to(self.dossier.folder)
        names = dict.fromkeys((*self.keys.former, self.reference))
        return [self.dossier.folder.parent / name / inner for name in names]

    def unseal(self, note: str, sealed: bytes) -> OpenNote:
        """A text that the note had before, in clear; raises as `read` for one that is not of the
        class that the note is of now."""
        opened = self._open(sealed, note)
        return OpenNote(note, opened.plaintext.decode("utf-8"), opened.header.revision)

    def _open(self, data: bytes, note: str) -> envelope.SealedNote:
        header = envelope.note_header(data)
        classe = self.expected(self.classe(note), header.classe)
        key = self.keys.key(classe, header.generation)
        return envelope.open_note(data, key, dossier=self.dossier.uuid, note=note, classe=classe)

    def seal(self, note: str, text: str, *, base: OpenNote) -> int:
        """Seal `text` as the next revision of the note, atomically; returns that revision.

        `base` is the note that the text was made from. Changed when the file is not the same any
        more: nothing is written then. The revision is above every one that this
        machine has seen, so that no number ever stands for two texts.
        """
        path = self.dossier.note_path(note)
        before = self.read_sealed(note)
        if sha256(before).digest() != base.digest:
            raise Changed(
                f"la note {note} a été modifiée ailleurs pendant que vous écriviez",
                hint=f"votre texte est gardé : bilantool edit {self.reference} {note} le propose",
            )
        revision = max(base.revision, self.seen.get(note, 0)) + 1
        sealed = path.stat().st_mtime
        earlier.keep(self.trousseau, self.dossier.uuid, note, before, sealed)
        files.write_atomically(path, self.sealed(note, text, revision=revision))
        self.remember({note: revision})
        return revision

    def sealed(self, note: str, text: str, *, revision: int) -> bytes:
        """The sealed form of `text` under the current key of the note's class."""
        classe = self.classe(note)
        generation, key = self.keys.current(classe)
        header = envelope.NoteHeader(self.dossier.uuid, note, classe, generation, revision)
        return envelope.seal_note(header, text.encode("utf-8"), key)

    def sealed_draft(self, note: str, text: str) -> bytes:
        """The sealed form of a text that is not a note yet, and may be too long to become one.

        Raises DataFault above `envelope.MAX_PIECE`.
        """
        data = text.encode("utf-8")
        if len(data) <= envelope.MAX_NOTE:
            return self.sealed(note, text, revision=1)
        if len(data) > envelope.MAX_PIECE:
            raise DataFault(
                "le texte est trop long pour être gardé",
                hint="une note tient en 1 Mio : joignez les longs textes comme pièces",
            )
        classe = self.classe(note)
        generation, key = self.keys.current(classe)
        header = envelope.PieceHeader(
            self.dossier.uuid, self._draft_id(note), classe, generation, revision=1
        )
        return envelope.seal_piece(header, data, key)

    def unsealed_draft(self, note: str, data: bytes) -> str:
        """The text that `sealed_draft` sealed for this note; raises as `read`."""
        if b"\nformat: bilantool-piece/" not in data[:200]:
            return self._open(data, note).plaintext.decode("utf-8")
        header = envelope.piece_header(data)
        classe = self.expected(self.classe(note), header.classe)
        key = self.keys.key(classe, header.generation)
        opened = envelope.open_piece(
            data, key, dossier=self.dossier.uuid, piece=self._draft_id(note), classe=classe
        )
        return opened.plaintext.decode("utf-8")

    def _draft_id(self, note: str) -> str:
        """A draft's own uuid, so that it opens as the draft of this note alone."""
        return str(uuid.uuid5(uuid.UUID(self.dossier.uuid), f"brouillon/{note}"))


@dataclass(frozen=True, slots=True)
class Vault:
    """A cabinet and the keys to it.

    `told` hears of each dossier whose keys of some classes were dropped again (`cabinet.tombs`).
    """

    cabinet: Cabinet
    trousseau: Trousseau
    identity: Identity
    told: Callable[[DossierKeys, Collection[str]], None] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Demonstration keys are public: they never meet a real dossier. Keys never lie in the
        repository that they open, nor are they saved for another identity than the trousseau's. A
        folder known as one cabinet is not believed when it says that it is another."""
        if self.identity.fingerprint != self.trousseau.fingerprint():
            raise KeyFault(
                "l'identité ouverte n'est pas celle de ce trousseau",
                hint="refermez-la (bilantool lock), puis recommencez",
            )
        if files.lies_in(self.trousseau.folder, self.cabinet.root):
            raise KeyFault(
                "le trousseau est rangé dans le cabinet : les clés partiraient avec les notes",
                hint="déplacez-le hors du cabinet, puis indiquez-le avec --trousseau",
            )
        if self.trousseau.cabinet_at(self.cabinet.root) not in (None, self.cabinet.uuid):
            # cabinet.yaml is in clear: whoever can push could turn one cabinet into another one
            # of the same trousseau, and its dossiers would then open under the same references.
            raise DataFault(
                "le cabinet rangé ici n’est plus le même : l’uuid de cabinet.yaml a changé",
                hint="remettez cabinet.yaml tel que git l’a gardé ; si vous avez mis vous-même "
                "un autre cabinet à cette place, rangez-le dans un dossier neuf",
            )
        public = self.trousseau.public
        if public and not self.cabinet.demonstration:
            raise KeyFault(
                "ce trousseau de démonstration est public : il n'ouvre que la démonstration",
                hint="employez votre propre trousseau : ôtez --trousseau, ou bilantool init",
            )
        if self.cabinet.demonstration and not public:
            raise KeyFault(
                "ce cabinet est une démonstration : il s'ouvre avec le trousseau posé à côté",
                hint="indiquez-le avec --trousseau",
            )

    def open(self, reference: str) -> OpenDossier:
        """The dossier of that reference, once its pins agree.

        Raises UsageFault when there is none, KeyFault without its keys, DataFault when the
        folder holds another dossier than the one that this reference was given to.
        """
        try:
            dossier = self.cabinet.dossier(reference)
        except UsageFault:
            if reference in self.missing():
                raise gone(self.cabinet, reference) from None
            now = self.renamed(reference)
            if now:
                raise UsageFault(
                    f"le dossier {reference} s'appelle {now} depuis qu'il a été renommé",
                    hint=f"recommencez avec {now}",
                ) from None
            raise
        keys = self.keys(dossier.uuid)
        if keys.cabinet != self.cabinet.uuid:
            raise DataFault(
                f"le dossier rangé sous {reference} appartient à un autre cabinet",
                hint="remettez-le dans le cabinet d’où il vient, et ici celui que git a gardé ; "
                "si cabinet.yaml a changé, remettez aussi son uuid d’origine",
            )
        if keys.reference != reference and reference not in pending.renaming(
            self.trousseau, self.cabinet.uuid, dossier.uuid
        ):
            if self._at(keys.reference) == dossier.uuid:
                raise _copied(reference, keys.reference)
            raise _misplaced(reference, keys)
        day = keys.deleted_on
        if day and all(task.dossier != dossier.uuid for task in self._tasks()):
            raise Deleted(
                f"le dossier {reference} a été supprimé le {long_date(day)}, et le revoilà : il "
                "revient de git ou d'une copie",
                hint=f"plus rien ne s'y lit ; pour l'ôter encore : bilantool delete {reference}",
            )
        seen = self.trousseau.revisions(dossier.uuid)
        moving = pending.moving(self.trousseau, self.cabinet.uuid, dossier.uuid)
        return OpenDossier(dossier, keys, self.trousseau, seen, moving)

    def _at(self, reference: str) -> str:
        """The uuid of the dossier in that folder; "" where there is none to be read."""
        with suppress(DataFault, UsageFault):
            return self.cabinet.dossier(reference).uuid
        return ""

    def keys(self, dossier: str) -> DossierKeys:
        """The dossier's keys as `tombs.living` leaves them; raises as `Trousseau.load`."""
        keys, dropped = tombs.living(self.cabinet, self.trousseau, dossier, self.identity)
        if dropped and self.told:
            self.told(keys, dropped)
        return keys

    def given(self) -> frozenset[str]:
        """Every reference that was given in this cabinet, as far as this trousseau knows: of
        dossiers that are here, gone, or in another copy."""
        return frozenset(name for keys in self._known() for name in (*keys.former, keys.reference))

    def renamed(self, reference: str) -> str:
        """What the dossier that once had this reference is called now; "" for none."""
        found = (keys.reference for keys in self._known() if reference in keys.former)
        return next(found, "")

    def missing(self, seen: Collection[str] = ()) -> tuple[str, ...]:
        """The references that have keys here and no folder any more, in order: not those whose
        folder is still to come, nor those of which nothing is left to read.

        `seen` are the uuids of dossiers that were just opened: their keys are not read again.
        """
        gone = [
            keys.reference
            for keys in self._known(seen)
            if keys.reference not in self.cabinet.references
            and not keys.tombstones.keys() >= {*keys.notes.values()}
        ]
        # In this order: a dossier that another command makes or renames has its keys first, then
        # its folder, and is listed from before the one until after the other.
        coming = {
            name
            for task in (self._tasks() if gone else ())
            if not task.note or task.becomes != task.reference
            for name in (task.reference, task.becomes)
        }
        return tuple(
            sorted(each for each in gone if each not in coming and not self.cabinet.holds(each))
        )

    def _tasks(self) -> tuple[Task, ...]:
        return pending.tasks(self.trousseau, self.cabinet.uuid)

    def _known(self, but: Collection[str] = ()) -> Iterator[DossierKeys]:
        """The keys of every dossier that was ever made in this cabinet, `but` those left out."""
        for dossier in self.trousseau.dossier_ids():
            if dossier in but:
                continue
            # A damaged file of keys opens no dossier, and must not keep others from being made.
            with suppress(DataFault, KeyFault):
                keys = self.keys(dossier)
                if keys.cabinet == self.cabinet.uuid:
                    yield keys


def _copied(reference: str, original: str) -> DataFault:
    """The fault of a folder that has the uuid of another one, which is there."""
    return DataFault(
        f"dossiers/{reference} est une copie du dossier {original}, qui est là aussi",
        hint="un disque synchronisé fait de telles copies ; bilantool status dit ce qui y diffère. "
        "Lu, et repris si besoin, sortez-la du cabinet",
    )


def gone(cabinet: Cabinet, reference: str) -> DataFault:
    """The fault of a dossier whose keys are here and whose folder is not, or lacks the file that
    makes it one: its notes may be newer than those of any commit, and are left as they are."""
    from bilantool.storage import git  # here: a dossier that is there needs no history

    place = cabinet.root / DOSSIERS / reference
    return DataFault(
        f"le dossier {reference} n’est plus dans ce cabinet, alors que ses clés sont là",
        hint=git.taking_back(cabinet.root, place / DOSSIER_FILE if place.is_dir() else place),
    )


def _misplaced(reference: str, keys: DossierKeys) -> DataFault:
    """The fault of a folder that holds the dossier of another reference, which has none."""
    if reference in keys.former:
        return DataFault(
            f"le dossier rangé sous {reference} s'appelle {keys.reference} : il a été renommé",
            hint=f"remettez-le à sa place : bilantool rename {reference} {keys.reference}",
        )
    return DataFault(
        f"le dossier rangé sous {reference} est en réalité {keys.reference}",
        hint="si vous l'avez renommé sur un autre ordinateur : bilantool rename "
        f"{keys.reference} {reference} ; sinon, deux dossiers ont été échangés : remettez leurs "
        "noms d'origine",
    )
