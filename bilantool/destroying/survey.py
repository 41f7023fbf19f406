"""A dossier looked at before anything of it is destroyed: what each class holds, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bilantool import inspection, retention
from bilantool.bilan import Bilan, number_of
from bilantool.cabinet import drafts, pieces, tombs
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.destroying import traces
from bilantool.errors import DataFault, KeyFault
from bilantool.inspection import Inspection
from bilantool.notes.trame import Trame
from bilantool.registre import Certificate
from bilantool.retention import Clock


@dataclass(frozen=True, slots=True)
class Share:
    """What one class holds.

    `clock` is None while the bilan's end is not known. `pieces` are the ids of those that the
    class's key opens, `damaged` how many more say that they are of it; `documents` the names of
    the built ones. `destroyed_on` is the day of the tombstone, `certificate` what the registre
    holds of it.
    """

    classe: str
    title: str
    clock: Clock | None
    notes: tuple[str, ...]
    pieces: tuple[str, ...]
    damaged: int
    drafts: tuple[str, ...]
    documents: tuple[str, ...]
    destroyed_on: date | None
    certificate: Certificate | None

    @property
    def over(self) -> bool:
        """Whether it is destroyed and certified: nothing is left to do."""
        return self.destroyed_on is not None and self.certificate is not None

    def due(self, today: date) -> bool:
        """Whether it is to be destroyed by now, and is not yet."""
        reached = self.clock is not None and self.clock.due <= today
        return self.destroyed_on is None and reached


@dataclass(frozen=True, slots=True)
class Survey:
    """The dossier, the day on which its bilan ended (None: open, or not known), its shares.

    `unknown` are the names of files in its folder of built documents that nothing made known.
    """

    opened: OpenDossier
    seen: Inspection
    today: date
    end: date | None
    shares: Mapping[str, Share]
    unknown: tuple[str, ...]

    @property
    def reference(self) -> str:
        return self.opened.reference

    @property
    def bilan(self) -> Bilan:
        return self.seen.bilan

    @property
    def agreement(self) -> bool:
        """Whether the person agrees, today, that documents be kept."""
        last = self.bilan.decision("conservation", self.today) or {}
        return last.get("decision") == "donne" and bool(number_of(last.get("duree_mois")))


def survey(vault: Vault, opened: OpenDossier, trame: Trame, today: date) -> Survey:
    """Look at the dossier; raises DataFault or KeyFault where its end cannot be read."""
    seen = inspection.inspect(opened, trame, vault.cabinet, today)
    fault = seen.notes[inspection.SEANCES].fault
    if fault is not None:
        raise fault
    certificates = {
        classe: found
        for classe in trame.classes
        if (
            found := tombs.own_certificate(
                vault.cabinet, opened.dossier.uuid, classe, vault.identity
            )
        )
    }
    end = seen.bilan.closed_on or next(
        (each.end for each in certificates.values() if each.end), None
    )
    clocks = {}
    if end is not None:
        clocks = {each.classe: each for each in retention.clocks(trame, seen.bilan, end)}
    held, damaged = _pieces(opened)
    typed = drafts.waiting(opened.trousseau, opened.dossier.uuid)
    waiting = dict.fromkeys(each.note for each in typed)
    built = traces.documents(vault.cabinet, opened.reference, trame)
    shares = {
        name: Share(
            name,
            classe.title,
            clocks.get(name),
            tuple(note for note in trame.notes if opened.keys.notes.get(note) == name),
            tuple(held.get(name, ())),
            damaged.get(name, 0),
            tuple(note for note in waiting if opened.keys.notes.get(note) == name),
            tuple(document for document, of in built.items() if of == name),
            opened.keys.tombstones.get(name),
            certificates.get(name),
        )
        for name, classe in trame.classes.items()
    }
    unknown = tuple(document for document, of in built.items() if not of)
    return Survey(opened, seen, today, end, shares, unknown)


def _pieces(opened: OpenDossier) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The ids of the attachments by class, and how many of each cannot be opened.

    What only says that it is of a class, and does not open with its key, is not removed with it:
    whoever can push could have a paper that must be kept removed so.
    """
    held: dict[str, list[str]] = {}
    damaged: dict[str, int] = {}
    for identity in opened.dossier.pieces:
        try:
            classe = pieces.claim(opened, identity).classe
        except DataFault:
            continue
        try:
            pieces.fetch(opened, identity)
        except (DataFault, KeyFault):
            damaged[classe] = damaged.get(classe, 0) + 1
        else:
            held.setdefault(classe, []).append(identity)
    return held, damaged
