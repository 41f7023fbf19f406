"""Why a text is not YAML, in the words of someone who writes French in it.

The parser's sentences are in English, speak of tokens, and change with its version. So
only its two places are used (where it stopped, and what it was reading), and the text
around them is looked at for the traps that people meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bilantool.findings import Position

_KEY_WITHOUT_SPACE = re.compile(r"\s*(- +)*[A-Za-z_][\w-]*:[^\s]")
_TAB_INDENT = re.compile(r" *\t")
_IN_QUOTES = 'entourez toute la valeur de guillemets doubles : cle: "…"'
_OR_BLOCK = "ou écrivez-la sous la clé, décalée de deux espaces, après « cle: | »"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A syntax error: message and hint quote nothing of the text."""

    message: str
    hint: str
    position: Position


def diagnose(text: str, problem: int | None, context: int | None) -> Trouble:
    """The likeliest cause of a syntax error.

    `problem` is the offset where the parser stopped, `context` that of the thing it was
    reading; None when it did not say.
    """
    stop = len(text) if problem is None else problem
    begin = stop if context is None else context
    return (
        _tab(text, stop, begin)
        or _unfinished(text, stop, begin)
        or _first_character(text, stop, begin)
        or _colon(text, stop)
        or _lone_line(text, stop, begin)
        or _found(
            text,
            stop,
            "le retrait de cette ligne ne correspond pas à celui de ses voisines",
            "alignez la clé avec celles du même groupe (deux espaces par niveau) ; "
            "décalez un texte de deux espaces de plus que sa clé",
        )
    )


def _found(text: str, offset: int, message: str, hint: str) -> Trouble:
    """At `offset`, or on the last line that holds something when that is past the end."""
    if not text[offset:].strip():
        offset = len(text[:offset].rstrip())
    line = text.count("\n", 0, offset) + 1
    return Trouble(message, hint, Position(line, offset - text.rfind("\n", 0, offset)))


def _line(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[start : end if end >= 0 else len(text)]


def _tab(text: str, stop: int, begin: int) -> Trouble | None:
    for offset in (stop, begin):
        if _TAB_INDENT.match(_line(text, offset)) or text[offset : offset + 1] == "\t":
            return _found(
                text,
                offset,
                "une tabulation sert de retrait",
                "remplacez-la par des espaces, deux par niveau",
            )
    return None


def _unfinished(text: str, stop: int, begin: int) -> Trouble | None:
    """A quote, a bracket or a block that was opened and not closed as it should."""
    opener = text[begin : begin + 1]
    if opener in ("'", '"') and stop > begin:
        if not text[stop:].strip():
            return _found(
                text,
                begin,
                "un guillemet ouvert ici n’est jamais refermé",
                "refermez-le à la fin de la valeur ; une apostrophe en début de valeur "
                "se met entre guillemets doubles",
            )
        return _found(
            text,
            stop,
            "une barre oblique inverse « \\ » n’est pas comprise entre guillemets doubles",
            "doublez-la « \\\\ », ou entourez la valeur de guillemets simples",
        )
    if opener in ("[", "{") and stop > begin:
        return _found(
            text,
            begin,
            "un crochet ou une accolade ouvert ici n’est pas refermé comme il faut",
            f"refermez-le, ou si c’est du texte, {_IN_QUOTES}",
        )
    if opener in ("|", ">"):
        return _found(
            text,
            begin,
            "du texte suit « | » ou « > » sur la même ligne",
            "passez à la ligne après ce signe et décalez le texte de deux espaces, "
            f"ou {_IN_QUOTES}",
        )
    return None


def _first_character(text: str, stop: int, begin: int) -> Trouble | None:
    for offset in (stop, begin):
        if text[offset : offset + 1] in ("@", "`", "%", "*", "&", "!"):
            return _found(
                text,
                offset,
                "une valeur ne peut pas commencer par @, %, *, &, ! ou `",
                f"{_IN_QUOTES}, {_OR_BLOCK}",
            )
    if text[stop : stop + 2] in ("- ", "-\n") and _line(text, stop).lstrip()[:1] != "-":
        return _found(
            text,
            stop,
            "une liste commence sur la même ligne que sa clé",
            "passez à la ligne après les deux-points : chaque élément a sa ligne et son tiret",
        )
    if text[:stop].rstrip(" ").endswith(("'", '"')) and text[stop : stop + 1].strip():
        return _found(
            text,
            stop,
            "du texte suit un guillemet qui a fermé la valeur",
            f"{_IN_QUOTES} ; à l’intérieur, écrivez les guillemets « » ou une apostrophe",
        )
    return None


def _colon(text: str, stop: int) -> Trouble | None:
    if text[stop : stop + 1] != ":":
        return None
    before = text[text.rfind("\n", 0, stop) + 1 : stop]
    if ": " in before or ":\t" in before:
        return _found(
            text,
            stop,
            "un deux-points suivi d’une espace coupe la valeur",
            f"{_IN_QUOTES}, {_OR_BLOCK}",
        )
    return None


def _lone_line(text: str, stop: int, begin: int) -> Trouble | None:
    """A line that is neither a key nor the rest of a text, with a look at `cle:valeur`."""
    for offset in (begin, stop):
        line = _line(text, offset)
        if _KEY_WITHOUT_SPACE.match(line) and ": " not in line:
            return _found(
                text,
                offset,
                "il manque une espace après les deux-points",
                "écrivez « cle: valeur », avec une espace après les deux-points",
            )
    line = _line(text, begin)
    if begin < stop and line.strip() and ":" not in line and not line.lstrip().startswith("- "):
        return _found(
            text,
            begin,
            "cette ligne n’est ni une clé ni la suite d’un texte",
            "si elle continue la valeur précédente, décalez-la de deux espaces et mettez « | » "
            "après la clé ; sinon écrivez « cle: valeur »",
        )
    return None
