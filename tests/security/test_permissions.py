"""Whatever the umask, only their owner reads what bilantool makes outside the repository."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bilantool.storage import files, places
from bilantool.storage.mounts import in_memory

MEMORY = Path("/dev/shm")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("open_umask")
def test_the_parents_of_a_private_folder_are_private_too(tmp_path: Path) -> None:
    """Whoever can write in a parent can put another folder in the private one's place."""
    tmp_path.chmod(0o755)
    files.private_folder(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/c")] == [0o700] * 3
    assert mode(tmp_path) == 0o755


@pytest.mark.usefixtures("open_umask")
def test_a_day_of_work_opens_nothing_to_others(terminal: Any) -> None:
    """Cabinet, trousseau, documents, backup: no folder is open, no file of theirs writable."""
    trousseau = terminal.home / "donnees" / "bilantool" / "trousseau"
    terminal.environ["BILANTOOL_TROUSSEAU"] = str(trousseau)
    names = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    assert terminal("init", "travaux/cabinet", *names).code == 0
    terminal.cwd = terminal.cwd / "travaux" / "cabinet"
    assert terminal("new").code == 0
    built = terminal("build", "2026-001", "synthese", "--draft", "--format", "html")
    assert built.code == 0, built.said
    closed = [terminal.cwd, terminal.cwd / "documents", terminal.cwd / "documents" / "2026-001"]
    closed += [terminal.cwd.parent, trousseau, trousseau.parent, trousseau.parent.parent]
    assert {path: mode(path) for path in closed} == dict.fromkeys(closed, 0o700)
    read = [path for path in closed[2].iterdir() if path.is_file()]
    read += [trousseau / "identite", *(trousseau / "cles").iterdir()]
    assert len(read) >= 4
    assert {path: mode(path) for path in read} == dict.fromkeys(read, 0o600)


@pytest.mark.skipif(not in_memory(MEMORY), reason="needs a folder in memory: /dev/shm")
def test_an_open_runtime_folder_is_not_used(tmp_path: Path) -> None:
    """A stranger could have put an opened identity there first."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        shared = Path(folder)
        shared.chmod(0o777)
        env = {"XDG_RUNTIME_DIR": folder, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        assert not places.runtime(env).is_relative_to(shared)
        shared.chmod(0o700)
        assert places.runtime(env).is_relative_to(shared)
