"""Consent to the bilan, to what is kept and to what is passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.findings import Finding

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


def test_consent_on_the_day_of_the_first_session_is_in_time(notes: Notes, judged: Judged) -> None:
    """The clean dossier consents on that very day."""
    assert notes["cadre/consentements"]["entrees"][0]["le"] == "2026-03-16"
    assert judged(notes, "BC201") == []


@pytest.mark.parametrize("decision", ["refuse", "retire"])
def test_a_session_without_any_consent_is_a_breach(
    notes: Notes, judged: Judged, decision: str
) -> None:
    """A refusal is no consent."""
    notes["cadre/consentements"]["entrees"][0]["decision"] = decision
    (finding,) = judged(notes, "BC201")
    assert finding.path == ("entrees",)


def test_consent_without_its_date_is_left_to_completeness(notes: Notes, judged: Judged) -> None:
    """One fault, one finding: the missing date is already asked for."""
    del notes["cadre/consentements"]["entrees"][0]["le"]
    assert judged(notes, "BC201") == []


def test_nothing_is_due_before_a_session_is_held(notes: Notes, judged: Judged) -> None:
    """A dossier without sessions held needs no consent yet."""
    notes["cadre/consentements"]["entrees"] = []
    notes["cadre/seances"]["seances"] = []
    assert judged(notes, "BC201") == []


def test_a_new_consent_follows_a_withdrawal(notes: Notes, judged: Judged) -> None:
    """Sessions may go on from the day of the new consent."""
    entries = notes["cadre/consentements"]["entrees"]
    entries.append({"objet": "bilan", "decision": "retire", "le": "2026-04-14"})
    assert [f.path for f in judged(notes, "BC202")] == [("seances", 4, "date")]
    entries.append({"objet": "bilan", "decision": "donne", "le": "2026-04-27"})
    assert judged(notes, "BC202") == []


def test_a_refusal_ends_a_consent_too(notes: Notes, judged: Judged) -> None:
    """Given, then refused: no session is held; given, withdrawn, refused: still none."""
    entries = notes["cadre/consentements"]["entrees"]
    entries.append({"objet": "bilan", "decision": "refuse", "le": "2026-04-14"})
    (finding,) = judged(notes, "BC202")
    assert "le refus" in finding.message
    entries.append({"objet": "bilan", "decision": "retire", "le": "2026-04-13"})
    assert [f.path for f in judged(notes, "BC202")] == [("seances", 4, "date")]


def test_a_withdrawal_after_the_last_session_breaks_nothing(notes: Notes, judged: Judged) -> None:
    """It is the person's right at any time, the last session's day included."""
    entries = notes["cadre/consentements"]["entrees"]
    entries.append({"objet": "bilan", "decision": "retire", "le": "2026-06-01"})
    assert judged(notes, "BC202") == []


@pytest.mark.parametrize(("day", "count"), [("2026-06-01", 0), ("2026-06-02", 1)])
def test_the_keeping_is_agreed_by_the_end(
    notes: Notes, judged: Judged, day: str, count: int
) -> None:
    """The day of the end is still in time."""
    notes["cadre/consentements"]["entrees"][1]["le"] = day
    assert len(judged(notes, "BC211")) == count


@pytest.mark.parametrize(
    ("end", "months", "rules"),
    [
        ("2023-12-30", 12, []),
        ("2023-12-30", 13, ["BC217"]),
        ("2023-12-31", 36, []),
        ("2023-12-31", 37, ["BC212"]),
    ],
)
def test_the_end_decides_how_long_documents_may_be_kept(
    notes: Notes, judged: Judged, end: str, months: int, rules: list[str]
) -> None:
    """One year until 30 December 2023, three since: whenever the bilan began."""
    notes["cadre/consentements"]["entrees"][1]["duree_mois"] = months
    notes["cadre/seances"]["seances"][0]["date"] = "2023-10-02"
    notes["cadre/seances"]["cloture"]["le"] = end
    found = [finding.rule for finding in judged(notes)]
    assert [rule for rule in found if rule in ("BC212", "BC217")] == rules


def test_an_open_bilan_is_under_the_text_of_the_day(notes: Notes, judged: Judged) -> None:
    """It will end today at the earliest, whenever it began."""
    notes["cadre/consentements"]["entrees"][1]["duree_mois"] = 13
    notes["cadre/seances"]["seances"][0]["date"] = "2023-10-02"
    del notes["cadre/seances"]["cloture"]
    assert len(judged(notes, "BC217", today=date(2023, 12, 30))) == 1
    assert judged(notes, "BC217", today=date(2023, 12, 31)) == []


def test_nothing_leaves_before_the_agreement(notes: Notes, judged: Judged) -> None:
    """A sending dated before the agreement that it names is a breach."""
    notes["conclusions/restitution"]["communications"][0]["le"] = "2026-05-31"
    (finding,) = judged(notes, "BC213")
    assert "31\u00a0mai\u00a02026" in finding.message


@pytest.mark.parametrize(
    ("recipient", "day", "count"),
    [
        ("x", "2026-06-10", 1),
        (None, "2026-06-10", 1),
        ("quelqu’un d’autre", "2026-06-10", 0),
        ("  Chargée  de l’ÉVOLUTION ", "2026-06-10", 1),
        ("x", "2026-06-15", 0),
    ],
)
def test_nothing_leaves_once_the_agreement_is_withdrawn(
    notes: Notes, judged: Judged, recipient: str | None, day: str, count: int
) -> None:
    """A withdrawal counts from the next day, for its recipient, or for all where it names none."""
    entries = notes["cadre/consentements"]["entrees"]
    entries[2]["destinataire"] = "Chargee de l'evolution" if recipient != "x" else "x"
    entry = {"objet": "communication", "decision": "retire", "le": day}
    entries.append(entry | ({"destinataire": recipient} if recipient else {}))
    assert len(judged(notes, "BC213")) == count


def test_an_agreement_given_anew_lets_the_document_leave(notes: Notes, judged: Judged) -> None:
    """Withdrawn, then given again before the sending, in other letters for the same recipient."""
    entries = notes["cadre/consentements"]["entrees"]
    entries[2]["destinataire"] = "x"
    sent = notes["conclusions/restitution"]["communications"][0]["le"]
    entries.append({"objet": "communication", "decision": "retire", "le": "2026-06-10"})
    assert len(judged(notes, "BC213")) == 1
    again = {"id": "anew", "objet": "communication", "decision": "donne", "le": sent}
    entries.append(again | {"destinataire": " X"})
    assert judged(notes, "BC213") == []


def test_the_agreement_must_be_one_to_pass_on(notes: Notes, judged: Judged) -> None:
    """An agreement to keep documents is none to send them."""
    notes["conclusions/restitution"]["communications"][0]["consentement"] = "garde"
    assert len(judged(notes, "BC213")) == 1
