"""`delete`: a dossier made by mistake goes in one question; one that was begun does not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool import editing
from bilantool.cabinet import drafts, unfinished
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.unfinished import Typed, Unfinished
from bilantool.cabinet.vault import Vault
from bilantool.keys import words
from tests.badinput.conftest import Bench
from tests.badinput.test_kills import killed, listed, uncommitted
from tests.conftest import apart, copied, mine
from tests.saying import ok, plain

REF = "2026-001"
SECOND = "2026-002"
NOTE, WHO = "preliminaire/demande", "cadre/beneficiaire"
NAMED = "nom: Hippocampe\nprenom: Ana\ncourriel: ana@courrier.example\n"


def save(terminal: Any, text: str, note: str, reference: str = SECOND) -> None:
    source = Path(terminal.home) / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", reference, note, "--from", str(source))


def vault(terminal: Any) -> Vault:
    return Vault(Cabinet.at(terminal.cwd), *mine(terminal))


@pytest.fixture(scope="module")
def model(new_cabinet: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A second dossier, opened by mistake: it holds a name."""
    with apart(tmp_path_factory) as terminal:
        made = copied(new_cabinet, terminal)
        ok(made, "new", SECOND, "--fiche-rangee")
        save(made, NAMED, "beneficiaire")
        yield made


@pytest.fixture
def mistaken(model: Any, terminal: Any) -> Any:
    return copied(model, terminal)


@pytest.mark.parametrize("history", [True, False])
def test_one_question_and_it_is_gone(mistaken: Any, *, history: bool) -> None:
    """Its folder, its keys, its drafts, its documents; one commit; nothing in the registre."""
    if not history:
        shutil.rmtree(mistaken.cwd / ".git")
    trousseau, me = mine(mistaken)
    before = set(trousseau.dossier_ids())
    said = plain(ok(mistaken, "supprimer", SECOND, answers="o\n").said)
    assert "contient le nom d'une personne, et rien d'autre" in said
    assert "Hippocampe" not in said
    assert not (mistaken.cwd / "dossiers" / SECOND).exists()
    assert not (mistaken.cwd / "documents" / SECOND).exists()
    assert not (mistaken.cwd / "registre").exists()
    assert set(trousseau.dossier_ids()) == before, "its tombstones stay"
    (gone,) = [keys for each in before if (keys := trousseau.load(each, me)).reference == SECOND]
    assert gone.keys == {}
    assert set(gone.tombstones) == {"travail", "suivi", "administratif", "comptable"}
    assert not list((trousseau.folder / "brouillons").rglob(f"{gone.uuid}/*"))
    assert not (trousseau.folder / "anterieurs" / gone.uuid).exists()
    if history:
        log = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=mistaken.cwd,
                             capture_output=True, text=True, check=True).stdout  # fmt: skip
        assert log == f"{SECOND} : dossier supprimé\n"
        assert uncommitted(mistaken.cwd) == ""
    assert mistaken("show", SECOND).code == 2
    assert SECOND not in mistaken("status").out


def test_its_reference_serves_no_more(mistaken: Any) -> None:
    """The next number is the next one: commits, backups and calendars know the other."""
    ok(mistaken, "delete", SECOND, "--yes")
    refused = mistaken("new", SECOND)
    assert (refused.code, "a déjà servi" in refused.said) == (2, True)
    assert "Dossier 2026-003 ouvert" in ok(mistaken, "new").out


def test_it_is_asked_first_and_by_its_reference(mistaken: Any) -> None:
    """No by default; a name is told its reference; nobody at the terminal says --yes."""
    for argv, answers in (((SECOND,), "\n"), ((SECOND,), None), (("Hippo", "--yes"), None)):
        assert mistaken("delete", *argv, answers=answers).code == (0 if answers else 2)
        assert (mistaken.cwd / "dossiers" / SECOND).exists()
    told = json.loads(ok(mistaken, "delete", SECOND, "--json", "--yes").out)
    assert told == {"ok": True, "reference": SECOND}


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("demande", "freins: le temps\n"),
        ("beneficiaire", "nom: Essai\nstatut: salarie\n"),
        ("seances", "seances:\n  - {date: 2026-11-30, etat: prevue}\n"),
        ("demande", "inconnu: x\n"),
    ],
)
def test_what_a_person_said_is_not_deleted(mistaken: Any, note: str, text: str) -> None:
    """Nor once the note was emptied again: the history holds it, and so would a backup."""
    save(mistaken, text, note)
    refused = mistaken("delete", SECOND, "--yes")
    assert refused.code == 2
    assert f"bilantool destroy {SECOND}" in plain(refused.said)
    ok(mistaken, "undo", SECOND, note, "--yes")
    again = mistaken("delete", SECOND, "--yes")
    assert (again.code, "déjà été remplie" in again.said) == (2, True)
    shutil.rmtree(mistaken.home / "trousseau" / "anterieurs")
    assert mistaken("delete", SECOND, "--yes").code == 2
    shutil.rmtree(mistaken.cwd / ".git")
    assert (mistaken("delete", SECOND, "--yes").code == 0) == (note == "beneficiaire")


