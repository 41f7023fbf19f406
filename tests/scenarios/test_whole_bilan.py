"""A whole bilan at a real terminal, from `init` to its end, without an editor or any YAML."""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs a terminal: tmux")

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PROMPT, ASKED = "@@ ", "\n> "
ENDS = (PROMPT, ASKED, " : ", "] ", "? ")
"""What a screen ends with when it waits for somebody."""

PATIENCE = 60

FRAME = ("beneficiaire", "consentements", "convention", "demande", "cadrage")
SESSIONS = (
    (-50, "preliminaire", "12h"),
    (-40, "investigation", "12h"),
    (-30, "investigation", "12h"),
    (-1, "conclusions", "13h"),
)
REST = (
    "entretiens",
    "parcours",
    "competences",
    "motivations",
    "tests",
    "pistes",
    "synthese",
    "plan-action",
    "restitution",
)
SHORT = 13
"""Letters of an answer that may be anywhere by chance, or is written otherwise: a day, a choice."""

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TODAY = date.today()
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
_QUESTION = re.compile(
    r"\d+ sur \d+ · (.*?)(?: \((obligatoire|facultatif)\)| \?)( .*)?$", re.DOTALL
)


def day(away: int) -> str:
    return f"{TODAY + timedelta(days=away):%d/%m/%Y}"


def answers(note: str) -> dict[str, list[str]]:
    """What is typed in a note: the answers to each question, in turn."""
    text = (HERE / "bilan-entier.reponses").read_text(encoding="utf-8")
    block = text.partition(f"[{note}]\n")[2].partition("\n[")[0]
    found = defaultdict(list)
    for line in filter(None, block.splitlines()):
        dated = re.sub(r"\{(.+?)\}", lambda away: day(int(away[1])), line)
        question, _, answer = dated.partition(" | ")
        found[question].append(answer)
    return found


def _asks(title: str, question: str) -> bool:
    """`Projet 1 › Pertinence · Avis` asks `Avis`, and `Pertinence · Avis`."""
    return title == question or title.endswith((f" · {question}", f" › {question}"))


