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


def valued(*ranks: int | None, comment: str = "") -> dict[str, Any]:
    values = [{"libelle": f"V{n}", **({"rang": rank} if rank else {})}
              for n, rank in enumerate(ranks)]  # fmt: skip
    values[0] |= {"illustration": comment} if comment else {}
    return {"investigation/motivations": {"valeurs": values}}


def test_a_tie_of_values_is_said_as_a_tie() -> None:
    """The rank that is printed is the one that was given, not the place in the list."""
    text = markdown("synthese", valued(3, 1, 1, None))
    assert [line for line in text.splitlines() if re.search(r"\| V\d", line)] == [
        "| 1 ex æquo | V1 |", "| 1 ex æquo | V2 |", "| 3 | V0 |", "| — | V3 |",
    ]  # fmt: skip
    text = markdown("synthese", valued(3, 1, 1, comment="Un souvenir."))
    for cell in ("| 1. V1 (ex æquo) |", "| 1. V2 (ex æquo) |", "| 3. V0 | Un souvenir. |"):
        assert cell in text


def test_each_sentence_of_a_cell_ends() -> None:
    """What is joined to another sentence has its stop, and no second one."""
    steps = [
        {"action": "Écrire.", "echeance": "2026-11-02", "moyens": "Un ordinateur", "cout": 1234.5,
         "financement": "CPF."},
        {"action": "Lire", "echeance": "2026-11-03", "moyens": "Le livre !", "cout": 0,
         "qui": "cabinet"},
    ]  # fmt: skip
    notes = {"conclusions/plan-action": {"etapes": steps}}
    plan = markdown("plan-action", notes)
    assert "**Écrire.** Un ordinateur. Coût : 1 234,50 € (CPF). |" in plan
    assert "**Lire.** Le livre ! |" in plan
    assert "**Écrire.** Un ordinateur. |" in markdown("synthese", notes)
    steps[1]["moyens"] = "Une heure"
    assert "Lire : le 3 novembre 2026. Une heure.\n" in markdown("synthese", notes)


@pytest.mark.parametrize(
    ("cost", "said"),
    [(0, "Gratuit"), (1200, "1 200 €. Un fonds"), (None, "Un fonds")],
)
def test_a_training_tells_its_cost(cost: int | None, said: str) -> None:
    """One that is free says so; one whose cost is not known tells what would pay for it."""
    access = {"id": "a", "intitule": "Titre", "organisme": "École.", "duree": "9 mois",
              "financement": "un fonds.", "cout": cost}  # fmt: skip
    project = {"id": "p", "piste": "cantine", "rang": "principal", "intitule": "Cantine",
               "formations": ["a"]}  # fmt: skip
    notes = {"conclusions/synthese": {"projets": [project]},
             "investigation/pistes": {"pistes": [{**PISTE, "acces": [access]}]}}  # fmt: skip
    row = f"| **Titre** | École. 9 mois | {said} |"
    assert row in markdown("synthese", notes)
    assert row in markdown("fiche-projet", notes, item="p")


def test_what_is_alone_is_in_the_singular() -> None:
    """Objectives, methods, competences, values, criteria, leads, people met."""
    meeting = {"fonction": "Cuisinière", "canal": "visio", "le": "2026-05-04"}

    def said(count: int) -> str:
        return markdown(
            "synthese",
            {
                "conclusions/synthese": {"deroulement": "Rien à signaler."},
                "preliminaire/demande": {"attentes": [{"libelle": "Voir"}] * count},
                "preliminaire/cadrage": {
                    "objectifs": [{"libelle": "Choisir", "indicateur": "Un choix"}] * count,
                    "methodes": [{"nom": "Récit", "but": "parler"}] * count,
                },
                "investigation/competences": {
                    "competences": [
                        {"id": f"c{n}", "libelle": "Vendre", "preuves": [{"fait": "un fait"}]}
                        for n in range(count)
                    ]
                },
                "investigation/motivations": {
                    "valeurs": [{"libelle": "Paix", "rang": n + 1} for n in range(count)],
                    "criteres": [{"libelle": "Près", "importance": "souhaite"}] * count,
                },
                "investigation/pistes": {
                    "pistes": [{**PISTE, "enquetes": [meeting] * count}] * count
                },
            },
        )

    one, two = said(1), said(2)
    for alone, several in (
        ("## L’attente et l’objectif", "## Les attentes et les objectifs"),
        ("L’objectif a été fixé au", "Les objectifs ont été fixés ensemble au"),
        ("La méthode a été expliquée", "Les méthodes ont été expliquées"),
        ("La compétence retenue s’appuie", "Chaque compétence retenue s’appuie"),
        ("La valeur qui compte d’abord : Paix.", "Les valeurs, dans l’ordre"),
        ("Le critère ci-dessous a servi", "Les critères ci-dessous ont servi"),
        ("## La piste examinée", "## Les pistes examinées"),
        ("## La personne rencontrée\n\nElle est", "## Les personnes rencontrées\n\nElles sont"),
    ):
        assert alone in one
        assert several not in one
        assert several in two
        assert alone not in two


def test_without_a_project_there_are_perspectives() -> None:
    """No title announces a project that the next line denies."""
    text = markdown("synthese", {"conclusions/synthese": {"sans_projet": "Aucun à ce jour."}})
    assert "# Les perspectives\n\nAucun à ce jour." in text
    assert "# Le projet" not in text


def test_interests_come_before_a_chart_that_nothing_introduces() -> None:
    """« aussi » only after something else was said; a lone heading would follow the chart."""
    scores = dict.fromkeys(
        ("realiste", "investigateur", "artistique", "social", "entreprenant", "conventionnel"), 5
    )
    notes: dict[str, Any] = {
        "investigation/motivations": {"interets": [{"libelle": "Lire"}], "riasec": scores}
    }
    text = markdown("synthese", notes)
    assert text.index("se reconnaît à ce qui") < text.index("- Lire") < text.index("(chart:riasec)")
    text = markdown("synthese", {**notes, "conclusions/synthese": {"interets_lecture": "Égaux."}})
    assert text.index("Égaux.") < text.index("(chart:riasec)") < text.index("reconnaît aussi à")