def test_a_piece_or_its_trace_is_not_deleted(mistaken: Any) -> None:
    """Attached, or attached once: it was somebody's paper."""
    scan = mistaken.home / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    ok(mistaken, "attach", SECOND, str(scan), "--class", "travail")
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code, "une pièce y est jointe" in refused.said) == (2, True)
    (piece,) = (mistaken.cwd / "dossiers" / SECOND / "pieces").glob("*.piece")
    ok(mistaken, "detach", SECOND, piece.stem, "--yes")
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code, "une pièce y a été jointe" in refused.said) == (2, True)


def test_empty_notes_put_back_deceive_nobody(cabinet: Any) -> None:
    """Whoever can push can bring back the sealed notes of the first day: neither on the machine
    that saw the others, nor on one that has the history alone, is the dossier taken for empty."""
    ok(cabinet, "new", SECOND, "--fiche-rangee")
    note = cabinet.cwd / "dossiers" / SECOND / "preliminaire" / "demande.yaml"
    empty = note.read_bytes()
    save(cabinet, "freins: le temps\n", "demande")
    note.write_bytes(empty)
    assert cabinet("delete", SECOND, "--yes").code == 2
    for place in ("revisions", "anterieurs"):
        shutil.rmtree(cabinet.home / "trousseau" / place)
    refused = cabinet("delete", SECOND, "--yes")
    assert (refused.code, "déjà été remplie" in refused.said) == (2, True)


def test_what_lies_around_its_notes_is_not_deleted(mistaken: Any) -> None:
    """A file that is none of ours, a document that may have been given: told with what to do."""
    other = mistaken.cwd / "dossiers" / SECOND / "cadre" / "beneficiaire (1).yaml"
    other.write_text("x", encoding="utf-8")
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code, f"dossiers/{SECOND} contient" in refused.said) == (2, True)
    other.unlink()
    ok(mistaken, "build", SECOND, "livret-accueil", "--format", "docx")
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code, f"documents/{SECOND} contient" in refused.said) == (2, True)
    folder = mistaken.cwd / "documents" / SECOND
    (folder / "livret-accueil.docx").unlink()
    ok(mistaken, "delete", SECOND, "--yes")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("note", "text"),
    [(NOTE, "freins: le temps\n"), (WHO, "nom: Essai\nstatut: salarie\n"), (WHO, "nom: [1\n")],
)
def test_a_draft_is_not_deleted(mistaken: Any, note: str, text: str) -> None:
    """What could not be saved is somebody's words, and lies nowhere else; thrown away it is no
    obstacle, nor is one that says who the person is and no more."""
    opened = vault(mistaken).open(SECOND)
    drafts.keep(opened, note, text)
    refused = mistaken("delete", SECOND, "--yes")
    assert refused.code == 2, refused.said
    assert f"bilantool edit {SECOND}" in plain(refused.said)
    drafts.drop(opened, note)
    drafts.keep(opened, WHO, "nom: Essai\n")
    ok(mistaken, "delete", SECOND, "--yes")
    assert not (opened.trousseau.drafts / opened.dossier.uuid).exists()


@pytest.mark.parametrize(("field", "goes"), [("nom", True), ("statut", False)])
def test_an_answer_half_typed_is_not_deleted(mistaken: Any, field: str, *, goes: bool) -> None:
    """Unless it says who the person is."""
    typed = Typed((field,), "Titre", "Essai")
    unfinished.keep(vault(mistaken).open(SECOND), WHO, Unfinished(typed={field: typed}))
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code == 0) == goes, refused.said
    assert goes or f"bilantool fill {SECOND} beneficiaire" in plain(refused.said)


