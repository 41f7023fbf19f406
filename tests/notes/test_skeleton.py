"""The text of an empty note, and the schema given to editors."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import jsonschema_rs
import pytest

from bilantool.notes.completeness import check
from bilantool.notes.editor import editor_schema
from bilantool.notes.overlay import Overlay
from bilantool.notes.reading import read
from bilantool.notes.skeleton import WIDTH, skeleton
from bilantool.notes.trame import NoteSpec, load
from bilantool.resources import shipped

TRAME = load(Overlay(shipped("templates") / "standard"))
SPECS = pytest.mark.parametrize("spec", TRAME.notes.values(), ids=list(TRAME.notes))


def test_the_shipped_notes_are_seen() -> None:
    """The tests below run on every shipped note."""
    assert len(TRAME.notes) == 18


@SPECS
def test_a_skeleton_reads_as_a_note_not_begun(spec: NoteSpec) -> None:
    """It parses, shows every key that a person fills, and is at most « à commencer »."""
    text = skeleton(spec)
    reading = read(text)
    judged = check(spec, reading)
    assert not judged.begun
    assert {finding.rule for finding in judged.findings} <= {"N102"}
    others = {"derogations", "piece", "figes", "remises_remplacees"}
    assert set(reading.values) == set(spec.schema["properties"]) - others


@SPECS
def test_a_skeleton_is_narrow_and_clean(spec: NoteSpec) -> None:
    """Comments are wrapped; no tab, and no space at an end but to write a long text on."""
    lines = skeleton(spec).split("\n")
    assert max(map(len, lines)) <= WIDTH
    for above, line in pairwise(lines):
        assert "\t" not in line
        if above.endswith(": |"):
            key = re.match(r" *(- )?", above)
            assert key is not None and line == " " * (key.end() + 2)
        else:
            assert line == line.rstrip()


def test_a_long_text_is_written_under_its_key() -> None:
    """On the line that waits for it, colons and all, at any depth."""
    text = skeleton(TRAME.notes["investigation/parcours"])
    for key, said in (
        ("situation", "Un service : deux cents couverts."),
        ("fil_conducteur", "Non"),
    ):
        head, found, tail = text.partition(f"{key}: |\n")
        indent, newline, rest = tail.partition("\n")
        assert found and not indent.strip()
        text = f"{head}{found}{indent}{said}{newline}{rest}"
    values = read(text).values
    assert values["fil_conducteur"].strip() == "Non"
    (experience,) = values["experiences"]
    assert experience["realisations"][0]["situation"].strip() == "Un service : deux cents couverts."


def test_instructions_speak_of_what_is_there() -> None:
    """Closure, lists and long texts are explained only where the note has some."""
    sessions = skeleton(TRAME.notes["cadre/seances"])
    assert "\n# *c : obligatoire à la clôture\n" in sessions
    assert "Là où il y a un |" not in sessions
    person = skeleton(TRAME.notes["cadre/beneficiaire"])
    assert "à partir du tiret" not in person.replace("\n# ", " ")
    assert "*c" not in person


def test_a_skeleton_tells_what_is_asked() -> None:
    """Titles, marks, choices, questions and examples come from the schema."""
    text = skeleton(TRAME.notes["investigation/parcours"])
    assert text.startswith("# Parcours (investigation/parcours)\n")
    assert "# Article : L6313-4\n" in text
    assert "\n# Expériences *\nexperiences:\n    # Intitulé *\n" in text
    assert "\n  - intitule:\n" in text
    assert "Au choix : emploi" in text
    assert "derogations" not in text and "id:" not in text


def accepts(validator: Any, value: Any) -> bool:
    return bool(validator.is_valid(value))


@SPECS
def test_the_editor_schema_is_a_plain_schema(spec: NoteSpec) -> None:
    """It is JSON, compiles, keeps no annotation of ours, and takes empty values."""
    schema = json.loads(json.dumps(editor_schema(spec)))
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert '"x-' not in json.dumps(schema)
    assert schema["properties"].keys() == spec.schema["properties"].keys()
    empty = dict.fromkeys(schema["properties"])
    kinds = {error.kind.name for error in validator.iter_errors(empty)}
    assert kinds <= {"required"}


def test_the_editor_accepts_oui_and_non() -> None:
    """A boolean may be written as the note's readers accept it."""
    schema = editor_schema(TRAME.notes["cadre/beneficiaire"])
    part = schema["properties"]["mineur"]
    validator = jsonschema_rs.Draft202012Validator(part)
    assert accepts(validator, "oui") and accepts(validator, False)
    assert not accepts(validator, "peut-être")
    assert schema["properties"]["statut"]["enumDescriptions"][0] == "salarié"
