"""Each theme on the days that matter: the day before, the day itself, the day after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bilantool.agenda import (
    act,
    aftermath,
    before,
    keeping,
    rights,
    sessions,
    staff,
    telling,
    yearly,
)
from bilantool.agenda.calendar import calendar
from bilantool.agenda.gathering import agenda, dropped, pressing
from bilantool.agenda.item import Case, Item, Urgency
from bilantool.cli.upcoming import MOST_DAYS
from tests.saying import plain

Make = Callable[..., Case]
Notes = dict[str, dict[str, Any]]

TODAY = date(2026, 11, 23)
BILAN = {"id": "bilan", "objet": "bilan", "decision": "donne", "le": "2026-11-16"}


def said(items: Iterable[Item]) -> list[str]:
    return [plain(item.sentence) for item in items]


def only(items: Iterable[Item], kind: str = "") -> Item:
    (item,) = [item for item in items if not kind or item.kind == kind]
    return item


def none(items: Iterable[Item], kind: str) -> bool:
    return not [item for item in items if item.kind == kind]


def session(day: str, state: str = "prevue", phase: str = "preliminaire", **more: Any) -> Any:
    proof = {"preuve": "emargement"} if state == "tenue" else {}
    return {
        "id": f"s{day}",
        "date": day,
        "debut": "09:30",
        "fin": "11:00",
        "phase": phase,
        "nature": "entretien",
        "mode": "presentiel",
        "etat": state,
        **proof,
        **more,
    }


def seances(*listed: Any, **closure: str) -> Notes:
    return {"cadre/seances": {"seances": list(listed), "cloture": closure}}


def closed(day: str = "2026-06-12", state: str = "acheve") -> Notes:
    return seances(session(day, "tenue", "conclusions"), etat=state, le=day)


# Sessions


def test_a_session_of_the_day_has_its_hour_and_its_command(case: Make) -> None:
    """The command records it; one to come has none yet."""
    seen = case(TODAY, seances(session("2026-11-23"), session("2026-11-24")))
    first, second = (item for item in sessions.items(seen))
    assert (first.urgency, plain(first.sentence)) == (Urgency.TODAY, "séance à 9 h 30")
    assert first.command == "session 2026-042"
    assert (second.urgency, second.command) == (Urgency.SOON, "")
    assert pressing([first, second], TODAY) == (first,)


def test_a_session_gone_by_is_late_until_it_is_told(case: Make) -> None:
    """From the day after."""
    item = only(sessions.items(case(TODAY, seances(session("2026-11-22")))))
    assert item.urgency is Urgency.LATE
    assert item.command == "session 2026-042 --date 2026-11-22"


@pytest.mark.parametrize("state", ["tenue", "annulee", "reportee", "absence"])
def test_a_session_that_was_told_awaits_nobody(case: Make, state: str) -> None:
    told = {"cadre/entretiens": {"entretiens": [{"seance": "s2026-11-22", "compte_rendu": "x"}]}}
    seen = case(TODAY, seances(session("2026-11-22", state)) | told)
    assert not [*sessions.items(seen)]


def test_a_session_without_a_day_has_no_delay(case: Make) -> None:
    assert not [*sessions.items(case(TODAY, seances(session("bientôt"))))]


def test_a_session_planned_after_the_end_is_to_be_cancelled(case: Make) -> None:
    """One of the follow-up is not."""
    notes = closed()
    notes["cadre/seances"]["seances"] += [
        session("2026-12-11", phase="conclusions"),
        session("2026-12-12", phase="suivi"),
    ]
    cancelled, kept = (i for i in sessions.items(case(TODAY, notes)) if i.kind == "seance")
    assert cancelled.command == "session 2026-042 --date 2026-12-11 --cancelled"
    assert plain(kept.sentence) == "séance à 9 h 30"


def test_one_slot_given_twice_is_told_once(case: Make) -> None:
    """To whoever leads both, named or in charge; two that follow each other are none."""
    known = {"consultants": [{"id": "anne"}, {"id": "marc"}]}
    anne = {"cadre/beneficiaire": {"consultant_referent": "anne"}}
    named = {"consultant": "anne", "debut": "10:30", "fin": "12:00"}
    day = "2026-12-15"
    dossiers = [
        case(TODAY, seances(session(day)) | anne, cabinet=known),
        case(TODAY, seances(session(day, **named)), cabinet=known, reference="2026-043"),
        case(TODAY, seances(session(day, debut="11:00", fin="11:30")) | anne, reference="2026-044"),
        case(TODAY, seances(session(day, consultant="marc")), cabinet=known, reference="2026-045"),
    ]
    first, second = sorted(sessions.clashing(dossiers, TODAY), key=lambda item: item.reference)
    assert plain(first.sentence) == (
        "la séance de 10 h 30 empiète sur celle de 2026-042, de 9 h 30 à 11 h : anne a les deux"
    )
    assert first.command == f"session 2026-043 --change --date {day}"
    assert "2026-043" in second.sentence
    assert [*sessions.clashing(dossiers, TODAY, "marc")] == []
    assert [*sessions.clashing(dossiers, date(2026, 12, 16))] == []


# Before a session


def test_consent_and_act_are_asked_for_before_the_first_session(case: Make) -> None:
    """By the day of the session, with what is missing."""
    notes = seances(session("2026-11-26"), session("2026-12-03"))
    found = [*before.items(case(TODAY, notes))]
    assert [item.due for item in found] == [date(2026, 11, 26)] * 2
    assert said(found) == [
        "le consentement au bilan n'est pas inscrit, avant la séance du 26/11/2026",
        "l'acte (convention ou contrat) n'est pas établi, avant la séance du 26/11/2026",
    ]
    assert found[0].command == "fill 2026-042 consentements"
    offered = case(TODAY, notes, offered=("consent",))
    assert next(before.items(offered)).command == "consent 2026-042"


@pytest.mark.parametrize(
    ("given", "missing"), [("2026-11-25", False), ("2026-11-26", False), ("2026-11-27", True)]
)
def test_a_consent_counts_up_to_the_day_of_the_session(
    case: Make, given: str, missing: bool
) -> None:
    notes = seances(session("2026-11-26"))
    notes["cadre/consentements"] = {"entrees": [{**BILAN, "le": given}]}
    found = before.items(case(TODAY, notes))
    assert ("consentement" in [item.kind for item in found]) is missing


def test_nothing_is_missing_from_a_note_that_cannot_be_read(case: Make) -> None:
    """Neither from one whose shape fails: it may all be there."""
    notes = seances(session("2026-11-26"))
    names = ("cadre/consentements", "cadre/convention")
    assert not [*before.items(case(TODAY, notes, broken=names))]
    notes |= {name: {"x": 1} for name in names}
    assert not [*before.items(case(TODAY, notes, misshapen=names))]
    assert not [*before.items(case(TODAY, notes, destroyed=names))]


def test_no_session_no_delay(case: Make) -> None:
    """Nothing dates what a young dossier lacks; a closed one lacks nothing any more."""
    assert not [*before.items(case(TODAY, {}))]
    assert not [*before.items(case(TODAY, closed()))]


def test_a_session_held_without_consent_is_late(case: Make) -> None:
    notes = seances(session("2026-11-19", "tenue"))
    item = only(before.items(case(TODAY, notes)), "consentement")
    assert item.urgency is Urgency.LATE
    assert "une séance a été tenue le 19/11/2026" in plain(item.sentence)


@pytest.mark.parametrize(
    ("decision", "word", "option"),
    [("retire", "retiré", "retrait_consentement"), ("refuse", "refusé", "MOTIF")],
)
def test_a_consent_taken_back_ends_the_bilan(
    case: Make, decision: str, word: str, option: str
) -> None:
    """It is not asked for again; a correction of a mistaken entry is heard."""
    taken = {"id": "r", "objet": "bilan", "decision": decision, "le": "2026-11-20"}
    notes = seances(session("2026-11-26"))
    notes["cadre/consentements"] = {"entrees": [BILAN, taken]}
    item = only(before.items(case(TODAY, notes)), "consentement")
    assert f"est {word} depuis le 20/11/2026" in plain(item.sentence)
    assert item.command == f"close 2026-042 --interrupted {option}"
    again = {**BILAN, "id": "b2", "le": "2026-11-21", "corrige": "r"}
    notes["cadre/consentements"] = {"entrees": [BILAN, taken, again]}
    assert none(before.items(case(TODAY, notes)), "consentement")


def convention(**values: Any) -> Notes:
    return {"cadre/convention": values}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        (
            {"acte": "tripartite", "signatures": {"beneficiaire": "2026-11-20"}},
            "il manque le prestataire et l'employeur",
        ),
        (
            {"acte": "bipartite", "signatures": {"prestataire": "2026-11-20"}},
            "il manque la personne",
        ),
        ({"acte": "commande_cpf", "cpf": {"numero": "1"}}, "la commande du compte formation"),
        (
            {
                "acte": "bipartite",
                "signatures": {"prestataire": "2026-11-20", "beneficiaire": "2026-11-27"},
            },
            "il manque la personne",
        ),
    ],
)
def test_who_has_not_signed_is_said(case: Make, values: dict[str, Any], missing: str) -> None:
    notes = seances(session("2026-11-26")) | convention(**values)
    assert missing in plain(only(before.items(case(TODAY, notes)), "signature").sentence)


@pytest.mark.parametrize(
    "values",
    [
        {"acte": "commande_france_travail"},
        {"acte": "commande_cpf", "cpf": {"accepte_le": "2026-11-26"}},
        {
            "acte": "contrat_individuel",
            "signatures": {"prestataire": "2026-11-20", "beneficiaire": "2026-11-26"},
        },
    ],
)
def test_an_act_that_binds_by_the_day_of_the_session_is_enough(
    case: Make, values: dict[str, Any]
) -> None:
    notes = seances(session("2026-11-26")) | convention(**values)
    assert none(before.items(case(TODAY, notes)), "signature")


def test_a_minor_needs_the_agreement_of_the_representative(case: Make) -> None:
    notes = seances(session("2026-11-26"))
    notes["cadre/beneficiaire"] = {"mineur": True, "representant": {"nom": "x"}}
    item = only(before.items(case(TODAY, notes)), "representant")
    assert item.due == date(2026, 11, 26)
    notes["cadre/beneficiaire"]["representant"]["accord_le"] = "2026-11-20"
    assert none(before.items(case(TODAY, notes)), "representant")


# The act


@pytest.mark.parametrize(
    ("today", "urgency", "text"),
    [
        (date(2026, 11, 11), Urgency.SOON, "a jusqu'au 12/11/2026 pour signer"),
        (date(2026, 11, 12), Urgency.TODAY, "a jusqu'au 12/11/2026 pour signer"),
        (date(2026, 11, 13), Urgency.LATE, "ont pris fin le 12/11/2026"),
    ],
)
def test_the_employee_has_ten_days(case: Make, today: date, urgency: Urgency, text: str) -> None:
    """From the employer's transmission, the tenth included."""
    notes = convention(acte="tripartite", projet_transmis_le="2026-11-02")
    item = only(act.items(case(today, notes)), "dix_jours")
    assert item.urgency is urgency
    assert text in plain(item.sentence)


