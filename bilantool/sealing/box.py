"""One sealing under one secret: HKDF, a commitment to the key, AES-256-GCM.

    HKDF-SHA256(secret, salt, info) ─▶ 64 bytes = AES key ‖ commitment
    body = commitment ‖ ciphertext ‖ tag

AES-GCM alone does not bind a ciphertext to one key; the commitment does, and it tells a
wrong key from altered data before anything is decrypted.
"""

from __future__ import annotations

from bilantool.sealing import primitives
from bilantool.sealing.primitives import KEY_SIZE, TAG_SIZE, Rejected

SALT_SIZE = 32
OVERHEAD = KEY_SIZE + TAG_SIZE
"""How many bytes a body is longer than its plaintext."""


class WrongKey(Exception):
    """The commitment is not this key's: another key, or an altered salt or commitment."""


class Altered(Exception):
    """The key is right, and what it sealed was changed since."""


def fresh_salt() -> bytes:
    """32 random bytes; never used twice, since the nonce is constant."""
    return primitives.random_bytes(SALT_SIZE)


def seal(secret: bytes, plaintext: bytes, *, salt: bytes, info: bytes, aad: bytes) -> bytes:
    """commitment ‖ ciphertext ‖ tag."""
    key, commitment = _derive(secret, salt, info)
    return commitment + primitives.aes_seal(key, plaintext, aad)


def unseal(secret: bytes, body: bytes, *, salt: bytes, info: bytes, aad: bytes) -> bytes:
    """The plaintext of `seal`; raises `WrongKey` or `Altered`."""
    key, commitment = _derive(secret, salt, info)
    if not primitives.same(commitment, body[:KEY_SIZE]):
        raise WrongKey
    try:
        return primitives.aes_open(key, body[KEY_SIZE:], aad)
    except Rejected:
        raise Altered from None


def _derive(secret: bytes, salt: bytes, info: bytes) -> tuple[bytes, bytes]:
    if len(secret) != KEY_SIZE or len(salt) != SALT_SIZE:
        raise ValueError("secret and salt are 32 bytes each")
    derived = primitives.hkdf(secret, salt=salt, info=info, length=2 * KEY_SIZE)
    return derived[:KEY_SIZE], derived[KEY_SIZE:]
