"""cabinet.yaml, written by hand and pushed by anyone: each mistake has its line."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest

REF = "2026-001"

# What becomes of cabinet.yaml, and what must be said.
BROKEN: dict[str, tuple[Any, str]] = {
    "empty": (lambda _: "", "cabinet.yaml"),
    "list": (lambda _: "- a\n", "ligne 1"),
    "tab": (lambda text: text + "\tx: 1\n", "tabulation"),
    "colon": (lambda text: text + "mention: a : b\n", "deux-points"),
    "duplicate": (lambda text: text + "uuid: x\n", "deux fois"),
    "anchor": (lambda text: text + "mention: &a b\n", "« & »"),
    "tag": (lambda text: text + "mention: !!python/object:os.system x\n", "« ! »"),
    "nested": (lambda text: text + "mention: " + "[" * 60_000, "cabinet.yaml, ligne"),
    "unknown key": (lambda text: text + "cle_a_moi: 3\n", "inconnue"),
    "no uuid": (lambda text: re.sub(r"uuid: \S+", "uuid:", text), "cabinet.yaml"),
    "uuid is a path": (lambda text: re.sub(r"uuid: \S+", "uuid: ../../x", text), "cabinet.yaml"),
    "uuid is a number": (lambda text: re.sub(r"uuid: \S+", "uuid: 12", text), "cabinet.yaml"),
    "no name": (lambda text: re.sub(r"raison_sociale: .*", "", text), "cabinet.yaml"),
    "siret as a number": (
        lambda text: text + "siret: 12345678901234\n",
        "guillemets",
    ),
    "postal code as a number": (
        lambda text: text + "adresse: {voie: a, code_postal: 44000, commune: b}\n",
        "guillemets",
    ),
    "consultants as a text": (
        lambda text: text.split("consultants:")[0] + "consultants: x\n",
        "liste",
    ),
    "demonstration": (lambda text: text + "demonstration: oui\n", "démonstration"),
    "NUL": (lambda text: text + "mention: a\x00b\n", "cabinet.yaml"),
    "too long": (lambda text: text + "# " + "a" * 2_000_000, "cabinet.yaml"),
}


FIELDS = (
    "unknown key",
    "no name",
    "siret as a number",
    "postal code as a number",
    "consultants as a text",
)
"""What is a field to mend: told by whoever looks, in nobody's way."""


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_to_mend(bench: Any, kind: str) -> None:
    """Named with its line, and no command stops for it."""
    path = bench.root / "cabinet.yaml"
    whole = path.read_text(encoding="utf-8")
    change, sentence = BROKEN[kind]
    path.write_text(change(whole), encoding="utf-8")
    for argv in (("status",), ("check", REF)):
        done = bench(*argv)
        assert done.code in (0, 1), done.said
        assert "cabinet.yaml, ligne" in done.err
        assert sentence in done.err
    assert bench("show", REF).code == 0


@pytest.mark.parametrize("kind", [each for each in BROKEN if each not in FIELDS])
def test_broken_settings(bench: Any, kind: str) -> None:
    """Named with its line, whatever the command; mended, everything is as before."""
    path = bench.root / "cabinet.yaml"
    whole = path.read_text(encoding="utf-8")
    change, sentence = BROKEN[kind]
    broken = change(whole)
    assert broken != whole
    path.write_text(broken, encoding="utf-8")
    for argv in (("status",), ("show", REF), ("new", "2026-002"), ("build", REF, "--draft")):
        done = bench(*argv)
        code = 4 if kind == "demonstration" else 3
        bench.refuses(done, code, sentence)
    path.write_text(whole, encoding="utf-8")
    assert bench("status").code == 0


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_settings_in_another_encoding(bench: Any, encoding: str) -> None:
    """Saved by another program: how to save them again is said."""
    path = bench.root / "cabinet.yaml"
    text = path.read_text(encoding="utf-8").replace("Cap Essai", "Cap Été")
    path.write_bytes(text.encode(encoding))
    bench.refuses(bench("status"), 3, "cabinet.yaml", "UTF-8")


def test_settings_with_a_byte_order_mark(bench: Any) -> None:
    """Notepad's mark is no obstacle."""
    path = bench.root / "cabinet.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert bench("status").code == 0


@pytest.mark.parametrize("kind", ["missing", "folder", "link"])
def test_settings_that_are_no_file(bench: Any, kind: str) -> None:
    """Without its settings a folder is no cabinet; through a link they are not believed."""
    path = bench.root / "cabinet.yaml"
    target = bench.outside / "reglages.yaml"
    shutil.move(path, target)
    if kind == "folder":
        path.mkdir()
    if kind == "link":
        path.symlink_to(target)
    bench.refuses(bench("status"), 2 if kind == "missing" else 3, "cabinet.yaml")


TEMPLATES: dict[str, tuple[str, bytes, str]] = {
    "trame not yaml": ("trame.yaml", b"a: [\n", "ligne 1"),
    "trame empty": ("trame.yaml", b"", "trame.yaml"),
    "schema not yaml": ("notes/preliminaire/demande.yaml", b"a: b: c\n", "ligne 1"),
    "schema invalid": ("notes/preliminaire/demande.yaml", b"type: rien\n", "ligne 1"),
    "schema remote": (
        "notes/preliminaire/demande.yaml",
        b"type: object\nproperties:\n  a:\n    $ref: https://example.org/x\n",
        "ligne",
    ),
    "jinja syntax": ("documents/synthese.md.j2", b"a\n{% if %}\n", "ligne 2"),
    "not utf-8": ("documents/synthese.md.j2", b"\xff\xfe\xe9", "UTF-8"),
    "huge": ("documents/synthese.md.j2", b"a" * 9_000_000, "taille"),
}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_broken_override(bench: Any, kind: str) -> None:
    """Not accepted: the file and line are named; not used either: what it changes is refused."""
    name, data, sentence = TEMPLATES[kind]
    path = bench.root / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    bench.refuses(bench("templates", "accept"), 3, sentence, name.rpartition("/")[2])
    if not kind.startswith("huge"):
        bench.refuses(bench("build", REF, "synthese", "--draft"), 3, name)
    path.unlink()
    assert bench("status").code == 0


RUNNING: dict[str, tuple[bytes, str]] = {
    "unknown variable": (b"# A\n\n{{ inconnue.nom }}\n", "ligne 3"),
    "endless loop": (b"{% for i in range(10**9) %}{{ i }}{% endfor %}", "synthese"),
    "huge power": (b"{{ 9**(9**8) }}", "synthese"),
    "huge text": (b"{{ 'a' * 10**10 }}", "synthese"),
    "escape": (b"{{ ''.__class__.__mro__[1].__subclasses__() }}", "synthese"),
    "include": (b"{% include '/etc/passwd' %}", "synthese"),
    "import": (b"{% import '../../cabinet.yaml' as x %}", "synthese"),
}


@pytest.mark.parametrize("kind", RUNNING)
def test_override_that_fails_when_it_runs(bench: Any, kind: str) -> None:
    """Accepted and then wrong: a fault that names it, within seconds, and no document."""
    import time

    data, sentence = RUNNING[kind]
    path = bench.root / "templates" / "documents" / "synthese.md.j2"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    accepted = bench("templates", "accept")
    assert accepted.code in (0, 3), accepted.said
    started = time.monotonic()
    built = bench("build", REF, "synthese", "--draft", "--format", "html")
    assert time.monotonic() - started < 20
    bench.refuses(built, 3, sentence)
    assert not list((bench.root / "documents").rglob("*.html"))