@pytest.mark.parametrize(
    "more",
    [
        {"cadre/beneficiaire": {"statut": "agent_public"}},
        {
            "cadre/convention": {
                "acte": "tripartite",
                "projet_transmis_le": "2026-11-02",
                "signatures": {"beneficiaire": "2026-11-20"},
            }
        },
        {"cadre/convention": {"acte": "bipartite", "projet_transmis_le": "2026-11-02"}},
        {"cadre/convention": {"acte": "tripartite"}},
    ],
)
def test_ten_days_only_for_an_employee_who_has_not_signed(case: Make, more: Notes) -> None:
    notes = convention(acte="tripartite", projet_transmis_le="2026-11-02") | more
    assert none(act.items(case(TODAY, notes)), "dix_jours")


@pytest.mark.parametrize(
    ("channel", "last"),
    [
        ("sur_place", date(2026, 11, 26)),
        ("", date(2026, 11, 26)),
        ("distance", date(2026, 11, 30)),
        ("hors_etablissement", date(2026, 11, 30)),
    ],
)
def test_the_time_to_withdraw_runs_to_its_last_day(case: Make, channel: str, last: date) -> None:
    """Ten days, fourteen away from the premises, and then no more."""
    notes = convention(
        acte="contrat_individuel",
        canal_signature=channel,
        signatures={"beneficiaire": "2026-11-16", "prestataire": "2026-11-16"},
    )
    item = only(act.items(case(last, notes)), "retractation")
    assert (item.due, item.urgency) == (last, Urgency.TODAY)
    after = date.fromordinal(last.toordinal() + 1)
    assert none(act.items(case(after, notes)), "retractation")
    assert none(act.items(case(date(2026, 11, 15), notes)), "retractation")


