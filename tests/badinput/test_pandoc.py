"""A pandoc that fails in every way it can: said, nothing half-written, no word let out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from bilantool.documents import pandoc

REF = "2026-001"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")

FAILURES: dict[str, str] = {
    "fails": "cat > /dev/null; exit 1",
    "fails and repeats its input": "tee /dev/stderr; exit 64",
    "reads nothing": "exit 1",
    "crashes": "cat > /dev/null; kill -SEGV $$",
    "is killed by the system": "cat > /dev/null; kill -KILL $$",
    "runs out of memory": "cat > /dev/null; exit 251",
    "is no program": "",
    "says nothing": "cat > /dev/null",
    "says something else": "cat > /dev/null; echo bonjour",
    "says another program's JSON": "cat > /dev/null; echo '{\"blocks\": 3}'",
    "says no text": "cat > /dev/null; printf '\\377\\376\\000'",
    "never stops talking": "cat > /dev/null; exec cat /dev/zero",
}

# The first call reads the text: it is left to the real pandoc, and the second one goes wrong.
DAMAGE: dict[str, str] = {
    "nothing": "true",
    "its beginning": '"$real" "$@" | head -c 900',
    "all but the end": '"$real" "$@" | head -c -40',
    "another kind of file": "cat > /dev/null; echo bonjour",
    "bytes that are no text": "cat > /dev/null; printf '\\377\\376\\000'",
}


def with_pandoc(bench: Any, body: str) -> dict[str, str]:
    """An environment whose pypandoc carries this script in place of pandoc."""
    package = Path(bench.outside) / "faux" / "pypandoc"
    (package / "files").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    binary = package / "files" / "pandoc"
    binary.write_text(f"#!/bin/sh\n{body}\n" if body else "\x00\x01", encoding="utf-8")
    binary.chmod(0o755)
    return {"PYTHONPATH": str(package.parent)}


@pytest.mark.parametrize("kind", FAILURES)
def test_pandoc_fails(bench: Any, kind: str) -> None:
    """An environment's fault in a French sentence; no document, and the notes are untouched."""
    before = bench.sealed().read_bytes()
    environ = with_pandoc(bench, FAILURES[kind])
    done = bench.process("build", REF, "synthese", "--draft", environ=environ)
    assert done.code in (3, 5), done.said
    bench.refuses(done, done.code)
    folder = bench.root / "documents"
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert bench.sealed().read_bytes() == before


@pytest.mark.parametrize("suffix", ["docx", "odt", "html", "pdf"])
@pytest.mark.parametrize("kind", DAMAGE)
def test_pandoc_ends_well_and_gives_no_document(bench: Any, kind: str, suffix: str) -> None:
    """An exit code of 0 proves nothing: a document that is not whole is never put down."""
    body = (
        f'real="{pandoc.binary()}"\n'
        f'case "$*" in *"--to json"*) exec "$real" "$@" ;; *) {DAMAGE[kind]} ;; esac'
    )
    done = bench.process(
        "build", REF, "synthese", "--draft", "--format", suffix, environ=with_pandoc(bench, body)
    )
    bench.refuses(done, 5)
    assert not [path for path in (bench.root / "documents").rglob("*") if path.is_file()]


def test_a_document_that_cannot_be_remade_is_kept(bench: Any) -> None:
    """The last good document stays when the next build fails."""
    argv = ("build", REF, "synthese", "--draft", "--format", "html")
    assert bench.process(*argv).code == 0
    (made,) = (bench.root / "documents").rglob("*.html")
    data = made.read_bytes()
    failed = bench.process(*argv, environ=with_pandoc(bench, "cat > /dev/null; exit 1"))
    assert failed.code == 5
    assert made.read_bytes() == data


def test_no_plaintext_stays_behind(bench: Any) -> None:
    """Whatever pandoc does, the folders for temporary files hold no word of a note."""
    place = Path(bench.outside) / "temporaire"
    place.mkdir()
    environ = with_pandoc(bench, "cat > /dev/null; kill -KILL $$") | {"TMPDIR": str(place)}
    bench.process("build", REF, "synthese", "--draft", environ=environ)
    for path in place.rglob("*"):
        assert path.is_dir() or b"Ocarina" not in path.read_bytes()
    shutil.rmtree(place)
