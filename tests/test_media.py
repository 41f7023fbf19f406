"""What a file is, by its bytes: papers are taken, whatever can run or hide something is not."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from bilantool import media
from bilantool.errors import DataFault

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
TYPES = '<Types xmlns="x"><Override ContentType="application/vnd.{}+xml"/></Types>'


def zipped(**parts: str) -> bytes:
    """A zip whose names are given with `__` for `/` and `_dot_` for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in parts.items():
            opened.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def office(main: str, kind: str, **more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("[Content_Types].xml", TYPES.format(kind))
        opened.writestr(main, "<x/>")
        for name, text in more.items():
            opened.writestr(name.replace("__", "/"), text)
    return made.getvalue()


DOCX = office("word/document.xml", "openxmlformats")
XLSX = office("xl/workbook.xml", "openxmlformats", xl__printerSettings1="x")


def odt(**more: str) -> bytes:
    return zipped(mimetype=media.ODT.name, content_dot_xml="<x/>", **more)


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (PDF, ".pdf", media.PDF),
        (PDF, ".PDF", media.PDF),
        (PNG, ".png", media.PNG),
        (JPEG, ".jpeg", media.JPEG),
        (JPEG, ".png", media.JPEG),
        (b"II*\x00" + bytes(9), ".tif", media.TIFF),
        (b"MM\x00*" + bytes(9), ".tiff", media.TIFF),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", ".webp", media.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", ".heic", media.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", ".jpg", media.HEIC),
        (DOCX, ".docx", media.DOCX),
        (XLSX, ".xlsx", media.XLSX),
        (odt(), ".odt", media.ODT),
        ("Résultats du test\n\tligne\r\n".encode(), ".txt", media.TEXT),
        ("\ufeffavec une marque".encode(), "", media.TEXT),
    ],
)
def test_papers_are_taken(data: bytes, suffix: str, expected: media.Media) -> None:
    """Each kind by its content, whatever the capitals of its name."""
    assert media.recognised(data, suffix) is expected
    assert media.of_name(expected.name) is expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"MZ\x90\x00" + PDF, "exécutable"),
        (b"\x7fELF\x02" + bytes(60), "exécutable"),
        (b"\xcf\xfa\xed\xfe" + bytes(60), "exécutable"),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60), "raccourci"),
        (b"#!/bin/sh\necho\n", "script"),
        (b"@echo off\r\ndel *\r\n", "script"),
        (b"<!DOCTYPE html><html></html>", "page web"),
        (b"  \n<svg xmlns='x'/>", "page web"),
        (b"bonjour <script>alert(1)</script>", "page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "ancien format Office"),
        (b"{\\rtf1 x}", "RTF"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (bytes(257) + b"ustar", "archive"),
        (zipped(a_dot_txt="x"), "archive"),
        (zipped(word__document_dot_xml="x"), "archive"),
        (DOCX[: len(DOCX) // 2], "abîmé"),
        (odt(Basic__x="x"), "macros"),
        (office("word/document.xml", "x", word__vbaProject_bin="x"), "macros"),
        (office("word/document.xml", "ms-word.document.macroEnabled.12"), "macros"),
        (office("xl/workbook.xml", "x", xl__embeddings__oleObject1="x"), "macros"),
        (b"texte \x00 binaire", "ne connaît pas"),
        ("déjà".encode("latin-1"), "ne connaît pas"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "ne connaît pas"),
    ],
)
def test_the_rest_is_refused_with_its_name(data: bytes, said: str) -> None:
    """The sentence says what it is, the hint what would be taken."""
    with pytest.raises(DataFault) as refused:
        media.recognised(data, "")
    assert said in refused.value.message
    assert refused.value.hint
    assert refused.value.code == 3


@pytest.mark.parametrize(
    ("data", "suffix"), [(PDF, ".docx"), (b"bonjour", ".bat"), (DOCX, ".pdf"), (PNG, ".pdf")]
)
def test_a_name_that_says_something_else_is_refused(data: bytes, suffix: str) -> None:
    """Pictures among themselves excepted: telephones mix them up."""
    with pytest.raises(DataFault, match="son contenu est autre chose"):
        media.recognised(data, suffix)


def test_a_real_program_under_a_harmless_name() -> None:
    """The very program that runs these tests, called contrat.pdf."""
    data = Path(sys.executable).resolve().read_bytes()[:4096]
    with pytest.raises(DataFault, match="programme exécutable"):
        media.recognised(data, ".pdf")


def test_no_office_document_is_unpacked() -> None:
    """A table that promises a petabyte is not believed, nor is anything of it read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("[Content_Types].xml", b"x" * (8 << 20))
        opened.writestr("word/document.xml", "<x/>")
    with pytest.raises(DataFault, match="archive"):
        media.recognised(made.getvalue(), ".docx")
