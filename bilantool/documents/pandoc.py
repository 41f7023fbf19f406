"""From Markdown to a tree, from a tree to each format: the home of pandoc.

The words of the notes go through stdin and stdout alone: never an argument, never a file. On
the disk, for the time of one call, are only the style files. pandoc's own messages quote its
input, so they are never shown: a fault says which stage failed.
"""

from __future__ import annotations

import base64
import functools
import importlib.util
import json
import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bilantool.documents import logo as logos
from bilantool.documents import office, tree
from bilantool.documents.logo import Logo
from bilantool.documents.styles import Styles
from bilantool.errors import DataFault, EnvironmentFault
from bilantool.storage import children
from bilantool.storage.programs import find_program

READER = "commonmark_x-raw_html-raw_attribute-yaml_metadata_block"
FORMATS = ("docx", "odt", "html", "typst")
SECONDS = 60.0
PICTURE_DPI = 220

# docx and odt of one document show the same charts, and each takes a while to draw: what one
# thread draws, the other waits for.
_DRAWING = threading.Lock()

_FILTERS = Path(__file__).resolve().parent / "filters"
_HEAP = ("+RTS", "-M512M", "-RTS")
_HEAP_EXHAUSTED = 251  # the exit code of the Haskell runtime
# What each template ends with: a text that was cut short does not.
_LAST_WORDS = {"html": "</html>", "typst": "// fin du document"}
_STYLES_OR_INSTALLATION = (
    "si vous avez modifié des styles du cabinet, essayez avec ceux de bilantool ; "
    "sinon, réinstallez bilantool"
)


