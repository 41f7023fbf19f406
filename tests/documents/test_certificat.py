"""Each claim of a certificat and of an attestation is held against the notes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents.certificat import (
    attestation_objections,
    certificate_objections,
    statement,
)

TODAY = date(2026, 11, 23)
Notes = dict[str, dict[str, Any]]


def session(day: str, phase: str, **changed: Any) -> dict[str, Any]:
    """Two hours with a counsellor, signed the same day."""
    return {
        "date": day, "debut": "09:00", "fin": "11:00", "phase": phase, "nature": "entretien",
        "mode": "presentiel", "etat": "tenue", "preuve": "emargement",
        "signe_beneficiaire_le": day, **changed,
    }  # fmt: skip


def completed() -> Notes:
    """A completed bilan whose notes agree with its certificat."""
    return {
        "cadre/convention": {
            "intitule": "Bilan de compétences",
            # Signed after the first session: past mending, and none of the certificat's claims.
            "signatures": {"beneficiaire": "2026-03-20"},
        },
        "cadre/consentements": {
            "entrees": [{"id": "b", "objet": "bilan", "decision": "donne", "le": "2026-02-20"}]
        },
        "cadre/seances": {
            "seances": [
                session("2026-03-02", "preliminaire"),
                session("2026-03-16", "investigation"),
                session("2026-03-30", "investigation", mode="visio", preuve="releve_connexion"),
                session("2026-04-06", "investigation", etat="reportee", preuve=""),
                session("2026-06-12", "conclusions"),
                session("2026-12-10", "suivi", etat="prevue", preuve=""),
            ],
            "cloture": {"etat": "acheve", "le": "2026-06-12"},
        },
        "conclusions/restitution": {"certificat_remis_le": "2026-06-12"},
    }


def interrupted() -> Notes:
    notes = completed()
    notes["cadre/seances"]["seances"] = notes["cadre/seances"]["seances"][:2]
    notes["cadre/seances"]["cloture"] = {
        "etat": "interrompu",
        "le": "2026-04-20",
        "motif": "reprise_emploi",
    }
    del notes["conclusions/restitution"]
    return notes


def bilan(notes: Notes) -> Bilan:
    return Bilan(notes, {}, TODAY)


def told(notes: Notes, among: Callable[..., Any] = certificate_objections) -> list[tuple[Any, str]]:
    return [(found.path, found.message) for found in among(bilan(notes))]


def test_what_agrees_is_certified() -> None:
    """Hours held with a counsellor and proven, by phase; the day of the first and the last."""
    assert told(completed()) == []
    stated = statement(bilan(completed()))
    assert (stated["minutes"], stated["seances"], stated["a_distance"]) == (480, 4, 1)
    assert (stated["debut"], stated["fin"], stated["clos_le"]) == (
        "2026-03-02",
        "2026-06-12",
        "2026-06-12",
    )
    assert [(p["phase"], p["minutes"]) for p in stated["phases"]] == [
        ("preliminaire", 120),
        ("investigation", 240),
        ("conclusions", 120),
    ]
    assert stated["issue"] == "acheve"


def test_a_certificat_tells_who_signs_who_employs_and_how_long_proofs_are_kept() -> None:
    """As the ministry's model does: from the act and cabinet.yaml, three years by default."""
    stated = statement(bilan(completed()))
    assert (stated["representant"], stated["employeur"], stated["annees"]) == ("", "", 3)
    notes = completed()
    notes["cadre/convention"] |= {
        "representant_prestataire": "Hélène Démo, gérante",
        "employeur": {"raison_sociale": "Atelier Fictif"},
    }
    cabinet = {"conservation_administrative_annees": 6, "consultants": [{"nom": "Anne Essai"}]}
    stated = statement(Bilan(notes, cabinet, TODAY))
    assert stated["representant"] == "Hélène Démo, gérante"
    assert (stated["employeur"], stated["annees"]) == ("Atelier Fictif", 6)
    alone = statement(Bilan(completed(), cabinet, TODAY))
    assert alone["representant"] == "Anne Essai"


def test_an_interrupted_bilan_is_certified_for_what_was_held() -> None:
    """Two phases are enough, and the statement says how it ended."""
    assert told(interrupted()) == []
    stated = statement(bilan(interrupted()))
    assert (stated["issue"], stated["minutes"]) == ("interrompu", 240)


def test_an_attestation_is_given_before_the_end_and_a_certificat_is_not() -> None:
    """While the bilan goes on, the attestation has nothing to say of its end."""
    notes = completed()
    del notes["cadre/seances"]["cloture"]
    assert told(notes, attestation_objections) == []
    assert [path for path, _ in told(notes)] == [("cloture",)]


