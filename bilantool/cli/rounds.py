"""An editor, opened as often as it takes for its text to be readable, or put aside."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from bilantool.cli.opening import Opening
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, UsageFault
from bilantool.french import long_date

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.editing import Settled
    from bilantool.editors import Editor
    from bilantool.notes.trame import NoteSpec
    from bilantool.storage.ramfolder import RamFolder


def with_editor(
    opening: Opening, vault: Vault, opened: OpenDossier, spec: NoteSpec, base: OpenNote
) -> Settled:
    """Open the note in the person's editor until it is readable, or put aside."""
    from bilantool import editing, editors
    from bilantool.cabinet import drafts
    from bilantool.storage import ramfolder

    console, environ = opening.console, opening.around.environ
    editor = editors.find(environ, platform.system())
    text = editing.starting_text(spec, base)
    draft = drafts.find(opened, spec.name)
    if draft is not None:
        console.note(f"un texte du {long_date(draft.kept.date())} n'avait pas pu être enregistré")
        if console.confirm("Le reprendre ?"):
            text = draft.text
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
        try:
            return _rounds(opening, vault, opened, spec, base, editor, ram)
        except BilantoolError:
            raise  # its hint says what became of the text
        except BaseException:
            # Interrupted or told to end: what is in the folder now would go with it.
            editing.set_aside(opened, spec, base, ram.last_words())
            raise


def _rounds(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    editor: Editor,
    ram: RamFolder,
) -> Settled:
    from bilantool import editing, editors

    console = opening.console
    line: int | None = None
    while True:
        outcome = editors.run(editor, ram.file, line, env=opening.around.environ)
        data = ram.read()
        if outcome.returncode != 0:
            raise EnvironmentFault(
                f"l'éditeur s'est arrêté sur une erreur (code {outcome.returncode})",
                hint=editing.set_aside(opened, spec, base, data),
            )
        if outcome.suspicious_quick:
            console.warn(
                "l'éditeur est revenu aussitôt : s'il ouvre une autre fenêtre, ajoutez à EDITOR "
                "l'option qui le fait attendre (souvent --wait)"
            )
        emptied = not editing.without_modeline(data.decode("utf-8", "replace")).strip()
        if (
            emptied
            and base.text.strip()
            and not console.confirm("Vider cette note ?", default=False)
        ):
            raise UsageFault(
                f"la note {spec.name} n'a pas été vidée", hint="elle est restée telle qu'elle était"
            )
        try:
            return editing.settle(opened, spec, base, data, vault.cabinet.lock)
        except (DataFault, EnvironmentFault) as fault:
            position = fault.position if isinstance(fault, DataFault) else None
            if position is not None and console.interactive:
                console.fault(located(fault, fault.hint))
                if console.confirm(f"Rouvrir à la ligne {position.line} ?"):
                    line = position.line + 1  # the modeline stands above the text
                    continue
            raise located(fault, editing.set_aside(opened, spec, base, data)) from None


def located(fault: BilantoolError, hint: str) -> BilantoolError:
    """The same fault with its line in the sentence, and what became of the text as hint."""
    position = fault.position if isinstance(fault, DataFault) else None
    place = f"ligne {position.line}, colonne {position.column} : " if position else ""
    hints = [each for each in dict.fromkeys((fault.hint, hint)) if each]
    if isinstance(fault, DataFault):
        return DataFault(f"{place}{fault.message}", hint=" ; ".join(hints), position=position)
    return type(fault)(fault.message, hint=" ; ".join(hints))