def test_the_end_of_the_act_counts_the_sessions_beyond_it(case: Make) -> None:
    notes = seances(session("2026-12-01"), session("2026-12-20")) | convention(
        acte="bipartite", date_fin="2026-12-12"
    )
    item = only(act.items(case(TODAY, notes)), "acte")
    assert plain(item.sentence) == (
        "l'acte prend fin le 12/12/2026 (19 jours), et 1 séance est prévue après : un avenant est "
        "à signer"
    )
    extended = notes["cadre/convention"] | {
        "avenants": [{"signe_le": "2026-11-20", "date_fin": "2026-12-19"}]
    }
    later = only(act.items(case(TODAY, notes | {"cadre/convention": extended})), "acte")
    assert later.due == date(2026, 12, 19)
    late = only(act.items(case(date(2026, 12, 13), notes)), "acte")
    assert (late.urgency, late.command) == (Urgency.LATE, "close 2026-042")
    assert none(act.items(case(TODAY, closed() | convention(date_fin="2026-12-12"))), "acte")


# Rights


def test_complaints_wait_without_a_delay(case: Make) -> None:
    """Until somebody answers, then until somebody closes them."""
    listed = [
        {"id": "a", "recue_le": "2026-11-02"},
        {"id": "b", "recue_le": "2026-11-02", "traitee_le": "2026-11-05"},
        {"id": "c", "recue_le": "2026-11-02", "close_le": "2026-11-05"},
    ]
    found = [*rights.items(case(TODAY, {"cadre/satisfaction": {"reclamations": listed}}))]
    assert said(found) == [
        "réclamation reçue le 02/11/2026, sans réponse",
        "réclamation répondue le 05/11/2026, à clore",
    ]
    assert {item.urgency for item in found} == {Urgency.GAP}


