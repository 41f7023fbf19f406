"""People are found by their names, and named on a person's own terminal alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bilantool.cabinet import people
from bilantool.cabinet.vault import OpenDossier
from tests.saying import plain

NADIA, BASTIEN, INES = "2026-007", "2026-014", "2026-019"
NAMES = ("Nadia Modèle", "Bastien Fictif", "Inès Inventée")


def short(each: str | tuple[str, ...]) -> str:
    return "-" if isinstance(each, str) else " ".join(each)[:20]


@pytest.fixture
def own(demo: Any) -> Any:
    """The fictional cabinet, at a person's own terminal."""
    demo.personal = True
    return demo


SHOWING: list[tuple[tuple[str, ...], str]] = [
    ((), "2026-007  Nadia Modèle : "),
    (("status",), "2026-014  Bastien Fictif"),
    (("status", BASTIEN), "2026-014  Bastien Fictif (phase"),
    (("agenda",), "2026-019  Inès Inventée : "),
    (("check", INES), "2026-019  Inès Inventée (phase"),
    (("names",), "2026-007  Nadia Modèle"),
    (("session", INES, "--start", "8h", "--end", "9h"), "2026-019 (Inès Inventée)"),
    (("consent", NADIA, "--list"), "2026-007 (Nadia Modèle)"),
    (("destroy", NADIA), "2026-007 (Nadia Modèle)"),
]


@pytest.mark.parametrize(
    ("argv", "said"),
    SHOWING,
    ids=lambda each: " ".join(each)[:20] if isinstance(each, tuple) else "-",
)
def test_the_name_stands_beside_the_reference(own: Any, argv: tuple[str, ...], said: str) -> None:
    """On a terminal; not with --references-only."""
    assert said in plain(own(*argv).said)
    hidden = own(*argv, "--references-only")
    assert not any(name in hidden.said for name in NAMES)
    assert said.split()[0] in hidden.said


@pytest.mark.parametrize(
    ("argv", "said"),
    SHOWING,
    ids=lambda each: " ".join(each)[:20] if isinstance(each, tuple) else "-",
)
def test_a_pipe_holds_references_alone(demo: Any, argv: tuple[str, ...], said: str) -> None:
    """And so does a file; what it holds reads as before."""
    told = demo(*argv).said
    assert said.split()[0] in told
    assert not any(name in told for name in NAMES)


@pytest.mark.parametrize("argv", [("status",), ("agenda",), ("check",), ("names",)], ids=" ".join)
def test_an_object_holds_references_alone(own: Any, argv: tuple[str, ...]) -> None:
    """Even where it is printed on a terminal."""
    made = own(*argv, "--json")
    assert json.loads(made.out)["ok"] in (True, False)
    assert not any(name in made.out for name in NAMES)


def test_this_computer_can_be_told_to_hide_names(own: Any) -> None:
    """Once for all, until it is taken back; the cabinet, which others share, is not changed."""
    before = (own.cwd / "cabinet.yaml").read_bytes()
    assert "names --show" in own("names", "--hide").out
    for argv, _ in SHOWING[:4]:
        assert not any(name in own(*argv).said for name in NAMES)
    listed = own("noms")
    assert not any(name in listed.said for name in NAMES)
    assert "names --show" in listed.err
    assert own("names", "--show").code == 0
    assert "Nadia Modèle" in own("status").out
    assert own("names", "--show", "--hide").code == 2
    assert (own.cwd / "cabinet.yaml").read_bytes() == before


def test_a_damaged_setting_hides(own: Any) -> None:
    """What cannot be read is no leave to show."""
    own("names", "--show")
    record = own.home / "demo-trousseau" / "etat" / "affichage"
    record.write_text("{", encoding="utf-8")
    told = own("status")
    assert told.code == 0
    assert not any(name in told.said for name in NAMES)


@pytest.mark.parametrize(
    "typed", ["ines", "INÈS", "inventee", "Inv", "ines inventée", "inventée inès", "2026-019"]
)
def test_a_name_is_taken_for_its_reference(demo: Any, typed: str) -> None:
    """Wherever a reference is, whole or begun, in a pipe too."""
    assert demo("check", typed).out == demo("check", INES).out
    assert demo("status", typed, "--json").out == demo("status", INES, "--json").out


BY_NAME: list[tuple[str, ...]] = [
    ("show", "fictif", "demande"),
    ("check", "fictif"),
    ("status", "fictif"),
    ("session", "fictif", "--plan", "18/12", "--start", "8h", "--end", "9h"),
    ("attach", "fictif", "papier.txt", "--class", "travail"),
    ("build", "fictif", "livret-accueil", "--format", "docx"),
    ("consent", "fictif", "--list"),
    ("edit", "fictif", "demande", "--from", "note.yaml"),
    ("fill", "fictif", "demande", "--plain"),
    ("audit", "fictif", "--json"),
    ("export", "fictif", "--to", "../remise"),
    ("keep", "fictif"),
]


@pytest.mark.usefixtures("rendered_once")
@pytest.mark.parametrize("argv", BY_NAME, ids=lambda argv: argv[0])
def test_every_command_takes_a_name(demo: Any, argv: tuple[str, ...]) -> None:
    """It does what it does for the reference, and says that reference."""
    (demo.cwd / "papier.txt").write_text("un papier\n", encoding="utf-8")
    (demo.cwd / "note.yaml").write_text(demo("show", BASTIEN, "demande").out, encoding="utf-8")
    done = demo(*argv)
    assert "personne ce nom" not in done.said
    assert "il n’y a pas de dossier" not in done.said
    assert done.code in (0, 1), done.said
    for each in NAMES:
        assert each not in " ".join(path.name for path in demo.cwd.rglob("*"))


