"""A class whose keys are gone reads *détruit*, wherever one looks."""

from __future__ import annotations

from datetime import date
from typing import Any

from bilantool.keys.trousseau import Trousseau


def test_what_is_destroyed_is_told_and_never_asked_for(cabinet: Any) -> None:
    """`check` names the notes, `status` draws neither a full nor an empty bar."""
    trousseau = Trousseau(cabinet.home / "trousseau")
    me = trousseau.open((cabinet.home / "phrase.txt").read_text(encoding="utf-8").strip())
    (dossier,) = trousseau.dossier_ids()
    trousseau.save(trousseau.load(dossier, me).destroy("travail", date(2026, 11, 20)), me)
    checked = cabinet("check", "2026-001").out
    assert "détruit : cadre/entretiens, preliminaire/demande" in checked.replace("\u00a0", " ")
    assert not any("manquant" in line and "demande" in line for line in checked.splitlines())
    overview = cabinet("status").out
    assert "détruit" in overview
    shown = cabinet("show", "2026-001", "demande")
    assert shown.code == 4
    assert "détruit" in shown.err
