"""An editor, opened as often as it takes for its text to be readable, or put aside: the person's
own, on a text in a folder in memory, or ours where the system has no such folder."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bilantool.cli.opening import Opening
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.french import long_date
from bilantool.numbered import Newer
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.cabinet.drafts import Draft
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.console import Console
    from bilantool.editing import Settled
    from bilantool.editors import Editor
    from bilantool.notes.trame import NoteSpec
    from bilantool.storage.ramfolder import RamFolder, Shelter


def with_editor(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    *,
    history: bool,
) -> Settled:
    """Open the note in the person's editor until it is readable, or put aside."""
    from bilantool import editing
    from bilantool.storage import ramfolder

    console, environ = opening.console, opening.around.environ
    shelter = ramfolder.shelter(environ)
    editor = _editor(environ, shelter)
    if (editor is None or editor.in_terminal) and not console.interactive:
        name = f" {files.quoted(editor.program)}" if editor else ""
        raise EnvironmentFault(
            f"l'éditeur{name} attend un terminal, et il n'y en a pas",
            hint="lancez la commande dans un terminal, ou donnez le texte avec --from",
        )
    text = editing.starting_text(spec, base.text)
    taken = _draft(console, opened, spec)
    if taken is not None:
        text = taken.text
    desk = _Desk(opening, vault, opened, spec, base, history)
    if editor is None:
        return _in_memory(desk, text, taken)
    if not shelter.in_memory:
        console.warn(
            "cet ordinateur n'a pas de dossier en mémoire vive : le texte passera par un dossier "
            "privé du disque, effacé à la fermeture de l'éditeur"
        )
    if not editor.known:
        console.warn(
            "bilantool ne connaît pas cet éditeur : vérifiez qu'il ne garde pas de copie des textes"
        )
    owner = ramfolder.Owner(
        cabinet=str(vault.cabinet.root),
        trousseau=str(vault.trousseau.folder),
        dossier=opened.dossier.uuid,
        reference=opened.reference,
        note=spec.name,
        revision=base.revision,
    )
    stem = spec.name.replace("/", "-")
    with ramfolder.RamFolder(shelter, owner, f"{stem}.yaml", b"") as ram:
        schema = ram.private / "schema.json"
        editing.write_schema(schema, spec)
        ram.file.write_text(editing.with_modeline(text, schema), encoding="utf-8", newline="\n")
        sheet = _File(desk, editor, ram, taken)
        try:
            return _rounds(desk, sheet)
        except BilantoolError:
            raise  # its hint says what became of the text
        except BaseException:
            # Interrupted or told to end: what is in the folder now would go with it.
            sheet.aside(ram.last_words())
            raise


