"""Names as people type them: whole, shortened, in another case."""

from __future__ import annotations

from collections.abc import Iterable

from bilantool.errors import UsageFault
from bilantool.french import listing


def chosen(wanted: str, known: Iterable[str], kind: str) -> str:
    """The one name that `wanted` means: whole, then last part, then beginning of either.

    `kind` is the French word for what is chosen; raises UsageFault with the candidates.
    """
    known = tuple(known)
    asked = wanted.strip().lower().replace("_", "-").removesuffix(".yaml")
    for fits in (
        [n for n in known if n == asked],
        [n for n in known if n.rpartition("/")[2] == asked],
        [
            n
            for n in known
            if asked and (n.startswith(asked) or n.rpartition("/")[2].startswith(asked))
        ],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UsageFault(
                f"plusieurs {kind}s portent un nom qui commence ainsi",
                hint=f"précisez : {listing(fits, 'ou')}",
            )
    raise UsageFault(
        f"la trame n’a pas de {kind} de ce nom", hint=f"choisissez : {listing(known, 'ou')}"
    )
