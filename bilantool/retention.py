"""The clocks that the end of a bilan starts: until when each class is kept, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bilantool import consents
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
    """One clock per class, in the order of the trame, for a bilan that ends on `end`.

    The last word of the person on keeping goes first: with an agreement it says how long, and
    once she refused nothing is kept, not even the synthèse that she had sent to her adviser. That
    sending is a ground of its own only where she decided nothing on keeping.
    """
    agreed, asked = _agreed_months(bilan, end), _asked(bilan, end)
    withdrawn = _withdrawn_on(bilan, end)
    found = [_clock(each, end, agreed, asked) for each in trame.classes.values()]
    return tuple(
        replace(clock, due=withdrawn) if withdrawn and hers and withdrawn < clock.due else clock
        for clock, hers in found
    )


def _clock(
    classe: RetentionClass, end: date, agreed: int | None, asked: bool
) -> tuple[Clock, bool]:
    """The longest duration that applies, and whether the person's own word is why; without one,
    nothing allows to keep the class."""
    applicable = [*_applicable(classe, end, agreed, asked)]
    months, duration = max(applicable, key=lambda pair: pair[0], default=(0, None))
    clock = Clock(
        classe.name,
        classe.title,
        months_after(end, months),
        months,
        bool(duration and duration.agreement and not duration.request),
        duration.article if duration else "",
        bool(duration and duration.certainty == "verifie"),
    )
    return clock, bool(duration and duration.agreement)


def _applicable(
    classe: RetentionClass, end: date, agreed: int | None, asked: bool
) -> Iterator[tuple[int, Duration]]:
    """The durations in force at the end, each with its months.

    One that needs an agreement is a ceiling: the agreement itself says how long.
    """
    for each in classe.durations:
        after = each.since is None or each.since <= end
        if not after or (each.until is not None and end > each.until):
            continue
        if each.request:
            if asked:
                yield each.months, each
        elif not each.agreement:
            yield each.months, each
        elif agreed is not None:
            yield min(agreed, each.months), each


def _asked(bilan: Bilan, end: date) -> bool:
    """Whether, by the end, she had the synthèse sent to the operator of L6313-4 al. 3, and
    decided nothing on keeping."""
    silent = bilan.decision("conservation", end) is None
    return silent and consents.sent_on_request(bilan, end) is not None


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
