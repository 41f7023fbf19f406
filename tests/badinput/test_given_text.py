"""Texts that a person gives: refused with their line, or saved; the note never suffers."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

NOTE = "preliminaire/demande"
REF = "2026-001"
SECRET = "Ocarina"

REFUSED: dict[str, tuple[bytes, str]] = {
    "UTF-16": (f"freins: {SECRET}\n".encode("utf-16"), "UTF-16"),
    "UTF-16 without mark": (f"freins: {SECRET}\n".encode("utf-16-le"), "UTF-16"),
    "UTF-32": (f"freins: {SECRET}\n".encode("utf-32"), "UTF-16"),
    "cp1252": (f"freins: {SECRET} été\n".encode("cp1252"), "UTF-8"),
    "binary": (bytes(range(256)) * 10, "UTF-"),
    "control": (f"freins: {SECRET}\x1b[2J\n".encode(), "caractère invisible"),
    "tab": (f"besoins:\n\t- {SECRET}\n".encode(), "ligne 2, colonne"),
    "tab after dash": (f"attentes:\n  -\tlibelle: {SECRET}\n\t  b: 1\n".encode(), "tabulation"),
    "colon": (f"freins: {SECRET} : suite\n".encode(), "ligne 1"),
    "duplicate": (f"freins: {SECRET}\nfreins: {SECRET}\n".encode(), "ligne 2"),
    "deep duplicate": (
        f"attentes:\n  - libelle: {SECRET}\n    libelle: b\n".encode(),
        "ligne 3, colonne 5",
    ),
    "anchor": (f"freins: &{SECRET} a\n".encode(), "« & »"),
    "alias": (f"freins: *{SECRET}\n".encode(), "« * »"),
    "tag": (f"freins: !!python/object/apply:os.system ['{SECRET}']\n".encode(), "« ! »"),
    "own tag": (f"freins: !{SECRET} a\n".encode(), "« ! »"),
    "merge key": (f"freins: {{<<: *{SECRET}}}\n".encode(), "ligne 1"),
    "directive": (f"%YAML 1.1\n---\nfreins: {SECRET}\n".encode(), "« % »"),
    "two documents": (f"freins: {SECRET}\n---\nfreins: b\n".encode(), "« --- »"),
    "brackets": (f"freins: {'[' * 60_000}{SECRET}".encode(), "ligne 1"),
    "braces": (f"freins: {'{a: ' * 60_000}{SECRET}".encode(), "ligne 1"),
    "dashes": ((b"- " * 60_000) + SECRET.encode(), "ligne 1"),
    "nested keys": ("".join(f"{' ' * n}a:\n" for n in range(800)).encode(), "niveaux"),
    "question marks": (b"? " * 60_000, "ligne 1"),
    "list": (f"- {SECRET}\n".encode(), "ne commence pas par une clé"),
    "a sentence": (f"{SECRET} est venue\n".encode(), "ne commence pas par une clé"),
    "a number as key": (f"12: {SECRET}\n".encode(), "une clé n'est pas un mot"),
    "open quote": (f'freins: "{SECRET}\n'.encode(), "guillemet"),
    "open bracket": (f"freins: [{SECRET}\n".encode(), "ligne 1"),
    "bad escape": (f'freins: "\\q {SECRET}"\n'.encode(), "ligne 1"),
    "too long": (f"freins: {SECRET}\n# ".encode() + b"a" * 1_100_000, "1 Mo"),
    "50 MB": (f"freins: {SECRET}\n".encode() * 2_900_000, "1 Mo"),
    "70 MB": (b"# " + b"a" * 70_000_000, "trop volumineux"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_text(bench: Any, kind: str) -> None:
    """Said with what is wrong and where; the sealed note keeps its very bytes."""
    data, sentence = REFUSED[kind]
    before = bench.sealed().read_bytes()
    bench.refuses(bench.give(data), 3, sentence)
    assert bench.sealed().read_bytes() == before


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_text_from_an_editor(bench: Any, kind: str) -> None:
    """What an editor leaves is kept sealed as a draft, in clear nowhere, and offered again."""
    data, _ = REFUSED[kind]
    if len(data) > 8_000_000:
        pytest.skip("more than an editor's text is: see the next test")
    before = bench.sealed().read_bytes()
    left = bench.outside / "laisse.bin"
    left.write_bytes(data)
    editor = bench.script(f'cat "{left}" > "$1"')
    bench.refuses(bench("edit", REF, "demande", EDITOR=editor), 3, "brouillon")
    assert bench.sealed().read_bytes() == before
    left.unlink()
    for path in (bench.home / "trousseau").rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()
    if SECRET.encode() in data or SECRET.encode("utf-16-le") in data:
        assert SECRET in bench.offered()
    assert "brouillon" in bench("status", REF).out


def test_a_monstrous_text_from_an_editor_stays_where_it_is(bench: Any) -> None:
    """What is too long even for a draft is neither saved nor swept: its place is said."""
    editor = bench.script('head -c 50000000 /dev/zero | tr "\\0" a > "$1"')
    done = bench("edit", REF, "demande", EDITOR=editor)
    bench.refuses(done, 3, "trop volumineux", "votre texte reste dans")
    place = re.search(r"«\s(\S+demande\.yaml)\s»", done.err)
    assert place is not None
    left = Path(place[1])
    assert left.stat().st_size == 50_000_000
    recalled = bench("status")
    assert recalled.code == 0
    assert str(left) in recalled.err
    assert left.exists()
    assert "en poste" in bench.read()
    shutil.rmtree(left.parent)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfsituation_actuelle: avec une marque\n",
        b"situation_actuelle: avec une marque\r\nfreins: non\r\n",
        b"situation_actuelle: avec une marque\rfreins: non\r",
        b"---\nsituation_actuelle: avec une marque\n",
        b"situation_actuelle: |\n  avec une marque\n  ---\n  suite\n",
        b"situation_actuelle: avec une marque",
    ],
    ids=["BOM", "CRLF", "CR", "leading ---", "--- in a text", "no last newline"],
)
def test_accepted_text(bench: Any, data: bytes) -> None:
    """Habits of other systems do no harm."""
    done = bench.give(data)
    assert done.code == 0, done.said
    assert "avec une marque" in bench.read()


@pytest.mark.parametrize("data", [b"", b"\n\n", b"   \n", b"\xef\xbb\xbf"])
def test_an_empty_file_empties_no_note(bench: Any, data: bytes) -> None:
    """An empty file is more often a failed export than a wish: the note keeps its words."""
    before = bench.sealed().read_bytes()
    bench.refuses(bench.give(data), 2, "n'a pas été vidée")
    assert bench.sealed().read_bytes() == before


def test_an_empty_input_empties_no_note(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`programme | bilantool edit --from -` where the first one failed changes nothing."""
    before = bench.sealed().read_bytes()
    done = bench.process("edit", REF, "demande", "--from", "-")
    bench.refuses(done, 2, "n'a pas été vidée")
    assert bench.sealed().read_bytes() == before
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    bench.refuses(bench("edit", REF, "demande", "--from", "-"), 2, "n'a pas été vidée")


