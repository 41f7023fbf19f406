"""Whatever a note holds, it prints as words."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypandoc  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.documents.markup import BREAK, UNKNOWN, Markdown, cell, clean, line, prose

READER = "commonmark_x-raw_html-raw_attribute-yaml_metadata_block"
ALLOWED = {
    "Para", "Plain", "BulletList", "OrderedList", "Strong", "Emph", "Str", "Space", "SoftBreak",
    "Table", "AlignDefault", "ColWidthDefault", "ColWidth",
}  # fmt: skip
NUMBERING = {"Decimal", "Period"}

HOSTILE = {
    "heading": "# Titre\n\nSous-titre\n====\n\nAutre\n---",
    "link": "[clic](javascript:alert(1)) <https://x.example> https://x.example www.x.example",
    "reference link": "[a]\n\n[a]: https://x.example 'titre'",
    "image": "![x](http://x.example/i.png){width=900%}",
    "raw html": "<script>alert(1)</script>\n<div onclick=x>\n<!-- c -->",
    "raw typst": '`#panic()`{=typst}\n\n```{=typst}\n#read("/etc/passwd")\n```',
    "openxml": "```{=openxml}\n<w:p/>\n```",
    "metadata": "---\ntitle: autre\ncss: http://x.example\n---\n\ntexte",
    "jinja": "{{ context }} {% for i in range(9) %}x{% endfor %} {# c #}",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "quote": "> cité\n> [!NOTE]\n> note",
    "code": "    indenté\n\n`code` ```\nbloc\n```\n\n~~~\nbloc\n~~~",
    "math": "$x^2$ et $$y$$ et \\(z\\)",
    "footnote": "mot[^1]\n\n[^1]: note",
    "emoji": ":smile: :tada:",
    "division": "::: encadre\ntexte\n:::",
    "definition": "terme\n: définition\n\n  ~ autre",
    "scripts": "H~2~O m^2^ ~~barré~~ [x]{.smallcaps}",
    "tasks": "- [ ] à faire\n- [x] fait",
    "entities": "&amp; &eacute; &#35; &copy;",
    "rule": "***\n\n- - -\n\n___",
    "smart": "\"mot\" 'mot' -- --- ... l'eau",
    "breaks": "deux espaces  \nbarre\\\nfin\\",
    "lettered": "a. un\ni) deux\n(1) trois\n#. quatre\n@ cinq",
    "brackets": "[" * 5000,
    "stars": "*" * 5000,
    "open stress": "**a " * 2500,
    "quotes deep": ">" * 5000,
    "dashes deep": "- " * 5000,
    "closed": "[a](b" * 1500 + ")" * 1500,
    "backticks": "".join("`" * n + " " for n in range(1, 100)),
    "separators": "un\u2028deux\x0btrois\x85quatre\rcinq\x00six\u202esept",
}


def parse(markdown: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from", READER, "--to", "json", "--sandbox"],
        input=markdown.encode("utf-8"), capture_output=True, timeout=20, check=True,
    )  # fmt: skip
    blocks: list[dict[str, Any]] = json.loads(run.stdout)["blocks"]
    return blocks


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        yield from nodes(tree.get("c"))
    elif isinstance(tree, list):
        for child in tree:
            yield from nodes(child)


def kinds(blocks: list[dict[str, Any]]) -> set[str]:
    return {node["t"] for node in nodes(blocks)} - NUMBERING


def letters(text: str) -> str:
    """Letters only, joined with their accents: what no mark or kind of space can change."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalpha())


