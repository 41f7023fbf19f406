"""Values become a text to read, whatever their form; words of third parties are cut out of YAML."""

from __future__ import annotations

from typing import Any

import pytest

from bilantool.notes import reading, schema
from bilantool.notes.trame import NoteSpec
from bilantool.portability import names, others, portrait
from bilantool.portability.held import Text
from bilantool.shelf import Facts

SCHEMA: dict[str, Any] = schema.completed(
    {
        "type": "object",
        "properties": {
            "nom": {"title": "Nom", "type": "string", "format": "ligne"},
            "propos": {
                "title": "Propos",
                "x-tiers": True,
                "type": "array",
                "items": {"type": "object", "properties": {"dit": {"type": "string"}}},
            },
            "suite": {"title": "Suite", "type": "string", "format": "texte"},
        },
    }
)
SPEC = NoteSpec("cadre/essai", "cadre", None, "Essai", "travail", "", SCHEMA)


def text(typed: str) -> Text:
    return Text(SPEC, typed, reading.read(typed).values)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "nom: Ana # gardé\npropos:\n  - dit: secret\n    # un secret\n\nsuite: |\n  fin\n",
            "nom: Ana # gardé\nsuite: |\n  fin\n",
        ),
        ("propos:\n- dit: secret\n- dit: secret\nnom: Ana\n", "nom: Ana\n"),
        ("propos: [{dit: secret}]\nnom: Ana\n", "nom: Ana\n"),
        ("nom: Ana\npropos: [\n{dit: secret}\n]\n", "nom: Ana\n"),
        ("{nom: Ana, propos: [{dit: secret}]}\n", "nom: Ana\n"),
    ],
)
def test_their_words_are_cut_and_nothing_else(typed: str, kept: str) -> None:
    """By lines where lines say it, else written anew; what remains reads as before."""
    left = others.without(text(typed))
    assert left is not None
    assert left.text == kept
    assert "secr" not in left.text
    assert reading.read(left.text).values == left.values


def test_a_text_that_is_no_yaml_goes_apart_whole() -> None:
    """Nobody can say where their words end."""
    assert others.without(Text(SPEC, "propos: - secret: x: y", None)) is None


def test_a_note_without_their_words_is_what_was_typed() -> None:
    """To the byte."""
    own = text("nom:   Ana   # deux\n\n\nsuite: x\n")
    assert others.without(own) is own


def test_what_the_schema_does_not_know_is_printed() -> None:
    """Under its own key: an export leaves nothing out."""
    values = {"nom": "Ana", "inconnu": {"cle": [1, ["x", {"y": "z"}]]}, "suite": 12.125}
    made = portrait.section("Essai", values, SCHEMA, {})
    for word in ("Ana", "inconnu", "cle", "1", "x", "z", "12,125"):
        assert word in made


def test_a_note_cannot_write_markdown() -> None:
    """Words print as words: no heading, link or image of theirs."""
    made = portrait.section("T", {"nom": "# ![x](http://y) <b>", "k[](": "v"}, SCHEMA, {})
    assert "![" not in made
    assert "<b>" not in made
    assert "\\#" in made


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Acte", "2026-01-02 Acte.pdf"),
        ("acte.pdf", "2026-01-02 acte.pdf"),
        ("../../etc/passwd", "2026-01-02 etc passwd.pdf"),
        ('a<b>:"|?*', "2026-01-02 a b.pdf"),
        ("x" * 300, f"2026-01-02 {'x' * 80}.pdf"),
        ("...", "2026-01-02 _.pdf"),
        ("\u202egnp", "2026-01-02 gnp.pdf"),
    ],
)
def test_names_that_every_system_takes(title: str, name: str) -> None:
    """No path, no sign that a system forbids, no reversal of direction."""
    assert names.of_piece(Facts("application/pdf", "2026-01-02", title, 1)) == name


def test_two_names_are_told_apart() -> None:
    """Capitals tell nothing apart on Windows and macOS."""
    assert names.free("A.pdf", ["a.pdf", "a (2).pdf"]) == "A (3).pdf"
    assert names.free("b", []) == "b"
