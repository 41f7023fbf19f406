"""Writing a backup, and knowing what none holds yet."""

from __future__ import annotations

import json
import os
import shutil
import stat
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bilantool.backup import manifest as manifests
from bilantool.backup.report import STATE, Pending, Report, record
from bilantool.cabinet.cabinet import (
    DOCUMENTS,
    DOSSIER_FILE,
    DOSSIERS,
    PRIVATE,
    REGISTRE,
    TEMPLATES,
    Cabinet,
)
from bilantool.cabinet.settings import SETTINGS
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.keys import outside, ring_file, sums, sums_file
from bilantool.keys.identity import Identity
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import archive, files, git

_TOP = (SETTINGS, ".gitignore", ".gitattributes")

_EXPLAINED = """\
Sauvegarde faite par bilantool le {day}.

Ce dossier contient, chiffrés, les clés de vos dossiers de bilan de compétences et
votre cabinet. Rien de confidentiel ne s’y lit sans les 24 mots de la fiche de
secours : ne la rangez pas au même endroit.

Pour tout retrouver sur un autre ordinateur :

  1. installez bilantool (et git, pour retrouver aussi l’historique) ;
  2. branchez ce disque ;
  3. lancez : bilantool recover --to mon-cabinet
     et recopiez les 24 mots quand ils sont demandés.

Ne modifiez aucun fichier de ce dossier : la sauvegarde serait refusée. Ne la
déposez pas dans un dépôt git : détruire un dossier suppose de pouvoir détruire
ses clés partout où elles sont.
"""


def save(
    cabinet_root: Path, trousseau: Trousseau, identity: Identity, target: Path, *, now: datetime
) -> Report:
    """Write a new backup into the folder `target`, read it back, and record it.

    The backup appears under its name only when it is whole; `now` names it. Raises UsageFault
    for a target in the cabinet, the trousseau or a git repository; DataFault for a file of
    keys that is damaged; EnvironmentFault when the disk or git fails.
    """
    cabinet = Cabinet.at(cabinet_root)
    target = target.absolute()
    _refuse(target, cabinet.root, trousseau.folder)
    _make(target)
    files.sweep_leftovers(target)
    final = _free(target / f"bilantool-{now:%Y-%m-%d-%H%M%S}")
    files.private_folder(cabinet.lock.parent)
    with outside.writing(trousseau, target, outside.BACKUP):
        work = files.temporary_folder(target)
        try:
            with files.lock(cabinet.lock):
                state = state_of(cabinet.root)
                head = _fill(work, cabinet, trousseau)
            explained = _EXPLAINED.format(day=f"{now:%d/%m/%Y à %H:%M}")
            files.write_atomically(work / "LISEZMOI.txt", explained.encode())
            manifests.write(work, identity, cabinet.uuid, now, head)
            made = manifests.check(work, identity)
            rings = manifests.read_keys([work / name for name in made.keys], identity)
            manifests.read_sums([work / name for name in made.sums], identity)
            files.publish_folder(work, final)
        finally:
            shutil.rmtree(work, ignore_errors=True)  # renamed by now, or worth nothing
    saved = {Path(name).name: made.files[name] for name in made.keys}
    facts = {"commit": head, "etat": state, "faite_le": now.isoformat()}
    record(trousseau, saved, cabinet.uuid, facts)
    return Report(
        final,
        len(rings),
        "avec son historique" if head else "sans historique",
        now.date(),
        strays=strays(cabinet.root),
    )


def _free(final: Path) -> Path:
    """`final`, or with a number behind it where two backups are of one second."""
    places = (final, *(final.with_name(f"{final.name}-{number}") for number in range(2, 100)))
    return next((place for place in places if not place.exists()), final)


def pending(cabinet_root: Path, trousseau: Trousseau) -> Pending:
    """What the recorded backups do not hold; needs no key and no passphrase.

    Without a readable history, any change of the cabinet's files counts as one commit.
    """
    cabinet = Cabinet.at(cabinet_root)
    recorded = trousseau.state(STATE)
    saved = recorded.get("cles", {})
    keys = sum(
        saved.get(uuid) != archive.digest(trousseau.folder / "cles" / uuid)
        for uuid in trousseau.dossier_ids()
    )
    last = recorded.get("cabinets", {}).get(cabinet.uuid, {})
    # A damaged history must not keep `status` from reminding: the files are compared instead.
    with suppress(EnvironmentFault):
        repository = git.Repository.at(cabinet.root)
        if repository and repository.head():
            return Pending(keys, repository.commits_since(last.get("commit")))
    state = None  # what cannot be read is in no backup, as far as anybody knows
    with suppress(EnvironmentFault):
        state = state_of(cabinet.root)
    return Pending(keys, int(state is None or last.get("etat") != state))


