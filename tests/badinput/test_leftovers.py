"""A command killed while it writes outside: what it leaves is listed, named, swept by the next."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bilantool.keys import outside
from bilantool.keys.trousseau import Trousseau
from bilantool.storage import files
from tests.badinput.test_kills import uncommitted

REF = "2026-001"

KILLED = """\
import os, sys
from bilantool import cli
from bilantool.storage import files
from bilantool.cli.surroundings import Surroundings

place, real, publish = sys.argv[1], files._rename, files.publish_folder

def killed(old, new):
    # The first rename below the place never comes: the temporary file is whole by then.
    if str(new).startswith(place):
        os._exit(9)
    real(old, new)

files._rename = killed
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.fixture
def kill(bench: Any) -> Any:
    """Runs a command that is killed at its first write below a folder."""
    script = bench.home / "tue.py"
    script.write_text(KILLED, encoding="utf-8")

    def run(place: Path, *argv: str) -> None:
        child = bench.process(str(place), *argv, script=script)
        assert child.code == 9, child.said

    return run


def trousseau(bench: Any) -> Trousseau:
    return Trousseau(Path(bench.terminal.environ["BILANTOOL_TROUSSEAU"]))


def remains(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if files.is_leftover(path)]


def commands(bench: Any) -> dict[str, tuple[Path, tuple[str, ...]]]:
    """Each command that writes outside, and where."""
    out = bench.outside / "ailleurs"
    out.mkdir(exist_ok=True)
    own = bench.root / "documents"
    paper = bench.outside / "papier.txt"
    paper.write_text("un papier\n", encoding="utf-8")
    if not bench("show", REF, "--pieces").out.count("papier"):
        assert bench("attach", REF, str(paper), "--title", "papier", "--class", "travail").code == 0
    piece = next((bench.root / "dossiers" / REF / "pieces").iterdir()).stem[:8]
    return {
        "build": (own, ("build", REF, "livret", "--format", "docx")),
        "build elsewhere": (
            out,
            ("build", REF, "livret", "--format", "docx", "--output", str(out)),
        ),
        "export": (out / "sortie", ("export", REF, "--to", str(out / "sortie"))),
        "backup": (out, ("backup", str(out))),
        "fiche": (out, ("backup", "--fiche", str(out / "fiche.pdf"))),
        "show": (out, ("show", REF, piece, "--output", str(out / "p.txt"))),
        "audit": (out, ("audit", REF, "--output", str(out))),
        "stats": (out, ("stats", "--year", "2026", "--csv", "--output", str(out / "c.csv"))),
        "agenda": (out, ("agenda", "--ics", str(out / "a.ics"))),
    }


KINDS = (
    "build", "build elsewhere", "export", "backup", "fiche", "show", "audit", "stats", "agenda",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_killed_command_leaves_is_swept_by_the_next(
    bench: Any, kill: Any, kind: str
) -> None:
    """Wherever it lies; a reading command leaves it, and says where it is."""
    place, argv = commands(bench)[kind]
    kill(place, *argv)
    assert remains(bench.outside), "nothing was left: the test kills in the wrong place"
    (left,) = outside.left(trousseau(bench))
    assert not left.away
    assert str(left.folder) in left.sentence
    read = bench("show", REF, "demande")
    assert read.code == 0
    assert remains(bench.outside), "a reading command writes nothing"
    done = bench("new", "2026-009", "--fiche-rangee")
    assert done.code == 0, done.said
    assert "une commande s’était interrompue" in done.err
    assert remains(bench.outside) == []
    assert outside.left(trousseau(bench)) == ()
    assert list((trousseau(bench).folder / outside.FOLDER).iterdir()) == []


def test_the_same_command_again_sweeps_it_too(bench: Any, kill: Any) -> None:
    """Building again is enough."""
    place, argv = commands(bench)["build"]
    kill(place, *argv)
    assert bench(*argv).code == 0
    assert remains(bench.outside) == []


def test_a_disk_that_is_away_stays_listed(bench: Any, kill: Any, tmp_path: Path) -> None:
    """Keys that a killed backup left on a stick are told until the stick comes back."""
    stick = bench.outside / "cle"
    stick.mkdir()
    kill(stick, "backup", str(stick))
    assert remains(stick)
    listed = (trousseau(bench).folder / outside.FOLDER).iterdir()
    (record,) = (each for each in listed if not each.suffix)
    # As if the stick were another disk: the number of the one below its place is not the same.
    text = record.read_text(encoding="utf-8")
    number = files.disk_of(stick)
    record.write_text(text.replace(str(number), str(number + 1)), encoding="utf-8")
    drawer = tmp_path / "tiroir"
    shutil.move(stick, drawer)
    done = bench("new", "2026-009", "--fiche-rangee")
    assert done.code == 0
    assert "des clés" in done.err
    assert "branchez ce disque" in done.err
    destroyed = bench(
        "destroy", REF, "--class", "travail", "--despite", "essai", "--confirm", REF
    )  # fmt: skip
    assert "sauvegarde, avec des clés" in destroyed.out
    shutil.move(drawer, stick)
    assert bench("new", "2026-010", "--fiche-rangee").code == 0
    assert remains(stick) == []
    assert outside.left(trousseau(bench)) == ()


def test_a_folder_that_was_removed_is_forgotten(bench: Any, kill: Any) -> None:
    """The disk is there and the folder is not: nothing is left to be told."""
    place, argv = commands(bench)["export"]
    kill(place, *argv)
    shutil.rmtree(place)
    assert "interrompue" not in bench("new", "2026-009", "--fiche-rangee").err
    assert list((trousseau(bench).folder / outside.FOLDER).iterdir()) == []


def test_a_write_that_goes_on_is_left_alone(bench: Any) -> None:
    """Only what nobody writes any more is swept, whatever command comes meanwhile."""
    place = bench.outside / "ailleurs"
    place.mkdir()
    with outside.writing(trousseau(bench), place, "essai"):
        path = files.temporary_folder(place)
        assert bench("new", "2026-009", "--fiche-rangee").code == 0
        assert path.is_dir()
        path.rmdir()
    assert list((trousseau(bench).folder / outside.FOLDER).iterdir()) == []


def test_a_trousseau_that_takes_nothing_stops_no_document(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in read-only mode: the document is made, unlisted."""
    real = files.private_folder

    def refusing(path: Path) -> Path:
        if path.name == outside.FOLDER:
            raise files.fault(OSError(30, "no"), "d’écrire", path)
        return real(path)

    monkeypatch.setattr(files, "private_folder", refusing)
    assert bench("build", REF, "livret", "--format", "docx").code == 0


def test_a_trousseau_that_takes_nothing_keeps_no_note_out_of_git(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit cannot be listed for later: the command that saves makes it all the same."""

    def refusing(_self: Trousseau, *_what: Any) -> None:
        raise files.fault(OSError(30, "no"), "d’écrire", Path("trousseau"))

    monkeypatch.setattr(Trousseau, "begin_task", refusing)
    source = bench.home / "source.yaml"
    source.write_text("situation_actuelle: suite\n", encoding="utf-8")
    saved = bench("edit", REF, "demande", "--from", str(source))
    assert saved.code == 0, saved.said
    assert uncommitted(bench.root) == ""


def test_no_word_in_the_list(bench: Any, kill: Any) -> None:
    """It holds a place and what was done there: nothing of a note."""
    place, argv = commands(bench)["show"]
    kill(place, *argv)
    for path in (trousseau(bench).folder / outside.FOLDER).iterdir():
        assert b"Ocarina" not in path.read_bytes()
