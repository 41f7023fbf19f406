"""Stopped anywhere, a destruction goes on with the next command, and never certifies too early."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool import figures, proving
from bilantool.cabinet import pending
from bilantool.destroying import carrying, preparing, traces
from bilantool.destroying.choice import choose
from bilantool.destroying.survey import survey
from bilantool.storage import files, git

REF = "2026-001"
TODAY = date(2026, 11, 23)


class Stopped(BaseException):
    """Raised where a killed process would have stopped."""


def orders(desk: Any) -> Any:
    vault, trame = desk.vault(), desk.trame
    choice = choose(survey(vault, vault.open(REF), trame, TODAY), trame, classe="travail")
    return vault, trame, preparing.orders(choice, (), history=True)


STEPS = (
    (files, "write_atomically"),
    (traces, "remove"),
    (git.Repository, "commit"),
    (figures, "record"),
    (proving, "prove"),
    (pending, "end"),
    (traces, "purge"),
)


def stop_at(patch: pytest.MonkeyPatch, wanted: int) -> Callable[[], int]:
    """Stop before the step of this number, so after the one above; returns what counts them."""
    seen = [0]

    def wrapped(step: Callable[..., Any]) -> Callable[..., Any]:
        def stopping(*given: Any, **named: Any) -> Any:
            seen[0] += 1
            if seen[0] == wanted:
                raise Stopped
            return step(*given, **named)

        return stopping

    for place, name in STEPS:
        patch.setattr(place, name, wrapped(getattr(place, name)))
    return lambda: seen[0]


@pytest.fixture
def again(desk: Any, tmp_path: Path) -> Callable[[], None]:
    """Puts the cabinet (without its history, for speed) and the keys back as they were."""
    shutil.rmtree(desk.root / ".git")
    places = {desk.root: tmp_path / "cabinet", desk.trousseau.folder: tmp_path / "cles"}
    for place, kept in places.items():
        shutil.copytree(place, kept, symlinks=True)

    def put_back() -> None:
        for place, kept in places.items():
            shutil.rmtree(place)
            shutil.copytree(kept, place, symlinks=True)

    return put_back


def stopped(given: Any, wanted: int) -> int:
    """Destroy, stopping before that step; how many steps had begun."""
    with pytest.MonkeyPatch.context() as patch:
        counted = stop_at(patch, wanted)
        with suppress(Stopped):
            carrying.destroy(*given)
        return counted()


def finished(desk: Any, given: Any) -> None:
    """What was listed, or asked for again, is done to the end."""
    vault, trame, _ = given
    keys = vault.trousseau.load(desk.uuid, vault.identity)
    if desk.certificate().exists():
        assert "travail" not in keys.keys
    left = carrying.unfinished(vault, failed=False)
    if left:
        carrying.finish(vault, trame, left)
    elif "travail" in keys.keys:  # stopped before anything was listed
        carrying.destroy(*given)
    opened = vault.open(REF)
    assert opened.keys.tombstones == {"travail": TODAY}
    assert desk.certificate().exists()
    assert not opened.dossier.note_path("preliminaire/demande").exists()
    assert opened.dossier.pieces == ()
    assert carrying.unfinished(vault, failed=False) == ()


def test_stopped_at_every_step(desk: Any, again: Callable[[], None]) -> None:
    """Before each write, removal and proof: run again, it is finished. Slow: twenty times."""
    given = orders(desk)
    wanted = 1
    while stopped(given, wanted) >= wanted:
        finished(desk, given)
        again()
        wanted += 1
    assert wanted > 15


@pytest.mark.parametrize("name", ["commit", "end"])
def test_stopped_around_the_commit(desk: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate lies there already; what is left is one commit, made once."""
    before = int(desk.git("rev-list", "--count", "HEAD"))
    with monkeypatch.context() as patch:
        patch.setattr(git.Repository if name == "commit" else pending, name, _stopped)
        given = orders(desk)
        with pytest.raises(Stopped):
            carrying.destroy(*given)
    assert desk.certificate().exists()
    finished(desk, given)
    assert desk.git("status", "--porcelain") == ""
    assert int(desk.git("rev-list", "--count", "HEAD")) == before + 1


def test_the_next_command_finishes_and_says_so(desk: Any) -> None:
    """Whatever changes the cabinet next; `destroy` itself reports it as done."""
    vault, trame, given = orders(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "prove", _stopped)
        with pytest.raises(Stopped):
            carrying.destroy(vault, trame, given)
    said = desk("session", REF, "--plan", "2026-11-30", code=None).err
    assert f"une destruction s’était interrompue : terminée ({REF}, classe travail)" in (
        said.replace("\u00a0", " ")
    )
    assert desk.certificate().exists()


def test_run_again_after_a_stop(desk: Any) -> None:
    """The same command, typed again, ends well and does not ask again."""
    vault, trame, given = orders(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "prove", _stopped)
        with pytest.raises(Stopped):
            carrying.destroy(vault, trame, given)
    assert "0 ouvert" in desk("destroy", REF, "--class", "travail").out


def _stopped(*_: Any, **__: Any) -> None:
    raise Stopped


@pytest.mark.skipif(os.name != "posix", reason="kills by a POSIX signal")
def test_a_real_kill(desk: Any) -> None:
    """SIGKILL right after the key is gone: no certificate yet; the next command makes it."""
    script = (
        "import os, signal, sys\n"
        "from bilantool import cli, proving\n"
        "proving.prove = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    argv = [sys.executable, "-c", script, "destroy", REF, "--class", "travail", "--confirm", REF]
    environ = {**os.environ, **desk.terminal.environ}
    child = subprocess.run(argv, cwd=desk.root, env=environ, capture_output=True, check=False)
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert not desk.certificate().exists()
    assert "a été détruite" in desk("show", REF, "demande", code=4).err.replace("\u00a0", " ")
    desk("destroy", REF, "--class", "travail")
    assert desk.certificate().exists()
