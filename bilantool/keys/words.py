"""Words that carry secrets: the seed as 24 French words (BIP-39), a proposed passphrase.

The home of the package mnemonic. What is typed back from paper comes with or without
accents, capitals, numbers and line breaks; what is wrong in it is told by rank, since the
words themselves are a secret.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from mnemonic import Mnemonic

from bilantool.errors import KeyFault

COUNT = 24
"""Words in a seed: 256 bits and an 8-bit checksum, 11 bits a word."""

PASSPHRASE_WORDS = 6
"""64 bits; with Argon2id behind, out of reach of a stolen file."""


def to_words(seed: bytes) -> list[str]:
    """The 24 words of a 32-byte seed, accents composed."""
    return [unicodedata.normalize("NFC", word) for word in _codec().to_mnemonic(seed).split()]


def to_seed(text: str) -> bytes:
    """The seed that 24 words say.

    Accents may be composed, decomposed or missing; capitals, spaces, commas and numbers
    before the words do not count. Raises KeyFault: not 24 words, a word that is not in the
    list (by its rank), words that do not belong together.
    """
    typed = _split(text)
    # A wrong word is told before a wrong count: one stray letter is both, and this helps more.
    if len(typed) <= COUNT + 1:
        check(text)
    if len(typed) != COUNT:
        raise KeyFault(
            f"il faut {COUNT}\u00a0mots, {len(typed)} ont été lus",
            hint="recopiez la fiche de secours en entier, dans l’ordre de ses numéros",
        )
    try:
        return bytes(_codec().to_entropy([_by_plain_form()[word] for word in typed]))
    except ValueError:
        raise KeyFault(
            "ces 24\u00a0mots existent tous, mais ils ne vont pas ensemble",
            hint="deux mots sont échangés, ou un mot en remplace un autre\u00a0: reprenez la fiche",
        ) from None


def check(text: str, *, first: int = 1) -> int:
    """How many words `text` holds; its first one is number `first` on the sheet.

    Raises KeyFault, by its rank, for a word that is not in the list.
    """
    typed, known = _split(text), _by_plain_form()
    for rank, word in enumerate(typed, start=first):
        if word not in known:
            raise KeyFault(
                f"le mot n°\u00a0{rank} n’est pas dans la liste des mots de secours",
                hint="comparez-le, lettre par lettre, à la fiche de secours",
            )
    return len(typed)


def _split(text: str) -> list[str]:
    return re.findall(r"[a-z]+", plain(text))


def plain(text: str) -> str:
    """Lower case, no accents, no spaces around: the form in which typed words are compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = (char for char in decomposed if not unicodedata.combining(char))
    return "".join(letters).lower().strip()


def propose_passphrase() -> str:
    """Six French words drawn by the system's generator, a space between them.

    Words with an accent are left out (366 of 2048): they are hard to type unseen, and not
    every keyboard has them.
    """
    words = [word for word in _codec().wordlist if word.isascii()]
    return " ".join(secrets.choice(words) for _ in range(PASSPHRASE_WORDS))


@cache
def _codec() -> Mnemonic:
    return Mnemonic("french")


@cache
def _by_plain_form() -> dict[str, str]:
    """Plain form → word of the list; no two words of the French list share one."""
    return {plain(word): word for word in _codec().wordlist}


SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""What nobody takes for another sign: no l, o, 0 nor 1."""


def propose_code() -> str:
    """Four groups of four signs, 80 bits; short, since some PDF readers take 32 signs at most."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))
