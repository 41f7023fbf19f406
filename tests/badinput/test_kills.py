"""Commands killed at any of their steps: nothing is lost, the next command finishes the work."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet.cabinet import Cabinet
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading

REF = "2026-001"
NAMES = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")

STEPS = ("os.rename", "os.remove", "subprocess.Popen")
"""What makes a state of the disk that others see: between two of them only temporary files grow."""


def killed(terminal: Any, moment: int, *argv: str) -> list[str]:
    """Run the command in a child that is killed before its step `moment`, if it comes to it.

    Returns the steps that were seen when the command ended by itself: what Python's audit calls
    them, and the name that a rename gives. Nothing when it was killed.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python warns of the threads of pytest-xdist, of which the child uses none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _run_and_die(terminal, moment, argv, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return []
    ended = json.loads(said)
    assert ended["code"] == 0, ended["said"]
    return list(ended["steps"])


def _run_and_die(terminal: Any, moment: int, argv: tuple[str, ...], writing: int) -> None:
    """The child's whole life: it never comes back into pytest."""
    seen: list[str] = []

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event in STEPS:
            seen.append(f"{event} {Path(args[1]).name}" if event == "os.rename" else event)
            if len(seen) == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(watch)
        done = terminal(*argv)
        told = {"code": done.code, "said": done.said, "steps": seen}
        os.write(writing, json.dumps(told).encode())
    finally:
        os._exit(0)


def uncommitted(root: Path) -> str:
    """What git sees in the work tree that is in no commit."""
    seen = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return seen.stdout


def held(bench: Any) -> int:
    """How many dossiers have keys."""
    return len(Trousseau(bench.home / "trousseau").dossier_ids())


def listed(bench: Any) -> list[str]:
    """The names of the tasks that are not finished."""
    return sorted(Trousseau(bench.home / "trousseau").tasks(Cabinet.at(bench.root).uuid))


def test_killed_at_each_step_of_a_save(bench: Any) -> None:
    """The old note or the new, whole; and the next command that saves commits what was sealed."""
    source, other = bench.outside / "source.yaml", bench.outside / "autre.yaml"
    save = ("edit", REF, "demande", "--from", str(source))
    source.write_text("situation_actuelle: jamais\n", encoding="utf-8")
    steps = killed(bench.terminal, 0, *save)
    assert len(steps) > 10, "the save was not watched"
    outcomes, finished = set(), 0
    old = "situation_actuelle: jamais\n"
    for moment in range(1, len(steps) + 1):
        new = f"situation_actuelle: essai {moment}\n"
        source.write_text(new, encoding="utf-8")
        killed(bench.terminal, moment, *save)
        found = bench.read()
        assert found in (old, new), f"step {moment}"
        outcomes.add(found == new)
        old = found
        waiting = uncommitted(bench.root)
        other.write_text(f"modalites: {{rythme: essai {moment}}}\n", encoding="utf-8")
        done = bench("edit", REF, "cadrage", "--from", str(other))
        assert done.code == 0, done.said
        if "demande" in waiting:
            finished += 1
            assert "une commande s’était interrompue" in done.said
        assert uncommitted(bench.root) == "", f"step {moment}"
        assert listed(bench) == []
    assert outcomes == {True, False}, "some kills came before the save, some after it"
    assert finished, "no kill came between the sealing and the commit"


def test_killed_at_each_step_of_a_session(bench: Any) -> None:
    """Both notes whole, at worst one behind the other; the next `session` makes them agree."""
    first = ("session", REF, "--date", "2026-10-01", "--start", "9h", "--proof", "emargement")
    steps = killed(bench.terminal, 0, *first)
    assert len(steps) > 20, "the session was not watched"
    days = ["2026-10-01"]
    between = 0
    for moment in range(1, len(steps) + 1):
        day = (date(2026, 10, 1) + timedelta(days=moment)).isoformat()
        command = ("session", REF, "--date", day, "--start", "9h", "--proof", "emargement")
        killed(bench.terminal, moment, *command)
        written = day in bench.read("cadre/seances")
        entered = f"seance: {day}" in bench.read("cadre/entretiens")
        assert written or not entered, "the entry came before its session"
        between += written and not entered
        done = bench(*command)
        assert done.code == 0, done.said
        days.append(day)
        held = reading.read(bench.read("cadre/seances")).values["seances"]
        noted = reading.read(bench.read("cadre/entretiens")).values["entretiens"]
        assert [each["id"] for each in held] == days, f"step {moment}"
        assert [each["seance"] for each in noted] == days, f"step {moment}"
        assert uncommitted(bench.root) == "", f"step {moment}"
        assert listed(bench) == []
    assert between, "no kill came between the two notes"


def test_killed_at_each_step_of_keeping_a_note(bench: Any, tmp_path: Path) -> None:
    """Note and attachment open at every moment, and the next command ends the move."""
    bench.write(
        "entrees:\n  - {objet: conservation, version: '1', decision: donne, le: 2026-11-02,\n"
        "     moyen: papier, duree_mois: 6, documents: [tests], necessite_du_suivi: suivre}\n",
        "cadre/consentements",
    )
    bench.write("tests:\n  - {outil: essai, objet: valeurs}\n", "investigation/tests")
    scan = bench.outside / "rapport.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert bench("attach", REF, str(scan), "--note", "tests").code == 0
    text = bench.read("investigation/tests")
    (piece,) = (bench.root / "dossiers" / REF / "pieces").glob("*.piece")
    places = (bench.root, bench.home)
    for place in places:
        shutil.copytree(place, tmp_path / "avant" / place.name, symlinks=True)

    def again(*, history: bool) -> None:
        for place in places:
            shutil.rmtree(place)
            shutil.copytree(tmp_path / "avant" / place.name, place, symlinks=True)
        if not history:
            shutil.rmtree(bench.root / ".git")

    def mended(moment: int) -> bool:
        """Whether the next command had something to finish."""
        assert bench.read("investigation/tests") == text, f"step {moment}"
        assert "à sa place" not in bench("check", REF).said.replace("\u00a0", " ")
        begun = bool(listed(bench))
        bench.write("indices: vus\n", "investigation/entourage")
        sealed = b"classe: suivi\n" in bench.sealed("investigation/tests").read_bytes()
        assert sealed == (b"classe: suivi\n" in piece.read_bytes()), f"step {moment}"
        assert sealed or not begun, f"step {moment}"
        assert listed(bench) == []
        assert bench.read("investigation/tests") == text, f"step {moment}"
        return begun

    again(history=False)
    steps = killed(bench.terminal, 0, "keep", REF)
    finished = 0
    for moment in range(1, len(steps) + 1):
        again(history=False)
        killed(bench.terminal, moment, "keep", REF)
        finished += mended(moment)
    assert finished > 3, "the kills came before or after the move"
    again(history=True)
    committing = steps.index(f"os.rename {piece.name}") + 3
    killed(bench.terminal, committing, "keep", REF)
    assert mended(committing)
    assert uncommitted(bench.root) == ""


def test_killed_at_any_step_of_a_new_dossier(bench: Any) -> None:
    """The next command finishes it, or nothing of it was begun: its number always serves."""
    steps = killed(bench.terminal, 0, "new", "2026-100", "--fiche-rangee")
    # Eighteen notes are sealed in the same way; what comes after them is tried step by step.
    after = steps.index("os.rename dossier.yaml")
    moments = [1, after // 2, *range(after + 1, len(steps) + 1)]
    outcomes = set()
    for number, moment in enumerate(moments, start=101):
        reference = f"2026-{number}"
        killed(bench.terminal, moment, "new", reference)
        place = bench.root / "dossiers" / reference
        whole = place.exists()
        outcomes.add(whole)
        done = bench("new", reference)
        assert done.code == (2 if whole else 0), done.said
        assert len(list(place.rglob("*/*.yaml"))) == 18
        assert bench("show", reference).code == 0
        assert uncommitted(bench.root) == "", f"step {moment}"
        assert listed(bench) == []
    assert outcomes == {True, False}, "some kills came before the folder, some after it"
    dossiers = list((bench.root / "dossiers").glob("2026-*"))
    assert held(bench) == len(dossiers), "keys were left without a dossier"


def test_the_next_number_is_the_one_that_was_begun(bench: Any) -> None:
    """Keys are saved, the folder is not there yet: `new` alone finishes that very dossier."""
    assert bench("new", "--fiche-rangee").code == 0
    steps = killed(bench.terminal, 0, "new")
    before, publishing = held(bench), steps.index("os.rename 2026-003") + 1
    killed(bench.terminal, publishing, "new")
    assert held(bench) == before + 1
    assert not (bench.root / "dossiers" / "2026-004").exists()
    done = bench("new")
    assert done.code == 0
    assert "Dossier 2026-004 ouvert" in done.out
    assert held(bench) == before + 1


def test_killed_at_any_step_of_init(terminal: Any) -> None:
    """The same command begins again or says that it is done; then the cabinet serves."""
    steps = killed(terminal, 0, "init", "modele", *NAMES)
    outcomes = set()
    for moment in range(1, len(steps) + 1, 2):
        terminal.environ["BILANTOOL_TROUSSEAU"] = str(terminal.home / f"trousseau-{moment}")
        folder = terminal.cwd / f"cabinet-{moment}"
        killed(terminal, moment, "init", folder.name, *NAMES)
        made = (folder / "cabinet.yaml").exists()
        outcomes.add(made)
        again = terminal("init", folder.name, *NAMES)
        assert again.code == (2 if made else 0), again.said
        opened = terminal("new", BILANTOOL_CABINET=str(folder))
        assert opened.code == 0, opened.said
        assert Trousseau(terminal.home / f"trousseau-{moment}").exists()
        assert uncommitted(folder) == "", f"step {moment}"
        assert not list(folder.glob(".bilantool-*.tmp"))
    assert outcomes == {True, False}, "some kills came before the settings, some after them"


def test_killed_at_random_moments(bench: Any) -> None:
    """Whole processes killed by the clock, git among what they were doing."""
    chance = random.Random(7)
    source = bench.outside / "source.yaml"
    old = bench.read()
    for number in range(4):
        new = f"situation_actuelle: tour {number}\n"
        source.write_text(new, encoding="utf-8")
        child = bench.start("edit", REF, "demande", "--from", str(source), start_new_session=True)
        time.sleep(chance.uniform(0.15, 0.7))
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            assert child.poll() is not None
        child.communicate(timeout=30)
        # Git's own; a person is told which file to remove.
        (bench.root / ".git" / "index.lock").unlink(missing_ok=True)
        found = bench.read()
        assert found in (old, new)
        old = found
    bench.write("situation_actuelle: enfin\n")
    assert uncommitted(bench.root) == ""
