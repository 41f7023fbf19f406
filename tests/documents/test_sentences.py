"""What the standard documents say of a short bilan: numbers, genders, nothing empty."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import rendering
from bilantool.documents.context import context
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 7, 15)
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trame.load(OVERLAY)

PERSON = {"civilite": "m", "nom": "Fictif", "prenom": "Didier", "statut": "demandeur_emploi"}
PISTE = {"id": "cantine", "intitule": "Cantine", "statut": "retenue", "motif": "De jour."}


def markdown(document: str, notes: dict[str, Any], **options: Any) -> str:
    """The document's Markdown, no-break spaces as ordinary ones."""
    spec = TRAME.documents[document]
    bilan = Bilan({"cadre/beneficiaire": PERSON, **notes}, {}, TODAY)
    sources, _ = rendering.templates(OVERLAY, spec.template)
    given = context(bilan, TRAME, spec, today=TODAY, **options)
    text = rendering.render(spec.template, sources, given, trusted=True)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "une piste."), (3, "trois pistes, jugées"), (12, "12 pistes, jugées")],
)
def test_leads_are_counted_as_in_a_sentence(count: int, said: str) -> None:
    """In words up to ten, and compared only where there is something to compare."""
    text = markdown("synthese", {"investigation/pistes": {"pistes": [PISTE] * count}})
    assert f"M. Fictif a examiné {said}" in text


def test_a_lead_without_checks_says_so() -> None:
    """A discarded lead may have been looked at no further: the table does not hide it."""
    text = markdown("synthese", {"investigation/pistes": {"pistes": [PISTE]}})
    assert "| Cantine | aucune |" in text


def test_nobody_is_a_woman_by_default() -> None:
    """The sentence on the objectives agrees with anyone."""
    goals = [{"libelle": "Choisir", "indicateur": "Un projet", "depart": 2, "fin": 8}]
    text = markdown("synthese", {"preliminaire/cadrage": {"objectifs": goals}})
    assert "M. Fictif a situé sa propre position" in text
    assert not re.search(r"\belle\b|elle-même", text)


def test_values_without_a_comment_are_a_list() -> None:
    """A column is there only when it holds something; the order is the person's."""
    values = [{"libelle": "Entraide", "rang": 2}, {"libelle": "Rigueur", "rang": 1}]
    text = markdown("synthese", {"investigation/motivations": {"valeurs": values}})
    assert "Ce qu’elle recouvre" not in text
    assert text.index("1. Rigueur") < text.index("2. Entraide")
    values[0]["illustration"] = "Les remplacements partagés."
    text = markdown("synthese", {"investigation/motivations": {"valeurs": values}})
    assert "| Valeur | Ce qu’elle recouvre |" in text


def test_interests_need_no_questionnaire() -> None:
    """What the person is drawn to is printed, with or without a profile and its reading."""
    interests = {"interets": [{"libelle": "Cuisiner pour beaucoup de monde"}]}
    text = markdown("synthese", {"investigation/motivations": interests})
    assert "# Les intérêts professionnels" in text
    assert "se reconnaît à ce qui" in text
    assert "- Cuisiner pour beaucoup de monde" in text


def test_what_is_acquired_needs_no_means() -> None:
    """A dash, not an empty cell that reads as an omission."""
    project = {"id": "p", "piste": "cantine", "rang": "principal", "intitule": "Cantine",
               "competences_requises": [{"libelle": "Diriger", "niveau": "acquis"}]}  # fmt: skip
    text = markdown("synthese", {"conclusions/synthese": {"projets": [project]}})
    assert "| Diriger | acquis | — |" in text


def test_a_draft_says_what_is_to_be_written() -> None:
    """Only a draft: what is finished has no such line."""
    notes = {"conclusions/synthese": {"circonstances": "Une fermeture."}}
    draft = markdown("synthese", notes, draft=True)
    assert draft.count("*À rédiger.*") == 5
    assert "À rédiger" not in markdown("synthese", notes)


def test_a_bilan_of_one_day_has_one_date() -> None:
    """Begun and not gone on with yet: no « du … au » the same day."""
    only = {"date": "2026-05-26", "debut": "09:00", "fin": "10:30", "phase": "preliminaire",
            "nature": "entretien", "mode": "presentiel", "etat": "tenue",
            "preuve": "emargement"}  # fmt: skip
    bilan = Bilan({"cadre/seances": {"seances": [only]}}, {}, TODAY)
    document = context(bilan, TRAME, TRAME.documents["synthese"], today=TODAY)["document"]
    assert document["periode"] == "le 26\u00a0mai\u00a02026"


def test_the_plan_speaks_of_what_is_ahead() -> None:
    """Neither the hours nor the dates of the bilan; those who help, in one paragraph."""
    notes = {"conclusions/plan-action": {"appuis": ["Une conseillère.", "un ancien collègue"]}}
    assert "**Les appuis.** Une conseillère. Un ancien collègue." in markdown("plan-action", notes)
    bilan = Bilan(notes, {}, TODAY)
    document = context(bilan, TRAME, TRAME.documents["plan-action"], today=TODAY)["document"]
    assert (document["periode"], document["heures"]) == ("", "")
