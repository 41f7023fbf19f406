"""What a power cut, a push or a setting does to a repository: told, and never taken for none."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bilantool.errors import EnvironmentFault
from bilantool.storage import git, gitfaults, processes
from bilantool.storage.git import Repository, UnreadableHistory

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")

NOTE = "é un\n".encode()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the tester's name nor settings reach git."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit of `d/note`."""
    folder = tmp_path / "cabinet"
    (folder / "d").mkdir(parents=True)
    (folder / "d" / "note").write_bytes(NOTE)
    git.init(folder)
    found = Repository.at(folder)
    assert found is not None
    assert found.commit([Path("d/note")], "one")
    return found


def raw(folder: Path, *arguments: str) -> bytes:
    """git as a user would call it."""
    called = ["git", "-c", "user.name=u", "-c", "user.email=u@u", *arguments]
    return subprocess.run(called, cwd=folder, capture_output=True, check=True).stdout


def ref(repository: Repository) -> Path:
    return repository.folder / ".git" / "refs" / "heads" / "main"


def loose(repository: Repository, name: str) -> Path:
    """The file of the object that `name` stands for."""
    oid = raw(repository.folder, "rev-parse", name).decode().strip()
    path = repository.folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    return path


HEADLESS: dict[str, Callable[[Repository], object]] = {
    "an empty branch": lambda each: ref(each).write_bytes(b""),
    "a branch of zeros": lambda each: ref(each).write_bytes(bytes(41)),
    "a branch that went": lambda each: ref(each).unlink(),
    "an empty HEAD": lambda each: (each.folder / ".git" / "HEAD").write_bytes(b""),
    "a HEAD that went": lambda each: (each.folder / ".git" / "HEAD").unlink(),
    "another branch": lambda each: (each.folder / ".git" / "HEAD").write_bytes(
        b"ref: refs/heads/rien\n"
    ),
    "a commit cut short": lambda each: loose(each, "HEAD").write_bytes(b""),
    "a commit that went": lambda each: loose(each, "HEAD").unlink(),
}


@pytest.mark.parametrize("kind", HEADLESS)
def test_a_head_that_cannot_be_read_is_not_no_history(repository: Repository, kind: str) -> None:
    """Nothing is committed over it, and what is said leads to the last backup."""
    HEADLESS[kind](repository)
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    asked: list[Callable[[], object]] = [
        lambda: Repository.at(repository.folder).head(),  # type: ignore[union-attr]
        lambda: repository.commit([Path("d/note")], "two"),
        lambda: repository.bundle(repository.folder.parent / "b.bundle"),
        lambda: repository.commits_since(None),
    ]
    for ask in asked:
        with pytest.raises(UnreadableHistory, match="abîmé") as caught:
            ask()
        assert "bilantool recover --to ." in caught.value.hint


@pytest.mark.parametrize("name", ["heads/main 2", "heads/main (copie en conflit)", "desktop.ini"])
def test_a_copy_among_the_branches(repository: Repository, name: str) -> None:
    """A synchronising disk left it: it is named, and the history is not said to be damaged."""
    left = repository.folder / ".git" / "refs" / name
    left.write_bytes(ref(repository).read_bytes() if "main" in name else b"[.ShellClassInfo]\r\n")
    with pytest.raises(EnvironmentFault, match="parmi les branches") as caught:
        repository.bundle(repository.folder.parent / "b.bundle")
    assert not isinstance(caught.value, UnreadableHistory)
    assert str(left) in caught.value.hint
    left.unlink()
    repository.bundle(repository.folder.parent / "b.bundle")


