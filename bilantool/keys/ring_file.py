"""A dossier's keys as a file: bilantool-cles/1, or /2 once it was renamed (docs/format.md).

Sealed by HPKE to the identity's own key, and signed by it: HPKE alone would let whoever
knows the public key plant keys of his own, under which the next notes would be sealed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from bilantool.errors import KeyFault
from bilantool.keys.identity import FINGERPRINT, Identity
from bilantool.keys.ring import DossierKeys
from bilantool.sealing import canonical, padding
from bilantool.sealing.canonical import UUID, Form
from bilantool.sealing.primitives import HPKE_OVERHEAD, SIGNATURE_SIZE, Rejected

LIMIT = 256 * 1024
"""The size in bytes above which a file of keys is not even parsed."""

_FORM = Form(
    kind="cles",
    subject="ce fichier de clés",
    noun="un fichier de clés",
    comment="# Clés d'un dossier, chiffrées par bilantool : à sauvegarder, jamais dans un dépôt.",
    fields={"dossier": UUID, "identite": FINGERPRINT},
    limit=LIMIT,
    remedy="reprenez les clés d’une sauvegarde : bilantool recover",
)
_RENAMED = replace(_FORM, version=2)
"""The form for a dossier that was renamed: a program that knows nothing of that refuses it."""


def seal(keys: DossierKeys, identity: Identity) -> bytes:
    """The text that this identity alone can read, and alone could have written."""
    form = _RENAMED if keys.former else _FORM
    head = canonical.head(form, {"dossier": keys.uuid, "identite": identity.fingerprint})
    sealed = identity.seal_to_self(padding.pad(_encode(keys)), _info(form, keys.uuid))
    return canonical.write(head, identity.sign(form.name, head + sealed) + sealed)


def dossier_of(data: bytes) -> str:
    """The dossier (uuid) that a file of keys states in clear; raises DataFault."""
    return canonical.parse(_form_of(data), data).values["dossier"]


def unseal(data: bytes, identity: Identity) -> DossierKeys:
    """The keys.

    Raises KeyFault when they were sealed by another identity, DataFault when the text is no
    file of keys, truncated, altered or planted.
    """
    form = _form_of(data)
    parsed = canonical.parse(form, data)
    if parsed.values["identite"] != identity.fingerprint:
        raise KeyFault(
            "ces clés appartiennent à une autre identité",
            hint="il faut le trousseau, ou les 24\u00a0mots, de la personne qui les a sauvegardées",
        )
    signature, sealed = parsed.body[:SIGNATURE_SIZE], parsed.body[SIGNATURE_SIZE:]
    if not padding.is_bucket(len(sealed) - HPKE_OVERHEAD):
        raise canonical.truncated(form)
    dossier = parsed.values["dossier"]
    try:
        identity.check(form.name, parsed.head + sealed, signature)
        keys = _decode(padding.unpad(identity.open_own(sealed, _info(form, dossier))))
    except (Rejected, ValueError):
        # ValueError: signed by this identity, and yet not the form of this version.
        raise canonical.altered(form) from None
    if keys.uuid != dossier or bool(keys.former) != (form is _RENAMED):
        raise canonical.altered(form)
    return keys


def _form_of(data: bytes) -> Form:
    """The form that a text says it has; that of a dossier never renamed where it says no other."""
    renamed = f"\nformat: {_RENAMED.name}".encode()
    other = re.search(re.escape(renamed) + rb"\r?\n", data[:1000])
    return _RENAMED if other else _FORM


def _info(form: Form, dossier: str) -> bytes:
    return f"{form.name}\n{dossier}".encode()


def _encode(keys: DossierKeys) -> bytes:
    content: dict[str, Any] = {
        "cabinet": keys.cabinet,
        "cles": {
            classe: {
                str(number): base64.b64encode(key).decode() for number, key in generations.items()
            }
            for classe, generations in keys.keys.items()
        },
        "detruites": {classe: day.isoformat() for classe, day in keys.tombstones.items()},
        "dossier": keys.uuid,
        "notes": dict(keys.notes),
        "reference": keys.reference,
    }
    if keys.former:
        content["anterieures"] = list(keys.former)
    return json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def _decode(plaintext: bytes) -> DossierKeys:
    """Raises ValueError on anything but what `_encode` writes."""
    content: dict[str, Any] = json.loads(plaintext)
    try:
        keys = DossierKeys(
            uuid=content["dossier"],
            cabinet=content["cabinet"],
            reference=content["reference"],
            keys={
                classe: {int(number): _key(text) for number, text in generations.items()}
                for classe, generations in content["cles"].items()
            },
            notes=content["notes"],
            tombstones={
                classe: date.fromisoformat(day) for classe, day in content["detruites"].items()
            },
            former=tuple(content.get("anterieures", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a ring") from error
    if _encode(keys) != plaintext:
        raise ValueError("not canonical")
    return keys


def _key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
