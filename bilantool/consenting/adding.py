"""A decision added to the ledger, whole: what is inscribed is never completed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bilantool import consents, editing
from bilantool.bilan import Bilan, day_of, word_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.consenting.lines import lines, part
from bilantool.editing import Change
from bilantool.errors import UsageFault
from bilantool.french import folded
from bilantool.notes import completeness, emitting, ledger, reading
from bilantool.notes.amending import room
from bilantool.notes.trame import NoteSpec, Trame

Fields = dict[str, Any]
"""What an entry says so far, under the keys of the schema."""


def lacking(spec: NoteSpec, fields: Fields) -> tuple[str, ...]:
    """What the entry still has to say, in the order of the schema."""
    missing = completeness.lacking(spec, {ledger.ENTRIES: [dict(fields)]})
    keys = {path[2] for path in missing if path[:2] == (ledger.ENTRIES, 0) and len(path) == 3}
    return tuple(key for key in part(spec)["properties"] if key in keys)


def correcting(spec: NoteSpec, bilan: Bilan, reference: str, wanted: str) -> Mapping[str, Any]:
    """The inscribed entry of that id, to be corrected; UsageFault where there is none to."""
    look = f"voyez les identifiants : bilantool consent {reference} --list"
    found = [each for each in lines(spec, bilan, bilan.today) if each.id == wanted.strip()]
    if not found:
        raise UsageFault("aucune entrée du registre ne porte cet identifiant", hint=look)
    if found[0].corrected:
        raise UsageFault(
            "cette entrée est déjà corrigée par une autre",
            hint=f"corrigez celle qui l'a remplacée ; {look}",
        )
    return found[0].values


def recipient(bilan: Bilan, reference: str, said: str) -> str:
    """The recipient whose agreement a withdrawal means, as the agreement writes it.

    UsageFault where none has one, or several may be meant: a withdrawal that takes nothing back
    would leave the way open.
    """
    given = consents.recipients(bilan, bilan.today)
    asked = folded(said)
    fits = [who for who in given if who == asked] or [who for who in given if asked in who]
    if len(fits) == 1:
        return word_of(given[fits[0]].get("destinataire"))
    raise UsageFault(
        "plusieurs destinataires peuvent être désignés ainsi"
        if fits
        else "aucun accord de communication n'est en vigueur pour ce destinataire",
        hint="écrivez-le comme l'accord, ou ôtez --recipient pour tout retirer : "
        f"bilantool consent {reference} --list",
    )


def require(spec: NoteSpec, fields: Fields, today: date, *, answer: str = "") -> None:
    """UsageFault unless the entry is complete and sound, and its day is not to come; of one
    `answer`, by its key, while the others are still to be given."""
    text = {ledger.ENTRIES: [dict(fields)]}
    place = (ledger.ENTRIES, 0, answer) if answer else (ledger.ENTRIES, 0)
    if not completeness.sound(spec, text, place):
        judged = completeness.check(spec, reading.read(emitting.document(text)))
        wrong = next(each for each in judged.findings if each.path[: len(place)] == place)
        raise UsageFault(
            f"cette décision ne peut pas être inscrite : {wrong.message}",
            hint=wrong.hint or "rien n'a été inscrit",
        )
    day = day_of(fields.get("le"))
    if day is not None and day > today:
        raise UsageFault(
            "une décision ne s'inscrit pas à une date à venir",
            hint="donnez le jour où la personne l'a prise, aujourd'hui ou avant",
        )


def add(vault: Vault, opened: OpenDossier, trame: Trame, fields: Fields, *, history: bool) -> str:
    """Write the entry at the end of the ledger; returns the id that it was given.

    Raises as `editing.amend`.
    """
    spec = trame.notes[ledger.NOTE]
    place = 0

    def plan(values: Mapping[str, Any]) -> list[Change]:
        nonlocal place
        listed = values.get(ledger.ENTRIES)
        items = listed if isinstance(listed, list) else []
        place = room(items)
        if place >= len(items):
            return [((ledger.ENTRIES, place), dict(fields))]
        # The model left an empty entry: its help stays.
        return [((ledger.ENTRIES, place, key), value) for key, value in fields.items()]

    editing.amend(vault, opened, spec, plan, history=history)
    written = reading.read(opened.read(spec.name).text).values[ledger.ENTRIES]
    return str(written[place].get("id", ""))
