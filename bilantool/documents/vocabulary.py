"""What a template can say: its filters and functions (docs/gabarits.md lists them).

Each takes the plain data of the context and returns text, or `Markdown` when it made the
text safe itself. An absent value (nothing, or an empty text) prints as nothing; a value of
the wrong kind raises `Misuse`, which never quotes it. Comparing with "" comes first in all of
them, since that is where a variable that does not exist says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bilantool import french
from bilantool.documents import markup
from bilantool.documents.markup import Markdown

Values = Mapping[str, Any]


class Misuse(Exception):
    """A template asked for what cannot be done; the sentence is ours, in French."""


def printed(value: Any) -> Markdown:
    """What `{{ value }}` prints: text escaped for one line, numbers and yes or no in French."""
    if isinstance(value, Markdown):
        return value
    if value is None or value == "":
        return Markdown()
    if isinstance(value, bool):
        return Markdown("oui" if value else "non")
    if isinstance(value, int | float):
        return Markdown(markup.line(french.number(value)))
    if isinstance(value, str):
        return markup.line(value)
    raise Misuse("une liste ou un groupe de champs ne s’imprime pas tel quel")


def _of_text(say: Callable[[str], str], what: str) -> Callable[[Any], str]:
    def filtered(value: Any) -> str:
        if value is None or value == "":
            return ""
        try:
            return say(str(value))
        except (ValueError, IndexError):
            raise Misuse(f"ce filtre attend {what}") from None

    return filtered


def _of_number(say: Callable[[float], str]) -> Callable[[Any], str]:
    def filtered(value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Misuse("ce filtre attend un nombre")
        return say(value)

    return filtered


def _of_note(write: Callable[[str], Markdown]) -> Callable[[Any], Markdown]:
    def filtered(value: Any) -> Markdown:
        if isinstance(value, Markdown):
            return value
        if value is None or value == "":
            return Markdown()
        if not isinstance(value, str | int | float):
            raise Misuse("ce filtre attend un texte")
        return write(value if isinstance(value, str) else french.number(value))

    return filtered


def _listing(values: Iterable[Any], conjunction: str = "et") -> Markdown:
    return Markdown(french.listing([printed(v) for v in values], printed(conjunction)))


def _join(values: Iterable[Any], between: str = "") -> Markdown:
    return Markdown(str(between).join(printed(value) for value in values))


def _counted(value: Any, singular: str, plural: str = "") -> str:
    count = value if isinstance(value, int | float) else len(value)
    return french.counted(int(count), singular, plural)


def _worded(write: Callable[[str], str]) -> Callable[[Any], str]:
    """Words in, words out; Markdown stays Markdown, its backslashes printed no more than before."""

    def filtered(value: Any) -> str:
        if not isinstance(value, Markdown):
            return write(str(value))
        said = write(value)
        return Markdown(said[:-1] if re.search(r"(?<!\\)(\\\\)*\\\Z", said) else said)

    return filtered


def _sentence(text: str) -> str:
    """Upper case on the first letter only: what follows may be a name."""
    text = text.strip()
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    """With a final stop, unless it ends with a mark of its own, inside its last quotes or not."""
    text = text.strip()
    return text if text.rstrip("»”’\\) \u00a0\u202f")[-1:] in (*".…!?", "") else text + "."


def _label(context: Values, value: Any, field: str = "") -> str:
    """The French label of an enumerated value, as the note's schema words it.

    `field` (`statut`, or `pistes.statut`) is needed when two lists of choices give the same
    value two labels.
    """
    if value is None or value == "":
        return ""
    known: Mapping[str, Mapping[str, str]] = context["libelles"]
    chosen = [known[field]] if field in known else [] if field else known.values()
    labels = {choices[str(value)] for choices in chosen if str(value) in choices}
    if len(labels) != 1:
        raise Misuse("ce filtre attend une valeur d’une liste de choix, et le nom de son champ")
    return labels.pop()


def _target(context: Values, value: Any, among: str) -> Any:
    """The item that an id points at, in the list `among` (`pistes`, `competences`…).

    An id without its item, possible in a draft only, gives an item whose fields are empty.
    """
    lists: Mapping[str, Mapping[str, Any]] = context["renvois"]
    if among not in lists:
        raise Misuse("ce filtre attend le nom d’une liste dont ce document reçoit la note")
    return lists[among]["par_id"].get(value, lists[among]["vide"])


def _chart(context: Values, name: str, width: int = 100) -> Markdown:
    """The pictures of a chart with their alt texts and legends; `width` in percent of the line.

    One picture as a rule, several, one after another, for a chart taller than a page.
    """
    known = context["graphiques"]
    if name not in known:
        raise Misuse("ce graphique n’existe pas pour ce dossier : testez sa présence d’abord")
    return Markdown("\n\n".join(_picture(part, int(width)) for part in known[name]))


def _picture(part: Mapping[str, str], width: int) -> str:
    alt, legend = markup.line(part["alt"]), _attribute(part["legende"])
    return f'![{alt}](chart:{part["image"]}){{width={width}% legende="{legend}"}}'


def _attribute(text: str) -> str:
    """Inside the quotes of an attribute, where the reader knows entities but no backslash."""
    flat = " ".join(text.split())
    return flat.replace("&", "&amp;").replace('"', "&quot;").replace("\\", "&#92;")


FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": _of_text(french.long_date, "une date"),
    "date_courte": _of_text(french.short_date, "une date"),
    "mois": _of_text(french.month, "un mois ou une année"),
    "horaire": _of_text(french.hour, "une heure"),
    "heures": _of_number(french.hours),
    "nombre": _of_number(french.number),
    "euros": _of_number(french.euros),
    "line": _of_note(markup.line),
    "prose": _of_note(markup.prose),
    "cell": _of_note(markup.cell),
    "liste": _listing,
    "compte": _counted,
    "phrase": _worded(_sentence),
    "sans_point": _worded(french.clause),
    "avec_point": _worded(_stopped),
    "join": _join,
}

CONTEXT_FILTERS: Mapping[str, Callable[..., Any]] = {"libelle": _label, "renvoi": _target}
"""Filters whose first argument is the template's whole context."""

CONTEXT_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"graphique": _chart}
"""Functions whose first argument is the template's whole context."""
