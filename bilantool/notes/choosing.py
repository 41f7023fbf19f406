"""Names as people type them: whole, shortened, in another case, without accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bilantool.errors import UsageFault
from bilantool.french import folded, listing

_SMALL = {"d", "de", "des", "du", "l", "la", "le", "les"}
_MANY = 3
"""Guesses worth giving."""


def chosen(
    wanted: str,
    known: Iterable[str],
    kind: str,
    *,
    labels: Mapping[str, str] | None = None,
    unknown: str = "",
) -> str:
    """The one name that `wanted` means: whole, then last part, then beginning of either.

    Neither accents nor case count, nor how words are joined (« plan d’action »). `labels` are what
    people read for some of the names, and may type as well. `kind` is the French word for what is
    chosen, `unknown` what to say where nothing is; raises UsageFault with the nearest candidates,
    else all.
    """
    known = tuple(known)
    asked = _bare(wanted.strip().removesuffix(".yaml"))
    spoken = {name: _spoken(name, (labels or {}).get(name, "")) for name in known}
    for fits in (
        [name for name, words in spoken.items() if asked == words[0]],
        [name for name, words in spoken.items() if asked in words],
        [
            name
            for name, words in spoken.items()
            if asked and any(word.startswith(asked) for word in words)
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
        unknown or f"la trame n’a pas de {kind} de ce nom",
        hint=f"vouliez-vous dire {listing(near, 'ou')} ?"
        if near
        else f"choisissez : {listing(known, 'ou')}",
    )


def _spoken(name: str, label: str) -> tuple[str, ...]:
    """All by which a choice may be called: its name, the last part of it, its label."""
    bare = _bare(name)
    return (bare, bare.rpartition("/")[2], *([_bare(label)] if label else []))


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
