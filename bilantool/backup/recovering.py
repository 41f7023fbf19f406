"""Everything back on a new machine, from the 24 words and a backup."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from bilantool.backup import manifest as manifests
from bilantool.backup import mending
from bilantool.backup.manifest import Manifest
from bilantool.backup.report import Report, record
from bilantool.backup.saving import state_of
from bilantool.cabinet.cabinet import Cabinet
from bilantool.errors import BilantoolError, DataFault, KeyFault, UsageFault
from bilantool.keys import outside, sums
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import archive, files, git


def recover(
    typed: str,
    source: Path | None,
    trousseau: Trousseau,
    *,
    passphrase: str,
    cost: KdfCost,
    cabinet_to: Path | None,
) -> Report:
    """Bring back the identity from its 24 words, and keys and cabinet from a backup.

    `source` is a backup, a folder that holds backups (the newest is taken), or the copy of a
    trousseau (keys alone). Without it, a trousseau of that identity gets the new passphrase.
    Everything is checked before anything is written; run again after an interruption, it
    finishes. A tombstone on either side wins.

    Raises KeyFault (wrong words, words alone, another identity's backup or trousseau),
    DataFault (damaged or forged), UsageFault (`cabinet_to` is taken), EnvironmentFault.
    """
    from bilantool.keys import words  # here: `status` imports this package, and needs no words

    identity = Identity(words.to_seed(typed))
    _refuse_stranger(trousseau, identity)
    if source is None:
        if not trousseau.exists():
            raise _words_alone()
        _seal_identity(trousseau, identity, passphrase, cost)
        return Report(None, len(trousseau.dossier_ids()))
    folder = manifests.backup_in(source)
    if (folder / manifests.IDENTITY).is_file():
        return _from_trousseau(folder, trousseau, identity, passphrase, cost, cabinet_to)
    manifest = manifests.check(folder, identity)
    paths = [folder / name for name in manifest.keys]
    rings = manifests.read_keys(paths, identity)
    left = manifests.read_sums([folder / name for name in manifest.sums], identity)
    there = cabinet_to is not None and _already_there(cabinet_to, manifest)

    _seal_identity(trousseau, identity, passphrase, cost)
    held = {}
    for keys in rings:
        if trousseau.save(keys, identity) == keys:
            held[keys.uuid] = archive.digest(trousseau.folder / manifests.KEYS / keys.uuid)
    for each in left:
        sums.join(trousseau, identity, each)
    _accept(folder, manifest, trousseau)
    _remember(folder, manifest, trousseau)
    put_aside = None
    if cabinet_to is not None and there and mending.lost(Cabinet.at(cabinet_to), trousseau):
        put_aside = mending.restore_history(folder, trousseau, identity, cabinet_to)
    if cabinet_to is not None and not there:
        with outside.writing(trousseau, cabinet_to.absolute().parent, "récupération"):
            _restore(folder, cabinet_to.absolute())
        trousseau.remember_cabinet(cabinet_to, manifest.cabinet)
    history = (folder / manifests.BUNDLE).exists()
    record(
        trousseau,
        held,
        manifest.cabinet,
        {
            "commit": manifest.commit,
            # Of a cabinet that was there already, nothing says that the backup holds its state.
            "etat": state_of(cabinet_to.resolve()) if cabinet_to and not there else "",
            "faite_le": manifest.made.isoformat(),
        },
    )
    kept = "avec son historique" if history and git.installed() else "sans historique"
    return Report(
        folder,
        len(rings),
        kept,
        manifest.made.date(),
        cabinet_to,
        untouched=there,
        put_aside=put_aside,
    )


def _from_trousseau(
    folder: Path,
    trousseau: Trousseau,
    identity: Identity,
    passphrase: str,
    cost: KdfCost,
    cabinet_to: Path | None,
) -> Report:
    """The keys of a trousseau's copy: each file of keys is signed, so none can be planted."""
    if cabinet_to is not None:
        raise UsageFault(
            "une copie du trousseau contient les clés, mais pas le cabinet",
            hint="recommencez sans --to, ou indiquez une sauvegarde complète",
        )
    copy = Trousseau(folder)
    rings = [copy.load(uuid, identity) for uuid in copy.dossier_ids()]
    left = manifests.read_sums(sums.files_of(copy), identity)
    _seal_identity(trousseau, identity, passphrase, cost)
    for keys in rings:
        trousseau.save(keys, identity)
    for each in left:
        sums.join(trousseau, identity, each)
    return Report(folder, len(rings))


def _refuse_stranger(trousseau: Trousseau, identity: Identity) -> None:
    if not trousseau.exists():
        return
    try:
        same = trousseau.fingerprint() == identity.fingerprint
    except DataFault as fault:
        raise DataFault(
            fault.message,
            hint=f"renommez {files.quoted(trousseau.folder / manifests.IDENTITY)}, puis "
            "recommencez\u00a0: les 24\u00a0mots le refont",
        ) from None
    if not same or trousseau.demonstration is not None:
        raise KeyFault(
            f"le trousseau {files.quoted(trousseau.folder)} est celui d’une autre identité",
            hint="rien n’y a été changé\u00a0; indiquez un dossier neuf avec --trousseau",
        )


def _words_alone() -> KeyFault:
    return KeyFault(
        "les 24\u00a0mots sont justes, mais il manque les clés des dossiers",
        hint="les mots seuls ne suffisent pas\u00a0: les clés sont dans une sauvegarde, "
        "un dossier «\u00a0bilantool-AAAA-MM-JJ-…\u00a0» "
        "sur une clé USB ou un autre disque, ou dans une copie de l’ancien trousseau\u00a0: "
        "indiquez-la avec --from",
    )


def _already_there(cabinet_to: Path, manifest: Manifest) -> bool:
    """Whether this very cabinet is there; raises UsageFault when anything else is."""
    if not cabinet_to.exists():
        return False
    if cabinet_to.is_dir():
        if not any(cabinet_to.iterdir()):
            return False
        with suppress(BilantoolError):  # no cabinet, or not readable: something else is there
            if Cabinet.at(cabinet_to).uuid == manifest.cabinet:
                return True
    raise UsageFault(
        f"{files.quoted(cabinet_to)} contient déjà autre chose",
        hint="choisissez un dossier neuf pour y remettre le cabinet",
    )


def _seal_identity(
    trousseau: Trousseau, identity: Identity, passphrase: str, cost: KdfCost
) -> None:
    """Make the trousseau, or give the one of this identity its new passphrase."""
    if not trousseau.exists():
        trousseau.create(identity, passphrase, cost)
        return
    trousseau.reseal(identity, passphrase, cost)


def _accept(folder: Path, manifest: Manifest, trousseau: Trousseau) -> None:
    """Bring back which overrides were accepted; what this machine accepted since stays."""
    path = folder / manifests.ACCEPTED
    saved = manifests.parse_object(files.read_bounded(path, 1 << 20), path)
    trousseau.accept(manifest.cabinet, {**saved, **trousseau.accepted(manifest.cabinet)})


def _remember(folder: Path, manifest: Manifest, trousseau: Trousseau) -> None:
    """Bring back the revisions that the other machine had seen: an older note is told as such."""
    path = folder / manifests.SEEN
    if manifests.SEEN not in manifest.files:
        return
    saved = manifests.parse_object(files.read_bounded(path, 4 << 20), path)
    for uuid, seen in saved.items():
        trousseau.remember_all(uuid, seen)


def _restore(folder: Path, final: Path) -> None:
    """Put the cabinet at `final` as one rename: history first, then the files as they lay."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            final.rmdir()  # known to be empty
    except OSError as error:
        raise files.fault(error, "de créer", final) from None
    files.sweep_leftovers(final.parent)
    work = files.temporary_folder(final.parent)
    try:
        if (folder / manifests.BUNDLE).exists() and git.installed():
            git.clone_bundle(folder / manifests.BUNDLE, work)
        archive.unpack(folder / manifests.ZIP, work)
        files.publish_folder(work, final)
    finally:
        shutil.rmtree(work, ignore_errors=True)  # renamed by now, or begun again next time
