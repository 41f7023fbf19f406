"""What was agreed to, object by object, on the day it was needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]

DISTANCE, AROUND = 3, 4


def entries(notes: Notes) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = notes["cadre/consentements"]["entrees"]
    return listed


@pytest.mark.parametrize(
    ("index", "rule", "day"), [(DISTANCE, "BP115", "27"), (AROUND, "BP116", "20")]
)
def test_an_agreement_is_in_force_on_the_day(
    notes: Notes, judged: Judged, index: int, rule: str, day: str
) -> None:
    """Given the same day is in time; refused, withdrawn, corrected or absent it is none."""
    subject = entries(notes)[index]["objet"]
    assert judged(notes, rule) == []
    entries(notes)[index]["decision"] = "refuse"
    (finding,) = judged(notes, rule)
    assert "après un refus" in finding.message
    entries(notes)[index]["decision"] = "donne"
    entries(notes).append({"objet": subject, "decision": "retire", "le": f"2026-04-{day}"})
    (finding,) = judged(notes, rule)
    assert f"après un retrait du {day}\u00a0avril" in finding.message
    entries(notes)[-1]["le"] = f"2026-04-{int(day) + 1}"
    assert judged(notes, rule) == []
    del entries(notes)[index]
    assert "sans accord" in judged(notes, rule)[0].message


def test_a_session_on_the_spot_needs_no_agreement_on_distance(notes: Notes, judged: Judged) -> None:
    """Nor one that was not held, nor work that the person does alone."""
    del entries(notes)[DISTANCE]
    session = notes["cadre/seances"]["seances"][4]
    for changed in ({"mode": "presentiel"}, {"etat": "annulee"}, {"nature": "travail_personnel"}):
        before = dict(session)
        session |= changed
        assert judged(notes, "BP115") == []
        session.clear()
        session |= before
    session["mode"] = "telephone"
    assert len(judged(notes, "BP115")) == 1


@pytest.mark.parametrize(
    ("agreement", "sent", "field"),
    [
        ({"destinataire": "Le CEP"}, {"destinataire": "le  cep"}, None),
        ({"destinataire": "Le CEP"}, {"destinataire": "l’employeur"}, "destinataire"),
        ({"documents": ["Synthèse"]}, {"document": "synthese"}, None),
        ({"documents": ["Synthèse"]}, {"document": "plan d’action"}, "document"),
        ({"documents": []}, {"document": "plan d’action"}, None),
    ],
)
def test_a_sending_is_the_one_agreed_to(
    notes: Notes,
    judged: Judged,
    agreement: dict[str, Any],
    sent: dict[str, Any],
    field: str | None,
) -> None:
    """To its recipient, of its documents; accents and capitals aside."""
    entries(notes)[2] |= agreement
    notes["conclusions/restitution"]["communications"][0] |= sent
    paths = [finding.path for finding in judged(notes, "BP117")]
    assert paths == ([("communications", 0, field)] if field else [])


@pytest.fixture
def kept(notes: Notes) -> Notes:
    """A bilan that ended on 1 June 2026, kept by agreement for twelve months, sent to nobody."""
    notes["conclusions/restitution"]["communications"] = []
    entries(notes)[1]["duree_mois"] = 12
    return notes


@pytest.mark.parametrize(("today", "count"), [("2027-06-01", 0), ("2027-06-02", 1)])
def test_nothing_is_kept_once_the_agreement_is_over(
    kept: Notes, judged: Judged, today: str, count: int
) -> None:
    """Twelve months from the end, the last day included."""
    assert len(judged(kept, "BC220", today=date.fromisoformat(today))) == count


@pytest.mark.parametrize(("today", "count"), [("2026-08-31", 0), ("2026-09-01", 1)])
def test_nothing_is_kept_once_the_agreement_is_withdrawn(
    kept: Notes, judged: Judged, today: str, count: int
) -> None:
    """From that very day; and not once the papers are gone."""
    entries(kept).append({"objet": "conservation", "decision": "retire", "le": "2026-09-01"})
    assert len(judged(kept, "BC220", today=date.fromisoformat(today))) == count
    del kept["conclusions/synthese"]
    assert judged(kept, "BC220") == []
