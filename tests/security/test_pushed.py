"""What whoever can push to the repository, and has no key, cannot make bilantool do."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool.resources import shipped

TRAME = shipped("templates") / "standard" / "trame.yaml"


def override(terminal: Any, name: str, text: str) -> None:
    path = terminal.cwd / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("  plan-action:\n", "  ../../../echappe:\n"),
        ("  plan-action:\n", "  ../../dossiers/echappe:\n"),
        ("  plan-action:\n", "  /echappe:\n"),
        ("formats: [docx, odt, html, pdf]", "formats: [html, exe]"),
        ("formats: [docx, odt, html, pdf]", "formats: [html, ../../echappe]"),
    ],
)
def test_no_trame_names_a_document_that_lies_elsewhere(cabinet: Any, found: str, put: str) -> None:
    """A readable document is written in `documents/` or nowhere, whatever was accepted."""
    text = TRAME.read_text(encoding="utf-8")
    assert found in text
    override(cabinet, "trame.yaml", text.replace(found, put))
    assert cabinet("templates", "accept").code == 3
    assert cabinet("build", "2026-001", "--draft", "--format", "html").code == 3
    assert not list(Path(cabinet.cwd.parent).rglob("*echappe*"))


def write(terminal: Any, text: str) -> Any:
    source = terminal.home / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    return terminal("edit", "2026-001", "demande", "--from", str(source))


def test_a_note_brought_back_in_time_is_named_wherever_it_is_used(cabinet: Any) -> None:
    """Reading, checking, writing and building say so, and no revision stands for two texts."""
    path = cabinet.cwd / "dossiers" / "2026-001" / "preliminaire" / "demande.yaml"
    assert write(cabinet, "demande_initiale: un\n").code == 0
    old = path.read_bytes()
    assert write(cabinet, "demande_initiale: deux\n").code == 0
    assert b"\nrevision: 3\n" in path.read_bytes()
    path.write_bytes(old)
    assert "plus ancienne" in cabinet("show", "2026-001", "demande").err
    assert "plus ancienne" in cabinet("check", "2026-001").err
    assert '"preliminaire/demande"' in cabinet("check", "--json").out.split('"anciennes"')[1][:60]
    built = cabinet("build", "2026-001", "synthese", "--draft", "--format", "html,docx")
    assert built.err.count("plus ancienne") == 1
    written = write(cabinet, "demande_initiale: trois\n")
    assert "plus ancienne" in written.err
    assert b"\nrevision: 4\n" in path.read_bytes()
    assert "plus ancienne" not in cabinet("show", "2026-001", "demande").err


@pytest.mark.skipif(os.name != "posix", reason="the editor is a shell script")
def test_a_note_exchanged_during_an_edit_is_not_written_over(cabinet: Any) -> None:
    """Another text under the same revision, come with a pull, is another text: a draft is kept."""
    path = cabinet.cwd / "dossiers" / "2026-001" / "preliminaire" / "demande.yaml"
    fresh = path.read_bytes()
    assert write(cabinet, "demande_initiale: ici\n").code == 0
    here = path.read_bytes()
    path.write_bytes(fresh)
    shutil.rmtree(cabinet.home / "trousseau" / "revisions")
    assert write(cabinet, "demande_initiale: ailleurs\n").code == 0
    elsewhere = cabinet.home / "ailleurs.yaml"
    path.replace(elsewhere)
    path.write_bytes(here)
    editor = cabinet.home / "editeur.sh"
    editor.write_text(f'#!/bin/sh\necho "demande_initiale: mienne" > "$1"\ncp {elsewhere} {path}\n')
    editor.chmod(0o700)
    refused = cabinet("edit", "2026-001", "demande", EDITOR=str(editor))
    assert refused.code == 5
    assert path.read_bytes() == elsewhere.read_bytes()
    assert "brouillon" in refused.err


def git(terminal: Any, *arguments: str) -> None:
    names = ("-c", "user.name=x", "-c", "user.email=x@y")
    subprocess.run(["git", "-C", terminal.cwd, *names, *arguments], check=True, capture_output=True)


def test_no_document_is_written_where_git_would_take_it(cabinet: Any) -> None:
    """A changed `.gitignore`, or a file of `documents/` that git follows, stops the build."""
    command = ("build", "2026-001", "synthese", "--draft", "--format", "html")
    assert cabinet(*command).code == 0
    ignored = cabinet.cwd / ".gitignore"
    text = ignored.read_text(encoding="utf-8")
    ignored.write_text(text.replace("/documents/\n", ""), encoding="utf-8")
    refused = cabinet(*command)
    assert refused.code == 2
    assert ".gitignore" in refused.err
    ignored.write_text(text, encoding="utf-8")
    git(cabinet, "add", "--force", "documents/2026-001/synthese-BROUILLON.html")
    assert cabinet(*command).code == 2
    git(cabinet, "rm", "-r", "--cached", "documents")
    assert cabinet(*command).code == 0


def test_a_reference_whose_folder_went_is_not_given_again(cabinet: Any) -> None:
    """Two dossiers of one reference could be exchanged; the pins would agree with either."""
    gone = cabinet.home / "disparu"
    (cabinet.cwd / "dossiers" / "2026-001").rename(gone)
    assert cabinet("new", "2026-001").code == 2
    assert cabinet("new", "--fiche-rangee").code == 0
    assert [path.name for path in (cabinet.cwd / "dossiers").iterdir()] == ["2026-002"]
    gone.rename(cabinet.cwd / "dossiers" / "2026-001")
    assert cabinet("show", "2026-001").code == 0


def test_a_dossier_under_another_reference_does_not_open(cabinet: Any) -> None:
    """A copied or exchanged folder is refused by the pins, whatever its files say."""
    dossiers = cabinet.cwd / "dossiers"
    shutil.copytree(dossiers / "2026-001", dossiers / "2026-777")
    refused = cabinet("show", "2026-777", "demande")
    assert refused.code == 3
    assert "2026-001" in refused.err


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such file names")
def test_a_file_name_gives_no_order_to_the_terminal(cabinet: Any) -> None:
    """What is listed of `templates/` is shown, never obeyed."""
    override(cabinet, "\x1b]0;titre\x07.txt", "x")
    listed = cabinet("templates", "list")
    assert listed.code == 0
    assert "]0;titre" in listed.err
    assert "\x1b" not in listed.said
