"""A cabinet with something to lose, and what must hold whenever a command refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import apart, copied

REF = "2026-001"
NOTE = "preliminaire/demande"
SECRET = "Ocarina"
TEXT = f"situation_actuelle: en poste chez {SECRET}\ndemande_initiale: changer de métier\n"


@dataclass
class Bench:
    """A terminal in a cabinet whose dossier 2026-001 has a saved note that holds `SECRET`."""

    terminal: Any

    @property
    def root(self) -> Path:
        return Path(self.terminal.cwd)

    @property
    def home(self) -> Path:
        return Path(self.terminal.home)

    @property
    def outside(self) -> Path:
        """A folder that is neither the cabinet nor the home."""
        return self.root.parent

    def __call__(self, *argv: str, **options: Any) -> Any:
        return self.terminal(*argv, **options)

    def sealed(self, note: str = NOTE, reference: str = REF) -> Path:
        return self.root / "dossiers" / reference / f"{note}.yaml"

    def write(self, text: str, note: str = NOTE, reference: str = REF) -> None:
        """Save a note through the real command."""
        done = self.give(text.encode(), note, reference)
        assert done.code == 0, done.said

    def give(self, data: bytes, note: str = NOTE, reference: str = REF) -> Any:
        """`edit --from` a file that holds these bytes."""
        source = self.outside / "source.yaml"
        source.write_bytes(data)
        return self("edit", reference, note, "--from", str(source))

    def read(self, note: str = NOTE, reference: str = REF) -> str:
        shown = self("show", reference, note)
        assert shown.code == 0, shown.said
        return str(shown.out)

    def script(self, body: str, name: str = "editeur.sh") -> str:
        """An editor made of shell lines; its file is `$1`."""
        if os.name != "posix":
            pytest.skip("the editors are shell scripts")
        path = self.outside / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o700)
        return str(path)

    def offered(self, note: str = NOTE) -> str:
        """The text that `edit` opens now, drafts included; the note is left as it is."""
        seen = self.outside / "vu.yaml"
        editor = self.script(f'cp "$1" "{seen}"\nexit 1', "lecteur.sh")
        self("edit", REF, note, EDITOR=editor)
        return seen.read_text(encoding="utf-8")

    def refuses(self, result: Any, code: int, *sentences: str) -> None:
        """The command ended with this code, said this and what to do, and nothing of a note."""
        said = str(result.said).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
        assert result.code == code, said
        for sentence in sentences:
            assert sentence in said, f"{sentence!r} is not in:\n{said}"
        assert "erreur" in said, said
        assert "→" in said, f"nothing says what to do:\n{said}"
        assert SECRET not in said, "a note's word was said"
        assert "Traceback" not in said, said
        assert not re.search(r"panne inattendue", said), said

    def start(self, *argv: str, **options: Any) -> subprocess.Popen[bytes]:
        """The real program in a process of its own.

        `environ` adds to its environment, `before` are words put before the command, `script` is a
        file to be run in place of the program.
        """
        environ = {**self.terminal.environ, **options.pop("environ", {})}
        keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        settings: dict[str, Any] = {
            "cwd": self.root,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        before = options.pop("before", ())
        script = options.pop("script", None)
        program = [str(script)] if script else ["-m", "bilantool"]
        return subprocess.Popen(
            [*before, sys.executable, *program, *argv],
            # Under a limit on files Python would leave its own compiled modules cut short.
            env={**keep, "PYTHONDONTWRITEBYTECODE": "1", **environ},
            **{**settings, **options},
        )

    def process(self, *argv: str, **options: Any) -> Any:
        """As `start`, waited for; never longer than a minute."""
        child = self.start(*argv, **options)
        out, err = child.communicate(timeout=60)
        return Ended(
            child.returncode, (out or b"").decode(errors="replace"), (err or b"").decode("utf-8")
        )


@dataclass(frozen=True)
class Ended:
    """What a process did."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture(scope="session")
def written(new_cabinet: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cabinet with one note saved, made once; tests take copies of it."""
    with apart(tmp_path_factory) as terminal:
        made = Bench(copied(new_cabinet, terminal))
        made.write(TEXT)
        yield terminal


@pytest.fixture
def bench(written: Any, terminal: Any) -> Bench:
    """One dossier, one saved note with a word that must never be said."""
    return Bench(copied(written, terminal))


@pytest.fixture
def second(bench: Bench) -> str:
    """The reference of a second dossier of the same cabinet, with the same note saved."""
    done = bench("new", "2026-002", "--fiche-rangee")
    assert done.code == 0, done.said
    bench.write("situation_actuelle: autre personne\n", reference="2026-002")
    return "2026-002"


@pytest.fixture
def powerless() -> tuple[str, ...]:
    """What to put before a command so that rights bind it, which they do not when root runs it."""
    if os.name != "posix":
        pytest.skip("rights of POSIX")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not installed")
    rights = "-dac_override,-dac_read_search"
    return ("setpriv", f"--inh-caps={rights}", f"--bounding-set={rights}")
