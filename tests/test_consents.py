"""What the person's decisions allow on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilantool import consents
from bilantool.bilan import Bilan

END = "2026-06-12"


def bilan(*entries: dict[str, Any], end: str = "") -> Bilan:
    notes: dict[str, Any] = {"cadre/consentements": {"entrees": list(entries)}}
    if end:
        notes["cadre/seances"] = {"cloture": {"etat": "acheve", "le": end}}
    return Bilan(notes, {}, date(2026, 11, 24))


def entry(subject: str, decision: str, le: str, **more: Any) -> dict[str, Any]:
    return {"objet": subject, "decision": decision, "le": le, **more}


def sent(decision: str, le: str, who: str = "") -> dict[str, Any]:
    return entry("communication", decision, le, **({"destinataire": who} if who else {}))


def kept(decision: str, le: str, months: int = 12) -> dict[str, Any]:
    return entry("conservation", decision, le, duree_mois=months, documents=["Tests ", "", "Plan"])


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_decision_holds_from_its_day_until_the_next() -> None:
    """Of two of one day, the one that was written last."""
    seen = bilan(entry("bilan", "donne", "2026-02-01"), entry("bilan", "retire", "2026-03-01"))
    assert consents.in_force(seen, "bilan", day("2026-01-31")) is None
    assert consents.in_force(seen, "bilan", day("2026-02-28")) is not None
    assert consents.in_force(seen, "bilan", day("2026-03-01")) is None
    assert consents.in_force(seen, "distance", day("2026-03-01")) is None
    again = bilan(entry("bilan", "retire", "2026-03-01"), entry("bilan", "donne", "2026-03-01"))
    assert consents.in_force(again, "bilan", day("2026-03-01")) is not None


@pytest.mark.parametrize(
    ("entries", "may"),
    [
        ([sent("donne", "2026-06-01", "CEP de Lyon")], True),
        ([sent("donne", "2026-06-01", "cep  DE lyon")], True),
        ([sent("donne", "2026-06-01", "CEP de Lyon, agence")], False),
        ([sent("donne", "2026-06-03", "CEP de Lyon")], False),
        ([sent("donne", "2026-06-01", "CEP de Lyon"), sent("retire", "2026-06-02")], False),
        (
            [sent("donne", "2026-06-01", "CEP de Lyon"), sent("retire", "2026-06-02", "Employeur")],
            True,
        ),
        (
            [
                sent("donne", "2026-06-01", "CEP de Lyon"),
                sent("refuse", "2026-06-02", "cep de lyon"),
            ],
            False,
        ),
        (
            [
                sent("donne", "2026-05-01", "CEP de Lyon"),
                sent("retire", "2026-05-02"),
                sent("donne", "2026-05-03", "CEP de Lyon"),
            ],
            True,
        ),
        ([sent("donne", "2026-06-01")], False),
        ([], False),
    ],
)
def test_nothing_is_passed_on_without_an_agreement_for_that_recipient(
    entries: list[dict[str, Any]], may: bool
) -> None:
    """However the name was typed; a withdrawal that names nobody is for everybody."""
    seen = bilan(*entries)
    assert consents.may_communicate(seen, "CEP de Lyon", day("2026-06-02")) is may
    assert not consents.may_communicate(seen, " ", day("2026-06-02"))


@pytest.mark.parametrize(
    ("entries", "on", "holds"),
    [
        ([kept("donne", "2026-06-01")], "2026-06-20", True),
        ([kept("donne", END)], "2026-06-20", True),
        ([kept("donne", "2026-06-13")], "2026-06-20", False),
        ([kept("donne", "2026-06-01"), kept("retire", "2026-06-02")], "2026-06-20", False),
        ([kept("donne", "2026-06-01"), kept("retire", END)], "2026-06-20", False),
        ([kept("donne", "2026-06-01"), kept("retire", "2026-06-15")], "2026-06-14", True),
        ([kept("donne", "2026-06-01"), kept("retire", "2026-06-15")], "2026-06-15", False),
        (
            [
                kept("donne", "2026-06-01"),
                kept("retire", "2026-06-15"),
                kept("donne", "2026-06-16"),
            ],
            "2026-06-20",
            False,
        ),
        (
            [kept("donne", "2026-05-01"), kept("retire", "2026-05-02"), kept("donne", END)],
            "2026-06-20",
            True,
        ),
        ([kept("donne", "2026-06-01")], "2027-06-11", True),
        ([kept("donne", "2026-06-01")], "2027-06-12", False),
        ([kept("refuse", "2026-06-01")], "2026-06-20", False),
        ([kept("donne", "2026-06-01", 0)], "2026-06-20", False),
    ],
)
def test_documents_are_kept_by_an_agreement_of_before_the_end(
    entries: list[dict[str, Any]], on: str, holds: bool
) -> None:
    """Taken back before, on or after it, nothing given later keeps them; nor past its duration."""
    seen = bilan(*entries, end=END)
    expected = ("Tests", "Plan") if holds else ()
    assert consents.kept_documents(seen, day(on)) == expected


def test_before_the_end_the_last_decision_counts() -> None:
    """An agreement of an open bilan, its withdrawal, another one."""
    seen = bilan(kept("donne", "2026-05-01"), kept("retire", "2026-05-03"))
    assert consents.kept_documents(seen, day("2026-05-02"))
    assert not consents.kept_documents(seen, day("2026-05-03"))
