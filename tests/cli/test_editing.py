"""`edit` with an editor: what is saved, what is refused, what is kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the editors are shell scripts")

Script = Callable[[str], str]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Makes an editor out of a line of shell; `$1` is the text."""
    made = 0

    def make(body: str) -> str:
        nonlocal made
        made += 1
        path = tmp_path / f"editeur-{made}.sh"
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def test_an_empty_note_opens_with_its_questions(
    cabinet: Any, script: Script, tmp_path: Path
) -> None:
    """The skeleton is what the editor sees; closing it unchanged seals nothing."""
    seen = tmp_path / "vu.yaml"
    result = cabinet("edit", "2026-001", "demande", EDITOR=script(f'cp "$1" {seen}'))
    assert result.code == 0
    assert "rien n’a changé" in result.out
    text = seen.read_text(encoding="utf-8")
    assert text.splitlines()[-1].startswith("# yaml-language-server: $schema=file://")
    assert "situation_actuelle:" in text
    assert cabinet("show", "2026-001", "demande", "--json").out.count('"revision": 1') == 1


def test_without_a_note_the_next_one_is_proposed(cabinet: Any, script: Script) -> None:
    """The first note in which something is missing opens."""
    result = cabinet("edit", "2026-001", EDITOR=script("echo 'nom: Essai' > \"$1\""))
    assert result.code == 0
    assert "cadre/beneficiaire\xa0: enregistrée" in result.out


def test_comments_stay_and_only_ids_are_added(cabinet: Any, script: Script) -> None:
    """What was typed comes back to the letter, but for the short ids of list items."""
    body = "# un commentaire\nattentes:   # ici\n  - libelle: Y voir clair\nbesoins: [ écrire ]\n"
    assert (
        cabinet("edit", "2026-001", "demande", EDITOR=script(f"cat > \"$1\" <<'F'\n{body}F")).code
        == 0
    )
    expected = body.replace("  - libelle", "  - id: y-voir-clair\n    libelle")
    assert cabinet("show", "2026-001", "demande").out == expected


def test_a_text_that_does_not_parse_is_offered_again_at_its_line(
    cabinet: Any, script: Script, tmp_path: Path
) -> None:
    """« Rouvrir ? » yes: the editor comes back with the same text, and the mended one is saved."""
    count = tmp_path / "fois"
    editor = script(
        f'echo x >> {count}\nif [ $(wc -l < {count}) = 1 ]; then echo "freins: a: b" > "$1"\n'
        f'else grep -q "a: b" "$1" && echo "freins: ab" > "$1"; fi'
    )
    result = cabinet("edit", "2026-001", "demande", EDITOR=editor, answers="o\n")
    assert result.code == 0, result.said
    assert cabinet("show", "2026-001", "demande").out == "freins: ab\n"


def test_a_refused_text_waits_as_a_draft(cabinet: Any, script: Script, tmp_path: Path) -> None:
    """Not mended: the note keeps its old text, and the next `edit` opens with the draft."""
    editor = script('echo "freins: a: b" > "$1"')
    refused = cabinet("edit", "2026-001", "demande", EDITOR=editor)
    assert refused.code == 3
    assert "brouillon" in refused.err
    assert "brouillon" in cabinet("status", "2026-001").out
    seen = tmp_path / "vu.yaml"
    again = cabinet(
        "edit", "2026-001", "demande", EDITOR=script(f'cp "$1" {seen}; echo "freins: ab" > "$1"')
    )
    assert again.code == 0
    assert "freins: a: b" in seen.read_text(encoding="utf-8")
    assert "brouillon" not in cabinet("status", "2026-001").out


def test_an_editor_that_fails_changes_nothing(cabinet: Any, script: Script) -> None:
    """Its exit code is told; what it had written waits as a draft."""
    failed = cabinet(
        "edit", "2026-001", "demande", EDITOR=script('echo "freins: x" > "$1"; exit 7')
    )
    assert failed.code == 5
    assert "7" in failed.err
    assert cabinet("show", "2026-001", "demande").out == ""


def test_an_editor_that_returns_at_once_is_told_to_wait(cabinet: Any) -> None:
    """GUI editors hand the file over and come back: the flag to add is named."""
    result = cabinet("edit", "2026-001", "demande", EDITOR="true")
    assert "--wait" in result.err


def test_a_missing_editor_names_the_ways(cabinet: Any) -> None:
    """Neither the variable's editor nor any other: `--from` remains."""
    missing = cabinet("edit", "2026-001", "demande", EDITOR="editeur-absent")
    assert missing.code == 5
    assert "--from" in missing.err


def test_emptying_a_note_is_asked_for(cabinet: Any, script: Script) -> None:
    """An editor that saved nothing must not erase a note by accident."""
    assert (
        cabinet("edit", "2026-001", "demande", EDITOR=script('echo "freins: x" > "$1"')).code == 0
    )
    emptied = cabinet("edit", "2026-001", "demande", EDITOR=script(': > "$1"'))
    assert emptied.code == 2
    assert cabinet("show", "2026-001", "demande").out == "freins: x\n"
    wanted = cabinet("edit", "2026-001", "demande", EDITOR=script(': > "$1"'), answers="o\n")
    assert wanted.code == 0
    assert cabinet("show", "2026-001", "demande").out == ""


def test_each_save_is_one_commit_of_that_note(cabinet: Any, script: Script) -> None:
    """The message names the dossier, the note and the revision, and nothing else."""
    import subprocess

    cabinet("edit", "2026-001", "demande", EDITOR=script('echo "freins: x" > "$1"'))
    cabinet(
        "edit",
        "2026-001",
        "cadrage",
        "--no-commit",
        EDITOR=script('echo "travail_personnel: x" > "$1"'),
    )
    log = subprocess.run(
        ["git", "log", "--format=%s", "--name-only", "-1"],
        cwd=cabinet.cwd, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert log.stdout.split("\n\n") == [
        "2026-001 : preliminaire/demande, révision 2",
        "dossiers/2026-001/preliminaire/demande.yaml\n",
    ]


def test_a_text_given_without_its_note_goes_nowhere(cabinet: Any, tmp_path: Path) -> None:
    """With nobody to agree to the proposed note, a text never replaces another's."""
    source = tmp_path / "demande.yaml"
    source.write_text("situation_actuelle: en poste\n", encoding="utf-8")
    refused = cabinet("edit", "2026-001", "--from", str(source))
    assert refused.code == 2
    assert "dans quelle note" in refused.err
    assert "0\u00a0note" in cabinet("show", "2026-001").err


def test_a_text_given_again_without_its_ids_is_the_same(cabinet: Any, tmp_path: Path) -> None:
    """What differs by the ids alone that bilantool added is not sealed again."""
    source = tmp_path / "demande.yaml"
    source.write_text("attentes:\n  - libelle: choisir\n", encoding="utf-8")
    given = ("edit", "2026-001", "demande", "--from", str(source))
    assert "révision 2" in cabinet(*given).out
    assert "rien n’a changé" in cabinet(*given).out
