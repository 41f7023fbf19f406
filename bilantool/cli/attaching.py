"""`attach`: a signed scan, a CV, a test's report, sealed into a dossier and cited by its note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion
from bilantool.cli.changing import ready
from bilantool.cli.opening import Opening, dropped
from bilantool.cli.options import Day, Json, NoCommit, Reference
from bilantool.errors import BilantoolError, UsageFault
from bilantool.french import counted, weekday_date

if TYPE_CHECKING:
    from datetime import date

    from bilantool.attaching import Known, Original, Place
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.trame import NoteSpec, Trame


def attach(
    ctx: typer.Context,
    reference: Reference = "",
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FICHIER]", help="Le fichier, 20 Mio au plus ; sans rien, il est demandé."
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--note",
            metavar="NOTE.CHAMP",
            help="La note qui la cite : convention, seances.2026-03-02…",
            autocompletion=completion.slot,
        ),
    ] = "",
    classe: Annotated[
        str,
        typer.Option(
            "--class",
            metavar="CLASSE",
            help="travail, suivi, administratif ou comptable ; à défaut, celle de la note.",
            autocompletion=completion.classe,
        ),
    ] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="TITRE", help="À défaut, le nom du fichier.")
    ] = "",
    day: Day = "",
    piece: Annotated[
        str,
        typer.Option("--piece", metavar="ID", help="Citer une pièce déjà jointe, sans FICHIER."),
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Citer cette pièce à la place d'une autre.")
    ] = False,
    delete_original: Annotated[
        bool, typer.Option("--delete-original", help="Supprimer ensuite le fichier d'origine.")
    ] = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Joindre un fichier à un dossier. Il est chiffré, et une note peut le citer.

    PDF, images, docx, odt, xlsx et texte : le type se lit dans le contenu. Une pièce est de la
    classe de la note qui la cite, et se détruit avec elle. « bilantool show --pieces » la
    retrouve.
    """
    from bilantool import attaching

    opening = Opening(ctx)
    if file and piece:
        raise UsageFault(
            "un fichier et une pièce déjà jointe sont donnés à la fois", hint="gardez l'un des deux"
        )
    if piece and not to:
        raise UsageFault(
            "une pièce déjà jointe se cite quelque part", hint="par exemple : --note convention"
        )
    original = attaching.read(opening.path(file)) if file else None
    vault, trame, opened = ready(opening, reference)
    if original is None and not piece:
        original = _asked(opening, opened)
    where = _place(opening, opened, trame, to) if to else None
    history = not no_commit
    if original is None:
        _cite_known(opening, vault, trame, opened, piece, where, replace, history, json)
        return
    chosen = _class(opening, opened, trame, classe, where.spec if where else None)
    known = attaching.known(opened, trame, original, chosen)
    if not (where and known.usable and where.slot.cited == known.usable.id):
        replace = _may_replace(opening, where, replace)
    when = opening.day(day, "passe")
    if known.usable is not None:
        made = known.usable.id
        if title or day:
            opening.console.note("la pièce garde le titre et la date qu'elle avait")
    else:
        made = _sealed(vault, opened, original, chosen, title, when, history)
    try:
        if where is not None:
            attaching.cite(vault, opened, where, made, replace=replace, history=history)
    finally:
        if history:
            opening.conclude(vault, trame)
    dated = when if day and known.usable is None else None
    _report(opening, opened, made, chosen, where, json, dated, known)
    _offer_to_remove(
        opening, original, delete_original, ask=opening.console.interactive and not json
    )


def _asked(opening: Opening, opened: OpenDossier) -> Original:
    """The file that the person at the terminal names, or drops there: it then stands in quotes."""
    from bilantool import attaching

    console = opening.console
    if not console.interactive:
        raise UsageFault(
            "il manque le fichier à joindre",
            hint=f"par exemple : bilantool attach {opened.reference} convention.pdf "
            "--note convention",
        )
    question = f"Quel fichier joindre à {opening.called(opened)} (glissez-le dans cette fenêtre)"
    found = console.understood(
        question,
        lambda typed: attaching.read(opening.path(dropped(typed))) if typed else None,
        option="le fichier",
        afresh=True,
    )
    if found is None:
        raise UsageFault("aucun fichier n'est indiqué", hint="recommencez ; rien n'a changé")
    return found


def _sealed(
    vault: Vault,
    opened: OpenDossier,
    original: Original,
    classe: str,
    title: str,
    day: date,
    history: bool,
) -> str:
    from bilantool import attaching
    from bilantool.sealing.pieces import Piece

    said = title.strip() or attaching.title_of(original.path)
    piece = Piece(original.media.name, day.isoformat(), said, original.data)
    return attaching.keep(vault, opened, classe, piece, history=history)


