"""Ends of lines and no-break spaces that other programs leave, in answers and in whole notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes.lines import tidied, unified
from bilantool.notes.reading import decode, read

ENDS = ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
SPACES = ["\u00a0", "\u202f"]


@pytest.mark.parametrize("end", ["\r\n", "\r", *ENDS])
def test_every_end_of_a_line_is_one(end: str) -> None:
    """Whatever wrote it, a line ends with a line feed; a pair is one end."""
    assert unified(f"a{end}b{end}") == "a\nb\n"


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("freins: Copié@suite\nbesoins: [x]\n", {"freins": "Copié\nsuite", "besoins": ["x"]}),
        ("freins: Copié@Avant : rien\n", {"freins": "Copié\nAvant : rien"}),
        ("freins: |\n  Copié@suite@@fin\nappuis: x\n", {
            "freins": "Copié\nsuite\n\nfin\n", "appuis": "x",
        }),
        ("besoins:\n  - un@deux\n  - trois\n", {"besoins": ["un\ndeux", "trois"]}),
        ("attentes:\n  - libelle: un@deux\n    id: a\n", {
            "attentes": [{"libelle": "un\ndeux", "id": "a"}],
        }),
        ('freins: "un@deux"\n', {"freins": "un deux"}),
        ("besoins:\n  - |\n    un@deux\n  - trois\n", {"besoins": ["un\ndeux\n", "trois"]}),
        ("# une aide@sur deux lignes\nfreins: x\n", {"freins": "x"}),
        ("freins: x@appuis: y@", {"freins": "x", "appuis": "y"}),
    ],
)  # fmt: skip
def test_a_line_broken_by_hand_goes_on_in_its_value(
    text: str, values: dict[str, object], end: str
) -> None:
    """What PowerPoint, Word or a page breaks by hand stays in the text that it stands in."""
    assert read(decode(text.replace("@", end).encode())).values == values


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("nom:@Modèle\nprenom@: Nadia\n", {"nom": "Modèle", "prenom": "Nadia"}),
        ("nom@:@Modèle\n", {"nom": "Modèle"}),
        ("adresse:\n@@voie: x\n  commune:@y\n", {"adresse": {"voie": "x", "commune": "y"}}),
        ("besoins:\n-@un\n- deux\n", {"besoins": ["un", "deux"]}),
        ("adresse:@\n  voie: x\n", {"adresse": {"voie": "x"}}),
        ("freins: |\n@@Un\n  deux\n", {"freins": "Un\ndeux\n"}),
    ],
)
def test_a_space_that_does_not_break_is_one_where_the_text_needs_one(
    text: str, values: dict[str, object], space: str
) -> None:
    """Option-Space beside a key, its colon or a dash looks like the ordinary one, and is."""
    assert read(decode(text.replace("@", space).encode())).values == values


def test_words_keep_their_spaces() -> None:
    """A no-break space inside a value, or in a text, is French typography and stays."""
    text = "titre: Bonjour\u00a0!\nfreins: |\n  Objectif\u00a0: trouver\n  24\u202f000 €\n"
    assert tidied(text) == text
    assert decode(text.encode()) == text


def test_a_text_without_them_is_left_as_it_is() -> None:
    """Nothing is touched where there is nothing to mend, tabs and odd indents included."""
    text = "a: 1\n  \n\tb\n- c\n"
    assert tidied(text) == text


@given(st.text(alphabet="ab:-|# \n\x0b\u2028\u00a0'\"[", max_size=40))
def test_no_text_breaks_it_and_none_of_those_ends_remains(text: str) -> None:
    """Whatever stands around them, no such end of a line is left for the parser."""
    assert not set(ENDS) & set(tidied(text))
