"""One Markdown, four formats: French, accessible, the same bytes, and nothing foreign."""

from __future__ import annotations

import io
import itertools
import os
import re
import sys
import time
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.documents import markup, pandoc, typesetting
from bilantool.documents.styles import Styles
from bilantool.errors import DataFault, EnvironmentFault

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48" viewBox="0 0 96 48">'
    b'<rect width="96" height="48" fill="#17505C"/></svg>'
)
CHARTS = {"riasec": SVG}
META: Mapping[str, Any] = {
    "title": "Document de synthèse",
    "subtitle": "Bilan de compétences",
    "beneficiaire": "Mme Ève Modèle",
    "prestataire": "Cabinet Horizon & fils",
    "consultant": "M. Paul Exemple",
    "heures": "20 h 30",
    "date": "14 mars 2026",
    "mention": "Ce document appartient à Mme Modèle.",
    "toc": True,
    "couverture": True,
    "numeros": False,
}
SAMPLE = """
# Les circonstances

Un texte : « bon » ; l'été !

### Un titre qui saute un niveau

![Hexagone : Social 17](chart:riasec){width=60% legende="Les intérêts : en hexagone"}

::: {.tableau widths="30 70" legende="Les étapes"}
| Étape | Quand |
|:--|--:|
| Écrire | 14 mars 2026 |
| Lire | 1er mai 2026 |
| Agir | plus tard |
:::

::: encadre
**À retenir.** Un mot.

- une liste
:::

# La suite

::: ensemble
Un texte.

Puis un autre.
:::

::: {.observations lignes="3"}
Ses mots.
:::

::: signatures
- La bénéficiaire
- Le consultant
- Le tiers
:::
"""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture(scope="module")
def styles() -> Styles:
    """The shipped styles."""
    return Styles.standard()


def write(markdown: str, to: str, styles: Styles, **meta: object) -> bytes:
    """The document of a Markdown in one format, with the sample's metadata."""
    return pandoc.write(
        pandoc.parse(markdown),
        to,
        meta={**META, **meta},
        charts=CHARTS,
        styles=styles,
        epoch=1_773_000_000,
    )


def pdf(markdown: str, styles: Styles, **meta: object) -> pypdf.PdfReader:
    """The PDF of a Markdown, opened."""
    source = write(markdown, "typst", styles, **meta).decode()
    made = typesetting.pdf(source, pandoc.companions(CHARTS, styles), epoch=1_773_000_000)
    return pypdf.PdfReader(io.BytesIO(made))


def parts(archive: bytes) -> dict[str, str]:
    """The XML files of a docx or an odt, each well formed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        texts = {
            name: opened.read(name).decode() for name in opened.namelist() if name.endswith(".xml")
        }
    for text in texts.values():
        ElementTree.fromstring(text)
    return texts


class Page(HTMLParser):
    """The tags of a page, its text, and the text of each of its paragraphs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.paragraphs: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; a paragraph begins."""
        self.tags.append((tag, dict(attrs)))
        if tag == "p":
            self.paragraphs.append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends."""
        if tag == "p":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Gather the text of the paragraph."""
        if self._inside:
            self.paragraphs[-1] += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every `tag`."""
        return [attributes for name, attributes in self.tags if name == tag]


def main_paragraphs(page: bytes) -> list[str]:
    """The paragraphs of a page's body, without its header and footer."""
    return Page(page.decode().partition("<main")[2].partition("</main>")[0]).paragraphs


# --- French typography ---

