"""`detach`: an attachment taken out, with its citations; what still holds it is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading
from tests.badinput.conftest import Bench
from tests.badinput.test_kills import killed, listed, uncommitted
from tests.saying import ok, plain

REF = "2026-001"
TITLE = "Hippocampe"


def attached(terminal: Any, *argv: str, data: bytes = b"") -> str:
    scan = Path(terminal.home) / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + data + b"%%EOF\n")
    told = ok(terminal, "attach", REF, str(scan), "--title", TITLE, *argv, "--json").out
    return str(json.loads(told)["piece"])


def held(terminal: Any) -> dict[str, list[str]]:
    told = json.loads(terminal("show", REF, "--pieces", "--json").out)
    return {each["piece"]: each["citee_par"] for each in told["pieces"]}


def save(terminal: Any, text: str, note: str) -> None:
    source = Path(terminal.home) / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", REF, note, "--from", str(source))


@pytest.mark.parametrize("how", ["id", "beginning", "place"])
def test_a_piece_goes_with_its_citation_in_one_commit(cabinet: Any, how: str) -> None:
    """Its file, its id in the note, and nothing else of the note."""
    save(cabinet, "# à moi\nintitule: essai\n", "convention")
    piece = attached(cabinet, "--note", "convention")
    other = attached(cabinet, "--class", "travail", data=b"autre")
    wanted = {"id": piece, "beginning": piece[:8], "place": "convention"}[how]
    done = plain(ok(cabinet, "detacher", REF, wanted, "--yes").said)
    assert held(cabinet) == {other: []}
    text = cabinet("show", REF, "convention").out
    assert piece not in text and "# à moi" in text
    assert "un contrôle ou le financeur" in done
    log = subprocess.run(["git", "log", "-1", "--name-only", "--format=%s"], cwd=cabinet.cwd,
                         capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert log.split("\n")[0] == f"{REF} : pièce {piece} ôtée"
    assert f"dossiers/{REF}/pieces/{piece}.piece" in log
    assert f"dossiers/{REF}/cadre/convention.yaml" in log
    assert TITLE not in log
    assert uncommitted(cabinet.cwd) == ""


def test_what_the_history_holds_is_said_and_can_be_brought_back(cabinet: Any) -> None:
    """By the command that is told; without a history nothing is promised."""
    piece = attached(cabinet, "--class", "travail")
    done = plain(ok(cabinet, "detach", REF, piece, "--yes").said)
    assert "reste, chiffrée, dans l'historique git" in done
    (line,) = [line for line in done.splitlines() if "pour la reprendre : " in line]
    subprocess.run(line.split(" : ")[1].split(), cwd=cabinet.cwd, check=True)
    assert held(cabinet) == {piece: []}
    shutil.rmtree(cabinet.cwd / ".git")
    done = plain(ok(cabinet, "detach", REF, piece, "--yes").said)
    assert "Il n'en reste rien ici ; une sauvegarde" in done


def test_it_is_asked_first(cabinet: Any) -> None:
    """No by default; nobody at the terminal must say yes on the line; a program gets one object."""
    piece = attached(cabinet, "--class", "travail")
    asked = cabinet("detach", REF, piece, answers="\n")
    assert "Rien n’a été changé" in asked.out
    assert TITLE in asked.out
    assert cabinet("detach", REF, piece).code == 2
    assert cabinet("detach", REF, piece, "--json").code == 2
    assert held(cabinet) == {piece: []}
    told = json.loads(ok(cabinet, "detach", REF, piece, "--json", "--yes").out)
    assert told["piece"] == piece and told["otee_de"] == []
    assert held(cabinet) == {}
    assert cabinet("detach", REF, piece, "--yes").code == 2


def test_a_piece_that_two_notes_cite_goes_from_both(cabinet: Any) -> None:
    """The same sheet for two sessions."""
    for day in ("2026-11-02", "2026-11-09"):
        ok(cabinet, "session", REF, "--date", day, "--start", "9h", "--proof", "emargement")
    piece = attached(cabinet, "--note", "seances.2026-11-02")
    ok(cabinet, "attach", REF, "--piece", piece, "--note", "seances.2026-11-09")
    ok(cabinet, "detach", REF, piece, "--yes")
    assert piece not in cabinet("show", REF, "seances").out
    assert held(cabinet) == {}


def test_what_was_handed_over_or_decided_is_not_taken_out(cabinet: Any) -> None:
    """A frozen document never; the paper of a decision once another one is in its place."""
    frozen = attached(cabinet, "--class", "travail")
    digest = "a" * 64
    save(cabinet, "figes:\n  - {document: synthese, format: pdf, le: 2026-06-12, empreinte: "
                  f"{digest}, piece: {frozen}}}\n", "synthese")  # fmt: skip
    refused = cabinet("detach", REF, frozen, "--yes")
    assert (refused.code, "tel qu’il a été remis" in refused.err) == (2, True)
    ok(cabinet, "consent", REF, "--object", "bilan", "--given", "--date", "2026-11-02",
       "--means", "papier", "--version", "1")  # fmt: skip
    (entry,) = reading.read(cabinet("show", REF, "consentements").out).values["entrees"]
    piece = attached(cabinet, "--note", f"consentements.{entry['id']}", data=b"un")
    refused = cabinet("detach", REF, piece, "--yes")
    assert (refused.code, "décision inscrite" in refused.err) == (2, True)
    (command,) = [
        part for part in plain(refused.err).split("bilantool ") if part.startswith("attach")
    ]
    (cabinet.home / "bon.pdf").write_bytes(b"%PDF-1.7\nbon%%EOF\n")
    dropped = f"'{cabinet.home / 'bon.pdf'}'\nn\n"
    assert cabinet(*command.partition(" ;")[0].split(), answers=dropped).code == 0
    ok(cabinet, "detach", REF, piece, "--yes")
    assert piece not in held(cabinet)


def test_without_a_piece_it_is_chosen_from_the_list(cabinet: Any) -> None:
    """By its number or its title; with nobody to ask, the command that lists them is told."""
    piece = attached(cabinet, "--note", "convention")
    assert "bilantool show 2026-001 --pieces" in cabinet("detach", REF).err
    left = cabinet("detach", REF, answers="\n")
    assert (left.code, piece in held(cabinet)) == (2, True)
    assert cabinet("detach", REF, answers="1\no\n").code == 0
    assert held(cabinet) == {}


def test_what_cannot_be_asked_is_not_risked(cabinet: Any) -> None:
    """A note that does not open may cite it: its own fault is told. A damaged piece may go."""
    piece = attached(cabinet, "--note", "convention")
    note = cabinet.cwd / "dossiers" / REF / "cadre" / "seances.yaml"
    before = note.read_bytes()
    note.write_bytes(before[:-10])
    assert cabinet("detach", REF, piece, "--yes").code == 3
    note.write_bytes(before)
    sealed = cabinet.cwd / "dossiers" / REF / "pieces" / f"{piece}.piece"
    sealed.write_bytes(sealed.read_bytes()[:-40] + b"A" * 40)
    done = ok(cabinet, "detach", REF, piece, "--yes")
    assert "ne s’ouvre plus" in done.out
    assert held(cabinet) == {}


def test_a_destroyed_class_has_nothing_to_take_out(cabinet: Any) -> None:
    """Its keys are gone; what other classes hold is taken out as ever."""
    gone = attached(cabinet, "--class", "travail")
    piece = attached(cabinet, "--note", "convention", data=b"x")
    trousseau = Trousseau(cabinet.home / "trousseau")
    me = trousseau.open((cabinet.home / "phrase.txt").read_text(encoding="utf-8").strip())
    (dossier,) = trousseau.dossier_ids()
    trousseau.save(trousseau.load(dossier, me).destroy("travail", date(2026, 11, 20)), me)
    assert cabinet("detach", REF, gone, "--yes").code == 4
    ok(cabinet, "detach", REF, piece, "--yes")
    assert cabinet("detach", REF, "tests.x", "--yes").code in (2, 4)


def test_the_shell_completes_a_piece(cabinet: Any) -> None:
    """By the short ids of the dossier that stands before."""
    import sys

    piece = attached(cabinet, "--class", "travail")
    done = subprocess.run(
        [sys.executable, "-m", "bilantool"], cwd=cabinet.cwd, stdin=subprocess.DEVNULL,
        env={**cabinet.environ, "_BILANTOOL_COMPLETE": "complete_bash",
             "COMP_WORDS": f"bilantool detach {REF} ", "COMP_CWORD": "3"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [piece[:8]]


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step(cabinet: Any) -> None:
    """The piece and its citation, or neither once the next command that saves has run."""
    steps, outcomes, first = [""], set(), True
    moment = 0
    while moment < len(steps) or first:
        piece = attached(cabinet, "--note", "convention", data=str(moment).encode())
        if first:
            steps = killed(cabinet, 0, "detach", REF, piece, "--yes")
            assert len(steps) > 12
            first = False
            continue
        moment += 1
        killed(cabinet, moment, "detach", REF, piece, "--yes")
        begun = bool(listed(Bench(cabinet)))
        save(cabinet, f"modalites: {{rythme: essai {moment}}}\n", "cadrage")
        there, cited = piece in held(cabinet), piece in cabinet("show", REF, "convention").out
        assert there == cited, f"step {moment}"
        assert uncommitted(cabinet.cwd) == "", f"step {moment}"
        assert listed(Bench(cabinet)) == []
        outcomes.add((begun, there))
        if there:
            ok(cabinet, "detach", REF, piece, "--yes")
    assert outcomes == {(False, True), (True, False)}, "before it was listed, or afterwards"
