"""Writes the test vectors beside this file: `python tests/vectors/make.py`.

Every salt, key and date is fixed, so that the files can be made again, byte for byte. HPKE
draws an ephemeral key that the library does not let one choose; `hpke_seal` below is RFC
9180 written out, which also proves that the file of keys holds nothing but that.

A vector is a mapping with `name`, what is needed to open it, and either what comes out or
`refused`: "donnee" (the bytes are wrong) or "cle" (the key is).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bilantool.keys import identity, words
from bilantool.keys.identity import Identity, KdfCost
from bilantool.sealing import box, canonical, padding, pieces
from bilantool.sealing.envelope import NoteHeader, PieceHeader, seal_note
from bilantool.sealing.pieces import Piece

HERE = Path(__file__).parent
Vector = dict[str, Any]

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

KEY = bytes(range(32))
SALT = bytes(range(32, 64))
DOSSIER = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
CABINET = "99999999-8888-4777-8666-555555555555"
PIECE = "11111111-2222-4333-8444-555555555555"


def vectors() -> dict[str, list[Vector]]:
    """File name (without suffix) → its vectors."""
    return {
        "note": notes(),
        "piece": attachments(),
        "padding": paddings(),
        "identite": identities(),
        "cles": rings(),
        "mots": sheets(),
    }


def notes() -> list[Vector]:
    """bilantool-note/1."""
    place = {"dossier": DOSSIER, "note": "preliminaire/demande", "classe": "travail"}
    texts = {
        "vide": "",
        "une ligne": "situation_actuelle: en poste\n",
        "accents": "demande_initiale: |\n  Évoluer, peut-être ailleurs ; « à voir » 🙂\n",
        "plus d'un Kio": "- à creuser\n" * 200,
    }
    found = []
    for number, (name, text) in enumerate(texts.items(), start=1):
        header = NoteHeader(**place, generation=number, revision=7 * number)
        sealed = seal_note(header, text.encode(), KEY, salt=bytes([number]) * 32)
        found.append(_good(name, sealed, place, text.encode()))
    good = seal_note(NoteHeader(**place, generation=1, revision=7), b"a: b\n", KEY, salt=SALT)
    found.append(_good("fins de ligne CRLF", good.replace(b"\n", b"\r\n"), place, b"a: b\n"))
    for name, refused, alter in _alterations(
        b"note: preliminaire/demande\n", b"note: suivi/suivi\n"
    ):
        found.append(_bad(name, refused, alter(good), place))
    lines = {"note": "preliminaire/demande", "classe": "travail"}
    for name, padded in _FALSE_PADDINGS.items():
        sealed = _unpadded("bilantool-note/1", good, lines, padded)
        found.append(_bad(name, "donnee", sealed, place))
    found.append(_bad("clé d'une autre classe", "cle", good, place, key=bytes(32)))
    for field, value in {"dossier": OTHER, "note": "suivi/suivi", "classe": "suivi"}.items():
        found.append(_bad(f"attendue ailleurs : {field}", "donnee", good, {**place, field: value}))
    return found


_FALSE_PADDINGS = {
    "remplissage sans marque, sous la bonne clé": bytes(1024),
    "reste après les zéros, sous la bonne clé": b"\x80" + bytes(1022) + b"\x01",
    "longueur hors des paliers, sous la bonne clé": b"a\x80" + bytes(1023),
}
"""Padded texts that no writer makes, sealed all the same."""


def _unpadded(format: str, good: bytes, lines: dict[str, str], padded: bytes) -> bytes:
    """`padded` under the header of `good`, sealed with the right key."""
    assert all(f"{name}: {value}\n".encode() in good for name, value in lines.items())
    head = good[: good.index(b"contenu: ")]
    return canonical.write(head, box.seal(KEY, padded, salt=SALT, info=format.encode(), aad=head))


def attachments() -> list[Vector]:
    """bilantool-piece/1."""
    place = {"dossier": DOSSIER, "piece": PIECE, "classe": "comptable"}
    header = PieceHeader(**place, generation=1, revision=1)
    found = []
    for name, data in {"vide": b"", "octets": bytes(range(256)) * 8, "lignes": b"\n\n\r\n"}.items():
        piece = Piece("application/pdf", "2026-06-12", "Convention signée", data)
        sealed = pieces.seal(header, piece, KEY, salt=SALT)
        vector = _good(name, sealed, place, pieces.pack(piece))
        found.append({**vector, "media": piece.media, "date": piece.date, "titre": piece.titre})
    good = pieces.seal(header, Piece("text/plain", "2026-01-02", "x", b"y"), KEY, salt=SALT)
    line = f"piece: {PIECE}\n".encode()
    for name, refused, alter in _alterations(line, f"piece: {OTHER}\n".encode()):
        found.append(_bad(name, refused, alter(good), place))
    for name, padded in _FALSE_PADDINGS.items():
        sealed = _unpadded("bilantool-piece/1", good, {"piece": PIECE}, padded)
        found.append(_bad(name, "donnee", sealed, place))
    for field, value in {"dossier": OTHER, "piece": OTHER, "classe": "travail"}.items():
        found.append(_bad(f"attendue ailleurs : {field}", "donnee", good, {**place, field: value}))
    return found


def paddings() -> list[Vector]:
    """Lengths before and after, and padded bytes that are refused."""
    lengths = [0, 1, 1022, 1023, 1024, 1087, 1088, 2000, 4096, 65_536, 1_048_576, 20_971_520]
    found: list[Vector] = [
        {"name": f"{length} octets", "longueur": length, "remplie": padding.bucket(length + 1)}
        for length in lengths
    ]
    refused = {
        "sans marque": bytes(1024),
        "sans zéros": b"a" * 1023,
        "un zéro de trop": b"\x80" + bytes(1024),
        "reste après les zéros": b"\x80" + bytes(1022) + b"\x01",
    }
    found += [
        {"name": name, "octets": _text64(data), "refused": "donnee"}
        for name, data in refused.items()
    ]
    return found


def identities() -> list[Vector]:
    """bilantool-identite/1."""
    one, phrase = Identity(KEY), "été froid à Nîmes"
    sealed = identity.seal_identity(one, phrase, KdfCost(64, 2, 2), salt=SALT)
    shown = {
        "seed": KEY.hex(),
        "public": one.public.hex(),
        "empreinte": one.fingerprint,
    }

    def vector(name: str, typed: str, data: bytes, **more: str) -> Vector:
        return {"name": name, "phrase": typed, "sealed": data.decode(), **more}

    return [
        vector("phrase composée", phrase, sealed, **shown),
        vector("phrase décomposée", "e\u0301te\u0301  froid a\u0300 Ni\u0302mes ", sealed, **shown),
        vector("mauvaise phrase", "ete froid a nimes", sealed, refused="cle"),
        vector("tronquée", phrase, sealed[:-20], refused="donnee"),
        vector(
            "coût démesuré",
            phrase,
            sealed.replace(b"memoire: 64", b"memoire: 99999999"),
            refused="donnee",
        ),
        vector(
            "autre empreinte",
            phrase,
            sealed.replace(one.fingerprint.encode(), Identity(bytes(32)).fingerprint.encode()),
            refused="donnee",
        ),
    ]


def rings() -> list[Vector]:
    """bilantool-cles/1, made without the package's own writer."""
    one = Identity(KEY)
    content = {
        "cabinet": CABINET,
        "cles": {
            "administratif": {"1": _text64(b"a" * 32)},
            "comptable": {"1": _text64(b"c" * 32)},
            "suivi": {"1": _text64(b"s" * 32), "2": _text64(b"S" * 32)},
        },
        "detruites": {"travail": "2026-06-30"},
        "dossier": DOSSIER,
        "notes": {"conclusions/synthese": "suivi", "preliminaire/demande": "travail"},
        "reference": "2026-014",
    }
    plaintext = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    head = (
        "# Clés d'un dossier, chiffrées par bilantool : à sauvegarder, jamais dans un dépôt.\n"
        "format: bilantool-cles/1\n"
        f"dossier: {DOSSIER}\n"
        f"identite: {one.fingerprint}\n"
    ).encode()
    info = f"bilantool-cles/1\n{DOSSIER}".encode()
    sealed = hpke_seal(SALT, one.public[:32], info, padding.pad(plaintext))
    good = canonical.write(head, one.sign("bilantool-cles/1", head + sealed) + sealed)
    stranger = Identity(bytes(32))
    planted = canonical.write(head, stranger.sign("bilantool-cles/1", head + sealed) + sealed)
    mine = KEY.hex()

    def vector(name: str, seed: str, data: bytes, **more: Any) -> Vector:
        return {"name": name, "seed": seed, "sealed": data.decode(), **more}

    return [
        vector("trois classes, une détruite", mine, good, contenu=content),
        vector("autre identité", bytes(32).hex(), good, refused="cle"),
        vector("signées par une autre identité", mine, planted, refused="donnee"),
        vector(
            "autre dossier", mine, good.replace(DOSSIER.encode(), OTHER.encode()), refused="donnee"
        ),
        vector("tronquées", mine, good[:-79], refused="donnee"),
    ]


