"""A stranger's decryptor, written from docs/format.md alone.

It shares no code with the package: cryptography and the standard library are all it needs.
The functions between the two marks stand in docs/format.md as they stand here.
"""

import base64
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

# docs: begin
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def parts(data: bytes) -> tuple[bytes, dict[str, str], bytes]:
    """L'en-tête (octets), ses champs, et le contenu décodé."""
    head, content = data.replace(b"\r\n", b"\n").split(b"contenu: |\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:])
    return head, fields, base64.b64decode(content)


def unbox(key: bytes, head: bytes, fields: dict[str, str], content: bytes) -> bytes:
    """Vérifie l'engagement, puis déchiffre."""
    salt, info = base64.b64decode(fields["sel"]), fields["format"].encode()
    derived = HKDF(SHA256(), length=64, salt=salt, info=info).derive(key)
    if not hmac.compare_digest(derived[32:], content[:32]):
        raise ValueError("mauvaise clé")
    return AESGCM(derived[:32]).decrypt(bytes(12), content[32:], head)


def decrypt(data: bytes, key: bytes) -> bytes:
    """Une note ou une pièce, avec la clé de sa classe et de sa génération."""
    return unbox(key, *parts(data)).rstrip(b"\x00")[:-1]


def open_seed(data: bytes, passphrase: str) -> bytes:
    """La graine que contient le fichier « identite »."""
    head, fields, content = parts(data)
    kdf = Argon2id(
        salt=base64.b64decode(fields["sel"]),
        length=32,
        memory_cost=int(fields["memoire"]),
        iterations=int(fields["passes"]),
        lanes=int(fields["voies"]),
    )
    phrase = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    return unbox(kdf.derive(phrase.encode()), head, fields, content)


def open_keys(data: bytes, seed: bytes) -> dict[str, Any]:
    """Les clés d'un dossier (sans en vérifier la signature)."""
    _, fields, content = parts(data)
    info = b"bilantool-identite/1 x25519"
    secret = HKDF(SHA256(), length=32, salt=None, info=info).derive(seed)
    key = x25519.X25519PrivateKey.from_private_bytes(secret)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    purpose = f"{fields['format']}\n{fields['dossier']}".encode()
    return dict(json.loads(suite.decrypt(content[64:], key, purpose).rstrip(b"\x00")[:-1]))


# docs: end

ROOT = Path(__file__).parent.parent.parent


def vectors(name: str) -> list[Any]:
    found = json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_text("utf-8"))
    return [pytest.param(v, id=v["name"]) for v in found if "refused" not in v]


@pytest.mark.parametrize("vector", [*vectors("note"), *vectors("piece")])
def test_notes_and_pieces(vector: dict[str, str]) -> None:
    """Every good vector opens without the package."""
    plaintext = decrypt(vector["sealed"].encode(), bytes.fromhex(vector["key"]))
    assert plaintext == base64.b64decode(vector["plaintext"])


@pytest.mark.parametrize("vector", vectors("identite"))
def test_identities(vector: dict[str, str]) -> None:
    """Every good identity opens without the package."""
    assert open_seed(vector["sealed"].encode(), vector["phrase"]).hex() == vector["seed"]


@pytest.mark.parametrize("vector", vectors("cles"))
def test_rings(vector: dict[str, Any]) -> None:
    """Every good file of keys opens without the package."""
    seed = bytes.fromhex(vector["seed"])
    assert open_keys(vector["sealed"].encode(), seed) == vector["contenu"]


def test_the_documentation_shows_this_code() -> None:
    """What docs/format.md gives to a stranger is what was just proven to work."""
    source = Path(__file__).read_text("utf-8")
    shown = source.split("# docs: begin\n")[1].split("\n\n# docs: end")[0].strip()
    assert len(shown.splitlines()) > 30
    assert shown in (ROOT / "docs" / "format.md").read_text("utf-8")


def test_the_fictional_cabinet() -> None:
    """From the public passphrase to every example note, without a line of the package."""
    examples, opened = ROOT / "examples", 0
    passphrase = (examples / "trousseau" / "demonstration").read_text("utf-8").strip()
    seed = open_seed((examples / "trousseau" / "identite").read_bytes(), passphrase)
    for dossier in sorted((examples / "cabinet" / "dossiers").iterdir()):
        uuid = (dossier / "dossier.yaml").read_text("utf-8").split("uuid: ")[1].split("\n")[0]
        ring = open_keys((examples / "trousseau" / "cles" / uuid).read_bytes(), seed)
        for sealed in sorted(dossier.glob("*/*.yaml")):
            data = sealed.read_bytes()
            _, fields, _ = parts(data)
            key = base64.b64decode(ring["cles"][fields["classe"]][fields["generation"]])
            plain = examples / "en-clair" / dossier.name / f"{fields['note']}.yaml"
            assert decrypt(data, key) == plain.read_bytes()
            opened += 1
    assert opened == 54