def test_a_full_disk_is_told_as_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git could not write there is not a riddle for « git status »."""
    monkeypatch.setattr(gitfaults, "_ROOM", 1 << 80)
    (repository.folder / ".git" / "COMMIT_EDITMSG").unlink()
    (repository.folder / ".git" / "COMMIT_EDITMSG").mkdir()
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    with pytest.raises(EnvironmentFault, match="le disque est plein"):
        repository.commit([Path("d/note")], "two")


@pytest.mark.parametrize("name", ["HEAD:d", "HEAD:d/note"])
@pytest.mark.parametrize("data", [b"", b"\x00" * 20])
def test_an_object_cut_short(repository: Repository, name: str, data: bytes) -> None:
    """It is told where the history is to be copied, not left out."""
    loose(repository, name).write_bytes(data)
    with pytest.raises(UnreadableHistory):
        repository.bundle(repository.folder.parent / "b.bundle")


def test_a_repository_without_a_commit_is_one_without_history(tmp_path: Path) -> None:
    """Nothing was ever committed: that is no damage, whatever is staged."""
    made = git.init(tmp_path)
    assert made.head() is None
    (tmp_path / "a").write_bytes(b"1")
    raw(tmp_path, "add", "a")
    (tmp_path / ".git" / "refs" / "heads" / "main.lock").touch()
    assert made.head() is None


def test_a_broken_repository_inside_another_one(repository: Repository) -> None:
    """The outer one's history is not taken for its own, nor its absence for none."""
    inner = repository.folder / "dedans"
    inner.mkdir()
    git.init(inner)
    (inner / ".git" / "HEAD").unlink()
    with pytest.raises(UnreadableHistory):
        Repository.at(inner)


def test_an_index_cut_short(repository: Repository) -> None:
    """The list is not the history: it is made again in two commands, as is said."""
    index = repository.folder / ".git" / "index"
    index.write_bytes(b"x")
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    with pytest.raises(EnvironmentFault, match="la liste des fichiers") as caught:
        repository.commit([Path("d/note")], "two")
    assert not isinstance(caught.value, UnreadableHistory)
    index.unlink()
    raw(repository.folder, "reset", "-q")
    assert repository.commit([Path("d/note")], "two")


def test_a_setting_that_stops_git(repository: Repository) -> None:
    """It is not taken for a damaged history: to bring that back would cost for nothing."""
    raw(repository.folder, "config", "core.compression", "99")
    with pytest.raises(EnvironmentFault, match="un réglage") as caught:
        repository.head()
    assert not isinstance(caught.value, UnreadableHistory)


LOCKS = (
    "index.lock",
    "HEAD.lock",
    "config.lock",
    "packed-refs.lock",
    "shallow.lock",
    "ORIG_HEAD.lock",
    "refs/heads/main.lock",
    "objects/maintenance.lock",
    "objects/info/commit-graph.lock",
    "objects/info/commit-graphs/commit-graph-chain.lock",
    "objects/pack/multi-pack-index.lock",
    "info/sparse-checkout.lock",
    "gc.pid.lock",
    "packed-refs.new",
    "logs/HEAD.lock",
    "logs/refs/heads/main.lock",
    "refs/stash.lock",
)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_left_behind(repository: Repository, name: str) -> None:
    """Each of them is named, dated, and said to be nobody's where no git runs in there."""
    lock = repository.folder / ".git" / name
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    told: EnvironmentFault | None = None
    try:
        repository.commit([Path("d/note")], "two")
    except EnvironmentFault as fault:
        told = fault
    told = told or git.held(repository.folder)
    assert told is not None
    assert lock.name in told.message
    assert str(lock) in told.hint
    assert "supprimez" in told.hint
    lock.unlink()
    assert git.held(repository.folder) is None


def test_a_tidying_left_behind(repository: Repository) -> None:
    """Its mark stops another tidying alone: that is said then, and commits go on."""
    mark = repository.folder / ".git" / "gc.pid"
    mark.write_text("1 ailleurs.invalid")
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    assert repository.commit([Path("d/note")], "two")
    assert git.held(repository.folder) is None
    with pytest.raises(EnvironmentFault, match=r"gc\.pid") as caught:
        repository.tidy()
    assert f"supprimez «\u00a0{mark}\u00a0»" in caught.value.hint
    mark.unlink()
    repository.tidy()


@pytest.fixture
def at_work(repository: Repository) -> Iterator[None]:
    """A git that waits in the folder for as long as the test lasts."""
    waiting = ["git", "cat-file", "--batch"]
    process = subprocess.Popen(waiting, cwd=repository.folder, stdin=subprocess.PIPE)
    while processes.working("git", repository.folder) is False and process.poll() is None:
        time.sleep(0.01)
    yield
    process.kill()
    process.communicate()


@pytest.mark.usefixtures("at_work")
def test_a_lock_that_is_held(repository: Repository) -> None:
    """Where a git is at work, one waits; nobody is told to take its lock away."""
    (repository.folder / ".git" / "index.lock").touch()
    told = git.held(repository.folder)
    assert told is not None
    assert "travaille déjà" in told.message
    assert "supprimez" not in told.hint


