"""Names as people type them: whole, shortened, in another case, without accents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bilantool.errors import UsageFault
from bilantool.french import folded, listing

_SMALL = {"d", "de", "des", "du", "l", "la", "le", "les"}
_MANY = 3
"""Guesses worth giving."""


def chosen(wanted: str, known: Iterable[str], kind: str) -> str:
    """The one name that `wanted` means: whole, then last part, then beginning of either.

    Neither accents nor case count, nor how words are joined (« plan d’action »). `kind` is the
    French word for what is chosen; raises UsageFault with the nearest candidates, else all.
    """
    known = tuple(known)
    asked = _bare(wanted.strip().removesuffix(".yaml"))
    bare = {name: _bare(name) for name in known}
    for fits in (
        [n for n in known if bare[n] == asked],
        [n for n in known if bare[n].rpartition("/")[2] == asked],
        [
            n
            for n in known
            if asked and (bare[n].startswith(asked) or bare[n].rpartition("/")[2].startswith(asked))
        ],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UsageFault(
                f"plusieurs {kind}s portent un nom qui commence ainsi",
                hint=f"précisez : {listing(fits, 'ou')}",
            )
    near = nearest(wanted, known)
    raise UsageFault(
        f"la trame n’a pas de {kind} de ce nom",
        hint=f"vouliez-vous dire {listing(near, 'ou')} ?"
        if near
        else f"choisissez : {listing(known, 'ou')}",
    )


def nearest(wanted: str, known: Iterable[str]) -> list[str]:
    """The names that a slip may have meant: those that begin so, else the one most alike.

    Names are compared by their last part too.
    """
    from difflib import get_close_matches

    asked = _bare(wanted)
    names: dict[str, str] = {}
    for name in known:
        bare = _bare(name)
        names.setdefault(bare, name)
        names.setdefault(bare.rpartition("/")[2], name)
    begin = [bare for bare in names if len(asked) > 1 and bare.startswith(asked)]
    found = begin or get_close_matches(asked, names, n=1, cutoff=0.6)
    return list(dict.fromkeys(names[bare] for bare in found))[:_MANY]


def _bare(name: str) -> str:
    """`name` in plain letters and figures, its words joined by hyphens, its path kept."""
    words = re.findall(r"[a-z0-9]+|/", folded(name))
    said = [word for word in words if word not in _SMALL] or words
    return "-".join(said).replace("-/-", "/")
