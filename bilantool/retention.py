"""The clocks that the end of a bilan starts: until when each class is kept, and why.

What is kept for control is counted from the end of the year of the last payment. While none is
noted, the last invoice stands for it, else the end, and the clock says that it is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bilantool import consents
from bilantool.bilan import Bilan, day_of, number_of
from bilantool.delays import months_after
from bilantool.french import lasting
from bilantool.notes.trame import END, PAYMENT, TRIGGERS, Duration, RetentionClass, Trame


@dataclass(frozen=True, slots=True)
class Clock:
    """What becomes of one class once the bilan is over.

    `due` is the day from which its documents are to be destroyed, `months` how long they are
    kept at most (0: not at all), `agreed` whether a written agreement of the person is why.
    `certain` is false where the text of law was not read in its source. `since` is the day from
    which it runs, `trigger` what that day is, `unsaid` what the notes do not say of it, in French.
    """

    classe: str
    title: str
    due: date
    months: int
    agreed: bool
    article: str
    certain: bool
    since: date
    trigger: str = END
    unsaid: str = ""

    @property
    def lasts(self) -> str:
        """`10 ans`, `3 ans après la fin de l’année du dernier paiement`; "" if nothing is kept."""
        if self.trigger == END or not self.months:
            return lasting(self.months)
        return f"{lasting(self.months)} après {TRIGGERS[self.trigger]}"


def applying(classe: RetentionClass, on: date, *, agreed: bool = False) -> Duration | None:
    """The longest duration of a class for a bilan that ends on that day: without any agreement,
    or the longest that one may give."""
    found = [each for each in classe.durations if each.in_force(on) and each.agreement == agreed]
    return max(found, key=lambda each: each.months, default=None)


def months_of(duration: Duration, cabinet: Mapping[str, Any]) -> int:
    """How long it lasts in this cabinet, which may keep longer what it keeps for control."""
    longer = number_of(cabinet.get("conservation_administrative_annees")) or 0
    if duration.trigger != PAYMENT:
        return duration.months
    return max(duration.months, int(12 * longer))


def clocks(trame: Trame, bilan: Bilan, end: date) -> tuple[Clock, ...]:
    """One clock per class, in the order of the trame, for a bilan that ends on `end`.

    The last word of the person on keeping goes first: with an agreement it says how long, and
    once she refused nothing is kept, not even the synthèse that she had sent to her adviser. That
    sending is a ground of its own only where she decided nothing on keeping.
    """
    agreed, asked = _agreed_months(bilan, end), _asked(bilan, end)
    withdrawn = _withdrawn_on(bilan, end)
    found = [_clock(each, bilan, end, agreed, asked) for each in trame.classes.values()]
    return tuple(
        replace(clock, due=withdrawn) if withdrawn and hers and withdrawn < clock.due else clock
        for clock, hers in found
    )


def _clock(
    classe: RetentionClass, bilan: Bilan, end: date, agreed: int | None, asked: bool
) -> tuple[Clock, bool]:
    """The longest duration that applies, and whether the person's own word is why; without one,
    nothing allows to keep the class."""
    applicable = [*_applicable(classe, bilan.cabinet, end, agreed, asked)]
    months, duration = max(applicable, key=lambda pair: pair[0], default=(0, None))
    trigger = duration.trigger if duration else END
    since, unsaid = _since(bilan, end) if trigger == PAYMENT else (end, "")
    clock = Clock(
        classe.name,
        classe.title,
        max(end, months_after(since, months)),
        months,
        bool(duration and duration.agreement and not duration.request),
        duration.article if duration else "",
        bool(duration and duration.certainty == "verifie"),
        since,
        trigger,
        unsaid,
    )
    return clock, bool(duration and duration.agreement)


def _since(bilan: Bilan, end: date) -> tuple[date, str]:
    """The last day of the year of the last payment, and what is not noted of it.

    An invoice that nothing says to be paid is a payment still to come.
    """
    terms = bilan.terms
    if terms.last_payment and terms.all_paid:
        return _year_end(terms.last_payment), ""
    if terms.last_invoice:
        last = max(terms.last_invoice, terms.last_payment or terms.last_invoice)
        return _year_end(
            last
        ), "le dernier paiement n’est pas noté : durée comptée de la dernière facture"
    return _year_end(end), "aucun paiement ni facture n’est noté : durée comptée de la fin du bilan"


def _year_end(day: date) -> date:
    return day.replace(month=12, day=31)


def _applicable(
    classe: RetentionClass, cabinet: Mapping[str, Any], end: date, agreed: int | None, asked: bool
) -> Iterator[tuple[int, Duration]]:
    """The durations in force at the end, each with its months.

    One that needs an agreement is a ceiling: the agreement itself says how long.
    """
    for each in classe.durations:
        if not each.in_force(end):
            continue
        if each.request:
            if asked:
                yield each.months, each
        elif not each.agreement:
            yield months_of(each, cabinet), each
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
