"""What may be chosen in answer to a question: of its schema, of a note, of the cabinet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bilantool import inspection
from bilantool.notes import targets, typed
from bilantool.notes.questions import Step

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.trame import NoteSpec, Trame

ASIDE = ("group", "more", "keep")
"""Kinds of steps that ask whether to go on, and for nothing that the note holds."""

YES_NO = (("oui", "oui"), ("non", "non"))
_CABINET = "cabinet"
_CABINET_LABEL = "nom"


class Choosing:
    """The choices of one note's questions; what other notes hold is read once."""

    def __init__(self, vault: Vault, opened: OpenDossier, trame: Trame, spec: NoteSpec) -> None:
        self._vault, self._opened, self._trame, self._spec = vault, opened, trame, spec
        self._elsewhere: dict[str, tuple[typed.Choice, ...]] = {}

    def options(self, step: Step, values: Mapping[str, Any]) -> tuple[typed.Choice, ...]:
        """What a step proposes where the note holds `values`; nothing for a free answer."""
        if step.kind in (*ASIDE, "yesno"):
            return YES_NO
        if step.kind != "reference":
            return typed.choices(step.part)
        return self._targeted(str(step.part["x-renvoi"]), values)

    def label(self, target: str, held: str, values: Mapping[str, Any]) -> str:
        """How the item is called that a reference `held` to `target` leads to; "" for none."""
        return dict(self._targeted(target, values)).get(held, "")

    def _targeted(self, target: str, values: Mapping[str, Any]) -> tuple[typed.Choice, ...]:
        note, _, listed = target.partition("#")
        if note == self._spec.name:
            return targets.choices(self._spec.schema, values, listed)
        if target not in self._elsewhere:
            self._elsewhere[target] = self._held(note, listed)
        return self._elsewhere[target]

    def nothing(self, step: Step) -> str:
        """What to say of a reference that has nothing yet to refer to."""
        note = str(step.part["x-renvoi"]).partition("#")[0]
        if note == _CABINET:
            return (
                f"« {step.title} » se choisit parmi les consultants du cabinet, où il n'y a encore "
                "rien à choisir : bilantool fill cabinet consultants"
            )
        title = self._trame.notes[note].title
        return (
            f"« {step.title} » se choisit dans la note « {title} », où il n'y a encore rien à "
            f"choisir : bilantool fill {self._opened.reference} {note.rpartition('/')[2]}"
        )

    def _held(self, note: str, listed: str) -> tuple[typed.Choice, ...]:
        if note == _CABINET:
            return targets.choices({}, self._vault.cabinet.settings, listed, _CABINET_LABEL)
        spec = self._trame.notes[note]
        held = inspection.examine(self._opened, spec, closing=False).judged.values
        return targets.choices(spec.schema, held, listed)