def test_an_empty_text_for_an_empty_note(bench: Any) -> None:
    """Where there was nothing, nothing is no loss."""
    done = bench.give(b"", "preliminaire/cadrage")
    assert done.code == 0, done.said


def test_standard_input_is_kept_as_a_draft(bench: Any) -> None:
    """What came by a pipe exists nowhere else: refused, it is kept."""
    import subprocess

    child = bench.start("edit", REF, "demande", "--from", "-", stdin=subprocess.PIPE)
    out, err = child.communicate(f"freins: {SECRET} : deux\n".encode(), timeout=60)
    assert child.returncode == 3, err
    assert SECRET.encode() not in out + err
    assert "brouillon" in err.decode()
    assert f"freins: {SECRET} : deux" in bench.offered()


def test_a_draft_is_not_forgotten_by_another_text(bench: Any) -> None:
    """A draft goes when it was taken up or thrown away, not because another text was saved."""
    editor = bench.script(f"printf 'freins: {SECRET} : un\\n' > \"$1\"")
    assert bench("edit", REF, "demande", EDITOR=editor).code == 3
    bench.write("freins: autre chose\n")
    assert f"{SECRET} : un" in bench.offered()
    taking = bench.script('sed -i "s/ : un/ un/" "$1"')
    done = bench("edit", REF, "demande", EDITOR=taking)
    assert done.code == 0, done.said
    assert f"{SECRET} un" in bench.read()
    assert "brouillon" not in bench("status", REF).out.lower()


