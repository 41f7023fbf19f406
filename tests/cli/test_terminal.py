"""Somebody at a real terminal: what is asked, what is typed unseen, what a slip costs."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bilantool.keys import words
from bilantool.keys.identity import KdfCost, seal_identity
from bilantool.keys.trousseau import Trousseau

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is a Unix thing")

PATIENCE = 30.0
OWN = "une phrase bien à moi, assez longue"
OTHER = "une phrase à peine différente, tant pis"

# The command itself, with cheap keys, its own date, and without the keyring of whoever tests.
PROGRAM = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from bilantool import cli
from bilantool.cli.surroundings import Surroundings
from bilantool.keys.identity import KdfCost
from bilantool.keys.keystore import NoKeystore
around = replace(
    Surroundings.standard(),
    cost=KdfCost(memory_kib=8, iterations=1, lanes=1),
    keystore=NoKeystore(Path(sys.argv[1])),
    waiter=lambda *_: True,
    now=datetime(2026, 11, 23, 10, tzinfo=UTC),
    program="bilantool",
)
raise SystemExit(cli.main(sys.argv[2:], around))
"""


def plain(data: bytes) -> str:
    """What stands on the screen, with ordinary spaces and line ends."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Command:
    """One command at a pseudo-terminal, its output read as it comes."""

    process: subprocess.Popen[bytes]
    screen: int
    output: bytes = b""
    read: int = 0

    def expect(self, text: str) -> str:
        """Wait until `text` appears after what was expected before; what came up to it."""
        deadline = time.monotonic() + PATIENCE
        while text not in plain(self.output)[self.read :]:
            if not self._more(deadline):
                pytest.fail(f"« {text} » never came:\n{plain(self.output)}")
        start, self.read = self.read, plain(self.output).index(text, self.read) + len(text)
        return plain(self.output)[start : self.read]

    def types(self, line: str) -> None:
        os.write(self.screen, line.encode() + b"\n")

    def end(self) -> int:
        """Everything else the command says, then its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        return self.process.wait(PATIENCE)

    @property
    def said(self) -> str:
        return plain(self.output)

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self.screen], [], [], max(0, deadline - time.monotonic()))
        try:
            data = os.read(self.screen, 1 << 16) if ready else b""
        except OSError:  # how Linux says that the other end is closed
            data = b""
        self.output += data
        return bool(data)


@dataclass
class Person:
    """Somebody in a folder, with a home of their own."""

    cwd: Path
    home: Path
    columns: int = 100
    running: list[Command] = field(default_factory=list)

    def environ(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "NO_COLOR": "1",
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "BILANTOOL_TROUSSEAU": str(self.home / "trousseau"),
            **more,
        }

    def __call__(self, *argv: str, **more: str) -> Command:
        """Start `bilantool argv` at a terminal."""
        import termios

        screen, inside = os.openpty()
        termios.tcsetwinsize(inside, (30, self.columns))
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.home / "runtime"), *argv],
            cwd=self.cwd,
            env=self.environ(**more),
            # getpass asks the controlling terminal, whatever the streams are.
            preexec_fn=lambda: os.login_tty(inside),
        )
        os.close(inside)
        command = Command(process, screen)
        self.running.append(command)
        return command


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """Somebody in an empty folder."""
    somebody = Person(tmp_path / "travail", tmp_path / "maison")
    somebody.cwd.mkdir()
    somebody.home.mkdir()
    yield somebody
    for command in somebody.running:
        with contextlib.suppress(ProcessLookupError):
            command.process.kill()
        command.process.wait()
        os.close(command.screen)


def init(person: Person, *argv: str) -> Command:
    names = ("--raison-sociale", "Cap Essai", "--consultant", "A. Essai")
    return person("init", "cabinet", *names, *argv)


def proposed(command: Command) -> str:
    """The six words on the screen."""
    command.expect("tirée au sort :\n\n")
    return command.expect("\n").strip()


