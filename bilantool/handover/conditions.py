"""Whether the synthèse may be handed over: the order of events, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bilantool import frozen
from bilantool.bilan import LEGAL_PHASES, Bilan, day_of, group_of, word_of
from bilantool.cabinet.vault import OpenDossier
from bilantool.errors import Refusal, UsageFault
from bilantool.french import counted, listing, long_date, short_date
from bilantool.frozen import NOTE, RESTITUTION, SYNTHESE
from bilantool.inspection import SEANCES, Inspection
from bilantool.notes import schema as schemas
from bilantool.notes.papers import DocumentSpec
from bilantool.notes.trame import Trame

CONSENTS = "cadre/consentements"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person says of the hand-over; `again` is why another one replaces the first.

    Without `day` or `mode`, those that the note tells already; then today, and a question.
    """

    day: date | None = None
    mode: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """When and how the synthèse is handed over, once that is known to be possible."""

    day: date
    mode: str
    again: str = ""


def document(trame: Trame) -> DocumentSpec:
    """The synthèse; UsageFault where the cabinet's trame has none."""
    return trame.document(SYNTHESE)


def modes(trame: Trame) -> Mapping[str, str]:
    """How a synthèse may be handed over: what the note holds, and what people read."""
    part = schemas.at(trame.notes[RESTITUTION].schema, ("synthese", "mode"))
    labels = part.get("x-libelles", {})
    return {value: str(labels.get(value, value)) for value in part["enum"]}


def told(bilan: Bilan) -> tuple[date | None, str]:
    """The day and the mode that `conclusions/restitution` tells already."""
    note = group_of(bilan.note(RESTITUTION).get("synthese"))
    return day_of(note.get("remise_le")), word_of(note.get("mode"))


def require(seen: Inspection, opened: OpenDossier, wish: Wish, today: date) -> date:
    """The day of the hand-over, where nothing stands against it.

    Raises UsageFault for a wish that cannot be, Refusal for a bilan that has not come so far,
    DataFault and KeyFault for a note that cannot be read.
    """
    reference = opened.reference
    _readable(seen, opened)
    _once(seen.bilan, reference, wish)
    day = wish.day or told(seen.bilan)[0] or today
    if wish.again and wish.day is None:
        day = today
    if day > today:
        raise UsageFault(
            "une synthèse ne se remet pas à une date à venir",
            hint=f"recommencez ce jour-là : bilantool handover {reference}",
        )
    _course(seen.bilan, reference)
    _after(seen.bilan, day, reference)
    return day


def _readable(seen: Inspection, opened: OpenDossier) -> None:
    needed = [*document(seen.trame).notes, RESTITUTION, CONSENTS]
    gone = sorted({opened.classe(name) for name in needed if seen.notes[name].destroyed})
    if gone:
        raise Refusal(
            f"la synthèse ne peut plus être remise : documents détruits ({listing(gone)})",
            hint="seul un document remis avant la destruction fait foi",
        )
    if seen.bilan.interrupted:
        raise Refusal(
            "un bilan interrompu n'appelle aucune synthèse : il n'y a rien à remettre",
            hint=f"s'il est clos ainsi par erreur : bilantool reopen {opened.reference}",
        )
    for name in (RESTITUTION, CONSENTS, SEANCES, NOTE):
        note = seen.notes[name]
        if note.fault is not None:
            raise note.fault
        if note.judged.begun and not note.judged.shaped:
            raise Refusal(
                f"la note {name} contient une valeur invalide : la synthèse ne peut pas être "
                "remise",
                [finding for finding in seen.every if finding.note == name and finding.blocks],
                hint=f"corrigez-la d'abord : bilantool edit {opened.reference} {name}",
            )


def _once(bilan: Bilan, reference: str, wish: Wish) -> None:
    known = frozen.handed(bilan)
    if known is not None and not wish.again:
        raise UsageFault(
            f"la synthèse du dossier {reference} est déjà remise, depuis le {long_date(known.day)}",
            hint=f"une nouvelle copie chiffrée de ce document : bilantool handover {reference} "
            f"--copy ; une version corrigée : bilantool handover {reference} --again, et pourquoi",
        )
    if known is None and wish.again:
        raise UsageFault(
            "il n'y a pas de remise à remplacer",
            hint=f"ôtez --again : bilantool handover {reference}",
        )


def _course(bilan: Bilan, reference: str) -> None:
    """Conclusions are drawn with the person: at least one session of that phase, none to come."""
    planned = [
        each for each in bilan.sessions if each.state == "prevue" and each.phase in LEGAL_PHASES
    ]
    days = [short_date(each.day) for each in planned if each.day]
    if planned:
        on = f" --date {days[0]}" if days else ""
        count = counted(len(planned), "séance reste prévue", "séances restent prévues")
        raise Refusal(
            f"{count} avant la remise" + (f" ({listing(days)})" if days else ""),
            hint=f"dites-la tenue : bilantool session {reference}{on} ; sinon, ajoutez --cancelled",
        )
    if not any(each.held and each.phase == "conclusions" for each in bilan.sessions):
        raise Refusal(
            "aucune séance de conclusions n'est dite tenue, avec sa preuve (R6313-4)",
            hint=f"la synthèse se remet lors d'un entretien : bilantool session {reference}",
        )


def _after(bilan: Bilan, day: date, reference: str) -> None:
    """What must be over by the day of the hand-over."""
    synthese = bilan.note(NOTE)
    sessions = [each.day for each in bilan.held if each.day and each.phase == "investigation"]
    steps = (
        (max(sessions, default=None), "la dernière séance d'investigation", "R6313-4"),
        (day_of(synthese.get("presentee_le")), "la présentation à la personne", "R6313-4"),
        (day_of(synthese.get("relue_confidentialite_le")), "la relecture", "L6313-4"),
    )
    for earlier, what, article in steps:
        if earlier and earlier > day:
            raise UsageFault(
                f"une remise au {long_date(day)} précéderait {what}, du {long_date(earlier)} "
                f"({article})",
                hint="donnez la date de la remise : bilantool handover "
                f"{reference} --date {earlier}",
            )
