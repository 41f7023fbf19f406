"""Without a terminal, without a language, without streams: no prompt, no hang, no crash."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from typing import Any

import pytest

REF = "2026-001"

COMMANDS: list[tuple[str, ...]] = [
    ("init", "../c2"),
    ("new", "2026-002"),
    ("edit", REF, "demande"),
    ("edit", REF),
    ("show", REF),
    ("status",),
    ("check",),
    ("build", REF),
    ("unlock",),
    ("backup", "../s"),
    ("backup", "--fiche", "../f.pdf"),
    ("recover", "--from", "../s"),
    ("recover",),
    ("templates", "accept"),
]


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("stdin", ["null", "closed", "open"])
def test_nothing_is_asked_without_a_terminal(bench: Any, argv: tuple[str, ...], stdin: str) -> None:
    """Without the passphrase each command ends by itself and names the ways to give it."""
    environ = {"BILANTOOL_PASSPHRASE_FILE": "", "EDITOR": "true"}
    options: dict[str, Any] = {"environ": environ}
    if stdin == "closed":
        options["preexec_fn"] = lambda: os.close(0)
    if stdin == "open":
        options["stdin"] = subprocess.PIPE
    child = bench.start(*argv, **options)
    try:
        child.wait(timeout=30)
    finally:
        child.kill()
    out, err = child.communicate()
    said = (out + err).decode()
    assert child.returncode in (2, 4), said
    assert "Traceback" not in said
    assert "erreur" in said
    assert "→" in said
    assert re.search(r"--\w|BILANTOOL_", said), "no way to answer is named"


def test_a_terminal_on_stderr_alone_is_no_terminal(bench: Any) -> None:
    """Somebody sees the errors and cannot answer: nothing is asked."""
    pty = pytest.importorskip("pty")
    parent, child_end = pty.openpty()
    child = bench.start(
        "status",
        environ={"BILANTOOL_PASSPHRASE_FILE": ""},
        stderr=child_end,
        start_new_session=True,
    )
    os.close(child_end)
    seen = b""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            part = os.read(parent, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        seen += part
    assert child.wait(timeout=30) == 4, seen
    assert "Phrase de passe" not in seen.decode()
    assert "--passphrase-file" in seen.decode()
    os.close(parent)


@pytest.mark.parametrize("locale", ["C", "POSIX", "fr_FR.ISO-8859-1", "xx_YY.nonsense"])
@pytest.mark.parametrize("mode", ["0", "1"])
def test_accents_in_any_language(bench: Any, locale: str, mode: str) -> None:
    """French is written in UTF-8 whatever the system's habits, on output and on errors."""
    bench.write("freins: été, œuvre, « ça » — €\n")
    environ = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": mode, "PYTHONCOERCECLOCALE": "0"}
    shown = bench.process("show", REF, "demande", environ=environ)
    assert shown.code == 0, shown.err
    assert "été, œuvre, « ça » — €" in shown.out
    refused = bench.process("show", "été", environ=environ)
    assert refused.code == 2
    assert "référence" in refused.err
    source = bench.outside / "été.yaml"
    source.write_text("freins: par un nom accentué\n", encoding="utf-8")
    saved = bench.process("edit", REF, "demande", "--from", str(source), environ=environ)
    assert saved.code == 0, saved.said


@pytest.mark.parametrize("columns", ["20", "0", "-5", "abc", "1", "100000"])
def test_any_width(bench: Any, columns: str) -> None:
    """A narrow or absurd width changes the look at most."""
    for argv in (("--help",), ("edit", "--help"), ("status",), ("status", REF), ("check",)):
        done = bench.process(*argv, environ={"COLUMNS": columns, "LINES": columns})
        assert done.code in (0, 1), done.said
        assert "Traceback" not in done.err


def test_no_colour(bench: Any) -> None:
    """NO_COLOR, a dumb terminal and a pipe are each enough for plain text."""
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {}):
        done = bench.process("check", REF, environ=environ)
        assert "\x1b" not in done.said


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
def test_closed_streams(bench: Any, closed: tuple[int, ...]) -> None:
    """Started with streams closed, as some schedulers do: the work is done all the same."""
    source = bench.outside / "source.yaml"
    source.write_text("freins: sans flux\n", encoding="utf-8")

    def close() -> None:
        for number in closed:
            os.close(number)

    options: dict[str, Any] = {"preexec_fn": close}
    child = bench.start("edit", REF, "demande", "--from", str(source), **options)
    out, err = child.communicate(timeout=60)
    assert b"Traceback" not in out + err, err
    assert child.returncode == 0, out + err
    assert "sans flux" in bench.read()
    assert bench("status").code == 0


def test_every_refusal_in_json_is_one_object(bench: Any) -> None:
    """`--json` gives one object on stdout, faults included."""
    import json

    for argv in (
        ("status", "../x", "--json"),
        ("show", REF, "rien", "--json"),
        ("check", "--json", "--phase", "rien"),
        ("status", "--json", "--passphrase-file", "/nulle/part"),
    ):
        done = bench(*argv)
        found = json.loads(done.out)
        assert found["ok"] is False
        assert found["code"] == done.code != 0
        assert found["erreur"]["message"]
        assert done.err == ""


def test_many_wrong_words(bench: Any) -> None:
    """Whatever is typed, it is a usage error in French, never a traceback."""
    for argv in (
        ("",),
        ("statut",),
        ("--rien",),
        ("status", "--rien"),
        ("status", "a", "b"),
        ("edit",),
        ("build", REF, "--format", "exe"),
        ("build", REF, "--format", ""),
        ("build", REF, "rien"),
        ("check", "--date", "31/02/2026"),
        ("check", "--date", "²"),
        ("check", "--date", "2026-W01-1"),
        ("check", "--date"),
        ("schema", "rien"),
        ("rules", "BC999"),
        ("templates", "copy", "../x"),
        ("templates", "copy", "rien"),
        ("templates", "rien"),
        ("\x00",),
        ("status", "--cabinet", "/nulle/part"),
        ("status", "--cabinet", "\x00"),
        ("status", "--cabinet", "a" * 5000),
        ("status", "--trousseau", "a" * 5000),
    ):
        done = bench(*argv)
        assert "panne inattendue" not in done.said, (argv, done.said)
        assert done.code in (1, 2, 3, 4, 5), (argv, done.said)
        assert "\x00" not in done.said


def test_an_unknown_python_failure_shows_no_value(bench: Any) -> None:
    """A bug of ours is one line and code 70, with no word of a note, `--debug` included."""
    probe = (
        "import sys\n"
        "from bilantool import cli\n"
        "from bilantool.notes import reading\n"
        "def broken(text):\n"
        "    secret = text\n"
        "    raise RuntimeError(secret)\n"
        "reading.read = broken\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    for extra in ((), ("--debug",)):
        done = subprocess.run(
            [sys.executable, "-c", probe, "check", REF, *extra],
            cwd=bench.root,
            env={**os.environ, **bench.terminal.environ},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 70, done.stderr
        assert b"Ocarina" not in done.stdout + done.stderr
        assert b"panne inattendue" in done.stderr
