"""The processes that hold notes: what they may leave, and whom they may ask."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bilantool.documents import bounded

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

# Python looks for a text from its end in quadratic time, without a pause.
STUBBORN = "{{ ('a' * 600000).rfind('ab' + 'a' * 300000) }}"


def child_of_ours() -> Path:
    """The /proc folder of the bounded child that this process started."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_bytes()
            except (OSError, ValueError):
                continue  # it ended meanwhile
            if parent == os.getpid() and b"bilantool.documents.bounded" in command:
                return folder
        time.sleep(0.01)
    raise AssertionError("no child was seen")


def core_limit(limits: str) -> int:
    line = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    found = line.split()[4]
    return sys.maxsize if found == "unlimited" else int(found)


def test_a_bounded_child_has_no_network_to_ask_and_leaves_no_dump() -> None:
    """Fetches go to a proxy that is none, and a crash writes its memory nowhere."""
    payload = {"name": "a.md.j2", "sources": {"a.md.j2": STUBBORN}, "context": {}}

    def work() -> None:
        with pytest.raises(bounded.Unfinished):
            bounded.run(
                "bilantool.documents.rendering:bounded_task", payload, seconds=1, megabytes=4096
            )

    thread = threading.Thread(target=work)
    thread.start()
    try:
        folder = child_of_ours()
        environ = (folder / "environ").read_bytes().split(b"\0")
        limit, deadline = "", time.monotonic() + 2
        while time.monotonic() < deadline and folder.exists():
            limit = (folder / "limits").read_text()
            if core_limit(limit) <= 1:
                break
            time.sleep(0.01)
    finally:
        thread.join()
    assert b"HTTPS_PROXY=http://127.0.0.1:9" in environ
    assert b"ALL_PROXY=http://127.0.0.1:9" in environ
    assert not any(entry.startswith(b"HOME=") for entry in environ)
    assert core_limit(limit) <= 1


def test_the_command_and_what_it_starts_leave_no_dump(tmp_path: Path) -> None:
    """An editor that crashes holds the text too: its limit is the command's."""
    editor = tmp_path / "editeur.sh"
    seen = tmp_path / "vu"
    editor.write_text(f"#!/bin/sh\ngrep -i core /proc/self/limits > {seen}\n")
    editor.chmod(0o700)
    environ = {
        **os.environ,
        "HOME": str(tmp_path),
        "EDITOR": str(editor),
        "BILANTOOL_TROUSSEAU": str(tmp_path / "essai-trousseau"),
    }
    environ.pop("BILANTOOL_PASSPHRASE_FILE", None)
    examples = Path(__file__).resolve().parents[2] / "examples"
    for source, place in (("cabinet", "essai"), ("trousseau", "essai-trousseau")):
        subprocess.run(["cp", "-R", examples / source, tmp_path / place], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "bilantool", "edit", "2026-007", "preliminaire/demande"],
        cwd=tmp_path / "essai",
        env=environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert core_limit(seen.read_text()) <= 1


def test_a_module_of_the_current_folder_is_not_taken(tmp_path: Path) -> None:
    """`python -m bilantool` inside a cabinet that came from elsewhere runs none of its files."""
    modules = ("json", "typer", "shutil", "pathlib", "dataclasses", "ruamel", "jinja2", "typst")
    for name in modules:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('pris au piège')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bilantool", "rules", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
