"""The facts that rules judge, documents print and the agenda counts from: one value for each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import certificat
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.rules.judge import judge
from bilantool.seances import tally

TODAY = date(2026, 11, 29)
TRAME = trame.load(Overlay(shipped("templates") / "standard"))


def seances(*hours: tuple[str, str], day: str = "2026-04-13", **more: Any) -> Bilan:
    """Sessions of one day, held with a counsellor."""
    listed = [
        {
            "date": day,
            "debut": start,
            "fin": end,
            "phase": "investigation",
            "nature": "entretien",
            "mode": "presentiel",
            "etat": "tenue",
            "preuve": "emargement",
            **more,
        }
        for start, end in hours
    ]
    return Bilan({"cadre/seances": {"seances": listed}}, {}, TODAY)


@pytest.mark.parametrize(
    ("hours", "indices"),
    [
        ([("09:00", "12:00"), ("09:30", "10:00"), ("11:00", "11:30")], [1, 2]),
        ([("09:00", "10:00"), ("10:00", "11:00")], []),
        ([("09:00", "10:01"), ("10:00", "11:00")], [1]),
        ([("11:00", "12:00"), ("09:00", "11:30")], [0]),
        ([("09:00", "09:00"), ("08:00", "12:00")], []),
    ],
)
def test_overlaps_are_the_same_for_advice_and_certificate(
    hours: list[tuple[str, str]], indices: list[int]
) -> None:
    """Each session that begins during an earlier one, whichever lies between."""
    bilan = seances(*hours)
    advised = [f.path[1] for f in judge(bilan) if f.rule == "BP204"]
    objected = [
        finding.path[1]
        for finding in certificat.attestation_objections(bilan)
        if "chevauche" in finding.message
    ]
    assert advised == objected == indices


def test_work_done_alone_beside_a_session_is_advice_only() -> None:
    """Its hours are no accompaniment: the certificate does not count them twice."""
    bilan = seances(("09:00", "12:00"), ("11:00", "13:00"))
    listed = bilan.note("cadre/seances")["seances"]
    listed[1] = {**listed[1], "nature": "travail_personnel"}
    again = Bilan(bilan.notes, {}, TODAY)
    assert [f.rule for f in judge(again) if f.rule == "BP204"] == ["BP204"]
    assert not any("chevauche" in f.message for f in certificat.attestation_objections(again))


@pytest.mark.parametrize(
    ("day", "start", "end", "zone", "minutes"),
    [
        ("2026-03-29", "01:30", "03:30", "", 60),  # clocks go forward at two
        ("2026-10-25", "01:30", "03:30", "", 180),  # and back at three
        ("2026-03-29", "01:30", "03:30", "Indian/Reunion", 120),
        ("2026-03-29", "09:00", "11:00", "", 120),
        ("2026-04-13", "22:00", "24:00", "", 120),
        ("2026-12-31", "22:30", "24:00", "Pacific/Noumea", 90),
        ("2026-04-13", "11:00", "09:00", "", 0),
    ],
)
def test_a_session_lasts_what_the_clocks_of_the_cabinet_say(
    day: str, start: str, end: str, zone: str, minutes: int
) -> None:
    """Up to midnight, and through a change of clocks."""
    bilan = Bilan(seances((start, end), day=day).notes, {"fuseau": zone}, TODAY)
    assert bilan.minutes() == minutes
    backwards = [f for f in judge(bilan) if f.rule == "BC303"]
    assert bool(backwards) is (minutes == 0)


def test_the_two_sides_of_midnight_do_not_overlap() -> None:
    """A session that goes on after midnight is two entries, that follow one another."""
    before = seances(("22:00", "24:00")).note("cadre/seances")["seances"]
    after = seances(("00:00", "01:30"), day="2026-04-14").note("cadre/seances")["seances"]
    bilan = Bilan({"cadre/seances": {"seances": [*after, *before]}}, {}, TODAY)
    assert bilan.overlaps == ()
    assert bilan.minutes() == 210


def act(**convention: Any) -> Bilan:
    return Bilan({"cadre/convention": convention}, {"mention_tva": "TVA du cabinet"}, TODAY)


@pytest.mark.parametrize(
    ("price", "tax", "total", "owed"),
    [
        ({"montant_ht": 1375, "taux_tva": 20}, 275, 1650, 1650),
        ({"montant_ht": 1200, "taux_tva": 0}, 0, 1200, 1200),
        ({"montant_ht": 1375}, None, None, None),
        ({"taux_tva": 20}, None, None, None),
        ({}, None, None, 1500),
    ],
)
def test_a_price_has_a_total_once_it_is_whole(
    price: dict[str, float], tax: float | None, total: float | None, owed: float | None
) -> None:
    """Without any price, what the funders pay together is what the bilan costs. The mention of the
    cabinet, which tells why no tax is due, is not that of a taxed price."""
    terms = act(prix=price, financements=[{"type": "personnel", "montant": 1500}]).terms
    assert (terms.price.tax, terms.price.total, terms.owed) == (tax, total, owed)
    assert terms.price.mention == ("" if price.get("taux_tva") else "TVA du cabinet")


def test_the_deposit_is_never_rounded_up() -> None:
    """Thirty per cent of the price, to the cent below."""
    assert act(prix={"montant_ht": 1234.57, "taux_tva": 0}).terms.deposit == 370.37


def test_an_amendment_holds_from_its_signature() -> None:
    """The act ends later from that day on."""
    terms = act(
        date_debut="2026-03-02",
        date_fin="2026-06-12",
        avenants=[{"signe_le": "2026-06-01", "date_fin": "2026-07-10"}],
    ).terms
    assert terms.end_on(date(2026, 5, 31)) == date(2026, 6, 12)
    assert terms.end_on(date(2026, 6, 1)) == date(2026, 7, 10)
    assert act().terms.end_on(TODAY) is None


@pytest.mark.parametrize(
    ("person", "days"),
    [
        ({"statut": "salarie"}, True),
        ({"statut": "agent_public", "fonction_publique": "territoriale"}, False),
        ({"statut": "agent_public", "fonction_publique": "hospitaliere"}, False),
        ({"statut": "agent_public", "fonction_publique": "etat"}, False),
    ],
)
def test_the_ten_days_are_an_employee_s(person: dict[str, str], days: bool) -> None:
    """R6313-8 speaks of the employer's plan: public agents have other texts."""
    notes = {
        "cadre/convention": {"acte": "tripartite", "projet_transmis_le": "2026-09-01"},
        "cadre/beneficiaire": person,
    }
    reflection = Bilan(notes, {}, TODAY).terms.reflection
    assert (reflection is not None) is days
    if reflection:
        assert reflection.last == date(2026, 9, 11)


