"""The paragraphs of a word processor's document, numbered as a reader counts them."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from bilantool.documents import pandoc
from bilantool.errors import DataFault

READERS = {".docx": "docx", ".odt": "odt"}
"""What can be read, by the ending of its name → pandoc's name of the format."""

_BLOCKS = frozenset({"Para", "Plain", "Header", "LineBlock", "CodeBlock"})
_MARGINS = re.compile(r"word/(?:header|footer)[0-9]*\.xml|styles\.xml")
_MARGIN_BYTES = 4 * 1024 * 1024
_END = re.compile(r"</(?:w|text):p>")
_TAG = re.compile(r"<[^<>]*>")


def of(data: bytes, suffix: str) -> list[str]:
    """The text of each paragraph, heading and table cell of a docx or odt, in order.

    Raises DataFault for what is not such a document, EnvironmentFault as `pandoc.parse`.
    """
    if not data.startswith(b"PK"):
        raise _unreadable()
    return [*_texts(pandoc.read(data, READERS[suffix])["blocks"])]


def in_margins(data: bytes) -> list[str]:
    """The paragraphs of the headers and footers, which pandoc does not read."""
    found: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if _MARGINS.fullmatch(info.filename) and info.file_size <= _MARGIN_BYTES:
                    with archive.open(info) as stream:
                        xml = stream.read(_MARGIN_BYTES).decode("utf-8", "replace")
                    found += [html.unescape(_TAG.sub("", each)) for each in _END.split(xml)]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError):
        raise _unreadable() from None
    return found


def _unreadable() -> DataFault:
    return DataFault(
        "ce fichier n'est pas un document de traitement de texte",
        hint="ouvrez-le dans le traitement de texte, enregistrez-le à nouveau, puis recommencez",
    )


def _texts(node: object) -> Iterator[str]:
    """The text of each block that holds words itself, however deep it stands."""
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack.extend(reversed(each))
        elif isinstance(each, Mapping):
            if each.get("t") in _BLOCKS:
                yield "".join(_words(each.get("c")))
            else:
                stack.append(each.get("c"))


def _words(node: Any) -> Iterator[str]:
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack.extend(reversed(each))
        elif isinstance(each, Mapping):
            kind = each.get("t")
            if kind == "Str":
                yield str(each["c"])
            elif kind == "Code":
                yield str(each["c"][-1])
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                yield " "
            else:
                stack.append(each.get("c"))
