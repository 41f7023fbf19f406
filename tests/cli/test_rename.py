"""`rename`: another reference; keys, notes, documents and calendars follow, certificates stay."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool.keys import words
from tests.badinput.conftest import Bench
from tests.badinput.test_kills import killed, listed, uncommitted
from tests.conftest import mine
from tests.saying import ok, plain

OLD, NEW = "2026-001", "2026-101"
TEXT = "situation_actuelle: Hippocampe\n"


def save(terminal: Any, text: str, note: str, reference: str) -> None:
    source = Path(terminal.home) / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", reference, note, "--from", str(source))


@pytest.fixture
def begun(cabinet: Any) -> Any:
    """A dossier with a note that was saved twice, a piece and a planned session."""
    for text in ("situation_actuelle: avant\n", TEXT):
        save(cabinet, text, "demande", OLD)
    scan = cabinet.home / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    ok(cabinet, "attach", OLD, str(scan), "--note", "convention")
    ok(cabinet, "session", OLD, "--plan", "2026-12-04", "--start", "9h", "--end", "11h")
    return cabinet


def calendar(terminal: Any) -> set[str]:
    path = Path(terminal.home) / "agenda.ics"
    ok(terminal, "agenda", "--ics", str(path))
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line.startswith("UID:")}


def test_everything_follows(begun: Any) -> None:
    """Notes, pieces, drafts, what can be undone, built documents, calendar; in one commit that
    rewrites no file."""
    ok(begun, "build", OLD, "livret-accueil", "--format", "docx")
    before = calendar(begun)
    sealed = {
        path.relative_to(begun.cwd / "dossiers" / OLD): path.read_bytes()
        for path in (begun.cwd / "dossiers" / OLD).rglob("*")
        if path.is_file()
    }
    said = plain(ok(begun, "renommer", OLD, NEW, "--yes").said)
    assert f"montrent encore {OLD}" in said
    assert f"bilantool build {NEW}" in said
    assert not (begun.cwd / "dossiers" / OLD).exists()
    for path, data in sealed.items():
        assert (begun.cwd / "dossiers" / NEW / path).read_bytes() == data
    assert (begun.cwd / "documents" / NEW / "livret-accueil.docx").is_file()
    assert begun("show", NEW, "demande").out == TEXT
    assert calendar(begun) == before, "importing again moves the events"
    shutil.rmtree(begun.home / "trousseau" / "anterieurs")
    ok(begun, "undo", NEW, "demande", "--yes")
    assert begun("show", NEW, "demande").out == "situation_actuelle: avant\n"
    log = subprocess.run(["git", "log", "--format=%s"], cwd=begun.cwd, capture_output=True,
                         text=True, check=True).stdout  # fmt: skip
    assert f"{OLD} : dossier renommé {NEW}\n" in log
    assert uncommitted(begun.cwd) == ""
    assert "registre" not in {path.name for path in begun.cwd.iterdir()}


def test_the_old_reference_leads_to_the_new_one(begun: Any) -> None:
    """It is said, serves no other dossier, and comes back by the same command."""
    ok(begun, "rename", OLD, NEW, "--yes")
    told = begun("check", OLD)
    assert (told.code, f"s’appelle {NEW}" in told.said) == (2, True)
    taken = begun("new", OLD, "--fiche-rangee")
    assert (taken.code, "a déjà servi" in taken.said) == (2, True)
    assert "Dossier 2026-102 ouvert" in ok(begun, "new", "--fiche-rangee").out
    ok(begun, "rename", NEW, OLD, "--yes")
    assert begun("show", OLD, "demande").out == TEXT
    assert begun("rename", "2026-102", NEW, "--yes").code == 2


def test_what_cannot_be_a_reference_is_refused(begun: Any) -> None:
    """A name, a path, one that is taken, or but for its capitals, the same: as `new` does."""
    ok(begun, "new", "2026-002-B", "--fiche-rangee")
    for new in ("Dupont", "../dehors", "2026-002-B", "2026-002-b", "", OLD, "con", "a b 1"):
        assert begun("rename", OLD, new, "--yes").code == 2, new
    assert begun("new", "2026-002-b", "--fiche-rangee").code == 2
    assert begun("rename", "2026-002-B", "2026-002-b", "--yes").code == 2
    assert begun("show", OLD, "demande").out == TEXT
    assert uncommitted(begun.cwd) == ""


def test_it_is_asked_first(begun: Any) -> None:
    """No by default; initials are told; a program gets one object."""
    assert "Rien n’a été changé" in begun("rename", OLD, NEW, answers="\n").out
    assert begun("rename", OLD, NEW).code == 2
    assert "initiales" in begun("rename", OLD, "2026-101-JDU", answers="n\n").err
    told = json.loads(ok(begun, "rename", OLD, NEW, "--yes", "--json").out)
    assert told == {"ok": True, "reference": NEW, "ancienne": OLD, "documents": 0}


def test_what_is_missing_is_asked(begun: Any) -> None:
    """The next free number is proposed; what looks like a name is asked again."""
    assert begun("rename", OLD).code == 2
    done = ok(begun, "rename", OLD, answers="Lefèvre\n\no\n")
    assert "ressemble à un nom" in done.said
    assert begun("show", "2026-002", "demande").out == TEXT


def test_certificates_stay_as_they_were_signed(begun: Any) -> None:
    """They name no reference; what is destroyed afterwards is looked for under the old one too."""
    why = ("--despite", "demande de la personne")
    ok(begun, "destroy", OLD, "--class", "travail", *why, "--confirm", OLD)
    (certificate,) = (begun.cwd / "registre").glob("*.yaml")
    before = certificate.read_bytes()
    ok(begun, "rename", OLD, NEW, "--yes")
    assert certificate.read_bytes() == before
    ok(begun, "verify", str(certificate))
    assert "détruit" in begun("show", NEW, "demande").err
    ok(begun, "destroy", NEW, "--class", "suivi", *why, "--confirm", NEW)


def test_a_readable_note_under_the_old_reference_is_found_by_the_proof(begun: Any) -> None:
    """Somebody once committed it in clear: renaming does not hide it from a later destruction."""
    clear = begun.cwd / "dossiers" / OLD / "preliminaire" / "demande.txt"
    clear.write_text("quelque chose", encoding="utf-8")
    subprocess.run(["git", "add", "-f", str(clear)], cwd=begun.cwd, check=True)
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
                   cwd=begun.cwd, check=True)  # fmt: skip
    ok(begun, "rename", OLD, NEW, "--yes")
    (begun.cwd / "dossiers" / NEW / "preliminaire" / "demande.txt").unlink()
    why = ("--despite", "demande de la personne")
    done = begun("destroy", NEW, "--class", "travail", *why, "--confirm", NEW)
    assert done.code == 1, done.said
    assert f"dossiers/{OLD}/preliminaire/demande.txt" in done.said


def test_an_older_backup_does_not_contradict(begun: Any) -> None:
    """Its keys say the old reference; here they become the new one, there the folder tells how."""
    _, me = mine(begun)
    ok(begun, "backup", str(begun.home / "cle"))
    (begun.home / "mots.txt").write_text(" ".join(words.to_words(me.seed)), "utf-8")
    ok(begun, "rename", OLD, NEW, "--yes")
    again = ("recover", "--from", str(begun.home / "cle"), "--words-file",
             str(begun.home / "mots.txt"))  # fmt: skip
    ok(begun, *again)
    assert begun("show", NEW, "demande").out == TEXT
    elsewhere = {"BILANTOOL_TROUSSEAU": str(begun.home / "autre")}
    ok(begun, *again, **elsewhere)
    lagging = begun("show", NEW, "demande", **elsewhere)
    assert lagging.code == 3
    assert f"bilantool rename {OLD} {NEW}" in plain(lagging.said)
    said = plain(ok(begun, "rename", OLD, NEW, "--yes", **elsewhere).said)
    assert "déjà rangé sous" in said
    assert begun("show", NEW, "demande", **elsewhere).out == TEXT
    assert uncommitted(begun.cwd) == ""


def test_an_old_copy_of_the_folder_is_told_and_put_in_its_place(begun: Any) -> None:
    """Brought back from git or from a disk: beside the new one it is refused, alone it is moved."""
    shutil.copytree(begun.cwd / "dossiers" / OLD, begun.home / "copie")
    ok(begun, "rename", OLD, NEW, "--yes")
    shutil.copytree(begun.home / "copie", begun.cwd / "dossiers" / OLD)
    beside = begun("show", OLD, "demande")
    assert (beside.code, f"copie du dossier {NEW}" in beside.said) == (3, True)
    assert begun("rename", OLD, NEW, "--yes").code != 0
    shutil.rmtree(begun.cwd / "dossiers" / NEW)
    ok(begun, "rename", OLD, NEW, "--yes")
    assert begun("show", NEW, "demande").out == TEXT


def test_two_exchanged_folders_are_still_refused(begun: Any) -> None:
    """Whoever can push can swap them; renaming is no way to have that believed."""
    ok(begun, "new", "2026-002", "--fiche-rangee")
    folder = begun.cwd / "dossiers"
    (folder / OLD).rename(folder / "x1")
    (folder / "2026-002").rename(folder / OLD)
    (folder / "x1").rename(folder / "2026-002")
    for argv in ((OLD, NEW), ("2026-002", NEW), (OLD, "2026-002")):
        assert begun("rename", *argv, "--yes").code == 3, argv


def test_an_older_program_refuses_the_keys_in_a_sentence(begun: Any) -> None:
    """Their format says a higher number; a dossier that was never renamed stays readable to it."""
    trousseau, me = mine(begun)
    ok(begun, "new", "2026-002", "--fiche-rangee")
    ok(begun, "rename", OLD, NEW, "--yes")
    formats = {
        trousseau.load(each, me).reference: (trousseau.folder / "cles" / each).read_bytes()
        for each in trousseau.dossier_ids()
    }
    assert b"format: bilantool-cles/2\n" in formats[NEW]
    assert b"format: bilantool-cles/1\n" in formats["2026-002"]


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step_it_rolls_forward(begun: Any) -> None:
    """Readable under one reference or the other at every moment; done once the next command that
    saves has run, or not begun."""
    ok(begun, "build", OLD, "livret-accueil", "--format", "docx")
    ok(begun, "new", "2026-002", "--fiche-rangee")
    names = [OLD, NEW]
    steps = killed(begun, 0, "rename", *names, "--yes")
    assert len(steps) > 10
    names.reverse()
    outcomes = set()
    for moment in range(1, len(steps) + 1):
        old, new = names
        killed(begun, moment, "rename", old, new, "--yes")
        begins = bool(listed(Bench(begun)))
        shown = [begun("show", name, "demande").out for name in names]
        assert TEXT in shown, f"step {moment}"
        save(begun, f"modalites: {{rythme: essai {moment}}}\n", "cadrage", "2026-002")
        there = begun("show", new, "demande").code == 0
        assert there == begins, f"step {moment}"
        assert (begun("show", old, "demande").code == 0) != there
        at = new if there else old
        assert (begun.cwd / "documents" / at / "livret-accueil.docx").is_file()
        assert uncommitted(begun.cwd) == "", f"step {moment}"
        assert listed(Bench(begun)) == []
        outcomes.add(begins)
        if there:
            names.reverse()
    assert outcomes == {True, False}
