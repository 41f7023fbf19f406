"""A real cabinet, a cheap trousseau and the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bilantool import backup
from bilantool.backup import Report
from bilantool.cabinet.creation import create_cabinet
from bilantool.keys import words
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import git

ME = Identity(bytes(range(32)))
CHEAP = KdfCost(8, 1, 1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
SEALED = b"# une note\nformat: bilantool-note/1\n"


@dataclass
class Desk:
    """A counsellor's machine, and what may happen to it."""

    root: Path
    trousseau: Trousseau
    disk: Path
    identity: Identity = ME
    passphrase: str = "six mots"
    words: str = ""

    def save(self, now: datetime = NOW) -> Report:
        return backup.save(self.root, self.trousseau, self.identity, self.disk, now=now)

    def recover(self, source: Path | None, trousseau: Path, to: Path | None = None) -> Report:
        return backup.recover(
            self.words,
            source,
            Trousseau(trousseau),
            passphrase="une autre phrase",
            cost=CHEAP,
            cabinet_to=to,
        )

    def write(self, name: str, data: bytes = SEALED) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def commit(self) -> None:
        repository = git.Repository.at(self.root)
        assert repository is not None
        repository.commit([self.root], "essai")


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Makes the desk, with a git history or without."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def make(*, history: bool) -> Desk:
        if history and not git.installed():
            pytest.skip("git is not installed")
        root = tmp_path / "cabinet"
        settings = {"raison_sociale": "Cap Bilan", "consultant": "Anne Martin"}
        cabinet = create_cabinet(root, settings)
        trousseau = Trousseau(tmp_path / "trousseau")
        trousseau.create(ME, "six mots", CHEAP)
        pins = {"preliminaire/demande": "travail"}
        keys = DossierKeys.create(UUID, cabinet.uuid, "2026-014", pins)
        trousseau.save(keys, ME)
        disk = tmp_path / "disque"
        desk = Desk(root, trousseau, disk, words=" ".join(words.to_words(ME.seed)))
        desk.write("dossiers/2026-014/preliminaire/demande.yaml")
        desk.write("dossiers/2026-014/dossier.yaml", b"uuid: x\n")
        if history:
            git.init(root)
            desk.commit()
        return desk

    return make


@pytest.fixture(params=[True, False], ids=["git", "no-git"])
def desk(request: pytest.FixtureRequest, make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(history=request.param)


@pytest.fixture
def plain_desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(history=False)


@pytest.fixture
def git_desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(history=True)
