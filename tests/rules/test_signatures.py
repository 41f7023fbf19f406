"""BP111: signatures without their paper, asked only where papers are kept here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bilantool.findings import Finding, Severity

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


def test_a_dossier_without_any_piece_is_left_alone(notes: Notes, judged: Judged) -> None:
    """Its papers are in a binder: nothing is said, at closure either."""
    assert judged(notes, "BP111") == []


def test_one_finding_a_note_with_its_count(notes: Notes, judged: Judged) -> None:
    """The first piece makes the others missing: each note is told once, with how many."""
    notes["cadre/convention"]["piece"] = "x"
    found = {finding.note: finding for finding in judged(notes, "BP111")}
    assert found["cadre/consentements"].message.startswith("5\u00a0consentements donnés")
    # Six accompanied sessions of the bilan and one of the follow-up; not the personal work.
    assert found["cadre/seances"].message.startswith("7\u00a0séances tenues")
    assert found["cadre/seances"].severity is Severity.CONSEIL
    assert "cadre/convention" not in found


def test_what_has_its_piece_is_not_counted(notes: Notes, judged: Judged) -> None:
    """A sheet signed for several sessions is cited by each of them."""
    for session in notes["cadre/seances"]["seances"]:
        session["piece"] = "feuille"
    assert "cadre/seances" not in {finding.note for finding in judged(notes, "BP111")}
    assert "cadre/convention" in {finding.note for finding in judged(notes, "BP111")}


def test_an_order_on_a_platform_has_no_paper(notes: Notes, judged: Judged) -> None:
    """Nobody signs it: nothing is missing."""
    notes["cadre/consentements"]["entrees"][0]["piece"] = "x"
    notes["cadre/convention"]["acte"] = "commande_cpf"
    assert "cadre/convention" not in {finding.note for finding in judged(notes, "BP111")}


def test_the_receipt_of_the_synthese(notes: Notes, judged: Judged) -> None:
    """Its date without its paper is told; with it, it is not."""
    notes["cadre/convention"]["piece"] = "x"
    notes.setdefault("conclusions/restitution", {})["synthese"] = {"accuse_le": "2026-06-01"}
    assert "conclusions/restitution" in {finding.note for finding in judged(notes, "BP111")}
    notes["conclusions/restitution"]["synthese"]["piece"] = "y"
    assert "conclusions/restitution" not in {finding.note for finding in judged(notes, "BP111")}


def test_a_note_sets_it_aside(notes: Notes, judged: Judged) -> None:
    """A reason and a date silence it for that note alone."""
    notes["cadre/convention"]["piece"] = "x"
    notes["cadre/seances"]["derogations"] = [
        {"regle": "BP111", "motif": "classeur", "date": "2026-06-01"}
    ]
    assert {finding.note for finding in judged(notes, "BP111")} >= {"cadre/consentements"}
    assert "cadre/seances" not in {finding.note for finding in judged(notes, "BP111")}
