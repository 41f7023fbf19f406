"""Hints: what to write where something is missing or does not fit.

Made from the schema and from the type of the value, never from the value itself: the
only words printed are the schema's own titles, keys, choices and examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from bilantool.findings import KeyPath
from bilantool.french import folded, listing
from bilantool.notes import months
from bilantool.notes.formats import is_missing_day
from bilantool.notes.reading import scalar
from bilantool.notes.schema import Schema, at, types

_FORMS = {"date": "AAAA-MM-JJ", "mois": "AAAA-MM ou AAAA", "heure": "HH:MM", "heure_fin": "HH:MM"}
"""How what is missing is written: an example of a date would be copied as the date."""

_THOUSANDS = re.compile(r"\s*[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*(?:€|euros?)?\s*")
_DECIMAL_COMMA = re.compile(r"\s*[-+]?[0-9\s]+,[0-9]+\s*")
_FEW = 12


def missing(schema: Schema, path: KeyPath) -> str:
    """How to fill what is absent."""
    part = at(schema, path)
    key = path[-1]
    if "enum" in part:
        return f"complétez « {key} » : {choices(part)}"
    if "array" in types(part):
        return f"ajoutez sous « {key} » une ligne par élément, avec un tiret"
    if "object" in types(part):
        return f"complétez sous « {key} » : {keys(part)}"
    if "boolean" in types(part):
        return f"complétez « {key} » par oui ou non"
    form = _FORMS.get(part.get("format", ""), "")
    if not form and {"number", "integer"} & set(types(part)):
        form = _range(part) or "un nombre"
    if not form and (sample := example(part)):
        form = f"exemple inventé : {sample}"
    return f"complétez « {key} »" + (f" ({form})" if form else "")


def nearest(part: Schema, value: Any) -> str:
    """`vouliez-vous écrire « salarie » ? `, where what was written is near to one choice."""
    keys = [str(key) for key in part["enum"]]
    labels = part.get("x-libelles", {})
    words = {folded(key.replace("_", " ")): key for key in keys}
    words |= {folded(str(labels.get(key, key))): key for key in keys}
    written = folded(str(value).replace("_", " ").replace("-", " "))
    close = get_close_matches(written, words, n=1, cutoff=0.6)
    begun = {key for word, key in words.items() if len(written) > 2 and word.startswith(written)}
    found = words[close[0]] if close else begun.pop() if len(begun) == 1 else ""
    return f"vouliez-vous écrire « {found} » ? " if found else ""


def choices(part: Schema) -> str:
    """`mme (Madame), m (Monsieur)`: what may be written, and what it means."""
    labels = part.get("x-libelles", {})
    shown = [
        f"{value} ({labels[value]})" if labels.get(value, value) != value else str(value)
        for value in part["enum"]
    ]
    return listing(shown, "ou")


def example(part: Schema) -> str:
    """The first short example of a field as one writes it, between quotes where YAML wants them."""
    sample = _sample(part)
    if isinstance(sample, str) and not isinstance(scalar(sample), str):
        return f'"{sample}"'
    return "" if sample is None else str(sample)


def target(reference: str) -> str:
    """Which list an `x-renvoi` leads to, and the command that shows the ids of its items.

    `de « experiences » (bilantool show parcours --ids)`.
    """
    note, _, dotted = reference.partition("#")
    if not dotted or note == "cabinet":
        return listed(reference)
    return f"{listed(reference)} (bilantool show {note.rpartition('/')[2]} --ids)"


def listed(reference: str) -> str:
    """Which list an `x-renvoi` leads to: `de « experiences »`."""
    note, _, dotted = reference.partition("#")
    if not dotted:
        return "parmi les pièces jointes"
    name = dotted.rpartition(".")[2]
    return f"de « {name} »" + (", dans cabinet.yaml" if note == "cabinet" else "")


def _sample(part: Schema) -> str | int | float | None:
    for sample in part.get("examples", ()):
        if isinstance(sample, str | int | float) and len(str(sample)) <= 60:
            return sample
    return None


def of_type(part: Schema, path: KeyPath, value: Any) -> str:
    """What to write where a value of another type was given."""
    wanted = types(part)
    if part.get("format") in ("date", "mois", "heure", "heure_fin"):
        return of_format(part, value)
    if "string" in wanted:
        return _text_hint(path, value)
    if "boolean" in wanted:
        return "écrivez oui ou non, sans guillemets"
    if "array" in wanted:
        if isinstance(value, dict):
            return "mettez un tiret devant le premier champ de chaque élément"
        return "passez à la ligne et mettez un tiret devant chaque élément, même s’il est seul"
    if "object" in wanted:
        if isinstance(value, list):
            return f"retirez les tirets : il n’y a ici qu’un groupe de champs ({keys(part)})"
        return f"passez à la ligne et écrivez ses champs, décalés de deux espaces : {keys(part)}"
    return _number_hint(wanted, value)


def of_format(part: Schema, value: Any) -> str:
    """What to write where a text has not the form that its field expects."""
    kind = part.get("format")
    text = value if isinstance(value, str) else ""
    if kind in ("date", "mois") and months.ongoing(text):
        return "laissez vide ce qui n’est pas fini"
    if kind == "date":
        if is_missing_day(text):
            return "ce jour n’existe pas au calendrier ; vérifiez le jour et le mois"
        return "écrivez l’année d’abord, AAAA-MM-JJ : le 14 mars 2026 s’écrit 2026-03-14"
    if kind == "mois":
        return "écrivez AAAA-MM ou seulement AAAA : mai 2019 s’écrit 2019-05, ou 2019"
    if kind in ("heure", "heure_fin"):
        return "écrivez HH:MM sur cinq caractères : neuf heures et demie s’écrit 09:30"
    if kind == "ligne":
        return "écrivez-le sur une seule ligne"
    if kind == "identifiant":
        return (
            "des minuscules sans accent, des chiffres et des tirets, par exemple gestion-de-stock"
        )
    if kind == "email":
        return "écrivez une adresse complète, par exemple prenom.nom@exemple.fr"
    return like_example(part)


def unknown(part: Schema, key: str) -> str:
    """The known keys that the unknown one may stand for; only known ones are named."""
    known = [name for name in part.get("properties", {}) if name not in ("id", "derogations")]
    close = get_close_matches(key.strip().lower(), known, n=1, cutoff=0.75)
    if close:
        return f"vouliez-vous écrire « {close[0]} » ? sinon supprimez la ligne"
    if not known:
        return "supprimez la ligne, ou vérifiez son retrait"
    return f"vérifiez l’orthographe et le retrait ; les clés possibles ici : {keys(part)}"


def bounds(part: Schema) -> str:
    """`écrivez un nombre de 1 à 5`, from the limits that the field has."""
    limits = _range(part)
    return f"écrivez {limits}" if limits else like_example(part)


def _range(part: Schema) -> str:
    """`un nombre de 1 à 5`; "" where it has no limits."""
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None:
        return f"un nombre de {low} à {high}"
    if low is not None:
        return f"un nombre d’au moins {low}"
    return f"un nombre d’au plus {high}" if high is not None else ""


def _text_hint(path: KeyPath, value: Any) -> str:
    if isinstance(value, dict):
        return (
            "si la valeur contient un deux-points suivi d’une espace, entourez-la de guillemets : "
            "elle est lue comme « cle: valeur »"
        )
    if isinstance(value, list):
        return "écrivez un seul texte, sans tiret ni crochets"
    if isinstance(value, bool):
        return f"sans guillemets, ce mot veut dire oui ou non : écrivez {quoted(path)}"
    return f"entourez la valeur de guillemets pour qu’elle reste un texte : {quoted(path)}"


def quoted(path: KeyPath) -> str:
    """`nom: "…"`, or `- "…"` in a list: where the quotes go, around whatever stands there."""
    return f'{path[-1]}: "…"' if path and isinstance(path[-1], str) else '- "…"'


def _number_hint(wanted: Sequence[str], value: Any) -> str:
    if isinstance(value, str) and _THOUSANDS.fullmatch(value):
        return (
            "ce signe sépare-t-il des milliers ? écrivez 1780 pour mille sept cent quatre-vingts, "
            "1.78 pour un et soixante-dix-huit centièmes"
        )
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        return "écrivez-le sans espace, un point à la place de la virgule : 1250.5 pour 1 250,5"
    if isinstance(value, float) and "number" not in wanted:
        return "écrivez un nombre entier"
    return "écrivez un nombre en chiffres, sans unité, sans espace ni guillemets"


def like_example(part: Schema) -> str:
    """The field's own example, for want of a better hint."""
    sample = example(part)
    if not sample:
        return "vérifiez la valeur"
    return f"écrivez-la sous la même forme que cet exemple inventé : {sample}"


def keys(part: Schema) -> str:
    """The first keys that a group of fields knows."""
    names = [name for name in part.get("properties", {}) if name not in ("id", "derogations")]
    return ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")
