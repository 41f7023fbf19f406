"""Names of files that every system can write and a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from bilantool import media
from bilantool.shelf import Facts

_LONGEST = 80
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


def readable(text: str) -> str:
    """`text` as the name of a file, without what a system forbids; never empty."""
    text = unicodedata.normalize("NFC", _FORBIDDEN.sub(" ", text))
    text = "".join(char for char in text if char.isprintable())
    text = re.sub(r"\s+", " ", text)[:_LONGEST].strip(" .")
    return f"_{text}" if not text or _RESERVED.fullmatch(text) else text


def of_piece(piece: Facts) -> str:
    """`2026-02-24 Convention signée.pdf`."""
    known = media.of_name(piece.media)
    suffix = known.suffix if known else ""
    title = piece.titre
    if suffix and title.lower().endswith(suffix):
        title = title[: -len(suffix)]
    return f"{piece.date} {readable(title)}{suffix}"


def free(name: str, taken: Collection[str]) -> str:
    """`name`, or with a number behind it where it is taken; capitals tell no files apart."""
    folded = {each.casefold() for each in taken}
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    number, tried = 1, name
    while tried.casefold() in folded:
        number += 1
        tried = f"{stem} ({number}){dot}{suffix}"
    return tried
