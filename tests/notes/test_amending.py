"""A value changes in its text; the rest stays as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bilantool.findings import KeyPath
from bilantool.notes import trame
from bilantool.notes.amending import amended, room, without
from bilantool.notes.normal import normal
from bilantool.notes.overlay import Overlay
from bilantool.notes.reading import read
from bilantool.notes.skeleton import skeleton

STANDARD = Path(__file__).resolve().parents[2] / "templates" / "standard"
TRAME = trame.load(Overlay(STANDARD))
DEMANDE = TRAME.note("demande").schema
PISTES = TRAME.note("pistes").schema


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    found = False
    for key, part in inner:
        found = True
        yield from leaves(part, (*path, key))
    if not found and path:
        yield path, value


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip().startswith("#")]


@pytest.mark.parametrize("name", list(TRAME.notes))
def test_a_whole_example_is_typed_into_the_empty_model(
    name: str, plain: Callable[[str, str], str]
) -> None:
    """Answer by answer, a note fills up; none of the model's questions is lost on the way."""
    spec = TRAME.note(name)
    text = skeleton(spec)
    questions = comments(text)
    wanted = read(plain("2026-007", name)).values
    for path, value in leaves(wanted):
        text = amended(text, path, value, spec.schema)
    assert normal(read(text).values, spec.schema) == normal(wanted, spec.schema)
    assert [line for line in questions if line not in comments(text)] == []


@pytest.mark.parametrize("name", ["cadre/seances", "investigation/pistes", "preliminaire/demande"])
def test_one_change_touches_its_own_lines_alone(
    name: str, plain: Callable[[str, str], str]
) -> None:
    """Every line that stood before or behind the changed value stands there still."""
    text = plain("2026-014", name)
    values = list(leaves(read(text).values))
    assert len(values) > 20
    for path, _ in values[:: max(1, len(values) // 25)]:
        changed = amended(text, path, "autre chose : ceci\net cela\n", TRAME.note(name).schema)
        before, after = text.split("\n"), changed.split("\n")
        line = read(text).locate(path).line
        same = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
        assert same in (line - 1, line)  # a block keeps the line of its key
        following = read(text).positions
        ends = [p.line for other, p in following.items() if p.line > line and other[:-1] != path]
        if ends:
            rest = before[min(ends) - 1 :]
            assert after[-len(rest) :] == rest


TYPED = """\
# mes notes
demande_initiale: changer  # dit au téléphone
attentes:   # dans l'ordre
- libelle: choisir
  # la plus importante
- libelle: souffler
besoins: [du temps, du calme]
"""


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            ("demande_initiale",),
            "partir",
            TYPED.replace("changer  #", "partir  #"),
        ),
        (
            ("demande_initiale",),
            "partir\nou rester\n",
            TYPED.replace(
                "demande_initiale: changer  # dit au téléphone",
                "# dit au téléphone\ndemande_initiale: |\n  partir\n  ou rester",
            ),
        ),
        (
            ("situation_actuelle",),
            "en poste",
            TYPED.replace("demande_initiale", "situation_actuelle: en poste\ndemande_initiale"),
        ),
        (
            ("horizon",),
            "un an",
            TYPED + "horizon: un an\n",
        ),
        (
            ("attentes", 2, "libelle"),
            "oser",
            TYPED.replace("- libelle: souffler\n", "- libelle: souffler\n- libelle: oser\n"),
        ),
        (
            ("attentes", 1, "libelle"),
            "respirer",
            TYPED.replace("souffler", "respirer"),
        ),
        (
            ("besoins", 2),
            "de l'aide",
            TYPED.replace(
                "besoins: [du temps, du calme]",
                "besoins:\n  - du temps\n  - du calme\n  - de l'aide",
            ),
        ),
        (
            ("demande_initiale",),
            None,
            TYPED.replace("initiale: changer", "initiale:"),
        ),
    ],
)
def test_a_text_typed_by_hand_keeps_its_hand(path: KeyPath, value: Any, expected: str) -> None:
    """Remarks, indents and order are the person's; a new key takes the schema's place."""
    assert amended(TYPED, path, value, DEMANDE) == expected


@pytest.mark.parametrize("text", ["{situation_actuelle: x, attentes: []}", "", "# rien\n", "a: b"])
def test_any_layout_takes_any_value(text: str) -> None:
    """Where the layout has no place for a value, the values come first."""
    result = amended(text, ("attentes", 0, "libelle"), "choisir", DEMANDE)
    assert read(result).values == read(text).values | {"attentes": [{"libelle": "choisir"}]}


def test_lists_within_lists_are_made_on_the_way() -> None:
    """What is missing around a value is written with it."""
    result = amended("", ("pistes", 0, "enquetes", 0, "appris"), "le rythme", PISTES)
    assert read(result).values == {"pistes": [{"enquetes": [{"appris": "le rythme"}]}]}


def test_the_next_item_takes_the_place_that_the_model_left() -> None:
    """Empty items at the end are places to fill; one in between keeps its index."""
    assert room(None) == 0
    assert room([{"libelle": None}]) == 0
    assert room([{"libelle": "a"}, {"libelle": ""}, {"libelle": "b"}, {}]) == 3


@pytest.mark.parametrize("name", ["cadre/seances", "investigation/pistes", "preliminaire/demande"])
def test_an_item_is_taken_out_alone(name: str, plain: Callable[[str, str], str]) -> None:
    """Whichever it is, nothing else of the text changes but its own lines."""
    spec = TRAME.note(name)
    text = plain("2026-007", name)
    values = read(text).values
    tried = 0
    for key, items in values.items():
        for index in range(len(items) if isinstance(items, list) else 0):
            after = without(text, (key, index), spec.schema)
            left = [item for number, item in enumerate(items) if number != index]
            assert read(after).values == {**values, key: left or None}
            assert [line for line in comments(text) if line not in comments(after)] == []
            if left:
                assert set(after.splitlines()) <= set(text.splitlines())
            tried += 1
    assert tried > 1


@pytest.mark.parametrize(
    "text",
    [
        "attentes: [{libelle: a}, {libelle: b}]\n",
        "attentes:\n- libelle: a\n\n# entre deux\n- libelle: b",
        "attentes:\n  - libelle: a # suit\n  - {libelle: b}\nfreins: c\n",
        "attentes:\n  -\n    libelle: a\n  - libelle: >\n      b\n",
    ],
)
def test_an_item_is_taken_out_of_any_layout(text: str) -> None:
    """What stands on one line, without indent or under a lone dash, reads right afterwards."""
    for index in (0, 1):
        after = read(without(text, ("attentes", index), DEMANDE)).values
        before = read(text).values
        assert after == {**before, "attentes": [before["attentes"][1 - index]]}
