"""Words on paper: the seed comes back however it is typed, and mistakes are told by rank."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from bilantool.errors import KeyFault
from bilantool.keys import words

SEED = bytes(range(32))
WORDS = words.to_words(SEED)
SHEET = " ".join(WORDS)


@given(st.binary(min_size=32, max_size=32))
def test_round_trip(seed: bytes) -> None:
    """Any seed is 24 words, and comes back from them."""
    found = words.to_words(seed)
    assert len(found) == 24
    assert words.to_seed(" ".join(found)) == seed


def test_published_vector() -> None:
    """The words are BIP-39's: 256 zero bits, then 0x66, the first byte of their SHA-256."""
    assert words.to_words(bytes(32)) == ["abaisser"] * 23 + ["anaphore"]
    assert Mnemonic("french").wordlist.index("anaphore") == 0x66


@pytest.mark.parametrize(
    "typed",
    [
        SHEET.upper(),
        unicodedata.normalize("NFD", SHEET),
        words.plain(SHEET),
        "\n".join(f"{rank}. {word}" for rank, word in enumerate(WORDS, start=1)),
        "\n".join(f"{rank:2d}) {word}," for rank, word in enumerate(WORDS, start=1)),
        "\t  ".join(WORDS) + "\r\n",
    ],
    ids=["capitals", "decomposed", "no accents", "numbered", "numbered and commas", "spaces"],
)
def test_however_typed(typed: str) -> None:
    """Accents, capitals, numbers and spaces do not count."""
    assert words.to_seed(typed) == SEED


def test_unknown_word_is_told_by_rank() -> None:
    """The rank of the wrong word is told; the word, part of a secret, is not."""
    typed = [*WORDS]
    typed[6] = "bilantool"
    with pytest.raises(KeyFault, match="le mot n°\u00a07 ") as caught:
        words.to_seed(" ".join(typed))
    assert "bilantool" not in caught.value.message


@pytest.mark.parametrize("count", [0, 1, 12, 23, 25])
def test_wrong_count(count: int) -> None:
    """A sheet that was not copied whole is told by its count."""
    with pytest.raises(KeyFault, match=f"il faut 24\u00a0mots, {count} "):
        words.to_seed(" ".join((WORDS * 2)[:count]))


def test_exchanged_words() -> None:
    """Words of the list in a wrong order fail their checksum."""
    exchanged = [WORDS[1], WORDS[0], *WORDS[2:]]
    with pytest.raises(KeyFault, match="ne vont pas ensemble"):
        words.to_seed(" ".join(exchanged))


def test_proposed_passphrase() -> None:
    """Six words of the list that any keyboard types, and never twice the same."""
    phrase = words.propose_passphrase()
    known = set(Mnemonic("french").wordlist)
    assert [word in known for word in phrase.split(" ")] == [True] * 6
    assert phrase.isascii()
    assert phrase != words.propose_passphrase()


def test_words_are_checked_as_they_come() -> None:
    """A few words are counted; a wrong one is told by its rank on the whole sheet."""
    assert words.check(" ".join(WORDS[:5])) == 5
    assert words.check("") == 0
    with pytest.raises(KeyFault, match="le mot n°\u00a014 "):
        words.check("abaisser bilantool", first=13)


def test_a_code_is_short_and_plain() -> None:
    """Some programs that read a PDF cut its password after 32 signs; no sign looks like another."""
    drawn = {words.propose_code() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(each) == 19 and not set(each) & set("lo01") for each in drawn)
