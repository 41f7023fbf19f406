"""One dossier from `new` to the proof that its papers are gone, by the commands of its page."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from bilantool.cabinet.cabinet import Cabinet
from bilantool.demo import life
from bilantool.notes import trame
from bilantool.storage import git

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")

ROOT = Path(__file__).parents[2]
REF = "2026-001"
TODAY = date(2026, 11, 24)
NOTES = life.texts(ROOT / "examples" / "une-vie", TODAY)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BEFORE, GIVEN, LAST = -80, -70, -1
"""Days from today: the first meeting, the agreement to the bilan, its last session."""


@dataclass(frozen=True)
class Step:
    """What a person does around a command, which begins with `start`: on which day, the notes
    written before it, and what she answers. `adds` is for the test, to be quick."""

    start: str
    day: int
    notes: Sequence[str] = ()
    answers: str = ""
    adds: str = ""


SAID = "1\n\n1\n2026.1\n"
"""Given, today, on paper, and which version of the text."""

AGREEMENT = "12\nTests et questionnaires; Document de synthèse\nreprendre le plan à six mois\n"

STEPS = (
    Step("new", BEFORE),
    Step("build", GIVEN, ["cadre/beneficiaire"], adds="-f docx"),
    Step("consent 2026-001 --object bilan", GIVEN, ["cadre/consentements"], f"{SAID}o\n"),
    Step(
        "attach",
        GIVEN,
        ["cadre/convention", "preliminaire/demande", "preliminaire/cadrage"],
        "MAISON/convention.pdf\nn\n",
    ),
    Step("session", LAST, ["cadre/seances"], "9h-11h\n\nn\n"),
    Step("agenda", LAST),
    Step("consent 2026-001 --object conservation", LAST, (), f"{SAID}{AGREEMENT}o\n"),
    Step(
        "build 2026-001 synthese plan-action",
        LAST,
        [name for name in NOTES if name.startswith(("investigation/", "conclusions/"))]
        + ["cadre/entretiens", "cadre/satisfaction"],
        adds="-f pdf",
    ),
    Step("handover", LAST, (), "main\no\nn\n"),
    Step("fill", LAST, (), "23/11/2026\nnon\n23/11/2026\n!\n", adds="--plain"),
    Step("close", LAST, (), "o\n"),
    Step("keep", LAST),
    Step("build 2026-001 certificat emargement", 0, adds="-f docx"),
    Step("audit", 0),
    Step("destroy", 0, (), f"{REF}\nn\n"),
    Step("backup", 0, (), "MAISON/cle-usb\n"),
    Step("verify", 0),
    Step("stats", 0),
)

UNTOLD = {
    "cadre/consentements": "entrees:",
    "cadre/entretiens": "  - id: cr06",
    "cadre/seances": "  - id: s06",
    "conclusions/restitution": "certificat_remis_le:",
}
"""Where a note ends at first: what follows is told by a command."""


def commands() -> list[str]:
    """The block of docs/vie-d-un-dossier.md, its remarks aside."""
    text = (ROOT / "docs" / "vie-d-un-dossier.md").read_text(encoding="utf-8")
    block = text.partition("```sh\n")[2].partition("```")[0]
    return [line.partition("#")[0].strip() for line in block.splitlines()]


class Person:
    """Somebody who works through that page, in a cabinet of her own."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal
        self("init", "cabinet", "--raison-sociale", "Cap Essai", "--consultant", "Hélène Démo")
        self.root = terminal.cwd = terminal.cwd / "cabinet"
        settings = self.root / "cabinet.yaml"
        uuid = Cabinet.at(self.root).uuid
        text = (ROOT / "examples" / "cabinet" / "cabinet.yaml").read_text(encoding="utf-8")
        text = re.sub("uuid: .*", f"uuid: {uuid}", text).replace("demonstration: true\n", "")
        settings.write_text(text, encoding="utf-8")
        self("templates", "accept")
        (terminal.home / "convention.pdf").write_bytes(PAPER)

    def __call__(self, *argv: str, code: int = 0, answers: str | None = None) -> Any:
        done = self.terminal(*argv, answers=answers)
        assert done.code == code, f"{argv}: {done.code}\n{done.said}"
        return done

    def follow(self, command: str, step: Step) -> None:
        """The command as it is written, on its day, after the notes that come before it."""
        self.terminal.now = datetime(2026, 11, 24, 18, tzinfo=UTC) + timedelta(days=step.day)
        for name in step.notes:
            source = self.terminal.home / "note.yaml"
            text = NOTES[name]
            source.write_text(text.partition(UNTOLD.get(name, "\0"))[0], encoding="utf-8")
            self("edit", REF, name, "--from", str(source))
        words = shlex.split(f"{command} {step.adds}")
        assert words[0] == "bilantool"
        answers = step.answers.replace("MAISON", str(self.terminal.home))
        self(*words[1:], answers=answers or "n\n")


def test_the_life_of_a_dossier(terminal: Any) -> None:
    """The page's own lines, in order. Then an old clone with today's keys opens all but what is
    destroyed, the certificate holds until a byte of it changes, and the calendar is one."""
    person = Person(terminal)
    old = terminal.home / "copie"
    known = commands()
    assert len(known) == len(STEPS)
    for command, step in zip(known, STEPS, strict=True):
        assert command.startswith(f"bilantool {step.start}")
        if step.start == "destroy":
            subprocess.run(["git", "clone", "-q", str(person.root), str(old)], check=True)
        person.follow(command, step)

    (certificate,) = person.root.glob("registre/*.yaml")
    data = certificate.read_bytes()
    for place in (data.index(b"notes: ") + 7, len(data) // 2, len(data) - 5):
        altered = terminal.home / "altere.yaml"
        altered.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        person("verify", str(altered), code=3)

    calendar = (terminal.cwd.parent / "bilans.ics").read_bytes()
    assert [each for each in icalendar.Calendar.from_ical(calendar).walk("VEVENT") if each["UID"]]
    assert "Spécimen".encode() not in calendar

    loaded = trame.load(Cabinet.at(old).overlay({}))
    gone = {name for name, spec in loaded.notes.items() if spec.classe == "travail"}
    gone -= {"investigation/tests"}  # kept, since the agreement names it
    assert all((old / "dossiers" / REF / f"{name}.yaml").is_file() for name in loaded.notes)
    terminal.cwd = old
    for name in loaded.notes:
        shown = person("show", REF, name, code=4 if name in gone else 0)
        told = NOTES[name].partition("\n")[0] if name in NOTES else ""
        assert (told in shown.out) != (name in gone), name
