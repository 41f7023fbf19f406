"""References, links and folders that lead elsewhere: refused, and nothing is touched there."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

NOTE = "preliminaire/demande"
REF = "2026-001"

STRANGE = [
    "../2026-001",
    "2026-001/../2026-001",
    "..",
    ".",
    "",
    "/etc/passwd",
    "dossiers/2026-001",
    "dossiers\\2026-001",
    "C:\\dossiers\\2026-001",
    "2026-001:flux",
    "2026-001/",
    " 2026-001",
    "2026-001 ",
    "2026-001.",
    "2026-001\n",
    "~",
    "~root/2026-001",
    "COM1.txt",
    "con.1",
    "nul",
    "com1",
    "2026‑001",  # a no-break hyphen
    "é2026",  # composed
    "e\u03012026",  # decomposed
    "２０２６-001",  # full-width digits
    "٢٠٢٦",  # Arabic digits
    "2026-001\u200b",
    "2026-001\x1b[31m",
    "-2026",
    "*",
    "2" * 41,
    "2" * 5000,
    "\udce9-2026",
]


@pytest.mark.parametrize("command", ["show", "check", "status", "build", "edit"])
def test_a_strange_reference_is_refused(bench: Any, command: str) -> None:
    """No reference leaves `dossiers/`; what it says is safe for a terminal."""
    for reference in STRANGE:
        done = bench(command, "--", reference)
        if command == "status" and not reference:
            assert done.code == 0, "an empty reference is none"
            continue
        bench.refuses(done, 2)
        assert "\x1b" not in done.said
        assert len(done.said) < 1000


def test_no_dossier_is_made_under_a_strange_name(bench: Any) -> None:
    """`new` makes nothing, inside the cabinet or out."""

    def around() -> list[Path]:
        return sorted(path for path in bench.outside.rglob("*") if ".git" not in path.parts)

    before = around()
    for reference in filter(None, STRANGE):
        bench.refuses(bench("new", "--fiche-rangee", "--", reference), 2)
        assert around() == before, ascii(reference)


def test_a_name_of_a_person_is_no_reference(bench: Any) -> None:
    """A reference without a digit is refused: the folder's name is visible without a key."""
    bench.refuses(bench("new", "--fiche-rangee", "martin"), 2, "nom de personne")


def test_an_unknown_reference_proposes_the_nearest(bench: Any) -> None:
    """A slip of a finger is told what exists."""
    bench.refuses(bench("show", "2026-002"), 2, "2026-001")


@pytest.mark.parametrize(
    "name",
    ["../demande", "preliminaire/../cadre/seances", "/etc/passwd", "x" * 5000, "", "\x1b[2J"],
)
def test_a_strange_note_name(bench: Any, name: str) -> None:
    """A note is chosen among those of the trame, never made into a path."""
    done = bench("show", REF, "--", name)
    assert "\x1b" not in done.said
    if name:
        bench.refuses(done, 2)


def a_text(bench: Any) -> Path:
    """A file to save from."""
    path = Path(bench.outside) / "source.yaml"
    path.write_text("besoin_resume: un texte\n", encoding="utf-8")
    return path


def linked(path: Path, target: Path) -> None:
    """`path` moved to `target`, with a link in its place."""
    shutil.move(path, target)
    path.symlink_to(target, target_is_directory=target.is_dir())


@pytest.mark.parametrize(
    "where",
    [
        f"dossiers/{REF}/{NOTE}.yaml",
        f"dossiers/{REF}/preliminaire",
        f"dossiers/{REF}",
        "dossiers",
    ],
)
def test_a_link_out_of_the_cabinet(bench: Any, where: str) -> None:
    """A note, a folder or a dossier that lies elsewhere is neither read nor written there."""
    target = bench.outside / "ailleurs"
    source = a_text(bench)
    linked(bench.root / where, target)
    content = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    if target.is_file():
        content[target] = target.read_bytes()
    for argv in (
        ("show", REF, "demande"),
        ("build", REF, "synthese", "--draft"),
        ("edit", REF, "demande", "--from", str(source)),
    ):
        bench.refuses(bench(*argv), 3, "lien")
    assert bench("check", REF).code == 3
    assert {path: path.read_bytes() for path in content} == content


def test_a_link_to_another_place_of_the_cabinet(bench: Any, second: str) -> None:
    """A dossier that is a link to its neighbour is found out by its pins."""
    folder = bench.root / "dossiers" / REF
    shutil.rmtree(folder)
    folder.symlink_to(bench.root / "dossiers" / second, target_is_directory=True)
    bench.refuses(bench("show", REF, "demande"), 3)


