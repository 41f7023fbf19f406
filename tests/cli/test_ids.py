"""`show --ids`: what other notes may point at, so that nobody has to guess an id."""

from __future__ import annotations

from typing import Any

from bilantool.notes import reading


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


def test_a_dangling_reference_tells_the_ids_there_are(cabinet: Any, plain: Any) -> None:
    """One finding, with what may be written, and never what was."""
    source = cabinet.home / "note.yaml"
    source.write_text(plain("2026-007", "investigation/parcours"), encoding="utf-8")
    assert cabinet("edit", "2026-001", "parcours", "--from", str(source)).code == 0
    text = "competences:\n  - libelle: Peser\n    preuves:\n      - {experience: zzz, fait: Oui}\n"
    source.write_text(text, encoding="utf-8")
    cabinet("edit", "2026-001", "competences", "--from", str(source))
    said = cabinet("check", "2026-001").out
    listed = reading.read(cabinet("show", "2026-001", "parcours").out).values["experiences"]
    assert said.count("N205") == 1
    assert all(each["id"] in said for each in listed)
    assert "zzz" not in said
