"""Files written whole, read within bounds, locked, and kept inside their folder."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import BilantoolError, DataFault, EnvironmentFault
from bilantool.storage import files

posix = pytest.mark.skipif(os.name != "posix", reason="modes and fifos are POSIX")


class TestWriting:
    def test_bytes_come_back_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        """A write leaves exactly the file, with exactly the bytes."""
        files.write_atomically(tmp_path / "a", b"old\r\n")
        files.write_atomically(tmp_path / "a", b"new\r\n\x00")
        assert (tmp_path / "a").read_bytes() == b"new\r\n\x00"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    @posix
    def test_mode(self, tmp_path: Path) -> None:
        """Files are for their owner alone unless said otherwise."""
        files.write_atomically(tmp_path / "a", b"")
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
        files.write_atomically(tmp_path / "b", b"", mode=0o644)
        assert (tmp_path / "b").stat().st_mode & 0o600 == 0o600

    @posix
    def test_link_is_replaced_not_followed(self, tmp_path: Path) -> None:
        """Writing over a symbolic link leaves the link's target as it was."""
        target = tmp_path / "target"
        target.write_bytes(b"kept")
        (tmp_path / "a").symlink_to(target)
        files.write_atomically(tmp_path / "a", b"new")
        assert target.read_bytes() == b"kept"
        assert not (tmp_path / "a").is_symlink()

    def test_folder_in_place_of_file(self, tmp_path: Path) -> None:
        """A folder at the place is refused by name, and untouched."""
        (tmp_path / "a").mkdir()
        with pytest.raises(EnvironmentFault, match="un dossier occupe la place") as caught:
            files.write_atomically(tmp_path / "a", b"new")
        assert str(tmp_path / "a") in caught.value.message
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    def test_missing_folder(self, tmp_path: Path) -> None:
        """The folder is never made on the way."""
        with pytest.raises(EnvironmentFault, match="introuvable"):
            files.write_atomically(tmp_path / "none" / "a", b"new")

    @pytest.mark.parametrize(
        ("number", "said"),
        [(errno.ENOSPC, "disque est plein"), (errno.EROFS, "lecture seule"), (987654, "987654")],
    )
    def test_failing_disk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
    ) -> None:
        """When the disk fails, the old file stays whole and no leftover remains."""
        (tmp_path / "a").write_bytes(b"old")

        def failing(_descriptor: int) -> None:
            raise OSError(number, "no")

        monkeypatch.setattr(os, "fsync", failing)
        with pytest.raises(EnvironmentFault, match=said):
            files.write_atomically(tmp_path / "a", b"new")
        assert (tmp_path / "a").read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    @posix
    def test_killed_writer_leaves_old_or_new(self, tmp_path: Path) -> None:
        """A writer killed at a random moment leaves one whole version."""
        target = tmp_path / "a"
        old, new = b"o" * 300_000, b"n" * 300_000
        script = textwrap.dedent(
            """
            import sys; from pathlib import Path
            from bilantool.storage.files import write_atomically
            while True:
                for letter in (b"n", b"o"):
                    write_atomically(Path(sys.argv[1]), letter * 300_000)
                    print(flush=True)
            """
        )
        target.write_bytes(old)
        for lines in range(1, 6):
            child = subprocess.Popen([sys.executable, "-c", script, target], stdout=subprocess.PIPE)
            assert child.stdout is not None
            for _ in range(lines):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
            child.communicate()
            assert target.read_bytes() in (old, new)


class TestReading:
    def test_limit_is_inclusive(self, tmp_path: Path) -> None:
        """Exactly `limit` bytes are read; one more is refused."""
        (tmp_path / "a").write_bytes(b"x" * 10)
        assert files.read_bounded(tmp_path / "a", 10) == b"x" * 10
        with pytest.raises(DataFault, match="volumineux"):
            files.read_bounded(tmp_path / "a", 9)

    def test_missing_and_folder(self, tmp_path: Path) -> None:
        """A missing file and a folder are told apart."""
        with pytest.raises(DataFault, match="introuvable"):
            files.read_bounded(tmp_path / "a", 10)
        with pytest.raises(DataFault, match="un dossier occupe"):
            files.read_bounded(tmp_path, 10)

    @posix
    def test_links_and_fifos(self, tmp_path: Path) -> None:
        """A link is refused, and a fifo is refused without waiting for a writer."""
        (tmp_path / "a").write_bytes(b"x")
        (tmp_path / "link").symlink_to(tmp_path / "a")
        os.mkfifo(tmp_path / "fifo")
        with pytest.raises(DataFault, match="un lien occupe"):
            files.read_bounded(tmp_path / "link", 10)
        with pytest.raises(DataFault, match="fichier ordinaire"):
            files.read_bounded(tmp_path / "fifo", 10)


