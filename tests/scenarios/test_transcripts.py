"""Commands as they were really typed: each `.txt` here is replayed and compared to the letter.

A transcript holds `$ bilantool …` lines, `< file` lines that write a file before the next
command, `> answer` lines below a command that are typed when it asks, and what the command
printed (stderr lines begin with `! `), then its exit code if it is not 0. `pytest --update`
writes what was printed instead of comparing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
SCENARIOS = sorted(HERE.glob("*.txt"))
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
BEGINNING = re.compile(r"\b[0-9a-f]{8}\b")
"""Of an attachment's id, which people are shown."""
SAVED = re.compile(r"(révision \d+), du \d\d/\d\d/\d{4} à \d+\u00a0h(\u00a0\d+)?")
"""When a text was sealed, by the clock of the machine."""


def test_there_are_transcripts() -> None:
    """The folder was found: an empty run proves nothing."""
    assert len(SCENARIOS) >= 4


@pytest.mark.usefixtures("rendered_once")
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_transcript(path: Path, request: pytest.FixtureRequest) -> None:
    """What the terminal says today is what the transcript says."""
    written = path.read_text(encoding="utf-8")
    first = written.partition("\n")[0]
    fixture = first.removeprefix("# dans : ") if first.startswith("# dans : ") else "terminal"
    terminal = request.getfixturevalue(fixture)
    replayed = "\n".join(replay(written, terminal)).rstrip("\n") + "\n"
    if request.config.getoption("--update"):
        path.write_text(replayed, encoding="utf-8")
    assert replayed == written


def replay(written: str, terminal: Any) -> Iterator[str]:
    """The transcript with what each command prints now."""
    file: list[str] | None = None
    name = ""
    lines = written.splitlines()
    for number, line in enumerate(lines):
        if file is not None:
            yield line
            if line == ">":
                (terminal.cwd / name).write_text("\n".join([*file, ""]), encoding="utf-8")
                file = None
            else:
                file.append(line.removeprefix("  "))
        elif line.startswith("< "):
            yield line
            name, file = line.removeprefix("< "), []
        elif line.startswith("#"):
            yield line
        elif line.startswith("$ cd "):
            yield ""
            yield line
            terminal.cwd = terminal.cwd / line.removeprefix("$ cd ")
        elif line.startswith("$ bilantool"):
            yield ""
            yield line
            typed = list(takewhile(lambda each: each.startswith(">"), lines[number + 1 :]))
            yield from typed
            answers = "".join(each.removeprefix(">").removeprefix(" ") + "\n" for each in typed)
            argv = shlex.split(line.removeprefix("$ bilantool"))
            result = terminal(*argv, answers=answers or None)
            yield from clean(result.out, terminal)
            yield from (f"! {each}" for each in clean(result.err, terminal))
            if result.code:
                yield f"[{result.code}]"


def clean(text: str, terminal: Any) -> list[str]:
    """Printed lines without what changes from one run to the next."""
    text = SAVED.sub(r"\1, du JOUR à HEURE", text)
    places = ((terminal.cwd, "ICI"), (terminal.home, "MAISON"), (terminal.cwd.parent, "AUTOUR"))
    for place, shown in places:
        text = text.replace(str(place.resolve()), shown)
    return [
        line.rstrip()
        for line in BEGINNING.sub(
            "IDENTITE", UUID.sub("UUID", DIGEST.sub("EMPREINTE", text))
        ).splitlines()
    ]
