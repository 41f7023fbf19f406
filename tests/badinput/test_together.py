"""Two commands at once: one wins, the other says so, and both texts are somewhere."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

REF = "2026-001"
SECRET = "Ocarina"


def waiting_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.02)


def slow_editor(bench: Any, text: str) -> tuple[str, Path, Path]:
    """An editor that writes `text`, tells that it is open, and closes when it is told."""
    opened, close = bench.outside / "ouvert", bench.outside / "ferme"
    editor = bench.script(
        f"printf '{text}\\n' > \"$1\"; touch {opened}\nwhile [ ! -e {close} ]; do sleep 0.05; done",
        "lent.sh",
    )
    return editor, opened, close


def test_two_edits_of_one_note(bench: Any) -> None:
    """The second is refused at once; the first saves as if nothing had been."""
    editor, opened, close = slow_editor(bench, "freins: premier")
    first = bench.start("edit", REF, "demande", environ={"EDITOR": editor})
    waiting_for(opened)
    before = bench.sealed().read_bytes()
    started = time.monotonic()
    other = bench.script("printf 'freins: second\\n' > \"$1\"")
    bench.refuses(bench("edit", REF, "demande", EDITOR=other), 5, "déjà ouverte")
    assert bench.give(b"freins: second\n").code == 5
    assert time.monotonic() - started < 8
    assert bench.sealed().read_bytes() == before
    assert SECRET in bench.read(), "reading does not wait for an editor"
    assert bench("edit", REF, "cadrage", "--from", str(Path(other))).code in (0, 3)
    close.touch()
    out, err = first.communicate(timeout=30)
    assert first.returncode == 0, out + err
    assert "premier" in bench.read()


def test_a_dead_editor_holds_no_lock(bench: Any) -> None:
    """What killed the first edit lets the next one in, with the text of the first."""
    editor, opened, _ = slow_editor(bench, "freins: premier")
    first = bench.start("edit", REF, "demande", environ={"EDITOR": editor}, start_new_session=True)
    waiting_for(opened)
    import os
    import signal

    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=30)
    assert "premier" in bench.offered()


def test_the_note_changes_under_the_editor(bench: Any) -> None:
    """A pull that brings another version meanwhile wins; the typed text is a draft."""
    editor, opened, close = slow_editor(bench, "freins: le mien")
    old = bench.sealed().read_bytes()
    bench.write("freins: venu d’ailleurs\n")
    newer = bench.sealed().read_bytes()
    bench.sealed().write_bytes(old)
    child = bench.start("edit", REF, "demande", environ={"EDITOR": editor})
    waiting_for(opened)
    bench.sealed().write_bytes(newer)
    close.touch()
    out, err = child.communicate(timeout=30)
    assert child.returncode == 5, out + err
    assert "modifiée ailleurs" in err.decode()
    assert bench.sealed().read_bytes() == newer
    assert "le mien" in bench.offered()


def test_two_new_at_once(bench: Any) -> None:
    """Each gets a number and a whole dossier, or says plainly that it was too late."""
    assert bench("new", "--fiche-rangee").code == 0
    children = [bench.start("new") for _ in range(4)]
    for child in children:
        out, err = child.communicate(timeout=60)
        assert child.returncode == 0, out + err
    folders = sorted(path.name for path in (bench.root / "dossiers").iterdir())
    assert folders == [f"2026-{number:03d}" for number in range(1, 7)]
    for name in folders:
        assert bench("show", name).code == 0
    assert bench("status").code == 0


def test_two_new_of_one_reference(bench: Any) -> None:
    """One makes it, the other is told that it exists; the dossier is whole."""
    assert bench("new", "2026-050", "--fiche-rangee").code == 0
    children = [bench.start("new", "2026-077") for _ in range(3)]
    ended = [child.communicate(timeout=60) for child in children]
    codes = sorted(child.returncode for child in children)
    assert codes == [0, 2, 2], ended
    assert bench("show", "2026-077").code == 0


def test_saves_of_many_notes_at_once(bench: Any) -> None:
    """Different notes do not wait for each other for long, and none is lost, git included."""
    notes = ["demande", "cadrage", "parcours", "motivations", "pistes", "entourage"]
    source = bench.outside / "source.yaml"
    source.write_text("# rien que ceci\n", encoding="utf-8")
    children = [bench.start("edit", REF, note, "--from", str(source)) for note in notes]
    for child in children:
        out, err = child.communicate(timeout=60)
        assert child.returncode == 0, out + err
    for note in notes:
        assert "rien que ceci" in bench("show", REF, note).out


def test_reading_while_others_save(bench: Any) -> None:
    """`status`, `check` and `show` see the old note or the new, never a fault in between."""
    import sys

    loop = (
        "import itertools, os, pathlib, sys\n"
        "path, stop = map(pathlib.Path, sys.argv[1:3])\n"
        "data = path.read_bytes()\n"
        "from bilantool.storage.files import write_atomically\n"
        "while not stop.exists():\n"
        "    write_atomically(path, data)\n"
    )
    stop = bench.outside / "stop"
    writer = subprocess.Popen([sys.executable, "-c", loop, str(bench.sealed()), str(stop)])
    try:
        for _ in range(60):
            assert SECRET in bench.read()
        assert bench("status").code == 0
        assert bench("check", REF).code == 1
    finally:
        stop.touch()
        writer.wait(timeout=30)


def test_two_commands_rescue_the_same_text(bench: Any) -> None:
    """Several commands meet one leftover: one draft, no fault."""
    import os
    import signal

    editor, opened, _ = slow_editor(bench, "freins: premier")
    first = bench.start("edit", REF, "demande", environ={"EDITOR": editor}, start_new_session=True)
    waiting_for(opened)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=30)
    children = [bench.start("status") for _ in range(4)]
    for child in children:
        _out, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
    assert bench.offered().count("premier") == 1


def test_a_leftover_of_another_dossier_stays(bench: Any) -> None:
    """A text whose dossier is not the one of that reference any more is given to nobody."""
    from bilantool.storage.ramfolder import Owner, RamFolder
    from bilantool.storage.shelter import shelter

    owner = Owner(
        cabinet=str(bench.root),
        trousseau=str(bench.home / "trousseau"),
        dossier="aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
        reference=REF,
        note="preliminaire/demande",
        revision=1,
    )
    with RamFolder(shelter(bench.terminal.environ), owner, "d.yaml", b"freins: x\n") as ram:
        ram.leave()
    try:
        done = bench("status")
        assert done.code == 0 and "brouillon" not in done.err, done.said
        assert ram.file.read_bytes() == b"freins: x\n"
        assert "freins: x" not in bench.offered()
    finally:
        shutil.rmtree(ram.folder)


def test_a_saved_text_is_no_leftover(bench: Any) -> None:
    """Killed after the note was sealed, before the folder was swept: nothing to take up again."""
    from bilantool.storage.ramfolder import Owner, RamFolder
    from bilantool.storage.shelter import shelter

    text = "attentes:\n  - libelle: une attente\n"
    bench.write(text)
    assert "id:" in bench.read(), "saving gives each item its id"
    uuid = (bench.root / "dossiers" / REF / "dossier.yaml").read_text().partition("uuid: ")[2][:36]
    owner = Owner(
        cabinet=str(bench.root),
        trousseau=str(bench.home / "trousseau"),
        dossier=uuid,
        reference=REF,
        note="preliminaire/demande",
        revision=2,
    )
    with RamFolder(shelter(bench.terminal.environ), owner, "d.yaml", text.encode()) as ram:
        ram.leave()
    # Another command of this machine may be looking at the folder just then: the next one sweeps.
    for _ in range(50):
        done = bench("status")
        assert done.code == 0
        assert "brouillon" not in done.err
        if not ram.folder.exists():
            break
    assert not ram.folder.exists()
