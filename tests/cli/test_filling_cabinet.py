"""`fill cabinet`: cabinet.yaml by questions, kept and resumed as a note is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet import acceptance
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cli import completion
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading
from bilantool.storage import git
from tests.cli.test_filling import commits, wait_for
from tests.saying import plain

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")

WRONG = "73282932000075"
"""A SIRET of which one digit is wrong, and of which nothing may be found afterwards."""


def fill(terminal: Any, answers: str, *argv: str, code: int = 0) -> Any:
    done = terminal("fill", "cabinet", *argv, "--plain", answers=answers)
    assert done.code == code, done.said
    return done


def settings(terminal: Any) -> dict[str, Any]:
    text = (terminal.cwd / "cabinet.yaml").read_text(encoding="utf-8")
    held: dict[str, Any] = reading.read(text).values
    return held


# What is written


def test_answers_stand_in_the_file_and_in_one_commit(cabinet: Any) -> None:
    """Whatever they are, the commit names no one; what they mean is read."""
    before = commits(cabinet)
    answers = "EI\n12 quai de l'Exemple\n44000\nNantes\n0261912026\n!\n"
    done = fill(cabinet, answers)
    held = settings(cabinet)
    assert held["adresse"] == {
        "voie": "12 quai de l'Exemple",
        "code_postal": "44000",
        "commune": "Nantes",
    }
    assert held["telephone"] == "02 61 91 20 26"
    assert "cabinet.yaml : 5 réponses enregistrées" in plain(done.out)
    assert commits(cabinet)[: -len(before)] == ["Cabinet : réglages"]
    assert fill(cabinet, "!\n").code == 0
    assert len(commits(cabinet)) == len(before) + 1


def test_what_was_written_by_hand_stays(cabinet: Any) -> None:
    """Comments, order, a key that nobody knows, ends of lines: only the answer is new."""
    path = cabinet.cwd / "cabinet.yaml"
    text = path.read_text(encoding="utf-8") + "# à revoir\ncle_inconnue: 3  # d'ailleurs\n"
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    fill(cabinet, "0261912026\n", "telephone")
    after = path.read_text(encoding="utf-8")
    assert after == text.replace("consultants:\n", "telephone: 02 61 91 20 26\nconsultants:\n")


def test_no_commit(cabinet: Any) -> None:
    """`--no-commit` writes without one, now and at the next command."""
    before = commits(cabinet)
    fill(cabinet, "EI\n!\n", "--no-commit")
    fill(cabinet, "!\n")
    assert commits(cabinet) == before
    assert settings(cabinet)["forme"] == "EI"


# The course


def test_it_goes_on_where_nothing_was_asked_and_a_part_is_asked_again(cabinet: Any) -> None:
    """Passed questions come back last; a part, by its name or title, whatever has an answer."""
    fill(cabinet, "\n1 rue A\n44000\nNantes\n!\n")
    again = plain(fill(cabinet, "!\n").out)
    assert again.index("Téléphone") and "Forme juridique" not in again
    part = plain(fill(cabinet, "2 rue B\n\n<\n!\n", "Adresse").out)
    assert "1 rue A" in part and "Téléphone" not in part
    assert settings(cabinet)["adresse"]["voie"] == "2 rue B"
    assert "Médiateur" in plain(fill(cabinet, "!\n", "médiateur").out)
    unknown = fill(cabinet, "", "zibeline", code=2)
    assert "le cabinet n'a pas de partie de ce nom" in plain(unknown.err)


@pytest.mark.parametrize("word", ["cabinet", "Cabinet", "CABINET"])
def test_the_word_is_understood_and_names_no_dossier(cabinet: Any, word: str) -> None:
    assert cabinet("fill", word, "--plain", answers="!\n").code == 0
    refused = cabinet("new", word, answers="")
    assert refused.code == 2
    assert "désigne le cabinet lui-même" in plain(refused.err)


def test_a_refused_answer_waits_sealed_and_comes_back(cabinet: Any) -> None:
    """Where it was typed; nothing on the disk holds it in clear, and status says that it waits."""
    refused = plain(fill(cabinet, f"{WRONG}\n!\n", "siret").out)
    assert "un chiffre de ce SIRET est faux" in refused
    assert "tapé sans être validé, gardé : « SIRET »" in refused
    assert "siret" not in settings(cabinet)
    for root in (cabinet.cwd, cabinet.home):
        for path in root.rglob("*"):
            assert not (path.is_file() and WRONG.encode() in path.read_bytes()), path
    assert "une réponse sur le cabinet reste à valider" in plain(cabinet("status").err)
    again = fill(cabinet, "73282932000074\n!\n")
    assert WRONG in again.out, "it is the first question, before those never asked"
    assert settings(cabinet)["siret"] == "73282932000074"
    assert "reste à valider" not in cabinet("status").said


def test_a_pipe_stops_at_the_first_refusal(cabinet: Any) -> None:
    """With its number, exit 1; what precedes stands, what follows answers no other question."""
    done = cabinet("fill", "cabinet", "--plain", piped="EI\n1 rue A\n44000\nNantes\n12\na@b.fr\n")
    assert done.code == 1
    assert "la réponse n° 5 n'est pas enregistrée, à la question « Téléphone »" in plain(done.err)
    held = settings(cabinet)
    assert held["adresse"]["commune"] == "Nantes"
    assert "courriel" not in held and "telephone" not in held
    assert commits(cabinet)[0] == "Cabinet : réglages"
    assert cabinet("fill", "cabinet").code == 2


def test_what_is_wrong_in_the_file_is_asked_again(cabinet: Any) -> None:
    """Status says the command; with it, or without the field, the question comes first."""
    path = cabinet.cwd / "cabinet.yaml"
    path.write_text(path.read_text() + "siret: 123\n", encoding="utf-8")
    assert "bilantool fill cabinet siret" in cabinet("status").err
    fill(cabinet, "\n" * 3 + "73282932000074\n" + "!\n", "siret")
    fill(cabinet, "!\n")
    path.write_text(path.read_text().replace('"73282932000074"', "123"), encoding="utf-8")
    assert "SIRET" in fill(cabinet, "\n" * 60).out


# Consultants


def test_consultants_are_added_corrected_and_removed(cabinet: Any) -> None:
    """The usual title fits whoever bears it; an id is made; the others keep their lines."""
    yes = "n\n" * 1
    added = fill(cabinet, f"\n\n\n{yes}\n\no\nBéa Neuf\n=\n!\n", "consultants")
    assert "conseil en bilan de compétences" in plain(added.out)
    first, second = settings(cabinet)["consultants"]
    assert second == {
        "id": "bea-neuf",
        "nom": "Béa Neuf",
        "qualite": "conseil en bilan de compétences",
    }
    corrected = f"\n\n\n\n{yes}\n\n\nBéa Neuve\npsychologue\n!\n"
    fill(cabinet, corrected, "consultants")
    assert settings(cabinet)["consultants"][1]["nom"] == "Béa Neuve"
    path = cabinet.cwd / "cabinet.yaml"
    path.write_text(path.read_text().replace("    nom: Béa", "    # ici\n    nom: Béa"))
    fill(cabinet, "non\n!\n", "consultants")
    assert [each["id"] for each in settings(cabinet)["consultants"]] == ["bea-neuf"]
    assert "# ici" in path.read_text()
    alone = plain(fill(cabinet, "!\n", "consultants").out)
    assert "Garder" not in alone, "somebody leads the bilans"
    assert first["id"] == "a-essai"


def test_a_consultant_whom_a_dossier_names_stays(demo: Any) -> None:
    """The refusal says which, and to give the last day instead."""
    done = plain(fill(demo, "non\n!\n", "consultants").out)
    assert "des dossiers désignent cette personne (2026-007" in done
    assert "dernier jour" in done
    assert len(settings(demo)["consultants"]) == 2


# What others did


def test_a_broken_file_says_its_line_and_is_left_alone(cabinet: Any) -> None:
    """Cause and cure too, whichever way it is broken."""
    path = cabinet.cwd / "cabinet.yaml"
    for broken in (b"raison_sociale: [a\nuuid: 3\n", b"\xff\xfe\x00", b""):
        path.write_bytes(broken)
        done = cabinet("fill", "cabinet", "--plain", answers="EI\n!\n")
        assert done.code == 3, done.said
        assert "cabinet.yaml" in done.err
        assert "git checkout HEAD -- cabinet.yaml" in done.err
        assert path.read_bytes() == broken


def test_ones_own_answers_are_accepted_and_those_of_others_are_not(cabinet: Any) -> None:
    """What somebody pushed before is still shown at the next document."""
    called = ["git", "remote", "add", "hote", "https://hote.exemple/cabinet.git"]
    subprocess.run(called, cwd=cabinet.cwd, check=True)
    trousseau = Trousseau(Path(cabinet.environ["BILANTOOL_TROUSSEAU"]))
    acceptance.accept(Cabinet.at(cabinet.cwd), trousseau)
    fill(cabinet, "EI\n!\n")
    assert acceptance.changes(Cabinet.at(cabinet.cwd), trousseau) == ()
    path = cabinet.cwd / "cabinet.yaml"
    pushed = "contact_rgpd: ailleurs\nconsultants:\n  - {id: b-x, nom: B. X}\n"
    path.write_text(path.read_text().replace("consultants:\n", pushed), encoding="utf-8")
    fill(cabinet, "0261912026\n", "telephone")
    left = acceptance.changes(Cabinet.at(cabinet.cwd), trousseau)
    assert {each.key for each in left} == {
        "contact_rgpd", "consultants.b-x.id", "consultants.b-x.nom"
    }  # fmt: skip
    fill(cabinet, "le mien\n", "contact_rgpd")
    left = acceptance.changes(Cabinet.at(cabinet.cwd), trousseau)
    assert {each.key for each in left} == {"consultants.b-x.id", "consultants.b-x.nom"}


@pytest.mark.skipif(os.name != "posix", reason="kills by POSIX signals")
def test_a_kill_loses_no_answer(cabinet: Any) -> None:
    """The file has it, the next command that writes commits it; two terminals never fill at once,
    and what an editor changed meanwhile is not written over."""
    started = subprocess.Popen(
        [sys.executable, "-u", "-m", "bilantool", "fill", "cabinet", "--plain"],
        cwd=cabinet.cwd,
        env={**os.environ, **cabinet.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for(started, "2 sur")
    assert started.stdin is not None
    started.stdin.write(b"EI\n")
    started.stdin.flush()
    wait_for(started, "3 sur")
    busy = fill(cabinet, "SAS\n", code=5)
    assert "se remplit déjà dans un autre terminal" in plain(busy.err)
    path = cabinet.cwd / "cabinet.yaml"
    path.write_text(path.read_text() + "site: ailleurs.fr\n", encoding="utf-8")
    started.stdin.write(b"1 rue A\n")
    started.stdin.flush()
    wait_for_error = started.stderr.readline() if started.stderr else b""
    started.send_signal(signal.SIGKILL)
    started.communicate(timeout=60)
    assert "a changé ailleurs".encode() in wait_for_error
    assert {"forme": "EI", "site": "ailleurs.fr"}.items() <= settings(cabinet).items()
    fill(cabinet, "!\n")
    assert commits(cabinet)[0] == "Cabinet : réglages"


def test_what_a_document_wants_of_the_cabinet_names_the_command(demo: Any) -> None:
    """As it can be typed: no dossier in it; it asks what was missing, and the document is made."""
    path = demo.cwd / "cabinet.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("mediateur:"), text.index("mention_tva:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    refused = plain(demo("build", "2026-019", "contrat-individuel", "-f", "docx").said)
    assert "→ bilantool fill cabinet mediateur" in refused
    assert "(bilantool fill cabinet mediateur)" in refused
    fill(demo, "o\nMédiation\n1 rue A, Nantes\nmediation.example\n", "mediateur")
    again = demo("build", "2026-019", "contrat-individuel", "-f", "docx")
    assert "mediateur" not in again.said


# Before it


def test_init_puts_the_questions_at_once(terminal: Any) -> None:
    """What it was told already is shown again; a no says the command, a pipe is asked nothing."""
    argv = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    done = terminal("init", "un", *argv, answers="\no\n\nEI\n1 rue A\n44000\nNantes\n!\n")
    assert done.code == 0, done.said
    assert "Ensuite : cd un, bilantool fill cabinet, puis bilantool new" in plain(done.out)
    text = (terminal.cwd / "un" / "cabinet.yaml").read_text(encoding="utf-8")
    assert reading.read(text).values["adresse"]["commune"] == "Nantes"
    later = terminal("init", "deux", *argv, answers="n\n")
    assert "cd deux, bilantool fill cabinet, puis bilantool new" in plain(later.out)
    assert "Répondre" not in terminal("init", "trois", *argv).said


def test_a_cabinet_that_is_there_is_told_before_any_question(terminal: Any) -> None:
    """With the way to it: a window that was closed amid `init` leaves one whole."""
    assert terminal("init", "un", "--raison-sociale", "Cap", "--consultant", "A. Essai").code == 0
    again = terminal("init", "un", answers="Cap\nA. Essai\n")
    assert again.code == 2
    assert "Nom du cabinet" not in again.said
    assert f"cd {terminal.cwd / 'un'}, puis bilantool" in plain(again.err)


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        ("--siret", WRONG, "un chiffre de ce SIRET est faux"),
        ("--nda", "12", "onze chiffres"),
        ("--courriel", "bonjour", "adresse électronique"),
    ],
)
def test_an_option_of_init_is_read_as_its_question_is(
    terminal: Any, option: str, typed: str, said: str
) -> None:
    """Before anything is made."""
    argv = ("init", "un", "--raison-sociale", "Cap", "--consultant", "A. Essai", option, typed)
    refused = terminal(*argv)
    assert refused.code == 2
    assert said in plain(refused.err)
    assert not (terminal.cwd / "un").exists()


def test_the_shell_proposes_the_cabinet_and_its_parts() -> None:
    class Context:
        params = {"reference": "cabinet"}  # noqa: RUF012

    context: Any = Context()
    assert completion.fillable(context, "cab") == [("cabinet", "ce que les documents en disent")]
    assert "mediateur" in completion.note_or_part(context, "")
    assert "uuid" not in completion.note_or_part(context, "")
