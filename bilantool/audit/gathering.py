"""The dossiers of an audit: which they are, and what each answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bilantool.audit.evidence import SEANCES, Derogation, Held, Witness, derogations
from bilantool.audit.referentiel import Indicator, Version
from bilantool.bilan import Bilan
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.inspection import Inspection, reading_of
from bilantool.notes.trame import Trame
from bilantool.surveying import Closed, each_dossier

OF_THE_YEAR = (
    "Un dossier est de l’année s’il était en cours un jour au moins de cette année, de sa première "
    "séance (à défaut, de son ouverture) à la clôture du bilan. Un dossier dont ces dates sont "
    "détruites est de l’année de son ouverture."
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the dossiers hold, indicator by indicator.

    `year` is None for the audit of one dossier. `answers` are number of the indicator → what
    each dossier holds, evidence after evidence; `closed` the dossiers that did not open,
    `unread` the notes of the others that did not, each under the reference of its dossier;
    `read` every dossier that opened, those of other years too.
    """

    year: int | None
    day: date
    version: Version
    references: tuple[str, ...]
    answers: dict[str, tuple[Held, ...]]
    derogations: tuple[Derogation, ...]
    closed: Closed
    unread: Closed
    read: Mapping[str, Inspection]

    @property
    def code(self) -> int:
        """The exit code that what did not open calls for; 0 when all did."""
        return max((fault.code for _, fault in (*self.closed, *self.unread)), default=0)


def one(vault: Vault, trame: Trame, version: Version, reference: str, day: date) -> Gathered:
    """What one dossier holds; raises as opening it does."""
    witness = _witness(vault, trame, vault.open(reference), day, {})
    return _gathered([witness], version, day, None, (), {reference: witness.seen})


def of_year(vault: Vault, trame: Trame, version: Version, year: int, day: date) -> Gathered:
    """What the dossiers of a year hold; one that does not open hides no other."""
    digests: dict[Path, str] = {}
    found = each_dossier(vault, lambda opened: _witness(vault, trame, opened, day, digests))
    read = {each.reference: each.seen for each in found.made}
    witnesses = [each for each in found.made if year in _years(each.opened, each.seen)]
    return _gathered(witnesses, version, day, year, found.failed + found.gone, read)


def _witness(
    vault: Vault, trame: Trame, opened: OpenDossier, day: date, digests: dict[Path, str]
) -> Witness:
    seen = reading_of(opened, trame, vault.cabinet, day, trame.notes)
    return Witness(opened, seen, vault.cabinet, digests)


def _gathered(
    witnesses: list[Witness],
    version: Version,
    day: date,
    year: int | None,
    closed: Closed,
    read: Mapping[str, Inspection],
) -> Gathered:
    return Gathered(
        year,
        day,
        version,
        tuple(witness.reference for witness in witnesses),
        {each.number: tuple(_answers(each, witnesses)) for each in version.indicators},
        tuple(found for witness in witnesses for found in derogations(witness.seen)),
        closed,
        tuple((each.reference, fault) for each in witnesses for _, fault in each.seen.faults),
        read,
    )


def _answers(indicator: Indicator, witnesses: list[Witness]) -> Iterator[Held]:
    for evidence in indicator.evidence:
        for witness in witnesses:
            yield witness.answer(evidence)


def _years(opened: OpenDossier, seen: Inspection) -> range:
    """The years in which the dossier was open: see `OF_THE_YEAR`."""
    created, bilan = opened.dossier.created.year, seen.bilan
    if seen.notes[SEANCES].destroyed:
        return range(created, created + 1)
    first = bilan.begun_on.year if bilan.begun_on else created
    return range(first, max(first, _last(bilan)) + 1)


def _last(bilan: Bilan) -> int:
    """The year of the end; of a bilan that goes on, the one of the audit."""
    return (bilan.closed_on or bilan.today).year
