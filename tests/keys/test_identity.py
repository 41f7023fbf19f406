"""The identity: one seed, two key pairs, one passphrase."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.keys import identity as identities
from bilantool.keys.identity import STANDARD_COST, Identity, KdfCost
from bilantool.sealing.primitives import Rejected

CHEAP = KdfCost(8, 1, 1)
SEED = bytes(range(32))
ME = Identity(SEED)
STRANGER = Identity(bytes(32))
PHRASE = "été froid à Nîmes"
SEALED = identities.seal_identity(ME, PHRASE, CHEAP, salt=bytes(32))


def test_round_trip_under_the_standard_cost() -> None:
    """The cost that a real trousseau uses opens what it sealed."""
    assert (
        identities.open_identity(identities.seal_identity(ME, PHRASE, STANDARD_COST), PHRASE) == ME
    )


@pytest.mark.parametrize(
    "typed",
    [
        PHRASE,
        unicodedata.normalize("NFD", PHRASE),
        f"  {PHRASE}\n",
        PHRASE.replace(" ", "\u00a0 "),
        PHRASE.replace("t", "\uff54"),
    ],
    ids=["same", "decomposed", "spaces around", "folded spaces", "full width"],
)
def test_the_same_phrase_from_another_keyboard(typed: str) -> None:
    """What looks the same opens the same."""
    assert identities.open_identity(SEALED, typed) == ME


@pytest.mark.parametrize("typed", ["ete froid a Nimes", PHRASE.upper(), "x", PHRASE + "."])
def test_wrong_passphrase(typed: str) -> None:
    """A wrong passphrase is a fault of key, with a way out, and is not repeated."""
    with pytest.raises(KeyFault, match="phrase de passe n’ouvre pas") as caught:
        identities.open_identity(SEALED, typed)
    assert "recover" in caught.value.hint
    assert PHRASE not in caught.value.hint


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_empty_passphrase(typed: str) -> None:
    """An empty passphrase neither seals nor opens."""
    with pytest.raises(KeyFault, match="vide"):
        identities.seal_identity(ME, typed, CHEAP)
    with pytest.raises(KeyFault, match="vide"):
        identities.open_identity(SEALED, typed)


def test_the_seed_never_shows() -> None:
    """Neither `repr` nor the sealed file holds the seed; both say whose they are."""
    assert repr(ME) == f"Identity({ME.fingerprint})"
    assert SEED not in SEALED
    assert identities.fingerprint_of(SEALED) == ME.fingerprint


def test_fingerprint() -> None:
    """Eight groups of four, for reading aloud; distinct for distinct identities."""
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){7}", ME.fingerprint)
    assert ME.fingerprint != STRANGER.fingerprint


def test_keys_are_distinct() -> None:
    """The two public keys differ from one another and from the seed."""
    assert len(ME.public) == 64
    assert len({ME.public[:32], ME.public[32:], SEED}) == 3


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_sealing_to_oneself(plaintext: bytes, info: bytes) -> None:
    """What is sealed to oneself opens for the same purpose, and for nobody else."""
    sealed = ME.seal_to_self(plaintext, info)
    assert ME.open_own(sealed, info) == plaintext
    for other, purpose in ((STRANGER, info), (ME, info + b"x")):
        with pytest.raises(Rejected):
            other.open_own(sealed, purpose)


@given(st.binary(max_size=200))
def test_signing(message: bytes) -> None:
    """A signature holds for its signer, label and message alone."""
    signature = ME.sign("cles", message)
    ME.check("cles", message, signature)
    for signer, label, text in (
        (STRANGER, "cles", message),
        (ME, "certificat", message),
        (ME, "cles", message + b"x"),
    ):
        with pytest.raises(Rejected):
            signer.check(label, text, signature)


@settings(max_examples=200)
@given(st.integers(0, len(SEALED) * 8 - 1))
def test_every_flipped_bit_is_refused(bit: int) -> None:
    """Whatever single bit changes in the file, no identity comes of it."""
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BilantoolError):
        identities.open_identity(bytes(altered), PHRASE)


@given(st.integers(0, len(SEALED) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    """A cut file is a fault of data."""
    with pytest.raises(DataFault):
        identities.open_identity(SEALED[:length], PHRASE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"memoire: 8", b"memoire: 999999999"),
        (b"memoire: 8", b"memoire: 7"),
        (b"passes: 1", b"passes: 100000"),
        (b"voies: 1", b"voies: 64"),
    ],
)
def test_hostile_cost_is_refused_before_use(old: bytes, new: bytes) -> None:
    """A file cannot make the machine spend all its memory or an hour."""
    with pytest.raises(DataFault, match="modifié"):
        identities.open_identity(SEALED.replace(old, new), PHRASE)


def test_a_seed_has_32_bytes() -> None:
    """Nothing else becomes an identity."""
    with pytest.raises(ValueError):
        Identity(bytes(31))
    assert Identity.new() != Identity.new()
