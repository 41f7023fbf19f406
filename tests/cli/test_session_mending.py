"""`session --change`, `--remove`, `--postponed --plan`, `--reminder`: what was written wrongly."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bilantool.notes import reading
from tests.badinput.conftest import Bench
from tests.badinput.test_kills import killed, listed, uncommitted
from tests.saying import ok, plain

REF, DONE, MIDDLE = "2026-001", "2026-007", "2026-014"
FIRST = ("--date", "2026-11-20", "--start", "9h")


def values(terminal: Any, note: str, reference: str = REF) -> dict[str, Any]:
    return dict(reading.read(ok(terminal, "show", reference, note).out).values)


def sessions(terminal: Any, reference: str = REF) -> list[dict[str, Any]]:
    return list(values(terminal, "seances", reference)["seances"])


def entries(terminal: Any, reference: str = REF) -> list[dict[str, Any]]:
    return list(values(terminal, "entretiens", reference).get("entretiens") or [])


def save(terminal: Any, text: str, note: str, reference: str = REF) -> None:
    source = Path(terminal.home) / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", reference, note, "--from", str(source))


@pytest.fixture
def desk(cabinet: Any) -> Any:
    """A dossier with a proven session of two hours, on a Tuesday some days later."""
    cabinet.now = datetime(2026, 11, 24, 11, 2, tzinfo=UTC)
    ok(cabinet, "session", REF, *FIRST, "--end", "11h", "--proof", "emargement")
    return cabinet


def test_options_correct_what_they_name_and_nothing_else(desk: Any) -> None:
    """A new start keeps the duration, a new end the start; the id stays, so that the interview
    still finds its session; comments stay where they are."""
    before, text = sessions(desk)[0], desk("show", REF, "seances").out
    ok(desk, "session", REF, "--change", *FIRST, "--new-start", "10h15")
    assert sessions(desk) == [{**before, "debut": "10:15", "fin": "12:15"}]
    ok(desk, "session", REF, "--corriger", "--date", "20/11", "--end", "12h45")
    assert sessions(desk) == [{**before, "debut": "10:15", "fin": "12:45"}]
    ok(
        desk,
        "session",
        REF,
        "--change",
        "--date",
        "20/11",
        "--new-date",
        "19/11",
        "--duration",
        "1h",
    )
    assert sessions(desk) == [{**before, "date": "2026-11-19", "debut": "10:15", "fin": "11:15"}]
    assert [each["seance"] for each in entries(desk)] == [before["id"]]
    after = desk("show", REF, "seances").out
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == [
        line for line in after.splitlines() if line.lstrip().startswith("#")
    ]


def test_a_proof_is_taken_back(desk: Any) -> None:
    """With the signatures that were part of it; the hours that fall are told."""
    save(
        desk,
        desk("show", REF, "seances").out.replace(
            "signe_consultant_le:", "signe_consultant_le: 2026-11-20"
        ),
        "seances",
    )
    done = plain(ok(desk, "session", REF, "--change", *FIRST, "--proof", "aucune").said)
    assert "0 h au lieu de 2 h" in done
    only = {key: value for key, value in sessions(desk)[0].items() if value is not None}
    assert not {"preuve", "signe_consultant_le"} & only.keys()
    assert desk("session", REF, "--proof", "aucune").code == 2


def test_what_became_of_a_session_is_corrected(desk: Any) -> None:
    """Held by mistake, it was an absence, which nothing attests as hours; and back again, once it
    is in the past."""
    ok(desk, "session", REF, "--change", *FIRST, "--absent")
    assert (sessions(desk)[0]["etat"], sessions(desk)[0].get("preuve")) == ("absence", None)
    ok(desk, "session", REF, "--change", *FIRST, "--state", "tenue", "--proof", "attestation")
    assert (sessions(desk)[0]["etat"], sessions(desk)[0]["preuve"]) == ("tenue", "attestation")
    wrong = desk("session", REF, "--change", *FIRST, "--state", "perdue")
    assert (wrong.code, "--state" in wrong.said) == (2, True)
    future = desk("session", REF, "--change", *FIRST, "--new-date", "2026-12-20")
    assert (future.code, "est à venir" in future.said) == (2, True)
    assert sessions(desk)[0]["date"] == "2026-11-20"


def test_a_planned_session_turned_held_gets_its_entry(desk: Any) -> None:
    """As a session of the day does."""
    ok(desk, "session", REF, "--plan", "24/11", "--start", "15h")
    assert len(entries(desk)) == 1
    ok(desk, "session", REF, "--change", "--date", "24/11", "--state", "tenue")
    assert len(entries(desk)) == 2


def test_which_session_is_asked_where_several_may_be(desk: Any) -> None:
    """By its number at the terminal, by its hour elsewhere; what is there is told."""
    ok(desk, "session", REF, "--date", "2026-11-20", "--start", "14h", "--end", "15h")
    refused = desk("session", REF, "--change", "--date", "2026-11-20", "--mode", "visio")
    assert refused.code == 2
    assert "son début avec --start : 20/11/2026 à 9 h ou 20/11/2026 à 14 h" in plain(refused.said)
    done = ok(desk, "session", REF, "--change", "--date", "2026-11-20", answers="2\nvisio\n\n")
    assert [each["mode"] for each in sessions(desk)] == ["presentiel", "visio"]
    assert "Laquelle" in done.out
    again = desk("session", REF, "--change", "--date", "2026-11-20", answers="9\n")
    assert (again.code, "pas dans la liste" in again.said) == (130, True)
    none = desk("session", REF, "--change", "--date", "2026-11-02", "--mode", "visio")
    assert (none.code, "20/11/2026" in none.said) == (2, True)


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("10h-12h30 visio", {"debut": "10:00", "fin": "12:30", "mode": "visio"}),
        ("19/11", {"date": "2026-11-19"}),
        ("sans preuve", {"preuve": None}),
        ("absence", {"etat": "absence", "preuve": None}),
        ("preuve attestation investigation", {"preuve": "attestation", "phase": "investigation"}),
        ("annulée", {"etat": "annulee", "preuve": None}),
        ("lieu Salle de la mairie", {"lieu": "Salle de la mairie"}),
        ("", {}),
    ],
)
def test_one_line_corrects(desk: Any, line: str, changes: dict[str, Any]) -> None:
    """The present values are shown, then what the line makes of them, until Enter accepts."""
    before = sessions(desk)[0]
    done = ok(desk, "session", REF, "--change", *FIRST, answers=f"{line}\n\n")
    assert "Séance inscrite : vendredi 20 novembre 2026, de 9 h à 11 h" in plain(done.out)
    assert ("Deviendrait" in done.out) == bool(line)
    after = {**dict.fromkeys(changes), **sessions(desk)[0]}
    assert after == {**before, **changes}


def test_what_is_not_understood_is_asked_again(desk: Any) -> None:
    """And nothing was written; lines add up."""
    answers = "demain\nxyzzy\n10h\nvisio\n\n"
    done = ok(desk, "session", REF, "--change", *FIRST, answers=answers)
    assert "n’est pas compris" in done.said
    assert (sessions(desk)[0]["debut"], sessions(desk)[0]["mode"]) == ("10:00", "visio")


def test_nothing_stated_changes_nothing(desk: Any) -> None:
    """Where nobody can be asked, an example is given; contradictions are refused."""
    text = desk("show", REF, "seances").out
    for argv in (
        ("--change", *FIRST),
        ("--change", "--remove", *FIRST),
        ("--change", "--plan", "4/12"),
        ("--state", "tenue"),
        ("--remove", *FIRST),
    ):
        assert desk("session", REF, *argv).code == 2, argv
    assert desk("show", REF, "seances").out == text
    ok(desk, "session", REF, "--change", *FIRST, "--mode", "presentiel")
    assert desk("show", REF, "seances").out == text


def test_a_session_is_taken_out_with_its_entry(desk: Any) -> None:
    """The empty entry goes along; `undo` brings both back."""
    ok(desk, "session", REF, "--start", "9h", "--end", "10h")
    done = plain(ok(desk, "session", REF, "--remove", *FIRST, "--yes").said)
    assert "0 h au lieu de 2 h" in done
    assert [each["date"] for each in sessions(desk)] == ["2026-11-24"]
    assert [each["seance"] for each in entries(desk)] == ["2026-11-24"]
    ok(desk, "undo", REF, "seances", "--yes")
    ok(desk, "undo", REF, "entretiens", "--yes")
    assert len(sessions(desk)) == len(entries(desk)) == 2


def test_the_last_session_goes_too(desk: Any) -> None:
    """The register is then as if nothing had been written, and serves again."""
    ok(desk, "session", REF, "--retirer", *FIRST, "--yes")
    assert not values(desk, "seances").get("seances")
    assert desk("session", REF, "--remove", "--yes").code == 2
    ok(desk, "session", REF, "--start", "9h", "--end", "10h")
    assert len(sessions(desk)) == len(entries(desk)) == 1


def test_words_and_papers_of_a_removed_session_are_told(desk: Any) -> None:
    """That its interview is written up, without a word of it; which paper is left over."""
    scan = desk.home / "feuille.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    ok(desk, "attach", REF, str(scan), "--note", "seances.2026-11-20")
    save(desk, "entretiens:\n  - {seance: 2026-11-20, notes: Hippocampe}\n", "entretiens")
    asked = desk("session", REF, "--remove", *FIRST, answers="\n")
    said = plain(asked.said)
    assert "a un compte rendu ou des notes, qui partent avec elle" in said
    assert "Hippocampe" not in said
    assert len(sessions(desk)) == 1
    done = plain(ok(desk, "session", REF, "--remove", *FIRST, answers="o\n").said)
    piece = values(desk, "seances")
    assert "Hippocampe" not in done
    assert not piece.get("seances") and not entries(desk)
    assert "reste au dossier ; pour l'ôter : bilantool detach 2026-001" in done


def test_hours_of_a_closed_bilan_are_told(demo: Any) -> None:
    """The certificate was handed over with them; nothing is held after the end."""
    done = plain(ok(demo, "session", DONE, "--change", "--date", "2026-06-12", "--end", "11h").said)
    assert "le certificat de réalisation a été remis le 12/06/2026" in done
    assert "bilantool build 2026-007 certificat" in done
    late = demo("session", DONE, "--change", "--date", "2026-06-12", "--new-date", "2026-06-15")
    assert (late.code, "clos" in late.said) == (2, True)
    quiet = plain(
        ok(demo, "session", DONE, "--change", "--date", "2026-06-01", "--mode", "visio").said
    )
    assert "certificat" not in quiet


def test_a_planned_session_is_moved_whole(demo: Any) -> None:
    """Postponed and planned again in one save, as it was; a day that cannot be changes nothing."""
    before = sessions(demo, MIDDLE)
    refused = demo("session", MIDDLE, "--postponed", "--date", "2026-12-04", "--plan", "2026-11-02")
    assert refused.code == 2
    assert sessions(demo, MIDDLE) == before
    ok(demo, "session", MIDDLE, "--postponed", "--date", "2026-12-04", "--plan", "2026-12-09",
       "--new-start", "9h")  # fmt: skip
    (old,) = [each for each in sessions(demo, MIDDLE) if each["date"] == "2026-12-04"]
    (new,) = [each for each in sessions(demo, MIDDLE) if each["date"] == "2026-12-09"]
    (was,) = [each for each in before if each["date"] == "2026-12-04"]
    assert old == {**was, "etat": "reportee"}
    kept = ("phase", "nature", "mode", "lieu", "consultant", "etat")
    assert [new.get(key) for key in kept] == [was.get(key) for key in kept]
    assert new["debut"] == "09:00"


def test_reminders_are_written_corrected_and_taken_out(desk: Any) -> None:
    """By the day that they were made on."""
    ok(desk, "session", REF, "--reminder", "hier", "--means", "courriel")
    ok(desk, "session", REF, "--relance", "20/11", answers="téléphone\n")
    ok(desk, "session", REF, "--change", "--reminder", "20/11", "--new-date", "19/11")
    held = values(desk, "seances")["relances"]
    assert [(each["le"], each["canal"]) for each in held] == [
        ("2026-11-23", "courriel"), ("2026-11-19", "telephone"),
    ]  # fmt: skip
    told = ok(desk, "session", REF, "--remove", "--reminder", "hier", "--yes", "--json").out
    assert json.loads(told)["relances"] == [{"le": "2026-11-19", "canal": "telephone"}]
    for argv in (
        ("--remove", "--reminder", "2026-11-02", "--yes"),
        ("--reminder", "demain", "--means", "courriel"),
        ("--reminder", "hier"),
        ("--reminder", "hier", "--means", "pigeon"),
        ("--change", "--reminder", "2026-11-19"),
    ):
        assert desk("session", REF, *argv).code == 2, argv


def test_a_program_gets_one_object(desk: Any) -> None:
    """Of the correction, and of the session taken out."""
    told = ok(desk, "session", REF, "--change", *FIRST, "--mode", "visio", "--json").out
    assert json.loads(told)["seance"]["mode"] == "visio"
    assert desk("session", REF, "--remove", *FIRST, "--json").code == 2
    told = ok(desk, "session", REF, "--remove", *FIRST, "--json", "--yes").out
    assert json.loads(told)["seance"] is None


def test_a_register_that_does_not_read_is_mended_first(desk: Any) -> None:
    """Nothing is written beside a value that is wrong."""
    save(desk, desk("show", REF, "seances").out.replace("tenue", "perdue"), "seances")
    refused = desk("session", REF, "--change", *FIRST, "--mode", "visio")
    assert (refused.code, "bilantool edit" in refused.said) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="fork and signals of POSIX")
def test_killed_at_each_step_of_a_removal(desk: Any) -> None:
    """Both notes whole, never an entry that points at nothing; the same command ends it."""
    ok(desk, "session", REF, "--start", "9h", "--end", "10h")
    command = ("session", REF, "--remove", *FIRST, "--yes")
    steps = killed(desk, 0, *command)
    assert len(steps) > 20
    # What git does one after the other is tried whole where a note is saved.
    moments = [n for n, step in enumerate(steps, 1) if step != "subprocess.Popen" or n % 3 == 0]
    outcomes = set()
    for moment in moments:
        for note in ("seances", "entretiens"):
            if len(sessions(desk) if note == "seances" else entries(desk)) == 1:
                ok(desk, "undo", REF, note, "--yes")
        killed(desk, moment, *command)
        held = {each["id"] for each in sessions(desk)}
        noted = {each["seance"] for each in entries(desk)}
        assert noted <= held, f"step {moment}"
        outcomes.add((len(held), len(noted)))
        if len(held) == 2:
            ok(desk, *command)
        save(desk, f"modalites: {{rythme: essai {moment}}}\n", "cadrage")
        assert len(sessions(desk)) == len(entries(desk)) == 1
        assert uncommitted(desk.cwd) == "", f"step {moment}"
        assert listed(Bench(desk)) == []
    assert outcomes >= {(2, 2), (2, 1), (1, 1)}
