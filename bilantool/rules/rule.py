"""What a rule is: one question put to a bilan, with its source and its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bilantool.bilan import Bilan
from bilantool.delays import within
from bilantool.findings import KeyPath, Severity


class Certainty(StrEnum):
    """How sure the source is; a rule *à confirmer* is shown and blocks nothing."""

    VERIFIE = "verifie"
    SECONDAIRE = "secondaire"
    A_CONFIRMER = "a_confirmer"


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a bilan departs from a rule.

    `message` is French for a counsellor, lower case, no full stop, and holds nothing of the
    notes but dates, hours and counts. `hint`, when it is empty, is the rule's own remedy.
    """

    note: str
    path: KeyPath
    message: str
    hint: str = ""


Judge = Callable[[Bilan], Iterable[Breach]]


@dataclass(frozen=True, slots=True)
class Dating:
    """Which day of a bilan decides whether a rule binds it.

    `what` names those that it binds, as the manual writes it before a date; a bilan that has
    no such day yet is judged by the rules of the day of the question.
    """

    what: str
    day: Callable[[Bilan], date | None]

    def of(self, bilan: Bilan) -> date:
        """The day whose rules apply to this bilan."""
        return self.day(bilan) or bilan.today


BEGINNING = Dating("les bilans commencés", lambda bilan: bilan.begun_on)
"""The first session held: where nothing else is said."""

END = Dating("les bilans terminés", lambda bilan: bilan.closed_on)
"""What happens to the papers is ruled by the text in force when the bilan ends."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `law` tells an article, which blocks, from usage, which advises. `since` and `until` are
    the first and last day of force (None: unbounded), and `dated_by` says which day of the
    bilan is compared with them. `needs` names the notes without which
    the question has no sense: the rule is not put while one of them is missing.
    `explanation` is for the manual, whole sentences; `remedy` says what to do, written as a
    hint.
    """

    id: str
    title: str
    article: str
    certainty: Certainty
    law: bool
    since: date | None
    until: date | None
    needs: tuple[str, ...]
    judge: Judge
    explanation: str
    remedy: str
    dated_by: Dating = BEGINNING

    @property
    def severity(self) -> Severity:
        """Only an article makes a note invalid; usage is *conseil*."""
        return Severity.INVALIDE if self.law else Severity.CONSEIL

    @property
    def certain(self) -> bool:
        """Whether its source is sure enough to block a document."""
        return self.certainty is not Certainty.A_CONFIRMER

    @property
    def anchor(self) -> str:
        """Its anchor in the manual."""
        return self.id.lower()

    def binds(self, bilan: Bilan) -> bool:
        """Whether it was in force on the day of the bilan that decides."""
        return within(self.dated_by.of(bilan), self.since, self.until)


def law(
    identity: str,
    title: str,
    *,
    article: str,
    certainty: Certainty,
    needs: tuple[str, ...],
    explanation: str,
    remedy: str,
    since: date | None = None,
    until: date | None = None,
    dated_by: Dating = BEGINNING,
) -> Callable[[Judge], Rule]:
    """Turn a judging function into a rule of law. It registers nothing: see `catalogue`."""
    return lambda judge: Rule(
        id=identity,
        title=title,
        article=article,
        certainty=certainty,
        law=True,
        since=since,
        until=until,
        needs=needs,
        judge=judge,
        explanation=explanation,
        remedy=remedy,
        dated_by=dated_by,
    )


def practice(
    identity: str,
    title: str,
    *,
    needs: tuple[str, ...],
    explanation: str,
    remedy: str,
    article: str = "",
    certainty: Certainty = Certainty.VERIFIE,
) -> Callable[[Judge], Rule]:
    """Turn a judging function into a rule of usage.

    `article` is the text that the usage serves, where there is one; it does not make the
    usage an obligation.
    """
    return lambda judge: Rule(
        identity, title, article, certainty, False, None, None, needs, judge, explanation, remedy
    )
