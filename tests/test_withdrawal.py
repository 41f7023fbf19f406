"""The time to withdraw from a contract, and the working day that it may be carried to."""

from __future__ import annotations

from datetime import date

import pytest

from bilantool.bilan import withdrawal
from bilantool.delays import working_day


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-12-18", "2026-12-18"),  # a Friday
        ("2026-12-19", "2026-12-21"),  # Saturday, Sunday
        ("2026-12-25", "2026-12-28"),  # Christmas on a Friday
        ("2027-03-29", "2027-03-30"),  # Easter Monday
        ("2026-05-14", "2026-05-15"),  # Ascension
        ("2025-06-09", "2025-06-10"),  # Monday of Pentecost
        ("2024-03-31", "2024-04-02"),  # Easter Sunday, then its Monday
        ("2028-01-01", "2028-01-03"),
    ],
)
def test_the_first_working_day(day: str, worked: str) -> None:
    """That day itself, if it is one."""
    assert working_day(date.fromisoformat(day)) == date.fromisoformat(worked)


def test_the_last_day_there_is_has_no_day_after() -> None:
    """A date written far away ends nowhere."""
    assert working_day(date.max) == date.max


@pytest.mark.parametrize(
    ("channel", "signed", "last"),
    [
        ("sur_place", "2026-11-16", "2026-11-26"),
        ("sur_place", "2026-12-09", "2026-12-19"),  # no text carries the ten days
        ("distance", "2026-11-16", "2026-11-30"),
        ("distance", "2026-12-05", "2026-12-21"),  # the 19th is a Saturday
        ("hors_etablissement", "2026-12-11", "2026-12-28"),  # the 25th, a Friday
    ],
)
def test_until_when_one_may_withdraw(channel: str, signed: str, last: str) -> None:
    """Ten days, or fourteen that are carried to the next working day."""
    note = {"canal_signature": channel, "signatures": {"beneficiaire": signed}}
    found = withdrawal(note)
    assert found.last == date.fromisoformat(last)
    assert found.payable and found.payable > found.last
    assert withdrawal({"canal_signature": channel}).last is None