@pytest.fixture
def settled(person: Person) -> Person:
    """Somebody in their cabinet, under their own passphrase, with one dossier."""
    made = init(person)
    made.expect("au moins) :")
    made.types(OWN)
    made.expect("Retapez la vôtre :")
    made.types(OWN)
    made.expect("(Entrée : plus tard) :")
    made.types("")
    later(made)
    assert made.end() == 0, made.said
    person.cwd = person.cwd / "cabinet"
    opened = person("new")
    assert opened.end() == 0, opened.said
    assert person("lock").end() == 0
    return person


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], str]:
    """Makes an editor out of lines of shell; `$1` is the text."""

    def make(body: str) -> str:
        path = tmp_path / "editeur.sh"
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return make


def later(made: Command) -> None:
    """Leave the questions of the cabinet for another day."""
    made.expect("[O/n]")
    made.types("n")


def test_the_proposed_passphrase_is_typed_once_and_opens(person: Person) -> None:
    """It is shown to be noted, never echoed, and opens the cabinet: at once without being asked,
    then, locked, once it is typed."""
    made = init(person)
    phrase = proposed(made)
    assert len(phrase.split()) == 6
    made.expect("au moins) :")
    made.types(phrase)
    made.expect("(Entrée : plus tard) :")
    made.types("")
    later(made)
    assert made.end() == 0, made.said
    assert made.said.count(phrase) == 1
    person.cwd = person.cwd / "cabinet"
    opened = person("new")
    assert opened.end() == 0, opened.said
    assert "Dossier 2026-001 ouvert" in opened.said
    assert person("lock").end() == 0
    shown = person("status")
    shown.expect("Phrase de passe :")
    shown.types(phrase)
    assert shown.end() == 0, shown.said


def test_a_slip_in_the_passphrase_is_asked_again(person: Person) -> None:
    """Too short, then two that differ: the proposal stands, and the third try counts."""
    made = init(person)
    phrase = proposed(made)
    made.expect("au moins) :")
    made.types("court")
    made.expect("trop courte")
    made.expect("au moins) :")
    made.types(OWN)
    made.expect("Retapez la vôtre :")
    made.types(OTHER)
    made.expect("pas pareilles")
    made.expect("au moins) :")
    made.types(phrase)
    made.expect("(Entrée : plus tard) :")
    made.types("")
    later(made)
    assert made.end() == 0, made.said
    assert OWN not in made.said


def test_three_slips_end_it_and_leave_nothing(person: Person) -> None:
    """Neither keys nor a cabinet half made."""
    made = init(person)
    for _ in range(3):
        made.expect("au moins) :")
        made.types("court")
    assert made.end() == 4, made.said
    assert not (person.home / "trousseau").exists()
    assert not (person.cwd / "cabinet").exists()


def test_a_wrong_place_for_the_sheet_is_asked_again(person: Person) -> None:
    """The cabinet is made already: the sheet alone is refused inside it, then written outside."""
    made = init(person)
    phrase = proposed(made)
    made.expect("au moins) :")
    made.types(phrase)
    made.expect("(Entrée : plus tard) :")
    made.types("cabinet/fiche.pdf")
    made.expect("erreur")
    made.expect("(Entrée : plus tard) :")
    made.types(str(person.home / "fiche.pdf"))
    made.expect("Fiche de secours écrite")
    later(made)
    assert made.end() == 0, made.said
    assert (person.home / "fiche.pdf").read_bytes().startswith(b"%PDF-")


def test_a_wrong_passphrase_is_asked_again_then_refused(settled: Person) -> None:
    """Three tries in all; the refusal says what to do, and none of them is on the screen."""
    refused = settled("status")
    for _ in range(3):
        refused.expect("Phrase de passe :")
        refused.types(OTHER)
    assert refused.end() == 4
    assert "bilantool recover" in refused.said
    assert OTHER not in refused.said
    mended = settled("status")
    mended.expect("Phrase de passe :")
    mended.types(OTHER)
    mended.expect("n’ouvre pas")
    mended.expect("Phrase de passe :")
    mended.types(OWN)
    assert mended.end() == 0, mended.said


def test_the_overview_fits_eighty_columns(settled: Person) -> None:
    """No line of a table is broken by an ordinary terminal."""
    settled.columns = 80
    status = settled("status")
    status.expect("Phrase de passe :")
    status.types(OWN)
    assert status.end() == 0
    (line,) = [each for each in status.said.splitlines() if each.startswith("2026-001")]
    assert line.endswith("remplir beneficiaire")
    assert max(map(len, status.said.splitlines())) <= 80


