"""A cabinet with one closed bilan, made once; tests destroy copies of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame as trames
from bilantool.notes.trame import Trame

REF = "2026-001"
SECRET = "Zibeline"
END, TODAY = date(2026, 11, 20), date(2026, 11, 23)

SEANCES = """\
seances:
  - id: un
    date: 2026-11-02
    debut: "09:00"
    fin: "11:00"
    phase: preliminaire
    nature: entretien
    mode: presentiel
    etat: tenue
    preuve: emargement
cloture:
  etat: interrompu
  le: 2026-11-20
  motif: abandon
"""
CONSENTEMENTS = """\
entrees:
  - {id: a, objet: bilan, version: "1", decision: donne, le: 2026-11-01, moyen: papier}
  - id: b
    objet: conservation
    version: "1"
    decision: donne
    le: 2026-11-10
    moyen: papier
    duree_mois: 12
    documents: [Tests et questionnaires]
    necessite_du_suivi: préparer l'entretien à six mois
"""


def plain(text: str) -> str:
    """What was said, with the keyboard's spaces and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@dataclass
class Desk:
    """A terminal in that cabinet, and its rooms by name."""

    terminal: Any

    def __call__(self, *argv: str, code: int | None = 0, **options: Any) -> Any:
        """Run a command that is to end with `code` (None: any)."""
        done = self.terminal(*argv, **options)
        assert code is None or done.code == code, f"{argv}: {done.code}\n{done.said}"
        return done

    @property
    def root(self) -> Path:
        return Path(self.terminal.cwd)

    @property
    def trousseau(self) -> Trousseau:
        return Trousseau(Path(self.terminal.environ["BILANTOOL_TROUSSEAU"]))

    def vault(self, root: Path | None = None) -> Vault:
        secret = (self.terminal.home / "phrase.txt").read_text(encoding="utf-8").strip()
        return Vault(Cabinet.at(root or self.root), self.trousseau, self.trousseau.open(secret))

    @property
    def trame(self) -> Trame:
        return trames.load(Cabinet.at(self.root).overlay({}))

    @property
    def uuid(self) -> str:
        return Cabinet.at(self.root).dossier(REF).uuid

    def write(self, note: str, text: str) -> None:
        source = self.root.parent / "source.yaml"
        source.write_text(text, encoding="utf-8")
        self("edit", REF, note, "--from", str(source))

    def destroy(self, classe: str = "travail", *more: str, code: int | None = 0) -> Any:
        return self("destroy", REF, "--class", classe, "--confirm", REF, *more, code=code)

    def certificate(self, classe: str = "travail") -> Path:
        return self.root / "registre" / f"{self.uuid}-{classe}.yaml"

    def git(self, *argv: str, at: Path | None = None) -> str:
        """Real git, deaf to the machine's settings."""
        env = os.environ | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@exemple.invalid",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@exemple.invalid",
        }  # fmt: skip
        where = ["-C", str(at or self.root)]
        done = subprocess.run(["git", *where, *argv], env=env, capture_output=True, check=True)
        return done.stdout.decode()


@pytest.fixture(scope="session")
def closed_cabinet(new_cabinet: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folders of a cabinet whose bilan was interrupted, with a working paper and a piece."""
    folder = tmp_path_factory.mktemp("clos")
    made = _copy(new_cabinet, new_cabinet.cwd.parent, new_cabinet.home, folder)
    desk = Desk(made)
    desk.write("demande", f"situation_actuelle: en poste chez {SECRET}\n")
    desk.write("seances", SEANCES)
    desk.write("synthese", f"circonstances: dit {SECRET}\n")
    scan = folder / "cv.txt"
    scan.write_text(f"cv de {SECRET}", encoding="utf-8")
    desk("attach", REF, str(scan), "--class", "travail")
    yield folder


@pytest.fixture
def desk(closed_cabinet: Path, new_cabinet: Any, tmp_path: Path) -> Desk:
    return Desk(_copy(new_cabinet, closed_cabinet / "travail", closed_cabinet / "maison", tmp_path))


def _copy(like: Any, work: Path, home: Path, folder: Path) -> Any:
    """A terminal like another one, in copies of these folders."""
    shutil.copytree(work, folder / "travail", symlinks=True)
    shutil.copytree(home, folder / "maison", symlinks=True)
    environ = {
        name: value.replace(str(like.home), str(folder / "maison"))
        for name, value in like.environ.items()
    }
    return type(like)(folder / "travail" / "cabinet", folder / "maison", environ, like.now)
