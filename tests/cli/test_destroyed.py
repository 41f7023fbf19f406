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


def test_what_cannot_be_read_any_more_is_not_denied(cabinet: Any) -> None:
    """Without the administrative papers nothing says « no agreement », « not handed over »,
    « not closed », nor that the bilan is still to be closed."""
    trousseau = Trousseau(cabinet.home / "trousseau")
    me = trousseau.open((cabinet.home / "phrase.txt").read_text(encoding="utf-8").strip())
    source = cabinet.cwd.parent / "convention.yaml"
    source.write_text("date_fin: 2026-03-01\n", encoding="utf-8")
    assert cabinet("edit", "2026-001", "convention", "--from", str(source)).code == 0
    assert "reste ouvert" in cabinet("agenda").out
    (dossier,) = trousseau.dossier_ids()
    trousseau.save(trousseau.load(dossier, me).destroy("administratif", date(2026, 11, 20)), me)
    for argv in (["keep"], ["consent"], ["handover", "--copy"]):
        told = cabinet(argv[0], "2026-001", *argv[1:])
        assert (told.code, "administratif a été détruite" in told.err) == (4, True), argv
    told = cabinet("reopen", "2026-001")
    assert (told.code, "ne peut plus être rouvert" in told.err) == (2, True)
    assert "reste ouvert" not in cabinet("agenda").out
    (line,) = [line for line in cabinet("status").out.splitlines() if "2026-001" in line]
    assert "pièces administratives détruites" in line and "0 h" not in line.replace("\u00a0", " ")
    assert "registre des séances est détruit" in cabinet("status", "2026-001").out
