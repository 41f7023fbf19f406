"""Who each dossier is about: names read from `cadre/beneficiaire`, shown, never written.

References alone stand in files, in git and in calendars; a name leads to one. It is read from the
one note that tells it, and a dossier of which nobody can read that note has no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bilantool.errors import DataFault, KeyFault
from bilantool.french import folded
from bilantool.notes import reading

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault

NOTE = "cadre/beneficiaire"

_CIVILITY = re.compile(r"^\s*(?:mme|madame|mlle|mademoiselle|mr?\.?|monsieur)\s+", re.IGNORECASE)
_LONGEST = 60
"""Signs of a name on one line."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a dossier is about; `created` is the day when the dossier was made."""

    reference: str
    created: date
    given: str = ""
    family: str = ""
    used: str = ""

    @property
    def name(self) -> str:
        """`Claire Lefèvre`: the name that documents bear; "" for none."""
        return _shown(self.given, self.used or self.family)

    @property
    def full(self) -> str:
        """The same, with the birth name where another one is used."""
        if not (self.used and self.family) or letters(self.used) == letters(self.family):
            return self.name
        return f"{self.name} (nom de naissance : {self.family})"


def full_name(values: Mapping[str, Any]) -> str:
    """The name that documents bear, from the values of the note; "" for none."""
    given, family, used = _told(values)
    return _shown(given, used or family)


def person(opened: OpenDossier) -> Person:
    """Whom an open dossier is about, from its one note; nameless where that cannot be read."""
    values: Mapping[str, Any] = {}
    if not opened.destroyed(NOTE):
        with suppress(DataFault, KeyFault):
            values = reading.read(opened.read(NOTE).text).values
    given, family, used = _told(values)
    return Person(opened.reference, opened.dossier.created, given, family, used)


def everyone(vault: Vault, references: Sequence[str] = ()) -> tuple[Person, ...]:
    """The people of the cabinet, or of these references, in their order; a dossier that does not
    open is passed over."""
    return tuple(_everyone(vault, references or vault.cabinet.references))


def _everyone(vault: Vault, references: Sequence[str]) -> Iterator[Person]:
    for reference in references:
        with suppress(DataFault, KeyFault):
            yield person(vault.open(reference))


def matching(people: Iterable[Person], typed: str) -> Sequence[Person]:
    """Those whom `typed` names: by a whole name, else by the beginning of one.

    Given, family and used names, or both in either order, behind « Mme » or « M. ». Neither case
    nor accents nor hyphens nor apostrophes count.
    """
    wanted = letters(_CIVILITY.sub("", typed))
    if not wanted:
        return ()
    named = [(each, _names(each)) for each in people]
    exact = [each for each, names in named if wanted in names]
    return exact or [
        each for each, names in named if any(name.startswith(wanted) for name in names)
    ]


def alike(people: Iterable[Person], typed: str, most: int = 3) -> Sequence[Person]:
    """Those whose name a slip may have meant, the most alike first."""
    from difflib import get_close_matches

    owners: dict[str, list[Person]] = {}
    for each in people:
        for name in _names(each):
            owners.setdefault(name, []).append(each)
    near = get_close_matches(letters(typed), owners, n=most, cutoff=0.7)
    return list(dict.fromkeys(each for name in near for each in owners[name]))[:most]


def letters(name: str) -> str:
    """A name as it is compared: `D’Arc-Lefèvre` is `darclefevre`."""
    return re.sub(r"[\W_]", "", folded(name))


def _names(each: Person) -> set[str]:
    """All by which somebody may be called, as `letters` writes it."""
    given = letters(each.given)
    found = {given}
    for surname in (each.family, each.used):
        if not surname:
            continue
        whole = letters(surname)
        found |= {whole, given + whole, whole + given}
        # « Moretti Jean » for Dupont-Moretti, « la Tour » for de La Tour d’Auvergne.
        words = re.split(r"[\s'’-]+", surname)
        parts = {letters(word) for word in (*words, *surname.replace("-", " ").split())}
        parts = {part for part in parts if len(part) > 3}
        found |= parts | {part + given for part in parts} | {given + part for part in parts}
        found |= {letters("".join(words[place:])) for place in range(len(words))}
    return found - {""}


def _told(values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Given, family and used name, as single lines that a terminal may show."""
    given, family, used = (_line(values.get(key)) for key in ("prenom", "nom", "nom_usage"))
    return given, family, used


def _line(value: object) -> str:
    text = value if isinstance(value, str) else ""
    words = "".join(sign if sign.isprintable() else " " for sign in text).split()
    return " ".join(words)[:_LONGEST]


def _shown(given: str, surname: str) -> str:
    return " ".join(word for word in (given, surname) if word)
