"""The clocks that the end of a bilan starts: until when each class is kept, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bilantool.bilan import Bilan, day_of, number_of
from bilantool.delays import months_after
from bilantool.notes.trame import Duration, RetentionClass, Trame


@dataclass(frozen=True, slots=True)
class Clock:
    """What becomes of one class once the bilan is over.

    `due` is the day from which its documents are to be destroyed, `months` how long they are
    kept at most (0: not at all), `agreed` whether a written agreement of the person is why.
    `certain` is false where the text of law was not read in its source.
    """

    classe: str
    title: str
    due: date
    months: int
    agreed: bool
    article: str
    certain: bool


def clocks(trame: Trame, bilan: Bilan, end: date) -> tuple[Clock, ...]:
    """One clock per class, in the order of the trame, for a bilan that ends on `end`."""
    agreed, withdrawn = _agreed_months(bilan, end), _withdrawn_on(bilan, end)
    found = [_clock(each, end, agreed) for each in trame.classes.values()]
    return tuple(
        replace(each, due=withdrawn) if withdrawn and each.agreed and withdrawn < each.due else each
        for each in found
    )


def _clock(classe: RetentionClass, end: date, agreed: int | None) -> Clock:
    """The longest duration that applies; without one, nothing allows to keep the class."""
    applicable = [*_applicable(classe, end, agreed)]
    months, duration = max(applicable, key=lambda pair: pair[0], default=(0, None))
    return Clock(
        classe.name,
        classe.title,
        months_after(end, months),
        months,
        bool(duration and duration.agreement),
        duration.article if duration else "",
        bool(duration and duration.certainty == "verifie"),
    )


def _applicable(
    classe: RetentionClass, end: date, agreed: int | None
) -> Iterator[tuple[int, Duration]]:
    """The durations in force at the end, each with its months.

    One that needs an agreement is a ceiling: the agreement itself says how long.
    """
    for each in classe.durations:
        after = each.since is None or each.since <= end
        if not after or (each.until is not None and end > each.until):
            continue
        if not each.agreement:
            yield each.months, each
        elif agreed is not None:
            yield min(agreed, each.months), each


def _agreed_months(bilan: Bilan, end: date) -> int | None:
    """How long the person agreed, by the end, that documents be kept; None without agreement.

    The last decision counts: an agreement that was withdrawn keeps nothing.
    """
    last = bilan.decision("conservation", end) or {}
    months = number_of(last.get("duree_mois"))
    if last.get("decision") != "donne" or months is None or months <= 0:
        return None
    return int(months)


def _withdrawn_on(bilan: Bilan, end: date) -> date | None:
    """The first day after the end on which an agreement to keep documents was taken back.

    What is due then stays due: an agreement given later comes after the end, and keeps nothing.
    """
    days = [
        day
        for _, entry in bilan.consents("conservation")
        if entry.get("decision") in ("retire", "refuse")
        and (day := day_of(entry.get("le")))
        and day > end
    ]
    return min(days, default=None)