def change(*path: Any, to: Any) -> Callable[[Notes], None]:
    """Sets what stands at `path` (the name of a note first); None takes it away."""

    def changed(notes: Notes) -> None:
        place: Any = notes
        for key in path[:-1]:
            place = place[key]
        if to is None:
            del place[path[-1]]
        else:
            place[path[-1]] = to

    return changed


def add(**entry: Any) -> Callable[[Notes], None]:
    def changed(notes: Notes) -> None:
        notes["cadre/seances"]["seances"].append(session(**entry))

    return changed


def withdrawn(notes: Notes) -> None:
    notes["cadre/consentements"]["entrees"].append(
        {"id": "r", "objet": "bilan", "decision": "retire", "le": "2026-05-01"}
    )


def at(index: int, field: str, to: Any) -> Callable[[Notes], None]:
    return change("cadre/seances", "seances", index, field, to=to)


DISAGREEMENTS: dict[str, tuple[Callable[[Notes], None], tuple[Any, ...], str]] = {
    "no title": (change("cadre/convention", "intitule", to=None), ("intitule",), "intitulé"),
    "no proof": (at(1, "preuve", None), ("seances", 1, "preuve"), "sans preuve"),
    "no day": (at(1, "date", None), ("seances", 1, "date"), "sans date"),
    "a day to come": (at(4, "date", "2026-12-12"), ("seances", 4, "date"), "à venir"),
    "outside the phases": (at(1, "phase", "bilan"), ("seances", 1, "phase"), "trois phases"),
    "no duration": (at(1, "fin", "09:00"), ("seances", 1, "fin"), "aucune durée"),
    "signed before it took place": (
        at(1, "signe_beneficiaire_le", "2026-03-15"),
        ("seances", 1, "signe_beneficiaire_le"),
        "avant d’avoir eu lieu",
    ),
    "two at once": (
        add(day="2026-03-16", phase="investigation", debut="10:30", fin="12:00"),
        ("seances", 6, "debut"),
        "chevauche",
    ),
    "beyond 24 hours": (at(1, "fin", "23:30"), ("seances",), "au-delà"),
    "after the end": (
        change("cadre/seances", "cloture", "le", to="2026-06-10"),
        ("seances", 4, "date"),
        "après la fin",
    ),
    "still planned": (at(3, "etat", "prevue"), ("seances", 3, "etat"), "encore « prévue »"),
    "an end to come": (
        change("cadre/seances", "cloture", "le", to="2026-12-01"),
        ("cloture", "le"),
        "à venir",
    ),
    "completed without conclusions": (
        at(4, "phase", "investigation"),
        ("cloture", "etat"),
        "phase de conclusions",
    ),
    "completed without consent": (withdrawn, ("entrees", 1, "decision"), "consentement"),
    "handed over too early": (
        change("conclusions/restitution", "certificat_remis_le", to="2026-06-11"),
        ("certificat_remis_le",),
        "avant la fin",
    ),
}


@pytest.mark.parametrize("name", DISAGREEMENTS)
def test_the_certificat_refuses_what_the_notes_contradict(name: str) -> None:
    """Each disagreement is named where it stands, in words that quote nothing of the notes."""
    changed, path, words = DISAGREEMENTS[name]
    notes = completed()
    if name == "beyond 24 hours":  # two long days, none of them impossible
        at(2, "fin", "23:30")(notes)
    changed(notes)
    found = told(notes)
    assert (path, words) in [(where, words if words in said else said) for where, said in found]
    assert all("Bilan de compétences" not in said for _, said in found)


def test_no_hour_no_certificat() -> None:
    """A bilan whose sessions were all put off has nothing to certify."""
    notes = interrupted()
    for each in notes["cadre/seances"]["seances"]:
        each |= {"etat": "absence", "preuve": ""}
    assert [said for _, said in told(notes)] == ["aucune heure d’accompagnement tenue et prouvée"]


def test_the_follow_up_and_personal_work_are_no_part_of_it() -> None:
    """They add no hour, and a follow-up after the end is no disagreement."""
    notes = completed()
    add(day="2026-11-20", phase="suivi")(notes)
    add(day="2026-05-04", phase="investigation", mode="autonomie", nature="travail_personnel")(
        notes
    )
    assert told(notes) == []
    assert statement(bilan(notes))["minutes"] == 480


def test_nothing_is_read_into_notes_that_say_nothing() -> None:
    """An empty dossier is refused for its silence, and the statement has no figure."""
    assert statement(bilan({}))["minutes"] == 0
    assert statement(bilan({}))["debut"] == ""
    assert {path for path, _ in told(copy.deepcopy({}))} == {
        ("intitule",),
        ("seances",),
        ("cloture",),
    }
