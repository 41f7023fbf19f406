"""The trame: what it says, what a cabinet's own may change in it, and what it may not."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from bilantool.errors import DataFault, UsageFault
from bilantool.notes.completeness import check
from bilantool.notes.overlay import Overlay
from bilantool.notes.papers import CLASSES
from bilantool.notes.reading import read
from bilantool.notes.trame import Trame, load
from bilantool.resources import shipped

STANDARD = shipped("templates") / "standard"


@pytest.fixture(scope="module")
def trame() -> Trame:
    return load(Overlay(STANDARD))


def overridden(own: Path, **files: str) -> Overlay:
    """An overlay where each file (`trame`, or a note's short path with `__`) is accepted."""
    accepted = {}
    for key, text in files.items():
        name = "trame.yaml" if key == "trame" else f"notes/{key.replace('__', '/')}.yaml"
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        accepted[name] = hashlib.sha256(text.encode()).hexdigest()
    return Overlay(STANDARD, own, accepted)


def own_trame(old: str, new: str) -> str:
    text = (STANDARD / "trame.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def test_the_standard_trame(trame: Trame) -> None:
    """Eighteen notes in order, four phases, four classes, and documents that name known notes."""
    assert (trame.name, trame.version) == ("standard", 1)
    assert tuple(trame.phases) == ("preliminaire", "investigation", "conclusions", "suivi")
    assert tuple(trame.classes) == CLASSES
    assert len(trame.notes) == 18 and next(iter(trame.notes)) == "cadre/beneficiaire"
    assert trame.notes["cadre/seances"].phase is None
    demande = trame.notes["preliminaire/demande"]
    assert (demande.phase, demande.classe, demande.article) == (
        "preliminaire",
        "travail",
        "R6313-4",
    )
    assert demande.title != demande.name
    for document in trame.documents.values():
        assert set(document.given) <= set(trame.notes)
    assert trame.documents["fiche-projet"].for_each == "projets"


def test_durations_are_dated(trame: Trame) -> None:
    """The dates of the law are dates, absent ones are None."""
    durations = trame.classes["suivi"].durations
    assert any(each.since == date(2023, 12, 31) and each.months == 36 for each in durations)
    assert any(each.since is None and each.until is None for each in durations)


def test_schemas_are_completed(trame: Trame) -> None:
    """Items of lists get `id`, notes get `derogations`, files repeat neither."""
    schema = trame.notes["investigation/parcours"].schema
    assert "id" in schema["properties"]["experiences"]["items"]["properties"]
    assert "derogations" in schema["properties"]


def test_schemas_are_read_only_when_asked_for(tmp_path: Path) -> None:
    """A broken note does not stop a command that works on another."""
    trame = load(overridden(tmp_path, cadre__entretiens="type: [\n"))
    assert "cadre/entretiens" in trame.notes
    assert trame.notes["cadre/seances"].title
    with pytest.raises(DataFault):
        trame.notes["cadre/entretiens"]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("preliminaire/demande", "preliminaire/demande"),
        ("demande", "preliminaire/demande"),
        ("Plan_Action", "conclusions/plan-action"),
        ("synth", "conclusions/synthese"),
        ("suivi", "suivi/suivi"),
        ("cadre/beneficiaire.yaml", "cadre/beneficiaire"),
    ],
)
def test_notes_by_name(trame: Trame, asked: str, name: str) -> None:
    """Whole, last part, or unambiguous beginning; case and underscores do not matter."""
    assert trame.note(asked).name == name


def test_ambiguous_and_unknown_names_list_the_candidates(trame: Trame) -> None:
    """The hint says what could have been meant."""
    with pytest.raises(UsageFault) as caught:
        trame.note("s")
    assert "conclusions/synthese" in caught.value.hint and "demande" not in caught.value.hint
    for asked in ("zzz", ""):
        with pytest.raises(UsageFault) as caught:
            trame.note(asked)
        assert "preliminaire/demande" in caught.value.hint
    assert trame.document("fiche").name == "fiche-projet"


def test_an_own_trame_may_add_a_note(tmp_path: Path) -> None:
    """A new note in a known folder, with a known class, has its own schema."""
    text = own_trame("notes:\n", "notes:\n  cadre/accueil: {classe: administratif}\n")
    note = "title: Accueil\ntype: object\nproperties:\n  mot: {title: Mot, type: string}\n"
    trame = load(overridden(tmp_path, trame=text, cadre__accueil=note))
    assert trame.note("accueil").title == "Accueil"
    assert check(trame.note("accueil"), read("mot: x\n")).findings == ()


