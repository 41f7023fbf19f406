"""Keys are never sealed for an identity that the trousseau does not hold, nor for a public one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bilantool.keys import words
from bilantool.keys.trousseau import Trousseau


def init(terminal: Any, folder: str) -> Any:
    return terminal("init", folder, "--raison-sociale", "Cap Essai", "--consultant", "A. Essai")


def test_an_unlocking_ends_with_the_trousseau_that_it_opened(terminal: Any) -> None:
    """Another trousseau in the same folder asks for its own passphrase, and keeps its own keys."""
    terminal.environ["XDG_RUNTIME_DIR"] = str(terminal.home / "runtime")
    assert init(terminal, "ancien").code == 0
    terminal.cwd = terminal.cwd / "ancien"
    assert terminal("unlock").code == 0
    shutil.rmtree(terminal.home / "trousseau")
    terminal.cwd = terminal.cwd.parent
    assert init(terminal, "nouveau").code == 0
    terminal.cwd = terminal.cwd / "nouveau"
    refused = terminal("new", BILANTOOL_PASSPHRASE_FILE="")
    assert refused.code == 4
    assert not list((terminal.cwd / "dossiers").iterdir())
    assert terminal("new").code == 0
    assert terminal("check").code == 1


def recovered_demonstration(demo: Any) -> Path:
    """The demonstration's trousseau, brought back from its public words, without its mark."""
    shipped = Trousseau(Path(demo.environ["BILANTOOL_TROUSSEAU"]))
    secret = demo.home / "mots.txt"
    secret.write_text(" ".join(words.to_words(shipped.open(shipped.demonstration or "").seed)))
    assert demo("backup", str(demo.home / "cle-usb")).code == 0
    demo.environ["BILANTOOL_TROUSSEAU"] = str(demo.home / "revenu")
    demo.environ["BILANTOOL_PASSPHRASE_FILE"] = str(demo.home / "phrase.txt")
    made = demo(
        *("recover", "--from", str(demo.home / "cle-usb"), "--to", str(demo.home / "rendu")),
        *("--words-file", str(secret)),
    )
    assert made.code == 0, made.said
    return Path(demo.home) / "rendu"


def test_public_keys_brought_back_without_their_mark_are_still_public(demo: Any) -> None:
    """They make no real cabinet, open none, and still open the demonstration."""
    demo.cwd = recovered_demonstration(demo)
    assert not (demo.home / "revenu" / "demonstration").exists()
    assert demo("show", "2026-007", "conclusions/synthese").code == 0
    demo.cwd = demo.home
    assert init(demo, "vrai").code == 4
    settings = demo.home / "rendu" / "cabinet.yaml"
    text = settings.read_text(encoding="utf-8")
    assert "demonstration: true" in text
    settings.write_text(text.replace("demonstration: true", ""), encoding="utf-8")
    demo.cwd = demo.home / "rendu"
    assert demo("new", "2026-099").code == 4


def test_a_cabinet_that_calls_itself_a_demonstration_gets_no_real_key(cabinet: Any) -> None:
    """Whoever can push may change `cabinet.yaml`; the counsellor's own keys then open nothing."""
    settings = cabinet.cwd / "cabinet.yaml"
    settings.write_text(settings.read_text("utf-8") + "demonstration: true\n", encoding="utf-8")
    assert cabinet("show", "2026-001", "demande").code == 4
    assert cabinet("new", "2026-002", "--fiche-rangee").code == 4
