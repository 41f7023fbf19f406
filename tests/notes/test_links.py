"""Where notes cite attachments: said in few words, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from bilantool.errors import UsageFault
from bilantool.notes import links, trame
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import Trame
from bilantool.resources import shipped


@pytest.fixture(scope="module")
def standard() -> Trame:
    return trame.load(Overlay(shipped("templates") / "standard"))


SEANCES: dict[str, Any] = {
    "seances": [
        {"id": "2026-03-02", "date": "2026-03-02", "piece": "aaa"},
        {"id": "2026-03-02-2", "date": "2026-03-02"},
        {"id": "2026-03-09", "date": "2026-03-09"},
        {"date": None},
    ]
}


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("seances.2026-03-02", ("seances", 0, "piece")),
        ("seances.2026-03-02-2.piece", ("seances", 1, "piece")),
        ("cadre/seances.seances.2026-03-09.piece", ("seances", 2, "piece")),
        ("seances.3", ("seances", 2, "piece")),
        ("convention", ("piece",)),
        ("convention.piece", ("piece",)),
        ("restitution", ("synthese", "piece")),
        ("restitution.synthese.piece", ("synthese", "piece")),
    ],
)
def test_few_words_are_enough(standard: Trame, wanted: str, path: tuple[Any, ...]) -> None:
    """The note, then whatever tells the place from the others; an id before a label."""
    spec, rest = links.note_of(standard, wanted)
    values = SEANCES if spec.name == "cadre/seances" else {}
    assert links.slot(spec, values, rest).path == path


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("seances", "plusieurs places"),
        ("seances.2026-04-01", "pas de place"),
        ("seances.9", "pas de place"),
        ("demande", "pas de champ pour une pièce"),
        ("consentements", "pas de place"),
    ],
)
def test_what_is_not_clear_is_refused(standard: Trame, wanted: str, said: str) -> None:
    """With the shape to write, and without an id: ids are made of words of the note."""
    with pytest.raises(UsageFault) as refused:
        spec, rest = links.note_of(standard, wanted)
        links.slot(spec, SEANCES if spec.name == "cadre/seances" else {}, rest)
    assert said in refused.value.message
    assert "2026-03" not in refused.value.message + refused.value.hint


def test_citations_are_found_with_their_place(standard: Trame) -> None:
    """Each with the words that lead to it; an empty place cites nothing."""
    found = list(links.citations(standard.note("seances"), SEANCES))
    assert [(each.path, each.name, each.piece) for each in found] == [
        (("seances", 0, "piece"), "seances.2026-03-02.piece", "aaa")
    ]
