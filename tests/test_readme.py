"""README.md: a stranger types its lines from top to bottom, and none is refused."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def lines(shell: str = "sh") -> list[str]:
    """The lines of the page's blocks for that shell, their remarks aside."""
    blocks = re.findall(rf"^```{shell}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]


def test_the_first_screen() -> None:
    """Three sentences, one command, one picture; then the rest, which is short."""
    first, _, rest = TEXT.partition("\n## ")
    said, command, picture = (first.partition(each) for each in ("```sh\n", "\n```\n", "!["))
    sentences = said[0].partition("\n\n")[2].strip()
    assert len(re.findall(r"[.!?](?:\s|$)", sentences)) == 3
    assert command[0].rpartition("```sh\n")[2].count("\n") == 0
    assert first.count("![") == 1
    assert picture[2].count("\n") < 3
    assert "![" not in rest
    assert len(TEXT.split()) < 1200


def test_what_is_linked_is_there() -> None:
    """Pages of this repository, and nothing from elsewhere."""
    linked = re.findall(r"\]\(([^)#]+)", TEXT)
    assert len(linked) > 12
    assert [each for each in linked if not (ROOT / each).is_file()] == []


def test_windows_is_told_the_same() -> None:
    """The same program is installed and run by PowerShell's own commands."""
    told = lines("powershell")
    assert told[0].startswith("py -m venv ")
    assert [each.rpartition("\\")[2] for each in told[1:]] == [
        "pip install .",
        "bilantool demo",
        "activate",
    ]


@pytest.mark.usefixtures("rendered_once")
def test_every_line_is_typed_from_top_to_bottom(
    terminal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a clean computer, as they stand; what is asked is answered, and what `check` finds is no
    refusal. The two lines that install are typed by `.ci/run`."""
    (terminal.home / "papier.pdf").write_bytes(PAPER)
    monkeypatch.setenv("XDG_DATA_HOME", str(terminal.home / "donnees"))
    own = terminal.environ.pop("BILANTOOL_TROUSSEAU")
    answers = {
        "init": "Cap Demain\nAnne Exemple\n\nn\n",
        "fill": "o\n!\n",
        "session": "\nn\n",
        "attach": f"'{terminal.home / 'papier.pdf'}'\nn\n",
        "backup": f"{terminal.home / 'cle'}\n",
    }
    typed = []
    for line in lines():
        words = shlex.split(line)
        if words[:3] == ["python3", "-m", "venv"]:
            if line.endswith("bilantool demo"):  # what it leaves here; tests/test_wheel.py runs it
                shutil.copytree(EXAMPLES / "cabinet", terminal.cwd / "demo-bilans")
                shutil.copytree(EXAMPLES / "trousseau", terminal.cwd / "demo-bilans-trousseau")
        elif words[0] == "cd":
            terminal.cwd = terminal.home if words[1] == "~" else terminal.cwd / words[1]
            assert terminal.cwd.is_dir(), line
            if words[1] == "~":
                terminal.environ["BILANTOOL_TROUSSEAU"] = own
        elif words[0] != "source":
            assert words[0] == "bilantool", line
            name = words[1] if words[1:] else ""
            done = terminal(*words[1:], answers=answers.get(name, ""))
            assert done.code in ((0, 1) if name == "check" else (0,)), f"{line}\n{done.said}"
            typed.append(name)
    assert {*answers} < {*typed}
