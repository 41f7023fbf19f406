"""`bilantool` alone: the day on one screen, a welcome elsewhere, and the groups of the help."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import Any

import pytest

from bilantool.cli import today as screen
from bilantool.cli.commands import COMMANDS, DAILY
from tests.saying import plain


def test_outside_a_cabinet_it_welcomes(terminal: Any) -> None:
    """With what one may type, and without a fault."""
    done = terminal()
    assert done.code == 0
    for command in ("bilantool init mon-cabinet", "bilantool demo", "bilantool --help"):
        assert command in done.out
    assert done.err == ""


def test_a_cabinet_that_was_named_and_is_not_there_is_a_fault(terminal: Any) -> None:
    """A slip in `--cabinet` is not a welcome."""
    assert terminal("--cabinet", "nulle-part").code == 2


def test_inside_it_says_the_day_and_what_awaits(demo: Any) -> None:
    """Sentences with the command to type for each."""
    demo.now = datetime(2026, 11, 26, 8, tzinfo=UTC)
    done = demo()
    assert done.code == 0
    lines = plain(done.out).splitlines()
    assert lines[0] == "Jeudi 26 novembre 2026"
    assert lines[1] == "2026-019  séance à 9 h 30  → bilantool session 2026-019"
    assert "bilantool fill 2026-014 competences" in done.out


def test_from_anywhere_with_the_shared_options(demo: Any) -> None:
    """`--cabinet` works without a command, and before one."""
    folder = demo.cwd
    demo.cwd = demo.home
    assert "2026-014" in demo("--cabinet", str(folder)).out
    assert "2026-014" in demo("--cabinet", str(folder), "status").out


def test_a_new_cabinet_says_what_to_begin_with(cabinet: Any) -> None:
    """The first note, and the backup that was never made."""
    done = cabinet()
    assert "bilantool fill 2026-001 beneficiaire" in done.out
    assert "à sauvegarder" in done.err
    cabinet.cwd = cabinet.cwd.parent
    made = cabinet("init", "autre", "--raison-sociale", "Cap Autre", "--consultant", "A. Essai")
    assert made.code == 0, made.said
    cabinet.cwd = cabinet.cwd / "autre"
    assert "Ouvrez le premier : bilantool new" in plain(cabinet().out)
    assert "Ouvrez le premier : bilantool new" in plain(cabinet("check").out)


def test_a_note_half_typed_is_told_once(cabinet: Any) -> None:
    """It is the next one to fill, too, by the same command."""
    cabinet("fill", "2026-001", "beneficiaire", "--plain", answers="\n\n\n\n\n12\n")
    done = cabinet()
    assert "la saisie de beneficiaire reste à finir" in plain(done.out)
    assert done.out.count("bilantool fill 2026-001 beneficiaire") == 1


def test_locked_and_nobody_there_it_says_what_needs_no_key(cabinet: Any) -> None:
    """How many dossiers, and how to unlock; the exit code is that of keys."""
    del cabinet.environ["BILANTOOL_PASSPHRASE_FILE"]
    done = cabinet()
    assert done.code == 4
    assert "1 dossier dans ce cabinet" in plain(done.out)
    assert "bilantool unlock" in done.out


def test_one_damaged_dossier_hides_no_other(demo: Any) -> None:
    """Even where it is the only one: the screen says why, and the exit code too."""
    for reference in ("2026-007", "2026-014"):
        shutil.rmtree(demo.cwd / "dossiers" / reference)
    only = demo.cwd / "dossiers" / "2026-019" / "dossier.yaml"
    only.write_text("uuid: 3\n", encoding="utf-8")
    done = demo()
    assert done.code == 3
    assert "novembre" in done.out
    assert "2026-019" in done.err


@pytest.mark.parametrize("number", [1, 18, 19, 40])
def test_the_screen_never_overflows(number: int) -> None:
    """The most urgent first, then how many others there are."""
    from io import StringIO

    from bilantool.agenda import Item, Urgency
    from bilantool.console import Console

    out = StringIO()
    console = Console(out, StringIO(), StringIO(), interactive=False, colour=False, width=80)
    listed = [
        Item(Urgency.NEXT, None, None, f"2026-{n:03}", "à remplir : demande", f"fill 2026-{n:03}")
        for n in range(number)
    ]
    screen._items(console, listed, {})
    lines = out.getvalue().splitlines()
    assert len(lines) <= screen.LINES + 1
    shown = len([line for line in lines if line.startswith("2026-")])
    if shown < number:
        assert plain(lines[-1]) == f"et {number - shown} autre{'s' * (number - shown > 1)} : " + (
            "bilantool status"
        )


def test_the_help_stands_in_groups(terminal: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A dozen commands at most for every day, first; everything is shown once."""
    assert terminal("--help").code == 0
    help = plain(capsys.readouterr().out)
    titles = [plain(f"{panel} :") for panel in dict.fromkeys(each.panel for each in COMMANDS)]
    places = [help.index(title) for title in titles]
    assert places == sorted(places)
    assert titles[0] == f"{DAILY} :"
    assert sum(each.panel == DAILY for each in COMMANDS) <= 12
    for each in COMMANDS:
        assert help.count(f"  {each.name}, {each.alias} ") == 1


def test_status_shows_the_dossiers_of_one_consultant(demo: Any) -> None:
    """Those that are theirs, or in which they led a session."""
    both = demo("status", "--consultant", "marc-exemplaire").out
    assert "2026-014" in both
    assert "2026-019" not in both
    assert "2026-014" in demo("status", "--consultant", "helene-demo").out
    unknown = demo("status", "--consultant", "personne")
    assert unknown.code == 2
    assert "helene-demo ou marc-exemplaire" in plain(unknown.said)
    assert demo("status", "2026-014", "--consultant", "helene-demo").code == 2
