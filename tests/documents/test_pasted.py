"""What people paste keeps its shape: bullets of Word, rows of a spreadsheet, lines, lists."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from bilantool.documents import markup, pandoc, pasted, typesetting
from bilantool.documents.styles import Styles

WORD = (
    "Réalisations :\n\uf0b7\tEncadrer une équipe ;\n\uf0b7\tTenir un budget ;\n"
    "o\tChaque mois\n\uf0a7\tEn euros\no\tChaque année\n\uf0b7\tRédiger"
)
SHEET = "Poste\tEntreprise\tDurée\nVendeuse\tBoutique A\t3 ans\nCaissière\tMagasin B\t18 mois"
LINES = "Ligne un\nligne deux sans vide\nligne trois"


def shape(text: str) -> list[Any]:
    """The blocks of a text as lists: a paragraph is its words, `/` where a line ends."""
    return [shown(block) for block in pandoc.parse(markup.prose(text))["blocks"]]


def shown(block: dict[str, Any]) -> Any:
    if block["t"] in ("Para", "Plain"):
        signs = {"LineBreak": "/", "Space": " ", "SoftBreak": " "}
        words = "".join(signs.get(each["t"], each.get("c", "")) for each in block["c"])
        return words.replace("\u00a0", " ").replace("\u202f", " ")
    if block["t"] == "Div":
        return shown(block["c"][1][0])
    if block["t"] == "Table":
        rows = list(block["c"][3][1]) + [r for body in block["c"][4] for r in body[3]]
        return [["".join(map(shown, box[4])) for box in row[1]] for row in rows]
    items = block["c"] if block["t"] == "BulletList" else block["c"][1]
    first = "-" if block["t"] == "BulletList" else block["c"][0][0]
    return [first, *([shown(each) for each in item] for item in items)]


PASTED = {
    "the bullets of Word tell the depth": (
        WORD,
        [
            "Réalisations :",
            [
                "-",
                ["Encadrer une équipe ;"],
                [
                    "Tenir un budget ;",
                    ["-", ["Chaque mois", ["-", ["En euros"]]], ["Chaque année"]],
                ],
                ["Rédiger"],
            ],
        ],
    ),
    "bullets without a space": ("•un\n•deux", [["-", ["un"], ["deux"]]]),
    "dashes of both lengths": ("– un\n- deux", [["-", ["un"], ["deux"]]]),
    "numbers with a bracket": ("1) un\n2) deux", [[1, ["un"], ["deux"]]]),
    "a list in a list, by its indent": (
        "- un\n  - deux\n  - trois\n    1. x\n    2. y\n- quatre",
        [["-", ["un", ["-", ["deux"], ["trois", [1, ["x"], ["y"]]]]], ["quatre"]]],
    ),
    "dashes under numbers that go on": (
        "1. un\n- a\n- b\n2. deux",
        [[1, ["un", ["-", ["a"], ["b"]]], ["deux"]]],
    ),
    "another list after a blank line": (
        "- un\n- deux\n\n1. a\n2. b",
        [["-", ["un"], ["deux"]], [1, ["a"], ["b"]]],
    ),
    "numbers that do not count on": (
        "3. trois\n7. sept\n8. huit",
        [[3, ["trois"]], "7. sept/8. huit"],
    ),
    "letters stay as they are": ("a) un\nb) deux", ["a) un/b) deux"]),
    "what goes on with its item": (
        "1. un\n   suite\n\n   encore\n2. deux",
        [[1, ["un/suite/encore"], ["deux"]]],
    ),
    "an o that is no bullet": ("l’un\no ou l’autre", ["l’un/o ou l’autre"]),
    "rows of a spreadsheet, the first a heading": (
        SHEET,
        [
            [
                ["Poste", "Entreprise", "Durée"],
                ["Vendeuse", "Boutique A", "3 ans"],
                ["Caissière", "Magasin B", "18 mois"],
            ]
        ],
    ),
    "rows of unequal length": ("\ta\tb\tc\n\t1\t\t", [[["a", "b", "c"], ["1", "", ""]]]),
    "rows wider than a page": (
        "\n".join("\t".join(f"c{n}" for n in range(9)) for _ in range(2)),
        ["/".join([" – ".join(f"c{n}" for n in range(9))] * 2)],
    ),
    "one row alone": ("Vendeuse\tBoutique A\t3 ans", ["Vendeuse – Boutique A – 3 ans"]),
    "paragraphs that a tab indents": ("\tUn mot.\n\tUn autre.", ["Un mot./Un autre."]),
    "a table between two paragraphs": (
        f"Avant\n{SHEET}\nAprès",
        [
            "Avant",
            [
                ["Poste", "Entreprise", "Durée"],
                ["Vendeuse", "Boutique A", "3 ans"],
                ["Caissière", "Magasin B", "18 mois"],
            ],
            "Après",
        ],
    ),
    "lines ended by one Enter": (LINES, [LINES.replace("\n", "/")]),
    "lines of an address": ("12 rue de l'Eau\n35000 Rennes", ["12 rue de l’Eau/35000 Rennes"]),
    "long lines that each end a sentence": (
        "Elle a d’abord cherché ce qu’elle voulait quitter, sans rien décider.\n"
        "Elle a ensuite rencontré trois personnes du métier, chez elles.",
        [
            "Elle a d’abord cherché ce qu’elle voulait quitter, sans rien décider./"
            "Elle a ensuite rencontré trois personnes du métier, chez elles."
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PASTED.values(), ids=list(PASTED))
def test_what_is_pasted_keeps_its_shape(text: str, expected: list[Any]) -> None:
    """As paragraphs and their lines, lists in lists, tables."""
    assert shape(text) == expected


@pytest.mark.parametrize("width", [68, 80, 98, 118])
def test_lines_cut_at_one_width_are_one_paragraph(width: int) -> None:
    """An editor that cuts lines, or a hand that follows a margin, means no line."""
    words = (
        "Elle est venue de sa propre initiative, avec trois idées et une inquiétude. Les idées : "
        "former, reprendre une épicerie, exercer ailleurs un métier de l’amélioration continue. "
    ) * 3
    rows = [""]
    for word in words.split():
        if len(rows[-1]) + 1 + len(word) > width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    text = "\n".join(rows)
    (block,) = pasted.blocks(f"{text}\n")
    assert block.lines == (" ".join(words.split()),)
    with_lines = list(pasted.blocks(f"{text}\n\nun\ndeux\n\n- {rows[0]}\n  {rows[1]}"))
    assert [len(block.lines) for block in with_lines] == [1, 2, 1]


def test_a_line_longer_than_any_margin_is_a_paragraph() -> None:
    """What Word ends by one Enter has no width."""
    text = "\n".join(["mot " * 50 + "fin", "mot " * 45 + "fin", "mot " * 20 + "fin"])
    (block,) = pasted.blocks(text)
    assert len(block.lines) == 3


def test_lists_deeper_than_any_document_are_flattened() -> None:
    """Indented a thousand times, a list stays within what pandoc nests."""
    found = list(pasted.blocks("\n".join(" " * 2 * n + "- mot" for n in range(1000))))
    assert len(found) == 1000
    assert max(block.depth for block in found) <= 4


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """Everything pasted at once, in prose and in a cell, in every format."""
    text = "\n\n".join([WORD, SHEET, LINES])
    tree = pandoc.parse(
        f"# Titre\n\n{markup.prose(text)}\n\n| Case |\n|---|\n| {markup.cell(LINES)} |\n"
    )
    styles = Styles.standard()
    meta = {"title": "Essai"}

    def written(to: str) -> bytes:
        return pandoc.write(tree, to, meta=meta, charts={}, styles=styles, epoch=0)

    source = written("typst").decode()
    found = {to: written(to) for to in ("docx", "odt", "html")}
    return {**found, "pdf": typesetting.pdf(source, pandoc.companions({}, styles), epoch=0)}


def _xml(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def _runs(text: str) -> Iterator[str]:
    yield from re.findall(r">([^<>]+)<", text)


def test_word_gets_levels_tables_and_lines(made: dict[str, bytes]) -> None:
    """Three levels of bullets, two tables, four line breaks."""
    body = _xml(made["docx"], "word/document.xml")
    assert re.findall(r'<w:ilvl w:val="(\d)"', body) == ["0", "0", "1", "2", "1", "0"]
    assert body.count("<w:br />") == 4
    assert body.count("Boutique A") == 1
    assert body.count("<w:tr>") == 5


def test_libreoffice_gets_levels_tables_and_lines(made: dict[str, bytes]) -> None:
    """The same, by its own tags."""
    body = _xml(made["odt"], "content.xml")
    assert body.count("<text:line-break") == 4
    assert body.count("<table:table-row") == 5
    assert len(re.findall(r"<text:list(?: [^>]*)?>", body)) == 3


def test_the_page_gets_levels_tables_and_lines(made: dict[str, bytes]) -> None:
    """The same, by its own tags."""
    page = made["html"].decode().partition("<main")[2]
    assert page.count("<br") == 4
    assert len(re.findall("<tr", page)) == 5
    assert page.count("<ul") == 3


def test_the_pdf_shows_words_and_no_private_sign(made: dict[str, bytes]) -> None:
    """Nothing of the fonts of Word is left in any format; every word is there."""
    text = pypdf.PdfReader(io.BytesIO(made["pdf"])).pages[0].extract_text()
    for word in ("Chaque mois", "Boutique A", "ligne deux sans vide"):
        assert word in text
    assert "☐" not in text
    private = re.compile("[\ue000-\uf8ff]")
    bodies = [text, made["html"].decode(), _xml(made["docx"], "word/document.xml"),
              _xml(made["odt"], "content.xml")]  # fmt: skip
    assert not [body for body in bodies if private.search(body)]


def test_a_sign_that_no_font_has_is_told_in_every_format(cabinet: Any) -> None:
    """A private sign that no table knows is seen, counted, and never silently gone."""
    (cabinet.cwd / "avis.yaml").write_text(
        "reclamations:\n  - recue_le: 2026-03-02\n    objet: Le délai \uf0c1 \uf0b7\n"
        "    action: |\n      Une \uf0c1 réponse\n",
        encoding="utf-8",
    )
    assert cabinet("edit", "2026-001", "satisfaction", "--from", "avis.yaml").code == 0
    made = cabinet("build", "2026-001", "reponse-reclamation", "--draft", "--format", "docx")
    assert made.code == 0, made.said
    said = " ".join(made.said.split())
    assert "montre � à la place de 2 signes d’une police de symboles" in said
