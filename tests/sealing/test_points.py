"""Keys and signatures that would hold for several messages: refused wherever one is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilantool import registre
from bilantool.errors import DataFault
from bilantool.sealing import points, primitives
from bilantool.sealing.primitives import Rejected
from tests.test_registre import CERTIFICATE, ME, independent

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int]


def add(a: Point, b: Point) -> Point:
    """The law of the curve, as RFC 8032 writes it in affine coordinates."""
    product = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + a[1] * b[0]) * pow(1 + product, -1, P)
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P)
    return x % P, y % P


def times(number: int, point: Point) -> Point:
    total = (0, 1)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def on_curve(y: int) -> Point | None:
    """The point of this y whose x is even; None where there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        return None
    return (P - x if x & 1 else x), y


def torsion() -> set[Point]:
    """All points whose order divides 8: the multiples of one that generates them."""
    for y in range(2, 100):
        found = on_curve(y)
        if found is None:
            continue
        small = times(ORDER, found)
        if times(4, small) != (0, 1):
            return {times(number, small) for number in range(8)}
    raise AssertionError("no generator")


def encodings(y: int) -> list[bytes]:
    """Every 32 bytes that stand for this y, with either sign of x."""
    values = [each for each in (y, y + P) if each < 2**255]
    return [(each | sign << 255).to_bytes(32, "little") for each in values for sign in (0, 1)]


SMALL = sorted({y for _, y in torsion()})


def test_the_table_is_that_of_the_curve() -> None:
    """Exactly the points whose order divides 8, found again from the curve's own equation."""
    assert len(torsion()) == 8
    assert len(SMALL) == 5
    assert frozenset(SMALL) == points._SMALL_ORDER


@pytest.mark.parametrize("encoded", [each for y in SMALL for each in encodings(y)])
def test_a_key_of_small_order_signs_nothing(encoded: bytes) -> None:
    """The signature made of the neutral point and of zero, which holds for many messages under
    such keys, holds for none here; nor does any other under them."""
    for first in (b"\x01" + bytes(31), encoded):
        for number in range(8):
            with pytest.raises(Rejected):
                primitives.ed25519_verify(encoded, bytes([number]), first + bytes(32))


def test_a_point_has_one_encoding() -> None:
    """A y above the field's prime is refused, whatever it stands for."""
    for y in range(P, 2**255):
        assert not points.sound(y.to_bytes(32, "little"))
        assert not points.sound((y | 1 << 255).to_bytes(32, "little"))


def test_ordinary_keys_and_signatures_are_sound() -> None:
    """No key that anybody draws is refused."""
    for number in range(64):
        seed = bytes([number]) * 32
        public, message = primitives.ed25519_public(seed), b"message"
        primitives.ed25519_verify(public, message, primitives.ed25519_sign(seed, message))


def test_a_scalar_above_the_order_is_refused() -> None:
    """The other way to write the same signature twice."""
    seed, message = bytes(32), b"message"
    signature = primitives.ed25519_sign(seed, message)
    other = int.from_bytes(signature[32:], "little") + ORDER
    again = signature[:32] + other.to_bytes(32, "little")
    with pytest.raises(Rejected):
        primitives.ed25519_verify(primitives.ed25519_public(seed), message, again)


def test_no_certificate_under_a_made_up_signature() -> None:
    """Two different certificates cannot share a signature that nobody made."""
    signer = independent()
    for y in SMALL:
        for encoded in encodings(y):
            public = ME.public[:32] + encoded
            for notes in range(8):
                head = registre._head(replace(CERTIFICATE, notes=notes), public)
                data = registre._whole(head, b"\x01" + bytes(63))
                with pytest.raises(DataFault):
                    registre.read(data)
                with pytest.raises(ValueError, match="d'autres textes"):
                    signer(data)
