"""The steps of `session`: agreed with the person, recorded, concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property
from typing import TYPE_CHECKING

from bilantool.cli import whom
from bilantool.cli.opening import Opening
from bilantool.errors import UsageFault
from bilantool.french import clock, listing, short_date, weekday_date, written
from bilantool.seances.wishes import Wish

if TYPE_CHECKING:
    from bilantool.bilan import Bilan, Session
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.inspection import Inspection
    from bilantool.notes.months import Sense
    from bilantool.notes.trame import Trame
    from bilantool.seances.proposal import Proposal

SEANCES = "cadre/seances"
STATES = {"absence": "absence", "annulee": "séance annulée", "reportee": "séance reportée"}


@dataclass(frozen=True)
class Desk:
    """What recording needs; `asks` is false where nobody is to be asked."""

    opening: Opening
    vault: Vault
    trame: Trame
    opened: OpenDossier
    seen: Inspection
    asks: bool
    history: bool

    @property
    def interactive(self) -> bool:
        return self.asks and self.opening.console.interactive

    @property
    def today(self) -> date:
        return self.opening.around.today

    @property
    def called(self) -> str:
        return whom.told(self.opening, self.seen)

    @cached_property
    def others(self) -> Mapping[str, Bilan]:
        """The other dossiers, by reference, as far as their sessions tell."""
        from bilantool.seances import recording

        return recording.elsewhere(self.vault, self.trame, self.opened, self.today)

    def say(self, text: str) -> None:
        if self.asks:
            self.opening.console.say(text)

    def recorded(self, what: str, summary: str) -> None:
        """What was written; whoever agreed to it has just read the summary."""
        self.say(f"{what}." if self.interactive else f"{what}, {self.called} : {summary}")

    def labels(self) -> Mapping[str, Mapping[str, str]]:
        from bilantool.notes import schema as schemas

        part = schemas.at(self.trame.notes[SEANCES].schema, ("seances", 0))
        fields = ("phase", "nature", "mode", "preuve")
        return {key: schemas.child(part, key).get("x-libelles", {}) for key in fields}


def mark(desk: Desk, wish: Wish, state: str) -> str:
    """What became of the planned session of that day; returns its id."""
    from bilantool.seances import recording

    planned, day = _expected(desk, wish)
    recording.mark(
        desk.vault, desk.opened, desk.trame, planned, {"etat": state}, history=desk.history
    )
    desk.say(f"{desk.called}, {weekday_date(day)} : {STATES[state]}, c'est inscrit.")
    return planned.id


def move(desk: Desk, wish: Wish, state: str, day: date, start: time | None) -> str:
    """The planned session that becomes `state` and the one that takes its place, on `day`, written
    together; returns the id of the new one."""
    from bilantool.seances import correcting, proposal, recording
    from bilantool.steps import session as step

    planned, before = _expected(desk, wish)
    bilan = step.as_if(desk.seen.bilan, planned, {"etat": state})
    model = correcting.present(bilan, planned)
    usual = Wish(
        minutes=model.minutes or None,
        phase=model.phase or None,
        nature=model.nature or None,
        mode=model.mode or None,
        lieu=model.lieu or None,
        consultant=model.consultant or None,
    )
    at = start or wish.start or model.start
    wanted = replace(wish, day=day, start=at, proof=None).over(usual)
    desk = replace(desk, seen=replace(desk.seen, bilan=bilan))
    planning = _agreed(desk, wanted, plan=True)
    kept = recording.record(
        desk.vault, desk.opened, desk.trame, planning, planned, state, history=desk.history
    )
    desk.say(f"{weekday_date(before)} : {STATES[state]}, c'est inscrit.")
    desk.recorded("Séance prévue", proposal.sentence(planning, desk.labels()))
    return kept


def _expected(desk: Desk, wish: Wish) -> tuple[Session, date]:
    """The planned session that is meant, and its day."""
    from bilantool.seances import proposal

    bilan, day = desk.seen.bilan, wish.day or desk.today
    planned = proposal.planned_on(bilan, day, wish.start, desk.opening.around.now)
    if planned is not None:
        return planned, day
    days = sorted({each.day for each in bilan.sessions if each.state == "prevue" and each.day})
    hint = "prévoyez-la d'abord, avec --plan"
    if days:
        known = listing([short_date(each) for each in days[:4]])
        hint = f"indiquez son jour avec --date ; séances prévues : {known}"
    raise UsageFault(f"aucune séance n'est prévue le {weekday_date(day)}", hint=hint)


def plan(desk: Desk, wish: Wish, day: date) -> str:
    from bilantool.seances import proposal, recording

    wanted = replace(wish, day=day)
    planned = _agreed(desk, wanted, plan=True)
    kept = recording.record(desk.vault, desk.opened, desk.trame, planned, history=desk.history)
    desk.recorded("Séance prévue", proposal.sentence(planned, desk.labels()))
    return kept


def hold(desk: Desk, wish: Wish) -> str:
    """The session recorded as held, or completed if it is there already; returns its id."""
    from bilantool.seances import proposal, recording

    bilan, day = desk.seen.bilan, wish.day or desk.today
    there = proposal.held_on(bilan, day, wish.start)
    planned = proposal.planned_on(bilan, day, wish.start, desk.opening.around.now)
    proves = there is not None and wish.proof is not None and not there.proven
    another = planned is not None and wish.start is None and not proves
    if there is not None and not another:
        return _again(desk, wish, there)
    held = _agreed(desk, wish)
    kept = recording.record(desk.vault, desk.opened, desk.trame, held, history=desk.history)
    desk.recorded("Séance inscrite", proposal.sentence(held, desk.labels()))
    return kept


def _again(desk: Desk, wish: Wish, there: Session) -> str:
    """A session that the note holds already: its proof is added, nothing else changes."""
    from bilantool.seances import recording

    at = f" à {clock(there.start)}" if there.start else ""
    reference = desk.opened.reference
    other = (wish.end, wish.minutes, wish.phase, wish.nature, wish.mode, wish.lieu, wish.consultant)
    if any(each is not None for each in other):
        raise UsageFault(
            f"une séance est déjà inscrite ce jour-là{at}",
            hint=f"pour la corriger : bilantool session {reference} --change{_told(there)} ; pour "
            "une seconde séance, dites son début avec --start",
        )
    day = weekday_date(there.day) if there.day else ""
    if wish.proof is None:
        desk.say(f"{desk.called} : la séance du {day}{at} est déjà inscrite.")
        return there.id
    recording.mark(
        desk.vault,
        desk.opened,
        desk.trame,
        there,
        {"preuve": wish.proof},
        history=desk.history,
    )
    label = desk.labels()["preuve"].get(wish.proof, wish.proof)
    desk.say(f"{desk.called} : preuve inscrite pour la séance du {day}{at}, {label}.")
    return there.id


def _told(session: Session) -> str:
    """The options that find this session."""
    day = f" --date {session.day.isoformat()}" if session.day else ""
    return day + (f" --start {written(session.start)}" if session.start else "")


def _agreed(desk: Desk, wish: Wish, *, plan: bool = False) -> Proposal:
    """The session as guessed, corrected by the person line after line until it is right."""
    from bilantool.seances import proposal, typed

    console = desk.opening.console
    sense: Sense = "avenir" if plan else "passe"
    cabinet = desk.vault.cabinet.settings
    schema = desk.trame.notes[SEANCES].schema
    guess = proposal.guess(desk.seen.bilan, wish, desk.opening.around.now, plan=plan)
    if desk.interactive:
        console.note(f"Si c'est juste : Entrée. Sinon, écrivez ce qui change : {typed.EXAMPLE}")
    line = ""
    while True:
        _warn(desk, guess)
        if not desk.interactive:
            return guess
        console.say(f"Séance de {desk.called} : {proposal.sentence(guess, desk.labels())}")
        line = console.ask("Ce qui change", option="--start, --mode, --phase…", text=line)
        if line.lower() in ("", "o", "oui"):
            return guess
        if line.lower() in ("n", "non"):
            console.note("écrivez ce qui n'est pas juste ; pour ne rien inscrire : Ctrl-C")
            line = ""
            continue
        try:
            wanted = typed.wish(line, desk.today, schema, cabinet, sense).over(wish)
            guess = proposal.guess(desk.seen.bilan, wanted, desk.opening.around.now, plan=plan)
            wish = wanted
            line = ""
        except UsageFault as fault:
            console.fault(fault)  # what was typed stays in its field


def _warn(desk: Desk, guess: Proposal) -> None:
    from bilantool.seances import proposal

    if night := proposal.night(desk.seen.bilan, guess):
        desk.opening.console.warn(night)
    other = proposal.overlapping(desk.seen.bilan, guess)
    if other is not None and other.start and other.end:
        desk.opening.console.warn(
            f"elle empiète sur une autre séance de ce jour, de {clock(other.start)} à "
            f"{clock(other.end)}"
        )
    warn_taken(desk, guess)


def warn_taken(desk: Desk, session: Proposal) -> None:
    """Say where else its consultant is at those hours."""
    from bilantool.bilan import slots
    from bilantool.seances import proposal

    if session.start is None or session.end is None or session.mode == proposal.ALONE:
        return
    who = desk.seen.bilan.led_by(session.consultant)
    for each, met in slots.taken(desk.others, who, session.day, session.start, session.end):
        if met.start and met.end:
            desk.opening.console.warn(
                f"{who} a une séance au même moment dans le dossier {each}, de {clock(met.start)} "
                f"à {clock(met.end)}"
            )


def conclude(desk: Desk, session: str, *, json: bool, noting: bool) -> None:
    """The entry of the interview, the commits, then what is to be said; the notes if wanted."""
    from bilantool import inspection
    from bilantool.cli import filling, tallied
    from bilantool.seances import recording

    opened, trame, vault = desk.opened, desk.trame, desk.vault

    def look() -> Inspection:
        return inspection.inspect(opened, trame, vault.cabinet, desk.today)

    seen = look()
    here = next((each for each in seen.bilan.sessions if each.id == session), None)
    follow_up = here is not None and here.phase == "suivi"
    noting = noting and here is not None and not here.personal and not follow_up
    noting = noting and not opened.destroyed(recording.ENTRETIENS)
    if noting:
        for each in recording.unentered(seen.bilan, session):
            recording.enter(vault, opened, trame, each, history=desk.history)
        seen = look()
    desk.opening.conclude(vault, trame)
    if json:
        desk.opening.console.object(tallied.as_object(seen, session))
        return
    if not noting or here is None:
        tallied.briefly(desk.opening.console, seen)
        if follow_up:  # its note holds facts only: working papers end with the bilan
            desk.say(f"Pour noter les faits du suivi : bilantool fill {opened.reference} suivi")
        return
    tallied.show(desk.opening.console, seen, here)
    question = f"Noter l'entretien de {desk.called} maintenant ?"
    if desk.interactive and desk.opening.console.confirm(question):
        spec = trame.notes[recording.ENTRETIENS]
        place = recording.place(seen.bilan, session)
        filling.in_turn(
            desk.opening, vault, trame, opened, spec, within=place, history=desk.history
        )
        desk.opening.console.say(f"Ensuite : bilantool session {opened.reference}")
    else:
        command = f"bilantool fill {opened.reference} entretiens"
        desk.opening.console.say(f"Pour noter l'entretien : {command}")