def test_two_requests_are_two_things_to_do(case: Make) -> None:
    """Each under its own month, told apart by its id."""
    listed = [
        {"id": "acces", "droit": "acces", "recue_le": "2026-10-31"},
        {"id": "oubli", "droit": "effacement", "recue_le": "2026-11-01"},
        {"id": "faite", "droit": "acces", "recue_le": "2026-11-01", "repondue_le": "2026-11-02"},
        {"id": "sans-date", "droit": "acces"},
    ]
    found = [*rights.items(case(TODAY, {"cadre/consentements": {"demandes": listed}}))]
    assert [(i.anchor, i.due) for i in found] == [
        ("acces", date(2026, 11, 30)),
        ("oubli", date(2026, 12, 1)),
    ]


# After the last session


def ended(**restitution: Any) -> Notes:
    notes = seances(session("2026-11-16", "tenue", "conclusions"))
    return notes | {"conclusions/restitution": restitution}


def test_what_is_left_to_hand_over_after_the_last_session(case: Make) -> None:
    """A week of grace, then late; the rest is named, and once all is done, closing."""
    item = only(aftermath.items(case(TODAY, ended(resultats_remis_le="2026-11-09"))), "remise")
    assert (item.due, item.urgency) == (date(2026, 11, 23), Urgency.TODAY)
    assert plain(item.sentence) == (
        "dernière séance tenue le 16/11/2026, aucune autre n'est prévue ; à inscrire : remise de "
        "la synthèse, accusé de réception et explication de la destruction"
    )
    assert item.command == "fill 2026-042 restitution"
    offered = case(TODAY, ended(), offered=("handover",))
    assert only(aftermath.items(offered), "remise").command == "handover 2026-042"
    done = ended(
        resultats_remis_le="2026-11-09",
        synthese={"remise_le": "2026-11-16", "accuse_le": "2026-11-16"},
        destruction_expliquee_le="2026-11-16",
    )
    assert only(aftermath.items(case(TODAY, done)), "remise").command == "close 2026-042"


