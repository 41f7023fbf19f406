"""Full, read-only and forbidden disks, closed pipes."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REF = "2026-001"
SECRET = "Ocarina"

resource: Any = pytest.importorskip("resource", reason="limits of POSIX")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="mounts and users of POSIX")


def mounted(folder: Path, options: str) -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


@pytest.fixture
def small(bench: Any) -> Iterator[Any]:
    """The cabinet, its trousseau included, on a disk of its own that can be filled."""
    place = bench.outside / "disque"
    place.mkdir()
    if not mounted(place, "size=8m,mode=0700"):
        pytest.skip("a file system can only be mounted by root")
    try:
        shutil.copytree(bench.root, place / "cabinet")
        shutil.copytree(bench.home / "trousseau", place / "trousseau")
        bench.terminal.cwd = place / "cabinet"
        bench.terminal.environ["BILANTOOL_TROUSSEAU"] = str(place / "trousseau")
        yield bench
    finally:
        subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


def fill(folder: Path) -> Path:
    """Take the last byte of the disk; returns the file to remove to have it back."""
    path = folder / "remplissage"
    with path.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return path


def test_disk_full(small: Any) -> None:
    """Nothing half-written; every command says so; once there is room, all goes on."""
    place = small.root.parent
    before = small.sealed().read_bytes()
    ballast = fill(place)
    source = small.home / "source.yaml"
    source.write_text(f"situation_actuelle: {SECRET} suite\n", encoding="utf-8")
    saving = ("edit", REF, "demande", "--from", str(source))
    small.refuses(small(*saving), 5, "le disque est plein")
    small.refuses(small("new", "2026-002", "--fiche-rangee"), 5, "le disque est plein")
    draft = ("build", REF, "synthese", "--draft", "--format", "html")
    small.refuses(small(*draft), 5, "le disque est plein")
    assert small.sealed().read_bytes() == before
    assert SECRET in small.read()
    assert small("status").code == 0
    assert not (small.root / "dossiers" / "2026-002").exists()
    ballast.unlink()
    assert not list(place.rglob(".bilantool-*.tmp")), "a failed write leaves nothing behind"
    assert small(*saving).code == 0
    assert f"{SECRET} suite" in small.read()


def test_disk_full_while_an_editor_is_open(small: Any) -> None:
    """The typed text stays in memory, its place is said, and it comes back as a draft."""
    place = small.root.parent
    editor = small.script(
        f"printf 'freins: {SECRET} tapé\\n' > \"$1\"\n"
        f"dd if=/dev/zero of={place}/remplissage bs=4096 2>/dev/null; true"
    )
    before = small.sealed().read_bytes()
    done = small("edit", REF, "demande", EDITOR=editor)
    small.refuses(done, 5, "le disque est plein", "votre texte reste dans")
    assert small.sealed().read_bytes() == before
    assert small("status").code == 0
    (place / "remplissage").unlink()
    again = small("status")
    assert "un éditeur s’était arrêté" in again.err
    assert f"{SECRET} tapé" in small.offered()
    assert not list(Path("/dev/shm").glob(f"bilantool-edition-*/*{REF}*"))


def test_file_size_limit(bench: Any) -> None:
    """A system that lets no file grow is told from a bug."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    source = bench.outside / "source.yaml"
    source.write_text("situation_actuelle: suite\n", encoding="utf-8")
    before = bench.sealed().read_bytes()
    argv = ("edit", REF, "demande", "--from", str(source))
    # Python would cut its own cache of the modules at the limit, for every later process.
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    done = bench.process(*argv, preexec_fn=limit, environ=quiet)
    bench.refuses(done, 5, "trop grand")
    assert bench.sealed().read_bytes() == before


def test_standard_output_is_full(bench: Any) -> None:
    """A full disk behind a redirection is said, not a traceback."""
    with Path("/dev/full").open("wb") as full:
        done = bench.process("status", stdout=full)
    assert done.code == 5, done.said
    assert "Traceback" not in done.err
    assert "plein" in done.err


