"""`undo`: the last save of a note taken back, as often as one wants, and brought again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading
from tests.badinput.conftest import Bench
from tests.badinput.test_kills import killed, listed, uncommitted
from tests.saying import ok, plain

REF, NOTE = "2026-001", "demande"
MIDDLE = "2026-014"
TEXTS = [
    "situation_actuelle: Hippocampe un\n",
    "situation_actuelle: Hippocampe deux\nfreins: le temps\n",
    "situation_actuelle: Hippocampe trois\nattentes:\n  - id: aa\n    libelle: aa\n",
]


def save(terminal: Any, text: str, note: str = NOTE, reference: str = REF) -> None:
    source = Path(terminal.home) / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", reference, note, "--from", str(source))


def read(terminal: Any, note: str = NOTE, reference: str = REF) -> str:
    return str(ok(terminal, "show", reference, note).out)


@pytest.fixture
def saved(cabinet: Any) -> Any:
    """A note that was saved three times."""
    for text in TEXTS:
        save(cabinet, text)
    return cabinet


@pytest.mark.parametrize("history", [True, False])
def test_each_undo_goes_one_save_further_back(saved: Any, *, history: bool) -> None:
    """Down to the empty note, and no further; each redo comes forward again, with git or without;
    once something else is saved there is nothing to redo."""
    if not history:
        shutil.rmtree(saved.cwd / ".git")
    for text in reversed(TEXTS[:-1]):
        ok(saved, "undo", REF, NOTE, "--yes")
        assert read(saved) == text
    assert "note encore vide" in ok(saved, "annuler", REF, NOTE, "--yes").out
    assert read(saved) == ""
    assert saved("undo", REF, NOTE, "--yes").code == 2
    for text in TEXTS:
        ok(saved, "undo", REF, NOTE, "--redo", "--yes")
        assert read(saved) == text
    assert saved("undo", REF, NOTE, "--redo", "--yes").code == 2
    ok(saved, "undo", REF, NOTE, "--yes")
    save(saved, "freins: autre chose\n")
    assert saved("undo", REF, NOTE, "--refaire", "--yes").code == 2
    ok(saved, "undo", REF, NOTE, "--yes")
    assert read(saved) == TEXTS[1]


def test_the_history_of_another_machine_is_enough(saved: Any) -> None:
    """Where this one kept nothing beside the keys, git has what was committed."""
    shutil.rmtree(saved.home / "trousseau" / "anterieurs")
    ok(saved, "undo", REF, NOTE, "--yes")
    assert read(saved) == TEXTS[1]
    assert uncommitted(saved.cwd) == ""


def test_what_was_never_committed_is_undone_too(cabinet: Any) -> None:
    """`--no-commit` leaves no trace in git, and one in the trousseau's folder."""
    for text in TEXTS:
        source = cabinet.home / "texte.yaml"
        source.write_text(text, encoding="utf-8")
        ok(cabinet, "edit", REF, NOTE, "--from", str(source), "--no-commit")
    ok(cabinet, "undo", REF, NOTE, "--yes", "--no-commit")
    assert read(cabinet) == TEXTS[1]
    assert "demande.yaml" in uncommitted(cabinet.cwd)


def test_the_notes_that_were_saved_are_proposed(saved: Any) -> None:
    """To whoever named none: a dossier alone is what one remembers of a mistake."""
    done = ok(saved, "undo", REF, answers="demande\no\n")
    assert "preliminaire/demande" in done.err and "cadre/seances" not in done.err
    assert "Hippocampe deux" in read(saved)
    assert saved("undo", REF).code == 2


def test_what_changes_is_told_by_titles(saved: Any) -> None:
    """Neither a word of the note nor an id of it, on the screen or for a program."""
    asked = saved("undo", REF, NOTE, answers="n\n")
    said = plain(asked.said)
    assert "\n  Situation actuelle\n" in said
    assert "\n  Attentes (0 élément au lieu de 1)\n" in said
    assert "Rien n'a été changé" in said
    assert read(saved) == TEXTS[2]
    told = json.loads(ok(saved, "undo", REF, NOTE, "--json", "--yes").out)
    assert told["champs"] == ["Situation actuelle", "Attentes", "Freins"]
    assert (told["revision"], told["reprend"]) == (5, 3)
    for each in (said, json.dumps(told)):
        assert "Hippocampe" not in each
    nobody = saved("undo", REF, NOTE)
    assert (nobody.code, "--yes" in nobody.said) == (2, True)


def test_the_ledger_is_never_undone(demo: Any) -> None:
    """What a person decided is corrected by another entry."""
    refused = demo("undo", "2026-007", "consentements", "--yes")
    assert refused.code == 2
    assert "--corrects" in refused.said


def test_a_closure_stays_and_the_rest_is_undone(demo: Any) -> None:
    """`close` wrote the end after the reminder that is undone: `reopen` is how to take it back."""
    text = read(demo, "seances", MIDDLE)
    save(
        demo, text + "relances:\n  - {id: r, le: 2026-04-14, canal: courriel}\n", "seances", MIDDLE
    )
    ok(demo, "close", MIDDLE, "--interrupted", "abandon", "--yes")
    done = plain(ok(demo, "undo", MIDDLE, "seances", "--yes").said)
    assert "Ce qui reste, écrit par une commande : Clôture" in done
    values = reading.read(read(demo, "seances", MIDDLE)).values
    assert values["cloture"]["etat"] == "interrompu"
    assert not values.get("relances")
    ok(demo, "undo", MIDDLE, "seances", "--redo", "--yes")
    values = reading.read(read(demo, "seances", MIDDLE)).values
    assert values["cloture"]["etat"] == "interrompu"
    assert values["relances"]


