"""The last touch on a docx or an odt, in memory: what pandoc has no option for.

The reference documents carry words in braces, `{titre}`, `{beneficiaire}`, `{pied}` and
`{brouillon}`, wherever their header and footer want them, and the house's accent wherever
they want a colour. Both are filled in here and not in the reference document, since that one
passes through the disk.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from bilantool.documents.styles import ACCENT, SOFT, Palette
from bilantool.documents.tree import FOOTER
from bilantool.french import NBSP

_DRAWN = {
    "docx": re.compile(r"word/(?:styles|numbering|(?:header|footer)\w*)\.xml"),
    "odt": re.compile(r"styles\.xml"),
}
"""The parts that come from the reference document."""

_TEXT = {"docx": "word/document.xml", "odt": "content.xml"}

# What zipfile raises on bytes that are no archive, or one that was cut or changed.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip

_SETTINGS = "word/settings.xml"
_AFTER_FIELDS = re.compile(
    r"<w:(?:hdrShapeDefaults|footnotePr|endnotePr|compat|docVars|rsids)\b|</w:settings>"
)
"""What Word's schema wants after the setting that fields are to be updated."""

_PROPERTIES = ("docProps/core.xml", "docProps/custom.xml", "meta.xml")

# Every key of the metadata, which pandoc copies there: a fiche projet would tell an employer, in
# the properties of the file, what its pages keep silent.
_CUSTOM = re.compile(r"<(property|meta:user-defined)\b[^>]*>.*?</\1>\s*", re.DOTALL)

_FIRST_ZIP_SECOND = 315_532_800  # 1 January 1980: a zip file knows no earlier date


class Damaged(Exception):
    """These bytes are no docx, no odt, or not a whole one."""


def finished(made: bytes, to: str, *, meta: Mapping[str, Any], epoch: int) -> bytes:
    """The document with its header, footer and colours filled in, dated `epoch` throughout.

    Raises Damaged.
    """
    words = {
        "{titre}": str(meta.get("title") or ""),
        "{beneficiaire}": str(meta.get("beneficiaire") or ""),
        "{pied}": str(meta.get("pied") or FOOTER),
        "{brouillon}": "BROUILLON" if meta.get("draft") else "",
    }
    palette = Palette.of(str(meta.get("couleur") or ""))
    title = _full_title(meta)

    def touched(name: str, text: str) -> str:
        if _DRAWN[to].fullmatch(name):
            return _coloured(_filled(text, words), palette)
        if name == _TEXT["docx"]:
            return _ruled_to_write_in(_rows_kept_whole(_pictures(text)))
        if name == _TEXT["odt"]:
            return _descriptions_inside(text)
        if name in _PROPERTIES:
            return _titled(_dated(_CUSTOM.sub("", text), epoch), title)
        if name == _SETTINGS and meta.get("toc"):
            return _fields_updated(text)
        return text

    return _written(
        [
            (name, touched(name, data.decode()).encode() if name.endswith(".xml") else data)
            for name, data in _members(made, _TEXT[to])
        ],
        epoch,
    )


def _full_title(meta: Mapping[str, Any]) -> str:
    """What tells a file from another in a list: its title, its subject and whose it is."""
    subtitle = f"{NBSP}: {meta['subtitle']}" if meta.get("subtitle") else ""
    person = f", {meta['beneficiaire']}" if meta.get("beneficiaire") else ""
    return f"{meta.get('title') or ''}{subtitle}{person}"


def _titled(text: str, title: str) -> str:
    return re.sub(
        r"(<dc:title>)[^<]*(</dc:title>)", lambda found: found[1] + escape(title) + found[2], text
    )


def _fields_updated(text: str) -> str:
    # The numbers of the pages in the table of contents are known to Word alone.
    if "<w:updateFields" in text:
        return text
    place = _AFTER_FIELDS.search(text)
    if place is None:
        raise Damaged
    return f'{text[: place.start()]}<w:updateFields w:val="true"/>{text[place.start() :]}'


def _filled(text: str, words: Mapping[str, str]) -> str:
    pattern = "|".join(re.escape(token) for token in words)
    return re.sub(pattern, lambda match: escape(words[match.group()]), text)


def _coloured(text: str, palette: Palette) -> str:
    text = re.sub(ACCENT, palette.accent, text, flags=re.IGNORECASE)
    return re.sub(SOFT, palette.soft, text, flags=re.IGNORECASE)


_RULES = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="CDD6D9" />'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


_TABLE = re.compile(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" />.*?</w:tbl>', re.DOTALL)
_HEIGHT = re.compile(r'<w:p><w:pPr><w:spacing w:line="(\d+)" w:lineRule="exact"\s?/></w:pPr></w:p>')


def _rows_kept_whole(text: str) -> str:
    # A row that a page end may cut is hard to read; pandoc has no option for it.
    text = text.replace("<w:tr><w:trPr><w:tblHeader", "<w:tr><w:trPr><w:cantSplit /><w:tblHeader")
    return text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")


def _ruled_to_write_in(text: str) -> str:
    """Tables that are filled by hand: rows of the height that docx.lua marked, ruled all around."""

    def tall(row: re.Match[str]) -> str:
        marked = _HEIGHT.search(row.group())
        if marked is None:
            return row.group()
        height = f'<w:cantSplit /><w:trHeight w:val="{marked[1]}" w:hRule="atLeast" />'
        return _HEIGHT.sub("", row.group()).replace("<w:cantSplit />", height, 1)

    def ruled(found: re.Match[str]) -> str:
        table = found.group()
        if not _HEIGHT.search(table):
            return table
        table = table.replace("<w:tblLayout", f"{_RULES}<w:tblLayout", 1)
        table = table.replace('w:noHBand="0"', 'w:noHBand="1"', 1)
        return re.sub(r"<w:tr>.*?</w:tr>", tall, table, flags=re.DOTALL)

    return _TABLE.sub(ruled, text)


_NO_MARGIN = "".join(f' dist{edge}="0"' for edge in "TBLR")


def _pictures(text: str) -> str:
    # pandoc repeats a picture's whole data URI as the description of its inner element, and leaves
    # out its margins, for which LibreOffice takes three millimetres.
    text = re.sub(r' descr="data:[^"]*"', ' descr=""', text)
    return text.replace("<wp:inline>", f"<wp:inline{_NO_MARGIN}>")


def _descriptions_inside(text: str) -> str:
    return re.sub(r"</draw:frame>\s*(<svg:desc>[^<]*</svg:desc>)", r"\1</draw:frame>", text)


def _dated(text: str, epoch: int) -> str:
    # In its sandbox pandoc knows no time, and writes 1970.
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return re.sub(r"(?<=>)1970-01-01T00:00:00Z(?=<)", moment, text)


def _members(archive: bytes, needed: str) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as source:
            members = [(name, source.read(name)) for name in source.namelist()]
        for name, data in members:
            if name.endswith(".xml"):
                data.decode()
    except _UNREADABLE:
        raise Damaged from None
    if needed not in dict(members):
        raise Damaged
    return members


def _written(members: Iterable[tuple[str, bytes]], epoch: int) -> bytes:
    moment = datetime.fromtimestamp(max(epoch, _FIRST_ZIP_SECOND), UTC)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as target:
        for name, content in members:
            entry = zipfile.ZipInfo(name, stamp)
            entry.create_system = 0  # the same bytes on every system
            # An odt must begin with its type, readable without unpacking.
            plain = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return result.getvalue()
