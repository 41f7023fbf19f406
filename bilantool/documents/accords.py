"""What a person is told and agrees to about their papers: how long, which ones, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bilantool.bilan import Bilan, day_of, number_of, word_of
from bilantool.delays import months_after
from bilantool.notes.trame import RetentionClass, Trame


def keeping(bilan: Bilan, trame: Trame) -> list[dict[str, Any]]:
    """For each retention class: months after the end without an agreement, and with one."""
    on = bilan.closed_on or bilan.today
    return [
        {
            "titre": each.title,
            "mois": _longest(each, on, agreed=False),
            "mois_avec_accord": _longest(each, on, agreed=True),
        }
        for each in trame.classes.values()
    ]


def _longest(classe: RetentionClass, on: date, *, agreed: bool) -> int:
    months = [
        each.months
        for each in classe.durations
        if each.agreement == agreed
        and (each.since is None or each.since <= on)
        and (each.until is None or on <= each.until)
    ]
    return max(months, default=0)


def conservation(bilan: Bilan, trame: Trame) -> dict[str, Any]:
    """The agreement to keep papers that the ledger holds now; empty fields to write without one.

    `plafond` is the most months that the law in force at the end, or today, allows.
    """
    entry = bilan.decision("conservation", bilan.today) or {}
    given: Mapping[str, Any] = entry if entry.get("decision") == "donne" else {}
    months, signed, end = (
        number_of(given.get("duree_mois")),
        day_of(given.get("le")),
        bilan.closed_on,
    )
    return {
        "plafond": _longest(trame.classes["suivi"], end or bilan.today, agreed=True),
        "documents": _documents(given),
        "mois": None if months is None else int(months),
        "jusqu_au": months_after(end, int(months)).isoformat() if end and months else "",
        "necessite": word_of(given.get("necessite_du_suivi")),
        "le": signed.isoformat() if signed else "",
    }


def communications(bilan: Bilan) -> list[dict[str, Any]]:
    """The recipients agreed to and not taken back since, in the order of the ledger."""
    agreed: dict[str, dict[str, Any]] = {}
    for _, entry in bilan.consents("communication"):
        recipient = word_of(entry.get("destinataire"))
        if entry.get("decision") == "donne" and recipient:
            agreed[recipient] = {"destinataire": recipient, "documents": _documents(entry)}
        elif recipient:
            agreed.pop(recipient, None)
        else:
            agreed.clear()
    return list(agreed.values())


def _documents(entry: Mapping[str, Any]) -> list[str]:
    listed = entry.get("documents")
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
