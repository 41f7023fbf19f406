"""The house's colours stay readable, and the reference documents are what their script makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.documents import pandoc
from bilantool.documents.styles import (
    ACCENT,
    FILES,
    SOFT,
    Palette,
    Styles,
    contrast_on_white,
)
from bilantool.resources import shipped

STYLES = shipped("templates") / "standard" / "styles"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

colours = st.text("0123456789abcdefABCDEF", min_size=6, max_size=6)


@given(colours)
def test_any_colour_gives_an_accent_that_white_reads_on(colour: str) -> None:
    """A cabinet's pale yellow is darkened until WCAG AA holds, on white and on its own tint."""
    palette = Palette.of("#" + colour)
    assert contrast_on_white(palette.accent) >= 5.5
    tint_against_white = contrast_on_white(palette.soft)
    assert contrast_on_white(palette.accent) / tint_against_white >= 4.5


@given(colours.filter(lambda colour: contrast_on_white(colour) >= 5.5))
def test_a_readable_colour_is_kept(colour: str) -> None:
    """What is dark enough already is the cabinet's own, unchanged."""
    assert Palette.of(colour).accent == colour.upper()


@pytest.mark.parametrize("colour", ["", "bleu", "#12345", "#12345g", "url(http://x)", "\"'<>"])
def test_what_is_no_colour_gives_the_house_accent(colour: str) -> None:
    """A colour is taste: no document fails for it, and nothing odd reaches a style."""
    assert Palette.of(colour) == Palette(ACCENT, SOFT)


def test_the_standard_styles_are_all_there() -> None:
    """Each of the five files ships, and none passes for a cabinet's own."""
    styles = Styles.standard()
    assert styles.own == frozenset()
    assert all(getattr(styles, name) for name in FILES)


def test_the_guide_lists_what_a_style_of_ones_own_must_provide() -> None:
    """Each function that the source of a PDF calls is in the shipped style and in the guide."""
    filters = Path(pandoc.__file__).parent / "filters"
    called = set(re.findall(r'"#([a-z-]+)"', (filters / "typst.lua").read_text(encoding="utf-8")))
    called |= set(re.findall(r"#show: ([a-z-]+)", (filters / "document.typst").read_text()))
    assert {"document", "tableau", "illustre", "jusqu-en-bas"} <= called
    style = (STYLES / "document.typ").read_text(encoding="utf-8")
    guide = (Path(__file__).parents[2] / "docs" / "gabarits.md").read_text(encoding="utf-8")
    for name in called:
        assert f"#let {name}(" in style
        assert f"`{name}`" in guide


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference documents as the script makes them now."""
    folder = tmp_path_factory.mktemp("references")
    command = [sys.executable, str(STYLES / "make_references.py"), str(folder)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120)
    return folder


def _docx_styles(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/styles.xml"))
    return {
        str(style.get(f"{W}styleId")): ElementTree.tostring(style)
        for style in root.iter(f"{W}style")
        if style.get(f"{W}customStyle") == "1" or str(style.get(f"{W}styleId")).startswith("TOC")
    }


def _odt_styles(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("styles.xml"))
    return {
        str(style.get(f"{STYLE}display-name")): ElementTree.tostring(style)
        for style in root.iter(f"{STYLE}style")
        if style.get(f"{STYLE}display-name")
    }


def _margins(path: Path, prefix: str) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith(prefix)}


def test_the_word_reference_is_what_its_script_makes(remade: Path) -> None:
    """The committed file is not edited by hand: its styles, header and footer are the script's."""
    committed, made = (
        _docx_styles(STYLES / "reference.docx"),
        _docx_styles(remade / "reference.docx"),
    )
    assert "Encadré" in made
    assert "TOC1" in made
    assert committed == made
    for prefix in ("word/header", "word/footer"):
        parts = _margins(remade / "reference.docx", prefix)
        assert parts
        assert _margins(STYLES / "reference.docx", prefix) == parts


def test_the_libreoffice_reference_is_what_its_script_makes(remade: Path) -> None:
    """The committed file is not edited by hand: its named styles are the script's."""
    committed, made = _odt_styles(STYLES / "reference.odt"), _odt_styles(remade / "reference.odt")
    assert "Titre de colonne à droite" in made
    assert committed == made


def test_the_reference_documents_hold_the_words_to_fill_in() -> None:
    """Header and footer carry the words in braces that the writer fills in."""
    with zipfile.ZipFile(STYLES / "reference.docx") as archive:
        word = "".join(
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith(("word/header", "word/footer"))
        )
    with zipfile.ZipFile(STYLES / "reference.odt") as archive:
        libre = archive.read("styles.xml").decode()
    for text in (word, libre):
        for token in ("{titre}", "{beneficiaire}", "{pied}", "{brouillon}"):
            assert token in text
