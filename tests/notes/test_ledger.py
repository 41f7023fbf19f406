"""The ledger of decisions: whatever the text becomes, what is inscribed stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.notes import emitting, ledger, trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

SPEC = trame.load(Overlay(shipped("templates") / "standard")).notes[ledger.NOTE]
FIXED = ("id", "objet", "version", "decision", "le", "moyen", "duree_mois", "documents",
         "destinataire", "corrige")  # fmt: skip

GIVEN = {
    "id": "bilan", "objet": "bilan", "version": "1", "decision": "donne", "le": "2026-02-16",
    "moyen": "papier",
}  # fmt: skip
KEPT = {
    "id": "conservation", "objet": "conservation", "version": "1", "decision": "donne",
    "le": "2026-06-01", "moyen": "papier", "duree_mois": 12, "documents": ["plan d’action"],
    "necessite_du_suivi": "préparer l’entretien à six mois",
}  # fmt: skip
SENT = {
    "id": "communication", "objet": "communication", "version": "1", "decision": "donne",
    "le": "2026-06-02", "moyen": "papier", "destinataire": "CEP de Lyon",
}  # fmt: skip
HALF = {"id": "distance", "objet": "distance", "le": "2026-03-01"}

Entry = dict[str, Any]


def text(entries: list[Any]) -> str:
    return emitting.document({"bonne_foi_rappelee_le": "2026-02-16", "entrees": entries})


def refused(before: list[Any], after: list[Any]) -> str:
    """What is said of the change; "" where it may be sealed."""
    try:
        ledger.guard(SPEC, text(before), text(after), "2026-001")
    except ledger.Altered as fault:
        assert "bilantool consent 2026-001" in fault.hint
        return fault.message
    return ""


def changed(entry: Mapping[str, Any], **values: Any) -> Entry:
    return {key: value for key, value in {**entry, **values}.items() if value is not None}


@pytest.mark.parametrize(
    ("entry", "key", "value"),
    [
        (GIVEN, "objet", "distance"),
        (GIVEN, "version", "2"),
        (GIVEN, "decision", "refuse"),
        (GIVEN, "le", "2026-02-17"),
        (GIVEN, "moyen", "electronique"),
        (GIVEN, "id", "autre"),
        (GIVEN, "corrige", "x"),
        (GIVEN, "destinataire", "quelqu’un"),
        (KEPT, "duree_mois", 36),
        (KEPT, "documents", ["plan d’action", "tests"]),
        (KEPT, "documents", None),
        (KEPT, "necessite_du_suivi", None),
        (SENT, "destinataire", "employeur"),
        (SENT, "destinataire", None),
        (GIVEN, "le", None),
        (GIVEN, "moyen", ""),
        (GIVEN, "inconnu", "x"),
    ],
)
def test_an_inscribed_decision_does_not_change(entry: Entry, key: str, value: Any) -> None:
    """Neither by another value, nor by none, nor by what makes it incomplete and so open again."""
    assert refused([GIVEN, entry, HALF], [GIVEN, changed(entry, **{key: value}), HALF])


def test_it_is_said_which_and_what() -> None:
    """The entry by its number and subject, the field by its title; no word of the person."""
    said = refused([GIVEN, SENT], [GIVEN, changed(SENT, destinataire="employeur", le="2026-06-03")])
    assert said == (
        "l'entrée 2 du registre des consentements (communication à un tiers) a changé "
        "(date de la décision et destinataire)"
    )
    assert "a été ôtée" in refused([GIVEN, SENT], [GIVEN])
    assert "n'est plus complète" in refused([KEPT], [changed(KEPT, necessite_du_suivi=None)])
    assert "a changé de place" in refused([GIVEN, SENT], [SENT, GIVEN])
    assert "a changé de place" in refused([GIVEN], [SENT, GIVEN])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([GIVEN], [GIVEN, SENT]),
        ([GIVEN, HALF], [GIVEN]),
        ([HALF, GIVEN], [GIVEN]),
        ([HALF, GIVEN], [{**HALF, "le": "2026-04-01", "moyen": "papier"}, GIVEN]),
        ([GIVEN], [{**GIVEN, "piece": "0b8e7a10-0000-4000-8000-000000000000"}]),
        ([KEPT], [{**KEPT, "necessite_du_suivi": "mieux dit"}]),
        ([GIVEN], [{**GIVEN, "duree_mois": None, "documents": []}, {}]),
        ([changed(GIVEN, id=None)], [GIVEN]),
        ([], [GIVEN]),
    ],
)
def test_what_is_added_or_was_not_complete_may_be_sealed(
    before: list[Any], after: list[Any]
) -> None:
    """An entry at the end, an incomplete one completed, changed or dropped, a signed paper."""
    assert refused(before, after) == ""


def test_other_notes_have_no_ledger() -> None:
    """Another note may well have a list of that name."""
    other = trame.load(Overlay(shipped("templates") / "standard")).notes["cadre/seances"]
    ledger.guard(other, text([GIVEN]), text([]), "2026-001")


entries = st.lists(
    st.builds(
        changed,
        st.sampled_from([GIVEN, KEPT, SENT, HALF]),
        id=st.sampled_from(["a", "b", "c", "d"]),
        le=st.sampled_from(["2026-01-01", "2026-02-02", "", None]),
        decision=st.sampled_from(["donne", "refuse", "retire", "peut-être"]),
        corrige=st.sampled_from([None, "a", "b"]),
        piece=st.sampled_from([None, "p"]),
    ),
    max_size=4,
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[Entry], list[Entry]]:
    """A ledger and what somebody makes of it: entries dropped, moved, copied, changed, added."""
    before = draw(entries)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(0, 3))):
        what = draw(st.sampled_from(["drop", "move", "change", "add", "insert"]))
        place = draw(st.integers(0, max(0, len(after) - 1)))
        if what == "add":
            after += draw(entries)[:1]
        elif what == "insert":
            after[place:place] = draw(entries)[:1]
        elif after and what == "drop":
            del after[place]
        elif after and what == "move":
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(place))
        elif after:
            key = draw(st.sampled_from([*FIXED, "piece", "necessite_du_suivi", "inconnu"]))
            after[place] = changed(after[place], **{key: draw(st.sampled_from([None, "x", 3]))})
    return before, after


def projected(listed: list[Entry]) -> list[tuple[Any, ...]]:
    places = ledger.inscribed(SPEC, {"entrees": listed})
    return [tuple(str(listed[at].get(key)) for key in FIXED) for at in sorted(places)]


@given(edits())
def test_whatever_is_sealed_holds_what_was_inscribed(edit: tuple[list[Entry], list[Entry]]) -> None:
    """In its order, at no later place; and a text that only adds is never refused."""
    before, after = edit
    if refused(before, after):
        assert after[: len(before)] != before
        return
    left = iter(projected(after))
    assert all(any(entry == each for each in left) for entry in projected(before))
    for place in ledger.inscribed(SPEC, {"entrees": before}):
        higher = [projected([each]) for each in after[: place + 1]]
        assert projected([before[place]]) in higher, "something was put before it"
