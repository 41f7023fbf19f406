"""A session completed from the dossier's habits: what was planned, what the last one was like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bilantool.bilan import PHASES, Bilan, Session, entries_of
from bilantool.errors import UsageFault
from bilantool.french import MIDNIGHT, clock, hours, short_date, weekday_date, written
from bilantool.seances.wishes import Wish

USUAL = 120
"""Minutes of a session where the dossier has no habit yet."""

QUARTER = 15
_DAY = 24 * 60
ALONE = "autonomie"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A session ready to be written; `state` is `tenue` or `prevue`.

    `replaces` is the place in the note of the planned entry that it turns into, None for a new
    one. Work done alone has `minutes` and no hours.
    """

    day: date
    start: time | None
    end: time | None
    minutes: int
    phase: str
    nature: str
    mode: str
    lieu: str
    consultant: str
    proof: str
    state: str
    replaces: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the note, in the order of its schema; what is not known is left out."""
        alone = self.mode == ALONE
        stated = {
            "date": self.day.isoformat(),
            "debut": "" if alone or self.start is None else written(self.start),
            "fin": "" if alone or self.end is None else written(self.end),
            "duree_minutes": self.minutes if alone else "",
            "phase": self.phase,
            "nature": self.nature,
            "mode": self.mode,
            "lieu": self.lieu,
            "consultant": self.consultant,
            "etat": self.state,
            "preuve": self.proof,
        }
        return {key: value for key, value in stated.items() if value != ""}


def guess(bilan: Bilan, wish: Wish, now: datetime, *, plan: bool = False) -> Proposal:
    """The session that `wish` states, completed.

    Raises UsageFault for one that cannot be: past midnight, held in the future, planned in the
    past, without any hour to be guessed from, at one that no clock shows that night.
    """
    day = wish.day or now.date()
    refuse_the_day(day, now.date(), plan)
    planned = None if plan else planned_on(bilan, day, wish.start, now)
    model = planned or _last(bilan)
    start, end = hours_for(wish, planned, _last(bilan), now, day, plan)
    refuse_the_hours(bilan, day, start, end)
    mode = wish.mode or (model.mode if model else "") or "presentiel"
    entry = entry_of(bilan, model)
    nature = wish.nature or (planned.nature if planned else "") or "entretien"
    return Proposal(
        day=day,
        start=start,
        end=end,
        minutes=between(start, end),
        phase=wish.phase or (planned.phase if planned else "") or _phase(bilan),
        nature=nature,
        mode=mode,
        lieu=wish.lieu or place_for(bilan, mode, entry),
        consultant=wish.consultant or _who(bilan, entry),
        proof="" if plan else wish.proof or "",
        state="prevue" if plan else "tenue",
        replaces=planned.index if planned else None,
    )


def planned_on(bilan: Bilan, day: date, start: time | None, now: datetime) -> Session | None:
    """The planned session of that day: the one that begins nearest to `start`, or to now."""
    planned = [each for each in bilan.sessions if each.state == "prevue" and each.day == day]
    near = start or (now.time() if now.date() == day else time.min)
    return min(planned, key=lambda each: abs(_of(each.start) - _of(near)), default=None)


def held_on(bilan: Bilan, day: date, start: time | None = None) -> Session | None:
    """The session recorded as held that day, the last one; with `start`, the one of that hour."""
    held = [
        each
        for each in bilan.sessions
        if each.state == "tenue" and each.day == day and (start is None or each.start == start)
    ]
    return max(held, key=lambda each: _of(each.start), default=None)


def overlapping(bilan: Bilan, proposal: Proposal) -> Session | None:
    """A session of the same day, held or planned, whose hours this one runs into."""
    if proposal.start is None or proposal.end is None or proposal.mode == ALONE:
        return None
    met = bilan.meeting(proposal.day, proposal.start, proposal.end)
    others = (each for each in met if each.index != proposal.replaces)
    return next((each for each in others if each.state in ("tenue", "prevue")), None)


def refuse_the_day(day: date, today: date, plan: bool) -> None:
    if day > today and not plan:
        raise UsageFault(
            f"le {weekday_date(day)} est à venir : une séance ne s'inscrit comme tenue qu'une fois "
            "passée",
            hint=f"pour la prévoir : --plan {short_date(day)}",
        )
    if day < today and plan:
        raise UsageFault(
            f"le {weekday_date(day)} est passé : une séance se prévoit à une date à venir",
            hint=f"pour inscrire une séance tenue : --date {short_date(day)}",
        )


def refuse_the_hours(bilan: Bilan, day: date, *hours: time | None) -> None:
    """UsageFault for an hour that is left out that night, when summer time begins."""
    if any(bilan.oddity(day, hour) == "absente" for hour in hours):
        raise UsageFault(
            "cette heure n'existe pas : cette nuit-là, les horloges passent de 2 h à 3 h",
            hint="vérifiez le jour et l'heure",
        )


def night(bilan: Bilan, proposal: Proposal) -> str:
    """What the night when clocks change makes of a session; "" on any other."""
    start, end, day = proposal.start, proposal.end, proposal.day
    if start is None or end is None:
        return ""
    lasts = bilan.lasting(day, start, end)
    if "double" in (bilan.oddity(day, start), bilan.oddity(day, end)):
        return (
            "cette nuit-là, les horloges montrent deux fois l'heure de 2 h à 3 h : la première est "
            f"comptée, la séance dure {hours(lasts)}"
        )
    if lasts != between(start, end):
        return f"les horloges changent cette nuit-là : la séance dure {hours(lasts)}"
    return ""


def hours_for(
    wish: Wish, planned: Session | None, last: Session | None, now: datetime, day: date, plan: bool
) -> tuple[time, time]:
    """Start and end: as stated, as planned, as usual; today's is taken to end about now."""
    usual = wish.minutes or (planned.minutes if planned else 0) or (last.minutes if last else 0)
    usual = usual or USUAL
    start, end = wish.start, wish.end
    if start is None and end is None and planned and planned.start:
        start = planned.start
        end = planned.end if wish.minutes is None else None
    if start is None and end is None and day == now.date() and not plan:
        end = _quarter(now.time())
        return _at(max(_of(end) - usual, 0)), end
    if start is None and end is None:
        start = last.start if last else None
    if start is None and end is None:
        raise UsageFault(
            "il manque l'heure de la séance : aucune autre n'en donne l'habitude",
            hint="ajoutez-la, par exemple : --start 9h30 --end 11h30",
        )
    if start is None and end is not None:
        if _of(end) < usual:
            raise _past_midnight(day - timedelta(days=1), _of(end) - usual + _DAY, _of(end))
        start = _at(_of(end) - usual)
    if end is None and start is not None:
        if _of(start) + usual > _DAY:
            raise _past_midnight(day, _of(start), _of(start) + usual - _DAY)
        end = _at(_of(start) + usual)
    assert start is not None and end is not None
    if end <= start and _of(start) - _of(end) >= _DAY // 2:
        raise _past_midnight(day, _of(start), _of(end))
    if end <= start:
        raise UsageFault(
            "la séance finirait avant d'avoir commencé", hint="vérifiez ses deux heures"
        )
    return start, end


