"""The pictures of the terminal in docs/premiers-pas.md: real commands, run now, drawn as SVG.

`python docs/images/terminal.py` makes them again; a test says when they no longer show what the
commands print. A fresh home, a fixed day, a passphrase that is not drawn by lot: nothing else is
arranged. To add a picture, add a `Scene`: scenes are played in order, in one home.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bilantool import cli
from bilantool.cli.surroundings import Surroundings
from bilantool.console import Console, typeset
from bilantool.keys.identity import KdfCost
from bilantool.keys.keystore import NoKeystore

HERE = Path(__file__).resolve().parent
COLUMNS, ROWS = 80, 24
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOME = "/home/anne"
PASSPHRASE = "lanterne abricot tisser colline fuseau orage"


@dataclass(frozen=True)
class Typed:
    """A command, and what is then answered, line by line; what is typed unseen is not shown."""

    command: str
    answers: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One picture, `name`.svg: the screen once these commands were typed on an empty one."""

    name: str
    title: str
    typed: tuple[Typed, ...]


SCENES = (
    Scene(
        "1-cabinet",
        "Créer son cabinet",
        (
            Typed(
                "bilantool init mes-bilans",
                ("Cap Demain", "Anne Martin", "fiche.pdf", "n"),
                (PASSPHRASE,),
            ),
        ),
    ),
    Scene(
        "2-dossier",
        "Ouvrir un premier dossier",
        (
            Typed("cd mes-bilans"),
            Typed("bilantool new"),
        ),
    ),
    Scene("3-questions", "Savoir ce qu’une note demande", (Typed("bilantool doc entretiens"),)),
    Scene(
        "4-repondre",
        "Répondre aux questions d’une note",
        (
            Typed(
                "bilantool fill 2026-001 demande --plain",
                (
                    "Cheffe de rayon depuis neuf ans, à l’étroit dans ses tâches.",
                    ".",
                    "!",
                ),
            ),
        ),
    ),
    Scene(
        "5-seance",
        "Inscrire la séance du jour",
        (Typed("bilantool session 2026-001 --start 9h30 --end 11h", ("", "n")),),
    ),
    Scene(
        "6-verifier",
        "Voir ce qui manque à un document",
        (Typed("bilantool check 2026-001 --document plan-action"),),
    ),
    Scene(
        "7-brouillon",
        "Produire un premier brouillon",
        (Typed("bilantool build 2026-001 synthese --draft"),),
    ),
    Scene("8-fermer", "Refermer ses clés", (Typed("bilantool lock"),)),
)


@dataclass
class Screen:
    """A terminal of 80 columns and 24 lines, as far as what bilantool prints needs one."""

    hidden: Mapping[str, str] = field(default_factory=dict)
    lines: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    style: str = ""

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        """Everything is shown at once."""

    def write(self, text: str) -> int:
        for real, shown in self.hidden.items():
            text = text.replace(real, shown)
        for part in re.split(r"(\x1b\[[0-9;]*m|\n)", text):
            if part == "\n":
                self.lines.append([])
            elif part.startswith("\x1b["):
                self._restyle(part[2:-1])
            else:
                for char in part:
                    if len(self.lines[-1]) == COLUMNS:
                        self.lines.append([])
                    self.lines[-1].append((char, self.style))
        return len(text)

    def _restyle(self, codes: str) -> None:
        for code in codes.split(";"):
            self.style = "" if code in ("", "0") else f"{self.style} s{code}".strip()

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        lines = self.lines if self.lines[-1] else self.lines[:-1]
        return lines[-ROWS:]


@dataclass(frozen=True)
class Keyboard:
    """Where answers come from; each is seen on the screen as it is typed."""

    screen: Screen
    answers: list[str]

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        line = self.answers.pop(0) + "\n"
        self.screen.write(line)
        return line


@dataclass(frozen=True)
class Stage(Console):
    """A console on a screen that is drawn, where a passphrase is typed by `unseen`."""

    unseen: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()

    @property
    def corrects(self) -> bool:
        return False  # what is typed comes as whole lines

    def secret(self, question: str) -> str:
        self.err.write(typeset(f"{question} : ") + "\n")
        return self.unseen[0]

    @contextmanager
    def progress(self, text: str) -> Iterator[None]:  # noqa: ARG002 (what moves is over)
        yield

    def _broken(self, stream: Any, text: str, hang: int | None = None) -> str:
        """Broken where the name of the shown home would be, not that of the real one."""
        for real, shown in self.hidden:
            text = text.replace(real, shown)
        return super()._broken(stream, text, hang)