def test_the_reader_left(bench: Any) -> None:
    """`bilantool status | head -0` ends quietly."""
    read, write = os.pipe()
    os.close(read)
    done = bench.process("show", REF, stdout=write)
    os.close(write)
    assert done.err.count("Traceback") == 0
    assert "Exception ignored" not in done.err


@pytest.fixture
def nobody(bench: Any, powerless: tuple[str, ...]) -> Any:
    """Runs commands as a user whom rights stop."""

    def run(*argv: str, **options: Any) -> Any:
        return bench.process(*argv, before=powerless, **options)

    first = run("status")
    assert first.code == 0, first.said
    return run


@pytest.mark.parametrize(
    "where", ["dossiers/2026-001/preliminaire", "dossiers", ".bilantool", ".git", "."]
)
def test_unwritable_folder(bench: Any, nobody: Any, where: str) -> None:
    """Said with its name; reading still works; nothing is lost."""
    source = bench.home / "source.yaml"
    source.write_text("situation_actuelle: suite\n", encoding="utf-8")
    source.chmod(0o644)
    before = bench.sealed().read_bytes()
    folder = bench.root / where
    folder.chmod(0o500)
    try:
        saved = nobody("edit", REF, "demande", "--from", str(source))
        new = nobody("new", "2026-002", "--fiche-rangee")
        shown = nobody("show", REF, "demande")
        status = nobody("status")
    finally:
        folder.chmod(0o700)
    assert status.code == 0, status.said
    assert SECRET in shown.out or saved.code == 0
    for done in (saved, new):
        assert done.code in (0, 5), done.said
        if done.code:
            bench.refuses(done, 5, "l'accès est refusé")
    if where.endswith("preliminaire"):
        assert saved.code == 5
        assert bench.sealed().read_bytes() == before
    if where == "dossiers":
        assert new.code == 5
    if where == ".git":
        assert saved.code == 0
        assert "pas dans l’historique git" in saved.err


def test_unwritable_trousseau(bench: Any, nobody: Any) -> None:
    """Reading needs no writing there; a new dossier does, and is refused whole."""
    folder = bench.home / "trousseau"
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    for argv in (("status",), ("show", REF), ("check", REF)):
        done = nobody(*argv)
        assert done.code in (0, 1), done.said
    bench.refuses(nobody("new", "2026-002", "--fiche-rangee"), 5, "l'accès est refusé")
    assert not (bench.root / "dossiers" / "2026-002").exists()


@pytest.mark.parametrize(
    "where", ["dossiers/2026-001/preliminaire/demande.yaml", "dossiers/2026-001", "cabinet.yaml"]
)
def test_unreadable_file(bench: Any, nobody: Any, where: str) -> None:
    """A file or folder that may not be read is named, with what to do."""
    path = bench.root / where
    path.chmod(0)
    try:
        done = nobody("show", REF, "demande")
        whole = nobody("status")
    finally:
        path.chmod(0o700)
    bench.refuses(done, 5, "l'accès est refusé")
    assert "panne" not in whole.said
    assert whole.code in (0, 5), whole.said


def test_read_only_disk(bench: Any) -> None:
    """On a disk that takes nothing, everything can still be read."""
    place = bench.outside / "disque"
    place.mkdir()
    if not mounted(place, "size=8m"):
        pytest.skip("a file system can only be mounted by root")
    try:
        shutil.copytree(bench.root, place / "cabinet")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        bench.terminal.cwd = place / "cabinet"
        assert bench("status").code == 0
        assert SECRET in bench.read()
        assert bench("check", REF).code == 1
        source = bench.home / "source.yaml"
        source.write_text("situation_actuelle: suite\n", encoding="utf-8")
        for argv in (("edit", REF, "demande", "--from", str(source)), ("new", "2026-002")):
            done = bench(*argv, "--no-commit")
            assert done.code in (4, 5), done.said
            bench.refuses(done, done.code)
        built = bench("build", REF, "synthese", "--draft", "--format", "html")
        bench.refuses(built, 5, "lecture seule")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)