def _past_midnight(day: date, start: int, end: int) -> UsageFault:
    """For a session from `start`, on that day, to `end`, on the next one, in minutes."""
    first, then = short_date(day), short_date(day + timedelta(days=1))
    begin, over = written(_at(start)), written(_at(end))
    return UsageFault(
        "une séance ne passe pas minuit : chaque jour a la sienne",
        hint=f"inscrivez-en deux : --date {first} --start {begin} --end 24:00, puis "
        f"--date {then} --start 00:00 --end {over}",
    )


def _quarter(moment: time) -> time:
    """The nearest quarter of an hour, within the day."""
    rounded = round(_of(moment) / QUARTER) * QUARTER
    return _at(min(max(rounded, QUARTER), 24 * 60 - QUARTER))


def _of(moment: time | None) -> int:
    """Minutes since midnight."""
    if moment == MIDNIGHT:
        return _DAY
    return 0 if moment is None else 60 * moment.hour + moment.minute


def _at(minutes: int) -> time:
    return MIDNIGHT if minutes == _DAY else time(minutes // 60, minutes % 60)


def between(start: time, end: time) -> int:
    return _of(end) - _of(start)


def _last(bilan: Bilan) -> Session | None:
    """The last session held with a counsellor, proven or not."""
    held = [each for each in bilan.sessions if each.state == "tenue" and not each.personal]
    dated = [each for each in held if each.day]
    return max(dated, key=lambda each: (each.day or date.min, _of(each.start)), default=None)


def _phase(bilan: Bilan) -> str:
    """The furthest of what the sessions and the notes have reached; once closed, the follow-up."""
    if bilan.closed_on:
        return "suivi"
    last = _last(bilan)
    reached = [phase for phase in (bilan.reached_phase, last.phase if last else "") if phase]
    return max(reached, key=PHASES.index, default=PHASES[0])


def entry_of(bilan: Bilan, session: Session | None) -> Mapping[str, Any]:
    """What the note says of a session, in whole."""
    listed = dict(entries_of(bilan.note("cadre/seances").get("seances")))
    return listed.get(session.index, {}) if session else {}


def place_for(bilan: Bilan, mode: str, entry: Mapping[str, Any]) -> str:
    """Where sessions of this mode take place: as the model, else as the last of that mode."""
    if entry.get("mode") == mode:
        return text_of(entry.get("lieu"))
    listed = [each for _, each in entries_of(bilan.note("cadre/seances").get("seances"))]
    same = [each for each in listed if each.get("mode") == mode and each.get("lieu")]
    return text_of(same[-1].get("lieu")) if same else ""


def _who(bilan: Bilan, entry: Mapping[str, Any]) -> str:
    """Whom the session was planned with, or led the last one; else the one in charge."""
    named = entry.get("consultant") or bilan.note("cadre/beneficiaire").get("consultant_referent")
    return text_of(named)


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def sentence(proposal: Proposal, labels: Mapping[str, Mapping[str, str]]) -> str:
    """`mardi 24 novembre 2026, de 9 h 30 à 11 h 30, entretien, en présentiel, investigation…`.

    `labels` gives the French of a field's words, by the names of the note's fields.
    """
    hours = ""
    if proposal.mode == ALONE:
        hours = f"{proposal.minutes} min"
    elif proposal.start and proposal.end:
        hours = f"de {clock(proposal.start)} à {clock(proposal.end)}"
    words = [
        labels[key].get(value, value)
        for key, value in proposal.values.items()
        if key in ("nature", "mode", "phase")
    ]
    more = [each for each in (proposal.lieu, proposal.consultant) if each]
    parts: Sequence[str] = [weekday_date(proposal.day), hours, *words, *more]
    return ", ".join(each for each in parts if each)
