"""Destroying a class, and finishing what was interrupted: key, proof, folder, certificate, commit.

Every step can be done again without harm, and the next one begins only once it is done: killed
anywhere, the destruction goes on with the next command. The certificate comes after the proof, and
nothing that could open a text of the class is made after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bilantool import editing, figures, inspection, proving, registre
from bilantool.cabinet import earlier, pending, tombs
from bilantool.cabinet.cabinet import DOSSIERS, REGISTRE, Dossier
from bilantool.cabinet.vault import Vault
from bilantool.destroying import certifying, readiness, traces
from bilantool.destroying.order import BROKEN, Order
from bilantool.destroying.traces import Left
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.french import counted
from bilantool.keys.ring import DossierKeys
from bilantool.notes.trame import Trame
from bilantool.proving import Proof
from bilantool.registre import Certificate
from bilantool.sealing import envelope, trial
from bilantool.sealing.trial import Claim
from bilantool.storage import files, git


@dataclass(frozen=True, slots=True)
class Done:
    """A class that is destroyed and certified.

    `proof` is None where an earlier command had proven it; `uncommitted` says why git did not
    take it, which stays listed.
    """

    order: Order
    certificate: Certificate
    path: Path
    proof: Proof | None
    uncommitted: EnvironmentFault | None = None


def destroy(vault: Vault, trame: Trame, orders: Sequence[Order]) -> tuple[Done, ...]:
    """Carry out the orders, each listed before the first begins.

    Raises EnvironmentFault while a note of one is open in an editor; where something is lacking
    that the end of it needs, before any key goes (`readiness`); where the disk refuses later (the
    rest stays listed); DataFault where something of a class still opens: it is then not destroyed,
    and no certificate says so.
    """
    readiness.require(vault, orders)
    with ExitStack() as held:
        files.private_folder(vault.cabinet.lock.parent)
        for each in orders:
            opened = vault.open(each.reference)
            for note in each.notes:
                held.enter_context(editing.holding(vault.cabinet, opened, note))
        held.enter_context(files.lock(vault.cabinet.lock))
        for each in orders:
            pending.begin(vault.trousseau, vault.cabinet.uuid, each.task)
        return tuple(_carry(vault, trame, each) for each in orders)


def unfinished(vault: Vault, *, failed: bool) -> tuple[Order, ...]:
    """The orders that are listed and not done; those that had `failed`, or the others."""
    listed = pending.tasks(vault.trousseau, vault.cabinet.uuid)
    orders = (Order.of(task) for task in listed)
    return tuple(each for each in orders if each and bool(each.failed) == failed)


def finish(vault: Vault, trame: Trame, orders: Sequence[Order]) -> tuple[Done, ...]:
    """Carry listed orders on; raises as `destroy`."""
    readiness.require(vault, [each for each in orders if _has_key(vault, each)])
    files.private_folder(vault.cabinet.lock.parent)
    with files.lock(vault.cabinet.lock):
        return tuple(_carry(vault, trame, each) for each in orders)


def leave(vault: Vault, order: Order) -> None:
    """Have only `destroy` try this order again: an unforeseen fault would meet every command."""
    with suppress(EnvironmentFault):
        left = replace(order, failed=BROKEN)
        pending.begin(vault.trousseau, vault.cabinet.uuid, left.task)


def _has_key(vault: Vault, order: Order) -> bool:
    keys = vault.trousseau.load(order.dossier, vault.identity)
    return order.classe not in keys.tombstones


def _carry(vault: Vault, trame: Trame, order: Order) -> Done:
    keys = _without_the_key(vault, trame, order)
    _sweep(vault, order, keys)
    certificate = tombs.own_certificate(vault.cabinet, order.dossier, order.classe, vault.identity)
    proof = None
    if certificate is None:
        proof, left = _proven(vault, trame, order, keys)
        certificate = certifying.certificate(order, proof, left)
    _empty(vault, trame, order)
    path = _file(vault, order)
    if proof is not None:
        files.private_folder(path.parent)
        files.write_atomically(path, registre.sign(certificate, vault.identity), mode=0o644)
    refused = _commit(vault, order, path)
    if refused is None:
        pending.end(vault.trousseau, vault.cabinet.uuid, order.task)
    return Done(order, certificate, path, proof, refused)


def _without_the_key(vault: Vault, trame: Trame, order: Order) -> DossierKeys:
    """The keys of the dossier once those of the class are gone from the trousseau.

    What the yearly figures need of it is kept first, under a key of their own.
    """
    keys = vault.trousseau.load(order.dossier, vault.identity)
    if order.classe in keys.tombstones:
        return keys
    _keep_figures(vault, trame, order)
    return vault.trousseau.save(keys.destroy(order.classe, order.day), vault.identity)


def _keep_figures(vault: Vault, trame: Trame, order: Order) -> None:
    """Record the figures that end with this class, while its notes can still be read."""
    opened = vault.open(order.reference)
    seen = inspection.reading_of(opened, trame, vault.cabinet, order.day, figures.NOTES)
    figures.record(vault.trousseau, vault.identity, seen.bilan, opened.keys, order.classe)


def _sweep(vault: Vault, order: Order, keys: DossierKeys) -> None:
    """Take the class out of the other files of the trousseau: copies of keys, drafts."""
    files.sweep_leftovers(vault.trousseau.folder / "cles", older_than=0.0)
    traces.purge(vault.trousseau, vault.identity, keys)
    traces.remove_drafts(vault.trousseau, order.dossier, order.notes)
    earlier.forget(vault.trousseau, order.dossier, order.classe)


def _proven(vault: Vault, trame: Trame, order: Order, keys: DossierKeys) -> tuple[Proof, Left]:
    """The proof that nothing of the class opens; DataFault otherwise, and the order says so."""
    left = traces.left(vault.trousseau, vault.identity)
    target = proving.Target.of(keys, order.classe, trame)
    proof = proving.prove(target, left.keys, vault.cabinet.root)
    if proof.holds:
        return proof, left
    failed = replace(order, failed=proof.opened)
    pending.begin(vault.trousseau, vault.cabinet.uuid, failed.task)
    number = counted(proof.opened, "texte chiffré s'ouvre", "textes chiffrés s'ouvrent")
    raise DataFault(
        f"la destruction du dossier {order.reference}, classe {order.classe}, a échoué : {number} "
        "encore avec une clé de ce trousseau ; aucun certificat n'est écrit",
        hint="une autre classe ou un autre dossier a la même clé : détruisez aussi cette classe, "
        "ou retirez du trousseau cette copie des clés, puis : "
        f"bilantool destroy {order.reference} --class {order.classe}",
    )


def _empty(vault: Vault, trame: Trame, order: Order) -> None:
    """Remove the notes and attachments of the class, and what was built from them."""
    dossier = _dossier(vault, order)
    if dossier is not None:
        for note in order.notes:
            path = dossier.note_path(note)
            files.sweep_leftovers(path.parent, older_than=0.0)
            if not _of_another_class(path, order):
                traces.remove(path)
        for piece in order.pieces:
            path = dossier.piece_path(piece)
            if not _of_another_class(path, order):
                traces.remove(path)
    traces.remove_documents(vault.cabinet, order.reference, trame, order.classe)


def _of_another_class(path: Path, order: Order) -> bool:
    """Whether the file says that it is of a class that lives: kept since, by another machine."""
    if not path.is_file():
        return False
    claimed = trial.claim(files.read_bounded(path, envelope.CLAIM, only_start=True))
    return claimed is not None and claimed != Claim(order.dossier, order.classe)


def _dossier(vault: Vault, order: Order) -> Dossier | None:
    """The dossier's folder; None where it went, or where another one stands in its place."""
    try:
        found = vault.cabinet.dossier(order.reference)
    except (UsageFault, DataFault):
        return None
    return found if found.uuid == order.dossier else None


def _file(vault: Vault, order: Order) -> Path:
    return files.inside(
        vault.cabinet.root, REGISTRE, registre.file_name(order.dossier, order.classe)
    )


def _commit(vault: Vault, order: Order, certificate: Path) -> EnvironmentFault | None:
    """Commit what went and the certificate, and nothing else; what git refuses is returned."""
    if not order.history:
        return None
    folder = vault.cabinet.root / DOSSIERS / order.reference
    paths = [certificate]
    if _dossier(vault, order):
        paths += [folder / f"{note}.yaml" for note in order.notes]
        paths += [folder / "pieces" / f"{piece}.piece" for piece in order.pieces]
    try:
        repository = git.Repository.at(vault.cabinet.root)
        if repository is not None:
            repository.commit(paths, f"{order.reference} : classe {order.classe} détruite")
    except EnvironmentFault as fault:
        return fault
    return None
