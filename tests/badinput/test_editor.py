"""Editors that are missing, fail, return early or leave something else than a text."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

REF = "2026-001"
SECRET = "Ocarina"


def leftovers() -> list[Path]:
    return [path for path in Path("/dev/shm").glob("bilantool-edition-*") if path.is_dir()]


@pytest.mark.parametrize(
    "editor",
    ["editeur-qui-n-existe-pas", "/nulle/part", "'", "", " ", "./ici", "dossier/ed", "-", '"a b'],
)
def test_missing_editor(bench: Any, editor: str) -> None:
    """Named, with the other way to give a text; nothing is left in memory."""
    bench.terminal.environ["PATH"] = str(bench.outside)
    before, left = bench.sealed().read_bytes(), leftovers()
    bench.refuses(bench("edit", REF, "demande", EDITOR=editor), 5, "éditeur", "--from")
    assert bench.sealed().read_bytes() == before
    assert leftovers() == left


def test_no_program_of_the_cabinet_is_run(bench: Any) -> None:
    """An `editor` or `git` that someone pushed into the cabinet is not what gets started."""
    for name in ("vim", "nano", "vi", "git", "pandoc", "ed"):
        path = bench.root / name
        path.write_text(f"#!/bin/sh\ntouch {bench.outside}/piege\n", encoding="utf-8")
        path.chmod(0o755)
    bench.terminal.environ["PATH"] = f".:{bench.outside}::"
    bench.refuses(bench("edit", REF, "demande", EDITOR="ed"), 5, "éditeur")
    bench("edit", REF, "demande")
    done = bench.process("edit", REF, "demande", environ={"PATH": ".:", "EDITOR": "vim"})
    assert done.code == 5, done.said
    assert not (bench.outside / "piege").exists()


def test_an_editor_that_is_no_program(bench: Any) -> None:
    """A file that cannot be executed is an editor's fault, not a bug."""
    path = bench.outside / "faux"
    path.write_bytes(b"\x00\x01")
    path.chmod(0o700)
    bench.refuses(bench("edit", REF, "demande", EDITOR=str(path)), 5, "éditeur")
    bench.refuses(bench("edit", REF, "demande", EDITOR=str(bench.outside)), 5, "éditeur")


def test_an_editor_that_fails(bench: Any) -> None:
    """Its text is a draft, the note as it was."""
    before = bench.sealed().read_bytes()
    editor = bench.script(f"printf 'freins: {SECRET} deux\\n' > \"$1\"; exit 3")
    done = bench("edit", REF, "demande", EDITOR=editor)
    bench.refuses(done, 5, "erreur (code 3)", "gardé en brouillon")
    assert bench.sealed().read_bytes() == before
    assert f"{SECRET} deux" in bench.offered()


def test_an_editor_that_crashes(bench: Any) -> None:
    """Killed by a signal: the same."""
    editor = bench.script(f"printf 'freins: {SECRET} deux\\n' > \"$1\"; kill -SEGV $$")
    bench.refuses(bench("edit", REF, "demande", EDITOR=editor), 5, "gardé en brouillon")
    assert f"{SECRET} deux" in bench.offered()


def test_an_editor_that_fails_untouched(bench: Any) -> None:
    """Nothing written, nothing kept."""
    bench.refuses(bench("edit", REF, "demande", EDITOR="false"), 5, "restée telle qu'elle était")
    assert "brouillon" not in bench("status", REF).out


