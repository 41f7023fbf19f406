"""References between notes: ids bind, and what has its own findings is not told twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bilantool.findings import Finding
from bilantool.notes.completeness import Judged
from bilantool.notes.overlay import Overlay
from bilantool.notes.references import check
from bilantool.notes.trame import Trame, load
from bilantool.resources import shipped


@pytest.fixture(scope="module")
def trame() -> Trame:
    return load(Overlay(Path(shipped("templates")) / "standard"))


def judged(values: dict[str, Any], *, shaped: bool = True) -> Judged:
    return Judged(values, (), shaped=shaped, begun=bool(values))


PARCOURS = {"experiences": [{"id": "vente", "intitule": "Vendeuse à l’étal"}]}


def competences(experience: str) -> Judged:
    preuves = [{"id": "p", "experience": experience, "fait": "x"}]
    return judged({"competences": [{"id": "c", "libelle": "Vendre", "preuves": preuves}]})


def found(trame: Trame, notes: dict[str, Judged], **kwargs: Any) -> list[Finding]:
    return check(trame, notes, kwargs.get("cabinet", {}), kwargs.get("pieces", ()))


def test_a_reference_to_an_id_is_fine(trame: Trame) -> None:
    """The id of an item of the target list resolves."""
    notes = {
        "investigation/parcours": judged(PARCOURS),
        "investigation/competences": competences("vente"),
    }
    assert found(trame, notes) == []


def test_a_dangling_reference_is_located_and_told_the_ids_there_are(trame: Trame) -> None:
    """The finding names the field and the ids of the list, not what was written."""
    notes = {
        "investigation/parcours": judged(PARCOURS),
        "investigation/competences": competences("zorglub"),
    }
    (finding,) = found(trame, notes)
    assert finding.rule == "N205"
    assert finding.path == ("competences", 0, "preuves", 0, "experience")
    assert "zorglub" not in finding.message + finding.hint
    assert finding.hint == "écrivez l’un des id de « experiences » : vente"


def test_the_nearest_id_is_asked_after(trame: Trame) -> None:
    """A slip of the keyboard gets the id that was meant."""
    notes = {
        "investigation/parcours": judged(PARCOURS),
        "investigation/competences": competences("vennte"),
    }
    (finding,) = found(trame, notes)
    assert finding.hint.startswith("vouliez-vous écrire « vente » ?")


def test_an_id_that_leads_nowhere_is_one_finding_however_often_it_is_written(trame: Trame) -> None:
    """An experience that was taken out leaves one thing to mend, not one for each proof."""
    twice = judged(
        {
            "competences": [
                {"id": each, "preuves": [{"id": f"p{each}", "experience": "zorglub"}]}
                for each in ("a", "b", "c")
            ]
        }
    )
    notes = {"investigation/parcours": judged(PARCOURS), "investigation/competences": twice}
    (finding,) = found(trame, notes)
    assert finding.path == ("competences", 0, "preuves", 0, "experience")
    assert "ici et à 2 autres endroits" in finding.message


def test_the_ids_of_a_long_list_are_told_in_part(trame: Trame) -> None:
    """A dozen of them, and that there are more; none where the list is empty."""
    many = judged({"experiences": [{"id": f"e{number:02d}"} for number in range(20)]})
    notes = {"investigation/parcours": many, "investigation/competences": competences("zorglub")}
    (finding,) = found(trame, notes)
    assert "e11, …" in finding.hint
    assert "e12" not in finding.hint
    notes["investigation/parcours"] = judged({"fil_conducteur": "x"})
    (finding,) = found(trame, notes)
    assert "rien n’y est encore écrit" in finding.hint


def test_a_label_in_place_of_an_id_gets_its_hint(trame: Trame) -> None:
    """Case and accents aside, a label is recognised, and the hint asks for the id."""
    notes = {
        "investigation/parcours": judged(PARCOURS),
        "investigation/competences": competences("VENDEUSE a l’etal"),
    }
    (finding,) = found(trame, notes)
    assert "libellé" in finding.hint
    assert finding.hint.endswith("vente")


@pytest.mark.parametrize("target", [None, judged({}), judged(PARCOURS, shaped=False)])
def test_a_target_with_its_own_findings_is_left_alone(trame: Trame, target: Judged | None) -> None:
    """An absent, empty or misshapen target makes no second finding."""
    notes = {"investigation/competences": competences("zorglub")}
    if target is not None:
        notes["investigation/parcours"] = target
    assert found(trame, notes) == []


def test_nested_targets(trame: Trame) -> None:
    """`pistes.acces` reaches the lists inside every item."""
    pistes = {
        "pistes": [{"id": "a", "acces": [{"id": "bts"}]}, {"id": "b", "acces": [{"id": "cap"}]}]
    }
    synthese = {"projets": [{"id": "p", "formations": ["bts", "cap", "zut"]}]}
    notes = {
        "investigation/pistes": judged(pistes),
        "conclusions/synthese": judged(synthese),
    }
    assert [f.path for f in found(trame, notes)] == [("projets", 0, "formations", 2)]


def test_the_cabinet_and_the_pieces_are_targets(trame: Trame) -> None:
    """Consultants come from cabinet.yaml, pieces from the dossier's folder."""
    seances = {"seances": [{"id": "s", "consultant": "helene", "piece": "3f2a"}]}
    notes = {"cadre/seances": judged(seances)}
    cabinet = {"consultants": [{"id": "helene", "nom": "Hélène"}]}
    assert found(trame, notes, cabinet=cabinet, pieces=["3f2a"]) == []
    paths = [finding.path[-1] for finding in found(trame, notes)]
    assert paths == ["consultant", "piece"]


def test_duplicate_ids(trame: Trame) -> None:
    """The second bearer of an id is told; the same id in another list is not."""
    values = {
        "experiences": [{"id": "a"}, {"id": "b"}, {"id": "a"}],
        "formations": [{"id": "a"}],
    }
    (finding,) = found(trame, {"investigation/parcours": judged(values)})
    assert (finding.rule, finding.path) == ("N206", ("experiences", 2, "id"))


@pytest.mark.parametrize(
    ("corrects", "rules"),
    [("a", []), ("b", ["N209"]), ("c", ["N209"]), ("z", ["N205"])],
)
def test_a_correction_names_an_entry_that_precedes_it(
    trame: Trame, corrects: str, rules: list[str]
) -> None:
    """Neither itself, nor one that follows, nor one that is not there."""
    entries = [{"id": "a"}, {"id": "b", "corrige": corrects}, {"id": "c"}]
    seen = found(trame, {"cadre/consentements": judged({"entrees": entries})})
    assert [finding.rule for finding in seen] == rules
    assert all(finding.path == ("entrees", 1, "corrige") for finding in seen)
