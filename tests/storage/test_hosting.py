"""Whether another repository holds a place: what it ignores and never took, it does not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool.storage import git, hosting


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a file, inside a repository that has one commit."""
    _git(tmp_path, "init", "-q")
    folder = tmp_path / "divers" / "trousseau"
    folder.mkdir(parents=True)
    (folder / "identite").write_text("x", encoding="utf-8")
    (tmp_path / "lisez-moi").write_text("x", encoding="utf-8")
    _git(tmp_path, "add", "lisez-moi")
    _git(tmp_path, "commit", "-qm", "un")
    return folder


def _git(folder: Path, *argv: str) -> None:
    settings = ["-c", "user.name=a", "-c", "user.email=a@exemple.invalid"]
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *settings, *argv], cwd=folder, env=env, check=True, capture_output=True)


def _ignore(root: Path) -> None:
    (root / ".gitignore").write_text("/divers/trousseau*/\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["Mon Drive", "My Drive", "GoogleDrive-a@b.fr", "Proton Drive"])
def test_a_service_is_known_by_the_name_of_its_folder(tmp_path: Path, name: str) -> None:
    """In French as in English: `G:\\Mon Drive` is Google's."""
    assert hosting.service(tmp_path / name / "bilans")


def test_a_place_in_no_repository_is_held_by_none(tmp_path: Path) -> None:
    """Nothing is asked of git."""
    assert not hosting.versioned(tmp_path)


def test_what_the_next_commit_would_take_counts_as_held(place: Path, tmp_path: Path) -> None:
    """Not versioned yet, and one « add everything » away from it."""
    assert hosting.versioned(place)
    _ignore(tmp_path)
    assert not hosting.versioned(place)


def test_what_was_ever_committed_is_held_however_ignored_since(place: Path, tmp_path: Path) -> None:
    """Removed, ignored, and still in the history."""
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-qm", "trop")
    _ignore(tmp_path)
    assert hosting.versioned(place)
    _git(tmp_path, "rm", "-rq", "--cached", "divers")
    _git(tmp_path, "commit", "-qm", "ôté")
    assert hosting.versioned(place)


def test_an_amended_commit_still_holds_it(place: Path, tmp_path: Path) -> None:
    """In no branch any more, and one reflog away."""
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-qm", "trop")
    _git(tmp_path, "rm", "-rq", "--cached", "divers")
    _git(tmp_path, "commit", "-q", "--amend", "-m", "rien", "--allow-empty")
    _ignore(tmp_path)
    repository = git.Repository.at(tmp_path)
    assert repository is not None and not repository.follows(place)
    assert hosting.versioned(place)


def test_a_repository_that_does_not_answer_is_said_to_hold_it(place: Path, tmp_path: Path) -> None:
    """Better a warning too many than a promise."""
    _ignore(tmp_path)
    (tmp_path / ".git" / "HEAD").unlink()
    assert hosting.versioned(place)


def test_services_of_windows_and_macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OneDrive by the folder that Windows names, iCloud by the desktop and documents it moved."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    there = tmp_path / "Entreprise" / "Bilans"
    there.mkdir(parents=True)
    assert hosting.service(there, {}) == ""
    assert (
        hosting.service(there, {"OneDriveCommercial": str(tmp_path / "Entreprise")}) == "OneDrive"
    )
    documents = tmp_path / "Documents" / "bilans"
    documents.mkdir(parents=True)
    assert hosting.service(documents, {}) == ""
    (tmp_path / "Library" / "Mobile Documents" / "com~apple~CloudDocs" / "Documents").mkdir(
        parents=True
    )
    assert hosting.service(documents, {}) == "iCloud"
    assert hosting.service(there, {}) == ""


def test_a_synchronised_folder_is_told_at_init(terminal: Any) -> None:
    """Before anything lies there: what the service does to notes, and to keys."""
    asked = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    terminal.environ["BILANTOOL_TROUSSEAU"] = str(terminal.home / "Dropbox" / "cles")
    made = terminal("init", "OneDrive - Cap/cabinet", *asked)
    assert made.code == 0, made.said
    assert "OneDrive copie ce dossier" in made.err
    assert "Dropbox copie aussi l’endroit du trousseau" in made.err
    terminal.environ["BILANTOOL_TROUSSEAU"] = str(terminal.home / "cles")
    assert "copie" not in terminal("init", "ailleurs", *asked).err
