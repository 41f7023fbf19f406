"""What is no longer where it was: a dossier, the current folder, the reader of the output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bilantool.storage import git

REF = "2026-001"


@pytest.mark.parametrize("lost", ["dossier.yaml", "", ".."])
def test_a_dossier_that_went_is_told(bench: Any, second: str, lost: str) -> None:
    """Its keys are here, its folder is not: every overview says so, and how to have it back."""
    place = (bench.root / "dossiers" / second / lost).resolve()
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()
    for command in ("status", "check"):
        told = bench(command)
        assert told.code == 3, told.said
        assert f"le dossier {second} n’est plus dans ce cabinet" in told.err
    bench.refuses(bench("show", second, "demande"), 3, "n'est plus dans ce cabinet", "git")


def test_a_damaged_dossier_file_is_mended_alone(bench: Any) -> None:
    """The way out that is told touches no note, which may be newer than what git has."""
    (bench.root / "dossiers" / REF / "dossier.yaml").write_bytes(b"")
    bench.refuses(bench("status"), 3, f"git checkout HEAD -- dossiers/{REF}/dossier.yaml")


@pytest.mark.skipif(not git.installed(), reason="git is not installed")
@pytest.mark.parametrize(
    "lost", ["cabinet.yaml", "dossiers/2026-002/dossier.yaml", "dossiers/2026-002"]
)
@pytest.mark.parametrize("committed", [True, False])
def test_what_is_printed_takes_back_what_was_pushed_over(
    bench: Any, second: str, lost: str, committed: bool
) -> None:
    """Damaged or removed in the folder, or in a commit that was pulled: the command gives back what
    was there before, and notes that are newer stay as they are."""
    place = bench.root / lost
    bench.write("situation_actuelle: avant\n", reference=second)
    kept = bench.sealed(reference=second).read_bytes()
    if place.is_dir():
        shutil.rmtree(place)
    elif lost == "cabinet.yaml":
        place.write_bytes(b"")
    else:
        place.unlink()
    if committed:
        in_git(bench.root, "commit", "-q", "-a", "-m", "x")
    told = bench("status")
    assert told.code == 3
    assert "rangez-le ailleurs" not in told.said
    command = re.search(r"git : git (.*)", told.said.replace("\u00a0", " "))
    assert command is not None, told.said
    in_git(bench.root, *command[1].split())
    assert bench("status").code == 0
    assert bench.sealed(reference=second).read_bytes() == kept


def in_git(root: Path, *argv: str) -> None:
    called = ["git", "-c", "user.name=u", "-c", "user.email=u@u", *argv]
    subprocess.run(called, cwd=root, capture_output=True, check=True)


def test_a_new_dossier_comes_beside_what_is_none(bench: Any) -> None:
    """Whoever can push a folder, or a submodule, under the next number does not keep it from being
    given; asked for by its name, the place is said to be taken by no dossier."""
    (bench.root / "dossiers" / "2026-002").mkdir()
    assert "Dossier 2026-003 ouvert" in bench("new", "--fiche-rangee").out.replace("\u00a0", " ")
    bench.refuses(bench("new", "2026-002"), 2, "n'est pas un dossier de bilantool")


def test_templates_checked_out_with_other_line_ends_stay_accepted(bench: Any) -> None:
    """git on Windows may change line ends; what was accepted is the same text."""
    assert bench("templates", "copy", "documents/plan-action.md.j2").code == 0
    assert bench("templates", "accept").code == 0
    path = bench.root / "templates" / "documents" / "plan-action.md.j2"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "à accepter" not in bench("templates", "list").out
    path.write_bytes(path.read_bytes() + b"autre\r\n")
    assert "à accepter" in bench("templates", "list").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_object_that_cannot_be_written(bench: Any) -> None:
    """One sentence in French where there is no room for the answer, and no traceback."""
    with Path("/dev/full").open("wb") as full:
        done = bench.process("status", "--json", stdout=full)
    bench.refuses(done, 5, "le disque est plein")


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the current folder")
def test_a_current_folder_that_went(tmp_path: Path) -> None:
    """The command says where the trouble is before anything else."""
    gone = tmp_path / "parti"
    gone.mkdir()
    script = (
        f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); "
        "from bilantool import cli; sys.exit(cli.main(['status']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 5, done.stderr
    assert "n’existe plus" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_backups_of_one_second(bench: Any) -> None:
    """Each has its place."""
    target = bench.outside / "cle"
    assert bench("backup", str(target)).code == 0
    assert bench("backup", str(target)).code == 0
    assert len(list(target.iterdir())) == 2


@pytest.mark.parametrize("kind", ["identite", "cles"])
def test_a_damaged_trousseau_is_made_again_from_words_or_a_backup(bench: Any, kind: str) -> None:
    """git never holds keys: it is not where to look for them."""
    place = bench.home / "trousseau" / kind
    for path in [place] if place.is_file() else list(place.iterdir()):
        path.write_bytes(b"")
    done = bench("show", REF, "demande")
    bench.refuses(done, 3, "bilantool recover")
    assert "git" not in done.err
