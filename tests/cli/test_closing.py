"""`close` and `reopen`: what the end requires, what it starts, when it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading
from tests.saying import ok, plain

DONE = "2026-007"
MIDDLE = "2026-014"


def closure(terminal: Any, reference: str) -> dict[str, Any]:
    text = terminal("show", reference, "seances").out
    return dict(reading.read(text).values.get("cloture") or {})


@pytest.fixture
def complete(demo: Any) -> Any:
    """The complete dossier of the examples on the day of its end, not closed yet."""
    demo.now = datetime(2026, 6, 12, 18, tzinfo=UTC)
    ok(demo, "reopen", DONE, "--yes")
    return demo


def test_a_complete_bilan_is_closed_and_its_clocks_are_told(complete: Any) -> None:
    """With the dates of each class, in words. The certificate comes after, and is not asked for."""
    told = complete("show", DONE, "restitution").out
    assert "certificat_remis_le" in told
    kept = [line for line in told.splitlines() if not line.startswith("certificat_remis_le")]
    before = complete.cwd.parent / "restitution.yaml"
    before.write_text("\n".join(kept) + "\n", encoding="utf-8")
    ok(complete, "edit", DONE, "restitution", "--from", str(before))
    done = plain(ok(complete, "close", DONE, "--yes").said)
    assert closure(complete, DONE)["etat"] == "acheve"
    assert closure(complete, DONE)["le"] == "2026-06-12"
    assert "Rien ne manque" in done
    assert "Documents de travail : à détruire dès ce jour (R6313-7)" in done
    assert "Pièces comptables : à garder 10 ans, jusqu'au 12/06/2036" in done
    assert "selon l'accord écrit de la personne" in done


def test_an_incomplete_bilan_is_not_closed(demo: Any) -> None:
    """Its gaps are shown with their lines, the ones that only closing asks for too."""
    refused = demo("clore", MIDDLE, "--yes")
    assert refused.code == 1
    said = plain(refused.said)
    assert "ne peut pas être clos comme achevé" in said
    assert "conclusions/synthese" in said
    assert "Niveau à la fin" in said
    assert "--interrupted" in said
    assert closure(demo, MIDDLE) == {}


def test_a_past_fault_that_nothing_mends_does_not_keep_a_bilan_open(complete: Any) -> None:
    """An order accepted after the first session is told, and the bilan ends all the same."""
    text = complete("show", DONE, "convention").out.replace(
        "accepte_le: 2026-02-12", "accepte_le: 2026-03-05"
    )
    late = complete.cwd.parent / "tardive.yaml"
    late.write_text(text, encoding="utf-8")
    ok(complete, "edit", DONE, "convention", "--from", str(late))
    assert complete("check", DONE).code == 1
    done = plain(ok(complete, "close", DONE, "--yes").said)
    assert "après la première séance" in done
    assert closure(complete, DONE)["etat"] == "acheve"


def test_an_interrupted_bilan_asks_for_no_conclusion(demo: Any) -> None:
    """Neither `check`, nor `status`, nor `build`, nor the day's screen demands its synthèse."""
    done = plain(ok(demo, "close", MIDDLE, "--interrupted", "reprise d'emploi", "--yes").said)
    assert "aucune synthèse n'est attendue" in done
    assert closure(demo, MIDDLE) == {
        "etat": "interrompu",
        "le": "2026-11-23",
        "motif": "reprise_emploi",
    }
    assert "rien à signaler" in plain(ok(demo, "check", MIDDLE).said)
    assert "interrompu le 23/11/2026" in plain(ok(demo, "status").said)
    detail = plain(ok(demo, "status", MIDDLE).said)
    assert "plus demandée" in detail
    assert "à commencer" not in detail
    refused = demo("build", MIDDLE, "synthese")
    assert refused.code == 1
    assert "est sans objet : le bilan est interrompu" in plain(refused.said)
    assert "conclusions/synthese" not in refused.said
    assert f"fill {MIDDLE}" not in demo().said