def test_the_certificate_comes_once_the_bilan_is_closed(case: Make) -> None:
    """It cannot be made before; nothing more once its day is told, nor where the bilan stopped."""
    item = only(aftermath.items(case(date(2026, 6, 20), closed())), "remise")
    assert (item.due, item.command) == (date(2026, 6, 19), "build 2026-042 certificat")
    given = closed() | {"conclusions/restitution": {"certificat_remis_le": "2026-06-15"}}
    assert none(aftermath.items(case(date(2026, 6, 20), given)), "remise")


def test_a_bilan_that_goes_on_hands_nothing_over(case: Make) -> None:
    """While another session is planned, or before the conclusions."""
    going = ended()
    going["cadre/seances"]["seances"].append(session("2026-11-30", phase="conclusions"))
    young = seances(session("2026-11-16", "tenue", "investigation"))
    for notes in (going, young):
        assert none(aftermath.items(case(TODAY, notes)), "remise")


@pytest.mark.parametrize(
    ("survey", "due"),
    [
        ({}, date(2026, 6, 19)),
        ({"envoye_le": "2026-06-13"}, date(2026, 6, 27)),
        ({"envoye_le": "2026-06-13", "relances": ["2026-07-01"]}, date(2026, 7, 15)),
        ({"envoye_le": "2026-06-13", "relances": ["2026-07-01", "2026-07-20"]}, None),
        ({"envoye_le": "2026-06-13", "recu_le": "2026-06-20"}, None),
    ],
)
def test_the_survey_at_the_end_is_sent_then_asked_for_twice(
    case: Make, survey: dict[str, Any], due: date | None
) -> None:
    notes = closed() | {"cadre/satisfaction": {"a_chaud": survey}}
    found = [i for i in aftermath.items(case(date(2026, 6, 20), notes)) if i.anchor == "a_chaud"]
    assert [item.due for item in found] == ([due] if due else [])


def test_the_survey_at_six_months_comes_with_its_day(case: Make) -> None:
    """An end on the 31st of August falls on the last of February."""
    notes = closed("2026-08-31") | {"cadre/satisfaction": {"a_chaud": {"recu_le": "2026-09-01"}}}
    item = only(aftermath.items(case(date(2027, 2, 28), notes)), "satisfaction")
    assert (item.due, item.urgency) == (date(2027, 2, 28), Urgency.TODAY)
    notes["cadre/satisfaction"]["six_mois"] = {"envoye_le": "2027-02-28"}
    again = only(aftermath.items(case(date(2027, 3, 1), notes)), "satisfaction")
    assert again.due == date(2027, 3, 14)
    assert again.anchor == item.anchor


def test_a_handed_synthese_starts_the_survey_before_the_bilan_is_closed(case: Make) -> None:
    notes = ended(synthese={"remise_le": "2026-11-18"})
    assert only(aftermath.items(case(TODAY, notes)), "satisfaction").due == date(2026, 11, 25)


def test_an_interrupted_bilan_is_asked_nothing(case: Make) -> None:
    assert not [*aftermath.items(case(TODAY, closed(state="interrompu")))]


@pytest.mark.parametrize(
    ("restitution", "suivi", "due", "text"),
    [
        ({"suivi_prevu_le": "2026-12-10"}, {}, date(2026, 12, 10), "est prévu le 10/12/2026"),
        ({}, {}, date(2026, 12, 12), "est à proposer pour le 12/12/2026"),
        ({}, {"propose_le": "2026-11-16"}, date(2026, 11, 30), "proposé le 16/11/2026"),
        (
            {},
            {"propose_le": "2026-11-02", "relances": ["2026-11-16"]},
            date(2026, 11, 30),
            "proposé le 16/11/2026",
        ),
        ({}, {"propose_le": "2026-11-16", "issue": "refuse"}, None, ""),
        ({"suivi_prevu_le": "2026-12-10"}, {"issue": "tenu"}, None, ""),
    ],
)
def test_the_follow_up_is_proposed_held_or_asked_for_again(
    case: Make, restitution: Any, suivi: Any, due: date | None, text: str
) -> None:
    notes = closed() | {"conclusions/restitution": restitution, "suivi/suivi": suivi}
    found = [i for i in aftermath.items(case(TODAY, notes)) if i.kind == "suivi"]
    assert [item.due for item in found] == ([due] if due else [])
    assert all(text in plain(item.sentence) for item in found)


