"""Which encodings of points of Ed25519 a careful verifier believes.

RFC 8032 lets a library accept a key of small order, under which one made-up signature holds for
message after message, and several encodings of one point. Chalkias, Garillot and Nikolaenko,
« Taming the many EdDSAs » (SSR 2020, IACR ePrint 2020/1244), list those points and show that
refusing them binds a signature to its key and to its message; libsodium refuses the same ones
(`ge25519_has_small_order`).
"""

from __future__ import annotations

_P = 2**255 - 19
_SIGN = 1 << 255

_SMALL_ORDER = frozenset(
    # The y of the points whose order divides 8; each x has both signs.
    [
        0,  # order 4
        1,  # order 1: the neutral point
        _P - 1,  # order 2
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,  # order 8
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,  # order 8
    ]
)


def sound(encoded: bytes) -> bool:
    """Whether these 32 bytes are the one encoding of their point, and it is not of small order.

    That they are a point of the curve at all is for the library to say.
    """
    y = int.from_bytes(encoded, "little") & ~_SIGN
    return y < _P and y not in _SMALL_ORDER