def test_what_was_wrong_is_still_said_of_an_interrupted_bilan(demo: Any) -> None:
    """Gaps are left as they are; a value that cannot be right is not."""
    ok(demo, "close", MIDDLE, "--interrupted", "abandon", "--yes")
    wrong = demo.cwd.parent / "faux.yaml"
    wrong.write_text("demande_initiale: x\nhorizon: [a, b]\n", encoding="utf-8")
    ok(demo, "edit", MIDDLE, "demande", "--from", str(wrong))
    assert demo("check", MIDDLE).code == 1


def test_sessions_that_stay_planned_are_named(demo: Any) -> None:
    """With the command that says what became of them."""
    done = plain(ok(demo, "close", MIDDLE, "--interrupted", "abandon", "--yes").err)
    assert "3 séances restent prévues (04/12/2026, 11/12/2026 et 18/12/2026)" in done
    assert f"bilantool session {MIDDLE} --date 04/12/2026 --cancelled" in done


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((MIDDLE, "--interrupted", "ennui"), "motif d'interruption n'est pas connu"),
        ((MIDDLE, "--interrupted", "r"), "plusieurs motifs"),
        ((MIDDLE, "--interrupted", "abandon", "--date", "24/11/2026"), "à une date à venir"),
        ((MIDDLE, "--interrupted", "abandon", "--date", "19/11"), "séance a été tenue le 20"),
        ((DONE,), "déjà clos, depuis le 12 juin 2026"),
        ((MIDDLE, "--interrupted", "abandon"), "demande une confirmation"),
    ],
)
def test_what_cannot_end_so_is_refused(demo: Any, argv: tuple[str, ...], said: str) -> None:
    """A usage error that says what to do; the note stays as it was."""
    before = closure(demo, argv[0])
    refused = demo("close", *argv)
    assert refused.code == 2, refused.said
    assert said in plain(refused.said)
    assert "→" in refused.said
    assert closure(demo, argv[0]) == before


@pytest.mark.parametrize(("answer", "closed"), [("o\n", True), ("n\n", False), ("\n", False)])
def test_the_person_confirms(demo: Any, answer: str, closed: bool) -> None:
    """By default nothing is closed."""
    done = demo("close", MIDDLE, "--interrupted", "abandon", answers=answer)
    assert done.code == 0, done.said
    assert ("Rien n'a été changé" in plain(done.out)) != closed
    assert bool(closure(demo, MIDDLE)) == closed


@pytest.mark.parametrize(("days", "code"), [(30, 0), (31, 2)])
def test_an_end_is_taken_back_within_thirty_days(demo: Any, days: int, code: int) -> None:
    """After that the clocks have run."""
    ok(demo, "close", MIDDLE, "--interrupted", "abandon", "--yes")
    demo.now += timedelta(days=days)
    done = demo("rouvrir", MIDDLE, "--yes")
    assert done.code == code, done.said
    if code:
        assert "depuis plus de 30 jours" in plain(done.said)
    else:
        assert not any(closure(demo, MIDDLE).values())
        assert "Rouvrir efface la fin du 23 novembre 2026" in plain(done.said)


def test_an_open_bilan_is_not_reopened(demo: Any) -> None:
    """Nothing to take back."""
    refused = demo("reopen", MIDDLE, "--yes")
    assert refused.code == 2
    assert "n'est pas clos" in plain(refused.said)


def test_what_was_destroyed_closes_for_good(demo: Any) -> None:
    """Papers that are gone cannot be completed."""
    ok(demo, "close", MIDDLE, "--interrupted", "abandon", "--yes")
    folder = Trousseau(demo.home / "demo-trousseau")
    identity = folder.open(folder.demonstration or "")
    text = (demo.cwd / "dossiers" / MIDDLE / "dossier.yaml").read_text(encoding="utf-8")
    keys = folder.load(str(reading.read(text).values["uuid"]), identity)
    folder.save(keys.destroy("travail", demo.now.date()), identity)
    refused = demo("reopen", MIDDLE, "--yes")
    assert refused.code == 2
    assert "documents détruits" in plain(refused.said)
