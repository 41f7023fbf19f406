"""A backup is whole, private, readable back, and known to have been made."""

from __future__ import annotations

import os
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bilantool import backup
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.keys.ring import DossierKeys

UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def test_what_it_holds(desk: Any) -> None:
    """Keys without the identity, the cabinet, its history if any, and how to use it."""
    report = desk.save()
    assert report.folder == desk.disk / "bilantool-2026-11-23-100000"
    assert (report.dossiers, report.made) == (1, date(2026, 11, 23))
    history = (desk.root / ".git").exists()
    names = {p.relative_to(report.folder).as_posix() for p in report.folder.rglob("*")}
    expected = {"cles", f"cles/{UUID}", "acceptes.json", "revisions.json"}
    expected |= {"cabinet.zip", "LISEZMOI.txt"}
    expected |= {"MANIFESTE.json", "MANIFESTE.signature"}
    assert names == expected | ({"cabinet.bundle"} if history else set())
    assert "24 mots" in (report.folder / "LISEZMOI.txt").read_text(encoding="utf-8")
    assert [path.name for path in desk.disk.iterdir()] == [report.folder.name]


def test_clear_texts_do_not_travel(plain_desk: Any, tmp_path: Path) -> None:
    """Built documents, clear files among the dossiers and links stay at home."""
    plain_desk.write("documents/2026-014/synthese.pdf", b"canari")
    plain_desk.write("dossiers/2026-014/brouillon.txt", b"canari")
    plain_desk.write("nadia-modele.txt", b"canari")
    plain_desk.write("courriers/relance.txt", b"canari")
    plain_desk.write("templates/documents/synthese.md.j2", b"bonjour")
    (tmp_path / "secret").write_bytes(b"canari")
    if os.name == "posix":
        (plain_desk.root / "templates" / "lien").symlink_to(tmp_path / "secret")
        (plain_desk.root / "templates" / "dossier").symlink_to(tmp_path)
    report = plain_desk.save()
    assert report.strays == (5 if os.name == "posix" else 3)
    with zipfile.ZipFile(report.folder / "cabinet.zip") as opened:
        assert opened.namelist() == [
            ".gitattributes",
            ".gitignore",
            "cabinet.yaml",
            "dossiers/2026-014/dossier.yaml",
            "dossiers/2026-014/preliminaire/demande.yaml",
            "templates/documents/synthese.md.j2",
        ]


@pytest.mark.parametrize("where", ["cabinet", "cabinet/dossiers/x", "trousseau/x"])
def test_refused_targets(plain_desk: Any, tmp_path: Path, where: str) -> None:
    """A backup never lies in what it saves."""
    plain_desk.disk = tmp_path / where
    with pytest.raises(UsageFault, match="ne peut pas être écrite"):
        plain_desk.save()
    assert list(tmp_path.rglob("MANIFESTE.json")) == []


def test_never_in_a_repository(git_desk: Any, tmp_path: Path) -> None:
    """Keys are not put where they would be pushed, another work tree of the cabinet included."""
    linked = tmp_path / "linked"
    subprocess.run(
        ["git", "worktree", "add", "-q", "--detach", str(linked)], cwd=git_desk.root, check=True
    )
    git_desk.disk = linked / "x"
    with pytest.raises(UsageFault, match="dépôt git"):
        git_desk.save()
    assert not git_desk.disk.exists()


def test_damaged_keys_are_not_saved(plain_desk: Any) -> None:
    """A damaged file of keys is told now, not on the day it is needed; nothing is left behind."""
    path = plain_desk.trousseau.folder / "cles" / UUID
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataFault):
        plain_desk.save()
    assert list(plain_desk.disk.iterdir()) == []


@pytest.mark.parametrize("what", ["folder", "note"])
def test_what_cannot_be_read_is_told(
    plain_desk: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A backup that lacks a dossier would pass for whole until the day it is needed."""
    plain_desk.save()
    dossier = plain_desk.root / "dossiers" / "2026-014"
    hidden = {"folder": dossier, "note": dossier / "preliminaire" / "demande.yaml"}[what]
    name = {"folder": "scandir", "note": "open"}[what]
    real = getattr(os, name)

    def forbidden(path: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(path, int) and Path(path) == hidden:
            raise PermissionError(13, "no", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, name, forbidden)
    with pytest.raises(EnvironmentFault, match="accès est refusé") as caught:
        plain_desk.save(LATER)
    assert hidden.name in caught.value.message
    assert len(list(plain_desk.disk.iterdir())) == 1
    assert backup.pending(plain_desk.root, plain_desk.trousseau).commits == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot hold such a name")
def test_names_that_could_not_come_back(plain_desk: Any) -> None:
    """A file that another system could not write back is named before the backup is made."""
    plain_desk.write("templates/quoi?.md", b"")
    with pytest.raises(DataFault, match="n’est pas permis"):
        plain_desk.save()


def test_full_disk(plain_desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing disk leaves no half backup, and nothing is recorded."""

    def failing(_descriptor: int) -> None:
        raise OSError(28, "no")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(EnvironmentFault, match="disque est plein"):
            plain_desk.save()
    assert list(plain_desk.disk.iterdir()) == []
    assert backup.pending(plain_desk.root, plain_desk.trousseau).keys == 1


class TestPending:
    def test_keys(self, desk: Any) -> None:
        """New and changed keys are pending until the next backup."""
        assert backup.pending(desk.root, desk.trousseau).keys == 1
        desk.save()
        assert backup.pending(desk.root, desk.trousseau) == backup.Pending(0, 0)
        keys = desk.trousseau.load(UUID, desk.identity)
        desk.trousseau.save(keys.destroy("travail", date(2026, 11, 24)), desk.identity)
        desk.trousseau.save(DossierKeys.create(OTHER, UUID, "2026-015", {}), desk.identity)
        assert backup.pending(desk.root, desk.trousseau).keys == 2
        desk.save(LATER)
        assert backup.pending(desk.root, desk.trousseau).keys == 0

    def test_commits(self, git_desk: Any) -> None:
        """Commits since the recorded backup are counted; all before the first."""
        assert backup.pending(git_desk.root, git_desk.trousseau).commits == 1
        git_desk.save()
        for number in range(2):
            git_desk.write("dossiers/2026-014/dossier.yaml", b"%d" % number)
            git_desk.commit()
        assert backup.pending(git_desk.root, git_desk.trousseau).commits == 2

    def test_without_history(self, plain_desk: Any) -> None:
        """Without git, any change counts for one."""
        plain_desk.save()
        plain_desk.write("dossiers/2026-014/suivi/suivi.yaml")
        assert backup.pending(plain_desk.root, plain_desk.trousseau).commits == 1

    def test_damaged_history(self, git_desk: Any) -> None:
        """A history that git cannot read does not keep the reminder from being made."""
        git_desk.save()
        (git_desk.root / ".git" / "HEAD").write_bytes(b"x")
        assert backup.pending(git_desk.root, git_desk.trousseau).commits == 0
        git_desk.write("dossiers/2026-014/suivi/suivi.yaml")
        assert backup.pending(git_desk.root, git_desk.trousseau).commits == 1
        with pytest.raises(BilantoolError):
            git_desk.save(LATER)
