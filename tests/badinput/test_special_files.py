"""Pipes, sockets, links and huge files where notes are expected: nothing waits for them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REF = "2026-001"
PIECE = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and sockets in a folder")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def socket_file(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # such a name may be a hundred bytes long at most


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    """Looks sealed, and has more bytes than any memory; nearly none on the disk."""
    with path.open("wb") as opened:
        opened.write(b"# x\nformat: bilantool-note/1\n")
        opened.truncate(1 << 40)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": pipe,
    "socket": socket_file,
    "device": device,
    "huge": huge,
}
PLACES = (
    "piege",
    "dossiers/piege",
    f"dossiers/{REF}/piege",
    f"dossiers/{REF}/cadre/piege.yaml",
    f"dossiers/{REF}/cadre/seances.yaml",
    f"dossiers/{REF}/pieces/{PIECE}.piece",
    f"documents/{REF}/synthese.pdf",
    "registre/piege.yaml",
)


def laid(bench: Any, kind: str, *places: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bench.root)
    for place in places:
        path = bench.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        KINDS[kind](path)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_waits_for_what_is_no_file(
    bench: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command ends, within bounds of memory, without a traceback; what is no note is not
    taken into the backup."""
    laid(bench, kind, *PLACES, monkeypatch=monkeypatch)
    target = bench.outside / "cle"
    limited = ("sh", "-c", 'ulimit -v 4000000; exec "$@"', "sh")  # KiB
    for argv in (
        ("backup", str(target)),
        ("status",),
        ("check", REF),
        ("show", REF, "--pieces"),
        ("build", REF, "livret", "--format", "docx"),
        ("audit", REF),
        ("stats", "--year", "2026"),
        ("export", REF, "--to", str(bench.outside / "sortie")),
        ("destroy", REF, "--class", "travail", "--despite", "essai", "--confirm", REF),
        ("verify", "registre/piege.yaml"),
    ):
        done = bench.process(*argv, before=limited)
        assert "panne inattendue" not in done.said, (argv, done.said)
        assert "Traceback" not in done.said, (argv, done.said)
        if argv[0] == "backup":
            assert done.code == 0, done.said
            assert "n’en font pas partie" in done.err


@pytest.mark.parametrize("place", ["cabinet.yaml", f"dossiers/{REF}/dossier.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "huge"])
def test_a_clear_file_that_is_none(
    bench: Any, kind: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused in a sentence."""
    laid(bench, kind, place, monkeypatch=monkeypatch)
    for argv in (("status",), ("backup", str(bench.outside / "cle"))):
        done = bench.process(*argv)
        assert "Traceback" not in done.said
        assert done.code in (0, 3), done.said