def test_a_partly_destroyed_dossier_had_a_life(mistaken: Any) -> None:
    """Its certificate is worth more than a tidy folder."""
    trousseau, me = mine(mistaken)
    for each in trousseau.dossier_ids():
        keys = trousseau.load(each, me)
        if keys.reference == SECOND:
            trousseau.save(keys.destroy("travail", date(2026, 11, 20)), me)
    refused = mistaken("delete", SECOND, "--yes")
    assert (refused.code, "détruits" in refused.said) == (2, True)


def test_no_backup_brings_its_keys_back(mistaken: Any) -> None:
    """Recovered here from before, they stay gone; the other dossier opens."""
    trousseau, me = mine(mistaken)
    ok(mistaken, "backup", str(mistaken.home / "cle"))
    said = plain(ok(mistaken, "delete", SECOND, "--yes").said)
    assert "une sauvegarde faite jusqu'ici a encore ses clés" in said
    (mistaken.home / "mots.txt").write_text(" ".join(words.to_words(me.seed)), "utf-8")
    ok(mistaken, "recover", "--from", str(mistaken.home / "cle"),
       "--words-file", str(mistaken.home / "mots.txt"))  # fmt: skip
    held = {trousseau.load(each, me).reference: each for each in trousseau.dossier_ids()}
    assert trousseau.load(held[SECOND], me).keys == {}
    assert trousseau.load(held[REF], me).keys


def test_a_folder_that_comes_back_is_told_and_goes_again(mistaken: Any) -> None:
    """From git or from a copy: it opens no more, nobody takes it for a bilan that was destroyed."""
    shutil.copytree(mistaken.cwd / "dossiers" / SECOND, mistaken.home / "copie")
    ok(mistaken, "delete", SECOND, "--yes")
    shutil.copytree(mistaken.home / "copie", mistaken.cwd / "dossiers" / SECOND)
    for argv in (("status",), ("check", SECOND), ("show", SECOND), ("rename", SECOND, "2026-009")):
        told = mistaken(*argv)
        assert (told.code, "a été supprimé le 23 novembre 2026" in plain(told.said)) == (3, True)
    said = plain(ok(mistaken, "delete", SECOND, "--yes").said)
    assert "a déjà été supprimé" in said
    assert not (mistaken.cwd / "dossiers" / SECOND).exists()
    assert mistaken("status").code == 0
    assert uncommitted(mistaken.cwd) == ""


def test_an_open_note_keeps_it(mistaken: Any) -> None:
    """Somebody writes in it at this moment."""
    here = vault(mistaken)
    with editing.holding(here.cabinet, here.open(SECOND), NOTE):
        assert mistaken("delete", SECOND, "--yes").code == 5
    assert (mistaken.cwd / "dossiers" / SECOND).exists()


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step(mistaken: Any, tmp_path: Path) -> None:
    """There with all its keys, or gone once the next command that saves has run."""
    places = (mistaken.cwd, mistaken.home)
    for place in places:
        shutil.copytree(place, tmp_path / "avant" / place.name, symlinks=True)

    def again(*, history: bool) -> None:
        for place in places:
            shutil.rmtree(place)
            shutil.copytree(tmp_path / "avant" / place.name, place, symlinks=True)
        if not history:
            shutil.rmtree(mistaken.cwd / ".git")

    def mended(moment: int) -> bool:
        """Whether the next command had something to finish."""
        begun = bool(listed(Bench(mistaken)))
        save(mistaken, f"modalites: {{rythme: essai {moment}}}\n", "cadrage", REF)
        there = (mistaken.cwd / "dossiers" / SECOND).exists()
        assert (mistaken("show", SECOND, "beneficiaire").code == 0) == there, f"step {moment}"
        assert not (there and begun), f"step {moment}"
        assert listed(Bench(mistaken)) == []
        assert not list((mistaken.cwd / "dossiers").glob(".bilantool-*"))
        return begun

    again(history=False)
    steps = killed(mistaken, 0, "delete", SECOND, "--yes")
    # The files of the folder go one by one, in the same way.
    moments = [each for each, step in enumerate(steps, 1) if step != "os.remove" or each % 8 == 0]
    outcomes = set()
    for moment in moments:
        again(history=False)
        killed(mistaken, moment, "delete", SECOND, "--yes")
        outcomes.add(mended(moment))
    assert outcomes == {True, False}
    again(history=True)
    steps = killed(mistaken, 0, "delete", SECOND, "--yes")
    committing = len(steps) - steps[::-1].index("subprocess.Popen")
    again(history=True)
    killed(mistaken, committing, "delete", SECOND, "--yes")
    assert mended(committing)
    assert uncommitted(mistaken.cwd) == ""
