"""typst gives archivable, tagged documents, without network, disk or the source's words."""

from __future__ import annotations

import io
import struct
import time
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.documents import typesetting
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.resources import shipped

HEAD = '#set document(title: [Essai])\n#set text(font: "Source Sans Pro", lang: "fr")\n'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="72" height="36" viewBox="0 0 72 36">'
    '<rect width="72" height="36" fill="#17505C"/><text x="2" y="20">Été {}</text></svg>'
)


def test_a_pdf_is_archivable_tagged_and_dated() -> None:
    """PDF/A-2a and PDF/UA-1 are declared, the language is French, the date is the epoch's."""
    made = typesetting.pdf(HEAD + "= Voilà l’été", {}, epoch=1_700_000_000)
    reader = pypdf.PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).lower().startswith("fr")
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "2023-11-14" in metadata
    assert "Voilà l’été" in reader.pages[0].extract_text()


def test_the_same_source_gives_the_same_bytes() -> None:
    """Nothing of the moment or the machine goes into the file."""
    first, second = (typesetting.pdf(HEAD + "= Titre", {}, epoch=1) for _ in range(2))
    assert first == second
    assert typesetting.pdf(HEAD + "= Titre", {}, epoch=2_000_000_000) != first


@pytest.mark.parametrize("count", [1, 2, 13])
def test_pages_are_counted(count: int) -> None:
    """The count read in the page tree is the one that a PDF library finds."""
    made = typesetting.pdf(HEAD + "#pagebreak()\n".join(["a\n"] * count), {}, epoch=0)
    assert typesetting.pages(made) == count == len(pypdf.PdfReader(io.BytesIO(made)).pages)


def test_what_is_no_pdf_has_no_pages() -> None:
    """A file without page tree is a fault, not zero pages."""
    with pytest.raises(DataFault):
        typesetting.pages(b"%PDF-1.7 rien")


@pytest.mark.parametrize(
    "style",
    [
        '#import "@preview/cetz:0.3.0"',
        '#import "@" + "preview/cetz:0.3.0"',
        '#let x = "@preview/a:1.0.0"\n#import x',
        "#include sys.inputs.chemin",
        '#eval("impo" + "rt")',
        '#plugin("a.wasm")',
        '#import "\\u{40}preview/cetz:0.3.0"',
    ],
)
def test_a_style_that_reaches_outside_is_refused(style: str) -> None:
    """No package is ever fetched: a style that could ask for one is refused before it runs."""
    with pytest.raises(DataFault, match=r"document\.typ"):
        typesetting.pdf('#import "document.typ": *', {"document.typ": style.encode()}, epoch=0)


def test_a_style_may_import_the_file_beside_it() -> None:
    """A plain file name is no package."""
    files = {"document.typ": b'#import "nuances.typ": *', "nuances.typ": b"#let a = 1"}
    assert typesetting.pdf(HEAD + '#import "document.typ": *\nbon', files, epoch=0)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "C:/Windows/win.ini"])
def test_a_style_cannot_read_the_disk(path: str) -> None:
    """The only folder that typst can see holds fonts."""
    with pytest.raises(EnvironmentFault):
        typesetting.pdf(HEAD + f'#read("{path}")', {}, epoch=0)


def test_a_broken_source_is_told_without_its_words() -> None:
    """typst quotes the source in its messages; the fault holds none of it."""
    with pytest.raises(EnvironmentFault) as caught:
        typesetting.pdf(HEAD + '#panic("secret-de-camille")', {}, epoch=0)
    fault = caught.value
    assert "secret" not in fault.message + fault.hint
    assert fault.__cause__ is None
    assert fault.__suppress_context__


def test_a_picture_without_alternative_text_is_refused() -> None:
    """PDF/UA asks for one; the document is not made without."""
    files = {"a.svg": SVG.format("").encode()}
    assert typesetting.pdf(HEAD + '#image("a.svg", alt: "Un pavé")', files, epoch=0)
    with pytest.raises(EnvironmentFault):
        typesetting.pdf(HEAD + '#image("a.svg")', files, epoch=0)


