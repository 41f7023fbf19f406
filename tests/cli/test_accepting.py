"""cabinet.yaml and dossier.yaml changed by somebody else: shown before anything is made of them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool.storage import git

REF = "2026-001"
BUILD = ("build", REF, "livret", "--format", "docx")

pytestmark = [
    pytest.mark.skipif(not git.installed(), reason="git is not installed"),
    pytest.mark.usefixtures("rendered_once"),
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def changed(cabinet: Any, old: str, new: str, name: str = "cabinet.yaml") -> None:
    path = cabinet.cwd / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def added(cabinet: Any, line: str) -> None:
    changed(cabinet, "consultants:\n", f"{line}\nconsultants:\n")


@pytest.fixture
def shared(cabinet: Any) -> Any:
    """A cabinet that has a remote: somebody else may push to it."""
    called = ["git", "remote", "add", "hote", "https://hote.exemple/cabinet.git"]
    subprocess.run(called, cwd=cabinet.cwd, check=True)
    assert cabinet(*BUILD).code == 0, "what was never looked at is believed once"
    return cabinet


def test_nothing_is_asked_of_a_counsellor_alone(cabinet: Any) -> None:
    """Without a remote, a service or a colleague, an edit is one's own."""
    for name in ("Cap Premier", "Cap Second"):
        changed(cabinet, "raison_sociale:", f'raison_sociale: "{name}"  #')
        done = cabinet(*BUILD)
        assert done.code == 0, done.said
        assert "changé" not in done.said


def test_what_init_wrote_is_known_before_the_first_document(terminal: Any) -> None:
    """Whoever pushes other settings in the first days has them shown too."""
    names = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    assert terminal("init", "cabinet", *names).code == 0
    terminal.cwd /= "cabinet"
    called = ["git", "remote", "add", "hote", "https://hote.exemple/cabinet.git"]
    subprocess.run(called, cwd=terminal.cwd, check=True)
    assert terminal("new", REF, "--fiche-rangee").code == 0
    changed(terminal, "Cap Essai", "Cap Autre")
    done = terminal(*BUILD)
    assert done.code == 3, done.said
    assert "« Cap Essai » → « Cap Autre »" in plain(done.err)


def test_a_change_is_shown_and_asked_once(shared: Any) -> None:
    """The old value beside the new one; once accepted, nothing is asked any more."""
    added(shared, 'telephone: "01 99 00 12 34"')
    told = shared(*BUILD, answers="o\n")
    assert told.code == 0, told.said
    assert "cabinet.yaml, telephone : rien → « 01 99 00 12 34 »" in plain(told.out)
    assert "changé" not in shared(*BUILD).said


def test_a_change_that_is_refused_makes_nothing(shared: Any) -> None:
    """Nor does one of which nobody can say that it is right; reading goes on."""
    added(shared, 'siret: "73282932000074"')
    before = sorted((shared.cwd / "documents").rglob("*.docx"))
    for answers in ("n\n", "\n", None):
        done = shared(*BUILD, answers=answers)
        assert done.code == 3, done.said
        assert "siret" in done.said
        assert "bilantool templates accept" in done.err
    assert sorted((shared.cwd / "documents").rglob("*.docx")) == before
    for argv in (("show", REF), ("check", REF), ("status",), ("fill", REF, "demande", "--plain")):
        assert shared(*argv).code in (0, 1)
    assert shared("export", REF, "--to", str(shared.home / "sortie")).code == 3


def test_it_is_accepted_as_templates_are(shared: Any) -> None:
    """By the same command, which says what it accepts."""
    added(shared, 'siret: "73282932000074"')
    said = plain(shared("templates", "accept").out)
    assert "accepté : cabinet.yaml, siret : rien → « 73282932000074 »" in said
    assert "Rien de nouveau" in shared("templates", "accept").out
    assert shared(*BUILD).code == 0


def test_what_changes_no_value_is_nothing(shared: Any) -> None:
    """A comment, other quotes, another order."""
    path = Path(shared.cwd) / "cabinet.yaml"
    path.write_text("# relu\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    changed(shared, "Cap Essai", '"Cap Essai"')
    assert shared(*BUILD).code == 0


def test_an_item_of_a_list_goes_by_its_id(shared: Any) -> None:
    """A consultant put before another one is one change, not as many as there are lines."""
    changed(shared, "consultants:\n", "consultants:\n  - {id: b-neuf, nom: Bea Neuf}\n")
    said = plain(shared(*BUILD).err)
    assert "consultants.b-neuf.nom : rien → « Bea Neuf »" in said
    assert "a-essai" not in said


def test_a_dossier_made_older(shared: Any) -> None:
    """The day of its creation stands in clear too."""
    name = f"dossiers/{REF}/dossier.yaml"
    changed(shared, "cree_le: 2026", "cree_le: 2025", name)
    done = shared(*BUILD)
    assert done.code == 3
    assert name in done.err
    assert "2026-11-23, " in done.err
    assert "2025-11-23, " in done.err


def test_a_terminal_obeys_no_value(shared: Any) -> None:
    """What somebody pushed is shown without the signs that a terminal obeys, and cut."""
    added(shared, f'telephone: "\\e[31m{"9" * 200}"')
    said = shared(*BUILD, answers="n\n").said
    assert "\x1b" not in said
    assert "9" * 80 not in said
