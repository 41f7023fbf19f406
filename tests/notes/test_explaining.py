"""Fields explained: what is written there, whether it must be, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilantool.notes import explaining, trame
from bilantool.notes.explaining import ELSEWHERE, SENSITIVE, THIRD_PARTY, Field
from bilantool.notes.overlay import Overlay
from bilantool.notes.schema import completed
from bilantool.notes.trame import Trame
from bilantool.resources import shipped


@pytest.fixture(scope="module")
def standard() -> Trame:
    return trame.load(Overlay(shipped("templates") / "standard"))


def one(standard: Trame, note: str, key: str) -> Field:
    (found,) = [each for each in explaining.fields(standard.note(note).schema) if each.key == key]
    return found


def told(schema: dict[str, Any]) -> dict[str, Field]:
    return {each.key: each for each in explaining.fields(completed(schema))}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"type": "string", "format": "ligne"}, "une ligne"),
        ({"type": "string", "format": "texte"}, "un texte"),
        ({"type": "string", "format": "date"}, "une date (AAAA-MM-JJ)"),
        ({"type": "string", "format": "mois"}, "un mois ou une année (AAAA-MM ou AAAA)"),
        ({"type": "boolean"}, "oui ou non"),
        ({"type": "integer", "minimum": 1, "maximum": 5}, "un nombre entier de 1 à 5"),
        ({"type": "number", "minimum": 0}, "un nombre, 0 au moins"),
        ({"type": "number", "maximum": 9}, "un nombre, 9 au plus"),
        ({"type": "string", "enum": ["a"]}, "un choix"),
        ({"type": "object", "properties": {}}, "un groupe de champs"),
        ({"type": "string", "x-renvoi": "pieces"}, "une pièce jointe"),
        (
            {"type": "array", "minItems": 2, "items": {"type": "string", "format": "ligne"}},
            "une liste, 2\u00a0éléments au moins ; chaque élément est une ligne",
        ),
    ],
)  # fmt: skip
def test_kinds(part: dict[str, Any], kind: str) -> None:
    """What is to be written, in words."""
    assert told({"properties": {"a": part}})["a"].kind == kind


def test_conditions(standard: Trame) -> None:
    """Required always, never, at closure, or by another answer, which is named."""
    assert one(standard, "demande", "situation_actuelle").needed == "Obligatoire"
    assert one(standard, "demande", "besoins").needed == "Facultatif"
    assert one(standard, "cadrage", "fin").needed == "Obligatoire à la clôture"
    assert one(standard, "demande", "orientation_autre").needed == (
        "Obligatoire quand « Le bilan répond à la demande » vaut « non »"
    )
    assert one(standard, "investigation/tests", "sans_test_motif").needed == (
        "Obligatoire quand « Tests » est vide"
    )
    assert one(standard, "consentements", "destinataire").needed == (
        "Obligatoire quand « Objet » vaut « communication à un tiers » "
        "et « Décision » vaut « donné »"
    )
    assert "contient « création d’entreprise »" in one(standard, "pistes", "creation").needed


def test_a_condition_further_out(standard: Trame) -> None:
    """What a condition asks inside a group is told at the field itself."""
    found = [each for each in explaining.fields(standard.note("convention").schema)
             if each.key == "employeur" and each.depth == 1]  # fmt: skip
    assert (
        found[0].needed == "Obligatoire quand « Nature de l’acte » vaut « convention tripartite »"
    )


@pytest.mark.parametrize(
    "condition",
    [
        {"properties": {"a": {"minimum": 3}}},
        {"required": ["a"], "not": {"required": ["b"]}},
        {"properties": {"a": {"const": "x"}}, "minProperties": 2},
    ],
)
def test_an_unforeseen_condition_is_not_told_wrong(condition: dict[str, Any]) -> None:
    """A cabinet's own schema may ask what these words do not cover."""
    text = {"type": "string"}
    schema = {"properties": {"a": text, "b": text}, "if": condition, "then": {"required": ["b"]}}
    assert told(schema)["b"].needed == f"Obligatoire {ELSEWHERE}"


def test_no_standard_condition_is_unforeseen(standard: Trame) -> None:
    for note in standard.notes.values():
        for each in explaining.fields(note.schema):
            assert ELSEWHERE not in each.needed, (note.name, each.key)


def test_fate(standard: Trame) -> None:
    """What is in force on the day, agreement told apart."""
    kept = standard.classes
    assert explaining.fate(kept["travail"], date(2026, 1, 1)) == (
        "à détruire dès la fin du bilan (R6313-7)"
    )
    assert "garder 3\u00a0ans après" in explaining.fate(kept["administratif"], date.max)
    assert "accord écrit de la personne, à garder 1\u00a0an au plus" in explaining.fate(
        kept["suivi"], date(2023, 6, 1)
    )
    assert "à garder 3\u00a0ans au plus" in explaining.fate(kept["suivi"], date(2026, 1, 1))


def test_what_the_schema_says_is_said(standard: Trame) -> None:
    """Question, help, example, article, choices with their meaning, and the warning."""
    chosen = one(standard, "demande", "initiative")
    assert chosen.question == "Qui a eu l’idée de ce bilan ?"
    assert chosen.article == "L6313-4"
    assert ("employeur", "l’employeur") in chosen.choices
    assert one(standard, "consentements", "necessite_du_suivi").cautions == (SENSITIVE,)
    assert one(standard, "entourage", "reponses").cautions == (THIRD_PARTY,)
    assert one(standard, "entourage", "sollicites").cautions == ()
    assert one(standard, "demande", "idees_de_depart").example == (
        "formatrice ; responsable amélioration continue"
    )
