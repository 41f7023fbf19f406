"""What awaits, told from the notes: each kind once, the most urgent first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bilantool import surveying
from bilantool.agenda import Item, Urgency, agenda
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.drafts import Waiting
from bilantool.cabinet.vault import Vault
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame
from tests.saying import plain

DONE, MIDDLE, YOUNG = "2026-007", "2026-014", "2026-019"


def items(demo: Any, today: date, **drafts: tuple[str, ...]) -> list[Item]:
    trousseau = Trousseau(demo.home / "demo-trousseau")
    cabinet = Cabinet.at(demo.cwd)
    vault = Vault(cabinet, trousseau, trousseau.open(trousseau.demonstration or ""))
    loaded = trame.load(cabinet.overlay(trousseau.accepted(cabinet.uuid)))
    seen = surveying.survey(vault, loaded, cabinet.references, today).inspections
    waiting = {
        reference.replace("_", "-"): tuple(map(Waiting, notes))
        for reference, notes in drafts.items()
    }
    return list(agenda(seen, waiting, today))


def of(found: list[Item], reference: str) -> list[str]:
    return [plain(each.sentence) for each in found if each.reference == reference]


def put(demo: Any, reference: str, note: str, text: str) -> None:
    source = demo.cwd.parent / "source.yaml"
    source.write_text(text, encoding="utf-8")
    done = demo("edit", reference, note, "--from", str(source))
    assert done.code == 0, done.said


def test_the_sessions_of_the_day_come_first(demo: Any) -> None:
    """With their hour, and the command that records them."""
    first = items(demo, date(2026, 11, 26))[0]
    assert (first.urgency, first.reference) == (Urgency.TODAY, YOUNG)
    assert plain(first.sentence) == "séance à 9 h 30"
    assert first.command == f"session {YOUNG}"


def test_a_planned_session_gone_by_is_not_forgotten(demo: Any) -> None:
    """Neither held nor cancelled: it is late."""
    found = [each for each in items(demo, date(2026, 11, 27)) if each.urgency is Urgency.LATE]
    assert f"session {YOUNG} --date 2026-11-26" in [each.command for each in found]


def test_everything_is_sorted_by_urgency(demo: Any) -> None:
    """From the day's sessions to the notes that can wait."""
    order = [each.urgency for each in items(demo, date(2026, 11, 26))]
    assert order == sorted(order)
    assert order[-1] is Urgency.NEXT


def test_destruction_due_is_said_without_a_command_that_does_not_exist(demo: Any) -> None:
    """The end started the clock of the working papers at once."""
    found = [each for each in items(demo, date(2026, 11, 26)) if each.reference == DONE]
    assert found[0].sentence.startswith("à détruire depuis le 12/06/2026")
    assert "documents de travail" in found[0].sentence
    assert "comptables" not in found[0].sentence
    assert found[0].command == ""
    assert "administratives" in of(items(demo, date(2029, 12, 31)), DONE)[0]


def test_a_request_of_the_person_has_its_month(demo: Any) -> None:
    """Counted from the day it was received; a last day of October falls on one of November."""
    text = demo("show", MIDDLE, "consentements").out
    request = "demandes:\n  - droit: acces\n    recue_le: 2026-10-31\n    identite_verifiee: oui\n"
    put(demo, MIDDLE, "consentements", text + request)
    for today, urgency, said in (
        (date(2026, 11, 10), Urgency.LATER, "(20 jours)"),
        (date(2026, 11, 23), Urgency.SOON, "réponse avant le 30/11/2026 (7 jours)"),
        (date(2026, 11, 29), Urgency.SOON, "(1 jour)"),
        (date(2026, 11, 30), Urgency.TODAY, "(aujourd'hui)"),
        (date(2026, 12, 1), Urgency.LATE, "était due le 30/11/2026"),
    ):
        found = [each for each in items(demo, today) if "ses données" in each.sentence]
        assert [each.urgency for each in found] == [urgency]
        assert said in plain(found[0].sentence)
    put(demo, MIDDLE, "consentements", text + request + "    repondue_le: 2026-11-05\n")
    assert not [each for each in items(demo, today) if "ses données" in each.sentence]


def test_the_end_of_the_act_is_seen_coming_and_going(demo: Any) -> None:
    """The day's screen says it thirty days ahead; afterwards, closing is what is to be done."""
    coming = [each for each in items(demo, date(2026, 12, 30)) if "l'acte" in each.sentence]
    assert [plain(each.sentence) for each in coming] == [
        "l'acte prend fin le 29/01/2027 (30 jours)",
        "l'acte prend fin le 26/02/2027 (58 jours)",
    ]
    assert [each.within(date(2026, 12, 30), each.notice) for each in coming] == [True, False]
    late = [each for each in items(demo, date(2028, 1, 1)) if "l'acte" in each.sentence]
    assert {each.reference for each in late} == {MIDDLE, YOUNG}
    assert all(each.command == f"close {each.reference}" for each in late)


def test_sessions_without_proof_or_account_are_counted_together(demo: Any) -> None:
    """One line for each dossier, however many there are."""
    demo.now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    for day in ("24/11", "25/11"):
        assert demo("session", MIDDLE, "--date", day, "--start", "9h").code == 0
    found = of(items(demo, date(2026, 11, 25)), MIDDLE)
    assert "2 séances sont sans preuve (la dernière : 25/11/2026)" in found
    assert "2 séances sont sans compte rendu (la dernière : 25/11/2026)" in found


def test_a_draft_and_the_next_note_have_their_commands(demo: Any) -> None:
    """What waits for a note, and the note that comes next."""
    found = items(demo, date(2026, 11, 23), **{"2026_014": ("preliminaire/demande",)})
    waits = (Urgency.DRAFT, Urgency.NEXT)
    commands = [e.command for e in found if e.reference == MIDDLE and e.urgency in waits]
    assert commands == [f"edit {MIDDLE} demande", f"fill {MIDDLE} competences"]


def test_a_follow_up_is_announced_and_then_missed(demo: Any) -> None:
    """Two weeks ahead, as the note dates it."""
    planned = demo("show", DONE, "restitution").out
    assert "suivi_prevu_le: 2026-12-" in planned or "suivi_prevu_le: 2026-1" in planned
    day = next(
        date.fromisoformat(line.split()[-1])
        for line in planned.splitlines()
        if line.strip().startswith("suivi_prevu_le")
    )
    assert any("est prévu le" in each for each in of(items(demo, day), DONE))
    after = date.fromordinal(day.toordinal() + 1)
    assert any("était prévu le" in each for each in of(items(demo, after), DONE))


def test_a_note_that_does_not_open_is_said_first(demo: Any) -> None:
    """And nothing is proposed on the ground of what could not be read."""
    path = Path(demo.cwd) / "dossiers" / YOUNG / "preliminaire" / "demande.yaml"
    path.write_bytes(path.read_bytes()[:-40])
    found = [each for each in items(demo, date(2026, 11, 23)) if each.reference == YOUNG]
    assert found[0].command == f"check {YOUNG}"
    assert not [
        each for each in found if each.command.startswith("fill") and "demande" in each.command
    ]


def test_no_word_of_a_note_is_said(demo: Any) -> None:
    """References, dates and counts only."""
    name = "Démo"
    for each in items(demo, date(2026, 11, 26)):
        assert name not in each.sentence
