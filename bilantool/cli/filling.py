"""`fill`: a note by questions and answers."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, whom
from bilantool.cli.changing import begun
from bilantool.cli.opening import Opening
from bilantool.cli.options import NoCommit
from bilantool.errors import Refusal, UsageFault
from bilantool.french import counted, folded, listing

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, OpenNote, Vault
    from bilantool.cli.asking import Asker
    from bilantool.console import Console
    from bilantool.findings import KeyPath
    from bilantool.inspection import Inspection
    from bilantool.interview import Interview, Question
    from bilantool.notes.trame import NoteSpec, Trame

_FEW = 4
"""Missing answers that are named; more are counted."""


def fill(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Sa référence, ou le nom de la personne ; « cabinet » pour le cabinet lui-même.",
            autocompletion=completion.fillable,
        ),
    ] = "",
    note: Annotated[
        str | None,
        typer.Argument(
            metavar="[NOTE]",
            help="La note, par son nom ou son début ; sans rien, la prochaine à remplir.",
            autocompletion=completion.note_or_part,
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Une question par ligne, sans rien qui bouge : lecteur d'écran, réponses "
            "dans un fichier.",
        ),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Revoir aussi ce qui a déjà une réponse.")
    ] = False,
    no_commit: NoCommit = False,
) -> None:
    """Remplir une note en répondant à des questions. Elles viennent une à la fois.

    Rien ne passe par un fichier en clair. Ce que vous tapez est gardé chiffré aussitôt : arrêtez
    quand vous voulez, la fois suivante reprend là, réponse commencée comprise. « fill cabinet »
    demande de même ce que les documents disent du cabinet : adresse, numéros, consultants…
    """
    from bilantool.cli.writing import proposed

    opening = Opening(ctx)
    if not (plain or opening.console.interactive):
        note_too = ", ou la note entière avec bilantool edit --from"
        raise UsageFault(
            "fill pose des questions, et personne n'est au terminal",
            hint="donnez les réponses une par ligne avec --plain"
            + ("" if about_cabinet(reference) else note_too),
        )
    if about_cabinet(reference):
        from bilantool.cli import filling_cabinet

        filling_cabinet.fill(opening, note or "", plain=plain, every=every, history=not no_commit)
        return
    vault, trame = begun(opening)
    reference, words = whom.split(opening, vault, reference, [note] if note else [], trame.notes)
    opened = opening.dossier(vault, reference)
    spec = trame.note(words[0]) if words else proposed(opening, vault, trame, opened)
    history = not no_commit
    in_turn(opening, vault, trame, opened, spec, plain=plain, every=every, history=history)


def in_turn(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    spec: NoteSpec | None,
    *,
    plain: bool = False,
    every: bool = False,
    within: KeyPath = (),
    history: bool,
) -> None:
    """A note, or what is at that place of it, then those that come after it, as long as the person
    wants."""
    asker = way_to_ask(opening, plain=plain)
    while spec is not None:
        spec = _one(opening, vault, trame, opened, spec, asker, every, within, history=history)
        within = ()


def about_cabinet(reference: str) -> bool:
    """Whether what stands where a dossier would is the cabinet itself."""
    from bilantool.cabinet.settings import WORD

    return folded(reference) == WORD


def way_to_ask(opening: Opening, *, plain: bool) -> Asker:
    """The way to ask that this terminal is able to show."""
    console = opening.console
    console.keyboard.ready()
    simple = opening.around.environ.get("TERM") == "dumb"
    if plain or simple or not (console.source.isatty() and console.out.isatty()):
        from bilantool.cli.asking_plain import PlainAsker

        return PlainAsker(console)
    from bilantool.cli.asking_rich import RichAsker

    return RichAsker(console)


def _one(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    opened: OpenDossier,
    spec: NoteSpec,
    asker: Asker,
    every: bool,
    within: KeyPath,
    *,
    history: bool,
) -> NoteSpec | None:
    """One note; returns the next one to fill, where the person wants it."""
    from bilantool import editing, inspection
    from bilantool.cabinet import drafts
    from bilantool.cli import showing
    from bilantool.disorder import gathering
    from bilantool.interview import Interview, NotePage
    from bilantool.storage.signals import unwinding

    console, today = opening.console, opening.around.today
    again = f"bilantool fill {opened.reference} {spec.name.rpartition('/')[2]}{asker.option}"
    # Told to end, it still seals and commits what was answered, and gives the terminal back.
    with editing.holding(vault.cabinet, opened, spec.name), unwinding():
        page = NotePage(vault, opened, trame, spec, history=history)
        talk = Interview(page, today=today, every=every, within=within)
        if page.note.older:
            console.warn(showing.older(spec.name))
        told = gathering.of_notes(vault, opened.reference, [spec.name])
        showing.disorder_told(console, told, opened.reference)
        if drafts.find(opened, spec.name) is not None:
            edit = f"bilantool edit {opened.reference} {spec.name}"
            console.warn(f"un texte de cette note attend en brouillon : {edit} le propose")
        interrupted = finished = False
        try:
            finished = converse(console, talk, asker, spec.title)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            answers = talk.leave()
            if answers:
                opening.conclude(vault, trame)
    seen = inspection.inspect(opened, trame, vault.cabinet, today)
    _report(console, talk, seen, page.note, answers)
    if interrupted:
        console.say(f"Pour reprendre : {again}")
        raise KeyboardInterrupt
    if not finished:
        console.say(f"Pour reprendre : {again}")
        return None
    name = seen.next_note()
    if name == spec.name:
        console.say(f"Pour y revenir : {again}")
        return None
    return _next(console, trame, opened, name, asker)


def converse(console: Console, talk: Interview, asker: Asker, title: str) -> bool:
    """Ask until there is nothing left, or the person stops; whether nothing is left."""
    if talk.question is not None:
        asker.begin(title)
    with asker.holding():
        while (question := _question(console, talk)) is not None:
            try:
                reply = asker.ask(question, talk.complaint, talk.typing)
            except Refusal:
                talk.typing("")  # whoever gave the answers has them still
                raise
            if reply.action == "answer":
                talk.answer(reply.text or "")
                continue
            if reply.text is not None:
                talk.typing(reply.text)
            if reply.action == "stop":
                return False
            if reply.action == "erase":
                talk.erase()
            elif reply.action == "skip":
                talk.skip()
            elif not talk.back():
                talk.notices.append("C'est la première question.")
    return True


def _question(console: Console, talk: Interview) -> Question | None:
    """What to ask now, once it is said what was passed over."""
    for notice in talk.notices:
        console.say(notice)
    talk.notices.clear()
    return talk.question


def _report(
    console: Console, talk: Interview, seen: Inspection, note: OpenNote, answers: int
) -> None:
    """What was sealed, what waits, and what is still to be done in this note."""
    from bilantool.findings import Severity

    kept(console, talk, note.note, answers, f" (révision {note.revision})")
    found = [each for each in seen.every if each.note == note.note]
    for finding in found:
        if finding.severity is Severity.INVALIDE and finding.certain:
            console.say(f"  {finding.message} → {finding.hint}", hang=4)
    advice = sum(finding.severity is Severity.CONSEIL for finding in found)
    if advice:
        check = f"bilantool check {seen.reference}"
        console.say(f"  {counted(advice, 'conseil')} à lire : {check}")
    if not found:
        console.say("  rien ne manque dans cette note")


def kept(console: Console, talk: Interview, name: str, answers: int, how: str = "") -> None:
    """What was written into the page of that name, what waits, what is still required."""
    console.say()
    if answers:
        count = counted(answers, "réponse enregistrée", "réponses enregistrées")
        console.say(f"{name} : {count}{how}")
    else:
        console.say(f"{name} : rien n'a changé")
    if talk.waiting:
        titles = [f"« {title} »" for title in talk.waiting]
        console.say(f"  tapé sans être validé, gardé : {listing(titles)}", hang=2)
    missing = [f"« {step.title} »" for step in talk.missing]
    if len(missing) > _FEW + 1:
        missing[_FEW:] = [f"{len(missing) - _FEW} autres réponses"]
    if missing:
        console.say(f"  il manque encore {listing(missing)}", hang=2)


def _next(
    console: Console, trame: Trame, opened: OpenDossier, name: str | None, asker: Asker
) -> NoteSpec | None:
    """The note that comes next, where the person goes on at once."""
    if name is None:
        console.say(f"Rien d'autre ne manque à ce stade : bilantool check {opened.reference}")
        return None
    spec = trame.notes[name]
    with suppress(KeyboardInterrupt):  # all is saved: whoever leaves here goes on later
        if console.interactive and console.confirm(f"Ensuite : {spec.title}. Continuer ?"):
            return spec
    short = name.rpartition("/")[2]
    console.say(f"Ensuite : bilantool fill {opened.reference} {short}{asker.option}")
    return None
