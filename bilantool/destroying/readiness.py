"""Whether a destruction could be carried to its end, asked before its first key goes.

Once a key is gone there is no way back: a proof that cannot be made, or a certificate that cannot
be written, would leave a destruction without a trace.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from bilantool import proving, registre
from bilantool.cabinet.cabinet import DOSSIERS, REGISTRE
from bilantool.cabinet.vault import Vault
from bilantool.destroying import certifying
from bilantool.destroying.order import Order
from bilantool.destroying.traces import Left
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.keys.identity import Identity
from bilantool.proving import Proof
from bilantool.storage import files, git

ROOM = registre.LIMIT + (8 << 20)
"""Bytes that must be free: for the longest certificate, the keys and the list written anew."""


def require(vault: Vault, orders: Sequence[Order]) -> None:
    """Returns if each order can be carried out; raises EnvironmentFault, DataFault otherwise."""
    if not orders:
        return
    root = vault.cabinet.root
    files.private_folder(files.inside(root, REGISTRE))
    for place in dict.fromkeys([root, vault.trousseau.folder]):
        _require_room(place)
    for place in _written(vault, orders):
        _require_writable(place)
    for each in orders:
        _require_sayable(each, vault.identity)
    repository = git.Repository.at(root) if any(each.history for each in orders) else None
    if repository is not None:
        repository.require_free()
        locked = git.held(root)
        if locked is not None:
            raise locked
    proving.rehearse(root)


def _require_sayable(order: Order, identity: Identity) -> None:
    """Returns if a certificate can say all of the order: a trame of one's own may hold anything."""
    try:
        registre.sign(certifying.certificate(order, Proof(keys=0), Left(frozenset(), 0)), identity)
    except ValueError:
        raise DataFault(
            f"le certificat de la classe {order.classe} ne pourrait pas être écrit : le texte qui "
            "ordonne la destruction ou une raison n’y tient pas en une ligne ; rien n’est détruit",
            hint="voyez l’article de cette classe dans templates/trame.yaml, ou --despite",
        ) from None


def _written(vault: Vault, orders: Sequence[Order]) -> Iterator[Path]:
    """The folders in which something is written or removed."""
    root = vault.cabinet.root
    yield from (root / REGISTRE, vault.trousseau.folder, vault.trousseau.folder / "cles")
    for each in orders:
        dossier = root / DOSSIERS / each.reference
        yield vault.cabinet.documents(each.reference)
        yield from {(dossier / note).parent for note in each.notes}


def _require_room(place: Path) -> None:
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise files.fault(error, "de lire", place) from None
    if free < ROOM:
        raise EnvironmentFault(
            f"il reste trop peu de place sur le disque de {files.quoted(place)} pour mener la "
            "destruction à son terme : rien n’est détruit",
            hint=f"libérez {ROOM >> 20} Mio, puis recommencez",
        )


def _require_writable(place: Path) -> None:
    if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
        raise EnvironmentFault(
            f"rien ne peut être écrit ni supprimé dans {files.quoted(place)} : rien n’est détruit",
            hint="vérifiez vos droits sur ce dossier, puis recommencez",
        )
