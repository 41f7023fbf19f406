"""The conditions of the CPF, on both sides of each of their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool import french
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
    ("asked", "due"),
    [
        ("2024-05-01", 0),
        ("2024-05-02", 100),
        ("2024-12-31", 100),
        ("2025-01-01", 102.23),
        ("2025-12-31", 102.23),
        ("2026-01-01", 103.20),
        ("2026-04-01", 103.20),
        ("2026-04-02", 150),
    ],
)
def test_the_participation_goes_by_the_day_of_the_request(
    notes: Notes, judged: Judged, order: dict[str, Any], asked: str, due: float
) -> None:
    """Whenever the order was accepted; without the day of the request, that day stands for it."""
    order["cpf"] = {"demandee_le": asked, "accepte_le": "2026-05-04"}
    order["financements"][1]["montant"] = due
    assert judged(notes, "BC224") == []
    if due:
        order["financements"][1]["montant"] = round(due - 0.01, 2)
        (finding,) = judged(notes, "BC224")
        assert finding.blocks and french.euros(due) in finding.message
        order["cpf"] = {"accepte_le": asked}
        assert len(judged(notes, "BC224")) == 1


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ({"type": "personnel", "montant": 150}, False),
        ({"type": "personnel", "montant": 149.99}, True),
        ({"type": "employeur", "montant": 1}, False),
        ({"type": "conge_reclassement", "montant": 1}, False),
        ({"type": "opco", "montant": 1}, False),
        ({"type": "employeur", "montant": 0}, True),
        ({"type": "region", "montant": 500}, True),
        ({"type": "france_travail", "montant": 500}, True),
        ({"type": "autre", "montant": 500}, True),
    ],
)
def test_who_may_pay_or_spare_the_participation(
    notes: Notes, judged: Judged, order: dict[str, Any], line: dict[str, Any], missing: bool
) -> None:
    """The holder; the employer, whose own part exempts; an opérateur de compétences: no other."""
    order["cpf"]["demandee_le"] = "2026-05-04"
    order["financements"][1] = line
    assert bool(judged(notes, "BC224")) is missing


@pytest.mark.parametrize("why", ["points_prevention", "accident_du_travail"])
def test_a_noted_exemption_is_believed(
    notes: Notes, judged: Judged, order: dict[str, Any], why: str
) -> None:
    """Points of prevention, or the abondement after an accident at work (R6323)."""
    del order["financements"][1]
    order["cpf"]["dispense_participation"] = why
    assert judged(notes, "BC224") == []


@pytest.mark.parametrize(("asked", "count"), [("2021-03-10", 0), ("2021-03-11", 1)])
def test_the_five_years_run_back_from_the_request(
    notes: Notes, judged: Judged, order: dict[str, Any], asked: str, count: int
) -> None:
    """Not from the day on which the order was accepted."""
    order["cpf"] |= {
        "demandee_le": "2026-03-10",
        "accepte_le": "2026-03-31",
        "dernier_bilan_finance_le": asked,
    }
    assert len(judged(notes, "BC222")) == count


def test_a_jobseeker_pays_no_participation(
    notes: Notes, judged: Judged, order: dict[str, Any]
) -> None:
    """Nor is one asked where an opérateur de compétences may take it over."""
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
