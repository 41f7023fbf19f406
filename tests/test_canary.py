"""A secret passes through every command; afterwards nothing but sealed text holds it.

Searched: what was printed, the cabinet, every object of its git history, the home with its
trousseau and caches, the temporary folder, and the folders in memory. `documents/`, what
`show` prints and what the person exports are the only places where a note's words may be.
"""

from __future__ import annotations

import http.cookiejar
import io
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bilantool.cli.commands import COMMANDS, TEMPLATES
from bilantool.french import folded
from bilantool.keys import words
from bilantool.keys.trousseau import Trousseau

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
        if path.is_relative_to(sources):
            continue
        assert not holds(str(path).encode()), "a file is called by the secret"
        if path.is_relative_to(documents):
            continue
        searched += 1
        assert not holds(path.read_bytes()), f"{path} holds the secret"
    for data in git_objects(terminal.cwd):
        searched += 1
        assert not holds(data), "a git object holds the secret"
    for path in memory():
        assert not holds(path.read_bytes()), f"{path} still holds the secret"
    assert searched > 50


ALIASES = {folded(each.alias): each.name for each in COMMANDS}
SUB_ALIASES = {folded(each.alias): each.name for each in TEMPLATES}


class Operator:
    """Runs commands at a terminal, and keeps by which name each of them was run."""

    def __init__(self, terminal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal = terminal
        self._patch = monkeypatch
        self.ran: set[str] = set()
        self.in_french: set[str] = set()

    def note(self, argv: tuple[str, ...]) -> None:
        """Remember a command under its English name: `templates list`, "" for none at all."""
        names = [*argv[:1]]
        english = [ALIASES.get(folded(name), name) for name in names]
        if english == ["templates"]:
            names = [*argv[:2]]
            english += [SUB_ALIASES.get(folded(name), name) for name in argv[1:2]]
        self.ran.add(" ".join(english))
        if names != english:
            self.in_french.add(" ".join(english))

    def __call__(self, *argv: str, piped: str = "", **environ: str) -> Any:
        self.note(argv)
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
        return self.terminal(*argv, piped=piped, **environ)

    def preview(self, reference: str, document: str) -> tuple[str, bytes]:
        """What a preview says until Ctrl-C, and the document that it served meanwhile."""
        self.note(("preview",))
        argv = [sys.executable, "-m", "bilantool", "preview", reference, document, "--no-browser"]
        with subprocess.Popen(
            argv,
            cwd=self.terminal.cwd,
            env={**os.environ, **self.terminal.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as child:
            try:
                said = ""
                assert child.stdout is not None
                while not (found := re.search(r"http://\S+", said)):
                    line = child.stdout.readline()
                    assert line, f"no address was given: {said}"
                    said += line
                page = fetch(found[0])
                child.send_signal(signal.SIGINT)
                rest, _ = child.communicate(timeout=30)
            finally:
                child.kill()
        assert child.returncode == 0, said + rest
        return said + rest, page


def fetch(address: str) -> bytes:
    """The document behind the address of a preview, asked for as a browser does."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    with browser.open(address, timeout=20) as page:
        place = page.geturl()
    with browser.open(f"{place}document/0", timeout=20) as document:
        data: bytes = document.read()
    return data


def test_a_secret_goes_through_every_command(watched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Success and failure alike: no output, file or git object says what a note says."""
    run = Operator(watched, monkeypatch)
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
    named = ("--raison-sociale", "Cap", "--consultant", "B. Essai")
    typed = f"{SECRET}\n.\n{SECRET}\n{SECRET}\n.\n{SECRET}\n2\n{SECRET}\n.\n!\n"
    agreement = (
        "--object", "conservation", "--given", "--date", "hier", "--means", "papier", "--version",
        "1", "--months", "6", "--document", "tests", "--need", "-",
    )  # fmt: skip
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
        (0, ("undo", ref, "demande", "--yes"), {}),
        (0, ("annuler", ref, "demande", "--redo", "--yes", "--json"), {}),
        (2, ("undo", ref, SECRET), {}),
        (1, ("check", ref), {}),
        (1, ("verifier", "--json"), {}),
        (1, ("check", ref, "--document", "synthese"), {}),
        (1, ("handover", ref, "--yes", "--mode", "courrier", "--no-copy"), {}),
        (1, ("remettre", ref, "--yes", "--file", source("remise.txt", SECRET * 99)), {}),
        (0, ("status",), {}),
        (0, ("etat", ref, "--json"), {}),
        (0, ("agenda",), {}),
        (0, ("echeances", "--json", "--days", "400"), {}),
        (0, ("agenda", "--ics", str(watched.home / "agenda.ics")), {}),
        (2, ("agenda", "--ics", SECRET), {}),
        (1, ("build", ref), {}),
        (1, ("produire", ref, "--json"), {}),
        (0, ("build", ref, "synthese", "--draft", "--format", "html"), {}),
        (0, ("edit", ref, "benef", "--from", source("k.yaml", beneficiaire(True))), {}),
        (0, ("build", ref, "synthese", "--draft", "--format", "pdf", "--format", "docx"), {}),
        (0, ("session", ref, "--proof", "emargement"), {}),
        (0, ("edit", ref, "entretiens", "--from", source("l.yaml", entretiens())), {}),
        (2, ("session", ref, "--mode", "visio"), {}),
        (2, ("seance", ref, "--absent"), {}),
        (2, ("session", ref, "--start", "22h", "--end", "1h"), {}),
        (0, ("session", ref, "--plan", "2026-11-30", "--json"), {}),
        (0, ("session", ref, "--postponed", "--date", "2026-11-30"), {}),
        (0, ("session", ref, "--change", "--date", "2026-11-23", "--mode", "visio"), {}),
        (2, ("session", ref, "--change", "--date", "2026-11-23", "--state", SECRET), {}),
        (2, ("seance", ref, "--remove", "--date", "2026-11-23"), {}),
        (0, ("session", ref, "--remove", "--date", "2026-11-23", "--yes"), {}),
        (0, ("undo", ref, "seances", "--yes"), {}),
        (0, ("undo", ref, "entretiens", "--yes"), {}),
        (0, ("session", ref, "--reminder", "2026-11-20", "--means", "courriel"), {}),
        (0, (), {}),
        (1, ("close", ref, "--yes"), {}),
        (0, ("close", ref, "--interrupted", "abandon", "--yes"), {}),
        (2, ("clore", ref, "--yes"), {}),
        (0, ("reopen", ref, "--yes"), {}),
        (1, ("fill", ref, "cadrage", "--plain"), {}),
        (1, ("remplir", ref, "tests", "--plain"), {}),
        (1, ("fill", ref, "plan-action", "--plain", "--no-commit", "--all"), {}),
        (1, ("fill", ref, "cadrage", "--plain", "--all"), {}),
        (2, ("fill", ref, "cadrage"), {}),
        (0, ("consent", ref, *agreement), {}),
        (2, ("consent", ref, *agreement, "--months", "99"), {}),
        (2, ("consentir", ref, "--need", SECRET), {}),
        (0, ("consent", ref, "--list"), {}),
        (0, ("consent", ref, "--json"), {}),
        (0, ("keep", ref), {}),
        (1, ("garder", ref, "parcours"), {}),
        (0, ("unlock", "--minutes", "5"), {}),
        (0, ("lock",), {}),
        (0, ("schema", "demande"), {}),
        (0, ("champs", "--vscode"), {}),
        (0, ("doc", "demande"), {}),
        (0, ("rules",), {}),
        (0, ("audit", ref), {}),
        (0, ("auditer", "--year", "2026", "--json"), {}),
        (2, ("audit", SECRET), {}),
        (0, ("stats", "--year", "2026", "--exact"), {}),
        (0, ("chiffres", "--csv"), {}),
        (0, ("templates",), {}),
        (0, ("gabarits", "lister"), {}),
        (0, ("templates", "copy", "documents/plan-action.md.j2"), {}),
        (0, ("templates", "accept"), {}),
        (0, ("templates", "check"), {}),
        (0, ("attach", ref, source(f"{SECRET}.txt", SECRET), "--class", "travail"), {}),
        (0, ("attach", ref, source("l.txt", SECRET), "--note", "convention", "--json"), {}),
        (0, ("attach", ref, source("l.txt", SECRET), "--note", "convention"), {}),
        (2, ("attach", ref, source("p.txt", f"autre {SECRET}"), "--note", "convention"), {}),
        (2, ("joindre", ref, source("l.txt", SECRET), "--note", "demande"), {}),
        (3, ("attach", ref, source("m.pdf", f"<html>{SECRET}"), "--class", "travail"), {}),
        (2, ("show", ref, "convention.piece", "--open"), {}),
        (2, ("lire", ref, SECRET), {}),
        (2, ("show", ref, "00000000"), {}),
        (2, ("show", SECRET, "demande"), {}),
        (0, ("show", ref, "seances", "--ids"), {}),
        (0, ("show", ref, "seances", "--json"), {}),
        (0, ("show", ref, "convention.piece", "--output", str(sources / "n.txt")), {}),
        (0, ("attach", ref, source("o.txt", f"{SECRET} encore"), "--class", "suivi"), {}),
        (2, ("detach", ref, SECRET, "--yes"), {}),
        (0, ("export", ref, "--to", str(sources / "remise")), {}),
        (2, ("exporter", ref, "--to", str(sources / "remise")), {}),
        (2, ("export", ref, "--to", str(sources / "archive"), "--archive"), {}),
        (0, ("export", "--all", "--to", str(sources / "tout"), "--json"), {}),
        (0, ("backup", str(watched.home / "sauvegarde")), {}),
        (0, ("sauvegarder", "--fiche", str(watched.home / "fiche.pdf")), {}),
        (2, ("backup", str(watched.cwd / "documents")), {}),
        (1, ("fill", "cabinet", "siret", "--plain"), {}),
        (2, ("remplir", "cabinet", SECRET), {}),
        (2, ("fill", "cabinet", SECRET, "--plain"), {}),
        (0, ("init", str(watched.home / "autre"), *named), {}),
        (2, ("init", str(watched.cwd), *named), {}),
        (0, ("demo", str(watched.home / "essai")), {}),
        (0, ("detacher", ref, "convention", "--yes"), {}),
        (0, ("expliquer", "tests"), {}),
        (0, ("new", "2026-002"), {}),
        (2, ("rename", "2026-002", SECRET, "--yes"), {}),
        (0, ("renommer", "2026-002", "2026-003", "--yes"), {}),
        (0, ("edit", "2026-003", "benef", "--from", source("q.yaml", f"nom: {SECRET}\n")), {}),
        (2, ("delete", SECRET, "--yes"), {}),
        (2, ("delete", ref, "--yes"), {}),
        (0, ("supprimer", "2026-003", "--yes"), {}),
        (4, ("status",), {"BILANTOOL_PASSPHRASE_FILE": source("faux.txt", f"non {SECRET} non")}),
    ]
    for code, argv, environ in attempts:
        result = run(*argv, piped=typed, **environ)
        assert result.code == code, f"{argv}: {result.said}"
        assert not holds(result.said.encode()), f"{argv} says the secret"
    for code, text in ((0, demande()), (3, demande(f"a: b: {SECRET}"))):
        result = run("ecrire", ref, "demande", "--from", "-", "--no-commit", piped=text)
        assert result.code == code, result.said
        assert not holds(result.said.encode())
    for argv in (
        ("show", ref, "beneficiaire"),
        ("lire", ref),
        ("show", ref, "demande", "--json"),
        ("show", ref, "demande", "--ids"),
        ("show", ref, "--pieces"),
        ("show", ref, "--pieces", "--json"),
    ):
        result = run(*argv)
        assert result.code == 0, f"{argv}: {result.said}"
        assert SECRET in result.out, f"{argv} is there to say what the notes say"
        assert not holds(result.err.encode()), f"{argv} says it beside"
    said, page = run.preview(ref, "synthese")
    assert holds(page), "the document is there to be read"
    assert not holds(said.encode())
    assert holds((sources / "remise" / "dossier.html").read_bytes())
    assert holds((sources / "n.txt").read_bytes())
    secret = source("mot.txt", "quatre mots pour ouvrir")
    locked = ("export", ref, "--to", str(watched.home / "archive"), "--archive")
    assert run(*locked, "--password-file", secret).code == 0
    by_name(run)
    two_versions(run, ref)
    mended(run)
    recovered(run, sources / "mots.txt")
    destroyed(run, ref)
    changed = run("passwd", "--new-passphrase-file", source("phrase.txt", f"phrase de {SECRET}\n"))
    assert changed.code == 0, changed.said
    assert not holds(changed.said.encode())
    assert_clean(watched)
    every = {each.name for each in COMMANDS if not each.inner}
    every |= {f"templates {each.name}" for each in TEMPLATES}
    assert every - run.ran == set(), "each command is to be run here"
    assert {"edit", "show", "export", "recover", "templates list"} <= run.in_french


def by_name(run: Operator) -> None:
    """Found by the name, which stands on the person's own terminal: nothing of it stays."""
    run.terminal.personal = True
    calendar = str(run.terminal.home / "bilans.ics")
    naming: list[tuple[str, ...]] = [
        (), ("noms",), ("status",), ("agenda",), ("status", "zibeline"), ("check", "ZIB"),
        ("check", "2026-001"), ("consent", "ana", "--list"),
    ]  # fmt: skip
    for argv in naming:
        result = run(*argv)
        assert result.code in (0, 1), f"{argv}: {result.said}"
        assert "Zibeline" in result.said, f"{argv} is there to name people"
    silent: list[tuple[int, tuple[str, ...]]] = [
        (0, ("session", "ana", "--plan", "1/12/2026", "--start", "9h", "--end", "10h")),
        (0, ("agenda", "--ics", calendar)),
        (1, ("build", "zibeline", "synthese")),
        (0, ("build", "zibeline", "synthese", "--draft", "-f", "docx")),
        (2, ("check", "zibelune")),
        (2, ("destroy", "zibeline")),
        (0, ("noms", "zib", "--json")),
    ]
    for code, argv in silent:
        assert run(*argv).code == code, argv
    run.terminal.personal = False
    for argv in (*naming, ("check", "zibelune")):
        result = run(*argv)
        assert not holds(result.said.encode()), f"{argv} names somebody in a pipe"
    log = ["git", "-C", str(run.terminal.cwd), "log", "--all", "--stat"]
    assert not holds(subprocess.run(log, capture_output=True, check=True).stdout)


def two_versions(run: Operator, ref: str) -> None:
    """A copy that a disk made of a note: told without a word of it, read, chosen."""
    note = run.terminal.cwd / "dossiers" / ref / "preliminaire" / "demande.yaml"
    copy = note.with_name("demande (copie en conflit).yaml")
    copy.write_bytes(note.read_bytes())
    assert run("edit", ref, "demande", "--from", "-", piped=demande("freins: non\n")).code == 0
    for code, argv in (
        (1, ("status",)),
        (1, ("check", ref, "--json")),
        (1, ("status", "--json")),
        (2, ("show", ref, "demande", "--other")),
        (0, ("edit", ref, "demande", "--from", str(copy))),
        (2, ("edit", ref, "demande", "--other")),
    ):
        result = run(*argv)
        assert result.code == code, f"{argv}: {result.said}"
        assert not holds(result.said.encode()), f"{argv} says the secret"
    shown = run("show", ref, "demande", "--from", str(copy))
    assert SECRET in shown.out
    assert not holds(shown.err.encode())
    copy.unlink()


def mended(run: Operator) -> None:
    """A history that a power cut took, back from a backup."""
    place = str(run.terminal.home / "pour-reprendre")
    assert run("backup", place).code == 0
    (run.terminal.cwd / ".git" / "refs" / "heads" / "main").write_bytes(b"")
    assert run("status").code == 5
    done = run("recover", "--from", place, "--to", ".")
    assert done.code == 0, done.said
    assert run("status").code == 0


def destroyed(run: Operator, ref: str) -> None:
    """The working papers, refused, then gone; their certificate says nothing of them."""
    working = ("--class", "travail", "--despite", "demande écrite de la personne")
    for code, argv in (
        (2, ("destroy", ref, *working, "--confirm", SECRET)),
        (1, ("destroy", ref, "--class", "administratif", "--confirm", ref)),
        (2, ("destroy", "--due", "--confirm", ref)),
        (0, ("detruire", ref, *working, "--confirm", ref)),
        (4, ("show", ref, "demande")),
    ):
        result = run(*argv)
        assert result.code == code, f"{argv}: {result.said}"
        assert not holds(result.said.encode()), f"{argv} says the secret"
    (certificate,) = (run.terminal.cwd / "registre").glob("*-travail.yaml")
    assert run("verify", str(certificate)).code == 0
    assert run("aide", "verify").code == 0
    assert run("authentifier", str(certificate), "--json").code == 0


def test_a_hand_over_says_nothing_and_leaves_nothing(demo: Any) -> None:
    """Frozen, copied under a password, given back: words stand in documents/ alone, the copy has
    none in clear, and the drawn password is on the terminal only."""
    subprocess.run(["git", "init", "-q", str(demo.cwd)], check=True)
    (demo.cwd / ".gitignore").write_text("/documents/\n/.bilantool/\n", encoding="utf-8")
    who = {
        f"GIT_{role}_{what}": "essai"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    demo.environ.update(who)
    text = demo("show", "2026-007", "synthese").out
    note = demo.cwd.parent / "sources" / "synthese.yaml"
    note.parent.mkdir()
    note.write_text(
        text.replace("conclusion: |\n", f"conclusion: |\n  {SECRET}\n"), encoding="utf-8"
    )
    assert demo("edit", "2026-007", "synthese", "--from", str(note)).code == 0
    assert demo("build", "2026-007", "synthese", "-f", "pdf", "-f", "docx").code == 0
    done = demo("handover", "2026-007", answers="o\nn\n")
    assert done.code == 0, done.said
    (password,) = re.findall(r"\n    ([a-z2-9]{4}(?:-[a-z2-9]{4}){3})\n", done.err)
    copy = demo.cwd / "documents" / "2026-007" / "synthese-2026-007.pdf"
    assert not holds(copy.read_bytes())
    given = demo.cwd / "documents" / "2026-007" / "synthese.docx"
    again = demo("handover", "2026-007", "--again", "relue", "--file", str(given), "--yes",
                 "--mode", "courrier", "--no-copy", "--empty")  # fmt: skip
    assert again.code == 0, again.said
    assert demo("build", "2026-007", "synthese").code == 0
    pieces = demo("show", "2026-007", "--pieces")
    for said in (done.said, again.said, pieces.said):
        assert not holds(said.encode())
    assert_clean(demo)
    for path in files(demo.home, demo.cwd):
        assert password.encode() not in path.read_bytes(), path


def recovered(run: Operator, sheet: Path) -> None:
    """The last backup, opened elsewhere by the words of `sheet`, then by words that are not."""
    terminal = run.terminal
    passphrase = Path(terminal.environ["BILANTOOL_PASSPHRASE_FILE"]).read_text().strip()
    trousseau = Trousseau(Path(terminal.environ["BILANTOOL_TROUSSEAU"]))
    right = words.to_words(trousseau.open(passphrase).seed)
    (backup,) = (terminal.home / "sauvegarde").iterdir()
    elsewhere = {"BILANTOOL_TROUSSEAU": str(terminal.home / "neuf")}
    place = ("--from", str(backup), "--to", str(terminal.home / "retour"))
    for code, name, spelt in ((4, "recover", [SECRET, *right[1:]]), (0, "retablir", right)):
        sheet.write_text(" ".join(spelt), encoding="utf-8")
        result = run(name, *place, "--words-file", str(sheet), **elsewhere)
        assert result.code == code, result.said
        assert not holds(result.said.encode())
    shown = run("show", "2026-001", "demande", "--cabinet", place[3], **elsewhere)
    assert SECRET in shown.out


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
