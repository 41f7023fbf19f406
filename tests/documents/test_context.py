"""What templates receive is what the notes show, and only what the document needs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import rendering
from bilantool.documents.context import context
from bilantool.documents.filling import filled
from bilantool.notes import completeness, reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.notes.papers import LOOKS
from bilantool.resources import shipped

TODAY = date(2026, 6, 15)
OVERLAY = Overlay(shipped("templates") / "standard")
# The fictional cabinet adds a field to one note, so its notes are read with its own schemas.
OWN = shipped("examples") / "cabinet" / "templates"
TRAME = trame.load(Overlay(OVERLAY.standard, OWN, Overlay(OVERLAY.standard, OWN).overrides()))
EXAMPLE = shipped("examples") / "en-clair"


def example() -> Bilan:
    notes = {}
    for name, spec in TRAME.notes.items():
        text = (EXAMPLE / "2026-007" / f"{name}.yaml").read_text(encoding="utf-8")
        judged = completeness.check(spec, reading.read(text))
        if judged.begun:
            assert judged.shaped, name
            notes[name] = judged.values
    cabinet = reading.read((EXAMPLE / "cabinet.yaml").read_text(encoding="utf-8")).values
    return Bilan(notes, cabinet, TODAY)


def values(bilan: Bilan, document: str, **options: Any) -> dict[str, Any]:
    return context(bilan, TRAME, TRAME.documents[document], today=TODAY, **options)


def rendered(bilan: Bilan, document: str, **options: Any) -> str:
    template = TRAME.documents[document].template
    sources, trusted = rendering.templates(OVERLAY, template)
    assert trusted
    return rendering.render(template, sources, values(bilan, document, **options), trusted=True)


EMPTY = Bilan({}, {"raison_sociale": "Cabinet"}, TODAY)


def session(day: str, start: str, end: str, phase: str, **more: Any) -> dict[str, Any]:
    base = {"date": day, "debut": start, "fin": end, "phase": phase, "nature": "entretien",
            "mode": "presentiel", "etat": "tenue", "preuve": "emargement"}  # fmt: skip
    return {**base, **more}


def test_values_are_plain_data() -> None:
    """A child process takes them as JSON, and nothing changes on the way."""
    given = values(example(), "synthese")
    assert json.loads(json.dumps(given)) == given


def test_every_field_of_the_schema_is_there() -> None:
    """What the counsellor left out reads as empty, so that no template stumbles on it."""
    given = values(EMPTY, "synthese")
    assert given["demande"]["freins"] == ""
    assert given["demande"]["attentes"] == []
    assert given["motivations"]["contraintes"]["remuneration_minimale"] is None
    assert given["plan_action"]["premier_pas"] == {"action": "", "avant_le": ""}


def test_filling_goes_into_lists_and_keeps_values() -> None:
    """Items of a list are completed too; what was written stays as it was."""
    item = {"type": "object", "properties": {"a": {"type": "string"}, "n": {"type": "number"}}}
    schema = {"properties": {"l": {"type": "array", "items": item}}}
    assert filled({"l": [{"a": "x"}], "z": 1}, schema) == {"l": [{"a": "x", "n": None}], "z": 1}


def test_a_document_gets_only_its_own_notes() -> None:
    """The convention and the interviews' notes are not within a template's reach."""
    given = values(example(), "synthese")
    assert "competences" in given
    assert not {"convention", "entretiens", "consentements"} & set(given)


def test_hours_are_those_held_and_proven() -> None:
    """A planned, an unproven and a follow-up session count nowhere; personal work counts apart."""
    seances = [
        session("2026-03-02", "09:00", "10:30", "preliminaire"),
        session("2026-03-09", "09:00", "11:00", "investigation"),
        session("2026-03-16", "09:00", "11:00", "investigation", etat="prevue"),
        session("2026-03-23", "09:00", "11:00", "investigation", preuve=""),
        session("2026-03-24", "09:00", "10:00", "investigation", nature="travail_personnel"),
        session("2026-09-01", "09:00", "10:00", "suivi"),
    ]
    given = values(Bilan({"cadre/seances": {"seances": seances}}, {}, TODAY), "synthese")
    course = given["deroulement"]
    assert (course["minutes"], course["minutes_personnelles"]) == (210, 60)
    assert [(p["phase"], p["minutes"], p["seances"]) for p in course["phases"]] == [
        ("preliminaire", 90, 1),
        ("investigation", 120, 1),
    ]
    assert (
        given["document"]["heures"]
        == "3\u00a0h\u00a030 d’accompagnement et 1\u00a0h de travail personnel"
    )


def test_what_the_notes_do_not_show_is_not_stated() -> None:
    """Without a session, the cover has neither hours nor period."""
    document = values(EMPTY, "synthese")["document"]
    assert (document["heures"], document["periode"], document["beneficiaire"]) == ("", "", "")


def test_ids_are_resolved_in_the_list_that_the_schema_names() -> None:
    """An id leads to its item, nested lists included."""
    targets = values(example(), "synthese")["renvois"]
    assert targets["pistes"]["par_id"]["formatrice"]["statut"] == "retenue"
    assert targets["acces"]["par_id"]["tp-fpa"]["rncp"]
    assert targets["competences"]["vide"]["libelle"] == ""


def test_an_item_is_given_with_all_its_fields() -> None:
    """A document made for each project receives that project, completed."""
    bilan = example()
    project = bilan.note("conclusions/synthese")["projets"][0]
    given = values(bilan, "fiche-projet", item=project)
    assert given["item"]["id"] == project["id"]
    assert given["document"]["subtitle"] == project["intitule"]
    assert values(bilan, "fiche-projet", item=project["id"])["item"] == given["item"]


@pytest.mark.parametrize("document", ["synthese", "plan-action"])
def test_shipped_templates_render_an_empty_dossier(document: str) -> None:
    """A draft of a dossier just begun is possible, and shows no empty table."""
    text = rendered(EMPTY, document, draft=True)
    assert "|---" not in text.replace("| Regard |", "")
    assert "None" not in text


def test_the_project_sheet_renders_a_bare_project() -> None:
    """A project with a title alone still gives its sheet."""
    bare = {"id": "p", "intitule": "Projet"}
    bilan = Bilan({"conclusions/synthese": {"projets": [bare]}}, {}, TODAY)
    assert "None" not in rendered(bilan, "fiche-projet", item=bare)


def test_the_synthese_holds_what_it_must_and_nothing_private() -> None:
    """Sections, computed hours and answers are printed; contact data and working notes are not."""
    bilan = example()
    text = rendered(bilan, "synthese")
    for heading in ("circonstances", "compétences", "intérêts", "investigation", "projets", "plan"):
        assert any(heading in row for row in text.splitlines() if row.startswith("#")), heading
    assert "**19\u00a0h\u00a030** d’accompagnement" in text
    person = bilan.note("cadre/beneficiaire")
    interview = bilan.note("cadre/entretiens")["entretiens"][0]["notes"].split("\n")[0]
    for private in (person["telephone"], person["courriel"], person["adresse"]["voie"], interview):
        assert len(private) > 8
        assert private not in text.replace("\\", "").replace("’", "'")


def test_the_project_sheet_tells_nothing_but_the_project() -> None:
    """What an employer must not read (hesitations, income, the other project) is absent."""
    bilan = example()
    main, other = bilan.note("conclusions/synthese")["projets"]
    text = rendered(bilan, "fiche-projet", item=main).replace("\\", "")
    assert main["atouts"][0] in text
    assert other["intitule"] not in text
    assert not any(private in text for private in main["vigilances"])
    assert main["faisabilite"]["raisons"].strip()[:40] not in text


def test_what_is_made_of_a_template_has_its_head_and_foot() -> None:
    """A sheet for an employer, under a name of the cabinet's own, says no more than the shipped
    one: no hours, no reference, no word of secrecy, no logo."""
    bilan, own = example(), replace(TRAME.documents["fiche-projet"], name="fiche-employeur")
    given = context(bilan, TRAME, own, today=TODAY, item="1", reference="2026-007")["document"]
    assert [given[key] for key in ("heures", "periode", "reference", "mention", "fiche")] == [
        "", "", "", "", [],
    ]  # fmt: skip
    assert given["sans_logo"] is True
    quote = replace(TRAME.documents["devis"], name="proposition")
    assert context(bilan, TRAME, quote, today=TODAY)["document"]["numeros"] is False


def test_margins_have_typographic_apostrophes() -> None:
    """Whoever wrote the title, in the trame of a cabinet too."""
    own = replace(TRAME.documents["plan-action"], title="Plan d'action")
    assert context(EMPTY, TRAME, own, today=TODAY)["document"]["title"] == "Plan d’action"


def test_every_look_that_a_trame_may_declare_is_drawn() -> None:
    """And every shipped template but the one of the audit, which heads itself, has one."""
    shipped_documents = TRAME.documents.values()
    assert {each.look for each in shipped_documents if each.name != "audit"} == set(LOOKS)
    for look in LOOKS:
        document = replace(TRAME.documents["emargement"], look=look)
        assert context(EMPTY, TRAME, document, today=TODAY)["document"]["title"] == document.title


def test_an_overridden_template_is_not_trusted(tmp_path: Path) -> None:
    """A cabinet's own file sends the rendering to the child process."""
    own = tmp_path / "documents"
    own.mkdir()
    (own / "plan-action.md.j2").write_text("{{ personne.nom }}", encoding="utf-8")
    bare = Overlay(OVERLAY.standard, tmp_path)
    overlay = Overlay(OVERLAY.standard, tmp_path, bare.overrides())
    assert rendering.templates(overlay, "plan-action.md.j2")[1] is False
    assert rendering.templates(overlay, "synthese.md.j2")[1] is True
