"""What a file is, told by its bytes: a name says what one wants to believe.

Taken are papers, pictures, office documents without macros and plain text: what somebody signs
or hands in. Refused is whatever a double click could run, and what hides other files.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from bilantool.errors import DataFault

TAKEN = "PDF, image (JPEG, PNG, TIFF, WebP, HEIC), docx, odt, xlsx ou texte brut"


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: its registered name, how its files' names end, what it is called."""

    name: str
    suffixes: tuple[str, ...]
    label: str

    @property
    def suffix(self) -> str:
        """The usual ending, with its dot."""
        return self.suffixes[0]


PDF = Media("application/pdf", (".pdf",), "PDF")
JPEG = Media("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "image JPEG")
PNG = Media("image/png", (".png",), "image PNG")
TIFF = Media("image/tiff", (".tif", ".tiff"), "image TIFF")
WEBP = Media("image/webp", (".webp",), "image WebP")
HEIC = Media("image/heic", (".heic", ".heif"), "image HEIC")
DOCX = Media(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (".docx",),
    "document Word",
)
XLSX = Media(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (".xlsx",),
    "classeur Excel",
)
ODT = Media("application/vnd.oasis.opendocument.text", (".odt",), "document OpenDocument")
TEXT = Media("text/plain", (".txt", ".text", ".md", ".csv", ""), "texte brut")

KNOWN = (PDF, JPEG, PNG, TIFF, WEBP, HEIC, DOCX, XLSX, ODT, TEXT)
_PICTURES = (JPEG, PNG, TIFF, WEBP, HEIC)

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

_PROGRAM = "un programme exécutable"
_SCRIPT = "un script, que l'ordinateur pourrait exécuter"
_ARCHIVE = "une archive, qui peut cacher n'importe quel fichier"
_WEB = "une page web, qui peut contenir du code"
_OLD_OFFICE = "un document d'un ancien format Office, qui peut cacher des macros"
_MACROS = "un document qui contient des macros ou un objet incorporé"
_UNKNOWN = "d'un type que bilantool ne connaît pas"
_RICH = "un document RTF, qui peut cacher d'autres fichiers"

_REFUSED = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xfe\xed\xfa\xce", _PROGRAM),
    (b"\xfe\xed\xfa\xcf", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"dex\n", _PROGRAM),
    (b"\x00asm", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "un raccourci Windows, qui peut lancer un programme"),
    (b"#!", _SCRIPT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", _RICH),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"MSCF", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"PK\x07\x08", _ARCHIVE),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<svg", b"<?php")
_TAR_MARK, _TAR_PLACE = b"ustar", 257

# Names inside an office document that only code, or a file within the file, needs.
_CODE = ("vbaproject", "vbadata", "macrosheets/", "activex/", "oleobject", "basic/", "scripts/")
_PARTS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
}
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}


def recognised(data: bytes, suffix: str = "") -> Media:
    """What these bytes are; `suffix` is how the file's name ends, with its dot.

    Raises DataFault, with a sentence on what they are, for whatever is not one of `KNOWN`, and
    for a name that says something else than the bytes (one picture for another excepted).
    """
    found = _by_content(data)
    said = suffix.lower()
    if said not in found.suffixes and not _interchangeable(found, said):
        raise DataFault(
            f"le nom de ce fichier finit par « {_harmless(said)} », mais son contenu est autre "
            f"chose : {found.label}",
            hint=f"vérifiez ce fichier ; s'il est bien celui que vous voulez, renommez-le en "
            f"{found.suffix}",
        )
    return found


_REVIEW = {
    DOCX: (
        ("word/document.xml", (b"<w:ins ", b"<w:del ", b"<w:moveFrom ")),
        ("word/comments.xml", (b"<w:comment ",)),
    ),
    ODT: (("content.xml", (b"<text:tracked-changes", b"<office:annotation")),),
}
_LONGEST_PART = 64 << 20


def under_review(data: bytes) -> bool:
    """Whether an office document carries comments, or changes that nobody has accepted yet."""
    for part, marks in _REVIEW.get(_by_content(data), ()):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            if part not in opened.namelist():
                continue
            with opened.open(part) as stream:
                text = stream.read(_LONGEST_PART)
            if any(mark in text for mark in marks):
                return True
    return False


def of_name(name: str) -> Media | None:
    """The kind of this registered name; None for one that is not taken any more."""
    return next((each for each in KNOWN if each.name == name), None)


def _interchangeable(found: Media, said: str) -> bool:
    """Telephones give pictures the name of another kind of picture, and nothing is at stake."""
    return found in _PICTURES and any(said in each.suffixes for each in _PICTURES)


def _by_content(data: bytes) -> Media:
    if not data:
        raise DataFault("ce fichier est vide", hint="numérisez ou enregistrez-le à nouveau")
    for magic, what in _REFUSED:
        if data.startswith(magic):
            raise _refused(what)
    if data[_TAR_PLACE:].startswith(_TAR_MARK):
        raise _refused(_ARCHIVE)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    for magic, media in _MAGIC:
        if data.startswith(magic):
            return media
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return HEIC
    return _text(data)


def _office(data: bytes) -> Media:
    """The office document that a zip is; only its table is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = opened.namelist()
            kind = opened.read("mimetype")[:200] if _short(opened, "mimetype") else b""
            types = b""
            if _short(opened, "[Content_Types].xml"):
                types = opened.read("[Content_Types].xml").lower()
    except _BROKEN:
        raise DataFault(
            "ce document est abîmé : il manque une partie du fichier",
            hint="rouvrez-le dans le logiciel qui l'a fait, et enregistrez-le à nouveau",
        ) from None
    folded = [name.lower().replace("\\", "/") for name in names]
    if any(mark in name for name in folded for mark in _CODE) or b"macroenabled" in types:
        raise _refused(_MACROS)
    if kind.decode("ascii", "replace").strip() == ODT.name and "content.xml" in names:
        return ODT
    for part, media in _PARTS.items():
        if part in names and types:
            return media
    raise _refused(_ARCHIVE)


def _short(opened: zipfile.ZipFile, name: str) -> bool:
    """Whether the zip has this part and it is as small as such parts are."""
    return name in opened.namelist() and opened.getinfo(name).file_size <= 1 << 20


def _text(data: bytes) -> Media:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(_UNKNOWN) from None
    if _CONTROL & set(data):
        raise _refused(_UNKNOWN)
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096].lower()
    if start.startswith((b"#!", b"@echo")):
        raise _refused(_SCRIPT)
    if any(start.startswith(mark) for mark in _MARKUP) or b"<html" in start or b"<script" in start:
        raise _refused(_WEB)
    return TEXT


def _refused(what: str) -> DataFault:
    return DataFault(
        f"ce fichier est {what}",
        hint=f"une pièce est un de ces fichiers : {TAKEN} ; le plus sûr est d'en faire un PDF",
    )


def _harmless(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)[:20]
