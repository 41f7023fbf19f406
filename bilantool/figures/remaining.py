"""The yearly figures outlive the dossiers: what a destroyed class added to them is kept.

A measure is *live* while every class that its notes are sealed under has its key. Destroying
one of them ends it, and `record` puts what it was among the cabinet's sums first. So the total
over all dossiers and those sums is the same before and after, whatever is destroyed when.

The id of a sum comes from the very keys whose end ends the measure: while they live, the same
sum recorded twice (a killed command, a second machine) is one sum, and is not counted beside
the live measure; once they are gone, nothing links it to the dossier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bilantool.bilan import Bilan
from bilantool.figures.measures import MEASURES, Measure
from bilantool.keys import sums
from bilantool.keys.identity import Identity
from bilantool.keys.ring import DossierKeys
from bilantool.keys.sums_file import Sum, Sums
from bilantool.keys.trousseau import Trousseau
from bilantool.sealing import primitives

Totals = Mapping[tuple[int, str, str], int]
"""Year, measure and label → what all dossiers, destroyed ones too, come to."""

_SLOTS = 64
"""How many ids of a live measure are looked for among the sums: more than a bilan can fill."""


def contributions(bilan: Bilan, keys: DossierKeys, classe: str) -> tuple[Sum, ...]:
    """What the end of this class takes out of the live figures; nothing once it is destroyed."""
    return tuple(found for measure in _ending(keys, classe) for found in measure.of(bilan))


def record(
    trousseau: Trousseau, identity: Identity, bilan: Bilan, keys: DossierKeys, classe: str
) -> None:
    """Keep what the class adds to the figures: to be called just before its key is destroyed.

    Called again, it replaces what it had kept of this class; called once the key is destroyed
    (`keys` has the tombstone), it does nothing. Raises DataFault or KeyFault where the file of
    sums is damaged or another's, EnvironmentFault where it cannot be written.
    """
    ended = _ending(keys, classe)
    if not ended:
        return

    def changed(here: Sums) -> Sums:
        held = dict(here.held)
        for measure in ended:
            found = measure.of(bilan)
            ids = list(_ids(measure, keys, len(found)))
            for identity_ in ids:
                held.pop(identity_, None)
            held.update(zip(ids, found, strict=False))
        return replace(here, held=held)

    sums.change(trousseau, identity, keys.cabinet, changed)


def totals(kept: Sums, dossiers: Iterable[tuple[Bilan, DossierKeys]]) -> Totals:
    """Every figure of the cabinet: what the dossiers add, and what destroyed classes left."""
    found: dict[tuple[int, str, str], int] = {}
    left = dict(kept.held)
    for bilan, keys in dossiers:
        for measure in MEASURES:
            if not _live(measure, keys):
                continue
            for identity in _ids(measure, keys, 0) if kept.held else ():
                left.pop(identity, None)  # recorded by a destruction that has not come to its end
            for each in measure.of(bilan):
                _add(found, each)
    for each in left.values():
        _add(found, each)
    return found


def _add(found: dict[tuple[int, str, str], int], each: Sum) -> None:
    place = (each.year, each.measure, each.label)
    found[place] = found.get(place, 0) + each.value


def _ending(keys: DossierKeys, classe: str) -> tuple[Measure, ...]:
    """The live measures that read a note of this class."""
    return tuple(
        measure
        for measure in MEASURES
        if _live(measure, keys) and classe in _classes(measure, keys)
    )


def _live(measure: Measure, keys: DossierKeys) -> bool:
    classes = _classes(measure, keys)
    return bool(classes) and all(classe in keys.keys for classe in classes)


def _classes(measure: Measure, keys: DossierKeys) -> tuple[str, ...]:
    """The classes that its notes are pinned to in this dossier, sorted."""
    return tuple(sorted({keys.notes[note] for note in measure.notes if note in keys.notes}))


def _ids(measure: Measure, keys: DossierKeys, count: int) -> Iterator[str]:
    """The ids of what the measure may leave, `count` of them at least."""
    secret = b"".join(
        keys.keys[classe][min(keys.keys[classe])] for classe in _classes(measure, keys)
    )
    info = f"bilantool-chiffres/1 {measure.name}".encode()
    own = primitives.hkdf(secret, salt=b"", info=info, length=primitives.KEY_SIZE)
    for slot in range(max(count, _SLOTS)):
        yield hashlib.sha256(own + slot.to_bytes(4, "big")).hexdigest()[:24]
