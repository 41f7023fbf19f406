"""The questions of a note: every field that a person fills, and what an answer changes."""

from __future__ import annotations

from typing import Any

import pytest

from bilantool.findings import KeyPath
from bilantool.notes import completeness, questions, reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.notes.questions import Step
from bilantool.notes.schema import by_tool, parts, types
from bilantool.resources import shipped

TRAME = trame.load(Overlay(shipped("templates") / "standard"))
DEMANDE = TRAME.notes["preliminaire/demande"]
CONVENTION = TRAME.notes["cadre/convention"]
SYNTHESE = TRAME.notes["conclusions/synthese"]


def asked(spec: Any, values: dict[str, Any], *opened: KeyPath) -> tuple[Step, ...]:
    return questions.steps(spec, values, frozenset(opened))


def at(steps: tuple[Step, ...], *path: str | int) -> Step:
    return next(step for step in steps if step.path == path)


def pattern(path: KeyPath) -> KeyPath:
    return tuple("[]" if isinstance(key, int) else key for key in path)


def test_there_are_notes() -> None:
    assert len(TRAME.notes) == 18


@pytest.mark.parametrize("name", TRAME.notes)
def test_every_field_is_asked_once_all_is_opened(name: str) -> None:
    """Opening whatever can be opened asks each field of the schema, in its order."""
    spec = TRAME.notes[name]
    opened: frozenset[KeyPath] = frozenset()
    for _ in range(6):
        steps = questions.steps(spec, {}, opened)
        opened |= {step.path for step in steps if step.kind in ("group", "more")}
    found = [pattern(step.path) for step in steps if step.kind not in ("group", "more")]
    leaves = [
        path
        for path, part in parts(spec.schema)
        if not {"object", "array"} & set(types(part))
        and path[-1:] != ("id",)
        and path[:1] != ("derogations",)
        and part.get("x-renvoi") != "pieces"
        and not by_tool(spec.schema, path)
    ]
    assert found == leaves


@pytest.mark.parametrize("name", TRAME.notes)
def test_what_the_check_requires_is_required(name: str) -> None:
    """Whatever is said to be missing from a note just begun is a required question."""
    spec = TRAME.notes[name]
    steps = asked(spec, {})
    assert all(not step.answered for step in steps)
    required = [step.path for step in steps if step.required]
    for path in completeness.lacking(spec, {}):
        assert any(each[: len(path)] == path for each in required), path


def test_an_answer_makes_another_one_necessary() -> None:
    """The condition of the schema decides, with the answers as they are now."""
    assert not at(asked(DEMANDE, {}), "orientation_autre").required
    assert at(asked(DEMANDE, {"bilan_adapte": "non"}), "orientation_autre").required
    before = at(asked(CONVENTION, {}), "cpf")
    assert (before.kind, before.required) == ("group", False)
    after = asked(CONVENTION, {"acte": "commande_cpf"})
    assert at(after, "cpf", "numero").required
    signed = asked(CONVENTION, {"acte": "tripartite"})
    assert at(signed, "signatures", "employeur").required


def test_closing_requires_more() -> None:
    """What `x-cloture` names is required once the bilan is over."""
    cadrage = TRAME.notes["preliminaire/cadrage"]
    values = {"objectifs": [{"libelle": "a", "indicateur": "b", "depart": 1}]}
    assert not at(asked(cadrage, values), "objectifs", 0, "fin").required
    closed = questions.steps(cadrage, values, frozenset(), closing=True)
    assert at(closed, "objectifs", 0, "fin").required


def test_a_list_of_groups_shows_its_items_then_one_more() -> None:
    """A required empty list opens its first item; a blank one is filled before the next."""
    first = asked(DEMANDE, {})
    assert at(first, "attentes", 0, "libelle").place == (("Attente 1", ""),)
    assert not [step for step in first if step.kind == "more"]
    values = {"attentes": [{"libelle": "transmettre\n"}, None]}
    then = asked(DEMANDE, values)
    assert at(then, "attentes", 0, "libelle").place == (("Attente 1", "transmettre"),)
    assert at(then, "attentes", 1).kind == "more"
    more = asked(DEMANDE, values, ("attentes", 1))
    assert at(more, "attentes", 1, "libelle").required
    assert not [step for step in more if step.kind == "more"]


def test_a_list_of_texts_asks_for_the_next_one() -> None:
    """Each text, then an empty place; it is required only while the list has too few."""
    points = [s for s in asked(SYNTHESE, {}) if s.path[0] == "competences_retenues"]
    assert [(s.path[1], s.kind, s.required) for s in points] == [(0, "reference", True)]
    filled = asked(DEMANDE, {"besoins": ["un", "deux", None]})
    found = [s for s in filled if s.path[0] == "besoins"]
    assert [(s.path[1], s.answered, s.required) for s in found] == [
        (0, True, False),
        (1, True, False),
        (2, False, False),
    ]
    assert found[0].part["examples"] == ["Reprendre confiance après un refus de promotion."]


def test_what_has_the_wrong_form_is_left_to_the_check() -> None:
    """A text where a list or a group should be is not asked, nor written over."""
    values = reading.read("attentes: rien\nfinancements: 3\nprix: cher\n").values
    assert not [step for step in asked(DEMANDE, values) if step.path[0] == "attentes"]
    assert not [s for s in asked(CONVENTION, values) if s.path[0] in ("financements", "prix")]
