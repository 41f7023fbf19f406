"""What a dossier may be called from now on: the cabinet's own number, never a person's name.

References stand in clear in folders, in git and in calendars. An older dossier keeps the one
that it has; this is asked of each one that is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bilantool.cabinet.cabinet import checked_reference
from bilantool.cabinet.settings import WORD
from bilantool.errors import UsageFault
from bilantool.french import folded

_SAYABLE = re.compile(r"[\w.’' -]+")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = {
    *("atelier", "bilan", "bilans", "cabinet", "cep", "client", "competences", "cpf", "demo"),
    *("dossier", "essai", "numero", "num", "opco", "ref", "stage", "suivi", "test", "vae"),
}
"""Words of the trade, which name nobody."""
_LONGEST_INITIALS = 3
_HABIT = 2
"""Dossiers that share a word, above which it is the cabinet's habit: no two people share one."""


def checked_new(text: str, known: Collection[str] = ()) -> str:
    """`text`, if a dossier may be called so; UsageFault otherwise, for what looks like a name too.

    `known` are the references of the cabinet: a word that several of them hold is a town's or a
    product's.
    """
    if folded(text) == WORD:
        raise UsageFault(
            f"« {WORD} » désigne le cabinet lui-même : aucun dossier ne s'appelle ainsi",
            hint="prenez un numéro, par exemple 2026-014",
        )
    words = [word for word in _words(text, known) if not _short(word)]
    if words and _SAYABLE.fullmatch(text) and ".." not in text:
        raise UsageFault(
            "cette référence ressemble à un nom de personne",
            hint="elle se lit sans clé (dossiers, git, calendrier) : prenez un numéro, par exemple "
            "2026-014 ; la personne, elle, se retrouve par son nom",
        )
    return checked_reference(text)


def initials(text: str, known: Collection[str] = ()) -> str:
    """The letters of a reference that may be somebody's initials; "" without."""
    return next((word for word in _words(text, known) if len(word) > 1 and _short(word)), "")


def _words(text: str, known: Collection[str]) -> Iterator[str]:
    """The words of a reference that neither the trade nor the cabinet explains."""
    for word in _WORD.findall(text):
        bare = folded(word)
        shared = sum(bare in map(folded, _WORD.findall(each)) for each in known if each != text)
        if bare not in _COMMON and shared < _HABIT:
            yield word


def _short(word: str) -> bool:
    """Whether a word is too short for a name: JDU may be initials, but Lea is somebody."""
    return len(word) < _LONGEST_INITIALS or (len(word) == _LONGEST_INITIALS and word.isupper())