@pytest.mark.usefixtures("at_work")
def test_a_git_elsewhere_is_not_at_work_here(tmp_path: Path) -> None:
    """Only on Linux can that be told; elsewhere any git that runs counts."""
    if not Path("/proc/self/comm").exists():
        pytest.skip("nothing tells where a program works")
    other = tmp_path / "ailleurs"
    other.mkdir()
    assert processes.working("git", other) is False


ATTRIBUTES = {
    "an encoding": "* working-tree-encoding=UTF-16\n",
    "an encoding that is none": "* working-tree-encoding=nimporte\n",
    "an encoding without a name": "* working-tree-encoding\n",
    "line ends": "* text eol=crlf\n",
    "line ends, the old way": "* crlf=input\n",
    "a filter that nobody has": "* filter=lfs\n",
    "expansions": "* ident export-subst\n",
}


@pytest.mark.parametrize("place", [".gitattributes", "d/.gitattributes"])
@pytest.mark.parametrize("kind", ATTRIBUTES)
def test_pushed_attributes(repository: Repository, kind: str, place: str) -> None:
    """They neither stop a commit nor change a byte of what is committed, or checked out."""
    folder = repository.folder
    (folder / place).write_text(ATTRIBUTES[kind], encoding="utf-8")
    raw(folder, "add", "-f", place)
    raw(folder, "commit", "-qm", "pushed")
    texts = {"d/note": "é $Id$\n".encode(), "d/neuf": b"\r\nmixed\n\r\n"}
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    assert repository.commit([Path(name) for name in texts], "two")
    for name, data in texts.items():
        assert raw(folder, "cat-file", "blob", f"HEAD:{name}") == data
        (folder / name).unlink()
        raw(folder, "checkout", "--", name)
        assert (folder / name).read_bytes() == data


@pytest.mark.parametrize("place", [".gitignore", "d/.gitignore", ".git/info/exclude"])
def test_pushed_ignoring(repository: Repository, place: str) -> None:
    """A new note reaches the history all the same."""
    path = repository.folder / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("*\n", encoding="utf-8")
    (repository.folder / "d" / "neuf").write_bytes(b"2")
    assert repository.commit([Path("d/neuf")], "two")


@pytest.mark.parametrize(
    "text", ["[[[\n", '[submodule "x"]\n\tpath = d\n\turl = ext::false\n\tupdate = !false\n']
)
def test_pushed_submodules(repository: Repository, text: str) -> None:
    """They are nothing to us, well written or not."""
    (repository.folder / ".gitmodules").write_text(text, encoding="utf-8")
    raw(repository.folder, "add", ".gitmodules")
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    assert repository.commit([Path("d/note")], "two")


def test_settings_for_line_ends(repository: Repository) -> None:
    """Neither those of the repository nor a person's own change what is sealed, or refuse it."""
    for name, value in (("autocrlf", "true"), ("safecrlf", "true"), ("eol", "crlf")):
        raw(repository.folder, "config", f"core.{name}", value)
    shutil.rmtree(repository.folder / ".git" / "info")
    (repository.folder / "d" / "note").write_bytes(b"un\r\ndeux\n")
    assert repository.commit([Path("d/note")], "two")
    assert raw(repository.folder, "cat-file", "blob", "HEAD:d/note") == b"un\r\ndeux\n"


def test_a_person_s_own_attributes_stay(repository: Repository) -> None:
    """What stands in the file already is kept, and ours is added to it once."""
    path = repository.folder / ".git" / "info" / "attributes"
    path.write_bytes(b"*.x diff=word")
    for text in (b"2", b"3"):
        (repository.folder / "d" / "note").write_bytes(text)
        assert repository.commit([Path("d/note")], "more")
    assert path.read_bytes().startswith(b"*.x diff=word\n# bilantool")
    assert path.read_bytes().count(b"working-tree-encoding") == 1


def test_a_commit_is_flushed_to_the_disk(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git itself counts what it flushed; without being asked, it flushes nothing."""
    trace, settings = tmp_path / "trace", tmp_path / "gitconfig"
    settings.write_text(f'[trace2]\n\teventTarget = "{trace.as_posix()}"\n', encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    (repository.folder / "d" / "note").write_bytes(b"deux\n")
    assert repository.commit([Path("d/note")], "two")
    if "trace2" not in raw(repository.folder, "help", "-c").decode():
        pytest.skip("an old git, which counts nothing")
    assert "hardware-flush" in trace.read_text(encoding="utf-8")
