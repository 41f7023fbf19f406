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
from bilantool.french import listing
from bilantool.notes.formats import is_french_date, is_missing_day
from bilantool.notes.reading import scalar
from bilantool.notes.schema import Schema, at, types

_DECIMAL_COMMA = re.compile(r"\s*[-+]?[0-9\s]+,[0-9]+\s*")
_FEW = 12


def missing(schema: Schema, path: KeyPath) -> str:
    """How to fill what is absent."""
    part = at(schema, path)
    key = path[-1]
    if "enum" in part:
        return f"complétez « {key} » : {choices(part)}"
    sample = example(part)
    if "array" in types(part):
        return f"ajoutez sous « {key} » une ligne par élément, avec un tiret"
    if "object" in types(part):
        return f"complétez sous « {key} » : {keys(part)}"
    if "boolean" in types(part):
        return f"complétez « {key} » par oui ou non"
    return f"complétez « {key} »" + (f", par exemple : {sample}" if sample else "")


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

    `de « experiences » (bilantool show DOSSIER parcours --ids)`.
    """
    note, _, listed = reference.partition("#")
    if not listed:
        return "parmi les pièces jointes"
    name = listed.rpartition(".")[2]
    if note == "cabinet":
        return f"de « {name} », dans cabinet.yaml"
    return f"de « {name} » (bilantool show DOSSIER {note.rpartition('/')[2]} --ids)"


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
        return _text_hint(part, path, value)
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
    if kind == "date":
        if is_missing_day(text):
            return "ce jour n’existe pas au calendrier ; vérifiez le jour et le mois"
        if is_french_date(text):
            return "écrivez l’année d’abord, AAAA-MM-JJ : le 14 mars 2026 s’écrit 2026-03-14"
        return "écrivez AAAA-MM-JJ, par exemple 2026-03-14"
    if kind == "mois":
        return "écrivez AAAA-MM ou seulement AAAA, par exemple 2019-05 ou 2019"
    if kind in ("heure", "heure_fin"):
        return "écrivez HH:MM sur cinq caractères, par exemple 09:30"
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
    """`un nombre de 1 à 5`, from the limits that the field has."""
    low, high = part.get("minimum"), part.get("maximum")
    if low is not None and high is not None:
        return f"écrivez un nombre de {low} à {high}"
    if low is not None:
        return f"écrivez un nombre d’au moins {low}"
    return f"écrivez un nombre d’au plus {high}" if high is not None else like_example(part)


def _text_hint(part: Schema, path: KeyPath, value: Any) -> str:
    if isinstance(value, dict):
        return (
            "si la valeur contient un deux-points suivi d’une espace, entourez-la de guillemets : "
            "elle est lue comme « cle: valeur »"
        )
    if isinstance(value, list):
        return "écrivez un seul texte, sans tiret ni crochets"
    sample = _sample(part) or ("01000" if isinstance(value, int | float) else "…")
    key = f"{path[-1]}: " if path and isinstance(path[-1], str) else "- "
    return f'entourez la valeur de guillemets pour qu’elle reste un texte : {key}"{sample}"'


def _number_hint(wanted: Sequence[str], value: Any) -> str:
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        return "écrivez un point à la place de la virgule, sans espace : 12.5"
    if isinstance(value, float) and "number" not in wanted:
        return "écrivez un nombre entier"
    return "écrivez un nombre en chiffres, sans unité, sans espace ni guillemets"


def like_example(part: Schema) -> str:
    """The field's own example, for want of a better hint."""
    sample = example(part)
    return f"écrivez comme dans cet exemple : {sample}" if sample else "vérifiez la valeur"


def keys(part: Schema) -> str:
    """The first keys that a group of fields knows."""
    names = [name for name in part.get("properties", {}) if name not in ("id", "derogations")]
    return ", ".join(names[:_FEW]) + (", …" if len(names) > _FEW else "")
