"""`passwd`: another passphrase for the same keys, whole at every moment."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bilantool.errors import KeyFault
from bilantool.keys import words
from bilantool.keys.trousseau import Trousseau
from tests.badinput.test_kills import killed
from tests.cli.test_terminal import OWN, PATIENCE, Person, person, proposed, settled

__all__ = ["PATIENCE", "person", "settled"]

OLD = "six mots choisis pour ces essais"
NEW = "une tout autre phrase de passe"


def new_file(terminal: Any, text: str = NEW) -> str:
    path = Path(terminal.home) / "nouvelle.txt"
    path.write_text(f"{text}\n", encoding="utf-8")
    return str(path)


def opens(terminal: Any, passphrase: str) -> bool:
    try:
        Trousseau(terminal.home / "trousseau").open(passphrase)
    except KeyFault:
        return False
    return True


def test_the_new_passphrase_opens_and_the_old_one_does_not(cabinet: Any) -> None:
    """The keys are the same: notes open, and so does an earlier backup with its words."""
    trousseau = Trousseau(cabinet.home / "trousseau")
    identity = trousseau.open(OLD)
    assert cabinet("backup", str(cabinet.home / "cle")).code == 0
    done = cabinet("changer-phrase", "--new-passphrase-file", new_file(cabinet))
    assert done.code == 0, done.said
    assert "Phrase de passe changée" in done.out
    assert "contient encore l’ancienne" in done.err
    assert NEW not in done.said
    assert not opens(cabinet, OLD)
    assert trousseau.open(NEW) == identity
    assert cabinet("status").code == 4
    (cabinet.home / "phrase.txt").write_text(NEW, encoding="utf-8")
    assert cabinet("status", "2026-001").code in (0, 1)
    (folder,) = (cabinet.home / "cle").iterdir()
    (cabinet.home / "mots.txt").write_text(" ".join(words.to_words(identity.seed)), "utf-8")
    back = cabinet(
        "recover", "--from", str(folder), "--words-file", str(cabinet.home / "mots.txt"),
        BILANTOOL_TROUSSEAU=str(cabinet.home / "neuf"),
    )  # fmt: skip
    assert back.code == 0, back.said


def test_files_and_the_environment_serve_where_nobody_is(cabinet: Any) -> None:
    """Both passphrases come from files, and a program gets one object."""
    done = cabinet("passwd", "--json", BILANTOOL_NEW_PASSPHRASE_FILE=new_file(cabinet))
    assert done.code == 0, done.said
    assert '"ok": true' in done.out
    assert opens(cabinet, NEW)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [(OLD, 2, "déjà celle du trousseau"), ("  ", 4, "vide"), (f"  {OLD.upper()} ", 0, "")],
)
def test_what_is_no_new_passphrase_changes_nothing(
    cabinet: Any, text: str, code: int, said: str
) -> None:
    """The same one, or an empty file; capitals make another one."""
    done = cabinet("passwd", "--new-passphrase-file", new_file(cabinet, text))
    assert done.code == code, done.said
    assert said in done.said
    assert opens(cabinet, OLD) == (code != 0)


def test_without_the_old_passphrase_nothing_is_asked(cabinet: Any) -> None:
    """A wrong old one, or nobody to give it or a new one: what to do is said, and all stays."""
    wrong = Path(cabinet.home) / "fausse.txt"
    wrong.write_text("pas la bonne du tout\n", encoding="utf-8")
    refused = cabinet(
        "passwd", "--passphrase-file", str(wrong), "--new-passphrase-file", new_file(cabinet)
    )
    assert refused.code == 4
    nobody = cabinet("passwd")
    assert nobody.code == 4
    assert "--new-passphrase-file" in nobody.said
    missing = cabinet("passwd", "--new-passphrase-file", "nulle-part.txt")
    assert missing.code == 4
    assert "BILANTOOL_NEW_PASSPHRASE_FILE" in missing.said
    assert opens(cabinet, OLD)


def test_unlocked_keys_are_locked(cabinet: Any) -> None:
    """Whoever had unlocked them knew the old passphrase; the next one knows the new one."""
    assert cabinet("unlock").code == 0
    del cabinet.environ["BILANTOOL_PASSPHRASE_FILE"]
    assert cabinet("show", "2026-001", "demande").code == 0
    done = cabinet(
        "passwd", "--passphrase-file", str(cabinet.home / "phrase.txt"),
        "--new-passphrase-file", new_file(cabinet),
    )  # fmt: skip
    assert done.code == 0, done.said
    assert "elles sont refermées" in done.out
    cabinet.now += timedelta(minutes=1)
    assert cabinet("show", "2026-001", "demande").code == 4


def test_the_demonstration_has_none_to_change(demo: Any) -> None:
    """Its passphrase is public, and lies beside it."""
    refused = demo("passwd", "--new-passphrase-file", new_file(demo))
    assert refused.code == 4
    assert "démonstration" in refused.said
    assert demo("status").code in (0, 1)


def test_no_trousseau_no_passphrase(terminal: Any) -> None:
    """Said as everywhere, and none is made."""
    assert terminal("passwd").code == 4
    assert not (terminal.home / "trousseau").exists()


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step_one_of_the_two_opens(cabinet: Any) -> None:
    """Never both, never none; the command run again ends it, and leaves nothing beside."""
    old, new = OLD, new_file(cabinet)
    folder = cabinet.home / "trousseau"
    before = (folder / "identite").read_bytes()
    steps = killed(cabinet, 0, "passwd", "--new-passphrase-file", new)
    outcomes = set()
    for moment in range(1, len(steps) + 1):
        (folder / "identite").write_bytes(before)
        killed(cabinet, moment, "passwd", "--new-passphrase-file", new)
        assert opens(cabinet, old) != opens(cabinet, NEW), f"step {moment}"
        outcomes.add(opens(cabinet, NEW))
        again = cabinet("passwd", "--new-passphrase-file", new)
        assert again.code == (4 if opens(cabinet, NEW) and again.code else 0), again.said
        assert not list(folder.glob(".bilantool-*"))
    assert False in outcomes


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is a Unix thing")
def test_at_a_terminal_six_words_are_proposed(settled: Person) -> None:
    """The old one first, then the new one as `init` asks it; neither shows but the proposal."""
    changed = settled("passwd")
    changed.expect("Phrase de passe actuelle :")
    changed.types(OWN)
    phrase = proposed(changed)
    changed.expect("au moins) :")
    changed.types(phrase)
    changed.expect("Phrase de passe changée")
    assert changed.end() == 0, changed.said
    assert OWN not in changed.said
    opened = settled("status")
    opened.expect("Phrase de passe :")
    opened.types(phrase)
    assert opened.end() == 0, opened.said
