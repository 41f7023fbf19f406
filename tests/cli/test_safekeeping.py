"""Keys opened for a while, saved with the cabinet, brought back by the words."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bilantool.keys import words
from bilantool.keys.trousseau import Trousseau

RANKS = re.compile(r"Mot n° (\d+)")
NOTE = "situation_actuelle: en poste à Brest\ndemande_initiale: changer de métier\n"


@pytest.fixture
def written(cabinet: Any) -> Any:
    """A cabinet with one note in it, and the 24 words of its identity in a file."""
    (cabinet.home / "note.yaml").write_text(NOTE, encoding="utf-8")
    saved = cabinet("edit", "2026-001", "demande", "--from", str(cabinet.home / "note.yaml"))
    assert saved.code == 0
    passphrase = (cabinet.home / "phrase.txt").read_text(encoding="utf-8").strip()
    identity = Trousseau(cabinet.home / "trousseau").open(passphrase)
    (cabinet.home / "mots.txt").write_text(
        " ".join(words.to_words(identity.seed)), encoding="utf-8"
    )
    return cabinet


def backed_up(terminal: Any) -> Path:
    """Save, and return the folder of the backup."""
    place = terminal.home / "cle-usb"
    saved = terminal("backup", str(place))
    assert saved.code == 0, saved.said
    (folder,) = place.iterdir()
    return Path(folder)


def test_words_and_backup_bring_everything_back(written: Any) -> None:
    """On a new machine each dossier opens again, under a passphrase of its own."""
    folder = backed_up(written)
    new = {"BILANTOOL_TROUSSEAU": str(written.home / "neuf")}
    written.cwd = written.home
    back = written(
        "recover", "--from", str(folder), "--to", "retour",
        "--words-file", str(written.home / "mots.txt"), **new,
    )  # fmt: skip
    assert back.code == 0, back.said
    written.cwd = written.home / "retour"
    assert written("show", "2026-001", "demande", **new).out.strip() == NOTE.strip()
    assert written("check", "2026-001", **new).code == 1


def test_words_alone_say_what_is_missing(written: Any) -> None:
    """The keys are only in a backup: the words without one open nothing, and say so."""
    back = written(
        "recover", "--words-file", str(written.home / "mots.txt"),
        BILANTOOL_TROUSSEAU=str(written.home / "neuf"),
    )  # fmt: skip
    assert back.code == 4
    assert "sauvegarde" in back.err
    assert not (written.home / "neuf" / "identite").exists()


def test_wrong_words_are_named_by_their_rank(written: Any) -> None:
    """A slip in copying the words is shown by its place, never by the word."""
    known = (written.home / "mots.txt").read_text(encoding="utf-8").split()
    known[4] = "zzzz"
    (written.home / "mots.txt").write_text(" ".join(known), encoding="utf-8")
    back = written("recover", "--words-file", str(written.home / "mots.txt"))
    assert back.code == 4
    assert "zzzz" not in back.said
    assert "5" in back.err


def test_a_backup_never_lies_in_the_cabinet(written: Any) -> None:
    """Keys and notes together in one repository would undo everything."""
    for place in (".", "documents/sauvegarde"):
        refused = written("backup", place)
        assert refused.code in (2, 4), refused.said


def test_status_reminds_of_what_is_in_no_backup(written: Any) -> None:
    """One line, gone once everything is saved, back with the next note."""
    assert "à sauvegarder" in written("status").err
    backed_up(written)
    assert "à sauvegarder" not in written("status").err
    (written.home / "note.yaml").write_text(NOTE + "besoins: [écrire]\n", encoding="utf-8")
    written("edit", "2026-001", "demande", "--from", str(written.home / "note.yaml"))
    assert "à sauvegarder" in written("status").err


def test_unlock_spares_the_passphrase_until_it_expires(written: Any) -> None:
    """Unlocked keys open without a passphrase; after their time, or `lock`, they do not."""
    assert written("unlock", "--minutes", "30").code == 0
    del written.environ["BILANTOOL_PASSPHRASE_FILE"]
    assert written("show", "2026-001", "demande").out.strip() == NOTE.strip()
    written.now += timedelta(minutes=31)
    late = written("show", "2026-001", "demande")
    assert late.code == 4
    assert "en poste" not in late.said


def test_lock_closes_at_once(written: Any) -> None:
    """Nothing of the opened identity is left in the runtime folder."""
    assert written("unlock").code == 0
    assert written("lock").code == 0
    del written.environ["BILANTOOL_PASSPHRASE_FILE"]
    assert written("status").code == 4


def test_the_rescue_sheet_is_a_pdf_outside_the_cabinet(written: Any) -> None:
    """It holds the 24 words, is written for its owner alone, and never over another file."""
    target = written.home / "fiche.pdf"
    made = written("backup", "--fiche", str(target))
    assert made.code == 0, made.said
    assert target.read_bytes().startswith(b"%PDF-")
    assert target.stat().st_mode & 0o077 == 0
    assert written("backup", "--fiche", str(target)).code == 2
    assert written("backup", "--fiche", "fiche.pdf").code == 2
    assert written("backup", "--fiche", str(written.home)).code == 0
    assert (written.home / "fiche-de-secours.pdf").is_file()
    assert written("backup", "--fiche", str(written.home / "mots")).code == 0
    assert (written.home / "mots.pdf").is_file()


def test_a_second_dossier_asks_for_three_words_of_the_sheet(written: Any) -> None:
    """At a terminal, once it is open: wrong words or none hinder nothing, and are asked again."""
    typed = (written.home / "mots.txt").read_text(encoding="utf-8").split()

    wrong = written("new", answers="faux\nfaux\nfaux\n")
    assert wrong.code == 0, wrong.said
    assert wrong.out.startswith("Dossier 2026-002 ouvert")
    assert not {*typed} & {*wrong.said.split()}
    later = written("new", answers="\n")
    assert (later.code, "pour une autre fois" in later.err) == (0, True)
    asked = RANKS.findall(later.said)
    assert len(asked) == 1
    assert "fiche de secours à imprimer" in written("status").err
    assert written("new", "--fiche-rangee", answers="").code == 0
    assert not RANKS.findall(written("new", answers="").said)
    assert "fiche de secours" not in written("status").err


def test_stray_files_are_told_without_their_names(written: Any) -> None:
    """A clear file beside the dossiers is not archived; its name may be a person's."""
    (written.cwd / "Nadia Modele.txt").write_text("en clair", encoding="utf-8")
    saved = written("backup", str(written.home / "cle-usb"))
    assert saved.code == 0
    assert "un fichier du dossier du cabinet n’en fait pas partie" in saved.said
    assert "Nadia" not in saved.said


