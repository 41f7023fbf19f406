"""The attendance sheet says of each session what the note says, and counts what is proven."""

from __future__ import annotations

from datetime import date
from typing import Any

from bilantool.bilan import Bilan
from bilantool.documents import satisfaction
from bilantool.documents.emargement import sheet
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 11, 23)
TRAME = trame.load(Overlay(shipped("templates") / "standard"))


def session(day: str, **changed: Any) -> dict[str, Any]:
    base = {"date": day, "debut": "09:00", "fin": "10:30", "phase": "investigation",
            "nature": "entretien", "mode": "presentiel", "etat": "tenue",
            "preuve": "emargement"}  # fmt: skip
    return {**base, **changed}


def made(*sessions: dict[str, Any]) -> dict[str, Any]:
    return sheet(Bilan({"cadre/seances": {"seances": list(sessions)}}, {}, TODAY))


def test_lines_stand_in_the_order_of_days() -> None:
    """Whatever the order of the note; two on one day by their hours."""
    lines = made(
        session("2026-03-09"),
        session("2026-03-02", debut="14:00", fin="15:00"),
        session("2026-03-02"),
    )["lignes"]
    assert [(line["date"], line["debut"]) for line in lines] == [
        ("2026-03-02", "9\u00a0h"),
        ("2026-03-02", "14\u00a0h"),
        ("2026-03-09", "9\u00a0h"),
    ]


def test_what_did_not_take_place_has_no_hours() -> None:
    """Put off, cancelled, missed: the line stays, without minutes and in no total."""
    given = made(*(session("2026-03-02", etat=etat) for etat in ("reportee", "annulee", "absence")))
    assert [line["minutes"] for line in given["lignes"]] == [0, 0, 0]
    assert all(line["sans_heures"] for line in given["lignes"])
    assert given["total"] == {"seances": 0, "minutes": 0, "minutes_personnelles": 0}


def test_totals_hold_what_is_held_and_proven_alone() -> None:
    """A planned session shows its hours and counts for nothing; an unproven one is told apart."""
    given = made(
        session("2026-03-02", phase="preliminaire"),
        session("2026-03-09", pause_minutes=30),
        session("2026-03-16", preuve=""),
        session("2026-03-17", mode="autonomie", nature="travail_personnel", debut="", fin="",
                duree_minutes=45, preuve="attestation"),
        session("2026-12-01", etat="prevue", preuve=""),
    )  # fmt: skip
    assert given["total"] == {"seances": 2, "minutes": 150, "minutes_personnelles": 45}
    assert [(p["phase"], p["minutes"], p["seances"]) for p in given["phases"]] == [
        ("preliminaire", 90, 1),
        ("investigation", 60, 1),
    ]
    assert given["attente"] == 1
    assert given["lignes"][-1]["minutes"] == 90


def test_the_follow_up_stands_apart() -> None:
    """Its session has a line of its own, outside the hours of the bilan."""
    given = made(session("2026-03-02"), session("2026-11-20", phase="suivi"))
    assert [line["date"] for line in given["suivi"]] == ["2026-11-20"]
    assert given["total"]["minutes"] == 90


def answered(**survey: Any) -> dict[str, Any]:
    notes: dict[str, dict[str, Any]] = {
        "cadre/satisfaction": {"a_chaud": survey},
        "preliminaire/cadrage": {"objectifs": [{"id": "clair", "libelle": "Clarifier"}]},
    }
    schema = TRAME.notes["cadre/satisfaction"].schema
    return satisfaction.answers(Bilan(notes, {}, TODAY), "a_chaud", schema)


def test_the_mean_is_that_of_the_answers_given() -> None:
    """A question left empty counts for nothing, and is said to have no answer."""
    given = answered(notes={"accueil": 5, "rythme": 4, "utilite": 4})
    assert (given["moyenne"], given["repondues"]) == (4.3, 3)
    assert {each["titre"]: each["note"] for each in given["notes"]}["Écoute"] is None


def test_without_answers_there_is_no_mean() -> None:
    """Nothing is invented: no note, no mean, no recommendation."""
    given = answered(notes={"accueil": 9})
    assert given["moyenne"] is None
    assert given["recommande"] is None
    assert given["moyenne_objectifs"] is None


def test_objectives_bear_the_words_of_the_programme() -> None:
    """An id without its objective keeps its note, and no word."""
    goals = answered(objectifs=[{"objectif": "clair", "note": 4}, {"objectif": "x", "note": 2}])
    assert goals["objectifs"] == [
        {"libelle": "Clarifier", "note": 4},
        {"libelle": "", "note": 2},
    ]
    assert goals["moyenne_objectifs"] == 3


def test_a_session_that_names_nobody_is_led_by_who_is_in_charge() -> None:
    """As everywhere else: among several consultants, the one of the person."""
    house = {"consultants": [{"id": "lea", "nom": "Léa Démo"}, {"id": "marc", "nom": "Marc Démo"}]}
    listed = [session("2026-03-02"), session("2026-03-09", consultant="marc")]
    person = {"consultant_referent": "lea"}
    notes: dict[str, dict[str, Any]] = {
        "cadre/seances": {"seances": listed},
        "cadre/beneficiaire": person,
    }
    assert sheet(Bilan(notes, house, TODAY))["consultants"] == ["Léa Démo", "Marc Démo"]
