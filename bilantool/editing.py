"""The life of a text between its note and an editor: opened, checked, sealed, never lost.

Nothing here talks to a person: the commands do, with what these functions return.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilantool.cabinet import drafts, pending
from bilantool.cabinet.pending import Task
from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
from bilantool.errors import BilantoolError, DataFault
from bilantool.findings import KeyPath
from bilantool.storage import files, ramfolder

if TYPE_CHECKING:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.drafts import Draft
    from bilantool.notes.trame import NoteSpec

MODELINE = "# yaml-language-server: $schema="
"""Last line of an edited text: where editors find the note's schema. Never sealed.

Last, so that the lines of the editor are those of every message.
"""

_MODELINE = re.compile(rf"^{re.escape(MODELINE)}.*\n?", re.MULTILINE)


Change = tuple[KeyPath, Any]
"""A key path of a note and the value to put there; see `notes.amending.amended`."""

Plan = Callable[[Mapping[str, Any]], Iterable[Change]]

Rewriting = Callable[[Mapping[str, Any], str], str]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a text: sealed as `revision` if it `changed`."""

    changed: bool
    revision: int


def starting_text(spec: NoteSpec, text: str) -> str:
    """What an editor opens: the note's text, or the commented questions of one not begun."""
    if text.strip():
        return text
    from bilantool.notes.skeleton import skeleton

    return skeleton(spec)


def with_modeline(text: str, schema: Path) -> str:
    """`text` above the line that tells editors where its schema is."""
    return f"{_ended(text)}{MODELINE}{schema.as_uri()}\n"


def without_modeline(text: str) -> str:
    """`text` without that line, wherever it stands now: one may have written below it."""
    return _MODELINE.sub("", text)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def write_schema(path: Path, spec: NoteSpec) -> None:
    """The note's schema as editors want it, beside the text."""
    from bilantool.notes.editor import editor_schema

    data = json.dumps(editor_schema(spec), ensure_ascii=False).encode("utf-8")
    files.write_atomically(path, data)


def _untouched(text: str, spec: NoteSpec, base: OpenNote) -> bool:
    """Whether this is what was opened, but for a last end of line that editors add."""
    return _ended(text) in (_ended(base.text), _ended(starting_text(spec, base.text)))


def note_lock(cabinet: Cabinet, opened: OpenDossier, note: str) -> Path:
    """The lock held while a note is being edited, so that two editors never race."""
    folder = files.private_folder(cabinet.lock.parent)
    return folder / f"{opened.dossier.uuid}.{note.replace('/', '.')}.edition"


def empties(base: OpenNote, data: bytes) -> bool:
    """Whether this text would leave nothing of a note that was begun."""
    return bool(base.text.strip()) and not without_modeline(_decoded(data)).strip()


def settle(
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    data: bytes,
    lock: Path,
    *,
    history: bool,
    taken: Draft | None = None,
    anew: bool = False,
) -> Settled:
    """Check a text and seal it as the note's next revision; an unchanged one is left alone, unless
    it is to be sealed `anew`: who chose it among versions wants no older revision to stay.

    With `history`, the commit that is then to be made is listed in `cabinet.pending` first.
    `taken` is the draft that the text was made from, which is then done with. Half-filled is
    normal: findings do not stop the sealing. Raises DataFault, located where it can be, when
    the bytes are no readable YAML or change what is inscribed (`notes.ledger`), EnvironmentFault
    when they cannot be written: nothing is sealed then, and `set_aside` keeps the text.
    """
    from bilantool.notes import identifiers, ledger, reading

    text = without_modeline(reading.decode(data))
    reading.read(text, spec.keys)
    whole = identifiers.complete(text, spec)
    # A text given again without the ids that it received is the same text.
    changed = anew or (not _untouched(text, spec, base) and whole != base.text)
    revision = base.revision
    if changed:
        ledger.guard(spec, base.text, whole, opened.reference)
        files.private_folder(lock.parent)
        with files.lock(lock):
            if history:
                task = Task(opened.reference, opened.dossier.uuid, spec.name)
                pending.begin_anyway(opened.trousseau, opened.keys.cabinet, task)
            revision = opened.seal(spec.name, whole, base=base)
    if taken is not None:
        drafts.drop(opened, spec.name)
    return Settled(changed, revision)


