"""`fill` on a real terminal: keys, arrows, small screens, and nothing left on the screen."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bilantool.notes import reading

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs a terminal: tmux")

ROOT = Path(__file__).parents[2]
SECRET = "Zibeline"


@dataclass
class Screen:
    """A terminal of tmux; `keys` are its names of keys (`F2`, `Enter`) or text."""

    socket: str

    def tmux(self, *argv: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self.socket, *argv], capture_output=True, text=True, check=True
        )
        return done.stdout.replace("\u00a0", " ").replace("\u202f", " ")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "fill", *keys)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "fill", "-l", text)

    def paste(self, text: str, *how: str) -> None:
        """As a terminal does; with `-p`, marked as a paste where the program asks for it."""
        subprocess.run(
            ["tmux", "-S", self.socket, "load-buffer", "-"], input=text.encode(), check=True
        )
        self.tmux("paste-buffer", *how, "-t", "fill")

    def process(self) -> int:
        """The process of `bilantool`."""
        shell = self.tmux("list-panes", "-t", "fill", "-F", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[-1])

    def shown(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "fill")

    def everything(self) -> str:
        """What scrolled away too."""
        return self.tmux("capture-pane", "-p", "-S", "-", "-t", "fill")

    def child(self) -> int:
        """The number of the process that the terminal's shell runs."""
        shell = self.tmux("list-panes", "-t", "fill", "-F", "#{pane_pid}").strip()
        done = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(done.stdout.split()[0])

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something outside the terminal is so."""
        deadline = time.monotonic() + 40
        while not holds():
            assert time.monotonic() < deadline, self.shown()
            time.sleep(0.1)

    def wait(self, *texts: str) -> str:
        """The screen once it shows each of these."""
        deadline = time.monotonic() + 40
        while True:
            shown = self.shown()
            if all(text in shown for text in texts):
                return shown
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)


@pytest.fixture
def screen(
    cabinet: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Screen]]:
    """Opens terminals that run `bilantool`, of a given size."""
    folder = tmp_path_factory.mktemp("t")
    opened: list[Screen] = []

    def run(*argv: str, columns: int = 80, rows: int = 24) -> Screen:
        made = Screen(str(folder / f"s{len(opened)}"))
        given = {**cabinet.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        environ = [f"{key}={value}" for key, value in given.items()]
        command = shlex.join(["env", *environ, sys.executable, "-m", "bilantool", *argv])
        size = ("-x", str(columns), "-y", str(rows))
        session = ("-f", os.devnull, "new-session", "-d", "-s", "fill", *size, "sh")
        made.tmux(*session, "-c", f"cd {shlex.quote(str(cabinet.cwd))} && {command}; cat")
        opened.append(made)
        return made

    yield run
    for each in opened:
        with suppress(subprocess.CalledProcessError):  # closed by the test
            each.tmux("kill-server")


def values(terminal: Any, note: str) -> dict[str, Any]:
    held: dict[str, Any] = reading.read(terminal("show", "2026-001", note).out).values
    return held


def answer(here: Screen, text: str, key: str = "Enter") -> None:
    """Type, see it, validate."""
    here.type(text)
    here.wait(text.splitlines()[-1])
    here.press(key)


def test_a_note_is_filled_with_keys(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """Texts, choices by arrows, back, skip, help, stop; what was typed leaves the screen."""
    here = screen("fill", "2026-001", "demande")
    here.wait("Situation actuelle  obligatoire", "1 sur 17", "F1 aide", "F4 arrêter")
    here.press("F1")
    here.wait("Exemple : Coordinatrice")
    answer(here, f"En poste chez {SECRET}")
    here.press("Enter")
    answer(here, "depuis dix ans?", "C-s")
    here.wait("Pourquoi maintenant", "2 sur 17")
    here.press("F3")
    here.wait("1. La personne elle-même", "↑↓ choisir")
    here.press("Down")
    here.press("Enter")
    here.wait("Demande initiale", "4 sur 17")
    here.press("F2")
    here.wait("›  2. L’employeur")
    here.press("3")
    here.wait("›  3. Un conseiller")
    here.press("Enter")
    here.wait("Demande initiale")
    here.press("F4")
    done = here.wait("2 réponses enregistrées (révision 2)", "Pour reprendre")
    assert "1 sur 17" not in done
    assert SECRET not in here.everything()
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == f"En poste chez {SECRET}\n\ndepuis dix ans?\n"
    assert held["initiative"] == "conseiller"


@pytest.mark.parametrize("way", ["F2", "F3", "F4", "C-c", "C-d", "window"])
def test_no_way_out_loses_what_is_being_typed(
    cabinet: Any, screen: Callable[..., Screen], way: str
) -> None:
    """It waits under its question, sealed, and stands in its field again: to go on, or to drop."""
    here = screen("fill", "2026-001", "demande")
    here.wait("1 sur 17")
    answer(here, "En poste.", "C-s")
    here.wait("2 sur 17")
    here.type(f"depuis {SECRET}")
    here.wait(SECRET)
    if way == "window":
        here.tmux("kill-server")
        here = screen("status", "2026-001")
        here.wait("La saisie de demande reste à finir")
    else:
        here.press(way)
        if way in ("F2", "F3"):
            here.wait("1 sur 17" if way == "F2" else "3 sur 17")
            here.press("F4")
        here.wait("gardé : « Pourquoi maintenant »", "bilantool fill 2026-001 demande")
        assert SECRET not in here.everything()
    again = screen("fill", "2026-001", "demande")
    again.wait("2 sur 17", f"depuis {SECRET}", "n’était pas validé", "F5 effacer")
    again.type(" encore")
    again.press("C-s")
    again.wait("3 sur 17")
    again.press("F4")
    again.wait("enregistrée")
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == "En poste.\n"
    assert held["pourquoi_maintenant"] == f"depuis {SECRET} encore\n"
    assert "reste à finir" not in cabinet("status", "2026-001").out


def test_a_kill_loses_two_seconds_at_most(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """What was typed is sealed while it is typed: nobody is asked before a kill."""
    here = screen("fill", "2026-001", "demande")
    here.wait("1 sur 17")
    answer(here, "En poste.", "C-s")
    here.wait("2 sur 17")
    here.type("depuis dix ans")
    kept = cabinet.home / "trousseau" / "brouillons"
    before = {path.read_bytes() for path in kept.rglob("*.saisie")}
    deadline = time.monotonic() + 20  # of a loaded machine; the program itself takes one second
    while {path.read_bytes() for path in kept.rglob("*.saisie")} == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(here.process(), signal.SIGKILL)
    here.wait("Killed")
    again = screen("fill", "2026-001", "demande")
    again.wait("2 sur 17", "depuis dix ans")
    assert "une saisie s’était interrompue : 1 réponse enregistrée" in again.shown()
    again.press("F5")
    again.press("F4")
    again.wait("rien n’a changé")
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\n"


def test_what_is_pasted_stays_in_one_question(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """Without the terminal's marks around it too, with any end of a line, and in a line."""
    here = screen("fill", "2026-001", "demande")
    here.wait("1 sur 17")
    here.paste("Premier.\n\nDeuxième\vsuite\r\nTroisième.\n", "-r")
    here.wait("Troisième.", "1 sur 17")
    here.press("C-s")
    here.wait("2 sur 17")
    here.paste("collé\u2028ici", "-p")
    here.wait("ici")
    here.press("C-s")
    here.wait("3 sur 17")
    here.paste("L’employeur\n\nUn conseiller\n")
    here.wait("›  2. L’employeur", "3 sur 17")
    here.press("F4")
    here.wait("2 réponses enregistrées")
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == "Premier.\n\nDeuxième\nsuite\nTroisième.\n"
    assert held["pourquoi_maintenant"] == "collé\nici\n"
    there = screen("fill", "2026-001", "beneficiaire")
    there.wait("1 sur")
    there.press("F3")
    there.wait("2 sur")
    there.paste("Modèle\nDupont\nTrois\n")
    there.wait("› Modèle Dupont Trois", "2 sur")


