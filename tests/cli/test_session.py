"""`session`: the day's session in both notes, planned ones, proofs, and what it leaves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bilantool.notes import reading
from tests.saying import ok, plain

REF = "2026-001"


@pytest.fixture
def desk(cabinet: Any) -> Any:
    """A new cabinet on a Tuesday, at the end of a morning's interview."""
    cabinet.now = datetime(2026, 11, 24, 11, 2, tzinfo=UTC)
    return cabinet


def values(terminal: Any, note: str, reference: str = REF) -> dict[str, Any]:
    shown = terminal("show", reference, note)
    assert shown.code == 0, shown.said
    return reading.read(shown.out).values


def sessions(terminal: Any, reference: str = REF) -> list[dict[str, Any]]:
    return list(values(terminal, "seances", reference)["seances"])


def test_a_first_session_is_written_with_its_entry(desk: Any) -> None:
    """One command, no editor: the register and the interview's entry, in the model's layout."""
    done = plain(ok(desk, "session", REF, "--proof", "emargement").said)
    (only,) = sessions(desk)
    assert only["id"] == only["date"] == "2026-11-24"
    assert (only["debut"], only["fin"]) == ("09:00", "11:00")
    assert (only["etat"], only["preuve"]) == ("tenue", "emargement")
    (entry,) = values(desk, "entretiens")["entretiens"]
    assert entry["seance"] == "2026-11-24"
    assert "# Séances" in desk("show", REF, "seances").out, "the model's help was lost"
    assert "2 h sur 24 h, il reste 22 h" in done
    assert f"bilantool fill {REF} entretiens" in done


def test_the_same_command_again_adds_nothing(desk: Any) -> None:
    """The session of the day is there: it is said, and nothing is written twice."""
    ok(desk, "session", REF)
    again = plain(ok(desk, "seance", REF).said)
    assert "déjà inscrite" in again
    assert len(sessions(desk)) == 1
    assert len(values(desk, "entretiens")["entretiens"]) == 1


def test_a_second_session_of_the_day_is_told_by_its_start(desk: Any) -> None:
    """And has an id of its own; hours that overlap are warned of."""
    ok(desk, "session", REF)
    done = ok(desk, "session", REF, "--start", "10h", "--end", "12h")
    assert "empiète" in done.err
    assert [each["id"] for each in sessions(desk)] == ["2026-11-24", "2026-11-24-2"]
    entries = values(desk, "entretiens")["entretiens"]
    assert [each["seance"] for each in entries] == ["2026-11-24", "2026-11-24-2"]


def test_a_session_recorded_already_is_not_changed_by_the_way(desk: Any) -> None:
    """What is asked for and not done would be a lie: the way to do it is said."""
    ok(desk, "session", REF)
    refused = desk("session", REF, "--mode", "visio")
    assert refused.code == 2
    command = f"bilantool session {REF} --change --date 2026-11-24 --start 09:00"
    assert command in plain(refused.said)
    assert sessions(desk)[0]["mode"] == "presentiel"
    ok(desk, *command.split()[1:], "--mode", "visio")
    assert sessions(desk)[0]["mode"] == "visio"


def test_a_line_of_french_corrects_the_guess(desk: Any) -> None:
    """What is typed wrong is said, and the line asked for again; a no, too."""
    typed = "zoom\nnon\n23/11 14h-15h30 visio investigation\n\nn\n"
    done = ok(desk, "session", REF, answers=typed)
    (only,) = sessions(desk)
    assert (only["date"], only["debut"], only["fin"]) == ("2026-11-23", "14:00", "15:30")
    assert (only["mode"], only["phase"]) == ("visio", "investigation")
    assert "« zoom » n'est pas compris" in plain(done.said)
    assert "pour ne rien inscrire : Ctrl-C" in plain(done.said)


def test_the_interview_may_be_noted_at_once(desk: Any) -> None:
    """By questions, as everywhere else: those of the session that was just told, another one held
    after it and still to be noted or not."""
    ok(desk, "session", REF)
    answers = "\no\nFaire le point\n!\n"
    done = ok(desk, "session", REF, "--date", "23/11", "--start", "9h", answers=answers)
    (noted,) = [each for each in values(desk, "entretiens")["entretiens"] if each.get("objectif")]
    assert (noted["seance"], noted["objectif"]) == ("2026-11-23", "Faire le point")
    assert f"Pour reprendre : bilantool fill {REF} entretiens" in plain(done.out)


