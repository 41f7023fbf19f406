"""The act, by kind: signed in time, answered in ten days, paid after the withdrawal period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]

SIGNING = ("BC203", "BC204", "BC205", "BC206", "BC215")


def _signing(notes: Notes, judged: Judged) -> list[str]:
    return [finding.rule for finding in judged(notes) if finding.rule in SIGNING]


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        ("tripartite", "BC203"),
        ("bipartite", "BC204"),
        ("commande_france_travail", "BC204"),
        ("contrat_individuel", "BC205"),
    ],
)
def test_each_kind_of_act_is_held_to_its_own_article(
    notes: Notes, judged: Judged, act: str, rule: str
) -> None:
    """A signature after the first session is found once, under the article of that act."""
    notes["cadre/convention"]["acte"] = act
    assert _signing(notes, judged) == []
    notes["cadre/convention"]["signatures"]["prestataire"] = "2026-03-17"
    assert _signing(notes, judged) == [rule]


def test_a_signature_on_the_day_of_the_first_session_is_in_time(
    notes: Notes, judged: Judged
) -> None:
    """Dates have no hour: the same day is not late."""
    notes["cadre/convention"]["signatures"]["employeur"] = "2026-03-16"
    assert judged(notes, "BC203") == []


def test_an_unsigned_act_with_a_session_held_is_a_breach(notes: Notes, judged: Judged) -> None:
    """The employer has not signed, and the bilan has begun."""
    del notes["cadre/convention"]["signatures"]["employeur"]
    (finding,) = judged(notes, "BC203")
    assert "16\u00a0mars\u00a02026" in finding.message
    notes["cadre/seances"]["seances"] = []
    assert judged(notes, "BC203") == []


def test_an_order_of_france_travail_needs_no_signature(notes: Notes, judged: Judged) -> None:
    """Only a date that is stated is compared."""
    notes["cadre/convention"]["acte"] = "commande_france_travail"
    del notes["cadre/convention"]["signatures"]
    assert _signing(notes, judged) == []


def test_a_cpf_order_is_dated_by_its_acceptance(notes: Notes, judged: Judged) -> None:
    """Signatures play no part in it."""
    notes["cadre/convention"] |= {"acte": "commande_cpf", "cpf": {"accepte_le": "2026-03-10"}}
    del notes["cadre/convention"]["signatures"]
    assert _signing(notes, judged) == []


@pytest.mark.parametrize(("service", "rules"), [("etat", ["BC206"]), ("territoriale", ["BC215"])])
def test_public_agents_have_their_own_texts(
    notes: Notes, judged: Judged, service: str, rules: list[str]
) -> None:
    """The labour code's tripartite convention is not put to them, nor its ten days."""
    notes["cadre/beneficiaire"] |= {"statut": "agent_public", "fonction_publique": service}
    notes["cadre/convention"]["signatures"] |= {
        "beneficiaire": "2026-03-13",
        "employeur": "2026-03-17",
    }
    assert _signing(notes, judged) == rules
    assert judged(notes, "BC207") == []


@pytest.mark.parametrize(
    ("signed", "count"),
    [("2026-03-01", 1), ("2026-03-02", 0), ("2026-03-12", 0), ("2026-03-13", 1)],
)
def test_the_employee_signs_within_ten_days(
    notes: Notes, judged: Judged, signed: str, count: int
) -> None:
    """Sent on the 2nd, signed from the 2nd to the 12th."""
    notes["cadre/convention"]["signatures"]["beneficiaire"] = signed
    assert len(judged(notes, "BC207")) == count


def test_a_late_signature_is_transmitted_again(notes: Notes, judged: Judged) -> None:
    """The hint says what to do now."""
    notes["cadre/convention"]["signatures"]["beneficiaire"] = "2026-03-13"
    (finding,) = judged(notes, "BC207")
    assert "transmettre à nouveau" in finding.hint


@pytest.mark.parametrize(("today", "count"), [(date(2026, 3, 12), 0), (date(2026, 3, 13), 1)])
def test_silence_is_refusal_once_the_ten_days_are_over(
    notes: Notes, judged: Judged, today: date, count: int
) -> None:
    """Without a signature, the day of the question decides."""
    del notes["cadre/convention"]["signatures"]["beneficiaire"]
    assert len(judged(notes, "BC207", today=today)) == count


