"""What destroyed dossiers leave to the yearly figures, as a file: bilantool-chiffres/1.

A sum is a number under a year, a measure and a coarse label, with an id that tells nothing:
no reference, no uuid, no date finer than the year, no order. They are sealed under a key of
the cabinet's own, which lies in the file sealed to the identity and signed by it; so they can
be destroyed alone, and outlive every dossier's key (docs/format.md).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bilantool.errors import KeyFault
from bilantool.keys.identity import FINGERPRINT, Identity
from bilantool.sealing import box, canonical, padding, primitives
from bilantool.sealing.canonical import SALT, UUID, Form
from bilantool.sealing.primitives import HPKE_OVERHEAD, KEY_SIZE, SIGNATURE_SIZE, Rejected

LIMIT = 16 << 20
"""The size in bytes above which a file of sums is not even parsed."""

LABEL = re.compile(r"[a-z0-9_]{0,40}")
"""A word of a schema's enumeration, or nothing; never a text that somebody wrote."""

_ID = re.compile(r"[0-9a-f]{24}")
_MEASURE = re.compile(r"[a-z0-9_]{1,40}")
_STEP = 64 << 10
"""The plaintext grows by steps of so many bytes: a dossier more or less does not show."""
_SEALED_KEY = KEY_SIZE + HPKE_OVERHEAD

_FORM = Form(
    kind="chiffres",
    subject="ce fichier de chiffres annuels",
    noun="un fichier de chiffres annuels",
    comment="# Chiffres annuels du cabinet, sans nom ni dossier, chiffrés par bilantool.",
    fields={"cabinet": UUID, "identite": FINGERPRINT, "sel": SALT},
    limit=LIMIT,
    remedy="reprenez-le d’une sauvegarde : bilantool recover",
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One number: `value` is a count, minutes or cents."""

    year: int
    measure: str
    label: str
    value: int

    def __post_init__(self) -> None:
        known = _MEASURE.fullmatch(self.measure) and LABEL.fullmatch(self.label)
        if not known or not 1900 <= self.year <= 9999 or abs(self.value) > 10**18:
            raise ValueError("not a sum")


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one cabinet by id, and the key that seals them (32 bytes)."""

    cabinet: str
    key: bytes = field(repr=False)
    held: Mapping[str, Sum]

    def __post_init__(self) -> None:
        if (
            not UUID.fullmatch(self.cabinet)
            or len(self.key) != KEY_SIZE
            or not all(_ID.fullmatch(identity) for identity in self.held)
        ):
            raise ValueError("incoherent sums")

    @classmethod
    def create(cls, cabinet: str) -> Sums:
        """No sums yet, under a new key."""
        return cls(cabinet, primitives.random_bytes(KEY_SIZE), {})


def merge(left: Sums, right: Sums) -> Sums:
    """What two copies hold together; one id is one sum, whichever copies hold it.

    Where two machines stated one sum differently, the larger value is taken: both copies come
    to the same, in whatever order they meet.
    """
    held = dict(left.held)
    for identity, found in right.held.items():
        known = held.get(identity, found)
        held[identity] = max(known, found, key=_order)
    return Sums(left.cabinet, left.key, held)


def _order(found: Sum) -> tuple[int, int, str, str]:
    return (found.value, found.year, found.measure, found.label)


def seal(sums: Sums, identity: Identity) -> bytes:
    """The text that this identity alone can read, and alone could have written."""
    salt = box.fresh_salt()
    head = canonical.head(
        _FORM,
        {
            "cabinet": sums.cabinet,
            "identite": identity.fingerprint,
            "sel": base64.b64encode(salt).decode(),
        },
    )
    sealed = identity.seal_to_self(sums.key, _info(sums.cabinet))
    plaintext = padding.pad(_encode(sums))
    sealed += box.seal(sums.key, plaintext, salt=salt, info=_FORM.name.encode(), aad=head)
    return canonical.write(head, identity.sign(_FORM.name, head + sealed) + sealed)


def unseal(data: bytes, identity: Identity, cabinet: str) -> Sums:
    """The sums of that cabinet (uuid).

    Raises KeyFault when they were sealed by another identity, DataFault when the text is no
    file of sums, another cabinet's, truncated, altered or planted.
    """
    parsed = canonical.parse(_FORM, data)
    if parsed.values["identite"] != identity.fingerprint:
        raise KeyFault(
            "ces chiffres annuels appartiennent à une autre identité",
            hint="il faut le trousseau, ou les 24\u00a0mots, de la personne qui les a sauvegardés",
        )
    if parsed.values["cabinet"] != cabinet:
        raise canonical.altered(_FORM)
    signature, sealed = parsed.body[:SIGNATURE_SIZE], parsed.body[SIGNATURE_SIZE:]
    if not padding.is_bucket(len(sealed) - _SEALED_KEY - box.OVERHEAD):
        raise canonical.truncated(_FORM)
    salt = base64.b64decode(parsed.values["sel"])
    try:
        identity.check(_FORM.name, parsed.head + sealed, signature)
        key = identity.open_own(sealed[:_SEALED_KEY], _info(cabinet))
        plaintext = box.unseal(
            key, sealed[_SEALED_KEY:], salt=salt, info=_FORM.name.encode(), aad=parsed.head
        )
        return _decode(cabinet, key, padding.unpad(plaintext))
    except (Rejected, box.WrongKey, box.Altered, ValueError):
        # ValueError: signed by this identity, and yet not the form of this version.
        raise canonical.altered(_FORM) from None


def _info(cabinet: str) -> bytes:
    return f"{_FORM.name}\n{cabinet}".encode()


def _encode(sums: Sums) -> bytes:
    """JSON, sorted, then spaces up to the next step."""
    years: dict[str, Any] = {}
    for identity, found in sums.held.items():
        measures = years.setdefault(str(found.year), {})
        measures.setdefault(found.measure, {}).setdefault(found.label, {})[identity] = found.value
    text = json.dumps(years, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    return text.ljust((len(text) // _STEP + 1) * _STEP)


def _decode(cabinet: str, key: bytes, plaintext: bytes) -> Sums:
    """Raises ValueError on anything but what `_encode` writes."""
    content: Any = json.loads(plaintext)
    try:
        held = {
            identity: Sum(int(year), measure, label, value)
            for year, measures in content.items()
            for measure, labels in measures.items()
            for label, values in labels.items()
            for identity, value in values.items()
        }
    except (TypeError, AttributeError) as error:
        raise ValueError("not sums") from error
    sums = Sums(cabinet, key, held)
    if _encode(sums) != plaintext:
        raise ValueError("not canonical")
    return sums