def _editor(environ: Mapping[str, str], shelter: Shelter) -> Editor | None:
    """The person's editor; None for ours, in memory.

    Ours where the usual one would leave copies on a disk (Notepad keeps what is typed until it is
    saved, and after), and where there is none. An editor that was chosen is taken.
    """
    from bilantool import editors

    chosen = any(environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    if not chosen and not shelter.in_memory:
        return None
    try:
        return editors.find(environ, platform.system())
    except EnvironmentFault:
        if chosen:
            raise
        return None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one editing needs: where the text comes from, and where it goes."""

    opening: Opening
    vault: Vault
    opened: OpenDossier
    spec: NoteSpec
    base: OpenNote
    history: bool


class _Sheet(Protocol):
    """Where the text is while it is written; `taken` is the draft that it is kept as, or was."""

    taken: Draft | None

    def written(self, line: int | None) -> bytes:
        """The text once the person has closed it, opened at `line`."""

    def aside(self, data: bytes) -> str:
        """Keep a text that cannot be saved; where it is, in a sentence."""


def _draft(console: Console, opened: OpenDossier, spec: NoteSpec) -> Draft | None:
    """The draft to go on with, if there is one and the person wants it."""
    from bilantool.cabinet import drafts

    try:
        draft = drafts.find(opened, spec.name)
    except Newer:
        raise
    except DataFault as fault:
        console.warn(fault.message, fault.hint)
        return None
    if draft is None:
        return None
    console.note(f"un texte du {long_date(draft.kept.date())} n'avait pas pu être enregistré")
    if console.confirm("Le reprendre ?"):
        return draft
    if console.confirm("Le jeter ?", default=False):
        drafts.drop(opened, spec.name)
    return None


def _rounds(desk: _Desk, sheet: _Sheet) -> Settled:
    from bilantool import editing

    console, spec, base = desk.opening.console, desk.spec, desk.base
    line: int | None = None
    while True:
        data = sheet.written(line)
        refuse_to_empty(console, spec, base, data)
        try:
            lock = desk.vault.cabinet.lock
            return editing.settle(
                desk.opened, spec, base, data, lock, history=desk.history, taken=sheet.taken
            )
        except BilantoolError as fault:
            position = fault.position if isinstance(fault, DataFault) else None
            if position is not None and console.interactive:
                console.fault(located(fault, fault.hint))
                if console.confirm(f"Rouvrir à la ligne {position.line} ?"):
                    line = position.line
                    continue
            raise located(fault, sheet.aside(data)) from None


@dataclass
class _File:
    """The text in a folder in memory, and another program that writes in it."""

    desk: _Desk
    editor: Editor
    ram: RamFolder
    taken: Draft | None

    def written(self, line: int | None) -> bytes:
        from bilantool import editors

        opening = self.desk.opening
        outcome = editors.run(self.editor, self.ram.file, line, env=opening.around.environ)
        data = self._left()
        if outcome.returncode != 0:
            raise EnvironmentFault(
                f"l'éditeur s'est arrêté sur une erreur (code {outcome.returncode})",
                hint=self.aside(data),
            )
        if outcome.suspicious_quick:
            opening.console.warn(
                "l'éditeur est revenu aussitôt : s'il ouvre une autre fenêtre, ajoutez à EDITOR "
                "l'option qui le fait attendre (souvent --wait)"
            )
        return data

    def aside(self, data: bytes) -> str:
        """As a draft or, where even that fails, in the folder in which it lies."""
        from bilantool import editing

        desk = self.desk
        try:
            return editing.set_aside(desk.opened, desk.spec, desk.base, data, taken=self.taken)
        except BilantoolError as fault:
            self.ram.leave()
            return f"{fault.message} ; {self._where()}"
        except BaseException:
            self.ram.leave()
            raise

    def _left(self) -> bytes:
        """What the editor left in place of the text."""
        try:
            return self.ram.read()
        except BilantoolError as fault:
            if not self.ram.file.exists():
                raise EnvironmentFault(
                    f"l'éditeur a supprimé le texte de la note {self.desk.spec.name}",
                    hint="la note est restée telle qu'elle était",
                ) from None
            self.ram.leave()
            raise type(fault)(fault.message, hint=self._where()) from None

    def _where(self) -> str:
        until = " jusqu'à l'arrêt de l'ordinateur" if self.ram.shelter.in_memory else ""
        return (
            f"votre texte reste dans {files.quoted(self.ram.file)}{until} ; "
            f"ensuite : bilantool edit {self.desk.opened.reference} {self.desk.spec.name}"
        )


def _in_memory(desk: _Desk, text: str, taken: Draft | None) -> Settled:
    """The note written in our own editor, told to end or not; what was typed is kept."""
    from bilantool.storage.signals import unwinding

    sheet = _Memory(desk, text, taken)
    with unwinding():
        try:
            return _rounds(desk, sheet)
        except BilantoolError:
            raise
        except BaseException:
            desk.opening.console.note(sheet.aside(sheet.editor.text.encode()))
            raise


class _Memory:
    """The text in this process alone; sealed as a draft while somebody types."""

    def __init__(self, desk: _Desk, text: str, taken: Draft | None) -> None:
        from bilantool.cli.text_editor import TextEditor

        title = f" {desk.opened.reference}  {desk.spec.title}"
        self.desk, self.taken, self._text = desk, taken, text
        self.editor = TextEditor(desk.opening.console, title, self._seal)

    def written(self, line: int | None) -> bytes:
        self._text = self.editor.write(self._text, line)
        return self._text.encode()

    def aside(self, data: bytes) -> str:
        from bilantool import editing

        desk = self.desk
        return editing.set_aside(desk.opened, desk.spec, desk.base, data, taken=self.taken)

    def _seal(self, text: str) -> None:
        from bilantool.cabinet import drafts

        self.aside(text.encode())
        self.taken = drafts.find(self.desk.opened, self.desk.spec.name)


def refuse_to_empty(console: Console, spec: NoteSpec, base: OpenNote, data: bytes) -> None:
    """UsageFault where a begun note would be left without a word, unless it is confirmed."""
    from bilantool import editing

    if editing.empties(base, data) and not console.confirm("Vider cette note ?", default=False):
        raise UsageFault(
            f"la note {spec.name} n'a pas été vidée", hint="elle est restée telle qu'elle était"
        )


def located(fault: BilantoolError, hint: str) -> BilantoolError:
    """The same fault with its line in the sentence, and what became of the text as hint."""
    position = fault.position if isinstance(fault, DataFault) else None
    place = f"ligne {position.line}, colonne {position.column} : " if position else ""
    hints = [each for each in dict.fromkeys((fault.hint, hint)) if each]
    if isinstance(fault, DataFault):
        return DataFault(f"{place}{fault.message}", hint=" ; ".join(hints), position=position)
    return type(fault)(fault.message, hint=" ; ".join(hints))
