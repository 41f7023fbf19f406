"""The counsellor's identity: one 32-byte seed, sealed under a passphrase (docs/format.md).

Two key pairs come from the seed by HKDF under distinct labels: X25519, to which dossier
keys are sealed, and Ed25519, which signs them. The seed is also what the 24 words of the
*fiche de secours* say.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from bilantool.errors import EnvironmentFault, KeyFault
from bilantool.sealing import box, canonical, primitives
from bilantool.sealing.canonical import COUNT, SALT, Form
from bilantool.sealing.primitives import KEY_SIZE

FINGERPRINT = re.compile(r"[a-z2-7]{4}(-[a-z2-7]{4}){7}")

LIMIT = 4096
"""The size in bytes above which an identity file is not even parsed."""

_FORM = Form(
    kind="identite",
    subject="ce fichier d’identité",
    noun="une identité chiffrée",
    comment="# Identité chiffrée par bilantool : elle s'ouvre avec votre phrase de passe.",
    fields={
        "empreinte": FINGERPRINT,
        "memoire": COUNT,
        "passes": COUNT,
        "voies": COUNT,
        "sel": SALT,
    },
    limit=LIMIT,
    remedy="refaites votre trousseau avec les 24 mots de la fiche de secours : bilantool recover",
)


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one try of a passphrase costs (Argon2id): KiB of memory, passes, lanes."""

    memory_kib: int
    iterations: int
    lanes: int

    @property
    def bearable(self) -> bool:
        """Whether a machine may be asked for it: a hostile file must not exhaust it."""
        return (
            8 * self.lanes <= self.memory_kib <= 1024 * 1024
            and 1 <= self.iterations <= 10
            and 1 <= self.lanes <= 16
        )


STANDARD_COST = KdfCost(memory_kib=256 * 1024, iterations=3, lanes=4)
"""About half a second and 256 MiB on a laptop; RFC 9106 asks for 64 MiB at least."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The seed, and what follows from it. Never printed: `repr` shows the fingerprint alone."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_SIZE:
            raise ValueError("a seed is 32 bytes")

    def __repr__(self) -> str:
        return f"Identity({self.fingerprint})"

    @classmethod
    def new(cls) -> Identity:
        """A new identity, from the system's generator."""
        return cls(primitives.random_bytes(KEY_SIZE))

    @property
    def public(self) -> bytes:
        """64 bytes: X25519 public key, then Ed25519 public key."""
        return primitives.x25519_public(self._secret("x25519")) + primitives.ed25519_public(
            self._secret("ed25519")
        )

    @property
    def fingerprint(self) -> str:
        """Eight groups of four characters, to compare by eye: 160 bits of SHA-256(public)."""
        return fingerprint(self.public)

    def seal_to_self(self, plaintext: bytes, info: bytes) -> bytes:
        """HPKE to one's own key; anyone who knows the public key could have made it: sign too."""
        public = primitives.x25519_public(self._secret("x25519"))
        return primitives.hpke_seal(public, plaintext, info)

    def open_own(self, sealed: bytes, info: bytes) -> bytes:
        """The plaintext of `seal_to_self` under the same `info`; raises `primitives.Rejected`."""
        return primitives.hpke_open(self._secret("x25519"), sealed, info)

    def sign(self, label: str, message: bytes) -> bytes:
        """64 bytes; `label` names the purpose, so that no signature serves for another one."""
        return primitives.ed25519_sign(self._secret("ed25519"), _labelled(label, message))

    def check(self, label: str, message: bytes, signature: bytes) -> None:
        """Returns if this identity signed `message` for `label`; raises `primitives.Rejected`."""
        check_signature(self.public, label, message, signature)

    def _secret(self, algorithm: str) -> bytes:
        info = f"bilantool-identite/1 {algorithm}".encode()
        return primitives.hkdf(self.seed, salt=b"", info=info, length=KEY_SIZE)


def fingerprint(public: bytes) -> str:
    """The fingerprint of the 64 bytes that `Identity.public` gives."""
    digest = hashlib.sha256(b"bilantool-empreinte/1\n" + public).digest()[:20]
    text = base64.b32encode(digest).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def check_signature(public: bytes, label: str, message: bytes, signature: bytes) -> None:
    """As `Identity.check`, for anybody who has the 64 public bytes; raises `Rejected`."""
    primitives.ed25519_verify(public[KEY_SIZE:], _labelled(label, message), signature)


def seal_identity(
    identity: Identity, passphrase: str, cost: KdfCost, *, salt: bytes | None = None
) -> bytes:
    """The text of the file `identite`; `salt` (32 bytes) is for test vectors alone.

    Raises KeyFault on an empty passphrase, EnvironmentFault where memory is too short.
    """
    salt = salt or box.fresh_salt()
    head = canonical.head(
        _FORM,
        {
            "empreinte": identity.fingerprint,
            "memoire": str(cost.memory_kib),
            "passes": str(cost.iterations),
            "voies": str(cost.lanes),
            "sel": base64.b64encode(salt).decode(),
        },
    )
    secret = _stretched(passphrase, salt, cost)
    body = box.seal(secret, identity.seed, salt=salt, info=_FORM.name.encode(), aad=head)
    return canonical.write(head, body)


def fingerprint_of(data: bytes) -> str:
    """The fingerprint that an identity file states in clear; raises DataFault."""
    return canonical.parse(_FORM, data).values["empreinte"]


def open_identity(data: bytes, passphrase: str) -> Identity:
    """Open the text of the file `identite`.

    Raises KeyFault (wrong passphrase), DataFault (not an identity, altered, an unbearable
    cost), EnvironmentFault (memory too short).
    """
    parsed = canonical.parse(_FORM, data)
    values = parsed.values
    cost = KdfCost(int(values["memoire"]), int(values["passes"]), int(values["voies"]))
    if not cost.bearable or len(parsed.body) != KEY_SIZE + box.OVERHEAD:
        raise canonical.altered(_FORM)
    salt = base64.b64decode(values["sel"])
    secret = _stretched(passphrase, salt, cost)
    info = _FORM.name.encode()
    try:
        identity = Identity(box.unseal(secret, parsed.body, salt=salt, info=info, aad=parsed.head))
    except box.WrongKey:
        raise KeyFault(
            "la phrase de passe n’ouvre pas ce trousseau",
            hint="vérifiez l’orthographe, les majuscules et les accents\u00a0; si elle est perdue, "
            "les 24\u00a0mots de la fiche de secours la remplacent\u00a0: bilantool recover",
        ) from None
    except box.Altered:
        raise canonical.altered(_FORM) from None
    if identity.fingerprint != values["empreinte"]:
        raise canonical.altered(_FORM)
    return identity


def _stretched(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    text = normal_passphrase(passphrase)
    if not text:
        raise KeyFault("la phrase de passe est vide", hint="écrivez au moins quelques mots")
    try:
        return primitives.argon2id(
            text.encode(),
            salt=salt,
            memory_kib=cost.memory_kib,
            iterations=cost.iterations,
            lanes=cost.lanes,
        )
    except MemoryError:
        raise EnvironmentFault(
            "la mémoire libre ne suffit pas pour ouvrir le trousseau",
            hint=f"il faut {cost.memory_kib // 1024}\u00a0Mio\u00a0: fermez d’autres programmes",
        ) from None


def normal_passphrase(text: str) -> str:
    """NFKC, with spaces folded: two keyboards that show the same phrase must mean the same."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _labelled(label: str, message: bytes) -> bytes:
    return f"bilantool signature : {label}\n".encode() + message
