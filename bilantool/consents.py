"""What the person's decisions allow on a day: read from the ledger, and from nothing else.

The ledger is `entrees` of `cadre/consentements`. A decision holds from its own day until a later
one on the same subject; where two are of one day, the one written last holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bilantool.bilan import Bilan, day_of, number_of, word_of
from bilantool.delays import months_after
from bilantool.french import folded

Entry = Mapping[str, Any]

_OPERATOR = re.compile(r"\bcep\b|\b(?:conseil|conseiller|conseillere) en evolution pro")


def in_force(bilan: Bilan, subject: str, on: date, recipient: str = "") -> Entry | None:
    """The agreement that holds on that day, None where it was refused, taken back or never given.

    For `communication` it is that given for `recipient`; without one, the last that holds for
    anybody.
    """
    if subject == "communication":
        held = recipients(bilan, on)
        return held.get(_who(recipient)) if recipient else next(reversed(held.values()), None)
    if subject == "conservation":
        return _keeping(bilan, on)
    last = bilan.decision(subject, on)
    return last if last and last.get("decision") == "donne" else None


def may_communicate(bilan: Bilan, recipient: str, on: date) -> bool:
    """Whether a document may go to this person or organisation on that day."""
    return bool(recipient.strip()) and in_force(bilan, "communication", on, recipient) is not None


def kept_documents(bilan: Bilan, on: date) -> tuple[str, ...]:
    """The documents that the agreement to keep some names, in its own words."""
    agreement = in_force(bilan, "conservation", on) or {}
    listed = agreement.get("documents")
    named = (word_of(each).strip() for each in listed) if isinstance(listed, list) else ()
    return tuple(each for each in named if each)


def sent_on_request(bilan: Bilan, on: date) -> date | None:
    """The day on which the person last asked that the synthèse go to the operator of the *conseil
    en évolution professionnelle* (L6313-4 al. 3), if that holds on `on`.

    The operator is told by the words of the recipient; a refusal or a withdrawal takes the
    request back, whichever words name the operator in it. An agreement that lists no document is
    about the synthèse, the only one of which the law speaks there.
    """
    last: date | None = None
    for day, entry in dated(bilan, "communication"):
        recipient = _who(word_of(entry.get("destinataire")))
        if day > on or (recipient and not _OPERATOR.search(recipient)):
            continue
        if entry.get("decision") != "donne":
            last = None
        elif may_communicate(bilan, recipient, on) and _of_synthese(entry):
            last = day
    return last


def dated(bilan: Bilan, subject: str) -> tuple[tuple[date, Entry], ...]:
    """The dated decisions on a subject, in the order in which they hold."""
    found = [
        (day, index, entry)
        for index, entry in bilan.consents(subject)
        if (day := day_of(entry.get("le")))
    ]
    return tuple((day, entry) for day, _, entry in sorted(found, key=lambda each: each[:2]))


def recipients(bilan: Bilan, on: date) -> dict[str, Entry]:
    """The agreements to pass documents on that hold, by recipient, the last one given last.

    Taken back without a recipient, all of them are.
    """
    held: dict[str, Entry] = {}
    for day, entry in dated(bilan, "communication"):
        if day > on:
            break
        who = _who(word_of(entry.get("destinataire")))
        if entry.get("decision") == "donne":
            held.pop(who, None)
            if who:
                held[who] = entry
        elif who:
            held.pop(who, None)
        else:
            held.clear()
    return held


def _who(recipient: str) -> str:
    """A recipient as it compares: case, accents and spaces do not tell two of them apart."""
    return folded(recipient)


def _of_synthese(entry: Entry) -> bool:
    listed = entry.get("documents")
    return not listed or any("synthese" in folded(word_of(each)) for each in listed)


def _keeping(bilan: Bilan, on: date) -> Entry | None:
    """The agreement to keep documents that holds.

    R6313-7 wants it before the end: one given later keeps nothing, so that what was taken back
    after the end is not given again. It lasts as long as it says from the end on.
    """
    end = bilan.closed_on
    last = bilan.decision("conservation", min(on, end) if end else on)
    if not last or last.get("decision") != "donne":
        return None
    if end and any(
        end < day <= on and entry.get("decision") != "donne"
        for day, entry in dated(bilan, "conservation")
    ):
        return None
    months = number_of(last.get("duree_mois")) or 0
    return None if end and months_after(end, max(0, int(months))) <= on else last
