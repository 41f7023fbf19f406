"""The text face of the documents: where its files are, and how wide each of its letters is.

The widths are read in the font itself (tables `head`, `hhea`, `hmtx` and `cmap` of
https://learn.microsoft.com/typography/opentype/spec/), so that what a chart sets beside or
under a label is placed for the label's true size.
"""

from __future__ import annotations

import functools
import importlib.util
import struct
from collections.abc import Mapping
from pathlib import Path

from bilantool.errors import EnvironmentFault

_FILES = {False: "SourceSansPro-Regular.ttf", True: "SourceSansPro-Semibold.ttf"}
_UNICODE = ((3, 1), (0, 3))  # platform and encoding of the maps of the basic plane


@functools.cache
def folder() -> Path:
    """The folder of Source Sans Pro, found without importing its package."""
    spec = importlib.util.find_spec("font_source_sans_pro")
    found = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if found is None or not found.is_dir():
        raise EnvironmentFault(
            "la police Source Sans Pro est introuvable",
            hint="réinstallez bilantool : elle est installée avec lui",
        )
    return found


@functools.cache
def widths(*, bold: bool = False) -> Mapping[str, float]:
    """How far each character of the face advances, in ems; `bold` is its semibold."""
    path = folder() / _FILES[bold]
    try:
        return _widths(path.read_bytes())
    except (OSError, KeyError, struct.error):
        raise EnvironmentFault(
            "la police Source Sans Pro est abîmée",
            hint="réinstallez bilantool : elle est installée avec lui",
        ) from None


def _widths(font: bytes) -> dict[str, float]:
    tables = {}
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        tables[tag] = offset
    (unit,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    # Each glyph has its advance and its left bearing; those after the last share its advance.
    metrics = struct.unpack_from(f">{2 * count}H", font, tables[b"hmtx"])
    return {
        chr(code): metrics[2 * min(glyph, count - 1)] / unit
        for code, glyph in _glyphs(font, tables[b"cmap"]).items()
    }


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """The glyph of each code point, from the map of the basic plane (format 4)."""
    start = None
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            start = cmap + offset
    if start is None:
        return {}
    double = struct.unpack_from(">H", font, start + 6)[0]  # twice the number of segments
    segments = double // 2
    ends = struct.unpack_from(f">{segments}H", font, start + 14)
    begins = struct.unpack_from(f">{segments}H", font, start + 16 + double)
    shifts = struct.unpack_from(f">{segments}h", font, start + 16 + 2 * double)
    ranges = start + 16 + 3 * double
    found = {}
    for number in range(segments):
        (distance,) = struct.unpack_from(">H", font, ranges + 2 * number)
        for code in range(begins[number], min(ends[number], 0xFFFE) + 1):
            glyph = code
            if distance:
                place = ranges + 2 * number + distance + 2 * (code - begins[number])
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                found[code] = (glyph + shifts[number]) % 0x10000
    return found
