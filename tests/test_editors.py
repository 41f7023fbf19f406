"""Editors found, opened at a line, and leaving no copy: with the real vim, nvim and nano."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from bilantool import editors
from bilantool.editors import Editor
from bilantool.errors import EnvironmentFault

posix = pytest.mark.skipif(os.name != "posix", reason="scripts and terminals are POSIX")

CANARY = "canari-7c1f"


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@posix
class TestFind:
    def test_order(self, tmp_path: Path) -> None:
        """VISUAL, then EDITOR, then the usual ones, nano first."""
        bin_folder = tmp_path / "bin"
        for name in ("nano", "vim", "code", "kate"):
            program(bin_folder, name)
        env = {"PATH": str(bin_folder), "EDITOR": "kate", "VISUAL": "code --profile x"}
        assert editors.find(env, "Linux").program.name == "code"
        assert editors.find(env, "Linux").arguments == ("--profile", "x")
        del env["VISUAL"]
        assert editors.find(env, "Linux").program.name == "kate"
        env["EDITOR"] = "  "
        assert editors.find(env, "Linux").program.name == "nano"

    def test_path_with_spaces(self, tmp_path: Path) -> None:
        """A bare path with spaces is one program; a quoted one may have arguments."""
        path = program(tmp_path / "My Programs", "vim")
        assert editors.find({"EDITOR": str(path)}, "Linux").program == path
        found = editors.find({"EDITOR": f'"{path}" -y'}, "Linux")
        assert (found.program, found.arguments) == (path, ("-y",))
        found = editors.find({"EDITOR": f'"{path}" -y'}, "Windows")
        assert (found.program, found.arguments) == (path, ("-y",))

    def test_none(self) -> None:
        """Without any editor, the ways to give one are named."""
        with pytest.raises(EnvironmentFault, match="aucun éditeur") as caught:
            editors.find({"PATH": ""}, "Linux")
        assert "EDITOR" in caught.value.hint
        assert "--from" in caught.value.hint

    @pytest.mark.parametrize("wanted", ["no-such-editor", "'open quote", "./vim"])
    def test_missing(self, tmp_path: Path, wanted: str) -> None:
        """A chosen editor that is not there is named, and not replaced by another."""
        program(tmp_path, "nano")
        with pytest.raises(EnvironmentFault, match="variable EDITOR est introuvable"):
            editors.find({"PATH": str(tmp_path), "EDITOR": wanted}, "Linux")

    def test_families(self, tmp_path: Path) -> None:
        """`vi` and `nano` are what they are links to; a stranger is not governed."""
        bin_folder = tmp_path / "bin"
        for name in ("vim.basic", "pico", "nvi"):
            program(bin_folder, name)
        for target, name, family in (
            ("vim.basic", "vi", "vim"),
            ("pico", "nano", "pico"),
            ("nvi", "vi", "other"),
        ):
            (bin_folder / name).unlink(missing_ok=True)
            (bin_folder / name).symlink_to(bin_folder / target)
            found = editors.find({"PATH": str(bin_folder), "EDITOR": name}, "Linux")
            assert found.family == family
            assert found.known is (family != "other")


class TestCommand:
    @pytest.mark.parametrize(
        ("family", "tail"),
        [
            ("vim", ["+12", "/r/a.yaml"]),
            ("nano", ["+12", "/r/a.yaml"]),
            ("code", ["--goto", "/r/a.yaml:12"]),
            ("kate", ["--line", "12", "/r/a.yaml"]),
            ("other", ["/r/a.yaml"]),
        ],
    )
    @posix
    def test_line(self, family: str, tail: list[str]) -> None:
        """Each family is told the line in its own way; without a line, only the file."""
        editor = Editor(Path("/bin/x"), ("-y",), family)
        made = editors.command(editor, Path("/r/a.yaml"), 12)
        assert made[:2] == ["/bin/x", "-y"]
        assert made[-len(tail) :] == tail
        assert editors.command(editor, Path("/r/a.yaml"))[-1] == "/r/a.yaml"

    @posix
    def test_code_keeps_everything_in_memory(self) -> None:
        """VS Code waits, loads no extension, and writes beside the text."""
        made = editors.command(Editor(Path("/bin/code"), (), "code"), Path("/r/a.yaml"))
        assert {"--wait", "--disable-extensions"} <= set(made)
        assert made[made.index("--user-data-dir") + 1] == "/r/editeur"


@posix
class TestRun:
    def test_outcome(self, tmp_path: Path) -> None:
        """Whether the file was written is told apart from how the editor ended."""
        text = tmp_path / "ram" / "a.yaml"
        text.parent.mkdir()
        text.write_text("a: 1\n")
        idle = Editor(program(tmp_path, "idle"), (), "other")
        outcome = editors.run(idle, text)
        assert outcome.suspicious_quick
        writer = Editor(program(tmp_path, "writer", 'echo "a: 2" > "$1"'), (), "other")
        outcome = editors.run(writer, text)
        assert outcome.touched
        assert not outcome.suspicious_quick
        failing = Editor(program(tmp_path, "failing", "exit 3"), (), "other")
        outcome = editors.run(failing, text)
        assert (outcome.returncode, outcome.suspicious_quick) == (3, False)

    def test_slow_is_not_suspicious(self) -> None:
        """Somebody who only read, for more than a second, is not warned."""
        assert not editors.Outcome(0, 1.5, False).suspicious_quick

    def test_cannot_start(self, tmp_path: Path) -> None:
        """A program that the system refuses is a fault."""
        (tmp_path / "a.yaml").write_text("")
        with pytest.raises(EnvironmentFault, match="n’a pas pu être lancé"):
            editors.run(Editor(tmp_path, (), "other"), tmp_path / "a.yaml")

    def test_environment(self, tmp_path: Path) -> None:
        """The editor sees no secret of ours, and its temporary files go beside the text."""
        (tmp_path / "ram").mkdir()
        text = tmp_path / "ram" / "a.yaml"
        text.write_text("")
        spy = Editor(program(tmp_path, "spy", 'env > "$1"'), (), "other")
        env = {"PATH": os.environ["PATH"], "BILANTOOL_PASSPHRASE_FILE": "/secret", "TMPDIR": "/x"}
        editors.run(spy, text, env=env)
        seen = text.read_text()
        assert "BILANTOOL" not in seen
        assert f"TMPDIR={tmp_path / 'ram' / 'editeur'}" in seen

    def test_code_settings(self, tmp_path: Path) -> None:
        """VS Code finds hot exit and local history off."""
        (tmp_path / "ram").mkdir()
        text = tmp_path / "ram" / "a.yaml"
        text.write_text("")
        editors.run(Editor(program(tmp_path, "code"), (), "code"), text)
        settings = json.loads((tmp_path / "ram/editeur/User/settings.json").read_text())
        assert settings["files.hotExit"] == "off"
        assert settings["workbench.localHistory.enabled"] is False


HOSTILE_VIM = """
set backup writebackup undofile swapfile updatecount=1 updatetime=10 history=1000
set backupdir=~/kept directory=~/kept undodir=~/kept
"""
HOSTILE_NANO = """
set backup
set backupdir "{kept}"
set historylog
set positionlog
set locking
"""
RUN = """
import sys; from pathlib import Path
from bilantool import editors
family, program, path = sys.argv[1:]
raise SystemExit(editors.run(editors.Editor(Path(program), (), family), Path(path)).returncode)
"""


@dataclass
class Terminal:
    """An editor at work in a pseudo-terminal, opened by `editors.run` in another process."""

    process: subprocess.Popen[bytes]
    master: int
    shown: bytes = b""

    def wait_for(self, text: bytes, seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.shown:
            self.read(0.1)
            assert time.monotonic() < end, self.shown[-2000:]

    def read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self.shown += os.read(self.master, 65536)
                except OSError:  # the other end is closed
                    return

    def type(self, *keys: str) -> None:
        for part in keys:
            os.write(self.master, part.encode())
            self.read(0.3)

    def end(self) -> int:
        limit = time.monotonic() + 10
        while self.process.poll() is None:
            self.read(0.1)
            assert time.monotonic() < limit, self.shown[-2000:]
        os.close(self.master)
        return self.process.returncode


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose settings ask every editor to keep all it can."""
    home = tmp_path / "home"
    (home / "kept").mkdir(parents=True)
    (home / ".config" / "nvim").mkdir(parents=True)
    (home / ".local" / "share" / "nano").mkdir(parents=True)
    (home / ".vimrc").write_text(HOSTILE_VIM + "set viminfo='100,<1000,s100,n~/kept/viminfo\n")
    (home / ".config" / "nvim" / "init.vim").write_text(HOSTILE_VIM + "set shada='100,<1000,s100\n")
    # Not ~/.nanorc: nano, run as root, takes the home of the password file.
    (home / ".config" / "nano").mkdir()
    nanorc = HOSTILE_NANO.format(kept=home / "kept")
    (home / ".config" / "nano" / "nanorc").write_text(nanorc)
    return home