def words(blocks: list[dict[str, Any]]) -> str:
    return letters("".join(node["c"] for node in nodes(blocks) if node["t"] == "Str"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("form", [prose, line, cell])
def test_hostile_text_prints_as_words(form: Any, text: str) -> None:
    """Known attacks give plain blocks holding every word, long before `parse` gives up."""
    blocks = parse(form(text))
    assert kinds(blocks) <= (ALLOWED if form is prose else ALLOWED - {"BulletList", "OrderedList"})
    assert words(blocks) == letters(text)


TEXTS = st.text(
    st.sampled_from("abé 1\n\n  *-_#>[](){}!|`~:;.^$&<=@\\'\"+/%,«’\t")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_prose_is_never_more_than_words(text: str) -> None:
    """Any text keeps its letters and yields only paragraphs, lists, bold and italics."""
    blocks = parse(prose(text))
    assert kinds(blocks) <= ALLOWED
    assert words(blocks) == letters(text)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS)
def test_a_line_stays_where_it_is_put(before: str, after: str) -> None:
    """Lines set in a heading, an item and a table never leave their place."""
    markdown = f"# Titre {line(before)}\n\n- {line(after)} fin\n\n| a | b |\n|---|---|\n"
    markdown += f"| x{cell(before)} | y{cell(after)} |\n\nfin\n"
    blocks = parse(markdown)
    assert [block["t"] for block in blocks] == ["Header", "BulletList", "Table", "Para"]
    rows = blocks[2]["c"][4][0][3]
    cells = [words(box[4]) for box in rows[0][1]]
    assert len(rows) == 1
    assert cells == ["x" + letters(before), "y" + letters(after)]


def test_prose_keeps_paragraphs_lists_and_stress() -> None:
    """What a counsellor means by blank lines, dashes, numbers and asterisks is kept."""
    text = "Un *début*\nsuite\n\n- **a**\n  encore\n- b\n\n- c\nfin\n\n3. trois\n4) quatre"
    assert prose(text).replace(f" {BREAK} ", " / ") == (
        "Un *début* / suite\n\n- **a** / encore\n- b\n- c\n\nfin\n\n3. trois\n4. quatre"
    )
    assert [b["t"] for b in parse(prose(text))] == ["Para", "BulletList", "Para", "OrderedList"]


def test_stress_may_go_over_the_end_of_a_line() -> None:
    """Bold that begins on one line and ends on the next is bold on both."""
    assert kinds(parse(prose("**un\n« deux »** puis\n**« trois »**"))) >= {"Strong"}
    assert "*" not in "".join(
        n["c"] for n in nodes(parse(prose("**a\n« b »**"))) if n["t"] == "Str"
    )


def test_stress_inside_words_is_left_alone() -> None:
    """Asterisks that CommonMark would not read as stress stay visible asterisks."""
    assert prose("2*3*4 et **faux ** mais ***vrai***") == (
        r"2\*3\*4 et \*\*faux \*\* mais ***vrai***"
    )


def test_a_cell_joins_the_items_of_a_list() -> None:
    """A list in a cell reads as one sentence."""
    assert cell("Trois choses :\n- une ;\n- deux\n- trois.") == (
        r"Trois choses \: une ; deux ; trois\.".replace(";", r"\;")
    )


def test_a_cell_keeps_lines_and_nested_lists() -> None:
    """A cell of a table has neither paragraphs nor lists: both become its lines."""
    assert cell("Un\ndeux\n\ntrois") == f"Un {BREAK} deux {BREAK} trois"
    nested = cell("- un\n  - deux\n- trois").replace("\u00a0", "_")
    assert nested == f"–_un {BREAK} ___·_deux {BREAK} –_trois"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'atelier d'Anna", "l’atelier d’Anna"),
        ("l'« eau » et l'\"or\"", 'l’« eau » et l’"or"'),
        ("'tit, l' été, 'mot'", "’tit, l’ été, ‘mot’"),
        ("un écran de 5' x 7'", "un écran de 5' x 7'"),
    ],
)
def test_apostrophes_are_typographic(typed: str, printed: str) -> None:
    """Wherever a letter stands beside them, in what goes through no filter of pandoc too."""
    assert clean({"nom": [typed]}) == {"nom": [printed]}


def test_signs_of_the_fonts_of_word_are_signs_of_every_font() -> None:
    """An arrow stays an arrow; what no table knows is seen to be missing, and counted later."""
    assert clean("A \uf0e0 B, 37 \uf0b0C, soft\u00adhyphen \uf0c1") == (
        f"A → B, 37 °C, softhyphen {UNKNOWN}"
    )
    assert BREAK not in clean(f"un{BREAK}deux")


def test_a_line_loses_the_bullet_that_came_with_it() -> None:
    """One item of a pasted list in a field of one line."""
    assert line("\uf0b7\tVendre") == "Vendre"
    assert line("- 3 degrés") == r"\- 3 degrés"


def test_results_are_marked_as_markdown() -> None:
    """Every form returns the type that templates print without escaping."""
    assert {type(form("x")) for form in (line, prose, cell)} == {Markdown}
