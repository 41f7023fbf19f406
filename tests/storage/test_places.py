"""Where bilantool keeps its own files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bilantool.storage import places


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
    """The session's folder is the system's when it has one, else one in memory, else a cache."""
    assert places.runtime({"XDG_RUNTIME_DIR": str(tmp_path)}) == tmp_path / "bilantool"
    for env in ({}, {"XDG_RUNTIME_DIR": "relative"}):
        own = Path(f"/dev/shm/bilantool-{os.geteuid()}")
        assert places.runtime(env) == own or places.runtime(env).is_relative_to(places.cache(env))
