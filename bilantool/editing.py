"""The life of a text between its note and an editor: opened, checked, sealed, never lost.

Nothing here talks to a person: the commands do, with what these functions return.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cabinet import drafts
from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
from bilantool.errors import BilantoolError
from bilantool.storage import files, ramfolder

if TYPE_CHECKING:
    from bilantool.notes.completeness import Judged
    from bilantool.notes.trame import NoteSpec

MODELINE = "# yaml-language-server: $schema="
"""First line of an edited text: where editors find the note's schema. Never sealed."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a text: sealed as `revision` if it `changed`, and what was found in it."""

    changed: bool
    revision: int
    judged: Judged


def starting_text(spec: NoteSpec, note: OpenNote) -> str:
    """What an editor opens: the note, or the commented questions of one not begun."""
    if note.text.strip():
        return note.text
    from bilantool.notes.skeleton import skeleton

    return skeleton(spec)


def with_modeline(text: str, schema: Path) -> str:
    """`text` under the line that tells editors where its schema is."""
    return f"{MODELINE}{schema.as_uri()}\n{text}"


def without_modeline(text: str) -> str:
    first, newline, rest = text.partition("\n")
    return rest if newline and first.startswith(MODELINE) else text


def settle(opened: OpenDossier, spec: NoteSpec, base: OpenNote, text: str, lock: Path) -> Settled:
    """Check `text` and seal it as the note's next revision; an unchanged one is left alone.

    Half-filled is normal: findings do not stop the sealing. DataFault, located, when the text
    is no readable YAML: nothing is written then, and keeping the text is up to the caller.
    """
    from bilantool.notes import completeness, identifiers, reading

    reading.read(text)
    changed = text != starting_text(spec, base)
    revision = base.revision
    if changed:
        text = identifiers.complete(text, spec)
        reading.decode(text.encode("utf-8"))
        files.private_folder(lock.parent)
        with files.lock(lock):
            revision = opened.seal(spec.name, text, base=base.revision)
    drafts.drop(opened, spec.name)
    return Settled(changed, revision, completeness.check(spec, reading.read(text)))


def rescue(vault: Vault, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Seal as drafts the texts that killed editors left in the RAM folder.

    Returns (reference, note) of each. What belongs to another cabinet or cannot be opened
    with these keys stays where it is, for the command that can.
    """
    rescued = []
    for leftover in ramfolder.stale(environ):
        owner = leftover.owner
        if Path(owner.cabinet) != vault.cabinet.root:
            continue
        try:
            opened = vault.open(owner.reference)
            text = without_modeline(leftover.text())
            base = opened.read(owner.note)
            if text.strip() and text != base.text:
                drafts.keep(opened, owner.note, text)
                rescued.append((owner.reference, owner.note))
        except BilantoolError:
            continue  # kept in place: another cabinet state or other keys will open it
        leftover.discard()
    return rescued
