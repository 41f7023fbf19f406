"""The clocks that the end of a bilan starts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.delays import months_after
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.retention import Clock, clocks

TRAME = trame.load(Overlay(shipped("templates") / "standard"))
END = date(2026, 6, 12)


CEP = {
    "objet": "communication",
    "decision": "donne",
    "le": "2023-01-01",
    "destinataire": "Conseiller en évolution professionnelle, agence fictive",
}


def clock(classe: str, *entries: dict[str, Any], end: date = END) -> Clock:
    listed = [{"objet": "conservation", **entry} for entry in entries]
    bilan = Bilan({"cadre/consentements": {"entrees": listed}}, {}, date(2026, 11, 24))
    return next(each for each in clocks(TRAME, bilan, end) if each.classe == classe)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 12), 36, date(2029, 6, 12)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 6, 12), 0, date(2026, 6, 12)),
    ],
)
def test_months_after_a_day(day: date, months: int, expected: date) -> None:
    """The same day of the month, or the last one of a shorter month."""
    assert months_after(day, months) == expected


def test_each_class_has_its_clock_in_the_order_of_the_trame() -> None:
    """Working papers at once, what is kept for control three years, accounts ten."""
    made = clocks(TRAME, Bilan({}, {}, END), END)
    assert [(each.classe, each.months) for each in made] == [
        ("travail", 0),
        ("suivi", 0),
        ("administratif", 36),
        ("comptable", 120),
    ]
    assert made[3].due == date(2036, 6, 12)


@pytest.mark.parametrize(("asked", "kept"), [(12, 12), (36, 36), (60, 36)])
def test_an_agreement_keeps_what_was_agreed_up_to_the_ceiling(asked: int, kept: int) -> None:
    """The written agreement says how long, the law how long at most."""
    given = {"decision": "donne", "le": "2026-06-01", "duree_mois": asked}
    found = clock("suivi", given)
    assert (found.months, found.agreed) == (kept, True)
    assert found.due == months_after(END, kept)


def test_the_ceiling_is_that_of_the_day_of_the_end() -> None:
    """One year until 30 December 2023."""
    given = {"decision": "donne", "le": "2023-01-01", "duree_mois": 36}
    assert clock("suivi", given, end=date(2023, 12, 30)).months == 12
    assert clock("suivi", given, end=date(2023, 12, 31)).months == 36


@pytest.mark.parametrize(
    "entries",
    [
        [{"decision": "refuse", "le": "2026-06-01", "duree_mois": 36}],
        [{"decision": "donne", "le": "2026-06-13", "duree_mois": 36}],
        [{"decision": "donne", "le": "2026-06-01"}],
        [
            {"decision": "donne", "le": "2026-05-01", "duree_mois": 36},
            {"decision": "retire", "le": "2026-06-01"},
        ],
    ],
)
def test_without_an_agreement_in_force_nothing_is_kept(entries: list[dict[str, Any]]) -> None:
    """Refused, signed after the end, without a duration, or withdrawn."""
    assert (clock("suivi", *entries).months, clock("suivi", *entries).agreed) == (0, False)


def test_an_agreement_taken_back_after_the_end_keeps_until_that_day() -> None:
    """What was kept on its ground is then to be destroyed; the rest is not concerned."""
    given = {"decision": "donne", "le": "2026-06-01", "duree_mois": 36}
    taken = {"decision": "retire", "le": "2026-09-15"}
    assert clock("suivi", given, taken).due == date(2026, 9, 15)
    assert clock("administratif", given, taken).due == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ([("retire", "2026-06-11")], END),
        ([("retire", "2026-06-12")], END),
        ([("retire", "2026-06-13")], date(2026, 6, 13)),
        ([("refuse", "2026-09-15")], date(2026, 9, 15)),
        ([("retire", "2026-09-15"), ("donne", "2026-09-20")], date(2026, 9, 15)),
        ([("retire", "2026-06-12"), ("donne", "2026-06-13")], END),
        ([("retire", "2026-06-02"), ("donne", "2026-06-03")], date(2029, 6, 12)),
        ([("donne", "2026-09-20")], date(2029, 6, 12)),
    ],
)
def test_destruction_is_due_the_day_that_an_agreement_is_taken_back(
    taken: list[tuple[str, str]], due: date
) -> None:
    """Before the end, on its day, after it; a later agreement revives nothing (R6313-7)."""
    given = [("donne", "2026-06-01"), *taken]
    found = [{"decision": what, "le": day, "duree_mois": 36} for what, day in given]
    assert clock("suivi", *found).due == due


def test_an_agreement_never_keeps_the_working_papers_as_such() -> None:
    """What it keeps of them is first resealed under the follow-up."""
    given = {"decision": "donne", "le": "2026-06-01", "duree_mois": 36}
    assert clock("travail", given).months == 0


@pytest.mark.parametrize(
    ("end", "months"),
    [
        (date(2022, 12, 31), 0),
        (date(2023, 1, 1), 12),
        (date(2023, 12, 30), 12),
        (date(2023, 12, 31), 36),
        (END, 36),
    ],
)
def test_the_synthese_sent_to_the_adviser_is_kept_without_an_agreement(
    end: date, months: int
) -> None:
    """L6313-4 al. 3: her request, recorded by the end, is enough; nothing else is kept by it."""
    found = clock("suivi", CEP, end=end)
    assert (found.months, found.agreed) == (months, False)
    assert found.article == "R6313-7"  # which tells how long, L6313-4 al. 3 only in which case
    assert clock("travail", CEP, end=end).months == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"destinataire": "Employeur fictif"},
        {"documents": ["Plan d’action"]},
        {"decision": "refuse"},
        {"le": "2026-06-13"},
    ],
)
def test_no_other_sending_is_a_ground(entry: dict[str, Any]) -> None:
    """Another recipient, another document, a refusal, a request after the end."""
    assert clock("suivi", CEP | entry).months == 0


def test_a_request_that_was_taken_back_by_the_end_is_no_ground() -> None:
    """By a withdrawal for this recipient, or for all."""
    taken = {"objet": "communication", "decision": "retire", "le": "2026-06-12"}
    assert clock("suivi", CEP, taken).months == 0
    assert clock("suivi", CEP, taken | {"destinataire": CEP["destinataire"].upper()}).months == 0


def test_what_the_person_decided_on_keeping_goes_before_her_request() -> None:
    """An agreement says how long, a refusal keeps nothing, a later refusal ends the keeping."""
    given = {"decision": "donne", "le": "2026-06-01", "duree_mois": 12}
    assert (clock("suivi", CEP, given).months, clock("suivi", CEP, given).agreed) == (12, True)
    assert clock("suivi", CEP, {"decision": "refuse", "le": "2026-06-01"}).months == 0
    later = {"decision": "refuse", "le": "2026-09-15"}
    assert clock("suivi", CEP, later).due == date(2026, 9, 15)


INVOICE = {"numero": "F-1", "date": "2026-06-12", "montant": 100}


@pytest.mark.parametrize(
    ("invoices", "due", "unsaid"),
    [
        ([INVOICE | {"reglee_le": "2026-07-03"}], date(2029, 12, 31), ""),
        ([INVOICE | {"reglee_le": "2027-01-04"}], date(2030, 12, 31), ""),
        (
            [INVOICE | {"reglee_le": "2026-03-03"}, INVOICE | {"reglee_le": "2027-01-04"}],
            date(2030, 12, 31),
            "",
        ),
        ([INVOICE | {"date": "2027-01-04"}], date(2030, 12, 31), "dernière facture"),
        (
            [INVOICE | {"reglee_le": "2026-07-03"}, INVOICE | {"date": "2027-02-01"}],
            date(2030, 12, 31),
            "dernière facture",
        ),
        ([], date(2029, 12, 31), "fin du bilan"),
        ([INVOICE | {"reglee_le": "2019-07-03"}], END, ""),
    ],
)
def test_what_is_kept_for_control_runs_from_the_year_of_the_last_payment(
    invoices: list[dict[str, Any]], due: date, unsaid: str
) -> None:
    """Three years from its end; from the last invoice, else the end, while none is noted."""
    bilan = Bilan({"cadre/convention": {"factures": invoices}}, {}, date(2027, 3, 1))
    found = next(each for each in clocks(TRAME, bilan, END) if each.classe == "administratif")
    assert found.due == due
    assert unsaid in found.unsaid and bool(unsaid) is bool(found.unsaid)
    assert found.lasts == "3\u00a0ans après la fin de l’année du dernier paiement"
    assert next(c for c in clocks(TRAME, bilan, END) if c.classe == "comptable").due == date(
        2036, 6, 12
    )


@pytest.mark.parametrize(("years", "months"), [(None, 36), (3, 36), (6, 72), (1, 36)])
def test_a_cabinet_may_keep_longer_what_it_keeps_for_control(
    years: int | None, months: int
) -> None:
    """A funder may ask for six years; never less than three, and no other class."""
    cabinet = {"conservation_administrative_annees": years}
    made = {each.classe: each.months for each in clocks(TRAME, Bilan({}, cabinet, END), END)}
    assert made == {"travail": 0, "suivi": 0, "administratif": months, "comptable": 120}


def test_no_source_is_said_to_be_surer_than_it_is() -> None:
    """R6313-7 was read; the ministry's model and the Code de commerce were not."""
    found = {
        each.classe: (each.article, each.certain) for each in clocks(TRAME, Bilan({}, {}, END), END)
    }
    assert found == {
        "travail": ("R6313-7", True),
        "suivi": ("R6313-7", True),
        "administratif": ("modèle ministériel du certificat de réalisation", False),
        "comptable": ("Code de commerce, L123-22", False),
    }