def named_twice(terminal: Any) -> None:
    """Two people of one name, and a third whose name begins as theirs."""
    terminal("new", "2026-002", "--fiche-rangee")
    terminal("new", "2026-003", "--fiche-rangee")
    note = terminal.cwd.parent / "note.yaml"
    for reference, given, family in (
        ("2026-001", "Claire", "Lefèvre"),
        ("2026-002", "Paul", "Lefèvre"),
        ("2026-003", "Zoé", "Lefevrier"),
    ):
        note.write_text(f"nom: {family}\nprenom: {given}\n", encoding="utf-8")
        done = terminal("edit", reference, "beneficiaire", "--from", str(note))
        assert done.code == 0, done.said


def test_two_of_a_name_are_listed(cabinet: Any) -> None:
    """In a pipe as references; at a terminal with what tells them apart, to choose from."""
    named_twice(cabinet)
    refused = cabinet("check", "lefevre")
    assert refused.code == 2
    assert "2026-001 ou 2026-002" in refused.err
    assert "Claire" not in refused.said
    cabinet.personal = True
    asked = cabinet("check", "lefevre", answers="2\n")
    assert "   1  2026-001  Claire Lefèvre  ouvert le 23 novembre 2026" in plain(asked.err)
    assert "2026-003" not in asked.err
    assert asked.out.startswith("2026-002  Paul Lefèvre")
    assert cabinet("check", "lefevre", answers="claire\n").out.startswith("2026-001")
    left = cabinet("check", "lefevre", answers="\n")
    assert left.code == 2
    assert "aucun dossier n'a été choisi" in plain(left.err)


def test_the_nearest_name_is_shown_at_the_terminal_alone(cabinet: Any) -> None:
    """A slip is told whom it may have meant; the refusal itself names nobody."""
    named_twice(cabinet)
    cabinet.personal = True
    refused = cabinet("check", "lefebvre")
    assert refused.code == 2
    assert "2026-001  Claire Lefèvre" in plain(refused.err)
    cabinet.personal = False
    told = cabinet("check", "lefebvre")
    assert told.code == 2
    assert "Lefèvre" not in told.said


ASKING: list[tuple[tuple[str, ...], str]] = [
    (("show",), "note"),
    (("session",), "2026-019 (Inès Inventée)"),
    (("fill", "--plain"), "2026-019"),
    (("export", "--to", "../remise"), "remise"),
    (("keep",), ""),
    (("consent",), "2026-019"),
    (("close",), ""),
]


@pytest.mark.parametrize(
    ("argv", "said"), ASKING, ids=lambda each: each[0] if isinstance(each, tuple) else "-"
)
def test_without_a_dossier_the_terminal_asks_whom(
    own: Any, argv: tuple[str, ...], said: str
) -> None:
    """The last dossier first; by its line, its number, or a name: none need be an argument."""
    for choice in ("1", "019", "ines"):
        asked = own(*argv, answers=f"{choice}\n")
        assert "   1  2026-019  Inès Inventée" in plain(asked.err), asked.said
        assert said in plain(asked.said)
    refused = own(*argv)
    assert refused.code == 2
    assert "il manque le dossier" in refused.err


def test_what_cannot_be_undone_takes_the_whole_reference(demo: Any) -> None:
    """A name is told its reference, and nothing is asked yet."""
    refused = demo("destroy", "modele", answers=f"{NADIA}\n")
    assert refused.code == 2
    assert f"c'est {NADIA}" in plain(refused.err)
    assert (demo.cwd / "dossiers" / NADIA / "preliminaire" / "demande.yaml").is_file()
    asked = demo("destroy", answers="007\nnon\n")
    assert "tapez la référence du dossier 2026-007" in plain(asked.err)
    assert asked.code == 2


def test_a_reference_is_taken_in_any_case(cabinet: Any) -> None:
    """`a-7` is `A-7`, on systems whose folders have a case too."""
    assert cabinet("new", "A-7", "--fiche-rangee").code == 0
    assert "A-7" in cabinet("check", "a-7").out


def test_an_exact_reference_opens_nothing_else(demo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a name reads the one note that tells it, once for each dossier."""
    read: list[tuple[str, str]] = []
    reading = OpenDossier.read

    def watched(self: OpenDossier, note: str) -> Any:
        read.append((self.reference, note))
        return reading(self, note)

    monkeypatch.setattr(OpenDossier, "read", watched)
    assert demo("show", BASTIEN, "demande").code == 0
    assert read == [(BASTIEN, "preliminaire/demande")]
    read.clear()
    assert demo("show", "fictif", "demande").code == 0
    assert read == [
        *((each, people.NOTE) for each in (NADIA, BASTIEN, INES)),
        (BASTIEN, "preliminaire/demande"),
    ]


def test_a_dossier_whose_name_is_destroyed_keeps_its_reference(own: Any) -> None:
    """It is found by its reference alone."""
    gone = own("destroy", INES, "--all", "--despite", "demande écrite", "--confirm", INES)
    assert gone.code == 0, gone.said
    told = own("status")
    assert INES in told.out
    assert "Inès" not in told.said
    assert own("status", "ines").code == 2
    assert own("status", INES).code == 0
