"""What the person asks: about their data (one month, RGPD 12), or to complain."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool.agenda.item import Case, Item
from bilantool.bilan import day_of, entries_of, word_of
from bilantool.delays import months_after
from bilantool.french import counted, short_date

_MONTH = 31


def items(case: Case) -> Iterator[Item]:
    yield from _requests(case)
    yield from _complaints(case)


def _requests(case: Case) -> Iterator[Item]:
    for index, entry in entries_of(case.bilan.note("cadre/consentements").get("demandes")):
        received = day_of(entry.get("recue_le"))
        if received is None or entry.get("repondue_le"):
            continue
        due = months_after(received, 1)
        left = (due - case.today).days
        sentence = f"demande de la personne sur ses données : réponse avant le {short_date(due)}"
        if left < 0:
            sentence = (
                f"la réponse à la demande de la personne sur ses données était due le "
                f"{short_date(due)}"
            )
        elif left == 0:
            sentence += " (aujourd'hui)"
        else:
            sentence += f" ({counted(left, 'jour')})"
        yield case.dated(
            "demande",
            due,
            sentence,
            f"fill {case.reference} consentements",
            anchor=word_of(entry.get("id")) or str(index),
            notice=_MONTH,
        )


def _complaints(case: Case) -> Iterator[Item]:
    """Complaints that nobody closed. No text sets a delay: they have none here either."""
    for index, entry in entries_of(case.bilan.note("cadre/satisfaction").get("reclamations")):
        received, answered = day_of(entry.get("recue_le")), day_of(entry.get("traitee_le"))
        if received is None or entry.get("close_le"):
            continue
        if answered is None:
            sentence = f"réclamation reçue le {short_date(received)}, sans réponse"
        else:
            sentence = f"réclamation répondue le {short_date(answered)}, à clore"
        yield case.undated(
            "reclamation",
            sentence,
            f"fill {case.reference} satisfaction",
            about=answered or received,
            anchor=word_of(entry.get("id")) or str(index),
        )