def open_in_terminal(family: str, name: str, home: Path, text: Path) -> Terminal:
    import pty

    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    text.parent.mkdir(exist_ok=True)
    text.write_text(f"# projet {CANARY}\nsuite: 1\n")
    master, slave = pty.openpty()
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    env |= {"XDG_CONFIG_HOME": f"{home}/.config", "XDG_DATA_HOME": f"{home}/.local/share"}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, family, found, str(text)],
        stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    terminal = Terminal(process, master)
    terminal.wait_for(b"suite")
    terminal.read(0.3)
    return terminal


def leaks(home: Path) -> list[str]:
    """The files of the home that hold the canary, in any of the encodings of an editor."""
    return [
        path.name
        for path in sorted(home.rglob("*"))
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


VIM_KEYS = (f"/{CANARY}\r", "yy", f"Gonote: {CANARY} deux\x1b", ":w\r")
NANO_KEYS = (f"note: {CANARY} deux \x1b[B", f"\x17{CANARY}\r", "\x0f\r")


@posix
class TestRealEditors:
    """Typing, searching, copying, saving, leaving, under settings that keep everything."""

    @pytest.mark.parametrize("name", ["vim", "nvim"])
    def test_vim(self, name: str, tmp_path: Path, home: Path) -> None:
        """vim and nvim save the text, and keep neither swap, backup, undo nor history."""
        text = tmp_path / "ram" / "a.yaml"
        terminal = open_in_terminal("vim", name, home, text)
        terminal.type(*VIM_KEYS)
        assert f"{CANARY} deux" in text.read_text()
        terminal.type("Gootrois\x1b")
        assert leaks(home) == []
        terminal.type(":wq\r")
        assert terminal.end() == 0
        assert leaks(home) == []
        assert sorted(path.name for path in text.parent.iterdir()) == ["a.yaml", "editeur"]

    def test_nano(self, tmp_path: Path, home: Path) -> None:
        """nano saves the text, and keeps neither backup, lock nor search history."""
        text = tmp_path / "ram" / "a.yaml"
        terminal = open_in_terminal("nano", "nano", home, text)
        terminal.type(*NANO_KEYS)
        assert f"{CANARY} deux" in text.read_text()
        terminal.type("\x18")
        assert terminal.end() == 0
        assert leaks(home) == []
        assert sorted(path.name for path in text.parent.iterdir()) == ["a.yaml", "editeur"]

    @pytest.mark.parametrize(
        ("name", "keys"),
        [
            ("vim", (*VIM_KEYS, ":wq\r")),
            ("nvim", (*VIM_KEYS, ":wq\r")),
            ("nano", (*NANO_KEYS, "\x18")),
        ],
    )
    def test_without_our_arguments_they_would_leak(
        self, name: str, keys: tuple[str, ...], tmp_path: Path, home: Path
    ) -> None:
        """The same keys and settings, ungoverned, do leave copies: these tests can see them."""
        terminal = open_in_terminal("other", name, home, tmp_path / "ram" / "a.yaml")
        terminal.type(*keys)
        assert terminal.end() == 0
        assert leaks(home)

    @pytest.mark.parametrize(
        ("family", "name"), [("vim", "vim"), ("vim", "nvim"), ("nano", "nano")]
    )
    def test_told_to_end(self, family: str, name: str, tmp_path: Path, home: Path) -> None:
        """Ending bilantool ends the editor, and nothing is left outside the RAM folder."""
        text = tmp_path / "ram" / "a.yaml"
        terminal = open_in_terminal(family, name, home, text)
        terminal.type(*(VIM_KEYS[:3] if family == "vim" else NANO_KEYS[:1]))
        terminal.process.send_signal(signal.SIGINT)
        terminal.read(0.3)
        assert terminal.process.poll() is None
        os.killpg(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() != 0
        assert leaks(home) == []
