"""Numbers, addresses and regions as people type them, read by what the field means (`x-lecture`).

The answer of each is what documents print; `Mistyped` says what such an answer looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from bilantool.french import folded
from bilantool.notes.mistyped import Mistyped

REGIONS = (
    *("Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire"),
    *("Corse", "Grand Est", "Guadeloupe", "Guyane", "Hauts-de-France", "Île-de-France"),
    *("La Réunion", "Martinique", "Mayotte", "Normandie", "Nouvelle-Aquitaine", "Occitanie"),
    *("Pays de la Loire", "Provence-Alpes-Côte d’Azur"),
)

_LA_POSTE = "356000000"
"""Its establishments are numbered by another sum: INSEE's one exception to Luhn's."""

_PUT_IN = re.compile(r"[\s.\u00a0\u202f\"'«»-]")
_NDA = re.compile(r"([0-9]{2})([0-9][0-9AB])([0-9]{5})([0-9]{2})", re.IGNORECASE)
_SITE = re.compile(r"(?:https?://)?[^\s/@:.]+(?:\.[^\s/@:.]+)+(?::[0-9]+)?(?:/\S*)?")
_ARTICLE = re.compile(r"(?:de|du|des|de la) |d['’]", re.IGNORECASE)


def siret(text: str) -> str:
    """Fourteen digits whose last one agrees with the others (Luhn's sum)."""
    digits = _PUT_IN.sub("", text)
    if not (digits.isascii() and digits.isdecimal()):
        raise Mistyped("un SIRET s'écrit avec quatorze chiffres")
    if len(digits) == 9:
        raise Mistyped("c'est le SIREN : le SIRET a cinq chiffres de plus")
    if len(digits) != 14:
        raise Mistyped(f"un SIRET a quatorze chiffres, celui-ci en a {len(digits)}")
    if not (_luhn(digits) or (digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0)):
        raise Mistyped("un chiffre de ce SIRET est faux", "recopiez-le de votre avis SIRENE")
    return digits


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1]))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def nda(text: str) -> str:
    """`53 35 00000 35`: the number of the declared activity (`2A` or `2B` in Corsica)."""
    found = _NDA.fullmatch(_PUT_IN.sub("", text))
    if not found:
        raise Mistyped("un numéro de déclaration d'activité a onze chiffres : 53 35 00000 35")
    return " ".join(found.groups()).upper()


def telephone(text: str) -> str:
    """`02 61 91 20 26`; one from abroad, which begins with a +, as it is typed."""
    digits = re.sub(r"[^0-9+]", "", text)
    if digits.startswith("+") and len(digits) > 8:
        return text
    if len(digits) != 10 or not digits.startswith("0"):
        raise Mistyped("un numéro de téléphone a dix chiffres : 02 61 91 20 26")
    if re.search(r"[^\W\d]", text):
        return text  # « standard », « poste 12 »: words that somebody wants to have printed
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


def site(text: str) -> str:
    """An address on the web, in one piece."""
    if not _SITE.fullmatch(text):
        raise Mistyped("l'adresse d'un site s'écrit d'un seul tenant : https://exemple.fr")
    return text


def region(text: str) -> str:
    """A region under its own name; one that is written with its article stays as it is."""
    if _ARTICLE.match(text):
        return text
    names = {_words(name): name for name in REGIONS}
    wanted = _words(text)
    begun = [name for words, name in names.items() if len(wanted) > 2 and words.startswith(wanted)]
    if wanted in names:
        return names[wanted]
    if len(begun) == 1:
        return begun[0]
    near = get_close_matches(wanted, names, n=1)
    raise Mistyped(
        f"vouliez-vous écrire « {names[near[0]]} » ?"
        if near
        else "ce n'est le nom d'aucune région : Bretagne, Île-de-France, La Réunion…"
    )


def _words(text: str) -> str:
    return folded(text).replace("-", " ").replace("’", "'").removeprefix("la ")


READ: Mapping[str, Callable[[str], str]] = {
    "siret": siret,
    "nda": nda,
    "telephone": telephone,
    "site": site,
    "region": region,
}
