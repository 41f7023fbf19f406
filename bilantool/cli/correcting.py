"""`session --change`, `--remove`, `--reminder`: what the register says wrongly, mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from bilantool.cli.changing import agreed
from bilantool.cli.sitting import SEANCES, Desk, warn_taken
from bilantool.errors import UsageFault
from bilantool.findings import KeyPath
from bilantool.french import clock, hours, long_date, short_date, weekday_date
from bilantool.seances.correcting import HELD, Wanted

if TYPE_CHECKING:
    from bilantool.bilan import Session
    from bilantool.seances.proposal import Proposal
    from bilantool.steps.session import Correction, Effects, Reminder

EXAMPLE = "25/11 10h-12h visio ; sans preuve ; absence"
NONE = ("aucune", "aucun", "sans", "rien")
"""What one says for no proof at all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line states of a change: which session (`day`, `start`), what is to become
    of it, and whether the person's word is given already."""

    day: date | None
    start: time | None
    wanted: Wanted
    yes: bool


def change(desk: Desk, asked: Asked) -> tuple[str, bool]:
    """Correct a session; returns its id, and whether it is held only now."""
    from bilantool.seances import recording
    from bilantool.steps import session as step

    session = _one(desk, asked)
    made = _settled(desk, session, asked)
    if made is None:
        desk.say("Rien n'a été changé.")
        return session.id, False
    step.correct(desk.vault, desk.opened, desk.trame, made, history=desk.history)
    desk.say(f"Séance corrigée : {_sentence(desk, made.after)}")
    _aftermath(desk, made.effects)
    if made.effects.piece and made.before.proof and not made.after.proof:
        desk.say(
            f"  la pièce {made.effects.piece[:8]} y reste citée ; pour l'ôter : bilantool detach "
            f"{desk.opened.reference} {made.effects.piece[:8]}"
        )
    newly = made.after.state == HELD and made.before.state != HELD
    return session.id, newly and not recording.place(desk.seen.bilan, session.id)


def remove(desk: Desk, asked: Asked) -> bool:
    """Take a session out; whether it was."""
    from bilantool.steps import session as step

    session = _one(desk, asked)
    made = step.removal(desk.seen, desk.trame, session)
    effects, reference = made.effects, desk.opened.reference
    desk.say(f"À retirer du registre : {_sentence(desk, made.before)}")
    _warned(desk, made.before, effects)
    if made.before.state == "prevue":
        desk.opening.console.note(
            "une séance qui n'a pas lieu se garde au registre : --cancelled, ou --postponed avec "
            "--plan ; retirez celle qui n'aurait pas dû y être"
        )
    if effects.told:
        desk.opening.console.warn(
            "son entretien a un compte rendu ou des notes, qui partent avec elle ; "
            f"bilantool undo {reference} entretiens les ramènerait"
        )
    for note in effects.cited:
        desk.opening.console.warn(f"la note {note} désigne cette séance, et ne désignera plus rien")
    if not agreed(desk.opening, "Retirer cette séance ?", asked.yes, asks=desk.asks):
        return False
    step.remove(desk.vault, desk.opened, desk.trame, made, history=desk.history)
    desk.say(f"Séance retirée. Pour la remettre : bilantool undo {reference} seances")
    if made.entry is not None:
        desk.say(f"  et son entretien : bilantool undo {reference} entretiens")
    if effects.piece:
        short = effects.piece[:8]
        desk.say(
            f"  la pièce {short} qu'elle citait reste au dossier ; pour l'ôter : bilantool detach "
            f"{reference} {short}"
        )
    return True


def reminder(desk: Desk, day: date, means: str, *, changes: bool, to: date | None) -> None:
    """Write a reminder, or with `changes` correct the one of that day."""
    from bilantool.steps import session as step

    known = step.reminder_of(desk.seen, day) if changes else None
    if changes and not (means or to):
        raise UsageFault(
            "il faut dire ce qui change dans cette relance",
            hint="son jour avec --new-date, son moyen avec --means",
        )
    if not changes and not means:
        if not desk.interactive:
            raise UsageFault(
                "il faut dire par quel moyen la personne a été relancée",
                hint="ajoutez --means courriel, telephone ou courrier",
            )
        means = desk.opening.console.understood(
            "Par quel moyen", lambda text: understood(desk, text), option="--means"
        )
    step.remind(
        desk.vault,
        desk.opened,
        desk.trame,
        to or day,
        means,
        desk.today,
        known,
        history=desk.history,
    )
    verb = "corrigée" if known else "inscrite"
    desk.say(f"Relance {verb} : {weekday_date(to or day)}")
    recorded(desk, to or day)


def forget(desk: Desk, day: date, *, yes: bool) -> None:
    """Take out the reminder of that day."""
    from bilantool.steps import session as step

    known: Reminder = step.reminder_of(desk.seen, day)
    if not agreed(
        desk.opening, f"Retirer la relance du {long_date(known.day)} ?", yes, asks=desk.asks
    ):
        return
    step.forget(desk.vault, desk.opened, desk.trame, known, history=desk.history)
    reference = desk.opened.reference
    desk.say(f"Relance retirée. Pour la remettre : bilantool undo {reference} seances")
    recorded(desk, known.day)


