"""Bytes to text, and the limits that a note's text keeps."""

from __future__ import annotations

import codecs
import re

from bilantool.errors import DataFault
from bilantool.findings import Position
from bilantool.notes.lines import tidied

MAX_BYTES = 1024 * 1024

# Tab and line feed are text; other ends of lines were made line feeds (`lines`); a lone surrogate
# cannot be written in UTF-8.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_IN_UTF8 = (
    "enregistrez le fichier en UTF-8 (« Enregistrer sous », codage « UTF-8 »), puis recommencez"
)


class YamlFault(DataFault):
    """A text that is not the YAML of a note."""


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, byte order mark dropped, its line ends and spaces `tidied`.

    Raises YamlFault on another encoding, a control character or more than MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        raise too_long()
    # Every second byte of Latin letters in UTF-16 is zero; a stray zero is told with its line.
    half = data[:64].count(0) * 3 > len(data[:64])
    if half or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise YamlFault("le texte n’est pas en UTF-8 mais sans doute en UTF-16", hint=_IN_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8)
    stopped = -1
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        stopped = error.start
    # Raised here and not above: a chained UnicodeDecodeError carries the whole text.
    if stopped >= 0:
        line = data.count(b"\n", 0, stopped) + 1
        column = stopped - data.rfind(b"\n", 0, stopped)
        raise YamlFault(
            "le texte n’est pas en UTF-8 (sans doute un accent enregistré en Windows-1252)",
            hint=_IN_UTF8,
            position=Position(line, column),
        )
    text = tidied(text.replace("\r\n", "\n").replace("\r", "\n"))
    refuse_controls(text)
    return text


def too_long() -> YamlFault:
    """The fault for a text of more than MAX_BYTES."""
    return YamlFault(
        "le texte dépasse la taille permise pour une note (1 Mo)",
        hint="une note ne contient que du texte : joignez les documents comme pièces",
    )


def refuse_controls(text: str) -> None:
    """Raise YamlFault, located, on a character that no editor shows and no note needs."""
    found = _CONTROL.search(text)
    if found is None:
        return
    start = found.start()
    raise YamlFault(
        "un caractère invisible n’est pas permis dans une note",
        hint="effacez-le, ou retapez la ligne : il vient souvent d’un copier-coller ; "
        "vérifiez aussi que le fichier est enregistré en UTF-8",
        position=Position(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)),
    )
