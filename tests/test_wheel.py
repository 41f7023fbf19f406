"""What a user installs: the wheel alone, away from the clone, makes the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `pip install .` would build."""
    folder = tmp_path_factory.mktemp("roue")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return Path(built)


def test_the_wheel_holds_templates_and_examples(wheel: Path) -> None:
    """Eighteen notes, three documents, the styles, the fictional cabinet and its trousseau."""
    names = zipfile.ZipFile(wheel).namelist()
    data = "bilantool/_data/"
    assert sum(name.startswith(f"{data}templates/standard/notes/") for name in names) == 18
    assert f"{data}templates/standard/documents/synthese.md.j2" in names
    assert f"{data}templates/standard/styles/reference.docx" in names
    assert f"{data}examples/trousseau/demonstration" in names
    assert sum(name.startswith(f"{data}examples/cabinet/dossiers/") for name in names) == 3 * 19
    assert "bilantool/documents/filters/francais.lua" in names


def test_the_installed_wheel_runs_the_demonstration(wheel: Path, tmp_path: Path) -> None:
    """From an empty folder, with no git and no trousseau: cabinet, documents, what to try."""
    site, work, home = tmp_path / "site", tmp_path / "ici", tmp_path / "maison"
    work.mkdir()
    home.mkdir()
    alone = ["--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", *alone], check=True, capture_output=True
    )
    environ = {"PYTHONPATH": str(site), "HOME": str(home), "PATH": "", "LANG": "C"}
    if os.name == "nt":
        environ |= {
            name: os.environ[name] for name in ("SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA")
        }

    def run(*argv: str, within: str = ".") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *argv],
            cwd=work / within,
            env=environ,
            capture_output=True,
            encoding="utf-8",
        )

    place = run("-c", "import bilantool; print(bilantool.__file__)")
    assert Path(place.stdout.strip()).is_relative_to(site)
    made = run("-m", "bilantool", "demo")
    assert made.returncode == 0, made.stderr
    lines = [line.split() for line in made.stdout.splitlines() if line.startswith("  ")]
    assert ["cd", "demo-bilans"] in lines
    told = [line[1:] for line in lines if line[0] == "bilantool"]
    assert (len(told), told[0]) == (9, [])
    documents = work / "demo-bilans" / "documents" / "2026-007"
    for suffix in ("docx", "odt", "html", "pdf"):
        assert (documents / f"synthese.{suffix}").stat().st_size > 10_000
    assert (work / "demo-bilans-trousseau" / "identite").is_file()
    assert list(home.rglob("*identite*")) == []
    assert len(list((work / "demo-bilans" / "registre").glob("*-travail.yaml"))) == 1
    for argv in told:
        # What builds is left to the tests of building.
        if argv[:1] not in (["build"], ["audit"]):
            tried = run("-m", "bilantool", *argv, within="demo-bilans")
            destroyed = "demande" in argv
            assert tried.returncode in ((4,) if destroyed else (0, 1)), tried.stderr
            assert "détruite" in tried.stderr if destroyed else tried.stdout
    again = run("-m", "bilantool", "demo")
    assert again.returncode == 2
