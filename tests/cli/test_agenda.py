"""`agenda`: the delays of the cabinet on screen, as an object, as a file."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bilantool.agenda.calendar import PRODUCT
from tests.saying import plain


@pytest.fixture
def monday(demo: Any) -> Any:
    demo.now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return demo


def told(terminal: Any, *argv: str) -> list[dict[str, Any]]:
    done = terminal("agenda", "--json", *argv)
    assert done.code == 0, done.said
    found: list[dict[str, Any]] = json.loads(done.out)["echeances"]
    return found


def test_the_screen_is_grouped_and_eighty_columns_wide(monday: Any) -> None:
    """Late things first; a command is never cut."""
    done = monday("agenda", "--days", "60")
    assert done.code == 0
    lines = plain(done.out).splitlines()
    titles = [line for line in lines if line and line[0].isalpha()]
    assert titles == [
        "En retard",
        "Cette semaine (d'ici le 30 novembre 2026)",
        "Plus tard (d'ici le 22 janvier 2027)",
        "Sans échéance",
    ]
    assert max(map(len, lines)) <= 80
    assert "            → bilantool fill 2026-007 suivi" in lines


def test_the_horizon_keeps_what_is_late(monday: Any) -> None:
    """Today alone with 0; nothing of what is to come."""
    kinds = {each["urgence"] for each in told(monday, "--days", "0")}
    assert kinds == {"en_retard", "sans_echeance"}
    near = told(monday, "--days", "3")
    assert [each["date"] for each in near if each["urgence"] == "cette_semaine"] == [
        "2026-11-26"
    ] * 2
    assert len(told(monday, "--days", "18")) < len(told(monday, "--days", "19"))
    for wrong in ("-1", "x", "1.5", "99999"):
        assert monday("agenda", "--days", wrong).code == 2


def test_the_object_holds_what_a_script_needs(monday: Any) -> None:
    """One shape for every item; ids that stay."""
    found = told(monday)
    keys = {"id", "reference", "nature", "urgence", "date", "heure", "phrase", "commande"}
    assert all(set(each) == keys for each in found)
    session = next(each for each in found if each["nature"] == "seance")
    assert (session["reference"], session["date"], session["heure"]) == (
        "2026-019",
        "2026-11-26",
        "09:30",
    )
    assert found == told(monday)
    assert len({each["id"] for each in found}) == len(found)


def test_one_consultant(monday: Any) -> None:
    """The dossiers they follow, as `status` has it; an unknown id is refused."""
    found = {each["reference"] for each in told(monday, "--consultant", "marc-exemplaire")}
    assert found == {"2026-014"}
    assert monday("agenda", "--consultant", "personne").code == 2


def test_one_damaged_dossier_hides_no_other(monday: Any) -> None:
    """It is told with its reason, in the file's company too."""
    (monday.cwd / "dossiers" / "2026-019" / "dossier.yaml").write_text("uuid: 3\n")
    done = monday("agenda")
    assert done.code == 3
    assert "2026-007" in done.out
    assert "2026-019" in done.err
    done = monday("agenda", "--json")
    seen = json.loads(done.out)
    assert (done.code, seen["ok"]) == (3, False)
    assert [each["reference"] for each in seen["illisibles"]] == ["2026-019"]
    assert monday("agenda", "--ics", "../a.ics").code == 3
    assert (monday.cwd.parent / "a.ics").exists()


def test_a_damaged_note_is_an_item(monday: Any) -> None:
    """Of the notes that date nothing too."""
    for name in ("cadre/consentements", "investigation/parcours"):
        path = monday.cwd / "dossiers" / "2026-014" / f"{name}.yaml"
        path.write_bytes(path.read_bytes()[:-40])
    broken = [each for each in told(monday) if each["nature"] == "illisible"]
    assert [each["commande"] for each in broken] == ["bilantool check 2026-014"] * 2


def test_the_day_and_the_agenda_say_the_same(monday: Any) -> None:
    """What `bilantool` shows stands in the agenda, but for the next note to fill."""
    day = [line for line in plain(monday().out).splitlines()[1:] if line.startswith("20")]
    sentences = [plain(f"{each['reference']}  {each['phrase']}") for each in told(monday)]
    for line in day:
        known = any(line.startswith(sentence) for sentence in sentences)
        assert known or "à remplir" in line, line


def test_a_file_is_written_and_written_again(monday: Any) -> None:
    """The same bytes for the same clock; nobody else reads it."""
    path = monday.cwd.parent / "agenda.ics"
    done = monday("echeances", "--ics", str(path))
    assert done.code == 0, done.said
    first = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert Calendar.from_ical(first)["PRODID"] == PRODUCT
    assert f"{first.count(b'BEGIN:VEVENT')} échéances" in plain(done.out)
    assert monday("agenda", "--ics", str(path)).code == 0
    assert path.read_bytes() == first
    piped = monday("agenda", "--ics", "-")
    assert piped.out.encode() == first


def test_a_postponed_session_is_cancelled_where_it_was_imported(monday: Any) -> None:
    """The new one is another event."""

    def events() -> dict[str, str]:
        whole = Calendar.from_ical(monday("agenda", "--ics", "-").out)
        return {
            str(e["UID"]): str(e["STATUS"])
            for e in whole.walk("VEVENT")
            if e.decoded("dtstart").isoformat().startswith("2026-11-26T")
        }

    (uid,) = events()
    assert monday("session", "2026-019", "--postponed", "--date", "26/11").code == 0
    assert events() == {uid: "CANCELLED"}


@pytest.mark.parametrize(
    "content",
    [b"notes\n", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//autre//FR\r\nEND:VCALENDAR\r\n"],
)
def test_another_file_is_not_written_over(monday: Any, content: bytes) -> None:
    """Neither a text nor the calendar of another program."""
    path = monday.cwd.parent / "autre.ics"
    path.write_bytes(content)
    done = monday("agenda", "--ics", str(path))
    assert done.code == 2
    assert path.read_bytes() == content
    path.write_bytes(b"")
    assert monday("agenda", "--ics", str(path)).code == 0


def test_a_calendar_never_goes_into_git(monday: Any) -> None:
    """Inside the cabinet it is refused, as is a folder, or one that is not there."""
    done = monday("agenda", "--ics", "agenda.ics")
    assert done.code == 2
    assert not (monday.cwd / "agenda.ics").exists()
    assert monday("agenda", "--ics", "..").code == 2
    assert monday("agenda", "--ics", "../absent/a.ics").code == 5
    assert not (monday.cwd.parent / "absent").exists()
    assert monday("agenda", "--ics", "-", "--json").code == 2


def test_a_quiet_cabinet_says_so(monday: Any) -> None:
    """And until when."""
    for reference in ("2026-007", "2026-014", "2026-019"):
        shutil.rmtree(monday.cwd / "dossiers" / reference)
    done = monday("agenda")
    assert "Aucune échéance d'ici le 23 décembre 2026." in plain(done.out)


def test_no_name_leaves_for_a_calendar(monday: Any) -> None:
    """Of cabinet, persons, places or consultants."""
    monday.now = datetime(2027, 3, 1, tzinfo=UTC)
    data = monday("agenda", "--ics", "-", "--days", "400").out
    words = ("Fictif", "Modèle", "Inventée", "helene", "Boussole", "Phare", "Estran", "Cap ")
    assert not [word for word in words if word in data]
    assert "habilitation" in data
    assert "Qualiopi" in data
    assert Path(monday.cwd).is_dir()
