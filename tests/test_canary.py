"""A secret passes through every command; afterwards nothing but sealed text holds it.

Searched: what was printed, the cabinet, every object of its git history, the home with its
trousseau and caches, the temporary folder, and the folders in memory. `documents/`, what
`show` prints and what the person exports are the only places where a note's words may be.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECRET = "Zibeline-Crépuscule-42"
TRACES = (SECRET, "Zibeline", "Crépuscule-42")
UNKNOWN_KEY = "zibeline_inconnue"


@pytest.fixture
def watched(cabinet: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A cabinet whose temporary folder is its own, so that it can be searched."""
    folder = cabinet.home / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    cabinet.environ["TMPDIR"] = str(folder)
    return cabinet


def demande(extra: str = "") -> str:
    return (
        f"situation_actuelle: en poste chez {SECRET}\n"
        f"demande_initiale: changer, dit {SECRET}\n"
        f"attentes:\n  - libelle: retrouver {SECRET}\n{extra}"
    )


def entretiens() -> str:
    return f"entretiens:\n  - seance: 2026-11-23\n    notes: {SECRET}\n    compte_rendu: {SECRET}\n"


def beneficiaire(valid: bool) -> str:
    broken = "" if valid else f"{UNKNOWN_KEY}: 3\nmineur: {SECRET}\n"
    return (
        f"civilite: mme\nnom: {SECRET}\nprenom: Ana\n"
        f"adresse: {{voie: rue {SECRET}, code_postal: '44000', commune: Nantes}}\n"
        f"statut: salarie\n{broken}"
    )


def files(*roots: Path) -> Iterator[Path]:
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def holds(data: bytes) -> bool:
    traces = [trace.encode() for trace in (*TRACES, UNKNOWN_KEY)]
    traces += [trace.encode("utf-16-le") for trace in TRACES]
    return any(trace in data for trace in traces)


def git_objects(root: Path) -> Iterator[bytes]:
    """Every object of the repository, reachable or not."""
    listed = subprocess.run(
        ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch"],
        capture_output=True,
        check=True,
    )
    yield listed.stdout
    for path in files(root / ".git" / "objects"):
        try:
            yield zlib.decompress(path.read_bytes())
        except zlib.error:
            yield path.read_bytes()


def memory() -> Iterator[Path]:
    shared = Path("/dev/shm")
    if shared.is_dir():
        yield from files(*shared.glob("bilantool*"))


def assert_clean(terminal: Any) -> None:
    searched = 0
    documents = terminal.cwd / "documents"
    sources = terminal.cwd.parent / "sources"
    for path in files(terminal.home, terminal.cwd.parent):
        if path.is_relative_to(documents) or path.is_relative_to(sources):
            continue
        searched += 1
        assert not holds(path.read_bytes()), f"{path} holds the secret"
    for data in git_objects(terminal.cwd):
        searched += 1
        assert not holds(data), "a git object holds the secret"
    for path in memory():
        assert not holds(path.read_bytes()), f"{path} still holds the secret"
    assert searched > 50


