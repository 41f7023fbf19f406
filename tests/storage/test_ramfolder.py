"""Plaintext's only shelter: private, in memory where possible, gone in every ending."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bilantool.errors import EnvironmentFault
from bilantool.storage import places, ramfolder
from bilantool.storage.ramfolder import Owner, RamFolder, Shelter

posix = pytest.mark.skipif(os.name != "posix", reason="modes and signals are POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is in memory")

OWNER = Owner("/c", "/t", "0b8e", "2026-014", "preliminaire/demande", 7)
TEXT = b"projet: canari\n"

CHILD = """
import sys, time; from pathlib import Path
from bilantool.storage.ramfolder import Owner, RamFolder, Shelter
owner = Owner("/c", "/t", "0b8e", "2026-014", "preliminaire/demande", 7)
with RamFolder(Shelter(Path(sys.argv[1]), False), owner, "demande.yaml", b"projet: canari\\n"):
    print(flush=True)
    time.sleep(60)
"""


def env_of(tmp_path: Path) -> dict[str, str]:
    """An environment whose only shelter under test is a folder of the test."""
    return {"XDG_CACHE_HOME": str(tmp_path)}


def shelter_of(tmp_path: Path) -> Shelter:
    return Shelter(places.cache(env_of(tmp_path)) / "edition", False)


def start_child(tmp_path: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, shelter_of(tmp_path).root], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline()
    return child


def stale_of(tmp_path: Path) -> list[ramfolder.Leftover]:
    """The leftovers of this test: the machine's memory may hold another's."""
    found = ramfolder.stale(env_of(tmp_path))
    return [left for left in found if left.folder.is_relative_to(tmp_path)]


def holds_canary(root: Path) -> bool:
    return any(b"canari" in path.read_bytes() for path in root.rglob("*") if path.is_file())


@linux
def test_order_of_shelters(tmp_path: Path) -> None:
    """A folder on disk that claims to be the session's is not believed; memory is."""
    tmp_path.chmod(0o700)
    chosen = ramfolder.shelter({"XDG_RUNTIME_DIR": str(tmp_path), **env_of(tmp_path)})
    assert chosen.root != tmp_path
    if os.access("/dev/shm", os.W_OK):
        assert chosen == Shelter(Path("/dev/shm"), True)
        with RamFolder(chosen, OWNER, "x.yaml", TEXT) as ram:
            inside = {"XDG_RUNTIME_DIR": str(ram.folder)}
            assert ramfolder.shelter(inside) == Shelter(ram.folder, True)
            ram.folder.chmod(0o755)
            assert ramfolder.shelter(inside).root != ram.folder