def test_a_planned_session_becomes_the_one_held(desk: Any) -> None:
    """No second one: its hours are those that were planned, unless told otherwise."""
    ok(desk, "session", REF, "--plan", "1/12", "--start", "14h", "--mode", "visio")
    (planned,) = sessions(desk)
    assert (planned["etat"], planned["date"]) == ("prevue", "2026-12-01")
    assert not values(desk, "entretiens").get("entretiens")
    desk.now = datetime(2026, 12, 1, 16, 40, tzinfo=UTC)
    ok(desk, "session", REF, "--end", "16h30", "--start", "14h", "--proof", "releve")
    (held,) = sessions(desk)
    assert held["id"] == planned["id"]
    assert (held["etat"], held["fin"], held["mode"]) == ("tenue", "16:30", "visio")
    assert held["preuve"] == "releve_connexion"


@pytest.mark.parametrize(
    ("option", "state"),
    [
        ("--absent", "absence"),
        ("--cancelled", "annulee"),
        ("--annulee", "annulee"),
        ("--postponed", "reportee"),
    ],
)
def test_what_became_of_a_planned_session_is_recorded(desk: Any, option: str, state: str) -> None:
    """Only its state changes."""
    ok(desk, "session", REF, "--plan", "24/11", "--start", "14h")
    before = sessions(desk)[0]
    ok(desk, "session", REF, option)
    assert sessions(desk) == [{**before, "etat": state}]


def test_a_session_is_put_off_to_another_day_in_one_command(desk: Any) -> None:
    """The old one stays, as postponed; the new one is planned at its usual hour."""
    ok(desk, "session", REF, "--plan", "24/11", "--start", "14h")
    ok(desk, "session", REF, "--postponed", "--plan", "4/12", "--start", "15h")
    assert [(each["date"], each["etat"]) for each in sessions(desk)] == [
        ("2026-11-24", "reportee"),
        ("2026-12-04", "prevue"),
    ]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--absent",), "aucune séance n'est prévue le mardi 24 novembre 2026"),
        (("--absent", "--cancelled"), "une séance n'a qu'une issue"),
        (("--date", "25/11"), "pour la prévoir : --plan 25/11/2026"),
        (("--date", "mardi 25 novembre 2026"), "cette date est un mercredi, pas un mardi"),
        (("--date", "mardi"), "dites aujourd'hui, mardi dernier ou mardi prochain"),
        (("--duration", "2"), "2h ou 90 min"),
        (("--plan", "23/11", "--start", "9h"), "--date 23/11/2026"),
        (("--start", "22h", "--end", "1h"), "ne passe pas minuit"),
        (("--date", "20/11"), "il manque l'heure"),
        (("--date", "bientôt"), "cette date n'est pas comprise"),
        (("--mode", "zoom"), "n'est pas connue pour « mode »"),
        (("--consultant", "personne"), "aucun consultant"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    desk: Any, argv: tuple[str, ...], said: str
) -> None:
    """A usage error, with what to do."""
    refused = desk("session", REF, *argv)
    assert refused.code == 2, refused.said
    assert said in plain(refused.said)
    assert "→" in refused.said
    assert not values(desk, "seances").get("seances")


def test_a_proof_that_comes_later_is_added(desk: Any) -> None:
    """The hours count from then on."""
    done = plain(ok(desk, "session", REF).said)
    assert "1 séance sans preuve ne compte pas encore" in done
    assert "0 h sur 24 h" in done
    desk.now = datetime(2026, 11, 27, 9, tzinfo=UTC)
    done = plain(ok(desk, "session", REF, "--date", "24/11", "--proof", "emargement").said)
    assert "2 h sur 24 h" in done
    assert [each["preuve"] for each in sessions(desk)] == ["emargement"]


def test_the_ceiling_is_said_when_it_is_reached_and_when_it_is_passed(desk: Any) -> None:
    """24 hours are allowed, 24 hours and a quarter are not."""
    for day in ("16/11", "17/11"):
        ok(desk, "session", REF, "--date", day, "--start", "8h", "--end", "20h", "--proof", "ema")
    reached = plain(ok(desk, "session", REF, "--date", "17/11").said)
    assert "24 h sur 24 h, il ne reste rien" in reached
    assert "de trop" not in reached
    over = ok(desk, "session", REF, "--start", "9h", "--duration", "15min", "--proof", "ema")
    assert "15 min de trop" in plain(over.err)


def test_the_entry_that_a_killed_command_did_not_make_is_made_by_the_next(desk: Any) -> None:
    """The register holds the session, the interview's note nothing: the next session completes."""
    ok(desk, "session", REF, "--date", "17/11", "--start", "9h")
    empty = desk.cwd.parent / "vide.yaml"
    empty.write_text("entretiens:\n", encoding="utf-8")
    ok(desk, "edit", REF, "entretiens", "--from", str(empty))
    ok(desk, "session", REF)
    entries = values(desk, "entretiens")["entretiens"]
    assert [each["seance"] for each in entries] == ["2026-11-17", "2026-11-24"]


