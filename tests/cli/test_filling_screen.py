"""`fill` on a real terminal: keys, arrows, small screens, and nothing left on the screen."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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
        each.tmux("kill-server")


def values(terminal: Any, note: str) -> dict[str, Any]:
    held: dict[str, Any] = reading.read(terminal("show", "2026-001", note).out).values
    return held


def test_a_note_is_filled_with_keys(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """Texts, choices by arrows, back, skip, help, stop; what was typed leaves the screen."""
    here = screen("fill", "2026-001", "demande")
    here.wait("Situation actuelle  obligatoire", "1 sur 17", "F1 aide", "F4 arrêter")
    here.press("F1")
    here.wait("Exemple : Coordinatrice")
    here.type(f"En poste chez {SECRET}")
    here.press("Enter")
    here.type("depuis dix ans?")
    here.press("Enter")
    here.press("Enter")
    here.wait("Pourquoi maintenant", "2 sur 17")
    here.press("F3")
    here.wait("1. La personne elle-même", "↑↓ choisir")
    here.press("Down")
    here.press("Enter")
    here.wait("Demande initiale", "4 sur 17")
    here.press("F2")
    here.wait("›  2. L’employeur")
    here.press("3")
    here.press("Enter")
    here.wait("Demande initiale")
    here.press("F4")
    done = here.wait("3 réponses enregistrées", "Pour reprendre")
    assert "1 sur 17" not in done
    assert SECRET not in here.everything()
    held = values(cabinet, "demande")
    assert held["situation_actuelle"] == f"En poste chez {SECRET}\ndepuis dix ans?\n"
    assert held["initiative"] == "conseiller"


def test_ctrl_c_keeps_what_was_answered(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """It stops cleanly, and says how to go on."""
    here = screen("fill", "2026-001", "demande")
    here.wait("1 sur 17")
    here.type("En poste.")
    here.press("Enter")
    here.press("Enter")
    here.wait("2 sur 17")
    here.type("perdu")
    here.press("C-c")
    here.wait(
        "1 réponse enregistrée", "Pour reprendre : bilantool fill 2026-001 demande", "interrompu"
    )
    assert values(cabinet, "demande")["situation_actuelle"] == "En poste.\n"


def test_a_refusal_stands_under_the_question(cabinet: Any, screen: Callable[..., Screen]) -> None:
    """A day that does not exist is said to be none, and asked again; nothing is repeated."""
    here = screen("fill", "2026-001", "plan-action")
    here.wait("1 sur")
    here.wait("Action")
    here.press("F3")
    here.wait("Avant le")
    here.type("31/2/2026")
    here.press("Enter")
    shown = here.wait("Non enregistré : ce jour n’existe pas")
    assert "31/2" not in shown
    assert "Avant le" in shown
    here.type("28/2/2026")
    here.press("Enter")
    here.wait("4 sur")
    here.press("F4")
    here.wait("1 réponse enregistrée")
    assert values(cabinet, "plan-action")["premier_pas"]["avant_le"] == "2026-02-28"


@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (32, 10)])
def test_a_small_screen_is_enough(
    cabinet: Any,  # noqa: ARG001
    screen: Callable[..., Screen],
    columns: int,
    rows: int,
) -> None:
    """Lines break between words, and the keys stay in sight."""
    here = screen("fill", "2026-001", "convention", columns=columns, rows=rows)
    shown = here.wait("Nature de l’acte", "F4")
    assert "Window too small" not in shown
    here.press("F3")
    here.wait("Intitulé")
    here.press("F4")
    here.wait("reprendre")
