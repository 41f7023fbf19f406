"""Keys on disk: only the identity reads them, only the identity writes them."""

import base64
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.keys import ring_file
from bilantool.keys.identity import Identity
from bilantool.keys.ring import DossierKeys
from bilantool.sealing import canonical, padding, primitives

ME = Identity(bytes(range(32)))
STRANGER = Identity(bytes(32))
UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
CABINET = "11111111-2222-4333-8444-555555555555"
PINS = {"preliminaire/demande": "travail", "cadre/convention": "comptable"}
KEYS = DossierKeys.create(UUID, CABINET, "2026-014", PINS).destroy("suivi", date(2026, 6, 30))
SEALED = ring_file.seal(KEYS, ME)
INFO = f"bilantool-cles/1\n{UUID}".encode()


def parts(data: bytes) -> tuple[bytes, bytes]:
    """The head of a file of keys, and what HPKE made, without its signature."""
    head, _, content = data.partition(b"contenu: |\n")
    return head, base64.b64decode(content)[64:]


def test_round_trip() -> None:
    """Keys, pins and tombstones come back."""
    assert ring_file.unseal(SEALED, ME) == KEYS
    assert ring_file.unseal(SEALED.replace(b"\n", b"\r\n"), ME) == KEYS
    assert ring_file.dossier_of(SEALED) == UUID


def test_nothing_shows() -> None:
    """The file tells neither reference, nor pins, nor keys."""
    assert b"2026-014" not in SEALED and b"demande" not in SEALED
    assert base64.b64encode(KEYS.key("travail", 1)) not in SEALED


def test_another_identity() -> None:
    """Someone else's keys are a fault of key, said as such."""
    with pytest.raises(KeyFault, match="une autre identité"):
        ring_file.unseal(SEALED, STRANGER)


def test_planted_keys_are_refused() -> None:
    """Whoever knows the public key can seal to it, and still cannot sign."""
    head, sealed = parts(SEALED)
    planted = primitives.hpke_seal(ME.public[:32], ME.open_own(sealed, INFO), INFO)
    for signature in (bytes(64), STRANGER.sign("bilantool-cles/1", head + planted)):
        with pytest.raises(DataFault, match="modifié"):
            ring_file.unseal(canonical.write(head, signature + planted), ME)
    honest = ME.sign("bilantool-cles/1", head + planted)
    assert ring_file.unseal(canonical.write(head, honest + planted), ME) == KEYS


def test_keys_of_one_dossier_do_not_serve_another() -> None:
    """The file is bound to its dossier, even when the identity itself signs the swap."""
    swapped = SEALED.replace(UUID.encode(), OTHER.encode())
    with pytest.raises(DataFault, match="modifié"):
        ring_file.unseal(swapped, ME)
    head, sealed = parts(swapped)
    signed = ME.sign("bilantool-cles/1", head + sealed)
    with pytest.raises(DataFault, match="modifié"):
        ring_file.unseal(canonical.write(head, signed + sealed), ME)


@settings(max_examples=200)
@given(st.integers(0, len(SEALED) * 8 - 1))
def test_every_flipped_bit_is_refused(bit: int) -> None:
    """Whatever single bit changes, no key comes of it."""
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BilantoolError):
        ring_file.unseal(bytes(altered), ME)


@given(st.integers(0, len(SEALED) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    """A cut file is a fault of data."""
    with pytest.raises(DataFault):
        ring_file.unseal(SEALED[:length], ME)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"cles":{},"detruites":{},"dossier":1,"notes":{},"reference":"a"}',
        b'{"cles":[],"detruites":{},"dossier":"%s","notes":{},"reference":"a"}' % UUID.encode(),
        b'{ "cles":{},"detruites":{},"dossier":"%s","notes":{},"reference":"a"}' % UUID.encode(),
        b'{"cles":{"travail":{"1":"?"}},"detruites":{},"dossier":"%s","notes":{},"reference":"a"}'
        % UUID.encode(),
    ],
)
def test_signed_content_is_still_checked(content: bytes) -> None:
    """A content in another form than this version's is refused, not half understood."""
    head, _ = parts(SEALED)
    sealed = ME.seal_to_self(padding.pad(content), INFO)
    signature = ME.sign("bilantool-cles/1", head + sealed)
    with pytest.raises(DataFault, match="modifié"):
        ring_file.unseal(canonical.write(head, signature + sealed), ME)
