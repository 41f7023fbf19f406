"""The cabinet's logo: a picture inside the cabinet, told by its bytes, of a sane size."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilantool.errors import DataFault
from bilantool.storage import files

NAME = "logo-du-cabinet.svg"
"""The file that the typst source calls."""
MAX_BYTES = 1 << 20
MAX_SIDE = 4000
"""Pixels. A picture of a few kilobytes may otherwise ask for gigabytes to be drawn."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG that tell its size."""


@dataclass(frozen=True, slots=True)
class Logo:
    """`kind` is `png` or `jpeg`, `size` its width and height in pixels, `alt` its description."""

    data: bytes
    kind: str
    size: tuple[int, int]
    alt: str

    @property
    def svg(self) -> bytes:
        """A drawing that holds the picture: typst takes text alone from memory."""
        width, height = self.size
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
            f'<image width="{width}" height="{height}" xlink:href="{self.address}"/></svg>'
        ).encode()

    @property
    def address(self) -> str:
        """The picture as an address, for the formats that take it in."""
        return f"data:image/{self.kind};base64,{base64.b64encode(self.data).decode()}"


def read(root: Path, settings: Mapping[str, Any]) -> Logo | None:
    """The logo that cabinet.yaml names, by a path below `root`; None when it names none.

    DataFault when it is no such file, lies elsewhere, or is no PNG or JPEG of that size.
    """
    named = settings.get("logo")
    if not isinstance(named, str) or not named:
        return None
    parts = [part for part in named.replace("\\", "/").split("/") if part not in ("", ".")]
    try:
        data = files.read_bounded(files.inside(root, *parts), MAX_BYTES)
    except DataFault:
        raise _refused("le fichier est introuvable, hors du cabinet, ou dépasse 1 Mo") from None
    kind, size = _measured(data)
    if size is None:
        raise _refused("le fichier n'est pas une image PNG ou JPEG entière")
    if not all(0 < side <= MAX_SIDE for side in size):
        raise _refused(f"l'image dépasse {MAX_SIDE} points de côté")
    return Logo(data, kind, size, f"Logo de {settings.get('raison_sociale', '')}")


def _measured(data: bytes) -> tuple[str, tuple[int, int] | None]:
    """What the picture is, and its width and height; no size for what is not one."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and data.endswith(_PNG_END):
        width, height = struct.unpack(">II", data[16:24])
        return "png", (width, height)
    if data.startswith(_JPEG):
        return "jpeg", _jpeg_size(data)
    return "", None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        if data[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None


def _refused(why: str) -> DataFault:
    return DataFault(
        f"le logo que nomme cabinet.yaml ne peut pas être employé : {why}",
        hint="donnez le chemin d'une image PNG ou JPEG rangée dans le cabinet, ou effacez cette "
        "réponse : bilantool fill cabinet logo",
    )