def test_the_next_contact_is_kept_in_mind(case: Make) -> None:
    notes = closed() | {"suivi/suivi": {"issue": "tenu", "prochain_contact": "2027-02-15"}}
    assert only(aftermath.items(case(TODAY, notes)), "contact").due == date(2027, 2, 15)


# Keeping


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2026, 6, 12), "à détruire aujourd'hui : documents de travail"),
        (date(2026, 6, 13), "à détruire depuis le 12/06/2026 : documents de travail"),
    ],
)
def test_each_class_has_its_own_day(case: Make, today: date, text: str) -> None:
    """The command is told once there is one, and once it is time."""
    notes = closed() | {"cadre/consentements": {"entrees": [KEEP]}}
    found = [*keeping.items(case(today, notes, offered=("destroy",)))]
    assert [(item.anchor, item.due) for item in found] == [
        ("travail", date(2026, 6, 12)),
        ("suivi", date(2027, 6, 12)),
        ("administratif", date(2029, 12, 31)),
        ("comptable", date(2036, 6, 12)),
    ]
    assert plain(found[0].sentence) == text
    assert [item.command for item in found] == ["destroy 2026-042 --class travail", "", "", ""]
    assert "l'accord de conservation prend fin le 12/06/2027" in plain(found[1].sentence)
    assert not [i for i in keeping.items(case(today, notes)) if i.command]


KEEP = {"objet": "conservation", "decision": "donne", "le": "2026-06-01", "duree_mois": 12}


def test_what_is_destroyed_is_due_no_more(case: Make, standard: Any) -> None:
    gone = tuple(name for name, spec in standard.notes.items() if spec.classe == "travail")
    found = keeping.items(case(TODAY, closed(), destroyed=gone))
    assert "travail" not in [item.anchor for item in found]
    assert not [*keeping.items(case(TODAY, seances(session("2026-11-16", "tenue"))))]


def test_the_accounts_are_due_after_the_end_that_a_certificate_tells(
    case: Make, standard: Any
) -> None:
    """The note that told it went with the administrative papers, seven years before."""
    gone = tuple(name for name, spec in standard.notes.items() if spec.classe != "comptable")
    asked = case(TODAY, {}, destroyed=gone)
    assert not [*keeping.items(asked)]
    told = replace(asked, seen=replace(asked.seen, certified_end=date(2026, 6, 12)))
    (item,) = keeping.items(told)
    assert (item.anchor, item.due) == ("comptable", date(2036, 6, 12))


# Those who pay


def paid(*kinds: str, **more: Any) -> dict[str, Any]:
    lines = [{"type": kind, "financeur": "Fonds d’essai", "montant": 900} for kind in kinds]
    return {"cadre/convention": {"financements": lines, **more}}


def test_funders_are_told_of_begin_interruption_and_end(case: Make) -> None:
    """Until the note says so; those who follow an order on its platform are told of nothing."""
    first = session("2026-11-16", "tenue")

    def about(*payers: str, told: Any = (), **closure: str) -> list[str]:
        notes = seances(first, **closure)
        notes["cadre/seances"] |= {"avis_financeur": list(told)}
        return said(telling.items(case(TODAY, {**notes, **paid(*payers)})))

    begun = [
        "le début du bilan du 16/11/2026 est à dire au financeur, puis à inscrire dans la note "
        "seances"
    ]
    assert about("opco") == about("opco", "personnel") == begun
    assert about("cpf", "personnel") == about() == []
    assert about("opco", told=[{"evenement": "debut", "le": "2026-11-17"}]) == []
    over = about("opco", etat="interrompu", le="2026-11-20", motif="abandon")
    assert len(over) == 2 and over[1].startswith("l'arrêt du 20/11/2026")
    known = [{"evenement": each, "le": "2026-11-21"} for each in ("debut", "interruption")]
    assert about("opco", told=known, etat="interrompu", le="2026-11-20", motif="abandon") == []
    assert about("opco", told=known[:1], etat="acheve", le="2026-11-20")[0].startswith("l'achève")
    (item,) = telling.items(case(TODAY, {**seances(first), **paid("opco")}))
    assert (item.due, item.command) == (date(2026, 11, 23), "build 2026-042 avis-financeur")
    late = case(date(2027, 2, 1), {**seances(first), **paid("opco")})
    assert none(telling.items(late), "financeur")
    gone = case(TODAY, {**seances(first), **paid("opco")}, destroyed=("cadre/convention",))
    assert none(telling.items(gone), "financeur")


