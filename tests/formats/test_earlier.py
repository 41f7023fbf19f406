"""What earlier versions wrote opens in this one: cabinets, trousseaux, backups, certificates."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet.cabinet import Cabinet
from bilantool.notes import trame
from bilantool.storage import git
from tests.formats import make

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")

ARCHIVES = sorted(path.name.removesuffix(".tar.gz") for path in make.HERE.glob("*.tar.gz"))


@pytest.fixture(params=ARCHIVES)
def past(request: pytest.FixtureRequest, terminal: Any) -> Any:
    """A terminal inside the cabinet that an earlier version left, with its trousseau."""
    return unpacked(request.param, terminal)


def unpacked(name: str, terminal: Any) -> Any:
    """The terminal, inside the cabinet of the archive of that name."""
    with tarfile.open(make.HERE / f"{name}.tar.gz") as archive:
        for part in ("travail", "maison", "sauvegarde"):
            members = [each for each in archive if each.name.split("/")[0] == part]
            archive.extractall(terminal.cwd.parent, members=members, filter="tar")
    terminal.cwd = terminal.cwd / "cabinet"
    terminal.now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    terminal.environ["EDITOR"] = "false"
    return terminal


def ran(terminal: Any, *argv: str, code: int = 0) -> str:
    done = terminal(*argv)
    assert done.code == code, f"{argv}: {done.code}\n{done.said}"
    return str(done.out)


def test_there_are_archives() -> None:
    """At least the first one stands here."""
    assert ARCHIVES


def test_every_note_opens_as_it_was_written(past: Any) -> None:
    """A note that lives opens; one of a destroyed class is named as such."""
    loaded = trame.load(Cabinet.at(past.cwd).overlay({}))
    opened = 0
    for name, spec in loaded.notes.items():
        kept = name == "investigation/tests"  # the agreement names it
        gone = spec.classe == "travail" and not kept
        shown = ran(past, "show", make.ENDED, name, code=4 if gone else 0)
        if not gone and name in make.NOTES:
            opened += 1
            assert make.NOTES[name].splitlines()[0] in shown, name
        ran(past, "show", make.BORN, name)
    assert opened > 5
    assert "Karim" in ran(past, "show", make.BEGUN, "beneficiaire")


def test_papers_open_and_the_certificate_verifies(past: Any, tmp_path: Path) -> None:
    """The attached paper comes back byte for byte; the certificate is intact and one's own."""
    out = tmp_path / "rouverte.pdf"
    pieces = ran(past, "show", make.BEGUN, "--pieces")
    assert "CV" in pieces
    ran(past, "show", make.ENDED, "convention.piece", "--output", str(out))
    assert out.read_bytes() == make.PAPER
    (certificate,) = past.cwd.glob("registre/*.yaml")
    ran(past, "verify", str(certificate))


def test_the_cabinet_goes_on(past: Any) -> None:
    """The day, the checks, the accepted override, a waiting draft, a session, a new dossier."""
    assert make.BEGUN in ran(past)
    assert "brouillon" in ran(past, "status", make.TOUCHED)
    repository = git.Repository.at(past.cwd)
    assert repository is not None
    before = repository.head()
    for reference in (make.ENDED, make.BEGUN):
        # What a later version finds missing is its own affair; what it cannot read is not.
        assert past("check", reference).code in (0, 1)
    ran(past, "build", make.BEGUN, "synthese", "--draft", "--format", "docx")
    ran(past, "session", make.BEGUN, "--start", "14h", "--end", "15h", "--proof", "emargement")
    ran(past, "new", "--fiche-rangee")
    assert repository.head() != before


def test_the_backup_brings_it_back(past: Any, tmp_path: Path) -> None:
    """The words and the backup, on a new machine; what was destroyed stays so."""
    past.environ["BILANTOOL_TROUSSEAU"] = str(tmp_path / "neuf")
    ran(
        past, "recover", "--from", str(tmp_path / "sauvegarde"), "--to", str(tmp_path / "retour"),
        "--words-file", str(tmp_path / "maison" / "mots.txt"),
    )  # fmt: skip
    past.cwd = tmp_path / "retour"
    assert "Karim" in ran(past, "show", make.BEGUN, "beneficiaire")
    ran(past, "show", make.ENDED, "demande", code=4)