def test_a_yes_is_typed_whole(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """Letters move, Enter validates: nothing of `oui` ends in the next field."""
    here = screen("fill", "2026-001", "beneficiaire", "--all")
    here.wait("Civilité")
    for _ in range(4):
        here.press("F3")
    here.wait("Renseigner : Adresse", "› Non")
    here.type("oui")
    here.wait("› Oui")
    here.press("Enter")
    here.wait("Numéro et voie")
    here.press("F4")
    here.wait("rien n’a changé")
    assert cabinet("show", "2026-001", "beneficiaire").out == ""


def test_what_is_none_of_the_choices_is_not_one(
    cabinet: Any, screen: Callable[..., Screen]
) -> None:
    """A word typed without looking does not answer with the marked choice; a correction is one."""
    here = screen("fill", "2026-001", "beneficiaire")
    here.wait("Civilité", "›  1. Mme")
    here.type("Jean-Marc")
    here.wait("« Jean-Marc » n’est aucun de ces choix")
    here.press("Enter")
    here.type("sam")
    here.wait("« sam » n’est aucun de ces choix")
    here.press("BSpace")
    here.wait("›  3. Sans civilité")
    here.press("Up")
    here.press("Enter")
    here.wait("Nom de naissance")
    here.press("F2")
    here.wait("›  2. M.")
    here.press("Down")
    here.press("Enter")
    here.wait("Nom de naissance")
    here.press("F4")
    here.wait("1 réponse enregistrée")
    assert values(cabinet, "cadre/beneficiaire")["civilite"] == "sans"


def test_a_refusal_stands_under_the_question(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """A day that does not exist is said to be none, and stays in its field to be corrected."""
    here = screen("fill", "2026-001", "plan-action")
    here.wait("1 sur")
    here.press("F3")
    here.wait("Avant le")
    answer(here, "31/2/2026")
    here.wait("Non enregistré : ce jour n’existe pas", "› 31/2/2026")
    for _ in "1/2/2026":
        here.press("Left")
    here.press("BSpace")
    here.type("0")
    here.wait("01/2/2026")
    here.press("F4")
    here.wait("gardé : « Avant le »")
    again = screen("fill", "2026-001", "plan-action")
    again.wait("› 01/2/2026")
    again.press("Enter")
    again.wait("Action  obligatoire")
    again.press("F4")
    again.wait("1 réponse enregistrée")
    assert values(cabinet, "plan-action")["premier_pas"]["avant_le"] == "2026-02-01"


@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (32, 10)])
def test_a_small_screen_is_enough(
    cabinet: Any,  # noqa: ARG001
    screen: Callable[..., Screen],
    columns: int,
    rows: int,
) -> None:
    """Lines break between words, and the keys stay in sight."""
    here = screen("fill", "2026-001", "convention", columns=columns, rows=rows)
    shown = here.wait("Renseigner", "› Non", "F4")
    assert "Window too small" not in shown
    here.press("Enter")
    here.wait("Nature de l’acte", "1.")
    here.press("F4")
    here.wait("reprendre")
