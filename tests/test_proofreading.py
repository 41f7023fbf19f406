"""The cabinet's texts read again: where each wrong citation stands, and that ours hold none."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest

from bilantool import proofreading
from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.rules import citations

ROOT = Path(__file__).resolve().parent.parent
WRONG = "Durée : 24 heures (article R. 6313-5)."


def seen(folder: Path, name: str, data: bytes) -> list[tuple[str, int, str]]:
    (folder / name).write_bytes(data)
    found = proofreading.given(folder / name, name).remarks
    return [(each.unit, each.number, each.wrong.cited) for each in found]


def letter() -> bytes:
    """A letter of a word processor: a heading, a paragraph, a table, a footer."""
    document = docx.Document()
    document.add_heading("Convention")
    document.add_paragraph("Sans article.")
    document.add_paragraph(WRONG)
    document.add_table(1, 1).cell(0, 0).text = "Article L. 6313-10"
    document.sections[0].footer.paragraphs[0].text = "R. 6322-38"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_texts_are_told_by_line(tmp_path: Path) -> None:
    """Markdown, plain text of an older Windows, and pages with their entities and tags."""
    assert seen(tmp_path, "a.md", f"Titre\r\n\r\n{WRONG}".encode()) == [("ligne", 3, "R6313-5")]
    assert seen(tmp_path, "a.txt", f"é\n{WRONG}".encode("cp1252")) == [("ligne", 2, "R6313-5")]
    page = b"<p\n>24&nbsp;heures : <b>R.</b>&nbsp;6313-5</p>"
    assert seen(tmp_path, "a.html", page) == [("ligne", 2, "R6313-5")]


def test_documents_are_told_by_paragraph(tmp_path: Path) -> None:
    """Tables and the margins of the page are read too."""
    assert seen(tmp_path, "a.docx", letter()) == [
        ("paragraphe", 3, "R6313-5"),
        ("paragraphe", 4, "L6313-10"),
        ("marge", 1, "R6322-38"),
    ]


def test_what_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that is not read, a file that is not what its name says, a PDF without a reader."""
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(UsageFault, match="type"):
        proofreading.given(tmp_path / "a.xlsx", "a.xlsx")
    for name in ("a.docx", "a.pdf"):
        with pytest.raises(DataFault):
            seen(tmp_path, name, b"bonjour")
    with pytest.raises(DataFault):
        proofreading.given(tmp_path / "absent.md", "absent.md")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentFault, match="PDF"):
        seen(tmp_path, "a.pdf", b"%PDF-1.7")


def test_the_cabinet_s_own_texts_are_read_again(demo: Any) -> None:
    """Its settings and templates; a finding is told with its line, and the code is 1."""
    assert demo("templates", "check").code == 0
    own = demo.cwd / "templates" / "documents" / "plan-action.md.j2"
    own.write_text(own.read_text(encoding="utf-8") + f"\n{WRONG}\n", encoding="utf-8")
    line = len(own.read_text(encoding="utf-8").splitlines())
    said = demo("gabarits", "relire")
    assert said.code == 1
    assert f"templates/documents/plan-action.md.j2\u00a0», ligne {line}" in said.out
    assert "L6313-4" in said.out
    (found,) = json.loads(demo("templates", "check", "--json").out)["constats"]
    assert (found["ligne"], found["cite"], found["juste"]) == (line, "R6313-5", "L6313-4")
    accepted = demo("templates", "accept")
    assert accepted.code == 0
    assert "R6313-5" in accepted.said


def test_a_file_is_read_without_a_cabinet(terminal: Any) -> None:
    """Whoever only wants a letter read again needs none; the cabinet's are read where there is."""
    (terminal.cwd / "lettre.md").write_text("R6322-35\n", encoding="utf-8")
    assert terminal("templates", "check", "lettre.md").code == 1
    assert terminal("templates", "check").code == 2


PRODUCT = [
    path
    for folder in ("templates", "docs", "examples", "bilantool")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".md", ".j2", ".yaml", ".typ", ".html", ".css", ".py", ".lua")
    and path != ROOT / "bilantool" / "rules" / "citations.py"
] + [ROOT / "README.md"]


def test_no_article_that_the_product_prints_is_wrong() -> None:
    """Templates, documentation, examples and sources; the table of wrong citations excepted."""
    assert len(PRODUCT) > 250
    wrong = [
        (path.relative_to(ROOT).as_posix(), each.line, each.cited)
        for path in PRODUCT
        for each in citations.found(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
