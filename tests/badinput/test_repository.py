"""A repository that is hostile, busy or broken: nothing of it runs, and the note is saved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

REF = "2026-001"
SECRET = "Ocarina"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(bench: Any, *argv: str, check: bool = True) -> str:
    done = subprocess.run(
        ["git", "-C", str(bench.root), *argv], capture_output=True, text=True, check=False
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def saved(bench: Any, text: str = "freins: enregistré\n") -> Any:
    done = bench.give(text.encode())
    assert done.code == 0, done.said
    assert bench.read() == text
    return done


def trap(bench: Any) -> tuple[str, Path]:
    """A program that leaves a mark when it is run."""
    mark = bench.outside / "piege-lance"
    program = bench.outside / "piege.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {mark}\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program), mark


PROGRAMS = (
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "sequence.editor",
    "gpg.program",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "merge.x.driver",
    "credential.helper",
    "filter.x.clean",
    "filter.x.smudge",
    "filter.x.process",
    "interactive.diffFilter",
    "pager.status",
    "pager.log",
    "alias.add",
    "alias.status",
    "alias.commit",
    "trailer.x.command",
    "uploadpack.packObjectsHook",
)
HOOKS = (
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-index-change",
    "reference-transaction",
    "fsmonitor-watchman",
    "post-checkout",
    "pre-auto-gc",
)


def everything(bench: Any) -> None:
    """Every command that talks to git."""
    saved(bench)
    for argv in (
        ("status",),
        ("check", REF),
        ("new", "2026-002", "--fiche-rangee"),
        ("templates", "accept"),
        ("backup", str(bench.home / "sauvegarde")),
        ("build", REF, "synthese", "--draft", "--format", "html"),
    ):
        done = bench(*argv)
        assert done.code in (0, 1), done.said


def test_hostile_settings_run_nothing(bench: Any) -> None:
    """Hooks, filters, monitors, pagers and aliases of the repository stay silent."""
    program, mark = trap(bench)
    for name in PROGRAMS:
        git(bench, "config", name, program)
    git(bench, "config", "filter.x.required", "true")
    git(bench, "config", "commit.gpgsign", "true")
    git(bench, "config", "core.hooksPath", str(bench.outside / "hooks"))
    for folder in (bench.root / ".git" / "hooks", bench.outside / "hooks"):
        folder.mkdir(exist_ok=True)
        for name in HOOKS:
            shutil.copy(program, folder / name)
    (bench.root / ".git" / "info").mkdir(exist_ok=True)
    attributes = "* filter=x diff=x merge=x\n"
    (bench.root / ".git" / "info" / "attributes").write_text(attributes, encoding="utf-8")
    (bench.root / ".gitattributes").write_text(attributes, encoding="utf-8")
    everything(bench)
    assert not mark.exists(), mark.read_text(encoding="utf-8")


def test_hostile_settings_from_an_included_file(bench: Any) -> None:
    """A setting that comes by `include` is the repository's own too."""
    program, mark = trap(bench)
    included = bench.root / "reglages"
    included.write_text(
        f'[filter "y"]\n\tclean = {program}\n\tprocess = {program}\n\trequired = true\n'
        f"[core]\n\tfsmonitor = {program}\n\thooksPath = {bench.outside}\n",
        encoding="utf-8",
    )
    git(bench, "config", "include.path", str(included))
    (bench.root / ".gitattributes").write_text("* filter=y\n", encoding="utf-8")
    everything(bench)
    assert not mark.exists(), mark.read_text(encoding="utf-8")


def test_a_hostile_repository_inside(bench: Any) -> None:
    """A repository hidden in a dossier's folder, with filters of its own, runs nothing either."""
    program, mark = trap(bench)
    inner = bench.root / "dossiers" / REF / "preliminaire"
    subprocess.run(["git", "init", "-q", str(inner)], check=True, capture_output=True)
    for name in ("filter.z.clean", "filter.z.process", "core.fsmonitor"):
        subprocess.run(["git", "-C", str(inner), "config", name, program], check=True)
    (inner / ".gitattributes").write_text("* filter=z\n", encoding="utf-8")
    done = bench.give(b"freins: dedans\n")
    assert done.code == 0, done.said
    assert bench.read() == "freins: dedans\n"
    bench("status")
    bench("backup", str(bench.home / "sauvegarde"))
    assert not mark.exists(), mark.read_text(encoding="utf-8")


def test_a_program_named_git_in_the_cabinet(bench: Any) -> None:
    """What lies in the current folder is never started in git's place."""
    program, mark = trap(bench)
    shutil.copy(program, bench.root / "git")
    shutil.copy(program, bench.root / "git.exe")
    saved(bench)
    assert not mark.exists()


