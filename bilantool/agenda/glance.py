"""A dossier read for its delays alone: what dates nothing is opened, and not read."""

from __future__ import annotations

from datetime import date

from bilantool.bilan import Bilan, day_of, group_of
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault, KeyFault
from bilantool.inspection import EMPTY, SEANCES, Examined, Inspection, examine, require_known
from bilantool.notes.completeness import Judged
from bilantool.notes.trame import NoteSpec, Trame

READ = frozenset(
    [
        "cadre/beneficiaire",
        "cadre/consentements",
        "cadre/convention",
        "cadre/seances",
        "cadre/satisfaction",
        "conclusions/restitution",
        "suivi/suivi",
    ]
)
"""The notes that date something."""

WHILE_OPEN = READ | {"cadre/entretiens"}
"""And those that do as long as the bilan goes on: most dossiers of a cabinet are closed ones."""


def dating(end: date | None) -> frozenset[str]:
    """The notes that may hold delays in a bilan that ended on that day, or goes on."""
    return READ if end else WHILE_OPEN


def glance(opened: OpenDossier, trame: Trame, cabinet: Cabinet, today: date) -> Inspection:
    """As `inspection.inspect`, without a finding: every note is opened, so that one that does
    not is told, and those alone are read that date something."""
    require_known(opened, trame)
    seances = examine(opened, trame.notes[SEANCES], closing=False)
    end = day_of(group_of(seances.judged.values.get("cloture")).get("le"))
    read = dating(end if seances.judged.shaped else None)
    notes: dict[str, Examined] = {}
    for name, spec in trame.notes.items():
        if name == SEANCES:
            notes[name] = seances
        elif name in read:
            notes[name] = examine(opened, spec, closing=False)
        else:
            notes[name] = _opened(opened, spec)
    opened.remember({name: note.revision for name, note in notes.items()})
    usable = {
        name: note.judged.values
        for name, note in notes.items()
        if note.judged.begun and note.judged.shaped
    }
    bilan = Bilan(usable, cabinet.settings, today)
    uuid = opened.dossier.uuid
    return Inspection(opened.reference, bilan, trame, notes, tuple(notes), (), uuid)


def _opened(opened: OpenDossier, spec: NoteSpec) -> Examined:
    unread = Judged({}, (), shaped=True, begun=False)
    if opened.destroyed(spec.name):
        return Examined(spec, EMPTY, unread, destroyed=True)
    try:
        note = opened.read(spec.name)
    except (DataFault, KeyFault) as fault:
        return Examined(spec, EMPTY, unread, fault=fault)
    return Examined(spec, EMPTY, unread, older=note.older, revision=note.revision)
