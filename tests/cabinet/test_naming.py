"""What a dossier may be called: a number, and nobody's name."""

from __future__ import annotations

from typing import Any

import pytest

from bilantool.cabinet import naming
from bilantool.errors import UsageFault


@pytest.mark.parametrize(
    "text",
    [
        *("2026-014", "014", "2026.014", "A-014", "BILAN-2026-3", "cpf-014", "2026-essai-1"),
        *("2026-JD", "JDU-014", "b2026"),
    ],
)
def test_a_number_is_taken(text: str) -> None:
    """With a letter for the place, the words of the trade; initials are for the person to judge."""
    assert naming.checked_new(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("lefevre", "Lefèvre", "Dupont-Jean", "2026-lefevre", "2026-Lefèvre", "MARTIN-014"),
        *("2026-Lea", "lea2026", "2026-014-dupont", "j.dupont-1"),
    ],
)
def test_what_looks_like_a_name_is_refused(text: str) -> None:
    """With or without a number, accents or capitals; the hint gives a number."""
    with pytest.raises(UsageFault, match="nom de personne") as refused:
        naming.checked_new(text)
    assert "2026-014" in refused.value.hint
    assert text not in refused.value.message + refused.value.hint


@pytest.mark.parametrize("text", ["..", "a b", "-014", "con", "dossier", "2026-014/x"])
def test_what_no_system_takes_is_refused(text: str) -> None:
    """As it is for every reference that is read."""
    with pytest.raises(UsageFault):
        naming.checked_new(text)


def test_a_word_that_the_cabinet_uses_is_no_name() -> None:
    """A town before the number, once two dossiers have it: not the one that is renamed."""
    assert naming.checked_new("NANTES-014", ["NANTES-012", "nantes-013"]) == "NANTES-014"
    with pytest.raises(UsageFault):
        naming.checked_new("NANTES-014", ["NANTES-013", "NANTES-014"])


@pytest.mark.parametrize(
    ("text", "letters"),
    [("2026-JD", "JD"), ("2026-jd", "jd"), ("JDU-014", "JDU"), ("A-014", ""), ("cpf-014", "")],
)
def test_initials_are_seen(text: str, letters: str) -> None:
    """Two or three letters that no word of the trade explains."""
    assert naming.initials(text) == letters


def test_new_opens_no_dossier_under_a_name(cabinet: Any) -> None:
    """Nothing is made; initials are said, and asked about at a terminal."""
    refused = cabinet("new", "2026-lefevre", "--fiche-rangee")
    assert refused.code == 2
    assert "ressemble à un nom" in refused.err
    asked = cabinet("new", "2026-JD", "--fiche-rangee", answers="\n")
    assert "initiales" in asked.err
    assert "Rien n’a été ouvert" in asked.out
    assert [path.name for path in (cabinet.cwd / "dossiers").iterdir()] == ["2026-001"]
    assert cabinet("new", "2026-JD", "--fiche-rangee", answers="o\n").code == 0
    told = cabinet("new", "2026-AB", "--fiche-rangee")
    assert told.code == 0
    assert "initiales" in told.err
