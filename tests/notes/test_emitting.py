"""What is written as YAML reads back as it was, and looks as if a person had typed it."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes.emitting import document
from bilantool.notes.reading import read

KEYS = st.text(string.ascii_lowercase, min_size=1, max_size=6).filter(
    lambda key: key not in ("null", "true", "false")
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"])
    | st.sampled_from("\n :#-'\"{}[]&*!|>%@`\u2028\u00a0é"),
    max_size=100,
)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_values_read_back_as_they_were(values: dict[str, object]) -> None:
    """No text, however odd, comes back as something else."""
    assert read(document(values)).values == values


def test_it_looks_typed_by_hand() -> None:
    """Words stand bare, long texts in a block, what YAML would misread between quotes."""
    values = {
        "nom": "Zoé Modèle",
        "titre": "Bilan : suite",
        "code": "01000",
        "texte": "Une ligne.\nUne autre.\n",
        "liste": [{"libelle": "Choisir", "attraits": "x"}, {"libelle": "Rester"}],
        "seul": ["un", "deux"],
    }
    assert document(values) == (
        "nom: Zoé Modèle\n"
        'titre: "Bilan : suite"\n'
        'code: "01000"\n'
        "texte: |\n  Une ligne.\n  Une autre.\n"
        "liste:\n  - libelle: Choisir\n    attraits: x\n  - libelle: Rester\n"
        "seul:\n  - un\n  - deux\n"
    )
