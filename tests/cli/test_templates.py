"""A cabinet's own templates: copied, changed, accepted, refused with their line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

NOTE = "templates/notes/preliminaire/demande.yaml"
DOCUMENT = "templates/documents/plan-action.md.j2"
ENDLESS = "{% for i in range(9999) %}" * 3 + "{% endfor %}" * 3


@pytest.fixture
def own(demo: Any) -> Any:
    """The fictional cabinet, which overrides one note and one document."""
    assert (demo.cwd / NOTE).is_file()
    assert (demo.cwd / DOCUMENT).is_file()
    return demo


def change(terminal: Any, name: str, old: str, new: str) -> None:
    path = terminal.cwd / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_list_says_what_is_overridden(own: Any) -> None:
    """Standard or this cabinet's own, and what waits to be accepted."""
    assert own("templates", "list").out.count("ce cabinet") == 2
    change(own, NOTE, "title:", "title: \ntitle:")
    assert "à accepter" in own("gabarits", "lister").out


def test_an_overridden_note_asks_its_own_question(own: Any) -> None:
    """The field that this cabinet added is in the schema, and accepted in the note."""
    assert "connu_par" in own("schema", "demande").out
    assert own("check", "2026-007").code == 0


def test_an_overridden_document_is_built_with_the_changed_text(own: Any) -> None:
    """The plan d'action is this cabinet's."""
    change(own, DOCUMENT, "{%", "Une phrase bien à nous.\n\n{%")
    assert own("templates", "accept").code == 0
    assert own("build", "2026-007", "plan-action", "--format", "html").code == 0
    (built,) = (own.cwd / "documents" / "2026-007").glob("*.html")
    assert "bien à nous" in built.read_text(encoding="utf-8").replace("\u00a0", " ")


def test_a_change_waits_to_be_accepted(own: Any) -> None:
    """Whoever can push to the repository cannot change a document unseen."""
    change(own, DOCUMENT, "{%", "Glissé là.\n\n{%")
    refused = own("build", "2026-007", "plan-action", "--format", "html")
    assert refused.code == 3
    assert "templates accept" in refused.err
    assert own("build", "2026-007", "synthese", "--format", "html").code == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        (NOTE, "type: object", "type: objet", "ligne"),
        (NOTE, "title:", "title: a: b\ntitre:", "ligne"),
        (NOTE, "properties:", "properties:\n  essai: {$ref: 'https://exemple.example/x'}", "ligne"),
        (DOCUMENT, "{%", "{% if %}", "ligne 1"),
        (DOCUMENT, "{%", "{{ inconnue }}{%", "ligne 1"),
        (DOCUMENT, "{%", "{{ ''.__class__.__mro__ }}{%", "ligne 1"),
        (DOCUMENT, "{%", ENDLESS + "{%", "ligne 1"),
        (DOCUMENT, "{%", "{{ 9 ** 9 ** 9 }}{%", "ligne 1"),
    ],
)  # fmt: skip
def test_a_broken_override_is_told_with_its_line(
    own: Any, name: str, old: str, new: str, where: str
) -> None:
    """Bad YAML, invalid schema, Jinja error, unknown variable, endless loop: file and line."""
    change(own, name, old, new)
    refused = own("templates", "accept")
    if refused.code == 0:
        refused = own("build", "2026-007", "plan-action", "--format", "html")
    assert refused.code == 3, refused.said
    assert where in refused.err
    assert Path(name).name in refused.err


def test_a_copy_of_a_standard_template_is_ready_to_change(cabinet: Any) -> None:
    """It is the standard one, to the letter, and never over an existing one."""
    assert cabinet("templates", "copy", "documents/synthese.md.j2").code == 0
    assert cabinet("templates", "copy", "documents/synthese.md.j2").code == 2
    assert cabinet("templates", "copy", "../cabinet.yaml").code == 2
