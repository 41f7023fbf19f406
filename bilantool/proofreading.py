"""The texts that a cabinet prints, read again for the articles that they cite.

Its own templates, cabinet.yaml, and any file that it gives: text, web pages, what a word
processor writes, PDF where the system can read one. Nothing is changed.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bilantool.cabinet.cabinet import TEMPLATES, Cabinet
from bilantool.cabinet.settings import SETTINGS
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.rules import citations
from bilantool.rules.citations import Miscitation
from bilantool.storage import children, files
from bilantool.storage.programs import find_program

MAX_BYTES = 20 * 1024 * 1024
_TEXTS = (".md", ".txt", ".text", ".yaml", ".yml", ".j2", ".css", ".typ", ".csv", ".py")
_PAGES = (".html", ".htm")
_OFFICE = (".docx", ".odt")
READ = "md, txt, html, docx, odt, pdf"
_PDF_SECONDS = 60.0

_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Remark:
    """One wrong citation: in which file, at which `line`, `paragraphe` or `page`, and why.

    `unit` is one of these three words or `marge` (a header or a footer); `number` counts from 1.
    """

    file: str
    unit: str
    number: int
    wrong: Miscitation


@dataclass(frozen=True, slots=True)
class Proof:
    """What was read, by the names that are shown, and what was found in it."""

    files: tuple[str, ...]
    remarks: tuple[Remark, ...]

    def __add__(self, other: Proof) -> Proof:
        return Proof(self.files + other.files, self.remarks + other.remarks)


def cabinet(found: Cabinet) -> Proof:
    """The cabinet's settings and every file of its own `templates/` that holds text.

    Accepted or not: whoever reads them again does so before accepting them.
    """
    overlay = found.overlay({})
    names = [f"{TEMPLATES}/{name}" for name in sorted({*overlay.overrides(), *overlay.strangers()})]
    read: list[str] = []
    remarks: list[Remark] = []
    for name in (SETTINGS, *names):
        if name == SETTINGS or _reader(name) is not None:
            data = files.read_bounded(files.inside(found.root, *name.split("/")), MAX_BYTES)
            read.append(name)
            remarks += _remarks(name, data)
    return Proof(tuple(read), tuple(remarks))


def given(path: Path, shown: str) -> Proof:
    """A file that somebody names; UsageFault for a kind that cannot be read."""
    if _reader(shown) is None:
        raise UsageFault(
            f"{files.quoted(shown)} n'est pas d'un type qui se relit",
            hint=f"sont relus : {READ}",
        )
    data = files.read_bounded(path, MAX_BYTES)
    return Proof((shown,), tuple(_remarks(shown, data)))


Reader = Callable[[bytes], Iterator[tuple[str, int, str]]]
"""Yields pieces of a file, each with its unit, its number and its text."""


def _reader(name: str) -> Reader | None:
    suffix = Path(name).suffix.lower()
    if suffix in _TEXTS:
        return _lines
    if suffix in _PAGES:
        return _page
    if suffix in _OFFICE:
        return lambda data: _office(data, suffix)
    return _pdf if suffix == ".pdf" else None


def _remarks(name: str, data: bytes) -> Iterator[Remark]:
    reader = _reader(name)
    try:
        for unit, number, text in reader(data) if reader else ():
            for wrong in citations.found(text):
                place = wrong.line if unit == "ligne" else number
                yield Remark(name, unit, place, wrong)
    except BilantoolError as fault:
        fault.message = f"{files.quoted(name)} : {fault.message}"
        raise


def _lines(data: bytes) -> Iterator[tuple[str, int, str]]:
    # An entity is a character of the same line: « R.&nbsp;6313-4 ».
    yield "ligne", 1, html.unescape(_text(data))


def _page(data: bytes) -> Iterator[tuple[str, int, str]]:
    def same_lines(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    yield "ligne", 1, html.unescape(_TAG.sub(same_lines, _text(data)))


def _text(data: bytes) -> str:
    """A text in UTF-8, or in the encoding of older Windows, where every byte is a letter."""
    data = data.replace(b"\r\n", b"\n")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _office(data: bytes, suffix: str) -> Iterator[tuple[str, int, str]]:
    from bilantool.documents import paragraphs

    for number, text in enumerate(paragraphs.of(data, suffix), start=1):
        yield "paragraphe", number, text
    for number, text in enumerate(paragraphs.in_margins(data), start=1):
        yield "marge", number, text


def _pdf(data: bytes) -> Iterator[tuple[str, int, str]]:
    """The pages, by `pdftotext` where the system has it."""
    if not data.startswith(b"%PDF-"):
        raise DataFault("ce fichier n'est pas un PDF", hint="vérifiez le nom du fichier")
    program = find_program("pdftotext", os.environ)
    if program is None:
        raise EnvironmentFault(
            "un PDF ne peut pas être relu sur cet ordinateur",
            hint="relisez plutôt le fichier docx, odt ou texte dont il vient ; "
            "ou installez poppler, qui sait lire les PDF",
        )
    try:
        code, made = children.ask(
            [str(program), "-enc", "UTF-8", "-", "-"], data, seconds=_PDF_SECONDS, env=os.environ
        )
    except (OSError, children.OutOfTime, children.TooMuch):
        code, made = -1, b""
    if code != 0:
        raise DataFault(
            "ce PDF ne se laisse pas lire",
            hint="relisez plutôt le fichier docx, odt ou texte dont il vient",
        )
    for number, text in enumerate(made.decode("utf-8", "replace").split("\f"), start=1):
        yield "page", number, text
