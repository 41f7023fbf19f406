"""A command loads what it needs and no more: start-up is felt at every command.

No time is measured here (`tests/bench` does): a fresh interpreter runs a command and tells
which libraries it ended up with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset(
    [
        "cryptography", "jinja2", "jsonschema_rs", "keyring", "mnemonic", "platformdirs",
        "pydantic", "pypandoc", "rich", "ruamel", "typst", "filelock",
    ]
)  # fmt: skip
"""Each costs from 4 to 50 ms to import."""

RUN = """
import json, sys
from bilantool import cli
try:
    cli.main(sys.argv[1:])
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(folder: Path, *argv: str, **environ: str) -> tuple[str, frozenset[str]]:
    """What the command printed, and the libraries loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *argv],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": "",
            "BILANTOOL_TROUSSEAU": str(folder / "trousseau"),
            **environ,
        },
        check=True,
    )
    found = frozenset(json.loads(done.stderr.splitlines()[-1]))
    assert {"bilantool", "typer"} <= found
    return done.stdout, found


@pytest.mark.parametrize("argv", [(), ("--help",), ("check", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(tmp_path: Path, argv: tuple[str, ...]) -> None:
    """Asking what there is costs typer and our sentences."""
    said, found = loaded(tmp_path, *argv)
    assert "bilantool" in said
    assert not found & HEAVY


def test_lock_loads_nothing_heavy(tmp_path: Path) -> None:
    """Closing the keys opens nothing: no cryptography."""
    _, found = loaded(tmp_path, "lock")
    # The keyring's own room asks for the library only where a keyring can answer.
    assert not found & (HEAVY - {"keyring"} if sys.platform != "linux" else HEAVY)


def test_completion_of_a_command_loads_nothing_heavy(tmp_path: Path) -> None:
    """The shell waits for these words after every press of the key."""
    said, found = loaded(
        tmp_path, _BILANTOOL_COMPLETE="complete_bash", COMP_WORDS="bilantool che", COMP_CWORD="1"
    )
    assert "check" in said
    assert not found & HEAVY


@pytest.mark.parametrize("word", ["show x dem", "build x syn"])
def test_completion_of_a_name_reads_the_trame_alone(tmp_path: Path, word: str) -> None:
    """Names of notes and documents stand in one YAML file: its reader, and nothing more."""
    words = f"bilantool {word}"
    said, found = loaded(
        tmp_path, _BILANTOOL_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD="3"
    )
    assert said.strip()
    assert found & HEAVY <= {"ruamel"}


def test_a_dossier_that_does_not_exist_is_refused_without_keys(tmp_path: Path) -> None:
    """Outside of any cabinet a command says so before it loads what would open it."""
    _, found = loaded(tmp_path, "status")
    assert not found & {"cryptography", "jinja2", "typst", "rich", "keyring"}