def test_a_draft_that_was_refused_stays(bench: Any) -> None:
    """« Le reprendre ? » answered no keeps the draft, unless it is thrown away on purpose."""
    editor = bench.script(f"printf 'freins: {SECRET} : un\\n' > \"$1\"")
    assert bench("edit", REF, "demande", EDITOR=editor).code == 3
    saving = bench.script("printf 'freins: nouveau\\n' > \"$1\"")
    done = bench("edit", REF, "demande", EDITOR=saving, answers="n\nn\n")
    assert done.code == 0, done.said
    assert f"{SECRET} : un" in bench.offered()
    done = bench("edit", REF, "demande", EDITOR=saving, answers="n\no\n")
    assert done.code == 0, done.said
    assert SECRET not in bench.offered()


def test_the_same_draft_again_is_not_doubled(bench: Any) -> None:
    """A draft taken up and still unreadable replaces itself."""
    editor = bench.script(f"printf 'freins: {SECRET} : un\\n' > \"$1\"")
    assert bench("edit", REF, "demande", EDITOR=editor).code == 3
    more = bench.script("printf '# encore\\n' >> \"$1\"")
    for _ in range(3):
        assert bench("edit", REF, "demande", EDITOR=more).code == 3
    offered = bench.offered()
    assert offered.count(SECRET) == 1
    assert offered.count("# encore") == 3


def test_a_damaged_draft_blocks_nothing(bench: Any) -> None:
    """A draft that no longer opens is said, left where it is, and loses no new text."""
    editor = bench.script(f"printf 'freins: {SECRET} : un\\n' > \"$1\"")
    assert bench("edit", REF, "demande", EDITOR=editor).code == 3
    (draft,) = (bench.home / "trousseau" / "brouillons").rglob("*.brouillon")
    draft.write_bytes(draft.read_bytes()[:200])
    second = bench.script(f"printf 'freins: {SECRET} : deux\\n' > \"$1\"")
    done = bench("edit", REF, "demande", EDITOR=second)
    bench.refuses(done, 3, "ne s'ouvre plus", "brouillon")
    assert f"{SECRET} : deux" in bench.offered()


@pytest.mark.parametrize("name", ["absent.yaml", "dossier", "fifo"])
def test_from_something_that_is_no_file(bench: Any, name: str) -> None:
    """A missing file, a folder or a pipe is named; nothing waits."""
    import os

    path = bench.outside / name
    if name == "dossier":
        path.mkdir()
    if name == "fifo":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no fifo on this system")
        os.mkfifo(path)
    bench.refuses(bench("edit", REF, "demande", "--from", str(path)), 3, name)


def test_from_a_link_of_ones_own(bench: Any) -> None:
    """A path that the person typed may be a link: it is hers."""
    (bench.outside / "vrai.yaml").write_text("freins: par un lien\n")
    link = bench.outside / "lien.yaml"
    link.symlink_to(bench.outside / "vrai.yaml")
    done = bench("edit", REF, "demande", "--from", str(link))
    assert done.code == 0, done.said
    assert "par un lien" in bench.read()
