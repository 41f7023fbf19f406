"""Trying keys on a sealed text that nobody vouches for: does any of them still open it?"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from bilantool.errors import DataFault
from bilantool.sealing import box, canonical, envelope
from bilantool.sealing.canonical import Form, Parsed

_FORMS = (envelope.NOTE_FORM, envelope.PIECE_FORM)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the first lines of a sealed note or piece say it belongs to."""

    dossier: str
    classe: str


def claim(data: bytes) -> Claim | None:
    """The claim of a sealed text, whole or not; None for anything else."""
    for form in _FORMS:
        try:
            values = canonical.claimed(form, data[: envelope.CLAIM])
        except DataFault:
            continue
        return Claim(values["dossier"], values["classe"])
    return None


@dataclass(frozen=True, slots=True)
class Trial:
    """A sealed text taken apart once, to be tried with many keys."""

    form: Form
    parsed: Parsed

    @classmethod
    def of(cls, data: bytes) -> Trial:
        """Raises DataFault for a text that is not whole, which no key opens."""
        form = next((each for each in _FORMS if _is(each, data)), envelope.NOTE_FORM)
        return cls(form, canonical.parse(form, data))

    def opens(self, key: bytes) -> bool:
        """Whether this is the key that sealed it, even if the content was altered since."""
        salt = base64.b64decode(self.parsed.values["sel"])
        info = self.form.name.encode()
        try:
            box.unseal(key, self.parsed.body, salt=salt, info=info, aad=self.parsed.head)
        except box.WrongKey:
            return False
        except box.Altered:
            return True
        return True


def _is(form: Form, data: bytes) -> bool:
    return f"\nformat: {form.name}".encode() in data[: envelope.CLAIM].replace(b"\r\n", b"\n")