def test_a_secret_goes_through_every_command(watched: Any) -> None:
    """Success and failure alike: no output, file or git object says what a note says."""
    sources = watched.cwd.parent / "sources"
    sources.mkdir()

    def source(name: str, text: str | bytes) -> str:
        path = sources / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    editor = sources / "editeur.sh"
    editor.write_text(f"#!/bin/sh\nprintf 'besoins: [{SECRET}]\\n' > \"$1\"\n")
    failing = sources / "echec.sh"
    failing.write_text(f"#!/bin/sh\nprintf 'freins: {SECRET}\\n' > \"$1\"\nexit 3\n")
    for script in (editor, failing):
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    ref = "2026-001"
    typed = f"{SECRET}\n.\n{SECRET}\n{SECRET}\n.\n{SECRET}\n2\n{SECRET}\n.\n!\n"
    attempts: list[tuple[int, tuple[str, ...], dict[str, str]]] = [
        (0, ("edit", ref, "demande", "--from", source("a.yaml", demande())), {}),
        (0, ("edit", ref, "benef", "--from", source("b.yaml", beneficiaire(False))), {}),
        (0, ("edit", ref, "demande"), {"EDITOR": str(editor)}),
        (5, ("edit", ref, "demande"), {"EDITOR": str(failing)}),
        (3, ("edit", ref, "demande", "--from", source("c.yaml", demande(f"a: b: {SECRET}"))), {}),
        (3, ("edit", ref, "demande", "--from", source("d.yaml", demande(demande()))), {}),
        (3, ("edit", ref, "demande", "--from", source("e.yaml", demande(f"- {SECRET}\n"))), {}),
        (3, ("edit", ref, "demande", "--from", source("f.yaml", demande(f"x: &{SECRET} y\n"))), {}),
        (3, ("edit", ref, "demande", "--from", source("g.yaml", demande().encode("utf-16"))), {}),
        (3, ("edit", ref, "demande", "--from", source("h.yaml", demande().encode("cp1252"))), {}),
        (3, ("edit", ref, "demande", "--from", source("i.yaml", demande(f'x: "{SECRET}'))), {}),
        (3, ("edit", ref, "demande", "--from", source("j.yaml", demande() * 20_000)), {}),
        (1, ("check", ref), {}),
        (1, ("check", "--json"), {}),
        (1, ("check", ref, "--document", "synthese"), {}),
        (0, ("status",), {}),
        (0, ("status", ref, "--json"), {}),
        (1, ("build", ref), {}),
        (1, ("build", ref, "--json"), {}),
        (0, ("build", ref, "synthese", "--draft", "--format", "html"), {}),
        (0, ("edit", ref, "benef", "--from", source("k.yaml", beneficiaire(True))), {}),
        (0, ("build", ref, "synthese", "--draft", "--format", "pdf", "--format", "docx"), {}),
        (0, ("session", ref, "--proof", "emargement"), {}),
        (0, ("edit", ref, "entretiens", "--from", source("l.yaml", entretiens())), {}),
        (2, ("session", ref, "--mode", "visio"), {}),
        (2, ("session", ref, "--absent"), {}),
        (2, ("session", ref, "--start", "22h", "--end", "1h"), {}),
        (0, ("session", ref, "--plan", "2026-11-30", "--json"), {}),
        (0, ("session", ref, "--postponed", "--date", "2026-11-30"), {}),
        (0, (), {}),
        (1, ("close", ref, "--yes"), {}),
        (0, ("close", ref, "--interrupted", "abandon", "--yes"), {}),
        (2, ("close", ref, "--yes"), {}),
        (0, ("reopen", ref, "--yes"), {}),
        (0, ("fill", ref, "cadrage", "--plain"), {}),
        (0, ("fill", ref, "tests", "--plain"), {}),
        (0, ("fill", ref, "plan-action", "--plain", "--no-commit", "--all"), {}),
        (0, ("fill", ref, "cadrage", "--plain", "--all"), {}),
        (2, ("fill", ref, "cadrage"), {}),
        (0, ("unlock", "--minutes", "5"), {}),
        (0, ("lock",), {}),
        (0, ("schema", "demande"), {}),
        (0, ("schema", "--vscode"), {}),
        (0, ("doc", "demande"), {}),
        (0, ("rules",), {}),
        (0, ("templates", "list"), {}),
        (0, ("templates", "copy", "documents/plan-action.md.j2"), {}),
        (0, ("templates", "accept"), {}),
        (0, ("attach", ref, source(f"{SECRET}.txt", SECRET), "--class", "travail"), {}),
        (0, ("attach", ref, source("l.txt", SECRET), "--to", "convention", "--json"), {}),
        (2, ("attach", ref, source("l.txt", SECRET), "--to", "convention"), {}),
        (2, ("attach", ref, source("l.txt", SECRET), "--to", "demande"), {}),
        (3, ("attach", ref, source("m.pdf", f"<html>{SECRET}"), "--class", "travail"), {}),
        (2, ("show", ref, "convention.piece", "--open"), {}),
        (0, ("show", ref, "convention.piece", "--output", str(sources / "n.txt")), {}),
        (0, ("export", ref, "--to", str(sources / "remise")), {}),
        (2, ("export", ref, "--to", str(sources / "remise")), {}),
        (2, ("export", ref, "--to", str(sources / "archive"), "--archive"), {}),
        (0, ("export", "--all", "--to", str(sources / "tout"), "--json"), {}),
        (0, ("backup", str(watched.home / "sauvegarde")), {}),
        (4, ("new", "2026-002"), {}),
        (0, ("new", "2026-002", "--fiche-rangee"), {}),
        (4, ("status",), {"BILANTOOL_PASSPHRASE_FILE": source("faux.txt", f"non {SECRET} non")}),
    ]
    for code, argv, environ in attempts:
        result = watched(*argv, piped=typed, **environ)
        assert result.code == code, f"{argv}: {result.said}"
        assert not holds(result.said.encode()), f"{argv} says the secret"
    assert SECRET in watched("show", ref, "beneficiaire").out
    assert SECRET in watched("show", ref, "--pieces").out, "titles are for whoever has the keys"
    assert holds((sources / "remise" / "dossier.html").read_bytes())
    secret = source("mot.txt", "quatre mots pour ouvrir")
    locked = ("export", ref, "--to", str(watched.home / "archive"), "--archive")
    assert watched(*locked, "--password-file", secret).code == 0
    assert_clean(watched)


@pytest.mark.skipif(os.name != "posix", reason="kills a process group by POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_killed_edit_leaves_nothing_on_disk_and_loses_nothing(watched: Any, how: int) -> None:
    """Whatever stops an edit, its text comes back as a draft and lies nowhere in clear."""
    script = watched.cwd.parent / "sources"
    script.mkdir()
    ready = script / "pret"
    editor = script / "lent.sh"
    editor.write_text(
        f"#!/bin/sh\nprintf 'freins: {SECRET}\\n' > \"$1\"\ntouch {ready}\nexec sleep 60\n"
    )
    editor.chmod(0o700)
    environ = {**os.environ, **watched.environ, "EDITOR": str(editor)}
    child = subprocess.Popen(
        [sys.executable, "-m", "bilantool", "edit", "2026-001", "demande"],
        cwd=watched.cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not ready.exists():
        assert time.monotonic() < deadline, "the editor never started"
        time.sleep(0.05)
    if how == signal.SIGKILL:
        os.killpg(child.pid, how)
    else:
        child.send_signal(how)
    out, _ = child.communicate(timeout=30)
    assert not holds(out)
    assert watched("status").code == 0
    assert_clean(watched)
    kept = script / "vu.txt"
    reader = script / "lecteur.sh"
    reader.write_text(f'#!/bin/sh\ncp "$1" {kept}\n')
    reader.chmod(0o700)
    assert watched("edit", "2026-001", "demande", EDITOR=str(reader)).code == 0
    assert SECRET in kept.read_text(encoding="utf-8")
