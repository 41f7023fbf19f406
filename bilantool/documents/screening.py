"""What a cabinet's own styles may not bring into a document that is handed to somebody.

A style is accepted by its owner, who sees how it looks, not what it holds: a picture or a
model fetched from the network when the document is opened, a field that reads a file of the
reader's machine, a macro, a page without its protection. Such a style is refused, at
`templates accept` and at each build.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from bilantool.errors import DataFault

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes of a reference document once unpacked: a small zip may hold gigabytes of zeros."""

_MAX_MEMBERS = 1000

CSP = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"
)
"""The line of the page that keeps a browser from fetching or running anything."""

# A browser heeds it only for what follows: nothing but these may stand before.
_PROTECTED = re.compile(
    rf'\s*<!DOCTYPE html>\s*<html(?: lang="[A-Za-z-]*")?>\s*<head>\s*'
    rf'(?:<meta charset="utf-8">\s*)?{re.escape(CSP)}',
    re.IGNORECASE,
)
# What the protection does not stop: going to another page, asking a server for its address.
_LEAVING = re.compile(r"<meta\b[^>]*http-equiv|<link\b|<base\b", re.IGNORECASE)

# `typesetting` refuses the words eval and import; the library as a value gives what they name
# under a computed name.
_WHOLE_LIBRARY = re.compile(r"\bstd\b(?!\.)")

_CODE = re.compile(
    r"(?i)(?:^|/)(?:basic|scripts|activex|embeddings|dialogs)/|vbaproject|\.(?:bin|dll|exe)$"
)
_FIELDS = re.compile(r"(?i)INCLUDE|DDE|IMPORT|DATABASE|MACROBUTTON|(?<!HYPER)LINK")
_ACTIVE = frozenset(
    {"applet", "plugin", "floating-frame", "event-listener", "script", "dde-source"}
    | {"dde-connection-decl"}
)


def screen(name: str, data: bytes) -> None:
    """Returns if the cabinet's own file `styles/…` may be used; DataFault says what to remove."""
    suffix = name.rpartition(".")[2]
    if suffix == "css" and b"</" in data:
        raise _fault(name, "contient une balise, et sortirait de sa place dans la page")
    if suffix == "typ" and _WHOLE_LIBRARY.search(data.decode("utf-8", "replace")):
        raise _fault(name, "emploie « std » autrement que « std.nom »")
    if suffix == "html":
        _screen_page(name, data.decode("utf-8", "replace"))
    if suffix in ("docx", "odt"):
        try:
            _screen_reference(name, data)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise _fault(name, "est abîmé, ou protégé par un mot de passe") from None
        except (ElementTree.ParseError, ValueError, LookupError):
            raise _fault(name, "est abîmé") from None


def _screen_page(name: str, text: str) -> None:
    found = _PROTECTED.match(text)
    if found is None:
        raise _fault(name, "a perdu la ligne « Content-Security-Policy » de son en-tête")
    if _LEAVING.search(text, found.end()):
        raise _fault(name, "contient une balise « link », « base » ou « meta http-equiv »")


def _screen_reference(name: str, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = packed.infolist()
        if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise _fault(name, "est trop volumineux une fois ouvert")
        for member in members:
            if _CODE.search(member.filename):
                raise _fault(name, "contient une macro ou un objet incorporé")
            # All are read: zipfile goes no further than the size that was added up above, and
            # refuses a part that lies about it, which pandoc would unpack whole.
            part = packed.read(member)
            if member.filename.endswith((".xml", ".rels", ".rdf")):
                _screen_part(name, part)


def _screen_part(name: str, data: bytes) -> None:
    fields: list[str] = []
    for node in ElementTree.fromstring(data).iter():
        kind = node.tag.rpartition("}")[2]
        if kind in _ACTIVE:
            raise _fault(name, "contient une macro ou un objet actif")
        if kind == "instrText":
            fields.append(node.text or "")
        if kind != "a" and any(_outside(kind, link, node.attrib) for link in _links(node)):
            raise _fault(name, "fait appel à un fichier ou à une adresse hors du document")
        fields.extend(v for key, v in node.attrib.items() if key.endswith("}instr"))
    if _FIELDS.search("".join(fields)):
        raise _fault(name, "contient un champ qui va chercher un autre fichier")


def _links(node: ElementTree.Element) -> Iterator[str]:
    """The addresses that an element names: of a relationship or picture (docx), any in odt."""
    for key, value in node.attrib.items():
        if key in ("Target", "src") or key.endswith("}href"):
            yield value


def _outside(kind: str, link: str, attributes: dict[str, str]) -> bool:
    if kind == "Relationship":
        # A link to click, such as the cabinet's site in the footer, fetches nothing by itself.
        clicked = attributes.get("Type", "").endswith("/hyperlink")
        return attributes.get("TargetMode", "") == "External" and not clicked
    return not re.fullmatch(r"(?:\./)?[\w#][\w./ -]*", link) or ".." in link


def _fault(name: str, what: str) -> DataFault:
    return DataFault(
        f"le style « templates/{name} » {what}",
        hint="corrigez-le, ou retirez-le de templates/ pour revenir à celui d’origine",
    )
