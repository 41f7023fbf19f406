"""Files that stand beside those of a cabinet: copies of them, and what is nobody's."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bilantool.cabinet.cabinet import (
    DOSSIER_FILE,
    DOSSIERS,
    PIECES,
    REGISTRE,
    TEMPLATES,
    Cabinet,
)
from bilantool.cabinet.settings import SETTINGS
from bilantool.disorder import names
from bilantool.disorder.disorder import Disorder
from bilantool.errors import BilantoolError, DataFault
from bilantool.french import counted, listing
from bilantool.keys.trousseau import Trousseau
from bilantool.notes.trame import Trame
from bilantool.sealing import envelope, trial
from bilantool.sealing.canonical import UUID
from bilantool.storage import files
from bilantool.storage.shell import word

_PIECE = re.compile(rf"{UUID.pattern}\.piece")
_NAMED = 3
"""Files that one sentence names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder, as its parent lists it."""

    path: Path
    folder: bool

    @property
    def name(self) -> str:
        return self.path.name


def around(cabinet: Cabinet, trousseau: Trousseau) -> Iterator[Disorder]:
    """Copies of what a cabinet and a trousseau have once."""
    for entry in _listed(cabinet.root):
        known = names.original(entry.name, (SETTINGS, DOSSIERS, REGISTRE, TEMPLATES))
        if known == SETTINGS and not entry.folder:
            yield _clear(entry.path, cabinet.root / SETTINGS, entry.name)
        elif known:
            yield Disorder(
                f"{files.quoted(entry.name)} paraît être une copie du dossier « {known} »",
                ("regardez ce qui y diffère, puis sortez-la du cabinet",),
                code=1,
            )
    for folder, own in (
        (trousseau.folder, ("identite",)),
        (trousseau.folder / "cles", frozenset(trousseau.dossier_ids())),
    ):
        for entry in _listed(folder):
            if names.original(entry.name, own):
                yield _keys(entry.path)


def among(cabinet: Cabinet, trame: Trame, references: Collection[str] = ()) -> Iterator[Disorder]:
    """Copies of notes, papers and dossiers, and what is no file of ours: in the whole cabinet, or
    in these dossiers alone."""
    foreign: list[str] = []
    listed = frozenset(cabinet.references)
    copied = {each: known for each in listed if (known := _copied(cabinet, listed, each))}
    for reference in references or cabinet.references:
        if reference not in copied:
            yield from _in_dossier(cabinet, trame, reference, foreign)
    for entry in _listed(cabinet.root / DOSSIERS):
        reference = entry.name
        if reference in listed and reference not in copied:
            continue
        known = copied.get(reference) or names.original(reference, listed)
        if references and known not in references:
            continue
        inside = _notes_of(cabinet, trame, entry.path, known) if known and entry.folder else []
        if inside:
            yield _folder(cabinet, inside, entry.path, known)
        elif not references and not _of_a_dossier(trame, entry):
            foreign.append(f"{DOSSIERS}/{reference}")
    if foreign:
        yield _foreign(foreign)


def of_note(cabinet: Cabinet, reference: str, note: str) -> Iterator[Disorder]:
    """The copies of one note that lie beside it."""
    path = cabinet.dossier(reference).note_path(note)
    for entry in _listed(path.parent):
        copy = not entry.folder and names.original(entry.name, (path.name,))
        if copy and _sealed(entry.path):
            yield _note(cabinet, reference, note, entry.path)


def _of_a_dossier(trame: Trame, entry: Entry) -> bool:
    """Whether the folder is a dossier that another command has made since they were listed, or one
    that lost its `dossier.yaml`: that is told by whoever has its keys, and its notes stay there."""
    notes = (entry.path / f"{note}.yaml" for note in trame.notes)
    return (entry.path / DOSSIER_FILE).is_file() or any(map(_sealed, notes))


def _copied(cabinet: Cabinet, listed: Collection[str], reference: str) -> str:
    """The dossier that this one, listed like any other, is a copy of; "" where it is none."""
    begins = [reference[:end] for end in range(1, len(reference)) if reference[:end] in listed]
    known = names.original(reference, begins)
    if not known:
        return ""
    try:
        same = cabinet.dossier(reference).uuid == cabinet.dossier(known).uuid
    except BilantoolError:
        return ""
    return known if same else ""


def _in_dossier(
    cabinet: Cabinet, trame: Trame, reference: str, foreign: list[str]
) -> Iterator[Disorder]:
    root = cabinet.root / DOSSIERS / reference
    notes: dict[str, list[str]] = {PIECES: []}
    for note in trame.notes:
        folder, _, name = note.partition("/")
        notes.setdefault(folder, []).append(f"{name}.yaml")
    for entry in _listed(root):
        if entry.folder and entry.name in notes:
            yield from _in_folder(cabinet, reference, entry.path, notes[entry.name], foreign)
        elif not entry.folder and names.original(entry.name, (DOSSIER_FILE,)):
            yield _clear(entry.path, root / DOSSIER_FILE, f"{DOSSIERS}/{reference}/{entry.name}")
        elif entry.name != DOSSIER_FILE:
            foreign.append(f"{DOSSIERS}/{reference}/{entry.name}")


def _in_folder(
    cabinet: Cabinet, reference: str, folder: Path, known: Collection[str], foreign: list[str]
) -> Iterator[Disorder]:
    entries = list(_listed(folder))
    if folder.name == PIECES:
        known = {each.name for each in entries if _PIECE.fullmatch(each.name)}
    for entry in entries:
        stem = names.original(entry.name, known).rpartition(".")[0]
        gone = names.away(entry.name)
        if entry.folder:
            foreign.append(f"{DOSSIERS}/{reference}/{folder.name}/{entry.name}")
        elif gone:
            yield Disorder(
                f"{DOSSIERS}/{reference}/{folder.name}/{gone} n’est plus sur ce disque : un "
                "service en ligne (iCloud, Nextcloud) l’a gardé chez lui",
                (
                    "dans le Finder, choisissez « Télécharger maintenant » sur le dossier du "
                    "cabinet (sous Nextcloud : « Toujours rendre disponible localement »), puis "
                    "rangez-le hors de ce service",
                ),
                code=3,
                reference=reference,
            )
        elif stem and not _sealed(entry.path):
            foreign.append(f"{DOSSIERS}/{reference}/{folder.name}/{entry.name}")
        elif stem and folder.name == PIECES:
            yield _paper(cabinet, reference, stem, entry.path)
        elif stem:
            yield _note(cabinet, reference, f"{folder.name}/{stem}", entry.path)
        elif entry.name not in known:
            foreign.append(f"{DOSSIERS}/{reference}/{folder.name}/{entry.name}")


def _note(cabinet: Cabinet, reference: str, note: str, path: Path) -> Disorder:
    """A copy of a note: the same, or another version, which our commands show and keep."""
    own = cabinet.root / DOSSIERS / reference / f"{note}.yaml"
    shown = word(path.relative_to(cabinet.root).as_posix())
    short = note.rpartition("/")[2]
    found = f"{reference}, {short} : une copie est à côté de la note"
    if _same(path, own):
        return Disorder(f"{found}, identique", (_remove(shown),), 1, reference, note)
    other, mine = _revision(path), _revision(own)
    which = f" (révision {other} ; la note en est à la {mine})" if other and mine else ""
    steps = (*_versions(reference, short, shown), f"une fois choisi, {_remove(shown)}")
    return Disorder(f"{found}{which}", steps, 1, reference, note)


def _versions(reference: str, note: str, shown: str) -> tuple[str, ...]:
    """What shows the version of a note in another file, and what keeps it."""
    return (
        f"pour la lire : bilantool show {reference} {note} --from {shown}",
        f"pour la garder : bilantool edit {reference} {note} --from {shown}",
    )


def _remove(shown: str) -> str:
    return f"supprimez {shown}"


def _paper(cabinet: Cabinet, reference: str, piece: str, path: Path) -> Disorder:
    own = path.with_name(f"{piece}.piece")
    shown = word(path.relative_to(cabinet.root).as_posix())
    if _same(path, own):
        steps: tuple[str, ...] = (_remove(shown),)
    else:
        steps = (
            f"ouvrez la pièce : bilantool show {reference} {piece[:8]} --open",
            f"si c’est la bonne, {_remove(shown)} ; sinon mettez la copie à sa place, sous le nom "
            f"{piece}.piece",
        )
    return Disorder(
        f"{reference} : une copie d’une pièce jointe est à côté d’elle, {files.quoted(path.name)}",
        steps,
        1,
        reference,
    )


def _notes_of(cabinet: Cabinet, trame: Trame, copy: Path, reference: str) -> list[str]:
    """The notes in this folder that say they are of that dossier."""
    try:
        uuid = cabinet.dossier(reference).uuid
    except BilantoolError:
        return []
    found = []
    for note in trame.notes:
        with suppress(BilantoolError):  # not there, or no file
            start = files.read_bounded(copy / f"{note}.yaml", envelope.CLAIM, only_start=True)
            claimed = trial.claim(start)
            if claimed and claimed.dossier == uuid:
                found.append(note)
    return found


def _folder(cabinet: Cabinet, notes: Sequence[str], copy: Path, reference: str) -> Disorder:
    """A copy of a whole dossier, by which of its notes differ."""
    own = cabinet.root / DOSSIERS / reference
    other = [each for each in notes if not _same(copy / f"{each}.yaml", own / f"{each}.yaml")]
    papers = [
        each.name
        for each in _listed(copy / PIECES)
        if not _same(each.path, own / PIECES / each.name)
    ]
    shown = f"{DOSSIERS}/{copy.name}"
    found = f"{files.quoted(shown)} est une copie du dossier {reference}"
    if not other and not papers:
        return Disorder(f"{found}, identique", (_remove(word(shown)),), 1, reference)
    shorts = [note.rpartition("/")[2] for note in other]
    differ = [
        *shorts,
        *([counted(len(papers), "pièce jointe", "pièces jointes")] if papers else []),
    ]
    steps = ["une fois choisi, sortez la copie du cabinet"]
    if papers:
        steps.insert(0, f"mettez ces pièces dans {DOSSIERS}/{reference}/{PIECES}")
    if other:
        steps[:0] = _versions(reference, shorts[0], word(f"{shown}/{other[0]}.yaml"))
    return Disorder(f"{found} ; y diffèrent : {listing(differ)}", tuple(steps), 1, reference)


def _clear(path: Path, own: Path, shown: str) -> Disorder:
    if _same(path, own):
        found = f"{files.quoted(shown)} est une copie de {own.name}, identique"
        return Disorder(found, (_remove(word(shown)),), 1)
    return Disorder(
        f"{files.quoted(shown)} est une copie de {own.name}, et elle en diffère",
        (
            f"les deux se lisent sans clé : gardez la bonne sous le nom {own.name}, puis supprimez "
            "l’autre",
        ),
        1,
    )


def _keys(path: Path) -> Disorder:
    return Disorder(
        f"une copie est dans le trousseau, {files.quoted(path.name)} : un disque synchronisé "
        "paraît recopier vos clés",
        (
            "sortez le trousseau de ce disque",
            "gardez la copie à part tant que tous les dossiers ne s’ouvrent pas (bilantool "
            "status), puis supprimez-la",
        ),
        1,
    )


def _foreign(found: Sequence[str]) -> Disorder:
    shown = [files.quoted(each) for each in found[:_NAMED]]
    more = len(found) - len(shown)
    listed = ", ".join(shown) + (f" et {counted(more, 'autre')}" if more else "")
    number = counted(len(found), "fichier n’est pas", "fichiers ne sont pas")
    return Disorder(
        f"{number} à bilantool parmi les dossiers : {listed}",
        ("ce qui est en clair se lit sans clé, et git peut le prendre : rangez-le ailleurs",),
        code=0,
    )


def _same(path: Path, own: Path) -> bool:
    try:
        left, right = (files.read_bounded(each, envelope.PIECE_LIMIT) for each in (path, own))
    except BilantoolError:
        return False
    return left == right


def _sealed(path: Path) -> bool:
    """Whether it says that it is a note or a piece of ours, whole or not."""
    try:
        return bool(trial.claim(files.read_bounded(path, envelope.CLAIM, only_start=True)))
    except BilantoolError:
        return False


def _revision(path: Path) -> int:
    """The revision that a sealed note says it is; 0 for what says nothing."""
    try:
        return envelope.note_header(files.read_bounded(path, envelope.NOTE_LIMIT)).revision
    except DataFault:
        return 0


def _listed(folder: Path) -> Iterator[Entry]:
    """What lies in the folder, in order, but what systems and killed writers leave there."""
    try:
        with os.scandir(folder) as entries:
            found = [Entry(Path(each.path), each.is_dir(follow_symlinks=False)) for each in entries]
    except OSError:
        return  # what cannot be listed is told by whoever reads it
    for entry in sorted(found, key=lambda each: each.name):
        if entry.name not in names.SYSTEM and not files.is_leftover(entry.path):
            yield entry