class Person:
    """Somebody at a terminal of 80 columns and 24 lines, who reads before typing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "maison"
        self.documents = self.home / "Documents"
        self.documents.mkdir(parents=True)
        self.socket = str(folder / "ecran")
        self._seen = folder / "vu"
        self._seen.touch()
        programs = folder / "bin"
        programs.mkdir()
        started = programs / "bilantool"
        started.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bilantool "$@"\n')
        started.chmod(0o700)
        memory = folder / "memoire"
        memory.mkdir(mode=0o700)
        environ = {
            "HOME": str(self.home),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(memory),
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "PS1": PROMPT,
        }
        shell = shlex.join(["env", "-i", *(f"{key}={value}" for key, value in environ.items())])
        start = f"cd {shlex.quote(str(self.documents))} && exec {shell} sh"
        size = ("-x", "80", "-y", "24")
        self._tmux("-f", os.devnull, "new-session", "-d", "-s", "ecran", *size, start)
        self._tmux("pipe-pane", "-t", "ecran", f"cat >> {shlex.quote(str(self._seen))}")
        self("")

    def leave(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *argv: str) -> None:
        subprocess.run(["tmux", "-S", self.socket, *argv], check=True, capture_output=True)

    def everything(self, start: int = 0) -> str:
        """All that the terminal showed from that byte on, lines as they were broken."""
        with self._seen.open("rb") as seen:
            seen.seek(start)
            text = seen.read().decode("utf-8", "replace").replace("\r", "")
        return _COLOURS.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")

    def type(self, line: str) -> str:
        """Type a line; what the terminal then shows, once it waits for the next one."""
        start = self._seen.stat().st_size
        enter = ("send-keys", "-t", "ecran", "Enter")
        self._tmux(*(("send-keys", "-t", "ecran", "-l", line, ";") if line else ()), *enter)
        deadline = time.monotonic() + PATIENCE
        while True:
            shown = self.everything(start)
            if "\n" in shown and shown.endswith(ENDS):
                return shown
            assert time.monotonic() < deadline, f"after {line!r}, nothing is asked: {shown}"
            time.sleep(0.02)

    def __call__(self, command: str, *replies: str) -> str:
        """Run a command, replying to what it asks; all that it showed."""
        shown = self.type(command)
        for reply in replies:
            assert not shown.endswith(PROMPT), f"{command} does not ask for {reply!r}: {shown}"
            shown += self.type(reply)
        assert shown.endswith(PROMPT), f"{command} asks for more: {shown}"
        return shown

    def fill(self, reference: str, note: str) -> str:
        """Answer the questions of a note as they come; the last screen."""
        known = answers(note)
        shown = self.type(f"bilantool fill {reference} {note} --plain")
        while not shown.endswith(PROMPT):
            assert "non enregistrée" not in shown, shown
            if "Continuer" in shown[-80:]:
                shown = self.type("n")
                continue
            asked = _QUESTION.search(" ".join(shown[: -len(ASKED)].rpartition("\n\n")[2].split()))
            assert asked is not None, shown
            title = asked[1]
            name = next((k for k, left in known.items() if left and _asks(title, k)), "")
            assert name or asked[2] != "obligatoire", f"{note} asks for {title!r}: {shown}"
            answer = known[name].pop(0) if name else ""
            shown = self.type(answer)
            if answer and "(texte long)" in asked[0]:
                shown = self.type(".")
        assert not any(known.values()), f"{note} never asked for {known}"
        return shown


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    somebody = Person(tmp_path)
    yield somebody
    somebody.leave()


def test_a_whole_bilan_is_kept_without_an_editor(person: Person) -> None:
    """Keys, a dossier, sessions, every note, a paper, the synthèse, the end, the way out."""
    ref = begun(person)
    cabinet = person.documents / "mes-bilans"
    for note in FRAME:
        person.fill(ref, note)
    for away, phase, end in SESSIONS:
        held = f"--date {day(away)} --start 9h --end {end} --phase {phase} --proof emargement"
        assert "Séance inscrite" in person(f"bilantool session {ref} {held}", "", "n")
    for note in REST:
        person.fill(ref, note)
    paper = person.documents / "convention signée.pdf"
    paper.write_bytes(PAPER)
    shown = person(f"bilantool attach {ref} '../{paper.name}' --note convention", "o")
    assert "citée par cadre/convention.piece" in shown
    assert not paper.exists()

    shown = person(f"bilantool check {ref}; echo code $?")
    assert "code 0" in shown, shown
    shown = person(f"bilantool build {ref} synthese -f pdf")
    made = cabinet / "documents" / ref / "synthese.pdf"
    assert made.is_file(), shown
    shown = person(f"bilantool close {ref}", "o")
    assert "clos comme achevé" in shown
    assert "code 0" in person(f"bilantool check {ref}; echo code $?")
    person(f"bilantool export {ref} --to ../remise")
    assert "refermées" in person("bilantool lock")

    notes = [answers(note).values() for note in (*FRAME, *REST)]
    typed = [each for note in notes for known in note for each in known if len(each) > SHORT]
    remise = [each for each in (person.documents / "remise").rglob("*") if each.is_file()]
    assert PAPER in [each.read_bytes() for each in remise]
    readable = [each.read_text("utf-8") for each in remise if each.suffix in (".html", ".yaml")]
    handed = words(html.unescape("".join(readable)))
    assert [each for each in typed if words(each) not in handed] == []
    synthese = answers("synthese")
    pages = pypdf.PdfReader(made).pages
    pdf = words("".join(page.extract_text() for page in pages))
    for question in ("Circonstances du bilan", "Description", "Conclusion"):
        assert words(synthese[question][0]) in pdf
    assert not re.search(r"(?m)^\s*(- )?[a-z]+(_[a-z]+)*:( |$)", person.everything())
    assert "⠋" not in person.everything(), "nothing moves on a terminal where nothing can"
    argv = ["git", "-C", str(cabinet), "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(argv, capture_output=True, check=True).stdout
    assert len(objects) > 10_000
    assert [each for each in typed if each.encode() in objects] == []


def begun(person: Person) -> str:
    """The cabinet, its keys, an empty dossier; returns its reference."""
    person.type("bilantool init mes-bilans")
    person.type("Cap Demain")
    shown = person.type("Anne Martin")
    proposed = re.search(r"\n {4}(\S.*)\n", shown)
    assert proposed is not None, shown
    person.type(proposed[1])
    assert "consultants… (sinon, plus tard) ?" in person.type("fiche.pdf")
    assert "Ensuite : cd mes-bilans" in person.type("n")
    person("cd mes-bilans")
    assert "Clés ouvertes" in person("bilantool unlock", proposed[1])
    opened = re.search(r"Dossier (\S+) ouvert", person("bilantool new"))
    assert opened is not None
    return opened[1]


def words(text: str) -> str:
    """Text without what typography and line breaks make of its spaces."""
    return "".join(text.split()).replace("’", "'")
