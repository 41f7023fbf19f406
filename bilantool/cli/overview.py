"""`status`: where the dossiers are, all in a table or one in detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilantool.cli import completion
from bilantool.cli.opening import Opening
from bilantool.cli.options import Consultant, Json
from bilantool.errors import UsageFault
from bilantool.french import NBSP, counted, hours, short_date

if TYPE_CHECKING:
    from bilantool.cabinet.drafts import Waiting
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.console import Console
    from bilantool.disorder.disorder import Disorder
    from bilantool.inspection import Examined, Inspection
    from bilantool.notes.trame import Trame
    from bilantool.surveying import Survey

WIDE = 95
"""Columns that the overview takes at its ease; below, its bars are shorter."""

SHORTEST = 8
"""Signs of a name that are shown whatever the terminal leaves."""


def status(
    ctx: typer.Context,
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Le dossier à détailler ; sans rien, tous en une ligne.",
            autocompletion=completion.reference,
        ),
    ] = None,
    consultant: Consultant = "",
    json: Json = False,
) -> None:
    """Montrer où en sont les dossiers. La dernière colonne dit ce qu'il reste à faire.

    Puis ce qui est en désordre : copies d'un disque synchronisé, fusion git à finir, note revenue
    en arrière, historique abîmé. Codes de sortie : 1, 3 ou 5 selon ce qu'il y a à régler.
    """
    from bilantool import surveying
    from bilantool.cli import showing, whom
    from bilantool.disorder import gathering

    opening = Opening(ctx)
    console = opening.console
    if reference and consultant:
        raise UsageFault(
            "un dossier et un consultant sont demandés à la fois",
            hint="ôtez le dossier pour voir tous ceux que ce consultant suit",
        )
    vault = opening.vault()
    if consultant:
        consultant = vault.cabinet.consultant(consultant)
    trame = opening.trame(vault)
    wanted = [whom.dossier(opening, vault, reference)] if reference else []
    with console.progress("lecture des dossiers"):
        survey = surveying.survey(vault, trame, wanted, opening.around.today)
    inspections = survey.inspections
    if consultant:
        inspections = tuple(each for each in inspections if consultant in each.bilan.consultants)
    reminded = reminder(vault)
    found = gathering.gather(vault, trame, survey.inspections, wanted)
    code = _code(survey, found)
    if json:
        console.object(
            {
                "ok": not code,
                "dossiers": [_status_object(each, trame) for each in inspections],
                "illisibles": showing.closed_objects(survey),
                "desordres": showing.disorder_objects(found),
                "rappel": reminded,
            }
        )
        raise typer.Exit(code)
    if reference:
        from bilantool.cabinet import drafts

        opened = vault.open(wanted[0])
        _detail(
            opening, inspections[0], trame, drafts.waiting(vault.trousseau, opened.dossier.uuid)
        )
        _pieces(opening, opened, trame)
    elif inspections:
        _overview(opening, inspections, trame)
    elif consultant:
        console.say(f"Aucun dossier que {consultant} suive.")
    elif not survey.closed:
        console.say("Aucun dossier pour l'instant. Ouvrez le premier : bilantool new")
    showing.closed(console, survey)
    showing.waiting_settings(console, vault)
    showing.disorder(console, found)
    if reminded:
        console.note(reminded)
    raise typer.Exit(code)


def _code(survey: Survey, found: Sequence[Disorder]) -> int:
    """The exit code that the gravest trouble calls for: a dossier or a note that does not open, two
    versions where one is shown, a cabinet that went back in time."""
    unread = (fault.code for each in survey.inspections for _, fault in each.faults)
    return max((survey.code, *unread, *(each.code for each in found)))


def _overview(opening: Opening, inspections: Sequence[Inspection], trame: Trame) -> None:
    from bilantool.cli import whom

    console = opening.console
    names = whom.names(opening, inspections)
    wide = console.width >= WIDE
    size = 6 if wide and not names else 4 if wide or not names else 3
    titles = ["cadre", *(_short(name) for name in trame.phases)]
    if size < 6:
        titles = [title[:3] + "." * (size - 3) for title in titles]
    rows = [["dossier", "phase", *titles, "heures", "ensuite"]]
    for each in inspections:
        bars = [_bar(console, each, p, size) for p in (None, *trame.phases)]
        gone = _register_gone(each)
        phase = "clos" if gone else _short(each.phase)
        held = "dét." if gone else hours(each.bilan.minutes(kind="all"))
        rows.append([each.reference, phase, *bars, held, _next(each)])
    if names:
        rows = _named(console, rows, names, phase=size > 3)
    console.table(rows)


def _named(
    console: Console, rows: Sequence[Sequence[str]], names: Mapping[str, str], *, phase: bool
) -> list[list[str]]:
    """The same rows with a column of names, cut to what the terminal leaves; `phase`: with it."""
    told = [[row[0], *row[1 if phase else 2 :]] for row in rows]
    taken = sum(2 + max(map(len, column)) for column in zip(*told, strict=True))
    room = max(console.width - taken, SHORTEST)
    people = ["personne", *(names.get(row[0], "") for row in rows[1:])]
    cut = [name if len(name) <= room else name[: room - 1] + "…" for name in people]
    return [[row[0], name, *row[1:]] for row, name in zip(told, cut, strict=True)]


def _bar(console: Console, each: Inspection, phase: str | None, size: int) -> str:
    """How full a phase is; a phase whose keys are gone is neither full nor empty."""
    notes = [note for note in each.notes.values() if note.spec.phase == phase]
    if all(note.destroyed for note in notes):
        return "détruit" if size > 4 else "dét"
    return console.bar(each.completeness(phase), size)


def _register_gone(each: Inspection) -> bool:
    """Whether the sessions and the end can no longer be read, the bilan being over."""
    from bilantool.inspection import SEANCES

    return each.notes[SEANCES].destroyed


def _short(phase: str) -> str:
    return {"preliminaire": "prélim.", "investigation": "investig.", "conclusions": "conclus."}.get(
        phase, phase
    )


def _next(each: Inspection) -> str:
    if each.faults:
        return f"note illisible : bilantool check {each.reference}"
    if all(note.destroyed for note in each.notes.values()):
        return "tout est détruit"
    if _register_gone(each):
        return "pièces administratives détruites"
    note = each.next_note()
    if note:
        return f"remplir {note.partition('/')[2]}"
    if each.bilan.closed_on:
        word = "interrompu" if each.bilan.interrupted else "clos"
        return f"{word} le {short_date(each.bilan.closed_on)}"
    return "complet à ce stade"


def _detail(opening: Opening, each: Inspection, trame: Trame, waiting: Sequence[Waiting]) -> None:
    from bilantool.cli import whom

    console, bilan = opening.console, each.bilan
    names = whom.names(opening, [each])
    console.say(
        console.style(whom.head(each.reference, names), bold=True)
        + f" ({trame.phases[each.phase].title.lower()})"
    )
    for phase in (None, *trame.phases):
        title = trame.phases[phase].title if phase else "Cadre"
        console.say(f"\n{title}  {console.bar(each.completeness(phase), 12)}")
        for name, note in each.notes.items():
            if note.spec.phase != phase:
                continue
            bar = console.bar(note.progress if _begun(note) else 0, 6)
            console.say(f"  {bar}  {name.partition('/')[2]:<14}{_state(each, name)}")
    if _register_gone(each):
        console.say("\nHeures tenues : le registre des séances est détruit")
    else:
        console.say(
            f"\nHeures tenues : {hours(bilan.minutes(kind='all'))} sur 24{NBSP}h, "
            f"dont {hours(bilan.minutes(kind='accompanied'))} d'accompagnement"
        )
    for draft in waiting:
        said = f"{draft.sentence[0].upper()}{draft.sentence[1:]}"
        console.say(f"{said} : bilantool {draft.command} {each.reference} {draft.note}")
    console.say(f"Ensuite : {_next(each)}")


def _pieces(opening: Opening, opened: OpenDossier, trame: Trame) -> None:
    """How many attachments there are, and those that no note cites."""
    from bilantool import shelf

    held = len(opened.dossier.pieces)
    if not held:
        return
    see = f"bilantool show {opened.reference} --pieces"
    loose = len(shelf.uncited(opened, trame))
    but = f", dont {loose} qu'aucune note ne cite" if loose else ""
    opening.console.say(f"{counted(held, 'pièce jointe', 'pièces jointes')}{but} : {see}")


def _begun(note: Examined) -> bool:
    return note.judged.begun or note.destroyed


def _state(each: Inspection, name: str) -> str:
    note = each.notes[name]
    if note.destroyed:
        return "détruit"
    if note.fault:
        return "illisible"
    if each.bilan.interrupted and note.spec.phase and note.progress < 1:
        return "laissée en l'état" if note.judged.begun else "plus demandée"
    if not note.judged.begun:
        return "à commencer" if note.progress < 1 else "vide, rien d'obligatoire"
    found = [finding for finding in each.findings if finding.note == name and finding.blocks]
    if not found:
        return "complète"
    return counted(len(found), "point à reprendre", "points à reprendre")


def _status_object(each: Inspection, trame: Trame) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "phase": each.phase,
        "completude": {
            (phase or "cadre"): round(each.completeness(phase), 3)
            for phase in (None, *trame.phases)
        },
        "minutes_tenues": each.bilan.minutes(kind="all"),
        "minutes_accompagnement": each.bilan.minutes(kind="accompanied"),
        "clos_le": each.bilan.closed_on.isoformat() if each.bilan.closed_on else None,
        "a_remplir": each.next_note(),
        "notes": {name: _state(each, name) for name in each.notes},
    }


def reminder(vault: Vault) -> str:
    """One line while keys or commits are in no recorded backup, or the words that would open it
    in no drawer; nothing for a demonstration."""
    if vault.cabinet.demonstration:
        return ""
    from bilantool import backup
    from bilantool.cli import sheet

    words = "" if sheet.kept(vault.trousseau) or not vault.cabinet.references else sheet.WRITE
    words = words and f"fiche de secours à imprimer et à ranger → {words}"
    pending = backup.pending(vault.cabinet.root, vault.trousseau)
    if not pending.keys and not pending.commits:
        return words
    parts = []
    if pending.keys:
        parts.append(
            counted(pending.keys, "dossier sans clé sauvegardée", "dossiers sans clé sauvegardée")
        )
    if pending.commits:
        parts.append(
            counted(pending.commits, "changement", "changements") + " hors de toute sauvegarde"
        )
    unsaved = f"à sauvegarder : {', '.join(parts)} → bilantool backup"
    return "\n".join(line for line in (unsaved, words) if line)