def test_a_document_looks_as_its_template_does(tmp_path: Path, trame: Trame) -> None:
    """Under any name, and in the trame of a cabinet that declares no look; its own one wins."""
    text = own_trame("documents:\n", "documents:\n  fiche-employeur:\n    titre: Fiche\n"
                     "    gabarit: fiche-projet.md.j2\n    classe: suivi\n    formats: [pdf]\n"
                     "    notes: [cadre/beneficiaire]\n")  # fmt: skip
    silent = re.sub(r"presentations:\n(?:  .*\n)+", "", text)
    for each in (text, silent):
        own = load(overridden(tmp_path, trame=each))
        assert own.documents["fiche-employeur"].look == trame.documents["fiche-projet"].look
    changed = text.replace("fiche-projet.md.j2: fiche\n", "fiche-projet.md.j2: lettre\n")
    assert load(overridden(tmp_path, trame=changed)).documents["fiche-employeur"].look == "lettre"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("demande: {classe: travail}", "demande: {classe: suivi}", "classe"),
        ("  preliminaire/demande: {classe: travail}\n", "", "manque"),
        ("demande: {classe: travail}", "demande: {classe: secrete}", "classe"),
        ("notes:\n", "notes:\n  ailleurs/x: {classe: suivi}\n", "dossier"),
        ("version: 1", "version: un", "entier"),
        ("  travail:\n    titre", "  autre:\n    titre", "classes"),
        ("declencheur: terme", "declencheur: [terme]", "declencheur"),
        ('"2023-12-30"', '"2023-12-32"', "date"),
        ("pour_chaque: projets", "pour_chaque: 3", "pour_chaque"),
        ("pour_chaque: projets", "recueille: [cadre/seances#seances]", "note"),
        ("pour_chaque: projets", "vierge: 1", "vierge"),
        ("pour_chaque: projets", "regles: [BP101]", "règle"),
        ("pour_chaque: projets", "notes_facultatives: [cadre/rien]", "trame"),
        ("pour_chaque: projets", "notes_facultatives: [cadre/beneficiaire]", "exige"),
        ("      - cadre/seances\n", "      - cadre/rien\n", "trame"),
        ("synthese.md.j2: rapport", "synthese.md.j2: affiche", "présentations"),
        ("nom: standard", "nom: &x standard", "&"),
        ("nom: standard", "nom: [standard", "crochet"),
    ],
)
def test_a_broken_own_trame_is_located(tmp_path: Path, old: str, new: str, says: str) -> None:
    """The fault names the file and the line, and says what to do."""
    overlay = overridden(tmp_path, trame=own_trame(old, new))
    with pytest.raises(DataFault) as caught:
        load(overlay)
    assert says in caught.value.message
    assert caught.value.message.startswith("« templates/trame.yaml », ligne ")
    assert caught.value.hint and caught.value.position is not None


NOTE = "title: Séances\ntype: object\nrequired: [mot]\nproperties:\n  mot:\n    title: Mot\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (NOTE + "    type: strng\n", 7),
        (NOTE + "    type: string\n    patern: x\n", 8),
        (NOTE + "    type: string\n    pattern: '('\n", 8),
        (NOTE + "    type: string\n    format: jour\n", 8),
        (NOTE + "    type: string\n    minLength: beaucoup\n", 8),
        (NOTE + "    type: string\n    $ref: https://exemple.invalid/x\n", 8),
        (NOTE + "    anyOf: [{type: string}]\n", 7),
        (NOTE + "    type: string\n    x-renvoi: partout\n", 8),
        (NOTE + "    type: string\nx-cloture: [autre]\n", 8),
        (NOTE + "    type: string\nadditionalProperties: true\n", 8),
        (NOTE + "    type: string\n  Mauvais Nom: {type: string}\n", 8),
        (NOTE + "    type: string\nallOf: [3]\n", 8),
        (NOTE + "    type: string\nif: oui\n", 8),
        (NOTE + "    type: string\nproperties: {}\n", 8),
        (NOTE + "    type: string\n    items: [{type: string}]\n", 8),
        ("title: Séances\ntype: array\n", 1),
        ("type: object\nproperties: [a]\n", 2),
        ("type: object\n\tproperties: {}\n", 2),
    ],
)
def test_a_broken_own_schema_is_located(tmp_path: Path, text: str, line: int) -> None:
    """Bad YAML, unknown keywords and wrong shapes are told with the file and the line."""
    trame = load(overridden(tmp_path, cadre__seances=text))
    with pytest.raises(DataFault) as caught:
        trame.notes["cadre/seances"]
    assert caught.value.message.startswith(f"« templates/notes/cadre/seances.yaml », ligne {line} ")
    assert caught.value.hint


def test_every_shipped_schema_could_be_an_override(tmp_path: Path) -> None:
    """What a cabinet starts from, a copy of a shipped file, is accepted as it is."""
    names = list(load(Overlay(STANDARD)).notes)
    files = {
        name.replace("/", "__"): (STANDARD / "notes" / f"{name}.yaml").read_text(encoding="utf-8")
        for name in names
    }
    trame = load(overridden(tmp_path, **files))
    assert [spec.name for spec in trame.notes.values()] == names
    assert len(names) == 18