def state_of(root: Path) -> str:
    """A digest of the names, sizes and times of the cabinet's files: cheap, and this machine's."""
    lines = []
    for name in cabinet_files(root):
        found = (root / name).stat()
        lines.append(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n")
    return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def cabinet_files(root: Path) -> list[str]:
    """What a backup takes of a cabinet: names relative to `root`, sorted.

    Of the top, what makes a cabinet; among the dossiers, sealed files and `dossier.yaml`: a text
    left there in clear by accident must not travel. Links are left out.

    Raises DataFault for a file whose name another system could not write back, EnvironmentFault
    for what cannot be read: a backup without it would pass for whole.
    """
    return _sorted_out(root)[0]


def strays(root: Path) -> int:
    """How many files lie in the cabinet and are none of its own: no archive takes them."""
    return _sorted_out(root)[1]


def _sorted_out(root: Path) -> tuple[list[str], int]:
    """The cabinet's own files, and how many others lie among them."""
    found, others = [], 0
    for place, folders, names in os.walk(root, onerror=_unreadable):
        here = Path(place)
        left_out = {".git", DOCUMENTS, PRIVATE} if here == root else {".git"}
        folders[:] = [name for name in folders if name not in left_out]
        others += sum((here / name).is_symlink() for name in folders)
        top = (here.relative_to(root).parts or ("",))[0]
        for name in names:
            path = here / name
            if name.startswith(".bilantool-"):
                continue
            if not _ordinary(path) or not _own(top, path):
                others += 1
                continue
            found.append(path.relative_to(root).as_posix())
    for name in found:
        try:
            files.inside(root, name)
        except DataFault:
            raise DataFault(
                f"le nom de {files.quoted(root / name)} n’est pas permis sur tous les systèmes",
                hint="renommez ce fichier, puis refaites la sauvegarde",
            ) from None
    return sorted(found), others


def _own(top: str, path: Path) -> bool:
    """Whether a file under this folder of the cabinet's top ("" for the top) is the cabinet's."""
    if top == DOSSIERS:
        return path.name == DOSSIER_FILE or _sealed(path)
    return path.name in _TOP if not top else top in (TEMPLATES, REGISTRE)


def _fill(work: Path, cabinet: Cabinet, trousseau: Trousseau) -> str | None:
    """Copy keys and cabinet into `work`; returns the history's head, None without a history."""
    keys = files.private_folder(work / manifests.KEYS)
    for uuid in trousseau.dossier_ids():
        data = files.read_bounded(trousseau.folder / "cles" / uuid, ring_file.LIMIT)
        files.write_atomically(keys / uuid, data)
    for path in sums.files_of(trousseau):
        data = files.read_bounded(path, sums_file.LIMIT)
        files.write_atomically(files.private_folder(work / manifests.SUMS) / path.name, data)
    accepted = json.dumps(trousseau.accepted(cabinet.uuid), sort_keys=True).encode()
    files.write_atomically(work / manifests.ACCEPTED, accepted)
    seen = {uuid: trousseau.revisions(uuid) for uuid in trousseau.dossier_ids()}
    files.write_atomically(work / manifests.SEEN, json.dumps(seen, sort_keys=True).encode())
    archive.pack(cabinet.root, cabinet_files(cabinet.root), work / manifests.ZIP)
    repository = git.Repository.at(cabinet.root)
    head = repository.head() if repository else None
    if repository and head:
        repository.bundle(work / manifests.BUNDLE)
    return head


def _ordinary(path: Path) -> bool:
    """Whether this is a file, and no larger than any of ours: neither a link, nor a pipe."""
    try:
        found = path.lstat()
    except OSError as error:
        raise files.fault(error, "de lire", path) from None
    return stat.S_ISREG(found.st_mode) and found.st_size <= archive.MEMBER_LIMIT


def _sealed(path: Path) -> bool:
    """Whether the file says it is one of bilantool's sealed forms."""
    return b"\nformat: bilantool-" in files.read_bounded(path, 400, only_start=True)


def _unreadable(error: OSError) -> None:
    raise files.fault(error, "de lire", Path(os.fsdecode(error.filename)))


def _refuse(target: Path, root: Path, trousseau: Path) -> None:
    target, why = target.resolve(), ""
    if files.lies_in(target, root):
        why = "dans le cabinet"
    elif files.lies_in(target, trousseau):
        why = "dans le trousseau"
    elif any((folder / ".git").exists() for folder in (target, *target.parents)):
        why = "dans un dépôt git"  # of the cabinet or not: keys are never to be pushed
    if why:
        raise UsageFault(
            f"une sauvegarde ne peut pas être écrite {why}",
            hint="choisissez un autre disque\u00a0: une clé USB, un disque externe",
        )


def _make(target: Path) -> None:
    """Make the folder if it is missing, with its parents; another disk's modes are its own."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.fault(error, "d’écrire dans", target) from None