FRENCH = [
    ("Vraiment ?", "Vraiment\u202f?"),
    ("Vraiment? Oui!", "Vraiment\u202f? Oui\u202f!"),
    ("un : deux ; trois", "un\u00a0: deux\u202f; trois"),
    ("voici: deux", "voici\u00a0: deux"),
    ("« mot »", "«\u00a0mot\u00a0»"),
    ("«mot»", "«\u00a0mot\u00a0»"),
    ("« **gras** » dit-elle", "«\u00a0gras\u00a0» dit-elle"),
    ('il dit "mot" ici', "il dit «\u00a0mot\u00a0» ici"),
    ("l'été à l\\'école", "l’été à l’école"),
    ("l\\'été 'tit \\'mot\\'", "l’été ’tit ‘mot’"),
    ('il dit \\"mot\\", \\"un autre\\".', "il dit «\u00a0mot\u00a0», «\u00a0un autre\u00a0»."),
    ('(\\"**gras**\\") l’\\"essai\\"', "(«\u00a0gras\u00a0») l’«\u00a0essai\u00a0»"),
    ('un écran de 15\\"', 'un écran de 15"'),
    ("ainsi... puis 3..4", "ainsi… puis 3..4"),
    ("un mot \\- deux \\-\\- trois, peut-être, \\-3", "un mot – deux – trois, peut-être, -3"),
    ("déjà! voilà: ici", "déjà\u202f! voilà\u00a0: ici"),
    ("12 000 € et 1 250 000 km", "12\u202f000\u00a0€ et 1\u202f250\u202f000\u00a0km"),
    ("20 h 30, 45 min, 15 %", "20\u00a0h\u00a030, 45\u00a0min, 15\u00a0%"),
    ("**20** h", "20\u00a0h"),
    ("le 14 mars 2026", "le 14\u00a0mars\u00a02026"),
    ("le 1er mai 2026", "le 1er\u00a0mai\u00a02026"),
    ("Mme Modèle, M. Élan", "Mme\u00a0Modèle, M.\u00a0Élan"),
    ("n° 4, page 3, article 12", "n°\u00a04, page\u00a03, article\u00a012"),
    ("en 2019 350 personnes", "en 2019 350 personnes"),
    ("à 12:30 précises", "à 12:30 précises"),
    ("`a : b ; c ?`", "a : b ; c ?"),
    ("https://exemple.fr/a?b;c:", "https://exemple.fr/a?b;c:"),
    ("camille@exemple.fr?", "camille@exemple.fr?"),
    ("au 04 78 00 00 07, le 04", "au 04\u00a078\u00a000\u00a000\u00a007, le 04"),
    ("SIRET 123 456 789 01237.", "SIRET 123\u202f456\u202f789\u00a001237."),
    ("« Un « deux », trois »", "«\u00a0Un “deux”, trois\u00a0»"),
    ("« Un « deux » » et « trois »", "«\u00a0Un “deux”\u00a0» et «\u00a0trois\u00a0»"),
    ("« un, « deux »", "«\u00a0un, «\u00a0deux\u00a0»"),
    ("déjà\u202f! et «\u00a0là\u00a0»", "déjà\u202f! et «\u00a0là\u00a0»"),
]


def test_french_spaces_are_put_where_french_wants_them(styles: Styles) -> None:
    """Each rule, its absence in code and addresses, and words already right."""
    page = write("\n\n".join(source for source, _ in FRENCH), "html", styles)
    assert main_paragraphs(page) == [expected for _, expected in FRENCH]


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from("aé à«»:;!?'’0123 h€%.()-\u00a0\u202f"), max_size=60))
def test_french_spaces_never_change_a_word(text: str) -> None:
    """Whatever the text, only spaces, apostrophes and inner quotation marks differ."""

    def bare(words: str) -> str:
        words = words.translate(str.maketrans("'‘–“”", "’’-«»"))
        words = re.sub(r"(?<!\.)\.{3}(?!\.)", "…", words)
        return re.sub(r"\s", "", words)

    page = write(f"x{markup.line(text)}x", "html", Styles.standard())
    assert bare("".join(main_paragraphs(page))) == bare(f"x{text}x")


@pytest.mark.parametrize("to", ["docx", "odt", "typst"])
def test_french_spaces_are_in_every_format(to: str, styles: Styles) -> None:
    """Legends and titles have them too."""
    made = write("# Un titre : ici\n\n" + SAMPLE, to, styles)
    text = made.decode() if to == "typst" else "".join(parts(made).values())
    text = text.replace("~", "\u00a0").replace("\\", "")
    for words in ("titre\u00a0:", "Les intérêts\u00a0: en", "texte\u00a0:", "été\u202f!"):
        assert words in text


@pytest.mark.parametrize("to", pandoc.FORMATS)
def test_a_subsection_alone_has_no_number(to: str, styles: Styles) -> None:
    """4.1 without a 4.2 announces what is not there."""
    made = write("# Un\n\n## Seul\n\n# Deux\n\n## Premier\n\n## Second\n", to, styles, numeros=True)
    text = made.decode() if to in ("html", "typst") else "".join(parts(made).values())
    for title in ("1\u2002Un", "2\u2002Deux", "2.1\u2002Premier", "2.2\u2002Second", "Seul"):
        assert title in text.replace("\\", "").replace("#sym.space.en", "\u2002")
    assert "\u2002Seul" not in text


# --- What does not belong ---


@pytest.mark.parametrize("to", ["html", "docx", "odt", "typst"])
def test_links_pictures_and_raw_text_are_dropped(to: str, styles: Styles) -> None:
    """A link leaves its words; a picture that is no chart, and raw text, leave nothing."""
    hostile = (
        "[mots](javascript:alert(1)) ![x](http://exemple.invalid/a.png) ![y](file:///etc/passwd)\n"
        "\n`#panic()`{=typst} `<w:p/>`{=openxml}\n\n<script>alert(2)</script>\n\n"
        "<https://exemple.invalid/b>\n"
    )
    made = write(hostile, to, styles)
    text = made.decode() if to in ("html", "typst") else "".join(parts(made).values())
    assert "mots" in text
    for trace in ("javascript:", "a.png", "passwd", "<script", 'href="http'):
        assert trace not in text
    if to == "typst":
        assert "\n#panic" not in text


