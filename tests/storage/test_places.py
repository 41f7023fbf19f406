"""Where bilantool keeps its own files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from bilantool.storage import places
from bilantool.storage.mounts import in_memory


def test_trousseau_as_told(tmp_path: Path) -> None:
    """The variable decides, `~` included; without it the folder is the user's own."""
    assert places.trousseau({"BILANTOOL_TROUSSEAU": str(tmp_path)}) == tmp_path
    assert places.trousseau({"BILANTOOL_TROUSSEAU": "~/cles"}) == Path.home() / "cles"
    default = places.trousseau({})
    assert default.is_absolute()
    assert default.name == "trousseau"


def test_empty_variable_is_none() -> None:
    """An empty variable is no choice."""
    assert places.trousseau({"BILANTOOL_TROUSSEAU": " "}) == places.trousseau({})


@pytest.mark.skipif(os.name != "posix", reason="XDG is POSIX")
def test_runtime(tmp_path: Path) -> None:
    """The session's folder is the system's when it has one in memory, else one in memory, else the
    system's, else a cache."""
    shared = Path("/dev/shm")
    own = shared / f"bilantool-{os.geteuid()}"
    given = places.runtime({"XDG_RUNTIME_DIR": str(tmp_path)})
    assert given == (own if shared.is_dir() else tmp_path / "bilantool")
    if in_memory(shared):
        with tempfile.TemporaryDirectory(dir=shared) as folder:
            found = places.runtime({"XDG_RUNTIME_DIR": folder})
            assert found == Path(folder) / "bilantool"
    for env in ({}, {"XDG_RUNTIME_DIR": "relative"}):
        assert places.runtime(env) == own or places.runtime(env).is_relative_to(places.cache(env))
