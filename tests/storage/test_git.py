"""git as a cabinet needs it, on real repositories."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from bilantool.errors import EnvironmentFault
from bilantool.storage import git
from bilantool.storage.git import Repository

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")
posix = pytest.mark.skipif(os.name != "posix", reason="scripts as programs are POSIX")


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the tester's name nor settings reach git, and no repository above the test."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "cabinet"
    folder.mkdir()
    git.init(folder)
    found = Repository.at(folder)
    assert found is not None
    return found


def raw(folder: Path, *arguments: str) -> str:
    """git as a user would call it."""
    done = subprocess.run(
        ["git", "-c", "user.name=u", "-c", "user.email=u@u", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


class TestAt:
    def test_only_the_top(self, repository: Repository) -> None:
        """A folder inside a repository is not a repository: its history is another's."""
        inner = repository.folder / "inner"
        inner.mkdir()
        assert Repository.at(inner) is None
        assert Repository.at(repository.folder.parent) is None

    def test_without_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without git there is no history, and asking for one says what to install."""
        monkeypatch.setenv("PATH", "")
        assert Repository.at(repository.folder) is None
        with pytest.raises(EnvironmentFault, match="pas installé"):
            repository.head()

    def test_git_of_the_current_folder_is_not_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A program in the current folder is not taken for git."""
        for name in ("git", "git.exe"):
            (tmp_path / name).write_bytes(b"#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PATH", os.pathsep.join(["", "."]))
        assert not git.installed()

    def test_damaged(self, repository: Repository) -> None:
        """A damaged repository is a fault that names the folder."""
        (repository.folder / ".git" / "HEAD").write_bytes(b"x")
        with pytest.raises(git.UnreadableHistory, match="est abîmé"):
            Repository.at(repository.folder)

    @posix
    @pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="needs to give files away")
    def test_hostile_owner(self, repository: Repository) -> None:
        """Another user's repository is refused, with what to do."""
        for path in (repository.folder, repository.folder / ".git"):
            os.chown(path, 12345, 12345)
        with pytest.raises(EnvironmentFault, match="un autre utilisateur"):
            Repository.at(repository.folder)

    def test_environment_cannot_lead_elsewhere(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """GIT_DIR and its kin are ignored."""
        (repository.folder / "a").write_bytes(b"1")
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
        assert repository.commit([repository.folder / "a"], "one")
        assert not (tmp_path / "index").exists()


class TestCommit:
    def test_only_these_paths(self, repository: Repository) -> None:
        """What the user staged or changed besides stays as it was."""
        for name in ("a", "b", "c"):
            (repository.folder / name).write_bytes(b"1")
        raw(repository.folder, "add", "b")
        made = repository.commit([Path("a")], "2026-014 : preliminaire/demande, révision 7")
        assert made == repository.head()
        assert raw(repository.folder, "show", "--name-only", "--format=%s").splitlines() == [
            "2026-014 : preliminaire/demande, révision 7", "", "a",
        ]  # fmt: skip
        assert raw(repository.folder, "status", "--porcelain").splitlines() == ["A  b", "?? c"]

    def test_nothing_changed(self, repository: Repository) -> None:
        """No change, no commit; nor for a path that never was."""
        (repository.folder / "a").write_bytes(b"1")
        assert repository.commit([Path("a"), Path("never")], "one")
        head = repository.head()
        assert repository.commit([Path("a")], "two") is None
        assert repository.commit([Path("never")], "two") is None
        assert repository.head() == head

    def test_folders_and_deletions(self, repository: Repository) -> None:
        """A folder is committed with what left it; a whole folder may leave too."""
        folder = repository.folder / "dossiers" / "2026-014"
        folder.mkdir(parents=True)
        (folder / "a").write_bytes(b"1")
        (folder / "é b").write_bytes(b"1")
        assert repository.commit([folder], "one")
        (folder / "a").unlink()
        assert repository.changed() == (folder / "a",)
        assert repository.commit([folder], "two")
        (folder / "é b").unlink()
        folder.rmdir()
        assert repository.commit([folder], "three")
        assert raw(repository.folder, "ls-files") == ""

    def test_a_deletion_that_a_killed_commit_had_staged(self, repository: Repository) -> None:
        """It is in neither the folder nor the index: the last commit alone knows of it."""
        for name in ("a", "b"):
            (repository.folder / name).write_bytes(b"1")
        assert repository.commit([Path("a"), Path("b")], "one")
        raw(repository.folder, "rm", "--quiet", "a")
        assert repository.commit([Path("a")], "two")
        assert raw(repository.folder, "ls-tree", "--name-only", "HEAD") == "b\n"
        assert repository.commit([Path("a")], "three") is None

    def test_author(self, repository: Repository) -> None:
        """The user's name when git knows it, a stand-in otherwise."""
        (repository.folder / "a").write_bytes(b"1")
        repository.commit([Path("a")], "one")
        assert raw(repository.folder, "log", "-1", "--format=%an") == "bilantool\n"
        raw(repository.folder, "config", "user.name", "Anne")
        raw(repository.folder, "config", "user.email", "anne@example.org")
        (repository.folder / "a").write_bytes(b"2")
        repository.commit([Path("a")], "two")
        assert raw(repository.folder, "log", "-1", "--format=%an") == "Anne\n"

    def test_names_are_not_patterns(self, repository: Repository) -> None:
        """A name with a star commits that file alone."""
        (repository.folder / "a").write_bytes(b"1")
        assert repository.commit([Path("*")], "star") is None
        assert repository.head() is None

    def test_merge_in_progress(self, repository: Repository) -> None:
        """During a merge nothing is committed, and the sentence says why."""
        folder = repository.folder
        (folder / "a").write_bytes(b"1")
        repository.commit([Path("a")], "one")
        raw(folder, "checkout", "-q", "-b", "other")
        (folder / "a").write_bytes(b"2")
        repository.commit([Path("a")], "two")
        raw(folder, "checkout", "-q", "main")
        (folder / "a").write_bytes(b"3")
        repository.commit([Path("a")], "three")
        assert repository.unfinished() is None
        with pytest.raises(subprocess.CalledProcessError):
            raw(folder, "merge", "-q", "other")
        assert repository.unfinished() == "une fusion"
        with pytest.raises(EnvironmentFault, match="une fusion est en cours"):
            repository.commit([Path("a")], "four")

    def test_ignored(self, repository: Repository) -> None:
        """What the rules keep out is known."""
        (repository.folder / ".gitignore").write_text("documents/\n")
        assert repository.is_ignored(Path("documents/x.pdf"))
        assert not repository.is_ignored(Path("dossiers"))
        assert repository.changed()

    @posix
    def test_hostile_repository_runs_nothing(self, repository: Repository, tmp_path: Path) -> None:
        """Hooks, filters, monitors and editors that the repository declares stay silent."""
        folder, trap = repository.folder, tmp_path / "sprung"
        script = tmp_path / "trap"
        script.write_text(f"#!/bin/sh\ntouch '{trap}'\ncat\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        for key in ("core.fsmonitor", "core.editor", "core.pager", "gpg.program", "diff.external"):
            raw(folder, "config", key, str(script))
        raw(folder, "config", "commit.gpgsign", "true")
        for key in ("clean", "smudge", "process"):
            raw(folder, "config", f"filter.evil.{key}", str(script))
        raw(folder, "config", "filter.evil.required", "true")
        hooks = folder / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in ("pre-commit", "commit-msg", "post-commit", "post-index-change"):
            (hooks / name).symlink_to(script)
        (folder / ".gitattributes").write_text("* filter=evil\n")
        (folder / "a").write_bytes(b"1")
        found = Repository.at(folder)
        assert found is not None
        assert found.changed()
        assert found.commit([Path("a"), Path(".gitattributes")], "one")
        found.bundle(tmp_path / "b.bundle")
        assert not trap.exists()

    def test_filter_that_cannot_be_silenced(self, repository: Repository) -> None:
        """A filter whose name git's options cannot carry makes the repository refused."""
        with (repository.folder / ".git" / "config").open("a") as config:
            config.write('[filter "a=b"]\n\tclean = false\n')
        with pytest.raises(EnvironmentFault, match="réglage dangereux"):
            Repository.at(repository.folder)


class TestBundle:
    def test_round_trip(self, repository: Repository, tmp_path: Path) -> None:
        """Every branch comes back, with the files, and nothing points at the backup."""
        (repository.folder / "a").write_bytes(b"one\n")
        repository.commit([Path("a")], "one")
        raw(repository.folder, "branch", "other")
        (repository.folder / "a").write_bytes(b"two\n")
        repository.commit([Path("a")], "two")
        repository.bundle(tmp_path / "c.bundle")
        made = git.clone_bundle(tmp_path / "c.bundle", tmp_path / "back")
        assert made.head() == repository.head()
        assert (made.folder / "a").read_bytes() == b"two\n"
        assert not made.changed()
        assert raw(made.folder, "branch", "--format=%(refname:short)").split() == ["main", "other"]
        assert raw(made.folder, "remote") == ""
        (made.folder / "a").write_bytes(b"three\n")
        found = Repository.at(made.folder)
        assert found is not None
        assert found.commit([Path("a")], "three")

    def test_empty_and_shallow(self, repository: Repository, tmp_path: Path) -> None:
        """A history without commits, and one cut short, are refused with the reason."""
        with pytest.raises(EnvironmentFault, match="encore vide"):
            repository.bundle(tmp_path / "c.bundle")
        for text in (b"1", b"2"):
            (repository.folder / "a").write_bytes(text)
            repository.commit([Path("a")], "one")
        address = repository.folder.as_uri()
        raw(tmp_path, "clone", "-q", "--depth=1", address, str(tmp_path / "shallow"))
        shallow = Repository.at(tmp_path / "shallow")
        assert shallow is not None
        with pytest.raises(EnvironmentFault, match="incomplète"):
            shallow.bundle(tmp_path / "c.bundle")

    def test_damaged(self, repository: Repository, tmp_path: Path) -> None:
        """A truncated bundle does not come back."""
        (repository.folder / "a").write_bytes(b"1")
        repository.commit([Path("a")], "one")
        bundle = tmp_path / "c.bundle"
        repository.bundle(bundle)
        bundle.write_bytes(bundle.read_bytes()[:-30])
        with pytest.raises(EnvironmentFault, match="restaurer"):
            git.clone_bundle(bundle, tmp_path / "back")

    def test_commits_since(self, repository: Repository) -> None:
        """Commits are counted from a known one, or all."""
        assert repository.commits_since(None) == 0
        (repository.folder / "a").write_bytes(b"1")
        first = repository.commit([Path("a")], "one")
        (repository.folder / "a").write_bytes(b"2")
        repository.commit([Path("a")], "two")
        assert repository.commits_since(None) == 2
        assert repository.commits_since(first) == 1
        assert repository.commits_since(repository.head()) == 0
        assert repository.commits_since("0" * 40) == 2


class TestRemotes:
    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("https://moi:secret@hote.exemple/cabinet.git", "hote.exemple"),
            ("ssh://git@hote.exemple:2222/cabinet", "hote.exemple"),
            ("git@hote.exemple:cabinet.git", "hote.exemple"),
            ("/mnt/cle/cabinet", ""),
            ("file:///mnt/cle/cabinet", ""),
            ("C:/Users/moi/cabinet", ""),
            ("https://\x1b[31m.exemple/x", ""),
        ],
    )
    def test_a_name_and_a_host(self, repository: Repository, url: str, host: str) -> None:
        """Never who connects, nor with which password, nor a path."""
        raw(repository.folder, "remote", "add", "origine", url)
        assert repository.remotes() == (("origine", host),)

    def test_none(self, repository: Repository) -> None:
        assert repository.remotes() == ()
        assert repository.worktrees() == 0