class TestLock:
    def test_second_comer_is_told(self, tmp_path: Path) -> None:
        """While the lock is held, another asker gets the sentence it chose."""
        with (
            files.lock(tmp_path / "verrou"),
            pytest.raises(EnvironmentFault, match="déjà ouverte"),
            files.lock(tmp_path / "verrou", timeout=0.05, busy="cette note est déjà ouverte"),
        ):
            pass
        with files.lock(tmp_path / "verrou", timeout=0.05):
            pass

    def test_killed_holder_frees_it(self, tmp_path: Path) -> None:
        """A killed process holds nothing."""
        script = (
            "import sys, time; from pathlib import Path; from bilantool.storage.files import lock\n"
            "with lock(Path(sys.argv[1])): print(flush=True); time.sleep(60)"
        )
        path = tmp_path / "verrou"
        child = subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(EnvironmentFault), files.lock(path, timeout=0.05):
            pass
        child.kill()
        child.communicate()
        with files.lock(path, timeout=5):
            pass

    def test_missing_folder(self, tmp_path: Path) -> None:
        """A lock in a missing folder is a fault, not a crash."""
        with pytest.raises(EnvironmentFault), files.lock(tmp_path / "none" / "verrou", timeout=0.1):
            pass


class TestInside:
    def test_joins(self, tmp_path: Path) -> None:
        """Parts may hold several components."""
        expected = tmp_path / "dossiers" / "2026-014" / "cadre" / "demande.yaml"
        assert files.inside(tmp_path, "dossiers", "2026-014", "cadre/demande.yaml") == expected

    @pytest.mark.parametrize(
        "part",
        [
            *("..", "a/../b", "/etc", "C:", "C:\\x", "a\\b", "a:b", "", ".", "a//b", "a\0b"),
            *("a\nb", "CON", "nul.yaml", "lpt1.txt", "a.", "a ", "a*"),
        ],
    )
    def test_refused_names(self, tmp_path: Path, part: str) -> None:
        """Whatever is not a plain relative name on every system is refused."""
        with pytest.raises(DataFault):
            files.inside(tmp_path, part)

    @posix
    def test_links(self, tmp_path: Path) -> None:
        """A link that leaves the folder is refused wherever it stands; one that stays is not."""
        root = tmp_path / "root"
        (root / "in").mkdir(parents=True)
        (root / "out").symlink_to(tmp_path)
        (root / "here").symlink_to(root / "in")
        (root / "loop").symlink_to(root / "loop")
        for parts in (["out"], ["out", "x"], ["loop", "x"]):
            with pytest.raises(DataFault, match="un lien") as caught:
                files.inside(root, *parts)
            assert files.quoted(root / parts[0]) in caught.value.message  # which one
        assert files.inside(root, "here", "x") == root / "here" / "x"

    @given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
    def test_never_leaves(self, parts: list[str]) -> None:
        """Any text either stays under the root or is refused with a fault."""
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            try:
                made = files.inside(root, *parts)
            except BilantoolError:
                return
            assert made.resolve().is_relative_to(root.resolve())
            assert made != root


class TestFolders:
    @posix
    def test_private_folder(self, tmp_path: Path) -> None:
        """A private folder is 0700, also when it was already there and open."""
        (tmp_path / "a").mkdir(mode=0o755)
        for path in (tmp_path / "a", tmp_path / "b" / "c"):
            files.private_folder(path)
            assert stat.S_IMODE(path.stat().st_mode) == 0o700

    def test_private_folder_over_a_file(self, tmp_path: Path) -> None:
        """A file in the way is a fault that names it."""
        (tmp_path / "a").write_bytes(b"")
        with pytest.raises(EnvironmentFault, match="impossible d’ouvrir"):
            files.private_folder(tmp_path / "a")

    def test_publish(self, tmp_path: Path) -> None:
        """A filled folder appears whole, and never over something."""
        made = files.temporary_folder(tmp_path)
        (made / "x").write_bytes(b"1")
        files.publish_folder(made, tmp_path / "final")
        assert [path.name for path in tmp_path.iterdir()] == ["final"]
        again = files.temporary_folder(tmp_path)
        with pytest.raises(EnvironmentFault, match="déjà prise"):
            files.publish_folder(again, tmp_path / "final")
        assert (tmp_path / "final" / "x").read_bytes() == b"1"

    def test_sweep(self, tmp_path: Path) -> None:
        """Only old leftovers go: not a young one, not a stranger's file."""
        old = files.temporary_folder(tmp_path)
        (old / "x").write_bytes(b"1")
        young = files.temporary_folder(tmp_path)
        (tmp_path / ".other.tmp").write_bytes(b"")
        os.utime(old, (1, 1))
        os.utime(tmp_path / ".other.tmp", (1, 1))
        assert files.sweep_leftovers(tmp_path) == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
            [young.name, ".other.tmp"]
        )


def test_quoted_shows_no_control_character() -> None:
    """A file name cannot send escape sequences to the terminal."""
    assert files.quoted("a\x1b[31m\u202eb") == "«\u00a0a\ufffd[31m\ufffdb\u00a0»"