def test_in_the_middle_of_a_merge(bench: Any) -> None:
    """The note is saved; the history waits, and it is said how to end it."""
    saved(bench, "freins: commun\n")
    git(bench, "checkout", "-q", "-b", "autre")
    saved(bench, "freins: le leur\n")
    git(bench, "checkout", "-q", "main")
    saved(bench, "freins: le mien\n")
    git(bench, "merge", "autre", check=False)
    assert (bench.root / ".git" / "MERGE_HEAD").exists()
    head = git(bench, "rev-parse", "HEAD")
    done = bench.give(b"freins: pendant\n")
    assert done.code == 0, done.said
    assert "une fusion est en cours" in done.err
    assert "pas dans l’historique" in done.err
    assert "→" in done.err
    assert bench.read() == "freins: pendant\n"
    assert git(bench, "rev-parse", "HEAD") == head, "no merge is ended by a save"
    assert bench("status").code == 1


def test_conflict_marks_in_a_note(bench: Any) -> None:
    """A note that a merge driver filled with marks is refused, not read in part."""
    path = bench.sealed()
    data = path.read_bytes()
    path.write_bytes(b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> autre\n")
    bench.refuses(bench("show", REF, "demande"), 3, "demande")


def test_git_is_busy(bench: Any) -> None:
    """With another git at work the note is saved, and the history misses it, as is said."""
    lock = bench.root / ".git" / "index.lock"
    lock.touch()
    done = saved(bench)
    assert "pas dans l’historique git" in done.err
    assert "index.lock" in done.err
    assert SECRET not in done.said
    lock.unlink()
    saved(bench, "freins: ensuite\n")
    assert git(bench, "status", "--porcelain", "dossiers") == ""


def emptied(git_folder: Path) -> None:
    shutil.rmtree(git_folder)
    git_folder.mkdir()


def made_a_file(git_folder: Path) -> None:
    shutil.rmtree(git_folder)
    git_folder.write_text("gitdir: /nulle/part\n", encoding="utf-8")


BROKEN: dict[str, Any] = {
    "no HEAD": lambda git_folder: (git_folder / "HEAD").unlink(),
    "HEAD is binary": lambda git_folder: (git_folder / "HEAD").write_bytes(bytes(range(256))),
    "index is garbage": lambda git_folder: (git_folder / "index").write_bytes(b"x" * 100),
    "config is garbage": lambda git_folder: (git_folder / "config").write_bytes(b"[[[\x00"),
    "no objects": lambda git_folder: shutil.rmtree(git_folder / "objects"),
    "empty folder": emptied,
    "a file": made_a_file,
    "elsewhere": lambda git_folder: (git_folder / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tworktree = /nulle/part\n", encoding="utf-8"
    ),
    "later version": lambda git_folder: (git_folder / "config").write_text(
        "[core]\n\trepositoryformatversion = 99\n", encoding="utf-8"
    ),
    "detached": lambda git_folder: (git_folder / "HEAD").write_text("ref: refs/heads/rien\n"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_repository(bench: Any, kind: str) -> None:
    """Whatever has become of the history, notes are read and saved, and the trouble is said."""
    BROKEN[kind](bench.root / ".git")
    saved(bench)
    for argv, code in (((), 5), (("status",), 5), (("check", REF), 5), (("new",), 0)):
        done = bench(*argv, *(("2026-002", "--fiche-rangee") if argv == ("new",) else ()))
        assert done.code == code, done.said
        assert "panne inattendue" not in done.said
    backup = bench("backup", str(bench.home / "sauvegarde"))
    # What only the list of files, or nothing, depends on is copied all the same.
    assert backup.code == (0 if kind == "index is garbage" else 5), backup.said
    assert SECRET not in backup.said


def test_without_git(bench: Any) -> None:
    """Where git is not installed, everything but the history works."""
    bench.terminal.environ["PATH"] = str(bench.outside)
    source = bench.outside / "source.yaml"
    source.write_text("freins: sans git\n", encoding="utf-8")
    done = bench.process("edit", REF, "demande", "--from", str(source), environ={"PATH": "/nulle"})
    assert done.code == 0, done.said
    assert bench.read() == "freins: sans git\n"
    assert bench.process("status", environ={"PATH": "/nulle"}).code == 0


def test_only_what_was_saved_is_committed(bench: Any) -> None:
    """What the person had staged or left aside is neither committed nor lost."""
    (bench.root / "a-moi.txt").write_text("à moi\n", encoding="utf-8")
    (bench.root / "prepare.txt").write_text("préparé\n", encoding="utf-8")
    git(bench, "add", "prepare.txt")
    saved(bench)
    assert git(bench, "show", "--name-only", "--format=", "HEAD").split() == [
        f"dossiers/{REF}/preliminaire/demande.yaml"
    ]
    assert "A  prepare.txt" in git(bench, "status", "--porcelain")
    message = git(bench, "log", "-1", "--format=%B")
    assert SECRET not in message
    assert message.strip() == f"{REF} : preliminaire/demande, révision 3"
