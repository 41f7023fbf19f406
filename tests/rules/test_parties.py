"""Who is bound, who pays, who speaks for the person."""

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
    ("changed", "count"),
    [
        ({"prix": {}}, 1),
        ({"prix": {"montant_ht": 0}}, 0),
        ({"prix": {}, "acte": "bipartite"}, 0),
    ],
)
def test_only_the_tripartite_convention_must_state_a_price(
    notes: Notes, judged: Judged, changed: dict[str, Any], count: int
) -> None:
    """A price of nothing is a price; a public agent has another model."""
    notes["cadre/convention"] |= changed
    assert len(judged(notes, "BC219")) == count
    notes["cadre/beneficiaire"]["statut"] = "agent_public"
    assert judged(notes, "BC219") == []


@pytest.mark.parametrize(
    ("own", "theirs", "count"),
    [
        ("12345678900011", "12345678900029", 1),
        ("12345678900011", "12345678800011", 0),
        ("00000000000000", "00000000000000", 0),
        ("", "", 0),
    ],
)
def test_the_companies_are_compared(notes: Notes, own: str, theirs: str, count: int) -> None:
    """Another establishment of the same company is the same employer; zeros name nobody."""
    notes["cadre/convention"]["employeur"]["siret"] = theirs
    today = Bilan(notes, {"siret": own}, date(2026, 11, 23))
    assert len([each for each in judge(today) if each.rule == "BC221"]) == count


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ({"mineur": True, "representant": {"accord_le": "2026-03-16"}}, 0),
        ({"mineur": True, "representant": {"accord_le": "2026-03-17"}}, 1),
        ({"mineur": True}, 1),
        ({"mineur": False, "representant": {"accord_le": "2026-03-17"}}, 0),
    ],
)
def test_a_representative_agrees_by_the_first_session(
    notes: Notes, judged: Judged, person: dict[str, Any], count: int
) -> None:
    """The day itself is in time; nothing is blocked, its extent being to be confirmed."""
    notes["cadre/beneficiaire"] |= person
    found = judged(notes, "BC227")
    assert len(found) == count
    assert not any(each.blocks for each in found)


@pytest.mark.parametrize("decision", ["donne", "refuse", "retire", ""])
@pytest.mark.parametrize("service", ["etat", "territoriale"])
def test_a_state_agent_says_whether_the_synthese_may_go(
    notes: Notes, judged: Judged, service: str, decision: str
) -> None:
    """Agreement or objection, either is recorded; only the State's administration has the rule."""
    notes["cadre/beneficiaire"] |= {"statut": "agent_public", "fonction_publique": service}
    entries = notes["cadre/consentements"]["entrees"]
    entries[2]["decision"] = decision
    if not decision:
        del entries[2]
    assert len(judged(notes, "BC228")) == (service == "etat" and not decision)


def test_the_agent_is_not_asked_before_the_end(notes: Notes, judged: Judged) -> None:
    """Until the synthèse is handed over there is time."""
    notes["cadre/beneficiaire"] |= {"statut": "agent_public", "fonction_publique": "etat"}
    del notes["cadre/consentements"]["entrees"][2]
    del notes["cadre/seances"]["cloture"]
    assert len(judged(notes, "BC228")) == 1
    del notes["conclusions/restitution"]["synthese"]
    assert judged(notes, "BC228") == []


@pytest.mark.parametrize(
    ("act", "funders", "rules"),
    [
        ("tripartite", ["employeur"], []),
        ("tripartite", ["conge_reclassement"], []),
        ("bipartite", ["conge_reclassement"], ["BC229"]),
        ("bipartite", ["opco"], []),
        ("bipartite", ["employeur"], []),
        ("bipartite", ["personnel"], ["BP122"]),
        ("contrat_individuel", ["personnel"], []),
        ("contrat_individuel", ["personnel", "region"], []),
        ("contrat_individuel", ["opco"], ["BP122"]),
        ("commande_cpf", ["cpf", "personnel"], []),
        ("commande_cpf", ["personnel"], ["BP122"]),
        ("tripartite", ["cpf"], ["BP122"]),
        ("commande_france_travail", ["france_travail"], []),
        ("commande_france_travail", ["opco"], ["BP122"]),
        ("", ["cpf"], []),
        ("bipartite", [], []),
    ],
)
def test_the_act_goes_with_who_pays(
    notes: Notes, judged: Judged, act: str, funders: list[str], rules: list[str]
) -> None:
    """Law for the congé de reclassement alone; for the rest, advice."""
    notes["cadre/convention"] |= {
        "acte": act,
        "financements": [{"type": each, "montant": 150} for each in funders],
    }
    assert [each.rule for each in judged(notes) if each.rule in ("BC229", "BP122")] == rules


@pytest.mark.parametrize(("day", "count"), [("2026-03-16", 0), ("2026-03-17", 1)])
def test_the_subcontract_is_signed_by_the_first_session(
    notes: Notes, judged: Judged, day: str, count: int
) -> None:
    """The day itself is in time."""
    notes["cadre/convention"]["sous_traitance"]["contrat_le"] = day
    assert len(judged(notes, "BP118")) == count
