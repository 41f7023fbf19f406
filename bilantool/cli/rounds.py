"""An editor, opened as often as it takes for its text to be readable, or put aside."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilantool.cli.opening import Opening
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.french import long_date
from bilantool.storage import files

if TYPE_CHECKING:
    from bilantool.cabinet.drafts import Draft
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.console import Console
    from bilantool.editing import Settled
    from bilantool.editors import Editor
    from bilantool.notes.trame import NoteSpec
    from bilantool.storage.ramfolder import RamFolder


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
    from bilantool import editing, editors
    from bilantool.storage import ramfolder

    console, environ = opening.console, opening.around.environ
    editor = editors.find(environ, platform.system())
    if editor.in_terminal and not console.interactive:
        raise EnvironmentFault(
            f"l'éditeur {files.quoted(editor.program)} attend un terminal, et il n'y en a pas",
            hint="lancez la commande dans un terminal, ou donnez le texte avec --from",
        )
    text = editing.starting_text(spec, base)
    taken = _draft(console, opened, spec)
    if taken is not None:
        text = taken.text
    shelter = ramfolder.shelter(environ)
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
        desk = _Desk(opening, vault, opened, spec, base, taken, ram, history)
        try:
            return _rounds(desk, editor)
        except BilantoolError:
            raise  # its hint says what became of the text
        except BaseException:
            # Interrupted or told to end: what is in the folder now would go with it.
            _aside(desk, ram.last_words())
            raise


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one editing needs: where the text comes from, where it goes, where it lies."""

    opening: Opening
    vault: Vault
    opened: OpenDossier
    spec: NoteSpec
    base: OpenNote
    taken: Draft | None
    ram: RamFolder
    history: bool


def _draft(console: Console, opened: OpenDossier, spec: NoteSpec) -> Draft | None:
    """The draft to go on with, if there is one and the person wants it."""
    from bilantool.cabinet import drafts

    try:
        draft = drafts.find(opened, spec.name)
    except DataFault as fault:
        console.warn(fault.message)
        console.note(f"  → {fault.hint}")
        return None
    if draft is None:
        return None
    console.note(f"un texte du {long_date(draft.kept.date())} n'avait pas pu être enregistré")
    if console.confirm("Le reprendre ?"):
        return draft
    if console.confirm("Le jeter ?", default=False):
        drafts.drop(opened, spec.name)
    return None


def _rounds(desk: _Desk, editor: Editor) -> Settled:
    from bilantool import editing, editors

    console, spec, base = desk.opening.console, desk.spec, desk.base
    line: int | None = None
    while True:
        outcome = editors.run(editor, desk.ram.file, line, env=desk.opening.around.environ)
        data = _left(desk)
        if outcome.returncode != 0:
            raise EnvironmentFault(
                f"l'éditeur s'est arrêté sur une erreur (code {outcome.returncode})",
                hint=_aside(desk, data),
            )
        if outcome.suspicious_quick:
            console.warn(
                "l'éditeur est revenu aussitôt : s'il ouvre une autre fenêtre, ajoutez à EDITOR "
                "l'option qui le fait attendre (souvent --wait)"
            )
        refuse_to_empty(console, spec, base, data)
        try:
            lock = desk.vault.cabinet.lock
            return editing.settle(
                desk.opened, spec, base, data, lock, history=desk.history, taken=desk.taken
            )
        except BilantoolError as fault:
            position = fault.position if isinstance(fault, DataFault) else None
            if position is not None and console.interactive:
                console.fault(located(fault, fault.hint))
                if console.confirm(f"Rouvrir à la ligne {position.line} ?"):
                    line = position.line
                    continue
            raise located(fault, _aside(desk, data)) from None


def _left(desk: _Desk) -> bytes:
    """What the editor left in place of the text."""
    try:
        return desk.ram.read()
    except BilantoolError as fault:
        if not desk.ram.file.exists():
            raise EnvironmentFault(
                f"l'éditeur a supprimé le texte de la note {desk.spec.name}",
                hint="la note est restée telle qu'elle était",
            ) from None
        desk.ram.leave()
        raise type(fault)(fault.message, hint=_where(desk)) from None


def _aside(desk: _Desk, data: bytes) -> str:
    """Keep the text as a draft or, where even that fails, in the folder in which it lies."""
    from bilantool import editing

    try:
        return editing.set_aside(desk.opened, desk.spec, desk.base, data, taken=desk.taken)
    except BilantoolError as fault:
        desk.ram.leave()
        return f"{fault.message} ; {_where(desk)}"
    except BaseException:
        desk.ram.leave()
        raise


def _where(desk: _Desk) -> str:
    until = " jusqu'à l'arrêt de l'ordinateur" if desk.ram.shelter.in_memory else ""
    return (
        f"votre texte reste dans {files.quoted(desk.ram.file)}{until} ; "
        f"ensuite : bilantool edit {desk.opened.reference} {desk.spec.name}"
    )


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
