"""An answer that cannot be understood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bilantool.errors import UsageFault


class Mistyped(Exception):
    """An answer that cannot be understood: what is wrong, and how to write it ("" without).

    Nothing of the answer is repeated.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice

    @property
    def sentence(self) -> str:
        return f"{self.what} : {self.advice}" if self.advice else self.what


@contextmanager
def stated(option: str = "") -> Iterator[None]:
    """What a command line states is read in here: Mistyped comes out as UsageFault.

    `option` names what is not understood.
    """
    try:
        yield
    except Mistyped as mistyped:
        what = f"{option} : {mistyped.what}" if option else mistyped.what
        raise UsageFault(what, hint=mistyped.advice or "vérifiez ce qui a été tapé") from None
