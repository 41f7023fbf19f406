"""Where pages end: what a reader sees of rulings, signatures, tables and charts, at any length."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from pypdf.generic import ContentStream

from bilantool.documents import charts, pandoc, typesetting
from bilantool.documents.styles import Styles

STYLES = Styles.standard()
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 640 480">'
    b'<rect width="640" height="480" fill="#17505C"/></svg>'
)
FILLER = "Un paragraphe d’une ligne seulement.\n\n"
SIGNED = "::: signatures\n- Nadia Modèle\n- Paul Exemple\n- Le financeur\n:::\n"
LENGTHS = range(7)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def written(markdown: str, to: str) -> bytes:
    """The document of a Markdown in one format."""
    return pandoc.write(
        pandoc.parse(markdown),
        to,
        meta={"title": "Essai"},
        charts={"riasec": SVG},
        styles=STYLES,
        epoch=0,
    )


def pages(markdown: str) -> list[pypdf.PageObject]:
    """The pages of its PDF."""
    parts = pandoc.companions({"riasec": SVG}, STYLES)
    made = typesetting.pdf(written(markdown, "typst").decode(), parts, epoch=0)
    return list(pypdf.PdfReader(io.BytesIO(made)).pages)


def words(page: pypdf.PageObject) -> dict[str, float]:
    """Each piece of text of a page, and how far above its foot it stands, in points."""
    found: dict[str, float] = {}

    def seen(text: str, page: list[float], own: list[float], *_: Any) -> None:
        if text.strip():
            found.setdefault(text.strip(), own[4] * page[1] + own[5] * page[3] + page[5])

    page.extract_text(visitor_text=seen)
    return found


def rulings(page: pypdf.PageObject) -> Iterator[float]:
    """How far above the foot of a page its level lines stand, those longer than 5 cm, in points."""
    contents = page.get_contents()
    assert contents is not None
    at, kept, path = (1.0, 1.0, 0.0, 0.0), [], []
    for operands, operator in ContentStream(contents, page.pdf).operations:
        values = [float(each) for each in operands if isinstance(each, int | float)]
        if operator == b"q":
            kept.append(at)
        elif operator == b"Q":
            at = kept.pop()
        elif operator == b"cm":
            (wide, tall, right, up), (a, _, _, d, e, f) = at, values
            at = (wide * a, tall * d, right + wide * e, up + tall * f)
        elif operator in (b"m", b"l"):
            path.append((at[2] + at[0] * values[0], at[3] + at[1] * values[1]))
        elif operator in (b"S", b"f", b"n"):
            across, heights = [x for x, _ in path], [y for _, y in path]
            if path and max(across) - min(across) > 140 and max(heights) - min(heights) < 1.5:
                yield max(heights)
            path = []


@pytest.mark.parametrize("length", LENGTHS)
def test_no_ruling_strikes_through_a_name(length: int) -> None:
    """Lines to write on stop above the boxes to sign, wherever the text before them ends."""
    text = (
        f"{FILLER * (5 * length)}# Les observations\n\n:::: {{.ensemble .jusqu-en-bas}}\n"
        "Une phrase.\n\n::: observations\n:::\n\n"
        "::: signatures\n- Nadia Modèle\n- Paul Exemple\n:::\n::::\n"
    )
    last = pages(text)[-1]
    name, above = words(last)["Nadia Modèle"], words(last)["Une phrase."]
    lines = sorted(y for y in rulings(last) if y > 80)
    assert len([y for y in lines if name + 12 < y < above]) >= 6
    assert not [y for y in lines if name - 4 < y < name + 9]
    apart = [b - a for a, b in itertools.pairwise(lines) if name + 12 < a < b < above]
    assert apart == pytest.approx([25.5] * len(apart), abs=0.3)  # 9 mm, as they are counted


@pytest.mark.parametrize("before", ["para", "list", "table", "box"])
def test_signatures_are_never_alone_on_a_page(before: str) -> None:
    """Some of the text that they sign stands above them, whatever it is."""
    text = {
        "para": "Les parties conviennent de ce qui précède, et de rien d’autre.\n\n" * 6,
        "list": "".join(f"- un engagement, le numéro {n}\n" for n in range(4)) + "\n",
        "table": "| Quoi | Qui |\n|---|---|\n| un engagement | elle |\n| un engagement | lui |\n\n",
        "box": "::: encadre\nUn engagement des parties.\n:::\n\n",
    }[before]
    after = ":::: ensemble\nFait le 2 mars 2026.\n\n" + SIGNED + "::::\n"
    for end in (SIGNED, after):
        for length in range(22, 36, 2):
            last = pages(FILLER * length + text + end)[-1].extract_text()
            if "Nadia" not in last:  # the boxes did not fit: nothing of them is left behind
                pytest.fail("the signatures are not on the last page")
            assert re.search("engagement|conviennent", last), (before, length)


def test_word_holds_signatures_to_what_they_sign() -> None:
    """Every paragraph from the text on keeps with the next one, and the boxes are one table."""
    table = "| Quoi | Qui |\n|---|---|\n| un engagement | elle |\n| un autre | lui |\n\n"
    with zipfile.ZipFile(io.BytesIO(written(f"Un mot.\n\n{table}{SIGNED}", "docx"))) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))[0]
        styles = ElementTree.fromstring(archive.read("word/styles.xml"))
    holding = {
        style.get(f"{W}styleId")
        for style in styles.iter(f"{W}style")
        if (keep := style.find(f"{W}pPr/{W}keepNext")) is not None and keep.get(f"{W}val") != "0"
    }
    blocks = list(body)
    signed = [n for n, block in enumerate(blocks) if "Nadia" in "".join(block.itertext())]
    assert len(signed) == 1
    boxes = list(blocks[signed[0]].iter(f"{W}tr"))
    assert len(boxes) == 3
    chain = [p for block in blocks[1 : signed[0]] for p in block.iter(f"{W}p")]
    chain += [p for row in boxes[:-1] for p in row.iter(f"{W}p")]
    used = [p.find(f"{W}pPr/{W}pStyle") for p in chain[1:]]
    assert len(used) > 8
    assert {style.get(f"{W}val") for style in used if style is not None} <= holding


@pytest.mark.parametrize("to", ["docx", "odt"])
def test_what_must_follow_a_table_takes_no_page(to: str) -> None:
    """The paragraph that Word asks for after the last table is as low as a line can be."""
    with zipfile.ZipFile(io.BytesIO(written(SIGNED, to))) as archive:
        text = archive.read("word/styles.xml" if to == "docx" else "styles.xml").decode()
        body = archive.read("word/document.xml" if to == "docx" else "content.xml").decode()
    last = re.findall(r'pStyle w:val="([^"]+)"|<text:p text:style-name="([^"]+)"', body)[-1]
    assert "".join(last).replace("_20_", "").startswith("Après")
    found = re.search(
        r'w:styleId="Aprèstableau".*?<w:sz w:val="(\d+)"|'
        r'display-name="Après tableau".*?fo:font-size="(\d+)pt"',
        text,
        re.DOTALL,
    )
    assert found is not None
    assert int(found[1] or found[2]) <= 2


@pytest.mark.parametrize("before", range(14, 26, 2))
def test_a_table_of_tall_rows_is_not_split_after_its_first(before: int) -> None:
    """Two rows at least stand under the titles, even where each takes a sixth of a page."""
    rows = "".join(f"| rang {n} | {'une raison parmi d’autres, ' * 22}|\n" for n in range(4))
    table = f'::: {{.tableau widths="20 80"}}\n| Un | Deux |\n|---|---|\n{rows}:::\n'
    text = f"{FILLER * before}# Titre\n\n{table}"
    counts = [page.extract_text().count("rang ") for page in pages(text)]
    assert sum(counts) == 4
    assert 1 not in counts


@pytest.mark.parametrize("before", range(8, 26, 3))
def test_a_heading_is_never_left_by_its_chart(before: int) -> None:
    """With a chart right under it, followed by text, by a table or by nothing."""
    chart = '![Alt](chart:riasec){width=100% legend="x" legende="La légende"}\n\n'
    table = "| Un | Deux |\n|---|---|\n" + "| a | b |\n" * 9
    for after in ("", "Un mot de plus.\n\n", table):
        found = pages(f"{FILLER * before}# Le titre\n\n{chart}{after}")
        where = {text: number for number, page in enumerate(found) for text in words(page)}
        assert where["Le titre"] == where["La légende"], (before, after)


def test_pictures_of_word_have_no_margin_of_their_own() -> None:
    """Without it, LibreOffice sets them three millimetres aside, into the margin of the page."""
    chart = "![Alt](chart:riasec){width=100%}\n"
    with zipfile.ZipFile(io.BytesIO(written(chart, "docx"))) as archive:
        body = archive.read("word/document.xml").decode()
    (tag,) = re.findall(r"<wp:inline[^>]*>", body)
    assert [edge for edge in "TBLR" if f'dist{edge}="0"' in tag] == list("TBLR")
    (width,) = re.findall(r'<wp:extent cx="(\d+)"', body)
    assert int(width) <= 160 * 36_000


def test_wide_charts_slide_on_a_phone_and_say_so() -> None:
    """One that holds little is drawn whole; the frame of a wide one announces itself."""
    page = written(
        "![Un](chart:riasec){width=68%}\n\n![Deux](chart:riasec){width=92%}\n", "html"
    ).decode()
    (frame,) = re.findall(r'<div class="defile"[^>]*>', page)
    assert 'tabindex="0"' in frame
    assert 'aria-label="Graphique' in frame
    assert "Faites glisser le graphique" in page
    assert page.index('alt="Un"') < page.index('class="defile"') < page.index('alt="Deux"')


def test_hours_stand_apart_from_the_months_above_them() -> None:
    """In the chart of the sessions, however long the longest one is."""
    days = ["2026-03-02", "2026-03-09", "2026-04-13"]
    sessions = [{"date": day, "minutes": 120, "phase": "investigation"} for day in days]
    phases = [{"titre": "Phase d’investigation", "seances": 3, "minutes": 360,
               "debut": days[0], "fin": days[-1]}]  # fmt: skip
    course = {"seances": sessions, "phases": phases, "minutes": 360}
    values = {"cabinet": {}, "aujourdhui": days[-1], "deroulement": course}
    drawn = charts.draw(values)["deroulement"].pictures[0].svg.decode()
    texts = re.findall(r'<text x="[^"]+" y="([^"]+)" font-size="([^"]+)"[^>]*>([^<]+)', drawn)
    months = [float(y) for y, _, said in texts if said.endswith("2026")]
    hours = [float(y) - float(size) for y, size, said in texts if said == "2\u00a0h"]
    assert len(months) == 2
    assert len(hours) == 3
    assert min(hours) - max(months) > 10


@pytest.mark.parametrize("height", ["", 'hauteur="15"'])
def test_a_long_table_before_signatures_begins_where_it_is_told(height: str) -> None:
    """A sheet to sign has its first rows on its first page, filled or not."""
    words_of = "" if height else "une ligne"
    rows = f"| {words_of} | {words_of} |\n" * 40
    table = f"::: {{.tableau {height}}}\n| Date | Signature |\n|---|---|\n{rows}:::\n"
    found = pages(f"Chacun signe.\n\n{table}\n:::: ensemble\nCertifié.\n\n{SIGNED}::::\n")
    first = words(found[0])
    assert {"Chacun signe.", "Date"} <= first.keys()
    assert first["Date"] > 500
    assert "Certifié." in words(found[-1])