def test_leaving_a_question_is_no_fault(settled: Person) -> None:
    """Ctrl-C at the passphrase: one word, exit 130."""
    left = settled("status")
    left.expect("Phrase de passe :")
    os.write(left.screen, b"\x03")
    assert left.end() == 130, left.said
    assert "interrompu" in left.said
    assert "Traceback" not in left.said


def test_unlocked_keys_ask_nothing_until_they_are_locked(settled: Person) -> None:
    """`unlock` once, then no question; after `lock` the question is back."""
    opened = settled("unlock")
    opened.expect("Phrase de passe :")
    opened.types(OWN)
    assert opened.end() == 0, opened.said
    silent = settled("status")
    assert silent.end() == 0, silent.said
    assert "Phrase de passe" not in silent.said
    assert settled("lock").end() == 0
    settled("status").expect("Phrase de passe :")


def test_an_unreadable_text_is_reopened_at_its_line(
    settled: Person, script: Callable[[str], str], tmp_path: Path
) -> None:
    """« Rouvrir » yes: the same text comes back, and what was mended is saved."""
    times = tmp_path / "fois"
    editor = script(
        f'echo x >> {times}\nif [ $(wc -l < {times}) = 1 ]; then echo "freins: a: b" > "$1"\n'
        'else grep -q "a: b" "$1" && echo "freins: mis au net" > "$1"; fi'
    )
    edited = settled("edit", "2026-001", "demande", EDITOR=editor)
    edited.expect("Phrase de passe :")
    edited.types(OWN)
    edited.expect("Rouvrir à la ligne 1 ? [O/n]")
    edited.types("o")
    edited.expect("enregistrée")
    assert edited.end() == 0, edited.said
    assert "a: b" not in edited.said
    shown = settled("show", "2026-001", "demande")
    shown.expect("Phrase de passe :")
    shown.types(OWN)
    shown.expect("freins: mis au net")


def test_the_words_are_typed_in_lines_and_checked_as_they_come(
    settled: Person, tmp_path: Path
) -> None:
    """A wrong word costs its line alone, is told by its number, and stands on no screen."""
    typed = words.to_words(Trousseau(settled.home / "trousseau").open(OWN).seed)
    saved = settled("backup", str(tmp_path / "cle"))
    saved.expect("Phrase de passe :")
    saved.types(OWN)
    assert saved.end() == 0, saved.said
    (folder,) = (tmp_path / "cle").iterdir()
    settled.cwd = tmp_path
    new = {"BILANTOOL_TROUSSEAU": str(tmp_path / "neuf")}
    back = settled("recover", "--from", str(folder), "--to", "retour", **new)
    back.expect("À partir du mot n° 1 :")
    back.types(" ".join(typed[:14]))
    back.expect("À partir du mot n° 15 :")
    back.types(f"{typed[14]} zzzz {typed[16]}")
    back.expect("le mot n° 16")
    back.expect("À partir du mot n° 15 :")
    back.types(" ".join(typed[14:]))
    phrase = proposed(back)
    back.expect("au moins) :")
    back.types(phrase)
    back.expect("Cabinet remis")
    assert back.end() == 0, back.said
    assert "zzzz" not in back.said
    assert (tmp_path / "retour" / "cabinet.yaml").is_file()


def test_three_words_of_the_sheet_end_the_question(settled: Person) -> None:
    """Once the second dossier is open; copied from the sheet, they are never asked for again."""
    typed = words.to_words(Trousseau(settled.home / "trousseau").open(OWN).seed)
    second = settled("new")
    second.expect("Phrase de passe :")
    second.types(OWN)
    second.expect("Dossier 2026-002 ouvert")
    for _ in range(3):
        second.expect("Mot n° ")
        second.types(typed[int(second.expect(" ")) - 1].upper())
        second.expect("?2004l")  # the line is taken
    second.expect("ne reviendra pas")
    assert second.end() == 0, second.said
    third = settled("new")
    third.expect("Phrase de passe :")
    third.types(OWN)
    assert third.end() == 0, third.said
    assert "Mot n°" not in third.said


def test_a_narrow_terminal_cuts_between_words(person: Person) -> None:
    """Nothing is wider than the screen, and no word is broken."""
    person.columns = 60
    refused = person("status")
    assert refused.end() == 2
    lines = refused.said.splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 60
    assert "placez-vous dans le dossier du cabinet" in " ".join(refused.said.split())


