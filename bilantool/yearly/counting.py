"""Every dossier of the cabinet added up, and what could not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bilantool import figures
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import BilantoolError
from bilantool.inspection import Inspection, reading_of
from bilantool.keys import sums
from bilantool.keys.ring import DossierKeys
from bilantool.notes.trame import Trame
from bilantool.surveying import each_dossier


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A note (or, without `note`, a whole dossier) that no figure holds.

    Without a `fault` it opens, but its shape is wrong: `check` says where.
    """

    reference: str
    note: str = ""
    fault: BilantoolError | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What all dossiers come to, how many they are, and what is not among it.

    `left` is how many numbers come from destroyed classes.
    """

    totals: figures.Totals
    dossiers: int
    left: int
    uncounted: tuple[Uncounted, ...]

    @property
    def code(self) -> int:
        """The exit code that what is missing calls for; 0 when all is counted."""
        return max((each.fault.code if each.fault else 1 for each in self.uncounted), default=0)


def count(
    vault: Vault, trame: Trame, today: date, read: Mapping[str, Inspection] | None = None
) -> Counted:
    """Add up every dossier; one that does not open hides no other. `read` are those of which all
    that is counted was read already, by reference.

    Raises DataFault or KeyFault where what destroyed dossiers left cannot be read: without it,
    every figure would be too small.
    """
    kept = sums.read(vault.trousseau, vault.identity, vault.cabinet.uuid)

    def counted(opened: OpenDossier) -> tuple[Inspection, DossierKeys]:
        known = (read or {}).get(opened.reference)
        return (
            known or reading_of(opened, trame, vault.cabinet, today, figures.NOTES),
            opened.keys,
        )

    found = each_dossier(vault, counted)
    here = [Uncounted(each, fault=fault) for each, fault in found.failed]
    here += [each for seen, _ in found.made for each in _unread(seen)]
    gone = [Uncounted(each, fault=fault) for each, fault in found.gone]
    uncounted = [*sorted(here, key=lambda each: each.reference), *gone]
    totals = figures.totals(kept, [(seen.bilan, keys) for seen, keys in found.made])
    return Counted(totals, len(found.made), len(kept.held), tuple(uncounted))


def _unread(found: Inspection) -> list[Uncounted]:
    """The notes that some figure wants, and that cannot be read or are misshapen."""
    listed = []
    for name in figures.NOTES:
        note = found.notes.get(name)
        if note is not None and (note.fault or (note.judged.begun and not note.judged.shaped)):
            listed.append(Uncounted(found.reference, name, note.fault))
    return listed