def test_raw_nodes_of_a_tree_are_dropped(styles: Styles) -> None:
    """The second lock: raw text and links in the tree itself never reach a writer."""
    tree = {
        "pandoc-api-version": pandoc.parse("")["pandoc-api-version"],
        "meta": {"title": {"t": "MetaString", "c": "de la note"}},
        "blocks": [
            {"t": "RawBlock", "c": ["html", "<script>1</script>"]},
            {
                "t": "Para",
                "c": [
                    {"t": "RawInline", "c": ["html", "<b onclick=x>"]},
                    {
                        "t": "Link",
                        "c": [["", [], []], [{"t": "Str", "c": "gardé"}], ["javascript:x", ""]],
                    },
                ],
            },
        ],
    }
    page = pandoc.write(tree, "html", meta=META, charts={}, styles=styles, epoch=0).decode()
    assert "<script" not in page
    assert "onclick" not in page
    assert "javascript" not in page
    assert "gardé" in page
    assert "de la note" not in page


def test_an_unknown_chart_is_told_by_its_name(styles: Styles) -> None:
    """The author of the template learns which name is wrong."""
    with pytest.raises(DataFault, match="« absent »"):
        write("![Un texte](chart:absent)", "html", styles)


def test_a_chart_without_alternative_text_is_refused(styles: Styles) -> None:
    """Every picture says in words what it shows."""
    with pytest.raises(DataFault, match="« riasec » sans texte"):
        write("![](chart:riasec)", "html", styles)


# --- html ---


def test_the_page_stands_alone_and_is_readable_by_all(styles: Styles) -> None:
    """Policy, language, landmarks, skip link, one h1, alt texts, captions, scopes."""
    text = write(SAMPLE, "html", styles).decode()
    page = Page(text)
    assert page.attributes("html") == [{"lang": "fr"}]
    policies = [
        meta.get("content")
        for meta in page.attributes("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert str(policies[0]).startswith("default-src 'none';")
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.attributes(landmark)) == 1
    assert len(page.attributes("h1")) == 1
    assert {"class": "evitement", "href": "#contenu"} in page.attributes("a")
    (image,) = page.attributes("img")
    assert image["alt"] == "Hexagone\u00a0: Social 17"
    assert str(image["src"]).startswith("data:image/svg+xml;base64,")
    assert len(page.attributes("caption")) == 1
    assert [header["scope"] for header in page.attributes("th")] == ["col", "col"]
    assert "script" not in {tag for tag, _ in page.tags}
    assert "link" not in {tag for tag, _ in page.tags}
    names = {attributes.get("id") for _, attributes in page.tags}
    anchors = [str(link["href"]) for link in page.attributes("a")]
    assert all(anchor.startswith("#") and anchor[1:] in names for anchor in anchors)


def test_the_page_escapes_what_people_typed(styles: Styles) -> None:
    """A name is text wherever it stands."""
    text = write("Bonjour", "html", styles, beneficiaire="<script>x</script> & Cie").decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text


# --- docx ---


@pytest.fixture(scope="module")
def word(styles: Styles) -> dict[str, str]:
    """The parts of the sample as a docx."""
    return parts(write(SAMPLE, "docx", styles, couleur="#7a1f3d"))


def test_word_finds_real_styles(word: dict[str, str]) -> None:
    """Headings, title, boxes and cells are named styles that the file defines."""
    body = ElementTree.fromstring(word["word/document.xml"])
    used = {str(style.get(f"{W}val")) for style in body.iter(f"{W}pStyle")}
    defined = {
        str(style.get(f"{W}styleId"))
        for style in ElementTree.fromstring(word["word/styles.xml"]).iter(f"{W}style")
    }
    assert {"Heading1", "Heading2", "TOCHeading", "TOC1", "TableCaption", "ImageCaption"} <= used
    assert used <= defined


def test_word_repeats_headers_and_keeps_rows_whole(word: dict[str, str]) -> None:
    """The header row of each table comes back on the next page; no row is cut."""
    body = ElementTree.fromstring(word["word/document.xml"])
    rows = list(body.iter(f"{W}tr"))
    assert len(rows) > 4
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows) == 1


