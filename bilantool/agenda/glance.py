"""A dossier read for its delays alone: what dates nothing is opened, and not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bilantool.bilan import Bilan
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import DataFault, KeyFault
from bilantool.inspection import EMPTY, Examined, Inspection, examine, require_known
from bilantool.notes.completeness import Judged
from bilantool.notes.trame import NoteSpec, Trame

READ = frozenset(
    [
        "cadre/beneficiaire",
        "cadre/consentements",
        "cadre/convention",
        "cadre/seances",
        "cadre/entretiens",
        "cadre/satisfaction",
        "conclusions/restitution",
        "suivi/suivi",
    ]
)
"""The notes that date something, or say what is still owed to a session."""


def glance(opened: OpenDossier, trame: Trame, cabinet: Cabinet, today: date) -> Inspection:
    """As `inspection.inspect`, without a finding: every note is opened, so that one that does
    not is told, those of `READ` alone are read."""
    require_known(opened, trame)
    notes: Mapping[str, Examined] = {
        name: examine(opened, spec, closing=False) if name in READ else _opened(opened, spec)
        for name, spec in trame.notes.items()
    }
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
