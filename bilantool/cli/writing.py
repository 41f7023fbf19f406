"""`edit`: a note in clear, written in an editor or taken from a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import whom
from bilantool.cli.changing import begun
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NextNote, NoCommit, Reference
from bilantool.errors import DataFault, EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.editing import Settled
    from bilantool.notes.trame import NoteSpec, Trame

MAX_GIVEN = 64 * 1024 * 1024
"""Bytes of a `--from` that are looked at, only to say that it is too long."""


def edit(
    ctx: typer.Context,
    reference: Reference = "",
    note: NextNote = None,
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="FICHIER",
            help="Prendre le texte dans ce fichier (« - » : l'entrée), en clair ou chiffré.",
        ),
    ] = "",
    other: Annotated[
        bool,
        typer.Option("--other", help="Garder l'autre version de la note, pendant une fusion git."),
    ] = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Écrire une note dans votre éditeur. Elle est ensuite vérifiée, puis chiffrée.

    Le texte en clair reste en mémoire vive. L'éditeur est celui de la variable EDITOR. Une note
    à moitié remplie s'enregistre ; un texte illisible est gardé en brouillon.
    """
    opening = Opening(ctx)
    vault, trame = begun(opening)
    reference, words = whom.split(opening, vault, reference, [note] if note else [], trame.notes)
    opened = opening.dossier(vault, reference)
    if source and other:
        raise UsageFault("--from et --other se contredisent", hint="gardez l'un des deux")
    if (source or other) and not words and (other or not opening.console.interactive):
        raise UsageFault(
            "il faut dire dans quelle note ce texte va",
            hint=f"par exemple : bilantool edit {opened.reference} demande "
            + ("--other" if other else f"--from {source}"),
        )
    spec = trame.note(words[0]) if words else proposed(opening, vault, trame, opened)
    if spec is None:
        return
    history = not no_commit
    write(opening, vault, trame, opened, spec, source, history=history, other=other, json=json)


def write(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    spec: NoteSpec,
    source: str = "",
    *,
    history: bool,
    other: bool = False,
    json: bool = False,
) -> None:
    """One note through the editor (or from the file `source`, or git's `other` version), saved and
    commented on."""
    from bilantool import editing
    from bilantool.cli import rounds, showing
    from bilantool.disorder import gathering
    from bilantool.disorder import history as disorder

    with editing.holding(vault.cabinet, opened, spec.name):
        base = opened.read(spec.name)
        if base.older:
            opening.console.warn(showing.older(spec.name))
        told = gathering.of_notes(vault, opened.reference, [spec.name])
        showing.disorder_told(opening.console, told, opened.reference)
        opening.console.keyboard.ready()
        if other:
            sealed = disorder.other_version(vault.cabinet, opened.dossier, spec.name)
            settled = _choose(vault, opened, spec, base, sealed, history=history)
        elif source:
            settled = _take(opening, vault, opened, spec, base, source, history=history)
        else:
            settled = rounds.with_editor(opening, vault, opened, spec, base, history=history)
    if settled.changed:
        opening.conclude(vault, trame)
    elif not json:
        opening.console.say(f"{spec.name} : rien n'a changé")
        return
    _report(opening, vault, trame, opened, spec.name, settled, json=json)


def proposed(opening: Opening, vault: Vault, trame: Trame, opened: OpenDossier) -> NoteSpec | None:
    """The next note to fill, or the one that is chosen instead; None where the person leaves."""
    from bilantool import inspection
    from bilantool.cli import picking

    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    name, called = seen.next_note(), opening.called(opened)
    if name is not None:
        question = f"La prochaine note à remplir de {called} est {name}. L'ouvrir ?"
        if opening.console.confirm(question):
            return trame.note(name)
    elif not opening.console.interactive:
        raise UsageFault(
            f"rien ne manque au dossier {opened.reference} à ce stade",
            hint="nommez la note à ouvrir après la référence, par exemple : entretiens",
        )
    else:
        opening.console.say(f"Rien ne manque au dossier {called} à ce stade.")
    alive = [spec for name, spec in trame.notes.items() if not opened.destroyed(name)]
    return picking.note(opening.console, alive)


def _take(
    opening: Opening,
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    source: str,
    *,
    history: bool,
) -> Settled:
    """The note's text from a file or from standard input."""
    from bilantool import editing
    from bilantool.cli import given, rounds
    from bilantool.storage import files

    if source == "-":
        data = sys.stdin.buffer.read(MAX_GIVEN) if sys.stdin is not None else b""
    else:
        data = files.read_bounded(given.path(opening, vault, source), MAX_GIVEN)
    if given.is_sealed(data):  # its ciphertext would be YAML too, and is no text of hers
        return _choose(vault, opened, spec, base, data, history=history)
    rounds.refuse_to_empty(opening.console, spec, base, data)
    try:
        return editing.settle(opened, spec, base, data, vault.cabinet.lock, history=history)
    except (DataFault, EnvironmentFault) as fault:
        if source != "-":
            mend = ": corrigez le fichier, puis recommencez" if fault.code == 3 else ""
            raise rounds.located(fault, f"rien n'a été changé {mend}".strip()) from None
        raise rounds.located(fault, editing.set_aside(opened, spec, base, data)) from None


def _choose(
    vault: Vault,
    opened: OpenDossier,
    spec: NoteSpec,
    base: OpenNote,
    sealed: bytes,
    *,
    history: bool,
) -> Settled:
    """Another sealed version of the note taken for the one that counts, above every revision."""
    from bilantool import editing

    data = opened.other(spec.name, sealed).text.encode()
    lock = vault.cabinet.lock
    return editing.settle(opened, spec, base, data, lock, history=history, anew=True)


def _report(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    name: str,
    settled: Settled,
    *,
    json: bool,
) -> None:
    """What was saved, and all that is now to say of that note: its form, the law, the usage."""
    from bilantool import inspection
    from bilantool.cli import showing

    console = opening.console
    seen = inspection.inspect(opened, trame, vault.cabinet, opening.around.today)
    found = [finding for finding in seen.every if finding.note == name]
    if json:
        console.object(
            {
                "ok": True,
                "reference": opened.reference,
                "note": name,
                "change": settled.changed,
                "revision": settled.revision,
                "constats": [showing.finding_object(finding) for finding in found],
            }
        )
        return
    console.say(f"{name} : enregistrée (révision {settled.revision})")
    showing.findings(console, found)
    if found:
        again = f"bilantool edit {opened.reference} {name}"
        console.say(f"  {showing.count(found)} ; pour reprendre : {again}")
    else:
        console.say("  rien à reprendre dans cette note")