def test_the_programme_is_compared_with_accompaniment() -> None:
    """What is worked alone fills no hour of a phase, on the screen as in the advice."""
    bilan = seances(("09:00", "12:00"))
    alone = {**bilan.note("cadre/seances")["seances"][0], "mode": "autonomie", "date": "2026-04-14"}
    bilan.note("cadre/seances")["seances"].append(alone)
    again = Bilan(bilan.notes, {}, TODAY)
    phase = next(each for each in tally.tally(again).phases if each.phase == "investigation")
    assert phase.held == again.minutes("investigation") == 180


def test_what_a_command_writes_is_never_read_as_words() -> None:
    """A digest that looks like a social security number, an id, a reference, a piece."""
    number = "1850675056042" + "87"
    digest = f"{number}{'a' * 49}"
    notes: dict[str, dict[str, Any]] = {
        "conclusions/synthese": {
            "circonstances": "Un texte.",
            "figes": [
                {
                    "id": number,
                    "document": "synthese",
                    "empreinte": digest,
                    "piece": "18506750-5604-4287-9999-111111111111",
                }
            ],
        },
        "conclusions/restitution": {"synthese": {"empreinte": digest, "piece": number}},
        "cadre/seances": {"seances": [{"id": number, "consultant": number, "lieu": "Ici"}]},
    }
    schemas = {name: TRAME.notes[name].schema for name in notes}
    bilan = Bilan(notes, {}, TODAY, schemas=schemas)
    assert [text for texts in bilan.texts.values() for _, text in texts] == ["Un texte.", "Ici"]
    assert not [f for f in judge(bilan) if f.rule == "BC401"]
    notes["cadre/seances"]["seances"][0]["lieu"] = f"n° {number}"
    assert [f.rule for f in judge(Bilan(notes, {}, TODAY, schemas=schemas))][:1] == ["BC401"]
