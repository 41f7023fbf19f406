"""Normal values: empty is absent, oui is true, a year is text, indices hold."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes.normal import is_empty, normal

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "nom": {"type": "string", "format": "ligne"},
        "recit": {"type": "string", "format": "texte"},
        "mineur": {"type": "boolean"},
        "avis": {"type": "string", "enum": ["oui", "non"]},
        "debut": {"type": ["string", "integer"], "format": "mois"},
        "heures": {"type": "number"},
        "mots": {"type": "array", "items": {"type": "string"}},
        "etapes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"fait": {"type": "boolean"}, "le": {"type": "string"}},
            },
        },
        "adresse": {"type": "object", "properties": {"voie": {"type": "string"}}},
    },
}


def test_empty_values_are_absent() -> None:
    """Null, blank text, and collections of nothing else leave no trace in a mapping."""
    raw: dict[str, Any] = {
        "nom": None,
        "recit": " \n",
        "mots": [None, ""],
        "adresse": {"voie": ""},
        "etapes": [{}],
    }
    assert normal(raw, SCHEMA) == {}


def test_zero_and_false_are_values() -> None:
    """What was answered is kept, even when the answer is no or nought."""
    assert normal({"mineur": False, "heures": 0}, SCHEMA) == {"mineur": False, "heures": 0}


def test_yes_and_no_become_booleans_only_where_the_schema_says_so() -> None:
    """`oui` stays text in a choice whose values are words."""
    raw = {"mineur": "Oui", "avis": "oui", "etapes": [{"fait": "non", "le": "x"}]}
    expected = {"mineur": True, "avis": "oui", "etapes": [{"fait": False, "le": "x"}]}
    assert normal(raw, SCHEMA) == expected


def test_a_bare_year_becomes_text() -> None:
    """A month is always text for those who read it; a boolean is no year."""
    assert normal({"debut": 2019}, SCHEMA) == {"debut": "2019"}
    assert normal({"debut": True}, SCHEMA) == {"debut": True}


def test_list_items_keep_their_index() -> None:
    """An empty item among others stays, in the type that its readers expect."""
    raw = {"mots": [None, "b"], "etapes": [{"le": ""}, {"le": "x"}, None]}
    assert normal(raw, SCHEMA) == {"mots": ["", "b"], "etapes": [{}, {"le": "x"}, {}]}


def test_folded_blocks_lose_the_newline_of_a_line() -> None:
    """A single line is stripped, a long text is left as written."""
    raw = {"nom": " Modèle\n", "recit": "un\n\ndeux\n"}
    assert normal(raw, SCHEMA) == {"nom": "Modèle", "recit": "un\n\ndeux\n"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
KEYS = st.sampled_from([*SCHEMA["properties"], "fait", "le", "voie", "autre"])


@given(st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON)))
def test_normal_is_idempotent_and_holds_nothing_empty(values: dict[str, Any]) -> None:
    """Normal values of normal values are the same, and no entry of a mapping is empty."""
    once = normal(values, SCHEMA)
    assert normal(once, SCHEMA) == once
    assert not any(is_empty(value) for value in once.values())
    assert set(once) <= set(values)
