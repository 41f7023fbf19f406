"""A paper's way into a dossier: read once, recognised, sealed, then cited by the note it proves.

The piece is sealed before a note cites it: a command killed in between leaves a piece that no
note cites, which `status` and `show --pieces` name, and never a note that cites nothing. The
original is removed only by whoever saw the sealed piece come back byte for byte.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilantool import editing, media, shelf
from bilantool.cabinet import pieces
from bilantool.cabinet.pieces import Stored
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.editing import Change, Settled
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.media import Media
from bilantool.notes import links, reading
from bilantool.notes import schema as schemas
from bilantool.notes.links import Slot
from bilantool.notes.trame import NoteSpec, Trame
from bilantool.sealing.envelope import MAX_PIECE
from bilantool.sealing.pieces import Piece
from bilantool.storage import files, hosting

_MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was read; `state` tells whether it is still the same one."""

    path: Path
    data: bytes
    media: Media
    state: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note is to cite the piece; `rest` says it in the person's own words."""

    spec: NoteSpec
    rest: str
    slot: Slot


def read(path: Path) -> Original:
    """The file at `path`, whole and recognised.

    Raises DataFault: missing, a folder, a link, a device, empty, above 20 MiB, changing, or of
    a kind that is not taken; EnvironmentFault when the system refuses.
    """
    before = _state(path)
    data = files.read_bounded(path, MAX_PIECE + 1, only_start=True)
    if len(data) > MAX_PIECE:
        raise DataFault(
            f"{files.quoted(path)} dépasse 20\u00a0Mio",
            hint="numérisez en noir et blanc ou en moindre résolution, ou partagez en deux",
        )
    if before != _state(path) or len(data) != before[2]:
        raise DataFault(
            f"{files.quoted(path)} change pendant qu'on le lit",
            hint="attendez que le scanner ou la copie ait fini, puis recommencez",
        )
    return Original(path, data, media.recognised(data, path.suffix), before)


def title_of(path: Path) -> str:
    """A title made of a file's name: `convention_signee-v2.pdf` gives « convention signee-v2 »."""
    text = unicodedata.normalize("NFC", path.stem.replace("_", " "))
    text = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r"\s+", " ", text).strip()[:_MAX_TITLE].strip() or "Pièce"


def place(opened: OpenDossier, spec: NoteSpec, rest: str) -> Place:
    """The place of a note that `rest` means now; raises as `links.slot` and `OpenDossier.read`."""
    values = reading.read(opened.read(spec.name).text).values
    slot = links.slot(spec, values, rest)
    if schemas.by_tool(spec.schema, slot.path):
        raise UsageFault(
            f"la note {spec.name} cite là un document tel qu'il a été remis",
            hint="ce champ est écrit par bilantool handover",
        )
    return Place(spec, rest, slot)


def require_class(opened: OpenDossier, spec: NoteSpec, classe: str) -> None:
    """UsageFault unless a piece of `classe` may be cited by this note."""
    own = opened.classe(spec.name)
    if classe != own:
        raise UsageFault(
            f"la note {spec.name} est de la classe {own}, et la pièce serait de la classe {classe}",
            hint="une pièce et la note qui la cite se gardent et se détruisent ensemble : "
            "ôtez --class, ou rangez la pièce sans --note",
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What the dossier has already of a file: the attachment that may serve for it, else the id of
    another one with the same bytes ("" for none)."""

    usable: Stored | None
    other: Stored | None


def known(opened: OpenDossier, trame: Trame, original: Original, classe: str) -> Known:
    """Whether these very bytes are in the dossier, in this class or in another one.

    A document frozen when it was handed over serves for nothing else.
    """
    frozen = {
        each.piece
        for each in shelf.citations(opened, trame)
        if schemas.by_tool(trame.notes[each.note].schema, each.path)
    }
    found = list(pieces.same(opened, original.data))
    usable = [each for each in found if each.classe == classe and each.id not in frozen]
    others = [each for each in found if each not in usable]
    return Known(usable[0] if usable else None, others[0] if others else None)


def keep(vault: Vault, opened: OpenDossier, classe: str, piece: Piece, *, history: bool) -> str:
    """Seal a piece into the dossier; returns its id. Raises as `cabinet.pieces.keep`."""
    files.private_folder(vault.cabinet.lock.parent)
    with files.lock(vault.cabinet.lock):
        return pieces.keep(opened, classe, piece, history=history)


def cite(
    vault: Vault, opened: OpenDossier, where: Place, piece: str, *, replace: bool, history: bool
) -> Settled:
    """Have the note cite a piece of its class; raises UsageFault where it cites another already.

    Whatever is raised says how to cite it later: the piece is in the dossier.
    """
    spec = where.spec

    def plan(values: Mapping[str, Any]) -> Iterable[Change]:
        slot = links.slot(spec, values, where.rest)
        require_free(slot, spec, piece, replace=replace)
        return [(slot.path, piece)]

    try:
        require_class(opened, spec, pieces.claim(opened, piece).classe)
        return editing.amend(vault, opened, spec, plan, history=history)
    except BilantoolError as fault:
        again = (
            f"bilantool attach {opened.reference} --piece {piece[: pieces.SHORT]} "
            f"--note {spec.name.rpartition('/')[2]}{'.' if where.rest else ''}{where.rest}"
        )
        fault.hint = f"{fault.hint} ; la pièce est dans le dossier, pour la citer : {again}"
        raise


def require_free(slot: Slot, spec: NoteSpec, piece: str, *, replace: bool) -> None:
    """UsageFault where the place cites another piece and it is not to be replaced."""
    if slot.cited and slot.cited != piece and not replace:
        raise UsageFault(
            f"la note {spec.name} cite déjà une pièce à cet endroit",
            hint="pour la remplacer, ajoutez --replace ; l'ancienne reste au dossier",
        )


def remove(original: Original) -> None:
    """Remove the file that was read, if it is still that very file.

    Raises EnvironmentFault, and leaves it, when it is another one by now or the system refuses.
    """
    again = files.read_bounded(original.path, MAX_PIECE + 1, only_start=True)
    if _state(original.path) != original.state or again != original.data:
        raise EnvironmentFault(
            f"{files.quoted(original.path)} a changé entre-temps : il n'a pas été supprimé",
            hint="regardez-le, joignez-le à nouveau s'il le faut, puis supprimez-le vous-même",
        )
    try:
        original.path.unlink()
    except OSError as error:
        raise files.fault(error, "de supprimer", original.path) from None


def worth_of_removing(path: Path) -> str:
    """What removing a file from this disk is worth, in a sentence."""
    if hosting.service(path):
        return (
            "ce dossier paraît synchronisé avec un service en ligne : supprimez aussi le fichier "
            "dans la corbeille et l'historique de ce service"
        )
    return (
        "une suppression n'efface pas tout : un disque SSD, une sauvegarde, la corbeille du "
        "scanner ou de la messagerie peuvent en garder une copie ; chiffrez le disque de ce poste"
    )


def _state(path: Path) -> tuple[int, int, int, int]:
    """Device, number, size and time of change of the file; zeros where there is none."""
    try:
        found = path.lstat()
    except OSError:
        return (0, 0, 0, 0)
    size = found.st_size if stat.S_ISREG(found.st_mode) else 0
    return (found.st_dev, found.st_ino, size, found.st_mtime_ns)