@contextmanager
def holding(cabinet: Cabinet, opened: OpenDossier, note: str) -> Iterator[None]:
    """The note's lock, for as long as somebody writes in it; EnvironmentFault where it is taken."""
    busy = f"la note {note} est déjà ouverte dans un autre éditeur"
    with files.lock(note_lock(cabinet, opened, note), timeout=0, busy=busy):
        yield


def amend(
    vault: Vault, opened: OpenDossier, spec: NoteSpec, plan: Plan, *, history: bool
) -> Settled:
    """Write values into a note without an editor; all of them are sealed, or none.

    `plan` is shown what the note holds (its raw values) and says what to put where. Raises as
    `rewrite`.
    """

    def written(values: Mapping[str, Any], text: str) -> str:
        return with_changes(spec, text, plan(values))

    return rewrite(vault, opened, spec, written, history=history)


def rewrite(
    vault: Vault, opened: OpenDossier, spec: NoteSpec, written: Rewriting, *, history: bool
) -> Settled:
    """Have a note say what `written` makes of it, shown its raw values and its text.

    A note not begun starts as its model. Raises as `settle`, and EnvironmentFault while the note is
    open elsewhere.
    """
    from bilantool.notes import reading

    with holding(vault.cabinet, opened, spec.name):
        base = opened.read(spec.name)
        before = starting_text(spec, base.text)
        text = written(reading.read(before).values, before)
        return settle(opened, spec, base, text.encode(), vault.cabinet.lock, history=history)


def with_changes(spec: NoteSpec, text: str, changes: Iterable[Change]) -> str:
    """A note's text with values put into it; a note not begun starts as its model."""
    from bilantool.notes import amending

    text = starting_text(spec, text)
    for path, value in changes:
        text = amending.amended(text, path, value, spec.schema)
    return text


def set_aside(
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    data: bytes,
    *,
    taken: Draft | None = None,
) -> str:
    """Keep a text that could not be sealed as the note's draft; says so in a sentence.

    `taken` is the draft that the text was made from: the new one replaces it.
    """
    text = without_modeline(_decoded(data))
    if not text.strip() or _untouched(text, spec, base):
        return "la note est restée telle qu'elle était"
    drafts.keep(opened, spec.name, text, replaces=taken)
    return (
        f"votre texte est gardé en brouillon : bilantool edit {opened.reference} "
        f"{spec.name} le propose"
    )


def _decoded(data: bytes) -> str:
    """The text of any bytes that an editor may leave: nothing of it is dropped."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if data[1:2] == b"\0":  # UTF-16 without its mark
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _settled(text: str, spec: NoteSpec, base: OpenNote) -> bool:
    """Whether nothing of this text would be lost: it is the note already, or no answer at all."""
    from bilantool.notes import identifiers

    if not text.strip() or _untouched(text, spec, base):
        return True
    try:
        return identifiers.complete(text, spec) == base.text
    except DataFault:
        return False


@dataclass(frozen=True, slots=True)
class Rescued:
    """Texts that a dead editor left: (reference, note) of each that is a draft now, and the
    places of those that are too long to be kept as one."""

    drafts: tuple[tuple[str, str], ...]
    stranded: tuple[Path, ...]


def rescue(vault: Vault, notes: Mapping[str, NoteSpec], environ: Mapping[str, str]) -> Rescued:
    """Seal as drafts the texts that killed editors left in the RAM folder.

    What belongs to another cabinet or cannot be opened with these keys stays where it is, for
    the command that can.
    """
    rescued, stranded = [], []
    for leftover in ramfolder.stale(environ):
        owner = leftover.owner
        if Path(owner.cabinet) != vault.cabinet.root:
            continue
        try:
            opened = vault.open(owner.reference)
            if opened.dossier.uuid != owner.dossier:
                continue  # another dossier has its reference now: the text is not this one's
            if owner.note.startswith(pending.PIECE) or opened.destroyed(owner.note):
                leftover.discard()  # shown, not written: the dossier has it; or destroyed since
                continue
            if leftover.too_long:
                stranded.append(leftover.file)
                continue
            text = without_modeline(leftover.text())
            base = opened.read(owner.note)
            if not _settled(text, notes[owner.note], base):
                drafts.keep(opened, owner.note, text)
                rescued.append((owner.reference, owner.note))
            leftover.discard()
        except (BilantoolError, OSError, KeyError):
            # Kept in place for the command that can: another state of the cabinet, other keys,
            # a disk with room again. Or another command has just done it.
            continue
    return Rescued(tuple(rescued), tuple(stranded))
