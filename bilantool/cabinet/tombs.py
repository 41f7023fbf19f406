"""What the registre says destroyed stays destroyed, whatever a trousseau holds.

A certificate signed by one's own identity counts as a tombstone: an old copy of the keys, put
back beside it or brought by another machine, opens nothing of that class. Nobody else's counts:
whoever can push to a cabinet could write one.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from bilantool import registre
from bilantool.cabinet.cabinet import REGISTRE, Cabinet
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, KeyFault
from bilantool.keys import ring
from bilantool.keys.identity import Identity
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau
from bilantool.registre import Certificate
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault


def own_certificate(
    cabinet: Cabinet, dossier: str, classe: str, identity: Identity
) -> Certificate | None:
    """The certificate of this class of the dossier, if there is a valid one of this identity."""
    try:
        path = files.inside(cabinet.root, REGISTRE, registre.file_name(dossier, classe))
        if not path.exists():
            return None
        signed = registre.read(files.read_bounded(path, registre.LIMIT))
    except BilantoolError:
        return None  # damaged or forged, it proves nothing: `verify` says so
    found = signed.certificate
    if signed.signer != identity.fingerprint or (found.dossier, found.classe) != (dossier, classe):
        return None
    return found


def certified_end(vault: Vault, dossier: str) -> date | None:
    """The end of the bilan, as the certificates of its destroyed classes tell it."""
    found = (
        own_certificate(vault.cabinet, dossier, classe, vault.identity) for classe in ring.CLASSES
    )
    return max((each.end for each in found if each and each.end), default=None)


def living(
    cabinet: Cabinet, trousseau: Trousseau, dossier: str, identity: Identity
) -> tuple[DossierKeys, tuple[str, ...]]:
    """The keys of a dossier, without those of the classes that a certificate of this identity
    says destroyed, and which classes had to be dropped: from the trousseau too.

    Raises as `Trousseau.load`.
    """
    found = trousseau.load(dossier, identity)
    if found.cabinet != cabinet.uuid:
        return found, ()
    left, dropped = found, []
    for classe in found.keys:
        certificate = own_certificate(cabinet, dossier, classe, identity)
        if certificate is not None:
            left = left.destroy(classe, certificate.destroyed_on)
            dropped.append(classe)
    if dropped:
        with suppress(EnvironmentFault):  # a trousseau in read-only mode: dropped every time
            left = trousseau.save(left, identity)
    return left, tuple(dropped)


def require_alive(opened: OpenDossier, note: str) -> None:
    """KeyFault where the note was destroyed: what it does not say any more is then not denied."""
    if opened.destroyed(note):
        opened.read(note)


def bury(vault: Vault) -> None:
    """Have every file of keys forget what the registre says destroyed: before they are copied."""
    for dossier in vault.trousseau.dossier_ids():
        with suppress(DataFault, KeyFault):  # the copy says what is wrong with a file of keys
            vault.keys(dossier)