def test_new_keys_in_a_bad_place_or_under_a_short_phrase_are_warned_of(terminal: Any) -> None:
    """A trousseau that git could carry, a phrase that can be guessed: made, and said."""
    (terminal.home / ".git").mkdir()
    (terminal.home / "phrase.txt").write_text("ocarina\n", encoding="utf-8")
    made = terminal("init", "cabinet", "--raison-sociale", "Cap", "--consultant", "A. Essai")
    assert made.code == 0, made.said
    assert "le trousseau est dans un dossier que git suit" in made.said
    assert "moins de 12 caractères" in made.said
    assert "ocarina" not in made.said


def test_recovering_onto_the_cabinet_itself_leaves_it_and_its_reminder(written: Any) -> None:
    """Nothing is put back where the cabinet is, and what no backup holds is still told."""
    folder = backed_up(written)
    note = written.home / "note.yaml"
    note.write_text(NOTE + "freins: le temps\n", encoding="utf-8")
    assert written("edit", "2026-001", "demande", "--from", str(note)).code == 0
    told = written("status").err
    assert "à sauvegarder" in told
    words_file = str(written.home / "mots.txt")
    done = written("recover", "--from", str(folder), "--words-file", words_file, "--to", ".")
    assert done.code == 0, done.said
    assert "il n’a pas été touché" in done.out
    assert written("status").err == told.partition("\n")[0] + "\n"  # the words are at hand
