"""Values that are readable and wrong: saved, since half-filled is normal, and each one found."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

REF = "2026-001"
SECRET = "Ocarina"
PERSON = (
    f"civilite: mme\nnom: {SECRET}\nprenom: Ana\nstatut: salarie\nmineur: non\n"
    "consultant_referent: a-essai\n"
)

WRONG: dict[str, tuple[str, str, int, str]] = {
    "unknown key": (
        "cadre/beneficiaire",
        f"{PERSON}{SECRET}_cle: {SECRET}\n",
        7,
        "",
    ),
    "number for a postal code": (
        "cadre/beneficiaire",
        f"{PERSON}adresse:\n  voie: rue\n  code_postal: 01000\n  commune: Bourg\n",
        9,
        "guillemets",
    ),
    "number for a telephone": (
        "cadre/beneficiaire",
        f"{PERSON}telephone: 0611223344\n",
        7,
        "guillemets",
    ),
    "31 February": ("cadre/convention", "date_debut: 2026-02-31\n", 1, "date"),
    "French date": ("cadre/convention", "date_debut: 31/02/2026\n", 1, "calendrier"),
    "French way": ("cadre/convention", "date_debut: 14/03/2026\n", 1, "AAAA-MM-JJ"),
    "date with an hour": ("cadre/convention", "date_debut: 2026-02-01 10:00:00\n", 1, ""),
    "year 0": ("cadre/convention", "date_debut: 0000-01-01\n", 1, ""),
    "text for a number": ("cadre/convention", f"heures_accompagnement: {SECRET}\n", 1, "nombre"),
    "infinite": ("cadre/convention", "heures_accompagnement: .inf\n", 1, ""),
    "not a number": ("cadre/convention", "heures_accompagnement: .nan\n", 1, ""),
    "huge": ("cadre/convention", "heures_accompagnement: 1e400\n", 1, ""),
    "many digits": ("cadre/convention", f"heures_accompagnement: {'9' * 5000}\n", 1, ""),
    "negative": ("cadre/convention", "heures_accompagnement: -3\n", 1, ""),
    "unknown choice": ("cadre/convention", f"acte: {SECRET}\n", 1, ""),
    "list for a text": ("cadre/convention", f"objectif: [{SECRET}]\n", 1, ""),
    "text for a list": ("cadre/convention", f"financements: {SECRET}\n", 1, ""),
    "list of texts for groups": ("cadre/convention", f"financements: [{SECRET}]\n", 1, ""),
    "group for a date": ("cadre/convention", f"date_debut: {{{SECRET}: 1}}\n", 1, ""),
    "hour of 25": (
        "cadre/seances",
        "seances:\n  - date: 2026-03-02\n    debut: 25:00\n    fin: 12:00\n",
        4,
        "",
    ),
    "unknown reference": (
        "cadre/beneficiaire",
        f"{PERSON.replace('a-essai', SECRET)}",
        6,
        "",
    ),
    "own id twice": (
        "preliminaire/demande",
        f"attentes:\n  - id: meme\n    libelle: {SECRET}\n  - id: meme\n    libelle: b\n",
        4,
        "",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_value_is_found_with_its_line(bench: Any, kind: str) -> None:
    """One finding on the line where it stands, in French, without the value or a strange key."""
    note, text, line, word = WRONG[kind]
    bench.write(text, note)
    phase = note.partition("/")[0]
    options = ["--phase", phase] if phase != "cadre" else []
    for argv in (["check", REF, *options], ["check", REF, *options, "--json"]):
        checked = bench(*argv)
        assert checked.code == 1, checked.said
        assert SECRET not in checked.said
    listed = json.loads(checked.out)
    found = [
        each
        for each in listed["dossiers"][0]["constats"]
        if each["note"] == note and each["gravite"] == "invalide"
    ]
    assert [each["ligne"] for each in found] == [line], found
    assert word in found[0]["message"] + found[0]["conseil"]
    built = bench("build", REF, "--draft", "--format", "html")
    assert built.code in (0, 1), built.said
    assert SECRET not in built.said
    assert bench("status", REF).code == 0


SESSION = (
    "seances:\n  - date: {day}\n    debut: '{start}'\n    fin: '{end}'\n    phase: preliminaire\n"
    "    nature: entretien\n    mode: presentiel\n    lieu: cabinet\n    consultant: a-essai\n"
    "    etat: tenue\n    preuve: emargement\n"
)


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("cadre/convention", "date_debut: 2026-06-01\ndate_fin: 2026-03-01\n"),
        ("cadre/seances", SESSION.format(day="2026-03-02", start="14:00", end="12:00")),
        ("cadre/seances", "suspensions:\n  - du: 2026-06-01\n    au: 2026-03-01\n"),
        (
            "investigation/parcours",
            "experiences:\n  - intitule: a\n    cadre: emploi\n    debut: 2020-05\n    fin: 2019\n",
        ),
    ],
    ids=["period", "session", "suspension", "experience"],
)
def test_end_before_start(bench: Any, note: str, text: str) -> None:
    """An end before its start is found, whatever the two are the ends of."""
    bench.write(text, note)
    phase = note.partition("/")[0]
    options = ["--phase", phase] if phase != "cadre" else []
    checked = bench("check", REF, *options, "--json")
    assert checked.code == 1, checked.said
    found = json.loads(checked.out)["dossiers"][0]["constats"]
    about = [
        each
        for each in found
        if each["note"] == note and re.search(r"avant|sans être postérieure", each["message"])
    ]
    assert about, [each["message"] for each in found if each["note"] == note]
    assert bench("status", REF).code == 0


def test_hours_never_run_backwards(bench: Any) -> None:
    """A session that ends before it begins takes nothing from the hours held."""
    bench.write(SESSION.format(day="2026-03-02", start="14:00", end="12:00"), "cadre/seances")
    shown = json.loads(bench("status", REF, "--json").out)
    assert shown["dossiers"][0]["minutes_tenues"] == 0
