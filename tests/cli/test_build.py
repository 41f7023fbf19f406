"""`build`: four formats, refusals, drafts, documents changed by hand, same notes same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FORMATS = ("docx", "odt", "html", "pdf")


def built(terminal: Any, pattern: str = "*") -> dict[str, Path]:
    folder = terminal.cwd / "documents" / "2026-007"
    return {path.name: path for path in sorted(folder.glob(pattern)) if path.is_file()}


def test_without_a_name_what_the_state_calls_for(demo: Any) -> None:
    """Of a closed bilan: its conclusions and its certificate, each in its own formats.

    The fiche projet is made once for each project; each file is for its owner alone. What is
    left is said, with the reason, and is no failure.
    """
    result = demo("build", "2026-007", "--format", "pdf", "--json")
    assert result.code == 0, result.said
    found = built(demo, "*.pdf")
    assert {
        "synthese.pdf", "plan-action.pdf", "fiche-projet-formatrice.pdf",
        "fiche-projet-amelioration.pdf", "certificat.pdf", "accuse-remise.pdf", "emargement.pdf",
    } <= set(found)  # fmt: skip
    assert all(path.stat().st_mode & 0o077 == 0 for path in found.values())
    left = {each["document"]: each for each in json.loads(result.out)["laisses"]}
    assert "commande" in left["contrat-individuel"]["raison"]
    assert left["enquete-metier"]["sur_demande"]
    assert not left["devis"]["sur_demande"]
    assert not set(left) & {path.removesuffix(".pdf") for path in found}


def test_a_young_dossier_builds_what_is_ready(demo: Any) -> None:
    """Nothing of the phases to come is asked for, and nothing fails."""
    result = demo("build", "2026-019", "--format", "docx")
    assert result.code == 0, result.said
    assert "contrat-individuel (docx)" in result.out
    (line,) = [line for line in result.out.splitlines() if "le bilan n’est pas clos" in line]
    assert "certificat" in line
    assert (demo.cwd / "documents" / "2026-019" / "livret-accueil.docx").is_file()


def test_an_act_of_another_funding_is_refused(demo: Any) -> None:
    """Asked for by its name, even as a draft: the reason names the act of the dossier."""
    for extra in ((), ("--draft",)):
        refused = demo("build", "2026-007", "convention-tripartite", *extra)
        assert refused.code == 1
        assert "l’acte de ce dossier est une commande" in refused.err
    assert not built(demo)


def test_an_unknown_format_is_a_wrong_command(demo: Any) -> None:
    """With or without a name of document, and before anything is written."""
    assert demo("build", "2026-007", "--format", "rtf").code == 2
    assert demo("build", "2026-007", "synthese", "--format", "rtf").code == 2
    assert not built(demo)


def test_same_notes_same_bytes(demo: Any) -> None:
    """Under one SOURCE_DATE_EPOCH every format is byte for byte the same."""
    assert demo("build", "2026-007", "synthese").code == 0
    first = {name: path.read_bytes() for name, path in built(demo, "synthese.*").items()}
    assert len(first) == 4
    for name in first:
        (demo.cwd / "documents" / "2026-007" / name).unlink()
    assert demo("build", "2026-007", "synthese").code == 0
    assert {name: path.read_bytes() for name, path in built(demo, "synthese.*").items()} == first


def test_a_changed_document_is_kept(demo: Any) -> None:
    """What was changed since stays, the new one is beside it, and it is said."""
    assert demo("build", "2026-007", "synthese", "-f", "html").code == 0
    (page,) = built(demo, "*.html").values()
    page.write_text("retouché à la main", encoding="utf-8")
    again = demo("build", "2026-007", "synthese", "-f", "html")
    assert again.code == 0
    assert "modifié" in again.err
    assert page.read_text(encoding="utf-8") == "retouché à la main"
    assert (page.parent / "synthese (2).html").stat().st_size > 10_000
    assert demo("build", "2026-007", "synthese", "-f", "html").code == 0
    assert len(built(demo, "*.html")) == 2


def test_an_incomplete_document_is_refused_with_its_findings(demo: Any) -> None:
    """Nothing is written; each gap is named; the others documents are not held back."""
    refused = demo("build", "2026-014", "synthese", "--json")
    assert refused.code == 1
    answer = json.loads(refused.out)
    assert answer["documents"] == []
    notes = {finding["note"] for finding in answer["refuses"][0]["constats"]}
    assert "conclusions/synthese" in notes
    assert not (demo.cwd / "documents" / "2026-014" / "synthese.pdf").exists()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_draft_says_so_in_its_name(demo: Any, suffix: str) -> None:
    """An unfinished synthèse is built on demand, and never passes for the finished one."""
    result = demo("build", "2026-014", "synthese", "--draft", "--format", suffix)
    assert result.code == 0, result.said
    folder = demo.cwd / "documents" / "2026-014"
    assert (folder / f"synthese-BROUILLON.{suffix}").stat().st_size > 5_000


def test_output_goes_where_it_is_asked(demo: Any) -> None:
    """Outside the cabinet is fine; inside, git would take it."""
    assert demo("build", "2026-007", "plan", "-f", "pdf", "-o", "../ailleurs").code == 0
    assert (demo.cwd.parent / "ailleurs" / "plan-action.pdf").is_file()
    assert demo("build", "2026-007", "plan", "-f", "pdf", "-o", "dossiers/ici").code == 2


def test_signs_that_the_pdf_cannot_show_are_counted_and_not_quoted(demo: Any) -> None:
    """An emoji becomes a box: its author hears of it, for the PDF alone."""
    plan = demo("show", "2026-007", "conclusions/plan-action").out
    assert demo("build", "2026-007", "plan", "-f", "pdf").code == 0
    field = "changement_de_cap: |\n"
    assert field in plan
    odd = plan.replace(field, field + "  Bravo 😀 😀 中 Ṻ\n", 1)
    source = demo.cwd.parent / "plan.yaml"
    source.write_text(odd, encoding="utf-8")
    assert demo("edit", "2026-007", "conclusions/plan-action", "--from", str(source)).code == 0
    other = demo("build", "2026-007", "plan", "-f", "odt", "--draft")
    made = demo("build", "2026-007", "plan", "-f", "pdf", "--draft", "--json")
    assert other.code == made.code == 0
    (remark,) = json.loads(made.out)["documents"][0]["remarques"]
    assert "2\u00a0signes" in remark
    assert "Plan d’action" in remark
    assert "signes" not in other.said
    for said in (made.said, other.said):
        assert "Bravo" not in said
        assert "😀" not in said