def test_links_that_go_round(bench: Any) -> None:
    """A link to itself is a fault, not a hang."""
    path = bench.sealed()
    path.unlink()
    path.symlink_to(path)
    bench.refuses(bench("show", REF, "demande"), 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no fifo on this system")
def test_a_pipe_in_place_of_a_note(bench: Any) -> None:
    """A pipe that nobody writes to is refused at once."""
    path = bench.sealed()
    path.unlink()
    os.mkfifo(path)
    started = time.monotonic()
    bench.refuses(bench("show", REF, "demande"), 3, "fichier ordinaire")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("name", ["templates", "documents", ".bilantool"])
def test_the_cabinet_s_own_folders_as_links(bench: Any, name: str) -> None:
    """No folder of the cabinet may be a way to write, or to believe, something outside."""
    target = bench.outside / "ailleurs"
    target.mkdir()
    (target / "trame.yaml").write_text("nom: piège\n", encoding="utf-8")
    target.chmod(0o755)
    path = bench.root / name
    if path.exists():
        shutil.rmtree(path)
    path.symlink_to(target, target_is_directory=True)
    source = a_text(bench)
    attempts: dict[str, tuple[str, ...]] = {
        "templates": ("status",),
        "documents": ("build", REF, "synthese", "--draft", "--format", "html"),
        ".bilantool": ("edit", REF, "cadrage", "--from", str(source)),
    }
    bench.refuses(bench(*attempts[name]), 3, "lien")
    assert sorted(each.name for each in target.iterdir()) == ["trame.yaml"]
    assert target.stat().st_mode & 0o777 == 0o755


def test_a_link_in_place_of_a_document(bench: Any) -> None:
    """A built document never goes through a link to somebody's file."""
    build = ("build", REF, "synthese", "--draft", "--format", "html")
    assert bench(*build).code == 0
    folder = bench.root / "documents" / REF
    (made,) = folder.glob("*.html")
    precious = bench.outside / "precieux.html"
    precious.write_text("précieux", encoding="utf-8")
    made.unlink()
    made.symlink_to(precious)
    bench(*build)
    assert precious.read_text(encoding="utf-8") == "précieux"


@pytest.mark.parametrize("name", ["templates", "documents", ".bilantool", "dossiers"])
def test_a_file_in_place_of_a_folder(bench: Any, name: str) -> None:
    """Said as it is, whatever command meets it."""
    path = bench.root / name
    if path.exists():
        shutil.rmtree(path)
    path.write_text("x", encoding="utf-8")
    source = a_text(bench)
    for argv in (
        ("status",),
        ("new", "2026-009", "--fiche-rangee"),
        ("edit", REF, "cadrage", "--from", str(source)),
        ("build", REF, "synthese", "--draft", "--format", "html"),
    ):
        done = bench(*argv)
        assert "panne inattendue" not in done.said, done.said
        assert done.code in (0, 2, 3, 5), done.said
    assert path.read_text(encoding="utf-8") == "x"


def test_output_is_a_file(bench: Any) -> None:
    """Documents cannot be put into a file, and the file stays."""
    path = bench.outside / "sortie"
    path.write_text("x", encoding="utf-8")
    build = ("build", REF, "synthese", "--draft", "--format", "html", "--output")
    bench.refuses(bench(*build, str(path)), 5, "sortie")
    bench.refuses(bench(*build, str(path / "dedans")), 5, "sortie")
    assert path.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("inside", ["dossiers/2026-001", ".", "registre", "documents/../dossiers"])
def test_output_inside_the_versioned_part(bench: Any, inside: str) -> None:
    """Readable documents never go where git would take them."""
    build = ("build", REF, "synthese", "--draft", "--format", "html", "--output", inside)
    bench.refuses(bench(*build), 2, "git")


def test_odd_files_among_the_dossiers(bench: Any) -> None:
    """What systems leave in folders is no dossier and no obstacle."""
    folder = bench.root / "dossiers"
    for name in (".DS_Store", "desktop.ini", "Thumbs.db", "~$2026-001", "2026-001 (copie)"):
        (folder / name).write_bytes(b"x")
    for name in ("2026-008", "2026-001 - copie", ".bilantool-0123.tmp", "e\u0301te\u0301 2026"):
        (folder / name).mkdir()
    (folder / os.fsdecode(b"2026-\xe9t\xe9")).mkdir()
    (folder / REF / "preliminaire" / "demande (conflit).yaml").write_bytes(b"x")
    done = bench("status")
    assert done.code == 0, done.said
    assert [line[:8] for line in done.out.splitlines()[1:2]] == [REF]
    assert bench("check").code == 1


def test_a_cabinet_under_an_odd_path(terminal: Any) -> None:
    """Spaces, quotes, accents, a leading dash: a cabinet works wherever it lies."""
    name = "-Cabinet d'été « n° 1 »; $(touch piège) #é"
    made = terminal("init", "--raison-sociale", "C", "--consultant", "A", "--", name)
    assert made.code == 0, made.said
    terminal.cwd = terminal.cwd / name
    assert terminal("new").code == 0
    text = terminal.cwd.parent / "texte.yaml"
    text.write_text("freins: non\n", encoding="utf-8")
    assert terminal("edit", REF, "demande", "--from", str(text)).code == 0
    editor = terminal.cwd.parent / "mon éditeur d'été.sh"
    editor.write_text("#!/bin/sh\nprintf 'freins: oui\\n' > \"$1\"\n", encoding="utf-8")
    editor.chmod(0o700)
    assert terminal("edit", REF, "demande", EDITOR=f'"{editor}"').code == 0
    built = terminal("build", REF, "synthese", "--draft", "--format", "html")
    assert built.code == 0, built.said
    assert terminal("backup", str(terminal.home / "sauvegarde d'été")).code == 0
    assert not list(terminal.cwd.parent.rglob("piège"))


def test_five_hundred_dossiers(bench: Any) -> None:
    """Many dossiers are listed in a reasonable time, and the next number is right."""
    uuids = bench.root / "dossiers"
    for number in range(2, 502):
        folder = uuids / f"2026-{number:03d}"
        shutil.copytree(uuids / REF, folder)
    started = time.monotonic()
    done = bench("status")
    assert time.monotonic() - started < 30
    assert done.code == 3
    assert done.err.count("est une copie du dossier 2026-001, qui est là aussi") == 500
    bench("new", "--fiche-rangee")
    assert (uuids / "2026-502" / "dossier.yaml").is_file()
