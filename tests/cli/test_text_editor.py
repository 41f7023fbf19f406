"""`edit` in our own editor, where no other keeps its copies to itself: nothing reaches a disk."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bilantool.cli import rounds
from bilantool.cli.text_editor import TextEditor
from bilantool.console import Console
from bilantool.errors import EnvironmentFault
from bilantool.storage.shelter import Shelter
from tests.cli.test_filling_screen import SECRET, Screen, screen

__all__ = ["screen"]  # the fixture

needs_terminal = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
NOTHING = {"PATH": "/nonexistent"}


@pytest.fixture
def bare(cabinet: Any) -> Any:
    """A machine without any editor, and a note begun."""
    note = cabinet.home / "note.yaml"
    note.write_text("horizon: un an\n", encoding="utf-8")
    assert cabinet("edit", "2026-001", "demande", "--from", str(note)).code == 0
    for name in ("EDITOR", "VISUAL"):
        cabinet.environ.pop(name, None)
    cabinet.environ["PATH"] = "/nonexistent"
    return cabinet


def test_which_editor(tmp_path: Path) -> None:
    """Ours without a folder in memory or without another; a chosen one is taken, or missed."""
    disk, memory = Shelter(tmp_path, False), Shelter(tmp_path, True)
    assert rounds._editor({"PATH": os.environ["PATH"]}, disk) is None
    assert rounds._editor(NOTHING, memory) is None
    chosen = tmp_path / "monediteur"
    chosen.touch(0o755)
    found = rounds._editor({"EDITOR": str(chosen), **NOTHING}, disk)
    assert found is not None
    assert found.program == chosen
    with pytest.raises(EnvironmentFault, match="introuvable"):
        rounds._editor({"EDITOR": "/nulle/part", **NOTHING}, disk)


def test_without_a_terminal_it_is_not_opened(bare: Any) -> None:
    """Nobody could write in it: it is said, with the other way."""
    refused = bare("edit", "2026-001", "demande")
    assert refused.code == 5
    assert "--from" in refused.err


def typed(keys: str, text: str = "", line: int | None = None) -> tuple[str, list[str]]:
    """What the editor makes of keys, on any system, and what it gave to be sealed."""
    kept: list[str] = []
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        nobody = Console(io.StringIO(), io.StringIO(), io.StringIO(), True, False)
        editor = TextEditor(nobody, "note", kept.append, keyboard, DummyOutput())
        try:
            return editor.write(text, line), kept
        except KeyboardInterrupt:
            return f"arrêté : {editor.text}", kept


SAVE, STOP, F4, END = "\x13", "\x03", "\x1bOS", "\x05"


@pytest.mark.parametrize(
    ("keys", "text", "line", "expected"),
    [
        (f"freins: le temps{SAVE}", "", None, "freins: le temps"),
        (f"{END}!{SAVE}", "a\nb\nc", 2, "a\nb!\nc"),
        (f"\tb{SAVE}", "", None, "  b"),
        (f"a{STOP}", "b", None, "arrêté : ab"),
        (f"a{F4}", "b", None, "arrêté : ab"),
        # Lines that come all at once were pasted: none is pushed in by the one before.
        (f"a:\r  - b\r  - c\r{SAVE}", "", None, "a:\n  - b\n  - c\n"),
    ],
)
def test_keys(keys: str, text: str, line: int | None, expected: str) -> None:
    """Save, stop, indent, paste: what is in the editor is what comes out."""
    assert typed(keys, text, line)[0] == expected


def test_a_program_of_any_system_serves_as_editor(cabinet: Any, tmp_path: Path) -> None:
    """The one of EDITOR is given the file, and what it leaves there is the note."""
    program = tmp_path / "mon éditeur.py"
    program.write_text(
        "import sys, pathlib\n"
        "pathlib.Path(sys.argv[1]).write_text('freins: le temps\\n', encoding='utf-8')\n",
        encoding="utf-8",
    )
    chosen = f'"{sys.executable}" "{program}"'
    assert cabinet("edit", "2026-001", "demande", EDITOR=chosen).code == 0
    assert cabinet("show", "2026-001", "demande").out == "freins: le temps\n"


@needs_terminal
def test_a_note_is_written_in_memory(
    bare: Any, screen: Callable[..., Screen], tmp_path: Path
) -> None:
    """Pasted lines keep their margins, a slip is shown at its line, Ctrl-S saves; no file."""
    here = screen("edit", "2026-001", "demande")
    here.wait("Ctrl-S enregistrer et fermer", "horizon")
    here.press("F1")
    here.wait("Tab avance de deux espaces")
    here.press("F1", "C-Home")
    here.type(f"freins: {SECRET}: non")
    here.press("Enter")
    here.press("C-s")
    here.wait("Rouvrir à la ligne 1")
    here.type("o")
    here.press("Enter")
    here.wait("Ctrl-S enregistrer et fermer")
    here.press("Home", "Down", "Up")
    for _ in range(len("freins: ")):
        here.press("Right")
    here.type('"')
    here.press("End")
    here.type('"')
    here.press("C-s")
    here.wait("demande", "révision")
    assert SECRET not in here.everything()
    assert f"freins: '{SECRET}: non'" in bare("show", "2026-001", "demande").out.replace('"', "'")
    found = subprocess.run(["grep", "-rl", SECRET, str(tmp_path)], capture_output=True, check=False)
    assert not found.stdout


@needs_terminal
@pytest.mark.parametrize("end", ["F4", "C-c", signal.SIGHUP, signal.SIGKILL])
def test_what_was_typed_waits(bare: Any, screen: Callable[..., Screen], end: Any) -> None:
    """However it ends, the text waits as a draft and opens the next time."""
    here = screen("edit", "2026-001", "demande")
    here.wait("Ctrl-S enregistrer et fermer", "horizon")
    here.press("C-Home")
    here.type("freins: le temps")
    here.press("Enter")
    drafts = Path(bare.environ["BILANTOOL_TROUSSEAU"]) / "brouillons"
    if isinstance(end, str):
        here.press(end)
    else:
        here.until(lambda: any(drafts.rglob("*.brouillon")))
        os.kill(here.child(), end)
    here.until(lambda: any(drafts.rglob("*.brouillon")))
    assert "brouillon" in bare("status", "2026-001").out
    again = screen("edit", "2026-001", "demande")
    again.wait("Le reprendre")
    again.press("Enter")
    again.wait("freins: le temps")
    again.press("C-s")
    again.wait("révision")
    assert bare("show", "2026-001", "demande").out.startswith("freins: le temps")
    assert not any(drafts.rglob("*.brouillon"))
