"""What the tests of commands share: a terminal in memory, a copy of the examples, cheap keys."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bilantool import assembly, cli
from bilantool.assembly import Workshop
from bilantool.cli.surroundings import Surroundings
from bilantool.console import Console
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.keystore import NoKeystore
from bilantool.keys.trousseau import Trousseau
from bilantool.notes.papers import DocumentSpec
from bilantool.portability import parcel

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CHEAP = KdfCost(memory_kib=8, iterations=1, lanes=1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


# The same inputs at each run, so that a failure is of the change at hand. For new ones:
# HYPOTHESIS_PROFILE=search pytest
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=500, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite transcripts and goldens")


@dataclass
class Result:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass
class Terminal:
    """Runs commands as a person would, in a folder, with an environment of its own."""

    cwd: Path
    home: Path
    environ: dict[str, str] = field(default_factory=dict)
    now: datetime = NOW
    personal: bool = False
    """Whether what is said stays on a terminal, where people are named."""

    def __call__(
        self, *argv: str, answers: str | None = None, piped: str = "", **environ: str
    ) -> Result:
        """Run `bilantool argv`; `answers` are what a person at the terminal types, if any.

        `piped` is what comes through a pipe where nobody is at the terminal.
        """
        out, err = io.StringIO(), io.StringIO()
        source = io.StringIO(piped if answers is None else answers)
        interactive, personal = answers is not None, self.personal
        console = Console(out, err, source, interactive, colour=False, personal=personal)
        around = Surroundings(
            console,
            {**self.environ, **environ},
            self.cwd,
            self.now,
            cost=CHEAP,
            keystore=NoKeystore(self.home / "runtime"),
            waiter=lambda *_: True,
        )
        code = cli.main(list(argv), around)
        return Result(code, out.getvalue(), err.getvalue())


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal in an empty folder; its home, its trousseau and its RAM folder are the test's."""
    with _memory() as memory:
        yield _terminal(tmp_path, memory)


@contextmanager
def _memory() -> Iterator[Path]:
    """A runtime folder of one's own, in memory if the system has that: tests that run beside each
    other never sweep each other's texts."""
    shared = Path("/dev/shm")
    place = shared if os.access(shared, os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(
        prefix="bilantool-essai-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _terminal(folder: Path, memory: Path) -> Terminal:
    work, home = folder / "travail", folder / "maison"
    work.mkdir()
    home.mkdir()
    secret = home / "phrase.txt"
    secret.write_text("six mots choisis pour ces essais\n", encoding="utf-8")
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(memory),
        "BILANTOOL_TROUSSEAU": str(home / "trousseau"),
        "BILANTOOL_PASSPHRASE_FILE": str(secret),
        "BILANTOOL_VSCODE": str(home / "vscode"),
        "SOURCE_DATE_EPOCH": "1795000000",
    }
    return Terminal(work, home, environ)


@pytest.fixture(scope="session")
def new_cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A cabinet made once by the real commands; tests take copies of it, never itself."""
    with apart(tmp_path_factory) as terminal:
        yield _new_cabinet(terminal)


def _new_cabinet(terminal: Terminal) -> Terminal:
    made = terminal("init", "cabinet", "--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    assert made.code == 0, made.said
    terminal.cwd = terminal.cwd / "cabinet"
    opened = terminal("new")
    assert opened.code == 0, opened.said
    return terminal


@pytest.fixture
def cabinet(terminal: Terminal, new_cabinet: Terminal) -> Terminal:
    """A terminal inside a new cabinet with one empty dossier, 2026-001."""
    return copied(new_cabinet, terminal)


def mine(terminal: Terminal) -> tuple[Trousseau, Identity]:
    """The trousseau of a terminal in a cabinet made by `init`, opened."""
    trousseau = Trousseau(terminal.home / "trousseau")
    phrase = (terminal.home / "phrase.txt").read_text(encoding="utf-8").strip()
    return trousseau, trousseau.open(phrase)


def copied(model: Terminal, terminal: Terminal) -> Terminal:
    """The terminal, inside a copy of the model's cabinet and with a copy of its home."""
    shutil.copytree(model.cwd, terminal.cwd / "cabinet", symlinks=True)
    shutil.copytree(model.home, terminal.home, dirs_exist_ok=True, symlinks=True)
    terminal.cwd = terminal.cwd / "cabinet"
    return terminal


@contextmanager
def apart(factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A terminal that outlives one test: for what is made once and looked at by many."""
    with _memory() as memory:
        yield _terminal(factory.mktemp("commun"), memory)


@pytest.fixture
def demo(terminal: Terminal) -> Terminal:
    """A terminal inside a copy of the fictional cabinet, with its public trousseau."""
    return demonstrated(terminal)


def demonstrated(terminal: Terminal) -> Terminal:
    """The terminal, inside a copy of the fictional cabinet."""
    shutil.copytree(EXAMPLES / "cabinet", terminal.cwd / "demo")
    shutil.copytree(EXAMPLES / "trousseau", terminal.home / "demo-trousseau")
    terminal.environ["BILANTOOL_TROUSSEAU"] = str(terminal.home / "demo-trousseau")
    del terminal.environ["BILANTOOL_PASSPHRASE_FILE"]
    terminal.cwd = terminal.cwd / "demo"
    return terminal


@pytest.fixture(scope="session")
def renderings() -> dict[Any, Any]:
    """What was laid out in this run, by all that it was made of."""
    return {}


@pytest.fixture
def rendered_once(renderings: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the same document out once for all tests: where what is done with it is the point.

    The same values, templates and epoch give the same bytes; `tests/documents` holds that.
    """
    produce = assembly.produce

    def remembered(
        values: Mapping[str, Any], shop: Workshop, document: DocumentSpec, formats: Sequence[str]
    ) -> Mapping[str, tuple[bytes, tuple[str, ...]]]:
        own = (shop.cabinet.root / "templates").rglob("*")
        texts = [(path.name, path.read_bytes()) for path in sorted(own) if path.is_file()]
        key = repr((values, document, tuple(formats), shop.epoch, texts))
        if key not in renderings:
            renderings[key] = produce(values, shop, document, formats)
        return dict(renderings[key])

    monkeypatch.setattr(assembly, "produce", remembered)

    written = parcel._written

    def written_once(
        markdown: str, meta: Mapping[str, Any], setting: parcel.Setting
    ) -> list[tuple[str, bytes]]:
        key = repr((markdown, meta, setting.epoch))
        if key not in renderings:
            renderings[key] = list(written(markdown, meta, setting))
        return list(renderings[key])

    monkeypatch.setattr(parcel, "_written", written_once)


@pytest.fixture
def plain() -> Callable[[str, str], str]:
    """The plaintext of an example note: `plain("2026-007", "preliminaire/demande")`."""

    def read(reference: str, note: str) -> str:
        return (EXAMPLES / "en-clair" / reference / f"{note}.yaml").read_text(encoding="utf-8")

    return read
