"""From typst source to PDF, from SVG to PNG: the home of typst.

Everything is compiled from bytes in memory. typst's messages quote the source, so none is
ever shown.
"""

from __future__ import annotations

import base64
import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import typst

from bilantool.documents import bounded, typeface
from bilantool.errors import DataFault, EnvironmentFault

STANDARDS = ["a-2a", "ua-1"]

_REPLACEMENT = "☐"
_PROBES = 100
_NOT_IN_PICTURES = frozenset({"Mn", "Me", "Cf"})  # accents standing alone, and invisible signs
_STYLE = "document.typ"
_UNFINISHED: Mapping[bounded.Cause, str] = {
    "temps": "n'a pas fini à temps",
    "memoire": "demande trop de mémoire",
    "taille": "produit un document trop lourd",
    "arret": "s'est arrêté sans rien produire",
}

# A style may import a file that stands beside it, by its plain name: nothing that could be a
# package (fetched from the network), nothing computed.
_FOREIGN = re.compile(
    r"""\b(?:import|include)\b(?!\s*"[^"@\\]+") | \beval\b | \bplugin\b""",
    re.VERBOSE,
)

# Anything but Latin, Greek, Cyrillic and the usual punctuation, which the text face holds.
_UNUSUAL = re.compile(
    r"[^\x00-\u017e\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    r"\u2012-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f\u20ac]"
)


def pdf(
    source: str,
    files: Mapping[str, bytes],
    *,
    epoch: int,
    tight: bool = False,
    trusted: bool = True,
    seconds: float = 20.0,
    megabytes: int = 1024,
) -> bytes:
    """The PDF of a typst source: PDF/A-2a for the archive, PDF/UA-1 for every reader.

    `files` are what the source refers to, by name; `epoch` is the date of the document, in
    seconds since 1970; `tight` asks the style for smaller type and margins. With `trusted` false
    (a style that is not the shipped one) the work is done in a child process, within `seconds`
    and `megabytes`. Characters that no shipped font draws are printed as `☐`, since an archivable
    PDF cannot hold them (`unprinted` tells which).

    Raises DataFault when `document.typ` reaches outside the document or does not finish,
    EnvironmentFault when typst refuses the source.
    """
    if _FOREIGN.search(files.get(_STYLE, b"").decode("utf-8", "replace")):
        raise DataFault(
            f"le style « {_STYLE} » fait appel à un module extérieur",
            hint="retirez-en les mots import, include, eval et plugin : un document se fabrique "
            "sans réseau",
        )
    if trusted:
        return _pdf(source, files, epoch, tight)
    payload = {
        "source": source,
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "epoch": epoch,
        "tight": tight,
    }
    task = f"{__name__}:{bounded_task.__name__}"
    try:
        answer = bounded.run(task, payload, seconds=seconds, megabytes=megabytes)
    except bounded.Unfinished as stop:
        raise DataFault(
            f"le style « {_STYLE} » du cabinet {_UNFINISHED[stop.cause]}",
            hint="corrigez-le, ou retirez-le de templates/ pour revenir à celui d'origine",
        ) from None
    return base64.b64decode(answer["pdf"])