def test_every_cell_of_word_ends_with_a_paragraph(word: dict[str, str]) -> None:
    """Word calls a file without them damaged."""
    cells = list(ElementTree.fromstring(word["word/document.xml"]).iter(f"{W}tc"))
    assert cells
    assert all(list(cell)[-1].tag == f"{W}p" for cell in cells)


def test_two_tables_of_word_never_touch(word: dict[str, str]) -> None:
    """Word joins tables that have no paragraph between them."""
    blocks = [block.tag for block in ElementTree.fromstring(word["word/document.xml"])[0]]
    assert f"{W}tbl" in blocks
    assert (f"{W}tbl", f"{W}tbl") not in list(itertools.pairwise(blocks))


def test_the_contents_of_word_are_there_at_once(word: dict[str, str]) -> None:
    """Each entry leads to a bookmark, and a field beside it asks for the page of that bookmark."""
    body = ElementTree.fromstring(word["word/document.xml"])
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    links = list(body.iter(f"{W}hyperlink"))
    titles = ["".join(node.text or "" for node in link.iter(f"{W}t")) for link in links]
    assert titles == ["Les circonstances", "Un titre qui saute un niveau", "La suite"]
    for link in links:
        (field,) = [node.text or "" for node in link.iter(f"{W}instrText")]
        assert field.split()[:2] == ["PAGEREF", link.get(f"{W}anchor")]
        assert link.get(f"{W}anchor") in marks
        assert link.find(f".//{W}tab") is not None


def test_word_is_asked_for_the_pages_of_the_contents_only(styles: Styles) -> None:
    """It asks its reader before it updates: a file without contents does not trouble anyone."""
    for toc in (True, False):
        settings_of = parts(write(SAMPLE, "docx", styles, toc=toc))["word/settings.xml"]
        names = [child.tag.removeprefix(W) for child in ElementTree.fromstring(settings_of)]
        assert ("updateFields" in names) is toc
        if toc:
            assert names.index("updateFields") < names.index("compat")


def test_the_name_above_a_page_stands_apart_from_the_title(word: dict[str, str]) -> None:
    """Each in its own cell, where a long one takes a second line."""
    (header,) = [text for name, text in word.items() if "/header" in name and "Ève" in text]
    cells = list(ElementTree.fromstring(header).iter(f"{W}tc"))
    texts = ["".join(node.text or "" for node in cell.iter(f"{W}t")) for cell in cells]
    assert [text.strip() for text in texts] == ["Document de synthèse", "Mme Ève Modèle"]


def test_the_first_rows_of_a_table_of_word_hold_together(styles: Styles) -> None:
    """Two at least stand under the titles, two at least go on to the last page."""
    lines = "".join(f"| rang {number} | un |\n" for number in range(12))
    made = write(f"::: tableau\n| Titre | Autre |\n|---|---|\n{lines}:::\n", "docx", styles)
    body = ElementTree.fromstring(parts(made)["word/document.xml"])
    held = [
        "".join(node.text or "" for node in found.iter(f"{W}t"))
        for found in body.iter(f"{W}p")
        if (style := found.find(f"{W}pPr/{W}pStyle")) is not None
        and style.get(f"{W}val") == "Cellulesolidaire"
    ]
    assert [text for text in held if text.startswith("rang")] == ["rang 0", "rang 10"]


def test_word_has_header_footer_language_and_colour(word: dict[str, str]) -> None:
    """Title and name above, page n / N below, French everywhere, the cabinet's accent."""
    headers = "".join(text for name, text in word.items() if "/header" in name)
    footers = "".join(text for name, text in word.items() if "/footer" in name)
    assert "Document de synthèse" in headers
    assert "Mme Ève Modèle" in headers
    assert "Document confidentiel" in footers
    assert " PAGE " in footers
    assert " NUMPAGES " in footers
    assert "{" not in re.sub(r"<[^>]*>", "", headers + footers)
    assert 'w:val="fr-FR"' in word["word/styles.xml"]
    assert "7A1F3D" in word["word/styles.xml"]
    assert "17505C" not in word["word/styles.xml"] + word["word/document.xml"]
    assert "Cabinet Horizon &amp; fils" in word["word/document.xml"]


def test_pictures_of_word_are_described_once(word: dict[str, str]) -> None:
    """The description is the alternative text, not the picture's own bytes."""
    descriptions = re.findall(r'<wp:docPr descr="([^"]*)"', word["word/document.xml"])
    assert descriptions == ["Hexagone\u00a0: Social 17"]
    assert "data:" not in word["word/document.xml"]