def test_what_no_font_draws_is_a_box() -> None:
    """An emoji in a note does not stop the document; French text is untouched."""
    assert typesetting.undrawable("Été, œuvre, « 12 € » ; 1 600 ✓ → ≥") == frozenset()
    assert typesetting.undrawable("bon 😀 中") == {"😀", "中"}
    assert typesetting.drawable("bon 😀") == "bon ☐"
    made = typesetting.pdf(HEAD + "Bravo 😀 中", {}, epoch=0)
    assert "Bravo" in pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_a_text_in_another_script_is_not_probed_for_ever() -> None:
    """Thousands of foreign signs cost about what a hundred do."""
    begun = time.monotonic()
    missing = typesetting.undrawable("".join(chr(0x4E00 + number) for number in range(5000)))
    assert len(missing) == 5000
    assert time.monotonic() - begun < 10


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_every_text_can_be_printed(text: str) -> None:
    """Whatever a note holds, the PDF is made."""
    source = HEAD + "= Titre\n#" + _typst_string(text)
    assert typesetting.pdf(source, {}, epoch=0).startswith(b"%PDF")


def _typst_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_a_chart_becomes_a_picture_of_the_wanted_size() -> None:
    """96 units are an inch: at 192 dots per inch, 72 units are 144 pixels wide."""
    made = typesetting.png(SVG.format("😀").encode(), dpi=192)
    assert made.startswith(b"\x89PNG")
    assert struct.unpack(">II", made[16:24]) == (144, 72)


def test_a_broken_chart_is_told_by_its_stage() -> None:
    """What is no SVG is an environment fault that shows nothing of it."""
    with pytest.raises(EnvironmentFault, match="graphique") as caught:
        typesetting.png(b"<svg secret", dpi=100)
    assert "secret" not in str(caught.value)


def test_a_style_of_the_cabinet_works_in_a_child() -> None:
    """The same source gives the same bytes there."""
    source, files = HEAD + '#import "document.typ": *\n#a', {"document.typ": b"#let a = [Bon]"}
    assert typesetting.pdf(source, files, epoch=7, trusted=False) == typesetting.pdf(
        source, files, epoch=7
    )


def test_a_style_that_never_ends_is_stopped() -> None:
    """Loops in loops are beyond typst's own watch: the child is ended."""
    loops = "for i in range(9000) { for j in range(9000) { for k in range(9000) { let x = 1 } } }"
    files = {"document.typ": ("#let a = {" + loops + "}").encode()}
    begun = time.monotonic()
    with pytest.raises(DataFault, match=r"document\.typ") as caught:
        typesetting.pdf(
            HEAD + '#import "document.typ": *\n#a', files, epoch=0, trusted=False, seconds=1
        )
    assert time.monotonic() - begun < 15
    assert caught.value.hint


def test_a_mark_that_no_letter_carries_stops_no_document() -> None:
    """A stroke laid over a heading's letter has no code there: it shows as what cannot be shown."""
    source = "#set document(title: [x])\n= Projet Z\u0337 et suite\n"
    assert typesetting.pdf(source, {}, epoch=1795000000).startswith(b"%PDF")


def test_a_page_too_many_is_set_again_in_smaller_type() -> None:
    """What just overflows two pages fits in them once it is set tight."""
    style = (shipped("templates") / "standard" / "styles" / "document.typ").read_bytes()
    body = "Une phrase ordinaire, assez longue pour tenir une ligne et demie de la page. " * 6
    source = (
        '#import "document.typ": *\n#show: document.with(titre: [Essai])\n' + f"{body}\n\n" * 19
    )
    parts = {"document.typ": style}
    usual = typesetting.pages(typesetting.pdf(source, parts, epoch=1795000000))
    tight = typesetting.pages(typesetting.pdf(source, parts, epoch=1795000000, tight=True))
    assert (usual, tight) == (3, 2)