def bounded_task(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the child runs: `{source, files, epoch, tight}` gives `{pdf}`, bytes in base 64."""
    files = {name: base64.b64decode(content) for name, content in payload["files"].items()}
    made = _pdf(payload["source"], files, payload["epoch"], payload["tight"])
    return {"pdf": base64.b64encode(made).decode()}


def _pdf(source: str, files: Mapping[str, bytes], epoch: int, tight: bool) -> bytes:
    shown = {
        name: _drawable_picture(content) if name.endswith(".svg") else content
        for name, content in files.items()
    }
    text = drawable(unicodedata.normalize("NFC", source))
    options: dict[str, Any] = {
        "format": "pdf",
        "pdf_standards": STANDARDS,
        "timestamp": epoch,
        "sys_inputs": {"serre": "oui"} if tight else {},
    }
    try:
        return _compile({**shown, "main.typ": text.encode()}, **options)
    except RuntimeError:
        # A mark that no letter carries (U+0337) is drawn from another face, which may have no
        # code for it in this place: it is shown as what cannot be shown.
        bare = "".join(_REPLACEMENT if _is_mark(char) else char for char in text)
    return _compiled(
        {**shown, "main.typ": bare.encode()}, stage="la mise en page du PDF", **options
    )


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def png(svg: bytes, *, dpi: float) -> bytes:
    """A picture of an SVG at its own size, `dpi` pixels for 96 of its units, on white."""
    return _compiled(
        {
            "main.typ": b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
            b'#image("picture.svg")',
            "picture.svg": _drawable_picture(svg),
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


def undrawable(text: str, *, picture: bool = False) -> frozenset[str]:
    """The characters of a text that no shipped font can draw (an emoji, a Chinese sign).

    With `picture`, those that a picture cannot show in Source Sans Pro itself.
    """
    unusual = sorted(set(_UNUSUAL.findall(text)))
    # Each probe is a compilation; a text in another script is not worth hundreds of them.
    return frozenset(
        char
        for number, char in enumerate(unusual)
        if number >= _PROBES or not _drawn(char, picture)
    )


def unprinted(text: str) -> frozenset[str]:
    """The characters that a PDF prints as `☐`: those that are undrawable and have no stand-in."""
    return frozenset(char for char in undrawable(text) if _stand_in(char) == _REPLACEMENT)


def drawable(text: str, *, picture: bool = False) -> str:
    """The same text, its bare letter (`U` for `Ṻ`) or `☐` standing for what is undrawable."""
    missing = undrawable(text, picture=picture)
    return text.translate({ord(char): _stand_in(char) for char in missing}) if missing else text


def _stand_in(char: str) -> str:
    if unicodedata.category(char) == "Pd":  # U+2011, the hyphen that does not break
        return "-"
    letter = unicodedata.normalize("NFKD", char)[0]
    return letter if letter.isascii() and letter.isalnum() else _REPLACEMENT


def _drawable_picture(svg: bytes) -> bytes:
    # In a picture one foreign character changes the face of its whole line, and an accent
    # that no letter carries has no code in the face: the whole document would be refused.
    text = unicodedata.normalize("NFC", svg.decode("utf-8", "replace"))
    plain = "".join(char for char in text if unicodedata.category(char) not in _NOT_IN_PICTURES)
    return drawable(plain, picture=True).encode()


@functools.lru_cache(maxsize=4096)
def _drawn(char: str, picture: bool) -> bool:
    probe = {
        "main.typ": "#set document(title: [x])\n"
        f'#set text(font: "Source Sans Pro", fallback: {"false" if picture else "true"})\n'
        f"\\u{{{ord(char):x}}}"
    }
    if picture:  # pictures are set by another engine, which fails on letters that text can draw
        probe["main.typ"] += '#image("probe.svg", alt: "x")'
        probe["probe.svg"] = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" '
            f'font-family="\'Source Sans Pro\'"><text y="9">&#x{ord(char):x};</text>'
            f'<text y="19" font-weight="600">&#x{ord(char):x};</text></svg>'
        )
    try:
        files = {name: text.encode() for name, text in probe.items()}
        _compile(files, format="pdf", pdf_standards=STANDARDS)
    except RuntimeError:
        return False
    return True


def _compiled(files: Mapping[str, bytes], *, stage: str, **options: Any) -> bytes:
    try:
        return _compile(files, **options)
    except RuntimeError:
        # From None: the library's error holds excerpts of the source.
        raise EnvironmentFault(
            f"{stage} a échoué dans typst",
            hint="si vous avez modifié les styles ou le gabarit du cabinet, essayez avec ceux de "
            "bilantool ; sinon, signalez-nous ce document (sans nous l'envoyer)",
        ) from None


def _compile(files: Mapping[str, bytes], **options: Any) -> bytes:
    # The stubs of typst know neither files in memory nor one page as one picture.
    compiler: Any = typst.compile
    folder = str(typeface.folder())
    # The root is a folder that holds fonts alone: a style cannot read the disk.
    made: bytes = compiler(
        dict(files), ignore_system_fonts=True, font_paths=[folder], root=folder, **options
    )
    return made
