"""Who is meant by a name: whole or begun, however it is written."""

from __future__ import annotations

from datetime import date

import pytest

from bilantool.cabinet import people
from bilantool.cabinet.people import Person

DAY = date(2026, 3, 2)


def somebody(reference: str, given: str, family: str, used: str = "") -> Person:
    return Person(reference, DAY, given, family, used)


EVERYONE = (
    somebody("2026-001", "Claire", "Lefèvre"),
    somebody("2026-002", "Jean-Pierre", "D’Arc"),
    somebody("2026-003", "Marie", "Martin", "Dupont-Moretti"),
    somebody("2026-004", "Paul", "Martinez"),
    somebody("2026-005", "Claire", "Lefèvre"),
    somebody("2026-006", "", "Soekarno"),
    somebody("2026-007", "", ""),
    somebody("2026-008", "Anh", "N’Guyên-de La Tour d’Auvergne"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lefevre", ["2026-001", "2026-005"]),
        ("LEFÈVRE", ["2026-001", "2026-005"]),
        ("lef", ["2026-001", "2026-005"]),
        ("claire lefevre", ["2026-001", "2026-005"]),
        ("Lefèvre Claire", ["2026-001", "2026-005"]),
        ("darc", ["2026-002"]),
        ("d'arc", ["2026-002"]),
        ("D’ARC", ["2026-002"]),
        ("jean pierre", ["2026-002"]),
        ("jeanp", ["2026-002"]),
        ("dupont", ["2026-003"]),
        ("dupont moretti", ["2026-003"]),
        ("moretti", ["2026-003"]),
        ("marie martin", ["2026-003"]),
        ("martin", ["2026-003"]),  # whole, before those that only begin so
        ("marti", ["2026-003", "2026-004"]),
        ("paul m", ["2026-004"]),
        ("soek", ["2026-006"]),
        ("Mme Martin", ["2026-003"]),
        ("M. Martinez", ["2026-004"]),
        ("Moretti Marie", ["2026-003"]),
        ("nguyen anh", ["2026-008"]),
        ("guyen anh", ["2026-008"]),
        ("la tour", ["2026-008"]),
        ("d'Auvergne", ["2026-008"]),
        ("auvergne", ["2026-008"]),
        ("personne", []),
        ("", []),
        ("-", []),
    ],
)
def test_a_name_finds_its_people(typed: str, found: list[str]) -> None:
    """Neither case, accents, hyphens, apostrophes nor the order of names count."""
    assert [each.reference for each in people.matching(EVERYONE, typed)] == found


def test_a_slip_has_neighbours() -> None:
    """The most alike first, whoever they are of two of a name."""
    near = people.alike(EVERYONE, "lefebvre")
    assert [each.reference for each in near] == ["2026-001", "2026-005"]
    assert people.alike(EVERYONE, "xyz") == []


def test_the_name_is_the_one_that_documents_bear() -> None:
    """The used name; the birth name beside it tells two people apart."""
    married = EVERYONE[2]
    assert married.name == "Marie Dupont-Moretti"
    assert married.full == "Marie Dupont-Moretti (nom de naissance : Martin)"
    assert EVERYONE[0].full == "Claire Lefèvre"
    assert EVERYONE[5].name == "Soekarno"
    assert EVERYONE[6].full == ""
    assert somebody("x", "A", "Martin", "MARTIN").full == "A MARTIN"


def test_a_name_is_one_harmless_line() -> None:
    """What a terminal would obey, or what would fill it, is not shown."""
    told = people.full_name({"prenom": "A\x1b[31m\nB", "nom": "C" * 500})
    assert told.isprintable()
    assert told.startswith("A [31m B C")
    assert len(told) < 80
    assert people.full_name({"prenom": 3, "nom": None}) == ""