def test_a_hand_over_stays(cabinet: Any) -> None:
    """Its day and its digest are facts; what was written before it is undone around them."""
    handed = f"synthese: {{remise_le: 2026-06-12, mode: courrier, empreinte: {'a' * 64}}}\n"
    save(cabinet, "dernier_point: le point d’essai\n", "restitution")
    save(cabinet, "resultats_remis_le: 2026-06-10\n", "restitution")
    save(cabinet, f"resultats_remis_le: 2026-06-10\n{handed}", "restitution")
    done = plain(ok(cabinet, "undo", REF, "restitution", "--yes").said)
    assert "Ce qui reste, écrit par une commande" in done
    values = reading.read(read(cabinet, "restitution")).values
    assert values["synthese"]["empreinte"] == "a" * 64
    assert values["synthese"]["remise_le"] == "2026-06-12"
    assert not values.get("resultats_remis_le")


def test_a_session_that_goes_leaves_its_entry_told(cabinet: Any) -> None:
    """Undoing the register leaves the interview's entry behind: which note, and how to."""
    ok(cabinet, "session", REF, "--start", "9h", "--end", "10h")
    done = plain(ok(cabinet, "undo", REF, "seances", "--yes").said)
    assert "la note cadre/entretiens désigne un élément qui ne serait plus là" in done
    assert "bilantool undo 2026-001 entretiens" in done
    ok(cabinet, "undo", REF, "entretiens", "--yes")
    assert reading.read(read(cabinet, "entretiens")).values.get("entretiens") in (None, [])


def test_an_attachment_that_is_gone_is_not_cited_again(cabinet: Any) -> None:
    """The text of before cites it; the place stays empty, and that is said."""
    scan = cabinet.home / "convention.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    ok(cabinet, "attach", REF, str(scan), "--note", "convention")
    save(cabinet, "intitule: essai\n", "convention")
    (piece,) = (cabinet.cwd / "dossiers" / REF / "pieces").glob("*.piece")
    piece.unlink()
    done = plain(ok(cabinet, "undo", REF, "convention", "--yes").said)
    assert "1 pièce citée alors n'est plus au dossier" in done
    assert piece.stem not in read(cabinet, "convention")
    assert cabinet("undo", REF, "convention", "--yes", "--redo").code == 0


def test_a_note_that_somebody_writes_in_is_left_alone(saved: Any) -> None:
    """It is open in an editor, which would else save over what was undone."""
    from bilantool import editing
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.vault import Vault

    trousseau = Trousseau(saved.home / "trousseau")
    me = trousseau.open((saved.home / "phrase.txt").read_text(encoding="utf-8").strip())
    vault = Vault(Cabinet.at(saved.cwd), trousseau, me)
    with editing.holding(vault.cabinet, vault.open(REF), "preliminaire/demande"):
        refused = saved("undo", REF, NOTE, "--yes")
    assert refused.code == 5
    assert read(saved) == TEXTS[2]


def test_what_was_before_dies_with_its_class(saved: Any) -> None:
    """Once `travail` is destroyed, nothing of it lies in the trousseau's folder or opens."""
    folder = saved.home / "trousseau" / "anterieurs"
    save(saved, "nom: Essai\nprenom: Ana\nstatut: salarie\n", "beneficiaire")
    assert len(list(folder.rglob("*demande*"))) == 3
    assert len(list(folder.rglob("*beneficiaire*"))) == 1
    reason = ("--despite", "demande de la personne")
    ok(saved, "destroy", REF, "--class", "travail", *reason, "--confirm", REF)
    assert not list(folder.rglob("*demande*"))
    assert len(list(folder.rglob("*beneficiaire*"))) == 1
    assert saved("undo", REF, NOTE, "--yes").code == 4


def test_what_is_kept_is_bounded(cabinet: Any) -> None:
    """Twenty texts of a note beside the keys; git has the rest."""
    for number in range(24):
        save(cabinet, f"freins: {number}\n")
    kept = list((cabinet.home / "trousseau" / "anterieurs").rglob("*demande*"))
    assert len(kept) == 20
    assert not [path for path in kept if path.stat().st_mode & 0o077 and os.name == "posix"]


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step(saved: Any) -> None:
    """The text of now or of before, whole; the next command that saves commits it."""
    steps = killed(saved, 0, "undo", REF, NOTE, "--yes")
    assert len(steps) > 10
    now, outcomes = TEXTS[1], set()
    for moment in range(1, len(steps) + 1):
        redo = ["--redo"] if now == TEXTS[1] else []
        after = TEXTS[2] if redo else TEXTS[1]
        killed(saved, moment, "undo", REF, NOTE, "--yes", *redo)
        found = read(saved)
        assert found in (now, after), f"step {moment}"
        outcomes.add(found == now)
        now = found
        save(saved, f"modalites: {{rythme: essai {moment}}}\n", "cadrage")
        assert uncommitted(saved.cwd) == "", f"step {moment}"
        assert listed(Bench(saved)) == []
    assert outcomes == {True, False}
