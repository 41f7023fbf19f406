"""Padding: what the length of a sealed text tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.sealing import padding


@given(st.binary(max_size=5000))
def test_round_trip(data: bytes) -> None:
    """What was padded comes back, bytes that look like padding included."""
    assert padding.unpad(padding.pad(data)) == data


@given(st.binary(max_size=100), st.integers(0, 200))
def test_trailing_marks_and_zeros_survive(data: bytes, zeros: int) -> None:
    """Content that ends like padding is not mistaken for it."""
    data = data + b"\x80" + bytes(zeros)
    assert padding.unpad(padding.pad(data)) == data


@pytest.mark.parametrize("length", [0, 1, 500, 1023])
def test_short_texts_look_the_same(length: int) -> None:
    """Below one KiB every length is one KiB."""
    assert len(padding.pad(bytes(length))) == 1024


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1024, 1024), (1025, 1088), (1088, 1088), (1089, 1152), (4097, 4352), (1_000_000, 1_015_808)],
)
def test_known_buckets(length: int, expected: int) -> None:
    """Buckets computed by hand from the definition of Padmé."""
    assert padding.bucket(length) == expected


@given(st.integers(1, 30_000_000))
def test_bucket_costs_at_most_twelve_percent(length: int) -> None:
    """A bucket holds its length, is itself a bucket, and wastes little above one KiB."""
    size = padding.bucket(length)
    assert size >= length
    assert padding.is_bucket(size)
    assert size == 1024 or size <= length * 1.12


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(1024),
        b"a" * 1024,
        b"a\x80" + bytes(1021),
        b"a\x80" + bytes(1086),
        b"a\x80" + bytes(1022) + b"\x01",
    ],
    ids=["empty", "no mark", "no padding", "too short", "wrong bucket", "dirty"],
)
def test_foreign_padding_is_refused(padded: bytes) -> None:
    """Only the one padding that `pad` writes is accepted."""
    with pytest.raises(padding.BadPadding):
        padding.unpad(padded)


@pytest.mark.parametrize("length", [0, 16, 1023, 1025, 1087])
def test_what_is_no_bucket(length: int) -> None:
    """A truncated text is known by its length."""
    assert not padding.is_bucket(length)
