"""The attachments of a dossier: sealed bytes under a random name, each in a retention class.

No pin says which class an attachment is of. It need not: its class is bound to its content by
the key of that very class, and a note that cites it is of the same class, which is checked.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterator
from dataclasses import dataclass

from bilantool.cabinet import pending
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault, EnvironmentFault, KeyFault, UsageFault
from bilantool.sealing import envelope, primitives
from bilantool.sealing import pieces as codec
from bilantool.sealing.envelope import PieceHeader
from bilantool.sealing.pieces import Piece
from bilantool.storage import files

SHORT = 8
"""Digits of an id that people are shown, and that are enough to name an attachment."""

_HEAD = 16 * 1024
"""Bytes of a sealed attachment that are not its content: first lines, title, least padding."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An attachment that was opened; `id` is its uuid."""

    id: str
    classe: str
    piece: Piece


def reserved(opened: OpenDossier, classe: str, purpose: str) -> str:
    """The id that an attachment made for `purpose` always gets, however often it is begun.

    It tells nothing of the purpose to whoever has not the key of the class.
    """
    _, key = opened.keys.current(classe)
    info = f"bilantool-piece/1 pour {purpose}".encode()
    return str(uuids.UUID(bytes=primitives.hkdf(key, salt=b"", info=info, length=16), version=4))


def keep(
    opened: OpenDossier, classe: str, piece: Piece, *, history: bool, identity: str = ""
) -> str:
    """Seal `piece` under a new id, which is returned, and read it back.

    `identity` is one that was `reserved`: what was sealed under it before is replaced. With
    `history`, its commit is listed first. The caller holds the cabinet's lock. Raises KeyFault
    when the class was destroyed, DataFault as `sealing.pieces.pack`, EnvironmentFault when it
    cannot be written or does not come back as it went.
    """
    identity = identity or str(uuids.uuid4())
    path = opened.dossier.piece_path(identity)
    revision = claim(opened, identity, classe=classe).revision + 1 if path.exists() else 1
    sealed = _sealed(opened, identity, classe, piece, revision=revision)
    files.private_folder(path.parent)
    if history:
        task = Task(opened.reference, opened.dossier.uuid, pending.PIECE + identity)
        pending.begin(opened.trousseau, opened.keys.cabinet, task)
    files.write_atomically(path, sealed)
    if fetch(opened, identity).piece != piece:
        raise EnvironmentFault(
            "la pièce chiffrée n'est pas revenue telle qu'elle était",
            hint="vérifiez le disque ; le fichier d'origine est resté à sa place",
        )
    return identity


def move(opened: OpenDossier, identity: str, classe: str) -> bool:
    """Seal the attachment anew under `classe`; whether it was of another one.

    The caller has listed that and holds the cabinet's lock. Raises as `fetch`.
    """
    header = claim(opened, identity)
    if header.classe == classe:
        return False
    piece = fetch(opened, identity, classe=header.classe).piece
    sealed = _sealed(opened, identity, classe, piece, revision=header.revision + 1)
    files.write_atomically(opened.dossier.piece_path(identity), sealed)
    return True


def _sealed(
    opened: OpenDossier, identity: str, classe: str, piece: Piece, *, revision: int
) -> bytes:
    generation, key = opened.keys.current(classe)
    header = PieceHeader(opened.dossier.uuid, identity, classe, generation, revision)
    return codec.seal(header, piece, key)


def fetch(opened: OpenDossier, identity: str, *, classe: str = "") -> Stored:
    """The attachment; `classe` is that of the note that cites it, where one does.

    Raises DataFault when it is missing, damaged, or another one's (of another dossier, class or
    id), KeyFault when its class was destroyed or no key of this trousseau opens it.
    """
    try:
        data = files.read_bounded(opened.dossier.piece_path(identity), envelope.PIECE_LIMIT)
        header = envelope.piece_header(data)
        uuid = opened.dossier.uuid
        expected = opened.expected(classe or header.classe, header.classe)
        # Another one's is told before its key is looked for, which this dossier may not have.
        envelope.require_piece(header, dossier=uuid, piece=identity, classe=expected)
        key = opened.keys.key(expected, header.generation)
        _, piece = codec.unseal(data, key, dossier=uuid, piece=identity, classe=expected)
    except (DataFault, KeyFault) as fault:
        raise type(fault)(
            f"{opened.reference}, pièce {identity[:SHORT]} : {fault.message}", hint=fault.hint
        ) from None
    return Stored(identity, header.classe, piece)


def same(opened: OpenDossier, data: bytes) -> Iterator[Stored]:
    """The attachments of the dossier that hold these very bytes; those that do not open are passed
    over. Nothing of the comparison is kept."""
    for identity in opened.dossier.pieces:
        try:
            size = opened.dossier.piece_path(identity).stat().st_size
            # Sealed, it is a third longer than it is, padded by an eighth at most, with a head.
            if len(data) < size < 2 * len(data) + _HEAD:
                stored = fetch(opened, identity)
                if stored.piece.data == data:
                    yield stored
        except (DataFault, KeyFault, OSError):
            continue


def claim(opened: OpenDossier, identity: str, *, classe: str = "") -> PieceHeader:
    """What the first lines of an attachment say; its content is not looked at.

    Raises DataFault when there is none, or when they are not those of this attachment, of
    `classe` where one is given.
    """
    path = opened.dossier.piece_path(identity)
    header = envelope.piece_claim(files.read_bounded(path, envelope.CLAIM, only_start=True))
    expected = opened.expected(classe or header.classe, header.classe)
    envelope.require_piece(header, dossier=opened.dossier.uuid, piece=identity, classe=expected)
    return header


def destroyed(opened: OpenDossier, identity: str) -> bool:
    """Whether the attachment says that it is of a class whose key was destroyed."""
    try:
        return claim(opened, identity).classe in opened.keys.tombstones
    except DataFault:
        return False


def chosen(opened: OpenDossier, wanted: str) -> str:
    """The one attachment whose id is `wanted` or begins so; UsageFault otherwise."""
    asked = wanted.strip().lower()
    fits = [each for each in opened.dossier.pieces if asked and each.startswith(asked)]
    if len(fits) == 1:
        return fits[0]
    listed = f"bilantool show {opened.reference} --pieces"
    if fits:
        raise UsageFault(
            "plusieurs pièces ont un identifiant qui commence ainsi",
            hint=f"écrivez-en davantage ; la liste : {listed}",
        )
    raise UsageFault(
        f"le dossier {opened.reference} n'a pas de pièce de cet identifiant",
        hint=f"la liste : {listed}",
    )