def _place(opening: Opening, opened: OpenDossier, trame: Trame, to: str) -> Place:
    """The place that `--note` means; where there are several, the person at the terminal says."""
    from bilantool import attaching
    from bilantool.notes import links, reading

    spec, rest = links.note_of(trame, to)
    try:
        return attaching.place(opened, spec, rest)
    except UsageFault:
        values = reading.read(opened.read(spec.name).text).values
        every = links.slots(spec, values)
        if rest or not every or not opening.console.interactive:
            raise
    console = opening.console
    console.say(f"La note {spec.name} a plusieurs places pour une pièce :")
    for number, slot in enumerate(every, 1):
        console.say(f"  {number:>3}  {slot.said}{'  (a déjà une pièce)' if slot.cited else ''}")
    number = console.numbered("Laquelle (son numéro)", len(every), option="--note")
    return attaching.place(opened, spec, every[number - 1].name)


def _class(
    opening: Opening, opened: OpenDossier, trame: Trame, given: str, spec: NoteSpec | None
) -> str:
    """The class given, or the note's, or the one that the person at the terminal chooses."""
    from bilantool import attaching
    from bilantool.notes.choosing import chosen

    if given:
        classe = chosen(given, trame.classes, "classe")
        if spec is not None:
            attaching.require_class(opened, spec, classe)
        return classe
    if spec is not None:
        return opened.classe(spec.name)
    console = opening.console
    labels = {name: each.title for name, each in trame.classes.items()}
    if console.interactive:
        console.say("Combien de temps cette pièce est-elle gardée ?")
        for name, title in labels.items():
            console.say(f"  {name:<14}{title}")
    return console.understood(
        "La classe de la pièce",
        lambda said: chosen(said, trame.classes, "classe", labels=labels),
        option="--class",
    )


def _may_replace(opening: Opening, where: Place | None, replace: bool) -> bool:
    """Whether another piece may lose its place; UsageFault, before anything is written, if not."""
    from bilantool import attaching

    if where is None or replace:
        return replace
    if where.slot.cited and opening.console.interactive:
        question = "Une pièce est déjà citée à cet endroit. Citer la nouvelle à sa place ?"
        replace = opening.console.confirm(question, default=False)
    attaching.require_free(where.slot, where.spec, "", replace=replace)
    return replace


def _cite_known(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    wanted: str,
    where: Place | None,
    replace: bool,
    history: bool,
    json: bool,
) -> None:
    """Have a note cite a piece that the dossier has: what a command killed halfway left to do."""
    from bilantool import attaching
    from bilantool.cabinet import pieces

    assert where is not None
    stored = pieces.fetch(opened, pieces.chosen(opened, wanted))
    attaching.require_class(opened, where.spec, stored.classe)
    if where.slot.cited != stored.id:
        replace = _may_replace(opening, where, replace)
    attaching.cite(vault, opened, where, stored.id, replace=replace, history=history)
    if history:
        opening.conclude(vault, trame)
    _report(opening, opened, stored.id, stored.classe, where, json)


def _report(
    opening: Opening,
    opened: OpenDossier,
    piece: str,
    classe: str,
    where: Place | None,
    json: bool,
    day: date | None = None,
    known: Known | None = None,
) -> None:
    from bilantool.cabinet.pieces import SHORT

    console = opening.console
    again = known is not None and known.usable is not None
    if known is not None and known.other is not None and not again:
        console.note(
            f"ce même fichier est déjà au dossier, dans la classe {known.other.classe} (pièce "
            f"{known.other.id[:SHORT]}) : chacun des deux aura la durée de sa classe"
        )
    cited = f"{where.spec.name}.{where.slot.name}" if where else ""
    if json:
        console.object(
            {
                "ok": True,
                "reference": opened.reference,
                "piece": piece,
                "classe": classe,
                "citee_par": cited,
                "deja_jointe": again,
            }
        )
        return
    short = piece[:SHORT]
    if again:
        console.say(
            f"Ce fichier est déjà au dossier {opening.called(opened)}, à l'octet près : pièce "
            f"{short}"
        )
        console.say(f"  citée par {cited}" if cited else "  rien n'a été ajouté")
        console.say(f"  pour la revoir : bilantool show {opened.reference} {short} --open")
        return
    console.say(f"Pièce {short} jointe au dossier {opening.called(opened)} (classe {classe})")
    if day is not None:
        console.say(f"  datée du {weekday_date(day)}")
    if cited:
        console.say(f"  citée par {cited}")
    else:
        console.say("  aucune note ne la cite : c'est permis, par exemple pour un CV")
    console.say(f"  pour la revoir : bilantool show {opened.reference} {short} --open")


def _offer_to_remove(opening: Opening, original: Original, wanted: bool, *, ask: bool) -> None:
    """Remove the original if that is wanted, and say what it is worth; a failure only warns."""
    from bilantool import attaching

    console = opening.console
    worth = attaching.worth_of_removing(original.path)
    told = not wanted
    if told:
        if not ask:
            console.note("le fichier d'origine, lisible sans clé, est resté à sa place")
            return
        console.note(f"le fichier d'origine est lisible sans clé ; {worth}")
        wanted = console.confirm("Le supprimer ?", default=False)
    if not wanted:
        return
    try:
        attaching.remove(original)
    except BilantoolError as fault:
        console.warn(f"la pièce est jointe, mais {fault.message}", fault.hint)
        return
    done = f"fichier d'origine supprimé ({counted(len(original.data), 'octet')})"
    console.note(done if told else f"{done} ; {worth}")
