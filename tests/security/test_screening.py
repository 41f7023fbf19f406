"""What a cabinet's own styles may not bring into a document, and what they may."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from bilantool.documents import pandoc, screening
from bilantool.documents.styles import FILES, Styles
from bilantool.errors import DataFault

STANDARD = Styles.standard()
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(original: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with some of its parts replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(made, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name])
    return made.getvalue()


def part(original: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(original)) as source:
        return source.read(name)


def relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


@pytest.mark.parametrize("name", FILES.values())
def test_the_shipped_styles_pass(name: str) -> None:
    """A cabinet may start from any of them."""
    from bilantool.resources import shipped

    screening.screen(name, (shipped("templates") / "standard" / name).read_bytes())


def test_the_shipped_page_holds_the_protection_that_is_asked_for() -> None:
    """The line that own pages must keep is the one that ours has."""
    assert screening.CSP in STANDARD.html.decode()


@pytest.mark.parametrize(
    "parts",
    [
        {"word/_rels/settings.xml.rels": relation("attachedTemplate", "http://a.test/x.dotm")},
        {"word/_rels/header1.xml.rels": relation("image", "http://a.test/x.png")},
        {"word/_rels/header1.xml.rels": relation("image", "a", 'TargetMode="&#69;xternal"')},
        {"word/vbaProject.bin": b"x"},
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/header1.xml": b'<h xmlns:w="w"><w:instrText> INCLUDE</w:instrText>'
         b"<w:instrText>PICTURE </w:instrText></h>"},
        {"word/header1.xml": b'<h xmlns:w="w"><w:fldSimple w:instr="DDEAUTO c x"/></h>'},
        {"word/header1.xml": b'<h xmlns:v="v"><v:imagedata src="http://a.test/x.png"/></h>'},
        {"word/header1.xml": b"<not closed"},
        {"word/media/a.png": bytes(40 << 20)},
    ],
)  # fmt: skip
def test_a_word_model_that_fetches_runs_or_swells_is_refused(parts: dict[str, bytes]) -> None:
    """Whatever Word would fetch or run by itself, and a bomb, before pandoc sees it."""
    with pytest.raises(DataFault):
        screening.screen("styles/reference.docx", packed(STANDARD.docx, parts))


def test_a_link_to_click_in_a_footer_is_no_fetch() -> None:
    """A cabinet's site may stand in the footer of its model."""
    parts = {"word/_rels/footer1.xml.rels": relation("hyperlink", "https://cabinet.example")}
    screening.screen("styles/reference.docx", packed(STANDARD.docx, parts))


@pytest.mark.parametrize(
    ("name", "added"),
    [
        ("styles.xml", b'<p xmlns:xlink="x"><i xlink:href="http://a.test/x.png"/></p>'),
        ("styles.xml", b'<p xmlns:xlink="x"><i xlink:href="//a.test/x.png"/></p>'),
        ("styles.xml", b'<p xmlns:xlink="x"><i xlink:href="../../etc/passwd"/></p>'),
        ("styles.xml", b'<p xmlns:s="x"><s:event-listener/></p>'),
        ("Basic/Standard/Module1.xml", b"<x/>"),
        ("Scripts/python/x.py", b"x"),
    ],
)
def test_an_odt_model_that_fetches_or_runs_is_refused(name: str, added: bytes) -> None:
    """Whatever LibreOffice would fetch or run by itself."""
    with pytest.raises(DataFault):
        screening.screen("styles/reference.odt", packed(STANDARD.odt, {name: added}))


def test_a_damaged_model_is_a_fault_that_names_it() -> None:
    """Not a bug of pandoc, nor ours."""
    with pytest.raises(DataFault, match=r"reference\.odt"):
        screening.screen("styles/reference.odt", STANDARD.odt[:-40])


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    """The sizes that a zip states are what is added up, so they must be true."""
    data = packed(STANDARD.docx, {"word/media/a.png": bytes(1 << 20)})
    lying = data.replace((1 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(DataFault):
        screening.screen("styles/reference.docx", lying)


@pytest.mark.parametrize(
    "change",
    [
        (screening.CSP, ""),
        (screening.CSP, f"<!-- {screening.CSP} -->"),
        (screening.CSP, f"<script>1</script>{screening.CSP}"),
        ("default-src 'none'", "default-src *"),
        ("</head>", '<meta http-equiv="refresh" content="0;url=http://a.test"></head>'),
        ("</head>", '<link rel="dns-prefetch" href="//a.test"></head>'),
    ],
)
def test_a_page_keeps_its_protection(change: tuple[str, str]) -> None:
    """A page without the policy, or with it too late, or that leaves for another, is refused."""
    page = STANDARD.html.decode().replace(*change)
    assert page != STANDARD.html.decode()
    with pytest.raises(DataFault):
        screening.screen("styles/document.html", page.encode())


def test_a_style_sheet_cannot_leave_its_place() -> None:
    """It is written raw into the page."""
    with pytest.raises(DataFault):
        screening.screen("styles/document.css", b"p{}</style><meta http-equiv=refresh>")


@pytest.mark.parametrize(
    "text", ['#let e = dictionary(std).at("ev" + "al")', "#let s = std", "#let s = std.std"]
)
def test_a_pdf_style_does_not_hold_the_whole_library(text: str) -> None:
    """From it, forbidden words can be had under computed names."""
    with pytest.raises(DataFault):
        screening.screen("styles/document.typ", text.encode())


def test_an_accepted_style_is_screened_at_acceptance_and_at_each_build(demo: Any) -> None:
    """One accepted before this was refused builds nothing either; the others still do."""
    styles = demo.cwd / "templates" / "styles"
    styles.mkdir(parents=True)
    (styles / "document.css").write_bytes(b"p{}</style><script>")
    refused = demo("templates", "accept")
    assert refused.code == 3
    assert "document.css" in refused.err


def test_a_page_template_reads_no_file_of_the_machine() -> None:
    """pandoc's own partials, in a page, find no file of the disk."""
    from dataclasses import replace

    from bilantool.errors import EnvironmentFault

    tree = pandoc.parse("bonjour\n")
    for name in ("/etc/hostname", "../../../../../../etc/hostname"):
        page = f"<p>${{ {name}() }}</p>".encode()
        with pytest.raises(EnvironmentFault):
            pandoc.write(
                tree, "html", meta={}, charts={}, styles=replace(STANDARD, html=page), epoch=0
            )
