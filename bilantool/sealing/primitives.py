"""The cryptographic primitives, in plain bytes; the only module that imports cryptography.

Its names are the algorithms' and its failures one exception, `Rejected`, which callers
turn into the sentence that fits. The library is imported inside the functions: commands that
open nothing (`lock`, a dossier that does not exist) never load it.
"""

from __future__ import annotations

import hmac
import secrets

from bilantool.sealing import points

KEY_SIZE = 32
TAG_SIZE = 16
SIGNATURE_SIZE = 64
HPKE_OVERHEAD = 32 + TAG_SIZE

_NONCE = bytes(12)


class Rejected(Exception):
    """A tag or a signature does not hold: wrong key, or altered data; which one is not knowable."""


def random_bytes(size: int) -> bytes:
    """`size` bytes from the system's generator."""
    return secrets.token_bytes(size)


def hkdf(key: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869); an empty `salt` is the RFC's default of zeros."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)


def aes_seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM, ciphertext then tag, under a key that seals ONCE.

    The nonce is twelve zero bytes: every caller derives a fresh key from a fresh salt, and
    one key with one nonce is what GCM asks for.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(_NONCE, plaintext, aad)


def aes_open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext of `aes_seal`; raises `Rejected`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(_NONCE, sealed, aad)
    except InvalidTag:
        raise Rejected from None


def same(left: bytes, right: bytes) -> bool:
    """Equality in a time that does not tell where the two differ."""
    return hmac.compare_digest(left, right)


def argon2id(secret: bytes, *, salt: bytes, memory_kib: int, iterations: int, lanes: int) -> bytes:
    """32 bytes from a passphrase (RFC 9106); raises MemoryError where the machine is too small."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt, length=KEY_SIZE, iterations=iterations, lanes=lanes, memory_cost=memory_kib
    )
    return kdf.derive(secret)


def x25519_public(secret: bytes) -> bytes:
    """The X25519 public key (32 bytes) of a 32-byte secret."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def hpke_seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """HPKE base mode, RFC 9180, no AAD: 32 bytes of encapsulated key, then ciphertext and tag."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return suite.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=info)


def hpke_open(secret: bytes, sealed: bytes, info: bytes) -> bytes:
    """The plaintext of `hpke_seal`; raises `Rejected`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    try:
        return suite.decrypt(sealed, X25519PrivateKey.from_private_bytes(secret), info=info)
    except InvalidTag:
        raise Rejected from None


def ed25519_public(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a 32-byte seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """A 64-byte Ed25519 signature (RFC 8032)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Returns if `signature` holds; raises `Rejected`, also for a key or a signature that would
    hold for other messages too (`points`)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not (points.sound(public) and points.sound(signature[:KEY_SIZE])):
        raise Rejected
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        raise Rejected from None
