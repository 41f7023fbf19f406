"""What was typed of cabinet.yaml and is not in it: sealed to whoever typed it, beside the keys.

cabinet.yaml is clear text and holds each answer at once. One that is not validated may be anything,
even what was meant for a note, so it waits as no clear text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bilantool.cabinet import unfinished
from bilantool.cabinet.unfinished import Typed
from bilantool.cabinet.vault import Vault
from bilantool.errors import DataFault
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import padding, primitives

_STATE = "saisie-"
_INFO = b"bilantool-saisie-cabinet/1 "


@dataclass(frozen=True, slots=True)
class Kept:
    """`typed` is what was not validated, by the address of its question (`notes.questions`), and
    `asked` the addresses of the questions that were passed."""

    typed: Mapping[str, Typed] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def find(vault: Vault) -> Kept:
    """What is kept for this cabinet; nothing where it can no longer be opened."""
    record = vault.trousseau.state(_STATE + vault.cabinet.uuid)
    try:
        sealed = base64.b64decode(str(record["scelle"]), validate=True)
        plain = padding.unpad(vault.identity.open_own(sealed, _info(vault)))
        held: dict[str, Any] = json.loads(plain)
        return Kept(unfinished.typed(held["typed"]), frozenset(held["asked"]))
    except (KeyError, ValueError, TypeError, AttributeError, primitives.Rejected):
        return Kept()  # other keys, another version: at worst a question is put once more


def keep(vault: Vault, kept: Kept) -> None:
    """Put it in the place of what was kept; raises EnvironmentFault."""
    if kept == find(vault):
        return
    held = {
        "typed": {address: asdict(each) for address, each in kept.typed.items()},
        "asked": sorted(kept.asked),
    }
    plain = padding.pad(json.dumps(held, ensure_ascii=False).encode())
    sealed = vault.identity.seal_to_self(plain, _info(vault))
    record = {"scelle": base64.b64encode(sealed).decode(), "attend": bool(kept.typed)}
    vault.trousseau.set_state(_STATE + vault.cabinet.uuid, record)


def waits(trousseau: Trousseau, cabinet: str) -> bool:
    """Whether an answer waits to be validated; no key is needed to tell."""
    try:
        return trousseau.state(_STATE + cabinet).get("attend") is True
    except DataFault:
        return False


def _info(vault: Vault) -> bytes:
    return _INFO + vault.cabinet.uuid.encode()