def test_work_alone_asks_for_no_interview(desk: Any) -> None:
    """It has a duration, and no entry."""
    ok(
        desk, "session", REF, "--mode", "autonomie", "--nature", "travail",
        "--duration", "1h30", "--proof", "attestation",
    )  # fmt: skip
    (only,) = sessions(desk)
    assert only["duree_minutes"] == 90
    assert not only.get("debut")
    assert not values(desk, "entretiens").get("entretiens")


def test_a_follow_up_has_no_entry_among_the_interviews(demo: Any) -> None:
    """After the end there are no working papers: its own note holds the facts."""
    before = len(values(demo, "entretiens", "2026-007")["entretiens"])
    done = plain(ok(demo, "session", "2026-007", "--proof", "emargement").said)
    assert sessions(demo, "2026-007")[-1]["phase"] == "suivi"
    assert len(values(demo, "entretiens", "2026-007")["entretiens"]) == before
    assert "bilantool fill 2026-007 suivi" in done


def test_a_note_open_elsewhere_is_waited_for_by_the_next_session(desk: Any) -> None:
    """The session is recorded, the entry is not; the same command finishes."""
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.storage import files

    cabinet = Cabinet.at(desk.cwd)
    folder = files.private_folder(cabinet.lock.parent)
    held = folder / f"{cabinet.dossier(REF).uuid}.cadre.entretiens.edition"
    with files.lock(held):
        refused = desk("session", REF)
        assert refused.code == 5, refused.said
        assert "→" in refused.err
    assert len(sessions(desk)) == 1
    ok(desk, "session", REF)
    assert [each["seance"] for each in values(desk, "entretiens")["entretiens"]] == ["2026-11-24"]


def test_json_is_one_object_without_a_word_of_the_interview(demo: Any) -> None:
    """Figures and ids; nothing is asked, even at a terminal."""
    done = ok(demo, "session", "2026-014", "--date", "20/11", "--json", answers="")
    found = json.loads(done.out)
    assert found["seance"]["id"] == "s09"
    assert found["minutes_tenues"] + found["minutes_restantes"] == 24 * 60
    assert "entourage" not in done.out


def test_the_counsellor_sees_what_to_take_up(demo: Any) -> None:
    """From the last interview noted: its words, and the work that was not done."""
    done = plain(ok(demo, "session", "2026-014").said)
    assert "d'après l'entretien du 20/11/2026" in done
    assert "Les deux réponses de l'entourage" in done
    assert "travail demandé (pour le 04/12/2026)" in done


def test_a_register_that_is_wrong_is_mended_first(desk: Any) -> None:
    """Its findings are shown; nothing is added to what may be misread."""
    wrong = desk.cwd.parent / "faux.yaml"
    wrong.write_text("seances:\n  - date: 24/11/2026\n    etat: tenue\n", encoding="utf-8")
    ok(desk, "edit", REF, "seances", "--from", str(wrong))
    refused = desk("session", REF)
    assert refused.code == 1
    assert f"bilantool edit {REF} seances" in plain(refused.said)


def test_without_history_nothing_is_committed(desk: Any) -> None:
    """`--no-commit` seals both notes and leaves git alone."""
    import subprocess

    ok(desk, "session", REF, "--no-commit")
    seen = subprocess.run(
        ["git", "status", "--porcelain"], cwd=desk.cwd, capture_output=True, text=True, check=True
    )
    changed = sorted(line.split()[-1].rpartition("/")[2] for line in seen.stdout.splitlines())
    assert changed == ["entretiens.yaml", "seances.yaml"]


def test_a_slot_taken_elsewhere_is_told_before_it_is_given(desk: Any) -> None:
    """By whoever leads both, with the dossier and its hours; when planned, moved, recorded."""
    ok(desk, "new", "2026-002", "--fiche-rangee")
    ok(desk, "session", REF, "--plan", "15/12", "--start", "9h30", "--end", "11h")
    at = ("--start", "10h", "--end", "11h30")
    told = "une séance au même moment dans le dossier 2026-001, de 9 h 30 à 11 h"
    assert told in plain(ok(desk, "session", "2026-002", "--plan", "15/12", *at).err)
    assert "empiète sur celle de 2026-001" in plain(desk("agenda").out)
    later = ("session", "2026-002", "--change", "--date", "15/12/2026", "--end", "12h30")
    moved = ok(desk, *later, "--new-start", "11h", "--yes")
    assert "même moment" not in moved.err
    assert "empiète" not in desk("agenda").out
