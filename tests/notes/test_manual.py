"""The manual of the notes says of every field what its schema says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilantool.cabinet import manual as cabinet_manual
from bilantool.cabinet.settings import schema
from bilantool.notes import trame
from bilantool.notes.manual import manual
from bilantool.notes.overlay import Overlay
from bilantool.notes.schema import DEROGATIONS, IDENTIFIER, fields, parts
from bilantool.notes.trame import Trame
from bilantool.resources import shipped

DOCS = Path(__file__).parents[2] / "docs" / "notes.md"


@pytest.fixture(scope="module")
def standard() -> Trame:
    return trame.load(Overlay(shipped("templates") / "standard"))


def test_the_committed_manual_is_the_one_the_schemas_make(standard: Trame) -> None:
    """docs/notes.md is made anew whenever a schema changes: python -m bilantool.notes.manual."""
    assert DOCS.read_text(encoding="utf-8") == manual(standard)


def test_every_note_has_its_section_and_every_field_its_line(standard: Trame) -> None:
    """Nothing that a schema asks for is left out, and nothing is told twice."""
    text = manual(standard)
    sections = text.split('\n<a id="')[1:]
    assert [each.partition('"')[0] for each in sections] == [
        name.replace("/", "-") for name in standard.notes
    ]
    for section, note in zip(sections, standard.notes.values(), strict=True):
        named = [
            path[-1]
            for path, part in parts(note.schema)
            if path and path[-1] != "[]" and part is not IDENTIFIER and "derogations" not in path
        ]
        assert len(named) > 3
        lines = [line for line in section.splitlines() if line.lstrip().startswith("- **")]
        assert [line.split("`")[1] for line in lines] == named
    assert DEROGATIONS["title"] not in text


def test_titles_are_where_the_table_leads(standard: Trame) -> None:
    text = manual(standard)
    for name, note in standard.notes.items():
        anchor = name.replace("/", "-")
        assert f"[{name}](#{anchor}) | {note.title}" in text
        assert text.count(f'<a id="{anchor}"></a>') == 1


def test_the_settings_of_the_cabinet_have_a_manual_too() -> None:
    """Every question of `fill cabinet`, and nothing that the tool writes."""
    text = cabinet_manual.manual()
    assert (DOCS.parent / "cabinet.md").read_text(encoding="utf-8") == text
    for key, _ in fields(schema()):
        assert f"(`{key}`)" in text
    assert "uuid" not in text