class TestRamFolder:
    def test_life(self, tmp_path: Path) -> None:
        """The text is there during the block, and nothing after it."""
        with RamFolder(shelter_of(tmp_path), OWNER, "demande.yaml", TEXT) as ram:
            assert ram.file.name == "demande.yaml"
            assert ram.read() == TEXT
            ram.file.write_bytes(b"changed")
            (ram.private / "cache").mkdir()
            (ram.private / "cache" / "x").write_bytes(TEXT)
            assert ram.read() == b"changed"
        assert list(shelter_of(tmp_path).root.iterdir()) == []

    def test_exception(self, tmp_path: Path) -> None:
        """An exception passes, and the text is gone."""
        with (
            pytest.raises(ZeroDivisionError),
            RamFolder(shelter_of(tmp_path), OWNER, "a.yaml", TEXT),
        ):
            raise ZeroDivisionError
        assert list(shelter_of(tmp_path).root.iterdir()) == []

    @posix
    def test_private(self, tmp_path: Path) -> None:
        """Folders are 0700 and files 0600, whatever the umask."""
        before = os.umask(0)
        try:
            with RamFolder(shelter_of(tmp_path), OWNER, "a.yaml", TEXT) as ram:
                for path in (ram.folder, ram.private):
                    assert stat.S_IMODE(path.stat().st_mode) == 0o700
                assert stat.S_IMODE(ram.file.stat().st_mode) == 0o600
        finally:
            os.umask(before)

    def test_no_room(self, tmp_path: Path) -> None:
        """A shelter that cannot be made is a fault."""
        (tmp_path / "bilantool").write_bytes(b"")
        with (
            pytest.raises(EnvironmentFault),
            RamFolder(shelter_of(tmp_path), OWNER, "a.yaml", TEXT),
        ):
            pass

    def test_emergency_copy(self, tmp_path: Path) -> None:
        """The last words are what a stopped editor saved beside the text."""
        with RamFolder(shelter_of(tmp_path), OWNER, "a.yaml", TEXT) as ram:
            assert ram.last_words() == TEXT
            ram.file.with_name("a.yaml.save").write_bytes(b"more")
            os.utime(ram.file, (1, 1))
            assert ram.last_words() == b"more"

    @posix
    @pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
    def test_signals(self, tmp_path: Path, number: str) -> None:
        """A signal that ends the process empties the folder first."""
        child = start_child(tmp_path)
        assert holds_canary(tmp_path)
        child.send_signal(getattr(signal, number))
        child.communicate()
        assert child.returncode != 0
        assert list(shelter_of(tmp_path).root.iterdir()) == []

    @posix
    def test_handlers_are_put_back(self, tmp_path: Path) -> None:
        """The handlers of the program are its own again afterwards."""
        before = signal.getsignal(signal.SIGTERM)
        with RamFolder(shelter_of(tmp_path), OWNER, "a.yaml", TEXT):
            assert signal.getsignal(signal.SIGTERM) is not before
        assert signal.getsignal(signal.SIGTERM) is before

    @posix
    def test_caller_can_seal_on_a_signal(self, tmp_path: Path) -> None:
        """The block unwinds with the text still readable, and a second signal changes nothing."""
        script = textwrap.dedent(
            """
            import os, signal, sys; from pathlib import Path
            from bilantool.storage.ramfolder import Owner, RamFolder, Shelter
            owner = Owner("/c", "/t", "0b8e", "2026-014", "preliminaire/demande", 7)
            with RamFolder(Shelter(Path(sys.argv[1]), False), owner, "a.yaml", b"text") as ram:
                try:
                    os.kill(os.getpid(), signal.SIGTERM)
                finally:
                    os.kill(os.getpid(), signal.SIGHUP)
                    Path(sys.argv[2]).write_bytes(ram.last_words())
            """
        )
        out = tmp_path / "out"
        done = subprocess.run([sys.executable, "-c", script, tmp_path / "edition", out])
        assert done.returncode == 128 + signal.SIGTERM
        assert out.read_bytes() == b"text"
        assert list((tmp_path / "edition").iterdir()) == []


class TestStale:
    def test_dead_owner(self, tmp_path: Path) -> None:
        """A killed process leaves its text, its owner's name, and then nothing."""
        child = start_child(tmp_path)
        assert stale_of(tmp_path) == []
        child.kill()
        child.communicate()
        (left,) = stale_of(tmp_path)
        assert left.owner == OWNER
        assert left.text() == TEXT.decode()
        left.discard()
        assert list(shelter_of(tmp_path).root.iterdir()) == []

    def test_text_is_read_whatever_its_encoding(self, tmp_path: Path) -> None:
        """A text saved in a Windows encoding is not lost."""
        child = start_child(tmp_path)
        child.kill()
        child.communicate()
        (left,) = stale_of(tmp_path)
        for encoding in ("cp1252", "utf-16", "utf-8-sig"):
            (left.folder / "demande.yaml").write_bytes("été".encode(encoding))
            assert left.text() == "été"

    def test_folder_without_owner(self, tmp_path: Path) -> None:
        """A folder whose maker died before its record held no text: it goes, once old enough."""
        folder = shelter_of(tmp_path).root / "bilantool-edition-00"
        folder.mkdir(mode=0o700, parents=True)
        assert stale_of(tmp_path) == []
        assert folder.exists()
        os.utime(folder, (1, 1))
        assert stale_of(tmp_path) == []
        assert not folder.exists()

    @posix
    def test_strangers_are_left_alone(self, tmp_path: Path) -> None:
        """A link, and a folder open to others, are not ours: neither read nor removed."""
        root = shelter_of(tmp_path).root
        root.mkdir(parents=True)
        (root / "bilantool-edition-01").symlink_to(tmp_path)
        (root / "bilantool-edition-02").mkdir(mode=0o755)
        os.utime(root / "bilantool-edition-02", (1, 1))
        assert stale_of(tmp_path) == []
        assert len(list(root.iterdir())) == 2
