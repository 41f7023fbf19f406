"""The end of a bilan: what it requires, when it is written, when it may be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bilantool import editing, inspection, retention
from bilantool.bilan import Bilan, Session, group_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.editing import Change
from bilantool.errors import Refusal, UsageFault
from bilantool.findings import Finding
from bilantool.french import counted, listing, long_date
from bilantool.inspection import SEANCES, Inspection
from bilantool.notes import schema as schemas
from bilantool.notes.choosing import chosen
from bilantool.notes.trame import Trame
from bilantool.retention import Clock
from bilantool.seances import recording

OF_THE_END = ("BC302", "BC303", "BC304", "BC306", "BC401")
"""The rules of law that hold back an end: of the end itself, or of what can still be mended. An
act signed late, a payment taken too early are past, and must not keep a bilan open for ever."""

REOPEN_WITHIN = 30
"""Days after the end during which it may be taken back: a slip of the hand, not a new bilan."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A bilan seen as if it were closed on `day`.

    `missing` are the findings that closing calls for, `planned` the sessions still to come,
    `clocks` the delays that would start.
    """

    day: date
    reason: str
    seen: Inspection
    planned: tuple[Session, ...]
    clocks: tuple[Clock, ...]

    @property
    def interrupted(self) -> bool:
        return bool(self.reason)

    @property
    def missing(self) -> tuple[Finding, ...]:
        return tuple(
            finding
            for finding in self.seen.findings
            if finding.blocks and (not finding.of_law or finding.rule in OF_THE_END)
        )

    @property
    def refused(self) -> bool:
        """An incomplete bilan is not closed as *achevé*; an interrupted one is what it is."""
        return bool(self.missing or self.seen.faults) and not self.interrupted


def reasons(trame: Trame) -> Mapping[str, str]:
    """Why a bilan may be interrupted: what the note holds, and what people read."""
    part = schemas.at(trame.notes[SEANCES].schema, ("cloture", "motif"))
    labels = part.get("x-libelles", {})
    return {value: str(labels.get(value, value)) for value in part["enum"]}


def reason(trame: Trame, typed: str) -> str:
    """The reason that `typed` means: its word, its label, or the beginning of either."""
    known = reasons(trame)
    unknown = "ce motif d'interruption n'est pas connu"
    return chosen(typed, known, "motif", labels=known, unknown=unknown)


def ending(
    opened: OpenDossier, trame: Trame, vault: Vault, day: date, today: date, why: str = ""
) -> Ending:
    """What closing the bilan on `day` would mean; `why` is the reason of an interruption.

    Raises UsageFault when it is closed already, or could not have ended that day.
    """
    before = inspection.inspect(opened, trame, vault.cabinet, today)
    _possible(opened.reference, before, day, today)
    closure = {"etat": "interrompu" if why else "acheve", "le": day.isoformat()}
    if why:
        closure["motif"] = why
    seen = inspection.inspect(opened, trame, vault.cabinet, today, closure=closure)
    planned = tuple(each for each in before.bilan.sessions if each.state == "prevue")
    return Ending(day, why, seen, planned, retention.clocks(trame, seen.bilan, day))


def _possible(reference: str, seen: Inspection, day: date, today: date) -> None:
    if seen.notes[SEANCES].destroyed:
        raise UsageFault(
            f"le bilan {reference} est terminé : ses pièces administratives sont détruites",
            hint=f"ce qu'il en reste : bilantool status {reference}",
        )
    recording.usable(seen, "le bilan ne peut pas être clos")
    closed = seen.bilan.closed_on
    if closed is not None:
        raise UsageFault(
            f"le bilan {reference} est déjà clos, depuis le {long_date(closed)}",
            hint=f"s'il l'est par erreur : bilantool reopen {reference}",
        )
    if day > today:
        raise UsageFault(
            "un bilan ne se clôt pas à une date à venir",
            hint=f"recommencez ce jour-là : bilantool close {reference}",
        )
    last = seen.bilan.last_session
    if last is not None and last.day is not None and last.day > day:
        raise UsageFault(
            f"une séance a été tenue le {long_date(last.day)}, après cette date de clôture",
            hint=f"donnez la date de la fin : bilantool close {reference} --date "
            f"{last.day.isoformat()}",
        )


def close(
    vault: Vault, opened: OpenDossier, trame: Trame, end: Ending, *, history: bool
) -> editing.Settled:
    """Write the end into `cadre/seances`.

    Raises Refusal with the findings when the bilan is not complete and not interrupted.
    """
    if end.refused:
        raise refusal(opened.reference, end)
    changes: list[Change] = [
        (("cloture", "etat"), "interrompu" if end.interrupted else "acheve"),
        (("cloture", "le"), end.day.isoformat()),
    ]
    if end.interrupted:
        changes.append((("cloture", "motif"), end.reason))
    return editing.amend(vault, opened, trame.notes[SEANCES], lambda _: changes, history=history)


def refusal(reference: str, end: Ending) -> Refusal:
    number = len(end.missing) + len(end.seen.faults)
    what = counted(number, "point manque", "points manquent")
    note = end.missing[0].note.rpartition("/")[2] if end.missing else ""
    fill = f"bilantool fill {reference} {note}".rstrip()
    return Refusal(
        f"le bilan {reference} ne peut pas être clos comme achevé : {what}",
        end.missing,
        hint=f"complétez, à commencer par : {fill} ; si le bilan s'arrête là : "
        f"bilantool close {reference} --interrupted abandon, ou un autre motif",
    )


def may_reopen(opened: OpenDossier, bilan: Bilan, today: date) -> date:
    """The end that can still be taken back; UsageFault says why it cannot."""
    closed = bilan.closed_on
    destroyed = sorted(opened.keys.tombstones)
    if opened.destroyed(SEANCES):
        raise _beyond(opened, destroyed)
    if closed is None:
        raise UsageFault(
            f"le bilan {opened.reference} n'est pas clos : il n'y a rien à rouvrir",
            hint=f"voyez où il en est : bilantool status {opened.reference}",
        )
    if destroyed:
        raise _beyond(opened, destroyed)
    if today > closed + timedelta(days=REOPEN_WITHIN):
        raise UsageFault(
            f"le bilan {opened.reference} est clos depuis plus de {REOPEN_WITHIN} jours "
            f"({long_date(closed)}) : ses délais de conservation ont couru",
            hint="ouvrez un autre dossier avec bilantool new ; si la date de clôture est fausse, "
            f"corrigez-la : bilantool edit {opened.reference} seances",
        )
    return closed


def _beyond(opened: OpenDossier, destroyed: list[str]) -> UsageFault:
    return UsageFault(
        f"le bilan {opened.reference} ne peut plus être rouvert : {listing(destroyed)} : "
        "documents détruits",
        hint="ce qui est détruit ne revient pas : ouvrez un autre dossier avec bilantool new",
    )


def reopen(vault: Vault, opened: OpenDossier, trame: Trame, *, history: bool) -> editing.Settled:
    """Empty the end in `cadre/seances`; its text is otherwise left as it is."""

    def emptied(values: Mapping[str, Any]) -> list[Change]:
        held = group_of(values.get("cloture"))
        return [(("cloture", key), None) for key in ("etat", "le", "motif") if held.get(key)]

    return editing.amend(vault, opened, trame.notes[SEANCES], emptied, history=history)
