"""Lengths that say little: ISO/IEC 7816-4 padding up to a Padmé bucket.

A sealed note is exactly as long as what it holds, and length alone tells an empty note
from a rich one. Padmé (Nikitin et al., PETS 2019) keeps only the leading bits of the
length: at most 12 % more bytes, and O(log log n) bits told. Below 1 KiB everything
looks the same, which is where a just-begun note lies.
"""

from __future__ import annotations

SMALLEST = 1024
"""The least padded length, in bytes."""

_MARK = b"\x80"


class BadPadding(ValueError):
    """The bytes are not what `pad` writes."""


def bucket(length: int) -> int:
    """The padded length, in bytes, of `length` bytes (the mark included)."""
    if length <= SMALLEST:
        return SMALLEST
    exponent = length.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (length + mask) & ~mask


def is_bucket(length: int) -> bool:
    """Whether something padded can have this length."""
    return length >= SMALLEST and bucket(length) == length


def pad(data: bytes) -> bytes:
    """`data`, one byte 0x80, then zeros up to the bucket."""
    marked = data + _MARK
    return marked.ljust(bucket(len(marked)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """What `pad` was given; raises `BadPadding` on any other bytes, a wrong bucket included."""
    marked = padded.rstrip(b"\x00")
    if not marked.endswith(_MARK) or len(padded) != bucket(len(marked)):
        raise BadPadding
    return marked[:-1]