def test_an_editor_that_returns_at_once(bench: Any) -> None:
    """Unchanged in under a second: the missing `--wait` is suggested; nothing is saved."""
    before = bench.sealed().read_bytes()
    done = bench("edit", REF, "demande", EDITOR="true")
    assert done.code == 0, done.said
    assert "--wait" in done.err
    assert "rien n’a changé" in done.out
    assert bench.sealed().read_bytes() == before


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        ('rm "$1"', 5, "a supprimé le texte"),
        (': > "$1"', 2, "n'a pas été vidée"),
        ('rm "$1"; mkdir "$1"', 3, "un dossier occupe la place"),
        ('mv "$1" "$1.b"; ln -s "$1.b" "$1"', 3, "un lien"),
        ('rm "$1"; mkfifo "$1"', 3, "fichier ordinaire"),
        ('rm -r "$(dirname "$1")"', 5, "a supprimé le texte"),
        ('head -c 3000 /dev/urandom > "$1"', 3, "UTF-"),
        ('printf "\\000\\001\\002" > "$1"', 3, "UTF-"),
    ],
    ids=["deletes", "empties", "folder", "link", "fifo", "deletes all", "random", "zeros"],
)
def test_an_editor_that_leaves_no_text(bench: Any, body: str, code: int, sentence: str) -> None:
    """Said; the note keeps its very bytes; the next edit works."""
    before, left = bench.sealed().read_bytes(), leftovers()
    done = bench("edit", REF, "demande", EDITOR=bench.script(body))
    bench.refuses(done, code, sentence)
    assert bench.sealed().read_bytes() == before
    for path in leftovers():
        if path not in left:
            assert str(path) in done.err, "what stays is said"
            shutil.rmtree(path)
    bench.write("situation_actuelle: suite\n")


def test_an_editor_that_saves_by_renaming(bench: Any) -> None:
    """Many editors write beside, then rename: the new file is the text."""
    editor = bench.script('printf "freins: par renommage\\n" > "$1.tmp"; mv "$1.tmp" "$1"')
    assert bench("edit", REF, "demande", EDITOR=editor).code == 0
    assert "par renommage" in bench.read()


def test_an_editor_that_writes_again_after_it_ended(bench: Any) -> None:
    """A window that outlives its command writes into nothing, and nothing of it stays."""
    left = leftovers()
    editor = bench.script('(sleep 1; printf "freins: tard\\n" > "$1") >/dev/null 2>&1 &')
    assert bench("edit", REF, "demande", EDITOR=editor).code == 0
    time.sleep(1.5)
    assert leftovers() == left
    assert "tard" not in bench.read()


def test_the_text_is_private(bench: Any) -> None:
    """While it is edited, the text is its owner's alone, and the passphrase is not at hand."""
    seen = bench.outside / "vu"
    editor = bench.script(
        f'(stat -c %a "$1" "$(dirname "$1")"; env | grep -c BILANTOOL_; pwd; echo "$@") > {seen}'
    )
    bench("edit", REF, "demande", EDITOR=editor)
    modes = seen.read_text(encoding="utf-8").splitlines()
    assert modes[:3] == ["600", "700", "0"]
    assert SECRET not in seen.read_text(encoding="utf-8")


def test_reopened_at_the_line(bench: Any) -> None:
    """« Rouvrir ? » brings the same text back until it is readable."""
    count = bench.outside / "fois"
    editor = bench.script(
        f"echo x >> {count}\n"
        f'if [ "$(wc -l < {count})" -ge 3 ]; then printf "freins: bon\\n" > "$1"; '
        f'else printf "freins: {SECRET} : pas bon\\n" > "$1"; fi'
    )
    done = bench("edit", REF, "demande", EDITOR=editor, answers="o\no\n")
    assert done.code == 0, done.said
    assert "ligne 1" in done.err
    assert SECRET not in done.said
    assert "bon" in bench.read()
    assert "brouillon" not in bench("status", REF).out


@pytest.mark.parametrize("editor", ["vim", "nano"])
def test_an_editor_of_the_terminal_without_a_terminal(bench: Any, editor: str) -> None:
    """It would wait for keys that nobody can type: refused at once, with `--from`."""
    if shutil.which(editor) is None:
        pytest.skip(f"{editor} is not installed")
    started = time.monotonic()
    child = bench.start("edit", REF, "demande", environ={"EDITOR": editor}, stdin=subprocess.PIPE)
    try:
        code = child.wait(timeout=20)
    finally:
        child.kill()
    out, err = child.communicate()
    assert code == 5, err
    assert "--from" in err.decode()
    assert "terminal" in err.decode()
    assert out == b""
    assert time.monotonic() - started < 20
