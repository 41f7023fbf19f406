"""`show --ids`: what other notes may point at, so that nobody has to guess an id."""

from __future__ import annotations

from typing import Any


def test_ids_stand_beside_their_labels(demo: Any) -> None:
    """Only the lists that some field points at, nested ones included, and no other text."""
    shown = demo("show", "2026-007", "pistes", "--ids")
    assert shown.code == 0, shown.said
    heading, *rows = shown.out.splitlines()
    assert heading.split() == ["liste", "id", "libellé"]
    assert {row.split()[0] for row in rows} == {"pistes", "acces"}
    values = demo("show", "2026-007", "pistes").out
    assert all(f"id: {row.split()[1]}\n" in values for row in rows)


def test_a_note_that_nothing_points_at(demo: Any) -> None:
    """It says so instead of showing an empty table."""
    shown = demo("show", "2026-007", "beneficiaire", "--ids")
    assert shown.code == 0
    assert "Rien ici" in shown.out


def test_a_dangling_reference_names_the_command(cabinet: Any, plain: Any) -> None:
    """The hint is a command that can be typed once the reference of the dossier is put in."""
    source = cabinet.home / "note.yaml"
    source.write_text(plain("2026-007", "investigation/parcours"), encoding="utf-8")
    assert cabinet("edit", "2026-001", "parcours", "--from", str(source)).code == 0
    text = "competences:\n  - libelle: Peser\n    preuves:\n      - {experience: zzz, fait: Oui}\n"
    source.write_text(text, encoding="utf-8")
    cabinet("edit", "2026-001", "competences", "--from", str(source))
    said = cabinet("check", "2026-001").out
    assert "bilantool show DOSSIER parcours --ids" in said
    assert "zzz" not in said
