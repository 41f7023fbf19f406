"""What whoever can push to the repository, and has no key, cannot make bilantool do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bilantool.resources import shipped

TRAME = shipped("templates") / "standard" / "trame.yaml"


def override(terminal: Any, name: str, text: str) -> None:
    path = terminal.cwd / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("  plan-action:\n", "  ../../../echappe:\n"),
        ("  plan-action:\n", "  ../../dossiers/echappe:\n"),
        ("  plan-action:\n", "  /echappe:\n"),
        ("formats: [docx, odt, html, pdf]", "formats: [html, exe]"),
        ("formats: [docx, odt, html, pdf]", "formats: [html, ../../echappe]"),
    ],
)
def test_no_trame_names_a_document_that_lies_elsewhere(cabinet: Any, found: str, put: str) -> None:
    """A readable document is written in `documents/` or nowhere, whatever was accepted."""
    text = TRAME.read_text(encoding="utf-8")
    assert found in text
    override(cabinet, "trame.yaml", text.replace(found, put))
    assert cabinet("templates", "accept").code == 3
    assert cabinet("build", "2026-001", "--draft", "--format", "html").code == 3
    assert not list(Path(cabinet.cwd.parent).rglob("*echappe*"))
