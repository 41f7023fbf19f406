"""Lines too long for a terminal are broken between words, never inside a command."""

from __future__ import annotations

import io

import pytest

from bilantool.console import Console

WIDTH = 60


class Tty(io.StringIO):
    """A terminal that remembers what was written on it."""

    def isatty(self) -> bool:
        return True


def said(text: str, hang: int | None = None) -> list[str]:
    out = Tty()
    Console(out, out, io.StringIO(), interactive=False, colour=False, width=WIDTH).say(
        text, hang=hang
    )
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    "command",
    [
        "bilantool status",
        "bilantool fill DOSSIER competences",
        "bilantool edit 2026-001 investigation/pistes",
        "bilantool session 2026-001 --date JOUR --cancelled",
        "bilantool preview 2026-001 synthese --minutes 30",
        "bilantool attach 2026-001 --piece ID --note convention",
        "bilantool backup --fiche fiche.pdf",
    ],
)
def test_a_command_is_on_one_line(command: str) -> None:
    """It can be selected and pasted: its spaces are the keyboard's."""
    for before in range(WIDTH):
        lines = said(f"{'mot ' * (before // 4)}{'x' * (before % 4 + 1)} « {command} », et la suite")
        assert any(command in line for line in lines), lines
        assert max(map(len, lines)) <= WIDTH


def test_a_command_longer_than_a_line_is_broken() -> None:
    """A line that ran over would be cut anywhere by the terminal."""
    command = "bilantool session 2026-001 --date JOUR --start HEURE --end HEURE"
    lines = said(f"d'abord : {command}", hang=4)
    assert len(lines) == 2
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(line.strip() for line in lines).endswith(command)


def test_an_answer_is_a_yes_or_a_no_whole() -> None:
    """A sentence that begins with the letter of one is neither, and the question is put again."""
    source = io.StringIO("O'Brien est d'accord\ny a-t-il un risque\noui mais non\nN'Guyen\n Oui.\n")
    err = io.StringIO()
    console = Console(io.StringIO(), err, source, interactive=True, colour=False)
    assert console.confirm("Supprimer", default=False)
    assert err.getvalue().count("répondez par oui ou par non") == 4
    source = io.StringIO("Non merci, pas encore\n")
    console = Console(io.StringIO(), err, source, interactive=True, colour=False)
    assert not console.confirm("Supprimer", default=True)
