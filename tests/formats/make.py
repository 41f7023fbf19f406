"""Write what this version leaves on a disk, for later versions to open.

    python -m tests.formats.make NAME

`NAME.tar.gz` then stands here: `travail/cabinet` (with its git history), `maison` (trousseau,
passphrase, words) and `sauvegarde`. An archive that stands here is never made again: it is what
somebody's disk holds.
"""

from __future__ import annotations

import re
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bilantool.demo import life
from bilantool.keys import words
from bilantool.keys.trousseau import Trousseau
from tests.conftest import _memory, _terminal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TODAY = date(2026, 11, 24)
ENDED, BEGUN, BORN, TOUCHED = "2026-001", "2026-002", "2026-003", "2026-004"
"""A bilan that is over, its working papers destroyed; one under way; one just opened; one whose
texts were refused and wait."""

NOTES = life.texts(ROOT / "examples" / "une-vie", TODAY)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REFUSED = "situation_actuelle: [un texte qui attend\n"


class Past:
    """A cabinet led through its days by the commands."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    def __call__(self, *argv: str, answers: str | None = None, code: int = 0) -> None:
        done = self.terminal(*argv, answers=answers)
        assert done.code == code, f"{argv}: {done.code}\n{done.said}"

    def on(self, days: int) -> None:
        self.terminal.now = datetime(2026, 11, 24, 18, tzinfo=UTC) + timedelta(days=days)

    def write(self, reference: str, *notes: str, text: str = "", code: int = 0) -> None:
        source = self.terminal.home / "note.yaml"
        for note in notes:
            source.write_text(text or NOTES[note], encoding="utf-8")
            self("edit", reference, note, "--from", str(source), code=code)
        source.unlink()


def _cabinet(past: Past) -> None:
    terminal = past.terminal
    past.on(-80)
    past("init", "cabinet", "--raison-sociale", "Cap Essai", "--consultant", "Hélène Démo")
    root = terminal.cwd = terminal.cwd / "cabinet"
    settings = root / "cabinet.yaml"
    uuid = re.search("uuid: .*", settings.read_text(encoding="utf-8"))
    assert uuid is not None
    text = (ROOT / "examples" / "cabinet" / "cabinet.yaml").read_text(encoding="utf-8")
    text = re.sub("uuid: .*", uuid[0], text).replace("demonstration: true\n", "")
    settings.write_text(text, encoding="utf-8")
    for _ in range(4):
        past("new", "--fiche-rangee")
    past("templates", "copy", "documents/synthese.md.j2")
    past("templates", "accept", answers="o\n")


def _ended(past: Past) -> None:
    """From its opening to the certificate of destruction."""
    paper = past.terminal.home / "convention.pdf"
    paper.write_bytes(PAPER)
    past.on(-70)
    past.write(ENDED, *[note for note in NOTES if note != "conclusions/restitution"])
    past("attach", ENDED, str(paper), "--to", "convention")
    past.on(-1)
    entries = NOTES["conclusions/restitution"].partition("certificat_remis_le:")[0]
    past.write(ENDED, "conclusions/restitution", text=entries)
    past("handover", ENDED, answers="main\no\nn\n")
    past("fill", ENDED, "restitution", "--plain", answers="23/11/2026\nnon\n23/11/2026\n!\n")
    past("close", ENDED, answers="o\n")
    past.on(0)
    past("keep", ENDED)
    past("destroy", ENDED, answers=f"{ENDED}\nn\n")


def _begun(past: Past) -> None:
    """Some notes, a held session, a planned one, a paper."""
    paper = past.terminal.home / "cv.pdf"
    paper.write_bytes(PAPER + b"%")
    past.write(BEGUN, "cadre/beneficiaire", "preliminaire/demande")
    past("attach", BEGUN, str(paper), "--title", "CV", "--class", "travail")
    past("session", BEGUN, "--start", "9h", "--end", "11h", "--proof", "emargement")
    past("session", BEGUN, "--plan", "2026-12-03", "--start", "14h", "--end", "16h")


def _touched(past: Past) -> None:
    """A text that an editor left and that was refused: it waits as a draft."""
    editor = past.terminal.home / "editeur"
    editor.write_text(f"#!/bin/sh\nprintf '%s' '{REFUSED}' > \"$1\"\n", encoding="utf-8")
    editor.chmod(0o700)
    past.terminal.environ["EDITOR"] = str(editor)
    past("edit", TOUCHED, "preliminaire/demande", code=3)


def make(name: str) -> Path:
    """`name.tar.gz`, by the version of this checkout."""
    target = HERE / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as folder, _memory() as memory:
        terminal = _terminal(Path(folder), memory)
        past = Past(terminal)
        _cabinet(past)
        _ended(past)
        _begun(past)
        _touched(past)
        trousseau = Trousseau(terminal.home / "trousseau")
        secret = (terminal.home / "phrase.txt").read_text(encoding="utf-8").strip()
        seed = trousseau.open(secret).seed
        (terminal.home / "mots.txt").write_text(" ".join(words.to_words(seed)), encoding="utf-8")
        past("backup", str(Path(folder) / "sauvegarde"))
        past.write(BEGUN, "preliminaire/cadrage")
        with tarfile.open(target, "x:gz") as archive:
            for part in ("travail", "maison", "sauvegarde"):
                archive.add(Path(folder) / part, part, filter=_anonymous)
    return target


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if entry.name.startswith(("maison/cache", "maison/vscode", "travail/cabinet/documents")):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def main(argv: Sequence[str]) -> None:
    print(make(argv[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