def sheets() -> list[Vector]:
    """24 French words."""
    found: list[Vector] = [
        {"name": f"graine {seed[:4].hex()}", "seed": seed.hex(), "mots": words.to_words(seed)}
        for seed in (bytes(32), KEY, b"\xff" * 32)
    ]
    exchanged = words.to_words(KEY)
    exchanged[0], exchanged[1] = exchanged[1], exchanged[0]
    return [*found, {"name": "deux mots échangés", "mots": exchanged, "refused": "cle"}]


def hpke_seal(ephemeral: bytes, public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, first message."""
    key = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = key.public_key().public_bytes_raw()
    shared = key.exchange(X25519PublicKey.from_public_bytes(public))
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    secret = _expand(
        kem, _extract(kem, b"", b"eae_prk", shared), b"shared_secret", enc + public, 32
    )
    psk_id, info_hash = (
        _extract(suite, b"", b"psk_id_hash", b""),
        _extract(suite, b"", b"info_hash", info),
    )
    context = b"\x00" + psk_id + info_hash
    derived = _extract(suite, secret, b"secret", b"")
    aead_key = _expand(suite, derived, b"key", context, 32)
    nonce = _expand(suite, derived, b"base_nonce", context, 12)
    return enc + AESGCM(aead_key).encrypt(nonce, plaintext, b"")


def _extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    mac = hmac.HMAC(salt or bytes(32), hashes.SHA256())
    mac.update(b"HPKE-v1" + suite + label + secret)
    return mac.finalize()


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(hashes.SHA256(), length, labelled).derive(secret)


def _alterations(line: bytes, other: bytes) -> list[tuple[str, str, Callable[[bytes], bytes]]]:
    """What may happen to a sealed note or piece: name, who is at fault, how it is done."""
    generation, revision = b"generation: 1\n", b"revision: "
    return [
        ("vide", "donnee", lambda data: data[:0]),
        ("tronquée au milieu", "donnee", lambda data: data[: len(data) // 2]),
        ("tronquée à une fin de ligne", "donnee", lambda data: data[: data.rindex(b"\n  ") + 1]),
        ("sans fin de ligne finale", "donnee", lambda data: data[:-1]),
        ("fins de ligne mélangées", "donnee", lambda data: data.replace(b"\n", b"\r\n", 2)),
        ("un bit du contenu", "donnee", lambda data: _flipped(data, -30)),
        ("un bit de l'engagement", "cle", lambda data: _flipped(data, data.index(b"|\n  ") + 6)),
        ("un bit du sel", "cle", lambda data: _flipped(data, data.index(b"sel: ") + 9)),
        ("autre nom", "donnee", lambda data: data.replace(line, other)),
        ("autre génération", "donnee", lambda data: data.replace(generation, b"generation: 2\n")),
        ("autre révision", "donnee", lambda data: data.replace(revision, revision + b"1")),
        ("révision 0", "donnee", lambda data: data.replace(revision, revision + b"0")),
        ("ligne de plus", "donnee", lambda data: data.replace(generation, generation + b"a: b\n")),
        ("version 2", "donnee", lambda data: data.replace(b"/1\n", b"/2\n", 1)),
        ("marque d'ordre des octets", "donnee", lambda data: b"\xef\xbb\xbf" + data),
        ("bits de reste du contenu", "donnee", lambda data: _spare_bit(data, data.rindex(b"="))),
        ("bits de reste du sel", "donnee", lambda data: _spare_bit(data, data.index(b"=\n"))),
        ("uuid en majuscules", "donnee", lambda data: data.replace(_dossier(), _dossier().upper())),
        ("autre classe", "donnee", lambda data: data.replace(b"classe: ", b"classe: s", 1)),
        ("lignes de 75", "donnee", lambda data: data[:-6] + b"\n  " + data[-6:]),
    ]


def _dossier() -> bytes:
    return DOSSIER.encode()


def _spare_bit(data: bytes, position: int) -> bytes:
    """The same value for a lax decoder: a bit that base64 leaves unused before its `=` is set."""
    while data[position : position + 1] == b"=":
        position -= 1
    twin = _ALPHABET[_ALPHABET.index(data[position]) ^ 1]
    return data[:position] + bytes([twin]) + data[position + 1 :]


def _flipped(data: bytes, position: int) -> bytes:
    """Another base64 character at `position`, one bit of its value away, and no spare bit."""
    position %= len(data)
    twin = _ALPHABET[_ALPHABET.index(data[position]) ^ 32]
    return data[:position] + bytes([twin]) + data[position + 1 :]


def _good(name: str, sealed: bytes, place: dict[str, str], plaintext: bytes) -> Vector:
    return {
        "name": name,
        "key": KEY.hex(),
        **place,
        "sealed": sealed.decode(),
        "plaintext": _text64(plaintext),
    }


def _bad(name: str, refused: str, sealed: bytes, place: dict[str, str], key: bytes = KEY) -> Vector:
    return {"name": name, "key": key.hex(), **place, "sealed": sealed.decode(), "refused": refused}


def _text64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def as_json(found: list[Vector]) -> str:
    """The text of one file of vectors."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, found in vectors().items():
        (HERE / f"{name}.json").write_bytes(as_json(found).encode())