@pytest.mark.parametrize("to", ["docx", "odt"])
def test_the_properties_of_a_file_tell_its_date_and_no_more(to: str, styles: Styles) -> None:
    """Title and name, language, author, the date of the document; none of its other metadata."""
    files = parts(write(SAMPLE, to, styles))
    text = files["meta.xml"] if to == "odt" else files["docProps/core.xml"]
    title = "Document de synthèse\u00a0: Bilan de compétences, Mme Ève Modèle"
    author = "Cabinet Horizon &amp; fils</dc:creator>"
    for told in (f"<dc:title>{title}<", author, "<dc:language>fr-FR<", "2026-03-08T"):
        assert told in text
    hidden = text + files.get("docProps/custom.xml", "")
    for untold in ("1970-", "Exemple", "20 h 30", "user-defined", "<property"):
        assert untold not in hidden


# --- odt ---


@pytest.fixture(scope="module")
def libre(styles: Styles) -> dict[str, str]:
    """The parts of the sample as an odt."""
    return parts(write(SAMPLE, "odt", styles, couleur="#7a1f3d"))


def test_libreoffice_finds_real_styles(libre: dict[str, str]) -> None:
    """Every style that a paragraph names is defined, under its name or its coded name."""
    body = ElementTree.fromstring(libre["content.xml"])
    used = {
        str(node.get(f"{TEXT}style-name"))
        for tag in ("p", "h")
        for node in body.iter(f"{TEXT}{tag}")
        if node.get(f"{TEXT}style-name")
    }
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    defined = {
        str(node.get(f"{style}name"))
        for part in ("content.xml", "styles.xml")
        for node in ElementTree.fromstring(libre[part]).iter(f"{style}style")
    }
    assert {"Heading_20_1", "Encadré"} <= used
    assert {name.replace(" ", "_20_") for name in used} <= defined


def test_libreoffice_has_contents_tables_and_descriptions(libre: dict[str, str]) -> None:
    """Entries with live page numbers, header rows that repeat, pictures described inside."""
    body = ElementTree.fromstring(libre["content.xml"])
    references = list(body.iter(f"{TEXT}bookmark-ref"))
    marks = {mark.get(f"{TEXT}name") for mark in body.iter(f"{TEXT}bookmark-start")}
    assert len(references) == 3
    assert {reference.get(f"{TEXT}ref-name") for reference in references} <= marks
    assert len(list(body.iter(f"{TABLE}table-header-rows"))) == 1
    assert "<svg:desc>Hexagone\u00a0: Social 17</svg:desc></draw:frame>" in libre["content.xml"]


def test_libreoffice_has_header_footer_language_and_colour(libre: dict[str, str]) -> None:
    """The margins are filled in, in French, in the cabinet's accent."""
    styles = libre["styles.xml"]
    for words in ("Document de synthèse", "Mme Ève Modèle", "Document confidentiel", "page-count"):
        assert words in styles
    assert "{" not in styles
    assert 'fo:country="FR"' in styles
    assert "7A1F3D" in styles.upper()
    assert "17505C" not in (styles + libre["content.xml"]).upper()


def test_an_odt_begins_with_its_type(styles: Styles) -> None:
    """The first member is `mimetype`, stored as it is: programs look there."""
    made = write("Bonjour", "odt", styles)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


# --- pdf ---


