"""What the shell proposes for a dossier: references, and those that a name leads to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet.vault import Vault

ROOT = Path(__file__).parents[2]


def completed(terminal: Any, words: str, shell: str = "zsh", **environ: str) -> str:
    """What `bilantool words` prints where that shell asks."""
    asked = {
        "_BILANTOOL_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": f"bilantool {words}",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": f"bilantool {words}",
        "COMP_CWORD": str(len(words.split(" "))),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bilantool"],
        cwd=terminal.cwd,
        env={**os.environ, **terminal.environ, "PYTHONPATH": str(ROOT), **asked, **environ},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("typed", ["mod", "NADIA", "modèle"])
def test_a_name_is_completed_by_its_reference(demo: Any, shell: str, typed: str) -> None:
    """The name is help where the shell shows help, and stays out of what is inserted."""
    found = completed(demo, f"check {typed}", shell)
    assert "2026-007" in found
    assert "2026-014" not in found
    assert ("Nadia Modèle" in found) == (shell != "bash")


def test_two_of_a_name_are_told_apart_in_bash(demo: Any) -> None:
    """It shows no help, and inserts what its candidates have in common: nothing here."""
    found = completed(demo, "check in", "bash").splitlines()
    assert found == ["2026-019"]
    note = demo.cwd.parent / "note.yaml"
    note.write_text("nom: Invente\nprenom: Paul\nstatut: salarie\n", encoding="utf-8")
    demo("edit", "2026-014", "beneficiaire", "--from", str(note))
    two = completed(demo, "check in", "bash").splitlines()
    assert two == ["1) Paul Invente : 2026-014", "2) Inès Inventée : 2026-019"]
    assert "2026-014  Paul Invente" in completed(demo, "check in", "zsh")


def test_references_come_with_their_people(demo: Any) -> None:
    """In zsh and fish, for as many as one looks at; bash has no place for them."""
    assert "2026-014  Bastien Fictif" in completed(demo, "check 2026-0")
    assert completed(demo, "check 2026-0", "bash").split() == ["2026-007", "2026-014", "2026-019"]


@pytest.mark.parametrize("argv", ["--references-only check mod", "check --references-only mod"])
def test_names_that_are_hidden_complete_nothing(demo: Any, argv: str) -> None:
    """Neither by the option nor by the setting of this computer."""
    assert "2026-007" not in completed(demo, argv)
    demo("names", "--hide")
    assert "2026-007" not in completed(demo, "check mod")
    assert "Nadia" not in completed(demo, "check 2026-0")
    assert "2026-007" in completed(demo, "check 2026-0")


def test_locked_keys_complete_references_alone(cabinet: Any) -> None:
    """Nothing is asked, and no passphrase of a file is tried: it would take too long."""
    note = cabinet.cwd.parent / "note.yaml"
    note.write_text("nom: Lefèvre\nprenom: Claire\n", encoding="utf-8")
    assert cabinet("edit", "2026-001", "beneficiaire", "--from", str(note)).code == 0
    assert "2026-001" not in completed(cabinet, "check lef")
    found = completed(cabinet, "check 2026-0")
    assert "2026-001" in found
    assert "Claire" not in found


def test_many_references_are_not_read(
    demo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shell waits for the answer: above some forty, references alone."""
    dossiers = demo.cwd / "dossiers"
    for number in range(50):
        shutil.copytree(dossiers / "2026-019", dossiers / f"2027-{number:03d}")
    monkeypatch.setenv("_BILANTOOL_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "bilantool check 2")
    opened: list[str] = []
    monkeypatch.setattr(Vault, "open", lambda _, reference: opened.append(reference))
    with pytest.raises(SystemExit):
        demo()
    assert "2027-049" in capsys.readouterr().out
    assert opened == []


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_what_zsh_is_given_is_its_own_language(demo: Any) -> None:
    """Whatever a name holds, it is one word there."""
    note = demo.cwd.parent / "note.yaml"
    note.write_text('nom: "D\'Arc; $(touch ici)"\nprenom: Jeanne\n', encoding="utf-8")
    demo("edit", "2026-014", "beneficiaire", "--from", str(note))
    script = completed(demo, "check jeanne")
    asked = f"compadd() {{ print -rl -- $v $d }}; f() {{ eval $(print -r -- {quoted(script)}) }}; f"
    done = subprocess.run(
        ["zsh", "-fc", asked], cwd=demo.cwd, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == ["2026-014", "2026-014 Jeanne D'Arc; $(touch ici)"]
    assert not (demo.cwd / "ici").exists()


def quoted(text: str) -> str:
    return "'" + text.strip().replace("'", "'\\''") + "'"
