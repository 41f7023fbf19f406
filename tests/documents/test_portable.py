"""A copy under a password: other programs open it with the password, and not without."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bilantool.documents import portable, typesetting
from bilantool.errors import DataFault

PASSWORD = "loutre ardoise velours"
NAME = "Zibeline Crépuscule"
MOMENT = 1_795_000_000
STYLES = f'#set document(title: [Synthèse de {NAME}], author: "{NAME}")\n#set text(lang: "fr")\n'


@pytest.fixture(scope="module")
def page() -> bytes:
    """A small PDF whose title, author, heading and text bear a name."""
    return typesetting.pdf(f"{STYLES}= {NAME}\nBonjour {NAME}.", {}, epoch=MOMENT)


@pytest.fixture(scope="module")
def locked(page: bytes) -> bytes:
    return portable.locked(page, PASSWORD)


def test_nothing_is_readable_without_the_password(locked: bytes) -> None:
    """Neither text nor title, author or outline; two copies share no key."""
    for text in ("Zibeline", "Bonjour", "Synth", "Cr\u00e9puscule"):
        for code in ("utf-8", "utf-16-be", "latin-1"):
            assert text.encode(code) not in locked
    assert locked.startswith(b"%PDF-2.0")
    with pytest.raises(DataFault, match="mot de passe"):
        portable.read(locked)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_opens_it_with_the_password_and_not_without(locked: bytes, tmp_path: Path) -> None:
    """AES-256 of revision 6, whole and well formed."""
    path = tmp_path / "copie.pdf"
    path.write_bytes(locked)

    def qpdf(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["qpdf", *arguments, str(path)], capture_output=True, text=True, check=False
        )

    assert qpdf("--check").returncode == 2
    assert qpdf("--check", "--password=autre chose").returncode == 2
    opened = qpdf("--check", f"--password={PASSWORD}")
    assert opened.returncode == 0, opened.stdout + opened.stderr
    assert "R = 6" in opened.stdout
    assert opened.stdout.count("AESv3") == 3


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_poppler_opens_it_with_the_password_and_not_without(locked: bytes, tmp_path: Path) -> None:
    """The text comes back with its accents, and the tags for a screen reader are there."""
    path = tmp_path / "copie.pdf"
    path.write_bytes(locked)

    def poppler(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [program, *arguments, str(path), *(["-"] if program == "pdftotext" else [])]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert poppler("pdftotext").returncode != 0
    assert NAME not in poppler("pdftotext", "-upw", "autre chose").stdout
    assert f"Bonjour {NAME}" in poppler("pdftotext", "-upw", PASSWORD).stdout
    facts = poppler("pdfinfo", "-upw", PASSWORD).stdout
    assert NAME in facts
    assert "Tagged:          yes" in facts


def test_what_a_pdf_says(page: bytes) -> None:
    """Its lines, its first titles, who made it and when."""
    found = portable.read(page)
    assert found.titles == (NAME,)
    assert f"Bonjour {NAME}." in found.pages[0]
    assert found.maker.startswith("Typst")
    assert (found.made_at, portable.stamp(page)[1]) == (MOMENT, MOMENT)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj <</A 1 0 R>> endobj\ntrailer"])
def test_a_damaged_pdf_is_told(data: bytes) -> None:
    """In a sentence, without the library's words."""
    with pytest.raises(DataFault, match="abîmé"):
        portable.locked(data, PASSWORD)


def test_a_date_that_no_norm_knows(page: bytes) -> None:
    """LibreOffice ends the date of a PDF made in universal time with « Z' »."""
    import io

    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(page))
    writer.add_metadata({"/Creator": "Writer", "/CreationDate": "D:20261124211845Z'"})
    made = io.BytesIO()
    writer.write(made)
    assert portable.stamp(made.getvalue()) == ("Writer", 0)
