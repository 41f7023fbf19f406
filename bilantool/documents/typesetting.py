"""From typst source to PDF, from SVG to PNG: the home of typst.

Everything is compiled from bytes in memory. typst's messages quote the source, so none is
ever shown.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from bilantool.errors import DataFault, EnvironmentFault

STANDARDS = ["a-2a", "ua-1"]

_REPLACEMENT = "□"
_PROBES = 400

# A style may import a file that stands beside it, by its plain name: nothing that could be a
# package (fetched from the network), nothing computed.
_FOREIGN = re.compile(
    r"""\b(?:import|include)\b(?!\s*"[^"@\\]+") | \beval\b | \bplugin\b""",
    re.VERBOSE,
)

# Latin, Greek, Cyrillic, general punctuation: what the text face is known to hold.
_ORDINARY = re.compile(r"[^\x00-\u017f\u0391-\u03c9\u0410-\u044f\u2010-\u2026\u202f\u20ac]")


def pdf(source: str, files: Mapping[str, bytes], *, epoch: int) -> bytes:
    """The PDF of a typst source: PDF/A-2a for the archive, PDF/UA-1 for every reader.

    `files` are what the source refers to, by name; `epoch` is the date of the document, in
    seconds since 1970. Characters that no shipped font draws are printed as `□`, since an
    archivable PDF cannot hold them (`undrawable` tells which).

    Raises DataFault when `document.typ` reaches outside the document, EnvironmentFault when
    typst refuses the source.
    """
    if _FOREIGN.search(files.get("document.typ", b"").decode("utf-8", "replace")):
        raise DataFault(
            "le style « document.typ » fait appel à un module extérieur",
            hint="retirez-en les mots import, include, eval et plugin : un document se fabrique "
            "sans réseau",
        )
    shown = {
        name: drawable(content.decode("utf-8", "replace")).encode()
        if name.endswith(".svg")
        else content
        for name, content in files.items()
    }
    return _compiled(
        {**shown, "main.typ": drawable(source).encode()},
        stage="la mise en page du PDF",
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=epoch,
    )


def png(svg: bytes, *, dpi: float) -> bytes:
    """A picture of an SVG at its own size, `dpi` pixels for 72 of its units, on white."""
    picture = drawable(svg.decode("utf-8", "replace")).encode()
    return _compiled(
        {
            "main.typ": b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n'
            b'#image("picture.svg")',
            "picture.svg": picture,
        },
        stage="le dessin d'un graphique",
        format="png",
        ppi=float(dpi),
    )


def pages(document: bytes) -> int:
    """How many pages a PDF made by `pdf` has, read in its page tree.

    typst writes the page tree as plain objects, which pypdf, a tool of the tests, confirms.
    """
    counts = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", document)
    counts += re.findall(rb"/Count\s+(\d+)[^>]*?/Type\s*/Pages\b", document)
    if not counts:
        raise DataFault("le PDF ne dit pas son nombre de pages", hint="produisez-le à nouveau")
    return max(int(count) for count in counts)


def undrawable(text: str) -> frozenset[str]:
    """The characters of a text that no shipped font can draw (an emoji, a Chinese sign)."""
    unusual = sorted(set(_ORDINARY.findall(text)))
    # Each probe is a compilation; a text in another script is not worth hundreds of them.
    return frozenset(
        char for number, char in enumerate(unusual) if number >= _PROBES or not _drawn(char)
    )


def drawable(text: str) -> str:
    """The same text with `□` for what `undrawable` finds."""
    missing = undrawable(text)
    return text.translate({ord(char): _REPLACEMENT for char in missing}) if missing else text


@functools.lru_cache(maxsize=4096)
def _drawn(char: str) -> bool:
    source = '#set document(title: [x])\n#set text(font: "Source Sans Pro", lang: "fr")\n'
    probe = source + f'\\u{{{ord(char):x}}}'
    try:
        typst.compile(
            {"main.typ": probe.encode()},
            pdf_standards=STANDARDS,
            ignore_system_fonts=True,
            font_paths=[str(fonts())],
            root=str(fonts()),
        )
    except RuntimeError:
        return False
    return True


@functools.cache
def fonts() -> Path:
    """The folder of Source Sans Pro, found without importing its package."""
    spec = importlib.util.find_spec("font_source_sans_pro")
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if folder is None or not folder.is_dir():
        raise EnvironmentFault(
            "la police Source Sans Pro est introuvable",
            hint="réinstallez bilantool : elle est installée avec lui",
        )
    return folder


def _compiled(files: Mapping[str, bytes], *, stage: str, **options: Any) -> bytes:
    try:
        # The root is a folder that holds fonts alone: a style cannot read the disk.
        return typst.compile(
            dict(files),
            ignore_system_fonts=True,
            font_paths=[str(fonts())],
            root=str(fonts()),
            **options,
        )
    except RuntimeError:
        # From None: the library's error holds excerpts of the source.
        raise EnvironmentFault(
            f"{stage} a échoué dans typst",
            hint="si vous avez modifié les styles ou le gabarit du cabinet, essayez avec ceux de "
            "bilantool ; sinon, signalez-nous ce document (sans nous l'envoyer)",
        ) from None
