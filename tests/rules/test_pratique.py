"""Usage: what each advice asks for, and what satisfies it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.findings import Finding
from bilantool.rules.judge import judge

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("status", "count"),
    [("retenue", 1), ("secours", 1), ("ecartee", 0), ("en_cours", 0), ("a_explorer", 0)],
)
def test_only_kept_leads_need_a_survey(
    notes: Notes, judged: Judged, status: str, count: int
) -> None:
    """A lead under way or discarded is not asked for one."""
    notes["investigation/pistes"]["pistes"][0] = {"statut": status, "motif": "x"}
    assert len(judged(notes, "BP102")) == count


def test_each_competence_is_counted_from_one(notes: Notes, judged: Judged) -> None:
    """The message says which one as a reader counts."""
    notes["investigation/competences"]["competences"].append({"id": "c2"})
    (finding,) = judged(notes, "BP101")
    assert finding.path == ("competences", 1, "preuves")
    assert "n°\u00a02" in finding.message


def test_only_a_discarded_lead_needs_its_reason(notes: Notes, judged: Judged) -> None:
    """A kept lead without a reason is no fault here."""
    notes["investigation/pistes"]["pistes"][1] = {"statut": "retenue", "enquetes": [{}]}
    assert judged(notes, "BP103") == []


def test_every_expectation_is_answered_by_its_id(notes: Notes, judged: Judged) -> None:
    """An answer to another expectation does not count."""
    notes["conclusions/synthese"]["reponses_aux_attentes"][0]["attente"] = "autre"
    (finding,) = judged(notes, "BP104")
    assert "n°\u00a01" in finding.message


def test_expectations_wait_for_the_synthese(notes: Notes, judged: Judged) -> None:
    """Before the synthèse is begun there is nothing to answer in."""
    del notes["conclusions/synthese"]
    assert judged(notes) == []


def test_a_method_may_be_explained_while_its_phase_lasts(notes: Notes, judged: Judged) -> None:
    """Up to the day the next phase begins."""
    method = notes["preliminaire/cadrage"]["methodes"][0]
    method["expliquee_le"] = "2026-06-01"
    assert judged(notes, "BP105") == []
    method["expliquee_le"] = "2026-06-02"
    assert len(judged(notes, "BP105")) == 1


def test_a_method_is_explained_once_its_phase_has_begun(notes: Notes, judged: Judged) -> None:
    """Before any session of its phase, the explanation may still come."""
    method = notes["preliminaire/cadrage"]["methodes"][0]
    del method["expliquee_le"]
    assert len(judged(notes, "BP105")) == 1
    notes["cadre/seances"]["seances"] = notes["cadre/seances"]["seances"][:1]
    assert judged(notes, "BP105") == []


@pytest.mark.parametrize(("closure", "count"), [("acheve", 1), ("interrompu", 0)])
def test_a_completed_bilan_proposed_its_follow_up(
    notes: Notes, judged: Judged, closure: str, count: int
) -> None:
    """An interrupted one need not have."""
    del notes["conclusions/restitution"]["suivi_propose"]
    notes["cadre/seances"]["cloture"]["etat"] = closure
    assert len(judged(notes, "BP106")) == count


@pytest.mark.parametrize(("consultants", "count"), [(1, 0), (2, 1)])
def test_one_of_several_consultants_is_named(notes: Notes, consultants: int, count: int) -> None:
    """A counsellor alone has nothing to say; among several, one follows the person."""
    notes["cadre/beneficiaire"].pop("consultant_referent", None)
    cabinet = {"consultants": [{"nom": f"c{n}"} for n in range(consultants)]}
    found = judge(Bilan(notes, cabinet, date(2026, 11, 23)))
    assert sum(finding.rule == "BP108" for finding in found) == count
