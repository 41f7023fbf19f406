"""A session written into its two notes: the register first, then the entry for the interview.

Each note is sealed whole or not at all. Killed between the two, the register holds a session
that has no entry yet, which the next `session` makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bilantool import editing, surveying
from bilantool.bilan import Bilan, Session, entries_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.editing import Change
from bilantool.errors import EnvironmentFault, Refusal
from bilantool.findings import KeyPath
from bilantool.inspection import SEANCES, Inspection, examine
from bilantool.notes.amending import room
from bilantool.notes.trame import Trame
from bilantool.seances.proposal import Proposal

ENTRETIENS = "cadre/entretiens"

_SLOTS = (SEANCES, "cadre/beneficiaire")
"""The notes that say when somebody is expected."""

_TO_WRITE = ("objectif", "notes", "compte_rendu")
"""The fields that a new entry shows empty, for whoever opens it in an editor."""


def usable(seen: Inspection, so: str = "") -> None:
    """Refuse to write beside what cannot be read; `so` says what cannot be done then.

    The register's own fault comes first; a value that is invalid is a Refusal.
    """
    note = seen.notes[SEANCES]
    if note.fault is not None:
        raise note.fault
    if not note.judged.shaped:
        raise Refusal(
            f"la note des séances contient une valeur invalide{so and f' : {so}'}",
            [finding for finding in seen.every if finding.note == SEANCES],
            hint=f"corrigez-la d'abord : bilantool edit {seen.reference} seances",
        )


def elsewhere(vault: Vault, trame: Trame, but: OpenDossier, today: date) -> Mapping[str, Bilan]:
    """The bilans of the other dossiers, by reference, from their sessions and from who is in charge
    of them: what cannot be read there is told by `status`."""

    def look(opened: OpenDossier) -> tuple[str, Bilan]:
        if opened.dossier.uuid == but.dossier.uuid:
            return "", Bilan({}, {}, today)
        read = {name: examine(opened, trame.notes[name], closing=False) for name in _SLOTS}
        usable = {name: each.judged.values for name, each in read.items() if each.judged.shaped}
        return opened.reference, Bilan(usable, vault.cabinet.settings, today)

    found = dict(surveying.each_dossier(vault, look).made)
    return {reference: bilan for reference, bilan in found.items() if reference}


def record(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    proposal: Proposal,
    moved: Session | None = None,
    state: str = "",
    *,
    history: bool,
) -> str:
    """Write the session, in the place of the planned one where there is one; returns its id.

    `moved` is a session that becomes `state` by it (postponed, most often): both are written, or
    none.
    """
    place = -1

    def plan(values: Mapping[str, Any]) -> list[Change]:
        nonlocal place
        items = _items(values, "seances")
        marks: list[Change] = []
        if moved is not None:
            _still(items, moved.index, moved.day)
            marks = _changes(items[moved.index], moved.index, {"etat": state})
        if proposal.replaces is None:
            place = room(items)
            return [*marks, *_added(items, place, "seances", proposal.values)]
        place = proposal.replaces
        _still(items, place, proposal.day)
        return [*marks, *_changes(items[place], place, proposal.values)]

    editing.amend(vault, opened, trame.notes[SEANCES], plan, history=history)
    return _id_at(opened, place)


def mark(
    vault: Vault,
    opened: OpenDossier,
    trame: Trame,
    session: Session,
    fields: Mapping[str, Any],
    *,
    history: bool,
) -> editing.Settled:
    """Change some fields of a session that the note holds: its state, its proof."""

    def plan(values: Mapping[str, Any]) -> list[Change]:
        items = _items(values, "seances")
        _still(items, session.index, session.day)
        return _changes(items[session.index], session.index, fields)

    return editing.amend(vault, opened, trame.notes[SEANCES], plan, history=history)


def place(bilan: Bilan, session: str) -> KeyPath:
    """Where the interview of the session of this id is told; () where it has no entry."""
    listed = entries_of(bilan.note(ENTRETIENS).get("entretiens"))
    found = (index for index, entry in listed if entry.get("seance") == session)
    return next((("entretiens", index) for index in found), ())


def unentered(bilan: Bilan, session: str) -> tuple[str, ...]:
    """The ids of the sessions whose entry is to be made along with that of `session`.

    The interview held just before is one of them: its command may have been killed half-way.
    """
    interviews = [
        each
        for each in bilan.sessions
        if each.state == "tenue"
        and each.nature == "entretien"
        and each.phase != "suivi"
        and not each.personal
        and each.id
    ]
    interviews.sort(key=lambda each: (each.day or date.min, each.index))
    ids = [each.id for each in interviews]
    before = ids[: ids.index(session)][-1:] if session in ids else []
    return tuple(each for each in (*before, session) if each and not place(bilan, each))


def enter(vault: Vault, opened: OpenDossier, trame: Trame, session: str, *, history: bool) -> bool:
    """Make the entry of a session in `cadre/entretiens`; whether there was none."""

    def plan(values: Mapping[str, Any]) -> list[Change]:
        items = _items(values, "entretiens")
        if any(isinstance(each, Mapping) and each.get("seance") == session for each in items):
            return []
        fields = {"seance": session, **dict.fromkeys(_TO_WRITE)}
        return _added(items, room(items), "entretiens", fields)

    return editing.amend(vault, opened, trame.notes[ENTRETIENS], plan, history=history).changed


def _items(values: Mapping[str, Any], key: str) -> list[Any]:
    listed = values.get(key)
    return listed if isinstance(listed, list) else []


def _added(items: list[Any], place: int, key: str, fields: Mapping[str, Any]) -> list[Change]:
    """A new item; where the model left an empty one, its fields are filled and its help stays."""
    if place >= len(items):
        return [((key, place), dict(fields))]
    return [((key, place, name), value) for name, value in fields.items() if value is not None]


def _changes(item: Mapping[str, Any], place: int, fields: Mapping[str, Any]) -> list[Change]:
    return [
        (("seances", place, name), value)
        for name, value in fields.items()
        if item.get(name) != value
    ]


def _still(items: list[Any], place: int, day: date | None) -> None:
    """EnvironmentFault when the note no longer holds that day's session in that place."""
    item = items[place] if place < len(items) else None
    if not isinstance(item, Mapping) or day is None or item.get("date") != day.isoformat():
        raise EnvironmentFault(
            "la note des séances a été modifiée ailleurs pendant que vous répondiez",
            hint="rien n'a été changé : recommencez",
        )


def _id_at(opened: OpenDossier, place: int) -> str:
    from bilantool.notes import reading

    items = _items(reading.read(opened.read(SEANCES).text).values, "seances")
    return str(items[place].get("id", ""))