def test_a_suspension_is_told_each_time(case: Make) -> None:
    """What was said of the first one says nothing of the second."""
    notes = {**seances(session("2026-11-02", "tenue")), **paid("opco")}
    notes["cadre/seances"] |= {
        "suspensions": [{"du": "2026-11-05", "au": "2026-11-10"}, {"du": "2026-11-18"}],
        "avis_financeur": [
            {"evenement": "debut", "le": "2026-11-03"},
            {"evenement": "interruption", "le": "2026-11-06"},
        ],
    }
    assert (
        "la suspension du bilan du 18/11/2026" in only(telling.items(case(TODAY, notes))).sentence
    )


ENTRUSTED = {"sous_traitance": {"organisme": "Atelier", "contrat_le": "2026-11-10"}}


def test_the_account_is_sent_the_contract_with_a_subcontractor(case: Make) -> None:
    """R6333-6-2; another funder is not."""
    ours = case(TODAY, paid("cpf", acte="commande_cpf", **ENTRUSTED))
    assert "10/11/2026 est à communiquer" in only(telling.items(ours), "sous_traitance").sentence
    assert none(
        telling.items(case(TODAY, paid("opco", acte="bipartite", **ENTRUSTED))), "sous_traitance"
    )


@pytest.mark.parametrize(
    ("today", "due", "year"),
    [
        (date(2026, 4, 29), date(2026, 4, 29), 2025),
        (date(2026, 4, 30), date(2027, 4, 29), 2026),
        (date(2027, 1, 1), date(2027, 4, 29), 2026),
    ],
)
def test_the_yearly_statement_is_due_before_the_thirtieth_of_april(
    case: Make, today: date, due: date, year: int
) -> None:
    """R6352-23; with what was entrusted to others that year."""
    ours = case(today, paid("opco", acte="bipartite", **ENTRUSTED))
    (item,) = yearly.items({"nda": "53 35 00000 35"}, [ours], today)
    assert (item.due, item.command) == (due, f"stats --year {year}")
    assert ("1 bilan confié" in plain(item.sentence)) is (year == 2026)
    assert [*yearly.items({}, [ours], today)] == []


# The cabinet


SETTINGS = {
    "qualiopi": {"jusqu_au": "2026-12-20"},
    "consultants": [
        {
            "id": "a-essai",
            "nom": "A. Essai",
            "habilitations": [
                {"outil": "Roue", "le": "2020-01-01", "jusqu_au": "2025-01-01"},
                {"outil": "Roue", "le": "2025-01-01", "jusqu_au": "2026-11-30"},
                {"outil": "Cartes", "le": "2020-01-01", "jusqu_au": "2025-01-01"},
                {"outil": "Cartes", "le": "2025-01-01"},
            ],
        },
        {
            "id": "b-modele",
            "nom": "B. Modèle",
            "au": "2026-11-20",
            "habilitations": [{"outil": "Roue", "le": "2020-01-01", "jusqu_au": "2026-11-30"}],
        },
    ],
}


def test_cabinet_yaml_dates_qualifications_certificate_and_leavings(case: Make) -> None:
    """A renewed one is not told, nor that of somebody who left; dossiers left behind are."""
    mine = case(TODAY, {"cadre/beneficiaire": {"consultant_referent": "b-modele"}})
    found = [*staff.items(SETTINGS, [mine], TODAY)]
    assert said(found) == [
        "l'habilitation de a-essai à l'outil « Roue » prend fin le 30/11/2026",
        "b-modele n'est plus au cabinet après le 20/11/2026 : 1 dossier ouvert à confier",
        "le certificat Qualiopi prend fin le 20/12/2026",
    ]
    assert [item.urgency for item in found] == [Urgency.SOON, Urgency.LATE, Urgency.LATER]
    assert {item.reference for item in found} == {""}
    assert said(staff.items(SETTINGS, [], TODAY, "b-modele")) == []
    after = [*staff.items(SETTINGS, [], date(2026, 12, 21))]
    assert "le certificat Qualiopi a pris fin le 20/12/2026" in said(after)


