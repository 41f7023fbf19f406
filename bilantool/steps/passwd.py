"""The passphrase of a trousseau changed: the same keys, sealed under other words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bilantool.errors import KeyFault, UsageFault
from bilantool.keys import session
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.keystore import Keystore
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import hosting


@dataclass(frozen=True, slots=True)
class Changed:
    """`closed`: the keys were unlocked, and are not any more. `service`: who may have copied the
    file that the old passphrase opens, "" where nobody is known to."""

    closed: bool
    service: str


def require_own(trousseau: Trousseau) -> None:
    """Raises KeyFault where there is no passphrase of one's own to change."""
    trousseau.require()
    if trousseau.demonstration is not None:
        raise KeyFault(
            "la phrase de passe de la démonstration est publique : elle ne se change pas",
            hint="pour la vôtre, ôtez --trousseau",
        )


def change(
    trousseau: Trousseau,
    identity: Identity,
    passphrase: str,
    cost: KdfCost,
    *,
    runtime: Path,
    keystore: Keystore,
) -> Changed:
    """Seal the identity under `passphrase`: killed anywhere, the old one opens it or the new.

    The keys are locked first: whoever had them unlocked knew the old passphrase, and whoever
    unlocks them next knows the new one. Raises UsageFault for the passphrase that it has,
    KeyFault as `Trousseau.reseal`, EnvironmentFault.
    """
    try:
        known = trousseau.open(passphrase)
    except KeyFault:
        known = None
    if known is not None:
        raise UsageFault(
            "cette phrase de passe est déjà celle du trousseau",
            hint="choisissez-en une autre ; rien n'a été changé",
        )
    closed = session.lock(trousseau.folder, runtime=runtime, keystore=keystore)
    trousseau.reseal(identity, passphrase, cost)
    return Changed(closed, hosting.service(trousseau.folder))
