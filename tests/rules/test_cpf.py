"""The conditions of the CPF, on both sides of each of their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.fixture
def order(notes: Notes) -> dict[str, Any]:
    """The act as an order on the CPF; its parts are changed by the tests."""
    convention = notes["cadre/convention"]
    convention |= {
        "acte": "commande_cpf",
        "cpf": {"accepte_le": "2026-03-10", "aucun_bilan_finance_5_ans": True},
        "financements": [
            {"type": "cpf", "montant": 1500},
            {"type": "personnel", "montant": 150},
        ],
    }
    return convention


def found(judged: Judged, notes: Notes) -> list[str]:
    return [each.rule for each in judged(notes) if "BC222" <= each.rule <= "BC226"]


@pytest.mark.usefixtures("order")
def test_an_order_in_rule_says_nothing(notes: Notes, judged: Judged) -> None:
    """Under the cap, with its participation."""
    assert judged(notes) == []


@pytest.mark.parametrize(
    ("last", "none", "count"),
    [
        ("2021-03-10", False, 0),
        ("2021-03-11", False, 1),
        ("2021-03-11", True, 1),
        (None, False, 1),
        (None, True, 0),
    ],
)
def test_five_years_are_counted_to_the_order(
    notes: Notes, judged: Judged, order: dict[str, Any], last: str | None, none: bool, count: int
) -> None:
    """To the day, where the date of the last bilan is known; else by what the person said."""
    order["cpf"] |= {"aucun_bilan_finance_5_ans": none, "dernier_bilan_finance_le": last}
    assert found(judged, notes) == ["BC222"] * count


@pytest.mark.parametrize(("accepted", "count"), [("2026-02-25", 0), ("2026-02-26", 1)])
@pytest.mark.parametrize("amount", [1600.01])
def test_the_conditions_bind_orders_accepted_since_their_day(
    notes: Notes, judged: Judged, order: dict[str, Any], accepted: str, amount: float, count: int
) -> None:
    """The first session, in March, plays no part."""
    order["cpf"] |= {"accepte_le": accepted, "dernier_bilan_finance_le": "2025-01-06"}
    order["financements"][0]["montant"] = amount
    assert found(judged, notes) == ["BC222", "BC223"] * count


def test_the_cap_is_for_all_the_lines_of_the_account(
    notes: Notes, judged: Judged, order: dict[str, Any]
) -> None:
    """1 600 euros are permitted, and not a cent more, over however many lines."""
    order["financements"] = [
        {"type": "cpf", "montant": 800.10},
        {"type": "personnel", "montant": 150},
        {"type": "cpf", "montant": 799.90},
    ]
    assert found(judged, notes) == []
    order["financements"][2]["montant"] = 799.91
    (finding,) = judged(notes, "BC223")
    assert finding.path == ("financements", 2, "montant")
    assert "800" not in finding.message and "799" not in finding.message


@pytest.mark.parametrize(
    ("accepted", "paid", "rules"),
    [
        ("2026-02-25", 0, []),
        ("2026-04-01", 103.20, []),
        ("2026-04-01", 103.19, ["BC224"]),
        ("2026-04-02", 150, []),
        ("2026-04-02", 103.20, ["BC225"]),
    ],
)
def test_the_participation_changes_in_april(
    notes: Notes,
    judged: Judged,
    order: dict[str, Any],
    accepted: str,
    paid: float,
    rules: list[str],
) -> None:
    """It is shown and blocks nothing: its amount is to be confirmed."""
    order["cpf"]["accepte_le"] = accepted
    order["financements"][1]["montant"] = paid
    shown = [each for each in judged(notes) if each.rule in ("BC224", "BC225")]
    assert [each.rule for each in shown] == rules
    assert not any(each.blocks for each in shown)


def test_a_jobseeker_pays_no_participation(
    notes: Notes, judged: Judged, order: dict[str, Any]
) -> None:
    """Nor is one asked where another funder takes it over."""
    del order["financements"][1]
    assert found(judged, notes) == ["BC224"]
    notes["cadre/beneficiaire"]["statut"] = "demandeur_emploi"
    assert found(judged, notes) == []
    notes["cadre/beneficiaire"]["statut"] = "salarie"
    order["financements"].append({"type": "opco", "montant": 200})
    assert found(judged, notes) == []


@pytest.mark.parametrize(("hours", "count"), [(16, 0), (16.25, 1)])
def test_personal_work_does_not_stand_for_funded_hours(
    notes: Notes, judged: Judged, order: dict[str, Any], hours: float, count: int
) -> None:
    """16 hours of accompaniment were held, and 4 of personal work."""
    order["heures_accompagnement"] = hours
    assert found(judged, notes) == ["BC226"] * count
    notes["cadre/seances"]["cloture"] = {}
    assert found(judged, notes) == []


def test_without_a_date_the_day_of_the_question_decides(
    notes: Notes, judged: Judged, order: dict[str, Any]
) -> None:
    """An order not yet accepted will be under the text of the day."""
    order["cpf"] = {"aucun_bilan_finance_5_ans": False}
    assert judged(notes, "BC222", today=date(2026, 2, 25)) == []
    assert len(judged(notes, "BC222", today=date(2026, 2, 26))) == 1
