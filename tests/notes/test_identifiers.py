"""Identifiers: put where they lack, and nothing else touched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes import schema as schemas
from bilantool.notes.identifiers import MAX_LENGTH, complete, slug
from bilantool.notes.reading import read
from bilantool.notes.trame import NoteSpec

FICHE: dict[str, Any] = {
    "title": "Parcours",
    "type": "object",
    "properties": {
        "experiences": {
            "type": "array",
            "items": {
                "type": "object",
                "x-libelle": "intitule",
                "properties": {
                    "intitule": {"type": "string"},
                    "cadre": {"type": "string"},
                    "acces": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "x-libelle": "nom",
                            "properties": {"nom": {"type": "string"}},
                        },
                    },
                },
            },
        },
        "mots": {"type": "array", "items": {"type": "string"}},
    },
}
SPEC = NoteSpec(
    name="investigation/parcours",
    folder="investigation",
    phase="investigation",
    title="Parcours",
    classe="travail",
    article="",
    schema=schemas.completed(FICHE),
)


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key != "id"}
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    return value


def test_block_flow_and_nested_items_get_ids() -> None:
    """Ids are first keys, made from labels; comments and layout stay byte for byte."""
    text = (
        "experiences:\n"
        "  # le premier poste\n"
        "  - intitule: Chargée d’études  # ici\n"
        "    acces: [{nom: BTS}]\n"
        "  -\n"
        "    # sans libellé\n"
        "    cadre: emploi\n"
        "  - {intitule: Chargée d’études}\n"
        "mots:\n"
        "  - a\n"
    )
    assert complete(text, SPEC) == (
        "experiences:\n"
        "  # le premier poste\n"
        "  - id: chargee-d-etudes\n"
        "    intitule: Chargée d’études  # ici\n"
        "    acces: [{id: bts, nom: BTS}]\n"
        "  -\n"
        "    # sans libellé\n"
        "    id: experience-2\n"
        "    cadre: emploi\n"
        "  - {id: chargee-d-etudes-2, intitule: Chargée d’études}\n"
        "mots:\n"
        "  - a\n"
    )


def test_existing_ids_are_kept_and_avoided() -> None:
    """An id given by hand stays, and no new one repeats it."""
    text = "experiences:\n  - intitule: Vente\n  - id: vente\n    intitule: Autre\n"
    values = read(complete(text, SPEC)).values
    assert [item["id"] for item in values["experiences"]] == ["vente-2", "vente"]


def test_an_id_left_empty_is_filled() -> None:
    """`id:` without a value receives one in place."""
    result = complete("experiences:\n  - id:\n    intitule: Vente\n", SPEC)
    assert result == "experiences:\n  - id: vente\n    intitule: Vente\n"


def test_ids_are_unique_among_nested_lists() -> None:
    """Two lists of the same kind in two items are one collection for a reference."""
    text = "experiences:\n" + "  - intitule: X\n    acces:\n      - nom: BTS\n" * 2
    values = read(complete(text, SPEC)).values
    assert [item["acces"][0]["id"] for item in values["experiences"]] == ["bts", "bts-2"]


@pytest.mark.parametrize(
    "text",
    ["experiences: [", "experiences:\n  -\n", "experiences:\n  - {}\n", "experiences: 3\n", ""],
    ids=["broken", "blank item", "empty item", "no list", "empty"],
)
def test_what_has_nothing_to_name_is_returned_unchanged(text: str) -> None:
    """A text that does not parse, or whose items are empty, comes back as it is."""
    assert complete(text, SPEC) == text


@pytest.mark.parametrize("label", ["123", "true", "null", "1e5", "0E", "!!", "…"])
def test_an_id_never_reads_as_something_else(label: str) -> None:
    """A label that YAML would read as a number or a boolean gets the list's name in front."""
    result = complete("experiences:\n" + f'  - intitule: "{label}"\n' * 3, SPEC)
    for item in read(result).values["experiences"]:
        assert isinstance(item["id"], str) and item["id"].startswith("experience-")


@given(st.text())
def test_slugs_are_short_ascii(text: str) -> None:
    """Whatever the label, the slug is empty or fits the format of an id."""
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= MAX_LENGTH


LABELS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60
).map(lambda text: text.replace("\\", "/").replace('"', "’"))


@st.composite
def notes(draw: st.DrawFn) -> str:
    """A note's text with items in block and flow style, comments, blanks and ids."""
    lines = ["experiences:"]
    for number in range(draw(st.integers(1, 5))):
        label = draw(LABELS)
        style = draw(st.sampled_from(["block", "dash", "flow", "named", "blank", "nested"]))
        lines += {
            "block": [f'  - intitule: "{label}"', "    cadre: emploi  # note"],
            "dash": ["  -", "    # à revoir", f'    intitule: "{label}"'],
            "flow": [f'  - {{intitule: "{label}", cadre: stage}}'],
            "named": [f"  - id: pris-{number}", f'    intitule: "{label}"'],
            "blank": ["  -"],
            "nested": [f'  - intitule: "{label}"', "    acces:", f'      - nom: "{label}"'],
        }[style]
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n# fin\n"]))


@given(notes())
def test_values_are_kept_and_twice_is_once(text: str) -> None:
    """Reading again gives the same values plus unique ids; a second pass changes nothing."""
    result = complete(text, SPEC)
    before, after = read(text).values, read(result).values
    assert without_ids(after) == without_ids(before)
    assert complete(result, SPEC) == result
    items = [item for item in after["experiences"] if item]
    identifiers = [item["id"] for item in items]
    assert len(set(identifiers)) == len(identifiers)
    assert re.findall("#.*", result) == re.findall("#.*", text)