def test_the_pdf_is_tagged_and_holds_the_words(styles: Styles) -> None:
    """Title, language, tags, alternative texts; accents come out again."""
    reader = pdf(SAMPLE, styles)
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    title = "Document de synthèse\u00a0: Bilan de compétences, Mme\u00a0Ève Modèle"
    assert reader.metadata.title == title
    assert reader.metadata.author == "Cabinet Horizon & fils"
    assert str(root["/Lang"]).lower().startswith("fr")
    kinds, alternatives = _structure(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L", "/TOC"} <= kinds
    assert "Hexagone\u00a0: Social 17" in alternatives
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in ("Ève Modèle", "À retenir", "La bénéficiaire", "Le tiers"):
        assert words in text


def _structure(node: Any) -> tuple[set[str], set[str]]:
    kinds: set[str] = set()
    alternatives: set[str] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        current = current.get_object() if hasattr(current, "get_object") else current
        if isinstance(current, list):
            waiting.extend(current)
        elif isinstance(current, dict):
            kinds |= {str(current["/S"])} if "/S" in current else set()
            alternatives |= {str(current["/Alt"])} if "/Alt" in current else set()
            waiting.extend([current["/K"]] if "/K" in current else [])
    return kinds, alternatives


def test_every_page_of_a_draft_says_so(styles: Styles) -> None:
    """The word is on each page, cover included, and is no part of the text for a reader."""
    long = "# Titre\n\n" + "Un paragraphe assez long. " * 900
    pages = pdf(long, styles, draft=True).pages
    assert len(pages) > 3
    for page in pages:
        assert "BROUILLON" in page.extract_text()
        contents = page.get_contents()
        assert contents is not None
        assert b"/Artifact" in contents.get_data()
    assert all("BROUILLON" not in page.extract_text() for page in pdf(long, styles).pages)


@pytest.mark.parametrize("to", ["html", "docx", "odt"])
@pytest.mark.parametrize("couverture", [True, False])
def test_a_draft_says_so_in_every_format(to: str, couverture: bool, styles: Styles) -> None:
    """In the body and in the header; a final document never holds the word."""
    for draft in (True, False):
        made = write("Bonjour", to, styles, draft=draft, couverture=couverture)
        text = made.decode() if to == "html" else ""
        body = text.partition("<body")[2]
        margins = body
        if to == "docx":
            files = parts(made)
            body = files["word/document.xml"]
            margins = "".join(files[name] for name in files if "/header" in name)
        if to == "odt":
            body, margins = parts(made)["content.xml"], parts(made)["styles.xml"]
        assert (">BROUILLON" in body) is draft
        assert ("BROUILLON" in margins) is draft


def test_no_word_of_a_table_is_broken(styles: Styles) -> None:
    """A column too narrow for its longest word takes from the others."""
    words = ["Professionnalisation", "Accompagnement", "Responsabilités", "Développement"]
    table = (
        '::: {.tableau widths="4 4 4 88"}\n|'
        + "|".join(words)
        + "|\n|---|---|---|---|\n|"
        + "|".join(word.lower() for word in words)
        + "|\n:::\n"
    )
    reader = pdf(table, styles, couverture=False, toc=False)
    text = reader.pages[0].extract_text()
    for word in words:
        assert word in text
        assert word.lower() in text


def placed(page: pypdf.PageObject) -> dict[str, float]:
    """Each piece of text of a page, and how far above its foot it stands, in points."""
    found: dict[str, float] = {}

    def seen(text: str, page: list[float], own: list[float], *_: Any) -> None:
        if text.strip():
            found.setdefault(text.strip(), own[4] * page[1] + own[5] * page[3] + page[5])

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("rows", range(31, 37))
def test_the_last_row_of_a_table_is_never_alone(rows: int, styles: Styles) -> None:
    """Wherever the page ends, two rows at least go on to the next one."""
    lines = "".join(f"| rang {number} | un |\n" for number in range(rows))
    table = f"::: tableau\n| Titre | Autre |\n|---|---|\n{lines}:::\n"
    pages = pdf(table, styles, couverture=False, toc=False, beneficiaire="").pages
    counts = [page.extract_text().count("rang") for page in pages]
    assert sum(counts) == rows
    assert all(count >= 2 for count in counts)


@pytest.mark.parametrize("before", range(24, 32))
def test_the_first_row_of_a_table_is_never_alone(before: int, styles: Styles) -> None:
    """Where one row only has room under its titles, the table begins on the next page."""
    filler = "Un paragraphe d’une ligne seulement.\n\n" * before
    lines = "".join(f"| rang {number} | un |\n" for number in range(12))
    table = f"# Titre\n\n::: tableau\n| Colonne | Autre |\n|---|---|\n{lines}:::\n"
    pages = pdf(filler + table, styles, couverture=False, toc=False, beneficiaire="").pages
    counts = [page.extract_text().count("rang") for page in pages]
    assert sum(counts) == 12
    assert 1 not in counts
    (first,) = [page for page in pages if "Titre" in page.extract_text().splitlines()]
    assert "rang 0" in first.extract_text()


@pytest.mark.parametrize("before", [2, 18, 24])
def test_a_chart_never_cuts_the_table_that_follows_it(before: int, styles: Styles) -> None:
    """It comes before the first row, or before the words that announce the table."""
    filler = "Un paragraphe d’une ligne seulement.\n\n" * before
    lines = "".join(f"| rang {number} | un |\n" for number in range(12))
    table = f"::: tableau\n| Colonne | Autre |\n|---|---|\n{lines}:::\n"
    chart = '![Alt](chart:riasec){width=100% legende="Légende du graphique"}'
    for announcement in ("", "Voici le détail.\n\n"):
        text = f"# Titre\n\n{filler}{chart}\n\n{announcement}{table}"
        pages = pdf(text, styles, couverture=False, toc=False).pages
        where = {
            words: (number, -height)
            for number, page in enumerate(pages)
            for words, height in placed(page).items()
        }
        assert where["Légende du graphique"] < where["rang 0"]
        assert where["Légende du graphique"] < where.get("Voici le détail.", (9, 0))


def test_a_long_word_of_a_table_is_cut_after_its_own_hyphens(styles: Styles) -> None:
    """Nowhere else, since no hyphen would show it."""
    word = "Intercommunalité-hydrostratigraphie-électroencéphalographie"
    table = (
        '::: {.tableau widths="30 40 30"}\n| Compétence | Faits | Niveau |\n|---|---|---|\n'
        f"| {word} 3 | {'Un fait. ' * 30}| acquis |\n:::\n"
    )
    text = pdf(table, styles, couverture=False, toc=False).pages[0].extract_text()
    for part in ("Intercommunalité-", "hydrostratigraphie-", "électroencéphalographie"):
        assert part in text


def test_the_legend_of_a_chart_is_not_hyphenated(styles: Styles) -> None:
    """A caption is short: its words stay whole."""
    words = "conventionnelles entrepreneuriales investigatrices artistiquement réalistement " * 6
    chart = f'![Alt](chart:riasec){{width=50% legende="{words}"}}'
    text = pdf(chart, styles, couverture=False, toc=False).pages[0].extract_text()
    assert text.count("entrepreneuriales") == 6
    assert not re.search(r"[a-z]-\n", text)


def test_text_fills_the_page_that_has_no_room_for_its_chart(styles: Styles) -> None:
    """The chart opens the next page, still in its section; with room enough it stands first."""
    chart = '![Alt](chart:riasec){width=100% legende="Légende du graphique"}'
    for before, together in ((1, True), (18, False)):
        filler = "Un paragraphe d’une ligne seulement.\n\n" * before
        text = f"# Avant\n\n{filler}{chart}\n\nLa suite du texte.\n\n# Après\n\nFin.\n"
        pages = pdf(text, styles, couverture=False, toc=False).pages
        where = {
            words: (number, height)
            for number, page in enumerate(pages)
            for words, height in placed(page).items()
        }
        legend, following, after = (
            where[words] for words in ("Légende du graphique", "La suite du texte.", "Après")
        )
        assert (legend[0] == following[0]) is together
        assert legend[0] == following[0] + (not together)
        assert after[0] > legend[0] or after[1] < legend[1]
        if together:
            assert legend[1] > following[1]


@pytest.mark.parametrize("before", [1, 8, 18, 24])
def test_the_pictures_of_one_chart_follow_one_another(before: int, styles: Styles) -> None:
    """No text comes between them, wherever the page ends."""
    filler = "Un paragraphe d’une ligne seulement.\n\n" * before
    parts = [f'![Alt](chart:riasec){{width=100% legende="Légende {number}"}}' for number in (1, 2)]
    text = f"# Avant\n\n{filler}" + "\n\n".join([*parts, "La suite du texte."])
    pages = pdf(text, styles, couverture=False, toc=False).pages
    where = {
        words: (number, -height)
        for number, page in enumerate(pages)
        for words, height in placed(page).items()
    }
    assert where["Légende 1"] < where["Légende 2"] < where["La suite du texte."]


@pytest.mark.parametrize("before", [1, 20, 30])
def test_signatures_stand_at_the_foot_of_one_page(before: int, styles: Styles) -> None:
    """With their observations, and lines to write on that take what room is left."""
    filler = "Un paragraphe d’une ligne seulement.\n\n" * before
    text = (
        f"{filler}# Les observations\n\n:::: {{.ensemble .jusqu-en-bas}}\nUne phrase.\n\n"
        "::: observations\n:::\n\n::: signatures\n- Nadia\n- Paul\n:::\n::::\n"
    )
    last = placed(pdf(text, styles, couverture=False, toc=False).pages[-1])
    assert {"Les observations", "Une phrase.", "Nadia", "Paul"} <= set(last)
    assert last["Nadia"] == pytest.approx(157, abs=4)  # a box of 36 mm on the margin


@pytest.mark.parametrize(("before", "printed"), [(1, True), (12, False)])
def test_room_to_write_is_offered_only_where_it_is(
    before: int, printed: bool, styles: Styles
) -> None:
    """Lines that are optional never push the signatures to another page."""
    filler = "Un paragraphe d’une ligne seulement.\n\n" * before
    text = (
        f"{filler}:::: {{.ensemble .jusqu-en-bas}}\nUne phrase.\n\n"
        '::: {.observations .facultatives lignes="6"}\nÀ la main.\n:::\n\n'
        "::: signatures\n- Nadia\n:::\n::::\n"
    )
    pages = pdf(text, styles, couverture=False, toc=False).pages
    assert len(pages) == 1
    assert ("À la main." in placed(pages[0])) is printed


def test_a_document_without_metadata_is_made(styles: Styles) -> None:
    """Only the title is asked for; what is unknown leaves no hole and no fault."""
    tree = pandoc.parse("Bonjour")
    for to in pandoc.FORMATS:
        for couverture in (True, False):
            made = pandoc.write(
                tree,
                to,
                meta={"title": "Essai", "couverture": couverture},
                charts={},
                styles=styles,
                epoch=0,
            )
            if to == "typst":
                companions = pandoc.companions({}, styles)
                assert typesetting.pdf(made.decode(), companions, epoch=0)
            else:
                assert made


# --- The same bytes, no trace ---


@pytest.mark.parametrize("to", pandoc.FORMATS)
def test_the_same_notes_give_the_same_bytes(to: str, styles: Styles) -> None:
    """Two writings under one epoch agree, whatever the second they were made in."""
    first = write(SAMPLE, to, styles)
    time.sleep(1.1)
    assert write(SAMPLE, to, styles) == first


def test_writing_leaves_the_tree_as_it_was(styles: Styles) -> None:
    """Several threads write one tree at once."""
    tree = pandoc.parse(SAMPLE)
    before = repr(tree)
    pandoc.write(tree, "html", meta=META, charts=CHARTS, styles=styles, epoch=0)
    assert repr(tree) == before


def test_an_unknown_format_is_our_mistake(styles: Styles) -> None:
    """Formats are checked long before; this one is a bug."""
    with pytest.raises(ValueError, match="rtf"):
        write("a", "rtf", styles)


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins for pandoc are scripts")


def _stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "pandoc"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(pandoc, "binary", lambda: path)


@posix
def test_no_word_of_the_notes_is_an_argument_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, styles: Styles
) -> None:
    """Arguments, environment and style files hold nothing of the text or its metadata."""
    real, seen = pandoc.binary(), tmp_path / "seen"
    _stand_in(
        tmp_path,
        f'{{ echo "$@"; env; for a in "$@"; do case "$a" in --reference-doc=*|--template=*) '
        f'cat "${{a#*=}}";; esac; done; }} >> "{seen}"\nexec "{real}" "$@"',
        monkeypatch,
    )
    for to in pandoc.FORMATS:
        write("Le mot tournesol.", to, styles, beneficiaire="Mme Capucine", title="Le coquelicot")
    trace = seen.read_bytes()
    assert b"--sandbox" in trace
    assert b"-M512M" in trace
    for secret in (b"tournesol", b"Capucine", b"coquelicot"):
        assert secret not in trace


