"""The look of the documents: the style files in use, and the cabinet's accent colour.

The files are held as bytes, not as paths: what was accepted of a cabinet's `templates/`
is then exactly what is used, whatever happens to the folder meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilantool.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

ACCENT = "17505C"
"""The accent of a cabinet that chose none; the reference documents are drawn with it."""

SOFT = "E8EFF0"
"""The tint of boxes and of table bands in the reference documents."""

FILES = {
    "typst": "styles/document.typ",
    "html": "styles/document.html",
    "css": "styles/document.css",
    "docx": "styles/reference.docx",
    "odt": "styles/reference.odt",
}
"""Each style by its name here, and where a trame keeps it."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The five style files, as bytes; `own` names those that are not the shipped ones."""

    typst: bytes
    html: bytes
    css: bytes
    docx: bytes
    odt: bytes
    own: frozenset[str] = frozenset()

    @classmethod
    def read(cls, read: Callable[[str], bytes], own: frozenset[str] = frozenset()) -> Styles:
        """The styles as `read` gives them for the paths of `FILES`; `own` are names of `FILES`."""
        return cls(**{name: read(path) for name, path in FILES.items()}, own=own)

    @classmethod
    def standard(cls) -> Styles:
        """The shipped styles."""
        root = shipped("templates") / "standard"
        return cls.read(lambda path: (root / path).read_bytes())


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent and its tint, both as six hexadecimal digits without `#`."""

    accent: str
    soft: str

    @classmethod
    def of(cls, colour: str = "") -> Palette:
        """The palette of a cabinet's colour (`#1f6f54`), darkened until white reads on it.

        Anything that is not six hexadecimal digits gives the house's own accent: a colour is
        taste, and no document fails for it.
        """
        digits = colour.strip().removeprefix("#")
        if not re.fullmatch(r"[0-9A-Fa-f]{6}", digits):
            digits = ACCENT
        accent = _readable(_channels(digits))
        if _hex(accent) == ACCENT:
            return cls(ACCENT, SOFT)
        return cls(_hex(accent), _hex(_mixed(accent, 0.90)))


Channels = tuple[int, int, int]


def contrast_on_white(colour: str) -> float:
    """WCAG contrast of six hexadecimal digits against white, from 1 to 21."""
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def _channels(digits: str) -> Channels:
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _hex(channels: Channels) -> str:
    return "".join(f"{channel:02X}" for channel in channels)


def _mixed(channels: Channels, white: float) -> Channels:
    red, green, blue = (round(c + (255 - c) * white) for c in channels)
    return red, green, blue


def _readable(channels: Channels) -> Channels:
    # 4.5 is what WCAG AA asks of text; 5.5 leaves room for the tint behind the accent.
    while contrast_on_white(_hex(channels)) < 5.5:
        red, green, blue = (int(c * 0.94) for c in channels)
        channels = (red, green, blue)
    return channels


def _luminance(channels: Channels) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (c / 255 for c in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