def test_a_signal_leaves_no_clear_text(settled: Person, script: Callable[[str], str]) -> None:
    """A terminal that is closed while the editor is open: the text waits as a draft."""
    editor = script('echo "freins: resté là" > "$1"; touch "$HOME/ouvert"; sleep 30')
    edited = settled("edit", "2026-001", "demande", EDITOR=editor)
    edited.expect("Phrase de passe :")
    edited.types(OWN)
    deadline = time.monotonic() + PATIENCE
    while not (settled.home / "ouvert").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(edited.process.pid, signal.SIGHUP)
    edited.end()
    status = settled("status", "2026-001")
    status.expect("Phrase de passe :")
    status.types(OWN)
    status.expect("Un brouillon de la note demande attend")


@pytest.mark.parametrize(
    ("typed", "rank", "wanted"),
    [
        ("bilantool show 20", 2, "2026-001"),
        ("bilantool show 2026-001 mot", 3, "motivations"),
        ("bilantool show 2026-001 conclusions/s", 3, "conclusions/synthese"),
        ("bilantool build 2026-001 pl", 3, "plan-action"),
        ("bilantool ecr", 1, "ecrire"),
    ],
)
def test_the_shell_completes(settled: Person, typed: str, rank: int, wanted: str) -> None:
    """Dossiers, notes, documents, commands and aliases; no key is asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "bilantool"],
        cwd=settled.cwd,
        env=settled.environ(
            _BILANTOOL_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(rank)
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout.split() == [wanted]


@pytest.fixture
def slow(settled: Person) -> Person:
    """The same, where a passphrase takes long enough to be checked for somebody to go on typing."""
    trousseau = Trousseau(settled.home / "trousseau")
    dear = KdfCost(memory_kib=128 * 1024, iterations=6, lanes=1)
    sealed = seal_identity(trousseau.open(OWN), OWN, dear)
    (trousseau.folder / "identite").write_bytes(sealed)
    return settled


@pytest.mark.parametrize("argv", [("unlock",), ("status",), ("build", "2026-001", "livret")])
def test_what_is_typed_while_a_passphrase_is_checked_is_never_shown(
    slow: Person, argv: tuple[str, ...]
) -> None:
    """Somebody who types it again, thinking that nothing happens: not on the screen, nor kept for
    the shell; the terminal then shows again what is typed."""
    command = slow(*argv)
    command.expect("Phrase de passe :")
    command.types(OWN)
    command.expect("\n")
    command.types(OTHER)
    assert command.end() == 0, command.said
    assert OTHER not in command.said


def test_the_next_question_gets_only_what_is_typed_after_it(slow: Person) -> None:
    """An Enter too many does not answer what was not asked yet, and answers are shown again."""
    command = slow("edit", "2026-001")
    command.expect("Phrase de passe :")
    command.types(OWN)
    command.expect("\n")
    command.types(OTHER)
    command.expect("L’ouvrir ? [O/n]")
    command.types("non merci")
    command.expect("non merci")
    command.expect("Quelle note")
    os.write(command.screen, b"\x03")
    assert command.end() in (0, 130), command.said
    assert OTHER not in command.said


def test_a_wrong_try_shows_nothing_of_the_next_one(slow: Person) -> None:
    """Typed before it is asked for again, it is dropped, and asked for."""
    command = slow("status")
    command.expect("Phrase de passe :")
    command.types(OTHER)
    command.expect("\n")
    command.types(OWN)
    command.expect("n’ouvre pas")
    command.expect("Phrase de passe :")
    command.types(OWN)
    assert command.end() == 0, command.said
    assert OWN not in command.said
    assert OTHER not in command.said


def test_a_command_that_is_left_gives_the_terminal_back(slow: Person) -> None:
    """Ctrl-C while the passphrase is checked: what is typed shows again."""
    import termios

    command = slow("status")
    command.expect("Phrase de passe :")
    command.types(OWN)
    command.expect("\n")
    assert not termios.tcgetattr(command.screen)[3] & termios.ECHO
    os.write(command.screen, b"\x03")
    assert command.process.wait(PATIENCE) == 130
    assert termios.tcgetattr(command.screen)[3] & termios.ECHO
