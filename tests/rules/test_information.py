"""What is told and handed over in time, what is handed over at the end, what follows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


def put(notes: Notes, note: str, path: str, value: Any) -> None:
    """Set `a.0.b` of a note."""
    place: Any = notes[note]
    *parents, last = path.split(".")
    for key in parents:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value


@pytest.mark.parametrize(
    ("rule", "note", "path", "fine", "late"),
    [
        ("BC216", "cadre/consentements", "remises.0.le", "2026-03-16", "2026-03-17"),
        ("BC216", "cadre/consentements", "entretien_prealable.date", "2026-03-16", "2026-03-17"),
        ("BP124", "cadre/consentements", "bonne_foi_rappelee_le", "2026-03-16", "2026-03-17"),
        ("BP112", "cadre/consentements", "remises.2.le", "2026-03-16", "2026-03-17"),
        ("BP123", "preliminaire/cadrage", "valide.beneficiaire_le", "2026-03-30", "2026-03-31"),
        (
            "BP210",
            "conclusions/restitution",
            "destruction_expliquee_le",
            "2026-06-01",
            "2026-06-02",
        ),
        ("BC305", "conclusions/restitution", "synthese.remise_le", "2026-06-01", "2026-06-02"),
        ("BC305", "conclusions/restitution", "resultats_remis_le", "2026-06-01", "2026-06-02"),
        ("BP211", "conclusions/restitution", "synthese.accuse_le", "2026-06-01", "2026-05-31"),
        ("BP211", "conclusions/restitution", "certificat_remis_le", "2026-06-01", "2026-05-31"),
        ("BP203", "conclusions/restitution", "synthese.accuse_le", "2026-06-08", "2026-06-09"),
        ("BP208", "suivi/suivi", "tenu_le", "2026-10-01", "2026-09-30"),
        ("BP208", "suivi/suivi", "tenu_le", "2027-03-01", "2027-03-02"),
        ("BP208", "cadre/satisfaction", "six_mois.envoye_le", "2026-10-01", "2026-09-30"),
        ("BP209", "cadre/seances", "seances.7.date", "2026-06-01", "2026-05-31"),
        (
            "BC402",
            "cadre/consentements",
            "demandes.0.repondue_le",
            "2026-06-04",
            "2026-06-05",
        ),
    ],
)
def test_the_boundary_day_is_in_time(
    notes: Notes, judged: Judged, rule: str, note: str, path: str, fine: str, late: str
) -> None:
    """Each event on its last day, and one day beyond, found on the very field."""
    put(notes, note, path, fine)
    assert judged(notes, rule) == []
    put(notes, note, path, late)
    found = judged(notes, rule)
    assert len(found) == 1
    assert not found[0].blocks or rule in ("BC216", "BC402")


def test_a_new_version_may_be_handed_over_later(notes: Notes, judged: Judged) -> None:
    """The first hand-over of a document informs the consent; the programme comes later anyway."""
    notes["cadre/consentements"]["remises"] += [
        {"document": "charte", "version": "2", "le": "2026-05-01"},
        {"document": "programme", "version": "1", "le": "2026-03-30"},
    ]
    assert judged(notes) == []


def test_a_planned_follow_up_is_judged_until_it_is_held(notes: Notes, judged: Judged) -> None:
    """Once held, its plan no longer matters; an interrupted bilan has none."""
    notes["conclusions/restitution"]["suivi_prevu_le"] = "2026-07-01"
    assert judged(notes, "BP208") == []
    del notes["suivi/suivi"]
    assert [each.path for each in judged(notes, "BP208")] == [("suivi_prevu_le",)]
    notes["cadre/seances"]["cloture"]["etat"] = "interrompu"
    assert judged(notes, "BP208") == []


@pytest.mark.parametrize(("today", "count"), [("2026-02-28", 0), ("2026-03-01", 1)])
@pytest.mark.parametrize("right", ["acces", "portabilite", "effacement"])
def test_a_request_left_open_is_told_once_its_month_is_over(
    notes: Notes, judged: Judged, right: str, today: str, count: int
) -> None:
    """Received on 31 January: until the last day of February."""
    notes["cadre/consentements"]["demandes"] = [{"droit": right, "recue_le": "2026-01-31"}]
    assert len(judged(notes, "BC402", today=date.fromisoformat(today))) == count


@pytest.mark.parametrize(
    ("complaint", "today", "count"),
    [
        ({}, "2026-06-11", 0),
        ({}, "2026-06-12", 1),
        ({"close_le": "2026-05-12"}, "2026-05-12", 1),
        ({"traitee_le": "2026-09-01"}, "2026-11-23", 0),
    ],
)
def test_a_complaint_is_answered(
    notes: Notes, judged: Judged, complaint: dict[str, str], today: str, count: int
) -> None:
    """Received on 11 May; no text gives a delay, so that a late answer is an answer."""
    notes["cadre/satisfaction"]["reclamations"] = [{"recue_le": "2026-05-11", **complaint}]
    assert len(judged(notes, "BP119", today=date.fromisoformat(today))) == count


@pytest.mark.parametrize("phase", ["preliminaire", "investigation", "conclusions"])
def test_a_completed_bilan_held_its_three_phases(notes: Notes, judged: Judged, phase: str) -> None:
    """Accompanied and proven; an interrupted one did not have to."""
    sessions = notes["cadre/seances"]["seances"]
    for session in sessions:
        if session["phase"] == phase:
            session["nature"] = "travail_personnel"
    assert len(judged(notes, "BC306")) == 1
    notes["cadre/seances"]["cloture"]["etat"] = "interrompu"
    assert judged(notes, "BC306") == []


@pytest.fixture
def contract(notes: Notes) -> Notes:
    """Signed by the person on 9 March, begun on the 16th."""
    notes["cadre/convention"] |= {
        "acte": "contrat_individuel",
        "financements": [{"type": "personnel", "montant": 1650}],
        "factures": [],
    }
    return notes


@pytest.mark.parametrize(
    ("handed", "count"),
    [
        ([("pack_prealable", "2026-03-09")], 0),
        ([("pack_prealable", "2026-03-10")], 1),
        ([("pack_prealable", "2026-03-10"), ("pack_prealable", "2026-03-02")], 0),
        ([("livret", "2026-03-02"), ("reglement_interieur", "2026-03-02")], 1),
        (
            [
                ("livret", "2026-03-02"),
                ("reglement_interieur", "2026-03-02"),
                ("conditions", "2026-03-09"),
            ],
            0,
        ),
        ([], 1),
    ],
)
def test_who_pays_is_informed_before_committing(
    contract: Notes, judged: Judged, handed: list[tuple[str, str]], count: int
) -> None:
    """In one document, or in the three that tell the same; by the day of the signature."""
    contract["cadre/consentements"]["remises"] = [
        {"document": document, "version": "1", "le": day} for document, day in handed
    ]
    assert len(judged(contract, "BC230")) == count
    contract["cadre/convention"]["acte"] = "bipartite"
    assert judged(contract, "BC230") == []


@pytest.mark.parametrize(("paid", "count"), [("2026-03-03", 1), ("2026-03-04", 0)])
def test_a_payment_commits_as_a_signature_does(
    contract: Notes, judged: Judged, paid: str, count: int
) -> None:
    """Nothing is paid before the information either."""
    contract["cadre/consentements"]["remises"] = [
        {"document": "pack_prealable", "le": "2026-03-04"}
    ]
    contract["cadre/convention"]["factures"] = [{"montant": 10, "reglee_le": paid}]
    found = judged(contract, "BC230")
    assert len(found) == count
    assert all("un règlement a été reçu" in finding.message for finding in found)


def test_nothing_is_asked_before_anybody_commits(contract: Notes, judged: Judged) -> None:
    """Neither signed, nor paid, nor begun."""
    contract["cadre/consentements"]["remises"] = []
    contract["cadre/convention"]["signatures"] = {}
    contract["cadre/seances"]["seances"] = []
    assert judged(contract, "BC230") == []
