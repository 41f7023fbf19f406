"""What a dossier holds of a person, read once; what cannot be read is told, and hides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bilantool import shelf
from bilantool.cabinet import drafts
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.notes import reading
from bilantool.notes.trame import NoteSpec, Trame
from bilantool.portability import names
from bilantool.shelf import Filed


@dataclass(frozen=True, slots=True)
class Text:
    """A note's text as it was typed; `values` is None where it is no readable YAML."""

    spec: NoteSpec
    text: str
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Held:
    """All of a dossier.

    `notes` are those that were begun, in the order of the trame. `pieces` maps each attachment
    that can be opened to the name that its file is given. `destroyed` names notes and
    attachments whose key is gone, `faults` what could not be read and why, `older` the notes
    of which this machine has seen a later revision.
    """

    reference: str
    notes: tuple[Text, ...]
    drafts: tuple[Text, ...]
    pieces: Mapping[str, str]
    filed: Mapping[str, Filed]
    destroyed: tuple[str, ...]
    faults: tuple[tuple[str, BilantoolError], ...]
    older: tuple[str, ...] = ()

    def values(self, note: str) -> Mapping[str, Any]:
        """The values of a note; empty when it is not begun or not readable."""
        return next((each.values or {} for each in self.notes if each.spec.name == note), {})


def hold(opened: OpenDossier, trame: Trame) -> Held:
    """Read everything of a dossier. The attachments' bytes are left for who writes them."""
    notes, waiting, destroyed, older = [], [], [], []
    faults: list[tuple[str, BilantoolError]] = []
    for name in sorted(opened.keys.notes.keys() - set(trame.notes)):
        unknown = DataFault(
            "cette trame ne la connaît pas",
            hint="mettez bilantool à jour, ou acceptez la trame du cabinet : bilantool templates",
        )
        faults.append((f"la note {name}", unknown))
    for name, spec in trame.notes.items():
        if name not in opened.keys.notes:
            continue  # added to the trame since: this dossier has none
        if opened.destroyed(name):
            destroyed.append(f"la note {name}")
            continue
        try:
            note = opened.read(name)
        except (DataFault, KeyFault) as fault:
            faults.append((f"la note {name}", fault))
        else:
            if note.older:
                older.append(name)
            if note.text.strip():
                notes.append(_text(spec, note.text))
        try:
            draft = drafts.find(opened, name)
        except DataFault as fault:
            faults.append((f"le brouillon de la note {name}", fault))
        else:
            if draft is not None and draft.text.strip():
                waiting.append(_text(spec, draft.text))
    pieces: dict[str, str] = {}
    filed = {each.id: each for each in shelf.filed(opened, trame)}
    for each in filed.values():
        if each.destroyed:
            destroyed.append(f"la pièce {each.id[:8]}")
        elif each.fault is not None:
            faults.append((f"la pièce {each.id[:8]}", each.fault))
        elif each.facts is not None:
            pieces[each.id] = names.free(names.of_piece(each.facts), pieces.values())
    return Held(
        opened.reference,
        tuple(notes),
        tuple(waiting),
        pieces,
        filed,
        tuple(destroyed),
        tuple(faults),
        tuple(older),
    )


def _text(spec: NoteSpec, text: str) -> Text:
    try:
        return Text(spec, text, reading.read(text).values)
    except DataFault:
        return Text(spec, text, None)