def recorded(desk: Desk, day: date) -> None:
    """The commit of a reminder, and what a program is told of it."""
    from bilantool import inspection
    from bilantool.steps import session as step

    desk.opening.conclude(desk.vault, desk.trame)
    if not desk.asks:
        seen = inspection.inspect(desk.opened, desk.trame, desk.vault.cabinet, desk.today)
        listed = [
            {"le": each.day.isoformat(), "canal": each.means} for each in step.reminders(seen)
        ]
        desk.opening.console.object(
            {
                "ok": True,
                "reference": desk.opened.reference,
                "le": day.isoformat(),
                "relances": listed,
            }
        )


def understood(desk: Desk, text: str) -> str:
    """The word of the schema for a means of reminding; UsageFault otherwise."""
    return _word(desk, ("relances", 0, "canal"), text, "--means")


def state_of(desk: Desk, text: str) -> str:
    """The word of the schema for what became of a session; UsageFault otherwise."""
    return _word(desk, ("seances", 0, "etat"), text, "--state")


def _word(desk: Desk, path: KeyPath, text: str, option: str) -> str:
    from bilantool.notes import schema as schemas
    from bilantool.notes import typed
    from bilantool.notes.mistyped import stated

    part = schemas.at(desk.trame.notes[SEANCES].schema, path)
    with stated(option):
        return str(typed.value(part, text, desk.today))


def _one(desk: Desk, asked: Asked) -> Session:
    """The session that is meant; asked where several may be and somebody is there."""
    from bilantool.seances import correcting
    from bilantool.steps import session as step

    found = step.find(desk.seen, asked.day, asked.start)
    if len(found) == 1 or not desk.interactive:
        return step.one(desk.seen, found)
    console = desk.opening.console
    console.say("Laquelle de ces séances ?")
    for number, each in enumerate(found, 1):
        told = _sentence(desk, correcting.present(desk.seen.bilan, each))
        console.say(f"  {number:>3}  {told}", hang=7)
    return found[console.numbered("Son numéro", len(found), option="--date et --start") - 1]


def _settled(desk: Desk, session: Session, asked: Asked) -> Correction | None:
    """The correction that the person wants, line after line until it is right; None for none."""
    from bilantool.seances import correcting
    from bilantool.steps import session as step

    console, wanted = desk.opening.console, asked.wanted
    bilan, now = desk.seen.bilan, desk.opening.around.now
    schema = desk.trame.notes[SEANCES].schema
    asks = desk.interactive and not asked.yes
    if wanted.nothing and not asks:
        raise UsageFault(
            "il faut dire ce qui change dans cette séance",
            hint="par exemple : --new-date 25/11, --new-start 10h, --end 12h, --mode visio, "
            "--proof aucune, --state absence",
        )
    if asks:
        console.say(f"Séance inscrite : {_sentence(desk, correcting.present(bilan, session))}")
        console.note(f"Écrivez ce qui change, puis Entrée : {EXAMPLE}")
    made = None if wanted.nothing else step.correction(desk.seen, session, wanted, now)
    line = ""
    while True:
        if made is not None and asks:
            console.say(f"Deviendrait : {_sentence(desk, made.after)}")
        if made is not None:
            _warned(desk, made.before, made.effects)
            warn_taken(desk, made.after)
        more = "encore (Entrée : c'est juste)" if made is not None else "(Entrée : rien)"
        question = f"Ce qui change {more}"
        line = console.ask(question, option="--new-date, --mode…", text=line) if asks else ""
        if not line:
            return made if made is not None and made.fields else None
        try:
            stated = correcting.line(line, desk.today, schema, desk.vault.cabinet.settings)
            made = step.correction(desk.seen, session, stated.over(wanted), now)
            wanted = stated.over(wanted)
            line = ""
        except UsageFault as fault:
            console.fault(fault)  # what was typed stays in its field


def _warned(desk: Desk, before: Proposal, effects: Effects) -> None:
    """What one must know before one agrees."""
    console = desk.opening.console
    old, new = effects.held
    if effects.overlap is not None and effects.overlap.start and effects.overlap.end:
        console.warn(
            f"elle empiète sur une autre séance de ce jour, de {clock(effects.overlap.start)} à "
            f"{clock(effects.overlap.end)}"
        )
    if old != new:
        console.warn(
            f"heures tenues et prouvées du bilan : {hours(new)} au lieu de {hours(old)}"
            + (f" ; cette séance est attestée ({_proof(desk, before)})" if before.proof else "")
        )
    if effects.counted and effects.certified:
        console.warn(
            f"le certificat de réalisation a été remis le {short_date(effects.certified)}, avec "
            "les heures d'alors : qui l'a reçu, le financeur surtout, doit l'apprendre de vous"
        )
    elif effects.counted and effects.closed:
        console.warn(
            f"le bilan est clos depuis le {short_date(effects.closed)} : ce qui a été remis avec "
            "ces heures est à reprendre"
        )


def _aftermath(desk: Desk, effects: Effects) -> None:
    if effects.counted:
        desk.say(
            "  les documents qui disent ces heures se refont : bilantool build "
            f"{desk.opened.reference} certificat emargement"
        )


def _sentence(desk: Desk, session: Proposal) -> str:
    """A session in one line, with what became of it and what attests it."""
    from bilantool.notes import schema as schemas
    from bilantool.seances import proposal

    part = schemas.at(desk.trame.notes[SEANCES].schema, ("seances", 0, "etat"))
    state = part.get("x-libelles", {}).get(session.state, session.state)
    proof = _proof(desk, session) or ("sans preuve" if session.state == HELD else "")
    parts = [proposal.sentence(session, desk.labels()), state, proof]
    return ", ".join(each for each in parts if each)


def _proof(desk: Desk, session: Proposal) -> str:
    return desk.labels()["preuve"].get(session.proof, session.proof)
