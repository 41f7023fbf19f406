"""What a person is told and agrees to about their papers: how long, which ones, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bilantool import retention
from bilantool.bilan import Bilan, day_of, number_of, word_of
from bilantool.delays import months_after
from bilantool.notes.trame import END, TRIGGERS, RetentionClass, Trame


def keeping(bilan: Bilan, trame: Trame) -> list[dict[str, Any]]:
    """For each retention class: months without an agreement, from what they are counted, and
    months with one."""
    on = bilan.closed_on or bilan.today
    return [_kept(bilan, each, on) for each in trame.classes.values()]


def _kept(bilan: Bilan, classe: RetentionClass, on: date) -> dict[str, Any]:
    own = retention.applying(classe, on)
    given = retention.applying(classe, on, agreed=True)
    return {
        "titre": classe.title,
        "mois": retention.months_of(own, bilan.cabinet) if own else 0,
        "depuis": TRIGGERS[own.trigger if own else END],
        "mois_avec_accord": given.months if given else 0,
    }


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
    most = retention.applying(trame.classes["suivi"], end or bilan.today, agreed=True)
    return {
        "plafond": most.months if most else 0,
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