# All together


def test_a_note_that_does_not_open_is_one_item_among_the_others(case: Make) -> None:
    """The rest of the dossier, and other dossiers, go on."""
    notes = seances(session("2026-11-23"))
    broken = case(TODAY, notes, broken=("preliminaire/demande", "cadre/convention"))
    other = case(TODAY, notes, reference="2026-043")
    found = agenda([broken.seen, other.seen], {}, TODAY)
    mine = [item for item in found if item.kind == "illisible"]
    assert said(mine) == [
        "la note cadre/convention ne s'ouvre pas",
        "la note preliminaire/demande ne s'ouvre pas",
    ]
    assert [item.reference for item in found if item.kind == "seance"] == ["2026-042", "2026-043"]


def test_a_note_out_of_shape_is_said_where_it_hides_delays(case: Make) -> None:
    notes = seances(session("2026-11-23")) | convention(date_fin=3)
    found = agenda([case(TODAY, notes, misshapen=("cadre/convention",)).seen], {}, TODAY)
    item = only(found, "illisible")
    assert "ses délais ne peuvent pas être lus" in item.sentence
    assert item.command == "check 2026-042"


def test_one_consultant_sees_their_dossiers_and_those_nobody_can_tell(case: Make) -> None:
    def of(who: str, reference: str, **more: Any) -> Any:
        notes = seances(session("2026-11-23"))
        notes["cadre/beneficiaire"] = {"consultant_referent": who}
        return case(TODAY, notes, reference=reference, **more).seen

    every = [of("a", "2026-001"), of("b", "2026-002")]
    every.append(of("b", "2026-003", broken=("cadre/beneficiaire",)))
    found = agenda(every, {}, TODAY, consultant="a")
    assert {item.reference for item in found} == {"2026-001", "2026-003"}


def test_within_a_horizon_late_things_stay() -> None:
    """What has no day stays too."""

    def due(day: date | None) -> Item:
        return Item(Urgency.LATE, day, None, "2026-001", "x")

    assert due(date(2020, 1, 1)).within(TODAY, 0)
    assert due(TODAY).within(TODAY, 0)
    assert not due(date(2026, 11, 24)).within(TODAY, 0)
    assert due(date(2026, 12, 23)).within(TODAY, 30)
    assert not due(date(2026, 12, 24)).within(TODAY, 30)
    assert due(None).within(TODAY, 0)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_stops_nothing(case: Make, day: str) -> None:
    """A slip of the hand in a note: every theme still says what it can, a calendar too."""
    notes = seances(session(day), session(day, "tenue", "conclusions"), session(day, "reportee"))
    notes |= {
        "cadre/convention": {
            "acte": "tripartite",
            "projet_transmis_le": day,
            "date_fin": day,
        },
        "cadre/consentements": {
            "demandes": [{"recue_le": day}],
            "entrees": [{**KEEP, "le": day}],
        },
        "cadre/satisfaction": {"a_chaud": {"envoye_le": day}, "reclamations": [{"recue_le": day}]},
        "conclusions/restitution": {"synthese": {"remise_le": day}},
        "suivi/suivi": {"propose_le": day},
    }
    over = {**notes, "cadre/seances": closed(day)["cadre/seances"]}
    contract = {**notes, "cadre/convention": {**CONTRACT, "signatures": {"beneficiaire": day}}}
    every = [case(TODAY, each).seen for each in (notes, over, contract)]
    items = agenda(every, {}, TODAY)
    assert items
    near = [item for item in items if item.within(TODAY, MOST_DAYS)]
    assert calendar(near, dropped(every, TODAY, MOST_DAYS), cabinet=UUID, epoch=0)


CONTRACT = {"acte": "contrat_individuel"}
UUID = "6f1d3c1e-0c4b-4d0f-9a55-1f6f6f0e2a01"


def test_what_cabinet_yaml_says_obeys_no_terminal(case: Make) -> None:
    """Whoever can push writes it: no escape of a tool's name reaches the screen."""
    settings = {
        "consultants": [
            {"id": "a", "habilitations": [{"outil": "\x1b[2J", "jusqu_au": "2026-11-30"}]}
        ]
    }
    (item,) = staff.items(settings, [case(TODAY, {})], TODAY)
    assert "\x1b" not in item.sentence
