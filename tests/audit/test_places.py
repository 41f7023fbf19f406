"""Places in notes: what stands there, and what is refused as a place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.audit.places import Place

VALUES: dict[str, Any] = {
    "besoin": "dit",
    "vide": "",
    "groupe": {"le": "2026-03-02", "necessaires": True},
    "entrees": [
        {"objet": "bilan", "decision": "donne", "le": "2026-03-01"},
        {"objet": "bilan", "decision": "retire", "le": "2026-04-01"},
        {"objet": "distance", "decision": "donne"},
    ],
    "pistes": [{"enquetes": [{"le": "2026-05-01"}, {"le": "2026-05-02"}]}, {"enquetes": []}, {}],
    "relances": ["2026-06-01"],
}


@pytest.mark.parametrize(
    ("way", "found"),
    [
        ("besoin", ["dit"]),
        ("vide", [None]),
        ("absent", [None]),
        ("groupe.le", ["2026-03-02"]),
        ("groupe[necessaires=oui].le", ["2026-03-02"]),
        ("groupe[necessaires=non].le", []),
        ("entrees.le", ["2026-03-01", "2026-04-01", None]),
        ("entrees[objet=bilan][decision=donne].le", ["2026-03-01"]),
        ("entrees[objet=entourage].le", []),
        ("pistes.enquetes.le", ["2026-05-01", "2026-05-02", None]),
        ("relances", ["2026-06-01"]),
        ("besoin.plus_loin", [None]),
    ],
)
def test_what_stands_at_a_place(way: str, found: list[Any]) -> None:
    """Once for each branch, with nothing where nothing stands."""
    assert Place.of(f"preliminaire/cadrage#{way}").found(VALUES) == found


@pytest.mark.parametrize(
    "text", ["", "note", "note#", "#besoin", "n#a..b", "n#a[b]", "n#A", "n#a b"]
)
def test_what_is_no_place(text: str) -> None:
    """A place that could not be read is refused, not read as another one."""
    with pytest.raises(ValueError, match=r"."):
        Place.of(text or "?")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b"]), inner),
        max_leaves=12,
    )
)
def test_no_note_is_too_odd(values: Any) -> None:
    """Whatever a note holds, looking into it ends."""
    for way in ("a", "a.b", "a[b=1].a", "a.a.a"):
        Place.of(f"n/n#{way}").found({"a": values, "b": values})
