"""Passphrases, trousseaux and openings that are missing, wrong or in the wrong place."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

REF = "2026-001"


def test_wrong_passphrase(bench: Any) -> None:
    """Said without what was typed."""
    path = bench.outside / "phrase.txt"
    path.write_text("Ocarina n'est pas la bonne\n", encoding="utf-8")
    for argv in (("show", REF), ("status",), ("unlock",), ("backup", str(bench.home / "s"))):
        bench.refuses(bench(*argv, "--passphrase-file", str(path)), 4, "phrase de passe")
    assert not (bench.home / "s").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n \n", b"\xff\xfe\x00", b"a" * 100_000, "été".encode("utf-16")],
    ids=["empty", "blank", "binary", "huge", "UTF-16"],
)
def test_a_passphrase_file_that_holds_none(bench: Any, content: bytes) -> None:
    """The file's fault is said, not what it holds."""
    path = bench.outside / "phrase.txt"
    path.write_bytes(content)
    bench.refuses(bench("status", "--passphrase-file", str(path)), 4, "phrase de passe")


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "loop"])
def test_a_passphrase_file_that_is_no_file(bench: Any, kind: str) -> None:
    """Nothing waits, nothing crashes."""
    path = bench.outside / "phrase"
    if kind == "folder":
        path.mkdir()
    if kind == "fifo":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no fifo on this system")
        os.mkfifo(path)
    if kind == "loop":
        path.symlink_to(path)
    bench.refuses(bench("status", BILANTOOL_PASSPHRASE_FILE=str(path)), 4, "phrase de passe")


def test_a_passphrase_file_behind_a_link(bench: Any) -> None:
    """Secret stores hand out links; the person named it, so it is followed."""
    path = bench.outside / "lien"
    path.symlink_to(bench.terminal.environ["BILANTOOL_PASSPHRASE_FILE"])
    assert bench("status", BILANTOOL_PASSPHRASE_FILE=str(path)).code == 0


def test_accents_typed_on_another_system(bench: Any) -> None:
    """Composed or decomposed, with CRLF and a byte order mark: the same passphrase opens."""
    home = bench.home / "autre"
    path = bench.outside / "phrase.txt"
    path.write_bytes("été œuvre ça naïve prête\n".encode())
    options = ("--trousseau", str(home), "--passphrase-file", str(path))
    made = bench(
        "init", str(bench.outside / "c2"), "--raison-sociale", "C", "--consultant", "A", *options
    )
    assert made.code == 0, made.said
    inside = ("--cabinet", str(bench.outside / "c2"))
    for text in (
        b"e\xcc\x81te\xcc\x81 \xc5\x93uvre c\xcc\xa7a nai\xcc\x88ve pre\xcc\x82te",
        b"\xef\xbb\xbf" + "été œuvre ça naïve prête\r\n".encode(),
        "  été œuvre ça naïve prête  ".encode(),
    ):
        path.write_bytes(text)
        done = bench("status", *inside, *options)
        assert done.code == 0, done.said


def test_missing_trousseau(bench: Any) -> None:
    """The ways to get one are named; none is made by a reading command."""
    place = bench.outside / "nulle-part"
    for argv in (("show", REF), ("status",), ("edit", REF, "demande"), ("unlock",), ("new",)):
        bench.refuses(bench(*argv, "--trousseau", str(place)), 4, "trousseau", "recover")
    assert not place.exists()


@pytest.mark.parametrize("kind", ["file", "empty folder", "unknown user", "file inside"])
def test_a_trousseau_that_is_none(bench: Any, kind: str) -> None:
    """A file, an empty folder or somebody unknown's home is no trousseau."""
    place = bench.outside / "place"
    if kind == "empty folder":
        place.mkdir()
    else:
        place.write_text("x", encoding="utf-8")
    given = {"unknown user": "~personne-ici/x", "file inside": str(place / "t")}.get(
        kind, str(place)
    )
    code = 2 if kind == "unknown user" else 4
    bench.refuses(bench("status", BILANTOOL_TROUSSEAU=given), code)
    init = ("init", "../c2", "--raison-sociale", "C", "--consultant", "A")
    made = bench(*init, BILANTOOL_TROUSSEAU=given)
    if kind != "empty folder":
        bench.refuses(made, {"unknown user": 2}.get(kind, 5))
        assert not (bench.outside / "c2" / "cabinet.yaml").exists()