@pytest.mark.parametrize(
    ("channel", "paid", "law", "advice"),
    [
        ("distance", "2026-03-19", 1, 0),
        ("distance", "2026-03-20", 0, 1),
        ("distance", "2026-03-23", 0, 1),
        ("hors_etablissement", "2026-03-24", 0, 0),
        ("sur_place", "2026-03-20", 0, 0),
    ],
)
def test_a_sale_at_a_distance_leaves_fourteen_days(
    notes: Notes, judged: Judged, channel: str, paid: str, law: int, advice: int
) -> None:
    """Signed on the 9th: nothing is due by law up to the 19th, nor wisely asked up to the 23rd."""
    notes["cadre/convention"] |= {"acte": "contrat_individuel", "canal_signature": channel}
    notes["cadre/convention"]["factures"][0]["reglee_le"] = paid
    assert len(judged(notes, "BC210")) == law
    assert len(judged(notes, "BP212")) == advice


@pytest.mark.parametrize(("paid", "count"), [("2026-03-19", 1), ("2026-03-20", 0)])
def test_nothing_is_paid_before_the_withdrawal_period_is_over(
    notes: Notes, judged: Judged, paid: str, count: int
) -> None:
    """Signed on the 9th, paid from the 20th on; only when the person pays."""
    notes["cadre/convention"]["factures"][0]["reglee_le"] = paid
    assert judged(notes, "BC210") == []
    notes["cadre/convention"]["acte"] = "contrat_individuel"
    found = judged(notes, "BC210")
    assert len(found) == count
    assert all(finding.blocks for finding in found)


@pytest.mark.parametrize(
    ("billed", "count"), [("2026-03-08", 0), ("2026-03-19", 1), ("2026-03-20", 0)]
)
def test_nothing_is_billed_before_the_withdrawal_period_is_over(
    notes: Notes, judged: Judged, billed: str, count: int
) -> None:
    """Signed on the 9th: an invoice of the days that follow asks for what is not due."""
    notes["cadre/convention"] |= {
        "acte": "contrat_individuel",
        "factures": [{"date": billed, "montant": 10}],
    }
    assert len(judged(notes, "BC210")) == count


@pytest.mark.parametrize(
    ("paid", "amount", "count"),
    [
        ("2026-03-15", 495, 0),
        ("2026-03-15", 495.01, 1),
        ("2026-03-16", 1650, 0),
    ],
)
def test_thirty_per_cent_at_most_before_the_first_session(
    notes: Notes, judged: Judged, paid: str, amount: float, count: int
) -> None:
    """Of 1 650 euros, tax included; from the first session on the rest is due by instalments."""
    notes["cadre/convention"] |= {
        "acte": "contrat_individuel",
        "prix": {"montant_ht": 1375, "taux_tva": 20},
        "factures": [{"montant": amount, "reglee_le": paid}],
    }
    found = judged(notes, "BC218")
    assert len(found) == count
    assert all(finding.blocks for finding in found)
    notes["cadre/convention"]["acte"] = "bipartite"
    assert judged(notes, "BC218") == []


def test_every_payment_before_the_first_session_counts(notes: Notes, judged: Judged) -> None:
    """Together, whatever their order; without a price the funding says what the bilan costs."""
    notes["cadre/convention"] |= {
        "acte": "contrat_individuel",
        "prix": {},
        "factures": [
            {"montant": 300, "reglee_le": "2026-03-12"},
            {"montant": 300, "reglee_le": "2026-03-11"},
        ],
    }
    (finding,) = judged(notes, "BC218")
    assert finding.path == ("factures", 0, "montant")
    notes["cadre/seances"]["seances"] = []
    assert len(judged(notes, "BC218")) == 1


def test_a_price_without_a_rate_is_no_price_to_compare(notes: Notes, judged: Judged) -> None:
    """Whether a tax is due is not to be guessed: the act has no total either."""
    notes["cadre/convention"] |= {
        "acte": "contrat_individuel",
        "prix": {"montant_ht": 1375},
        "factures": [{"montant": 900, "reglee_le": "2026-03-15"}],
    }
    assert judged(notes, "BC218") == []


@pytest.mark.parametrize(
    ("signatures", "buyer", "count"),
    [
        ({"beneficiaire": "2026-03-09", "prestataire": "2026-03-09"}, {}, 0),
        ({"prestataire": "2026-03-09", "acheteur": "2026-03-10"}, {}, 0),
        ({"prestataire": "2026-03-09"}, {"raison_sociale": "Opérateur Fictif"}, 1),
        ({"beneficiaire": "2026-03-09", "prestataire": "2026-03-09"}, {"raison_sociale": "O"}, 1),
    ],
)
def test_a_bipartite_convention_is_the_buyer_s_and_the_provider_s(
    notes: Notes, judged: Judged, signatures: dict[str, str], buyer: dict[str, str], count: int
) -> None:
    """The person's signature is asked for only where no buyer is named (L6353-1)."""
    del notes["cadre/convention"]["employeur"]
    notes["cadre/convention"] |= {
        "acte": "bipartite",
        "signatures": signatures,
        "acheteur": buyer,
    }
    assert len(judged(notes, "BC204")) == count