def draw() -> dict[str, str]:
    """The SVG of every scene, by its name, from commands that are run now."""
    with tempfile.TemporaryDirectory() as folder, _paris():
        home = Path(folder).resolve()
        cwd = home / "Documents"
        (home / "execution").mkdir(mode=0o700)
        cwd.mkdir()
        pictures = {}
        for scene in SCENES:
            screen = Screen({str(home): HOME})
            for typed in scene.typed:
                cwd = _play(typed, screen, home, cwd)
            pictures[scene.name] = svg(scene, screen)
    return pictures


def _play(typed: Typed, screen: Screen, home: Path, cwd: Path) -> Path:
    """Type one command and let it answer; the folder in which the next one is typed."""
    place = "~/" + cwd.relative_to(home).as_posix()
    screen.write(f"\x1b[32m{place} $\x1b[0m {typed.command}\n")
    words = shlex.split(typed.command)
    if words[0] == "cd":
        return cwd / words[1]
    console = Stage(
        screen, screen, Keyboard(screen, list(typed.answers)),  # type: ignore[arg-type]
        interactive=True, colour=True, width=COLUMNS, personal=True,
        unseen=typed.unseen, hidden=((str(home), HOME),),
    )  # fmt: skip
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(home / "execution"),
        "BILANTOOL_TROUSSEAU": str(home / ".local/share/bilantool/trousseau"),
        "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())),
    }
    around = Surroundings(
        console,
        environ,
        cwd,
        NOW,
        cost=KdfCost(8, 1, 1),
        keystore=NoKeystore(home / "execution"),
        waiter=lambda *_: True,
    )
    with mock.patch("bilantool.keys.words.propose_passphrase", lambda: PASSPHRASE):
        code = cli.main(words[1:], around)
    if code not in (0, 1):
        raise SystemExit(f"{typed.command} : code {code}\n" + "\n".join(_text(screen)))
    return cwd


@contextmanager
def _paris() -> Iterator[None]:
    """The hours that are printed are those of Paris, on machines that know no places too."""
    try:
        with mock.patch.dict(os.environ, {"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}):
            time.tzset()
            yield
    finally:
        time.tzset()


CHARACTER, LINE, MARGIN = 8.4, 19, 16

STYLE = """
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #e8e8e8;
  white-space: pre }
.s1 { font-weight: bold } .s2 { fill: #b0b0b0 } .s31 { fill: #ff9a8f } .s32 { fill: #9ece8a }
.s33 { fill: #ffd866 } .s34 { fill: #8fb8ff } .s36 { fill: #78dce8 }
"""


def svg(scene: Scene, screen: Screen) -> str:
    """The screen as a picture whose words can be read aloud, searched and copied."""
    width = round(COLUMNS * CHARACTER + 2 * MARGIN)
    height = ROWS * LINE + 2 * MARGIN
    rows = []
    for number, line in enumerate(screen.shown):
        y = MARGIN + number * LINE + 14
        for start, text, style in _runs(line):
            kind = f' class="{style}"' if style else ""
            rows.append(
                f'<text x="{MARGIN + start * CHARACTER:.1f}" y="{y}"{kind} '
                f'textLength="{len(text) * CHARACTER:.1f}">{escape(text, quote=False)}</text>'
            )
    said = escape("\n".join(_text(screen)), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="titre texte" lang="fr">\n'
        f'<title id="titre">{escape(scene.title, quote=False)}</title>\n'
        f'<desc id="texte">{said}</desc>\n<style>{STYLE}</style>\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#1f2328"/>\n'
        + "\n".join(rows)
        + "\n</svg>\n"
    )


def _runs(line: list[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Stretches of one style: the column where each begins, its text, its classes."""
    start = 0
    while start < len(line):
        end = start
        while end < len(line) and line[end][1] == line[start][1]:
            end += 1
        text = "".join(char for char, _ in line[start:end])
        lead = len(text) - len(text.lstrip(" "))
        if text.strip(" "):
            yield start + lead, text.strip(" "), line[start][1]
        start = end


def _text(screen: Screen) -> list[str]:
    return ["".join(char for char, _ in line).rstrip() for line in screen.shown]


if __name__ == "__main__":
    for name, picture in draw().items():
        (HERE / f"{name}.svg").write_text(picture, encoding="utf-8", newline="\n")