def parse(markdown: str, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The tree of a Markdown text, as pandoc's JSON, with its structure and its French in order.

    Raises EnvironmentFault when pandoc is missing, fails, gives anything but a whole document,
    or needs more than `seconds` or its 512 MiB, and DataFault for a text nested too deeply to
    be a document.
    """
    stage = "la lecture du texte"
    filters = _filters("structure.lua", "francais.lua")
    arguments = ("--from", READER, "--to", "json", *filters)
    return _tree(_run(arguments, markdown.encode(), stage=stage, seconds=seconds), stage)


def read(data: bytes, kind: str, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The tree of a docx or odt that somebody gives, as pandoc's JSON; faults like `parse`."""
    stage = "la lecture du fichier"
    made = _run(("--from", kind, "--to", "json"), data, stage=stage, seconds=seconds)
    return _tree(made, stage)


def _tree(text: bytes, stage: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise _unusable(stage) from None
    if not tree.is_document(found):
        raise _unusable(stage)
    ast: dict[str, Any] = found
    return ast


def reread(data: bytes, kind: str, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The tree of a docx or odt that exists already; what is inserted and deleted in it under
    review counts as accepted.

    Raises DataFault where pandoc makes nothing of it.
    """
    try:
        text = _run(("--from", kind, "--to", "json"), data, stage="la lecture", seconds=seconds)
        found = json.loads(text)
    except (EnvironmentFault, ValueError, RecursionError):
        found = None
    if not tree.is_document(found):
        raise DataFault(
            f"ce fichier {kind} n'a pas pu être lu",
            hint="ouvrez-le, enregistrez-le à nouveau sous ce format, puis recommencez",
        )
    ast: dict[str, Any] = found
    return ast


def write(
    ast: Mapping[str, Any],
    to: str,
    *,
    meta: Mapping[str, Any],
    charts: Mapping[str, bytes],
    styles: Styles,
    epoch: int,
    logo: Logo | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """The document in the format `to`, one of `FORMATS`.

    `meta` holds the keys that `tree.metadata` knows, `charts` the SVG of each chart by name,
    `epoch` the date that the document bears, in seconds since 1970. For `typst` the result is
    the source that `typesetting.pdf` compiles, beside the files of `companions`. `ast` is not
    changed, so that several threads may write it at once.

    Raises EnvironmentFault like `parse`, DataFault for a chart that is unknown or without alt
    text.
    """
    if to not in FORMATS:
        raise ValueError(to)
    try:
        ready = tree.prepared(dict(ast), meta, lambda name: _picture(name, to, charts))
        if logo is not None:
            address = logos.NAME if to == "typst" else logo.address
            ready["meta"]["logo"] = {"t": "MetaString", "c": address}
            ready["meta"]["logo-alt"] = {"t": "MetaString", "c": logo.alt}
        if to == "html":
            css = styles.css.decode()
            ready["meta"]["feuille"] = {
                "t": "MetaInlines",
                "c": [{"t": "RawInline", "c": ["html", css]}],
            }
        source = json.dumps(ready, ensure_ascii=False).encode()
    except RecursionError:
        raise _too_deep() from None
    stage = f"la mise en forme {to}"
    with tempfile.TemporaryDirectory(prefix="bilantool-styles-") as folder:
        arguments = _writer_arguments(to, styles, Path(folder))
        made = _run(arguments, source, stage=stage, seconds=seconds, epoch=epoch)
    try:
        if to in ("docx", "odt"):
            return office.finished(made, to, meta=meta, epoch=epoch)
        if not made.decode().rstrip().endswith(_LAST_WORDS[to]):
            raise _unusable(stage)
    except (office.Damaged, UnicodeDecodeError):
        raise _unusable(stage) from None
    return made


def companions(
    charts: Mapping[str, bytes], styles: Styles, logo: Logo | None = None
) -> dict[str, bytes]:
    """The files that the typst source refers to, by name."""
    named = {} if logo is None else {logos.NAME: logo.svg}
    drawn = {f"{name}.svg": svg for name, svg in charts.items()}
    return {"document.typ": styles.typst} | drawn | named


def _picture(name: str, to: str, charts: Mapping[str, bytes]) -> str:
    svg = charts[name]
    if to == "typst":
        return f"{name}.svg"
    if to == "html":
        return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
    with _DRAWING:
        return "data:image/png;base64," + base64.b64encode(_bitmap(svg)).decode()


@functools.lru_cache(maxsize=32)
def _bitmap(svg: bytes) -> bytes:
    from bilantool.documents import typesetting

    return typesetting.png(svg, dpi=PICTURE_DPI)


def _writer_arguments(to: str, styles: Styles, folder: Path) -> tuple[str, ...]:
    arguments = ["--from", "json", "--to", "typst-smart" if to == "typst" else to, "--wrap=none"]
    arguments += _filters("metadonnees.lua", "tableaux.lua", f"{to}.lua")
    if to == "html":
        template = folder / "document.html"
        template.write_bytes(styles.html)
        arguments += [f"--template={template}", "--shift-heading-level-by=1", "--toc"]
        arguments += ["--toc-depth=3", "--section-divs"]
    elif to == "typst":
        arguments += [f"--template={_FILTERS / 'document.typst'}"]
    else:
        reference = folder / f"reference.{to}"
        reference.write_bytes(styles.docx if to == "docx" else styles.odt)
        arguments += [f"--reference-doc={reference}"]
        arguments += [f"--template={_FILTERS / f'document.{to}.xml'}"]
    return tuple(arguments)


def _filters(*names: str) -> list[str]:
    return [f"--lua-filter={_FILTERS / name}" for name in names]


def _run(
    arguments: tuple[str, ...],
    given: bytes,
    *,
    stage: str,
    seconds: float,
    epoch: int = 0,
) -> bytes:
    command = [str(binary()), *arguments, "--sandbox", "--output=-", *_HEAP]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    try:
        code, made = children.ask(command, given, seconds=seconds, env=env)
    except OSError:
        raise EnvironmentFault(
            "pandoc ne démarre pas sur cet ordinateur",
            hint="réinstallez bilantool : pandoc est installé avec lui",
        ) from None
    except children.OutOfTime:
        raise EnvironmentFault(
            f"{stage} n'a pas fini en {seconds:g} s ; elle a été arrêtée",
            hint="recommencez ; si cela se répète, cherchez dans les notes du document un texte "
            "très long ou très imbriqué",
        ) from None
    except children.TooMuch:
        raise _unusable(stage) from None
    if code == _HEAP_EXHAUSTED:
        raise EnvironmentFault(
            f"{stage} a demandé plus de mémoire que permis",
            hint="cherchez dans les notes du document un texte très long ou très imbriqué",
        )
    if code != 0:
        raise EnvironmentFault(f"{stage} a échoué dans pandoc", hint=_STYLES_OR_INSTALLATION)
    return made


def _unusable(stage: str) -> EnvironmentFault:
    return EnvironmentFault(
        f"{stage} n'a pas donné un document entier", hint=_STYLES_OR_INSTALLATION
    )


@functools.cache
def binary() -> Path:
    """The pandoc that came with the package, or else the one on the path.

    Found without importing pypandoc, which costs 50 ms and asks every pandoc its version.
    """
    spec = importlib.util.find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
        bundled = Path(spec.origin).parent / "files" / name
        if bundled.is_file():
            return bundled
    elsewhere = find_program("pandoc", os.environ)
    if elsewhere is None:
        raise EnvironmentFault(
            "pandoc, qui met les documents en forme, est introuvable",
            hint="réinstallez bilantool : pandoc est installé avec lui",
        )
    return elsewhere


def _too_deep() -> DataFault:
    return DataFault(
        "le texte du document est imbriqué trop profondément",
        hint="cherchez dans les notes ou le gabarit des listes dans des listes, et allégez-les",
    )