@posix
def test_a_failing_pandoc_is_told_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pandoc quotes its input on stderr; the fault names the stage only."""
    _stand_in(tmp_path, "cat >&2; echo secret; exit 64", monkeypatch)
    with pytest.raises(EnvironmentFault, match="la lecture du texte a échoué") as caught:
        pandoc.parse("secret")
    assert "secret" not in caught.value.message + caught.value.hint


@posix
def test_a_pandoc_out_of_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code of an exhausted heap has its own sentence."""
    _stand_in(tmp_path, "cat >/dev/null; exit 251", monkeypatch)
    with pytest.raises(EnvironmentFault, match="mémoire"):
        pandoc.parse("a")


@posix
def test_a_hanging_pandoc_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole group goes: nothing is left behind to hold the notes in memory."""
    child = tmp_path / "child"
    _stand_in(tmp_path, f'sleep 60 & echo $! > "{child}"; wait', monkeypatch)
    with pytest.raises(EnvironmentFault, match="n'a pas fini"):
        pandoc.parse("a", seconds=1)
    pid = int(child.read_text())
    for _ in range(50):
        if not _alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("the child of pandoc is still there")


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return "State:\tZ" not in status.read_text()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path("/proc").is_dir()


def test_a_missing_pandoc_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault says what to do, and that it comes with the package."""
    monkeypatch.setattr(pandoc, "binary", lambda: tmp_path / "absent")
    with pytest.raises(EnvironmentFault, match="ne démarre pas") as caught:
        pandoc.parse("a")
    assert "réinstallez" in caught.value.hint


@pytest.mark.parametrize("bomb", ["[" * 5000, "*" * 5000, "> " * 3000 + "a", "- " * 3000 + "a"])
def test_bombs_of_markdown_end_soon(bomb: str) -> None:
    """What explodes other readers is read, or refused in words, within seconds."""
    begun = time.monotonic()
    try:
        assert "blocks" in pandoc.parse(bomb, seconds=20)
    except (DataFault, EnvironmentFault) as fault:
        assert fault.hint
    assert time.monotonic() - begun < 25


@pytest.mark.parametrize("text", ["a" * 200_000, "mot ! " * 20_000, "« " * 20_000, "é!" * 50_000])
def test_long_texts_are_written_soon(text: str, styles: Styles) -> None:
    """The French filter costs in proportion to the text."""
    begun = time.monotonic()
    assert write(text, "html", styles)
    assert time.monotonic() - begun < 15