def test_trousseau_inside_the_cabinet(bench: Any) -> None:
    """Keys beside the notes would leave with them: refused by every way in."""
    inside = bench.root / "trousseau"
    shutil.copytree(bench.home / "trousseau", inside)
    for given in (str(inside), "trousseau", "dossiers/../trousseau"):
        bench.refuses(bench("status", "--trousseau", given), 4, "rangé dans le cabinet")
    link = bench.outside / "lien"
    link.symlink_to(inside, target_is_directory=True)
    bench.refuses(bench("status", "--trousseau", str(link)), 4, "rangé dans le cabinet")
    new = bench.outside / "c3"
    made = bench(
        *("init", str(new), "--raison-sociale", "C", "--consultant", "A"),
        *("--trousseau", str(new / "cles")),
    )
    bench.refuses(made, 4, "rangé dans le cabinet")
    assert not new.exists()


@pytest.mark.parametrize("name", ["identite", "cles", "revisions", "etat", "accepte"])
def test_a_damaged_trousseau(bench: Any, name: str) -> None:
    """Each of its files, truncated or scrambled, is a named fault; no note is harmed."""
    bench("templates", "accept")
    bench("new", "2026-002", "--fiche-rangee")
    place = bench.home / "trousseau" / name
    files = [place] if place.is_file() else sorted(place.iterdir())
    assert files, f"{name} holds nothing to damage"
    before = bench.sealed().read_bytes()
    whole = {path: path.read_bytes() for path in files}
    for damage in (b"", b"\x00" * 50, b"[" * 100_000, b'{"a": {}}', None):
        for path, data in whole.items():
            path.write_bytes(data[: len(data) // 2] if damage is None else damage)
        for argv in (("show", REF, "demande"), ("status",), ("new",)):
            done = bench(*argv)
            assert "panne inattendue" not in done.said, (damage, argv, done.said)
            assert done.code in (0, 3, 4), (damage, argv, done.said)
            if done.code:
                bench.refuses(done, done.code)
    assert bench.sealed().read_bytes() == before


def test_the_opening_ends(bench: Any) -> None:
    """Past its hour, or once the clock goes back, the passphrase is asked for again."""
    now = bench.terminal.now
    assert bench("unlock", "--minutes", "30").code == 0
    secret = bench.terminal.environ.pop("BILANTOOL_PASSPHRASE_FILE")
    bench.terminal.now = now + timedelta(minutes=29)
    assert bench("status").code == 0
    bench.terminal.now = now + timedelta(minutes=31)
    bench.refuses(bench("status"), 4, "phrase de passe")
    bench.terminal.now = now + timedelta(minutes=5)
    bench.refuses(bench("status"), 4, "phrase de passe")
    assert bench("unlock", "--passphrase-file", secret).code == 0
    bench.terminal.now = now - timedelta(days=400)
    bench.refuses(bench("status"), 4, "phrase de passe")


@pytest.mark.parametrize(
    "minutes", ["0", "-1", "²", "1e3", "99999999999999999999", "", "٣٠", "NaN"]
)
def test_a_duration_that_is_none(bench: Any, minutes: str) -> None:
    """Only a number of minutes up to a day opens the keys."""
    done = bench("unlock", f"--minutes={minutes}")
    if minutes == "٣٠":
        assert done.code in (0, 2)
    else:
        bench.refuses(done, 2, "minutes")


def test_a_tampered_opening_opens_nothing(bench: Any) -> None:
    """A changed opening is not believed, and is gone."""
    assert bench("unlock").code == 0
    del bench.terminal.environ["BILANTOOL_PASSPHRASE_FILE"]
    (opening,) = Path(bench.terminal.environ["XDG_RUNTIME_DIR"]).rglob("ouverture-*")
    data = opening.read_bytes()
    opening.write_bytes(data.replace(b"jusque: 1", b"jusque: 9"))
    bench.refuses(bench("status"), 4, "phrase de passe")
    assert not list(bench.home.rglob("ouverture-*"))
