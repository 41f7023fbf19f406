"""docs/premiers-pas.md: its pictures show what commands print today, its commands exist."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bilantool.cli import commands

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "premiers-pas.md").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def script() -> Any:
    """docs/images/terminal.py, loaded as a module."""
    spec = importlib.util.spec_from_file_location("terminal", DOCS / "images" / "terminal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["terminal"] = module  # where dataclasses look for its annotations
    spec.loader.exec_module(module)
    return module


def blocks() -> list[str]:
    """The lines of the page's code blocks."""
    found = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="drawn under Linux, where paths are as shown")
def test_the_pictures_show_what_is_printed_now(script: Any, request: pytest.FixtureRequest) -> None:
    """`python docs/images/terminal.py`, or `pytest --update`, draws them again."""
    drawn = script.draw()
    assert len(drawn) >= 6
    for name, picture in drawn.items():
        path = DOCS / "images" / f"{name}.svg"
        if request.config.getoption("--update"):
            path.write_text(picture, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == picture, f"{name} no longer shows its commands"


def test_every_picture_is_in_the_page_with_its_words(script: Any) -> None:
    """Each stands after its commands, with a text for whoever does not see it."""
    shown = re.findall(r"!\[(.+)\]\(images/(.+)\.svg\)", PAGE)
    assert [name for _, name in shown] == [scene.name for scene in script.SCENES]
    assert all(len(text) > 30 for text, _ in shown)
    for scene in script.SCENES:
        before = PAGE.partition(f"images/{scene.name}.svg")[0]
        for typed in scene.typed:
            assert typed.command in before.splitlines(), typed.command


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("*.svg")), ids=lambda p: p.stem)
def test_a_picture_fits_and_is_told(path: Path, script: Any) -> None:
    """Twenty-four lines of eighty signs, a title, the words themselves; nothing from elsewhere."""
    root = ElementTree.parse(path).getroot()
    assert root.findtext(f"{SVG}title")
    said = (root.findtext(f"{SVG}desc") or "").splitlines()
    assert 1 < len(said) <= script.ROWS
    assert max(map(len, said)) <= script.COLUMNS
    drawn = "".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    assert re.sub(r"\s", "", drawn) == re.sub(r"\s", "", "".join(said))
    text = path.read_text(encoding="utf-8")
    assert "href" not in text
    assert "/tmp" not in text


def test_every_command_of_the_page_exists() -> None:
    """What somebody copies from the page is understood."""
    known = commands.NAMES
    spans = [span for span in re.findall(r"`([^`\n]+)`", PAGE) if span.startswith("bilantool ")]
    named = [line.split()[1] for line in (*blocks(), *spans) if line.startswith("bilantool ")]
    assert len(named) > 12
    assert {name for name in named if not name.startswith("-")} <= known


def test_a_screen_is_a_terminal(script: Any) -> None:
    """Long lines go on below, the first lines leave at the top, colours begin and end."""
    screen = script.Screen()
    screen.write("a" * 85 + "\n\x1b[31m\x1b[1mrouge\x1b[0m noir\n")
    assert ["".join(c for c, _ in line) for line in screen.shown] == [
        "a" * 80, "a" * 5, "rouge noir"
    ]  # fmt: skip
    assert screen.shown[2][0] == ("r", "s31 s1")
    assert screen.shown[2][6] == ("n", "")
    screen.write("\n" * 30)
    assert len(screen.shown) == 24
