"""The audit of the fictional cabinet: what is there, what is missing, what is destroyed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bilantool import audit
from bilantool.audit import pack, referentiel
from bilantool.audit.evidence import Derogation, State, Witness
from bilantool.bilan import Bilan
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.errors import DataFault
from bilantool.inspection import inspect
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame as trames
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trames.load(OVERLAY)
TODAY = date(2026, 11, 23)
SETTINGS: dict[str, Any] = {"procedure_vss": {"contact": "Mme Secrète"}}
VERSION = referentiel.in_force(OVERLAY, TRAME, TODAY)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The fictional cabinet, opened."""
    return opened(tmp_path_factory.mktemp("audit"))


def opened(folder: Path) -> Vault:
    shutil.copytree(EXAMPLES / "cabinet", folder / "cabinet")
    shutil.copytree(EXAMPLES / "trousseau", folder / "trousseau")
    trousseau = Trousseau(folder / "trousseau")
    identity = trousseau.open(trousseau.demonstration or "")
    return Vault(Cabinet.at(folder / "cabinet"), trousseau, identity)


def answers(vault: Vault, reference: str, day: date = TODAY) -> dict[str, tuple[State, Any]]:
    """The evidences of a dossier: state and day by title."""
    found = audit.one(vault, TRAME, VERSION, reference, day)
    held = [each for every in found.answers.values() for each in every]
    return {each.evidence.title: (each.state, each.day) for each in held}


def test_the_framework_changes_on_its_day() -> None:
    """What is applicable is what law.md lists; the new version says that it is to be confirmed."""
    numbers = [1, 2, 4, 5, 6, *range(9, 13), 17, 18, 19, *range(21, 28), 30, 31, 32]
    before = referentiel.in_force(OVERLAY, TRAME, date(2026, 10, 31))
    after = referentiel.in_force(OVERLAY, TRAME, date(2026, 11, 1))
    for version in (before, after):
        assert [int(each.number) for each in version.indicators] == numbers
        for each in version.indicators:
            assert each.evidence or each.asked, f"{each.number}: nothing answers it"
    assert (before.certainty, after.certainty) == ("secondaire", "a_confirmer")
    assert "2026-728" in after.name
    assert after.remark


def test_the_new_framework_asks_for_more_from_its_day_on() -> None:
    """Each of the six indicators that its annexe changed has what it asks for; none had before."""
    before = referentiel.in_force(OVERLAY, TRAME, date(2026, 10, 31)).indicators
    after = referentiel.in_force(OVERLAY, TRAME, date(2026, 11, 1)).indicators
    changed = {new.number: new for old, new in zip(before, after, strict=True) if old != new}
    assert list(changed) == ["1", "12", "19", "27", "30", "32"]
    assert all(changed[number].asked for number in changed)
    assert changed["12"].settings == ("procedure_vss.contact", "procedure_vss.texte")
    assert changed["32"].settings == ("risques.date",)
    titles = {number: [e.title for e in each.evidence] for number, each in changed.items()}
    assert "Séances à distance prouvées" in titles["19"]
    assert "Avis du financeur" in titles["30"]
    assert "Contrat écrit avec le sous-traitant" in titles["27"]


def test_the_pack_tells_what_the_cabinet_settled(vault: Vault) -> None:
    """The day of its analysis of risks, whether its procedure is written; never its words."""
    after = referentiel.in_force(OVERLAY, TRAME, date(2026, 11, 1))
    found = audit.one(vault, TRAME, after, "2026-007", date(2026, 11, 20))
    settings = {"procedure_vss": {"contact": "Mme Secrète"}, "risques": {"date": "2026-09-14"}}
    values = pack.values(found, settings, {})
    told = {i["numero"]: [r["etat"] for r in i["reglages"]] for i in values["audit"]["indicateurs"]}
    assert told["12"] == ["dans cabinet.yaml", "manque"]
    assert told["32"] == ["14\u00a0septembre\u00a02026"]
    summed = {i["numero"]: i for i in values["audit"]["sommaire"]}
    assert summed["12"]["manques"] == 1 and summed["32"]["presentes"] == 1
    listed = {row[3]: row[4:7] for row in pack.rows(found, settings) if row[4] == "cabinet.yaml"}
    assert listed["Analyse des risques : Dernière mise à jour"][1:] == ("présente", "2026-09-14")
    assert [state for _, state, _ in listed.values()].count("manque") == 1
    assert "Secrète" not in str(values)


def test_evidence_that_must_outlive_the_working_papers() -> None:
    """Need, objectives and adaptations come from notes that the end of the bilan leaves."""
    for number in ("4", "5", "6", "10", "11", "12", "26", "30", "31"):
        (indicator,) = (each for each in VERSION.indicators if each.number == number)
        for evidence in indicator.evidence:
            classes = {TRAME.notes[place.note].classe for place in evidence.places}
            assert classes <= {"administratif", "comptable"}, evidence.title


def test_a_finished_bilan_answers(vault: Vault) -> None:
    """What a dossier holds has its day; what is not expected yet is to come, not missing."""
    found = answers(vault, "2026-007")
    assert found["Consentement au bilan"] == (State.PRESENT, date(2026, 2, 20))
    assert found["Synthèse remise"][0] is State.PRESENT
    assert found["Avis demandé à six mois"][0] is State.TO_COME
    assert found["Motif de l’interruption"][0] is State.NONE
    assert State.MISSING not in {state for state, _ in found.values()}
    later = answers(vault, "2026-007", date(2027, 1, 15))
    assert later["Avis demandé à six mois"][0] is State.MISSING


def test_a_young_bilan_is_not_asked_for_its_end(vault: Vault) -> None:
    """What comes first is missing once a session was held; what comes last is not."""
    found = answers(vault, "2026-019")
    assert found["Besoin résumé"][0] is State.MISSING
    assert found["Objectifs évalués à la fin"][0] is State.TO_COME
    assert found["Aménagements prévus"][0] is State.NONE


def test_interrupted_and_set_aside(vault: Vault) -> None:
    """An interruption asks for its reason, not for the end; a derogation stands for a survey."""
    opened_ = vault.open("2026-014")
    seen = inspect(opened_, TRAME, vault.cabinet, TODAY)
    notes = {name: note.judged.values for name, note in seen.notes.items()}
    notes["cadre/seances"] = {
        **notes["cadre/seances"],
        "cloture": {"etat": "interrompu", "le": "2026-11-20", "motif": "abandon"},
    }
    states = states_of(vault, notes)
    assert states["Motif de l’interruption"] is State.PRESENT
    assert states["Synthèse remise"] is State.NONE
    assert states["Avis demandé à la fin"] is State.NONE
    closed = {"etat": "acheve", "le": "2026-11-20"}
    notes["cadre/seances"] = {**notes["cadre/seances"], "cloture": closed}
    leads = notes["investigation/pistes"].get("pistes", [])
    bare = [{key: value for key, value in lead.items() if key != "enquetes"} for lead in leads]
    notes["investigation/pistes"] = {"pistes": bare}
    assert states_of(vault, notes)["Enquêtes de terrain"] is State.MISSING
    reason = {"regle": "BP102", "motif": "Zibeline", "date": "2026-11-01"}
    notes["investigation/pistes"] = {"pistes": bare, "derogations": [reason]}
    assert states_of(vault, notes)["Enquêtes de terrain"] is State.SET_ASIDE


def states_of(vault: Vault, notes: dict[str, Any]) -> dict[str, State]:
    """The states of a dossier whose notes were these."""
    opened_ = vault.open("2026-014")
    seen = inspect(opened_, TRAME, vault.cabinet, TODAY)
    judged = {
        name: replace(note, judged=replace(note.judged, values=notes[name]))
        for name, note in seen.notes.items()
    }
    bilan = Bilan({name: values for name, values in notes.items() if values}, {}, TODAY)
    witness = Witness(opened_, replace(seen, notes=judged, bilan=bilan), vault.cabinet, {})
    return {
        evidence.title: witness.answer(evidence).state
        for indicator in VERSION.indicators
        for evidence in indicator.evidence
    }


def test_digests_are_those_of_the_sealed_files(vault: Vault) -> None:
    """Whoever has the cabinet can compute them again, without a key."""
    found = audit.one(vault, TRAME, VERSION, "2026-007", TODAY)
    listed = list(csv.DictReader(io.StringIO(table(found)), delimiter=";"))
    with_file = [row for row in listed if row["fichier"]]
    assert len(with_file) > 20
    for row in with_file:
        data = (vault.cabinet.root / row["fichier"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()


def table(found: audit.Gathered) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(pack.rows(found, SETTINGS))
    return text.getvalue()


def test_a_destroyed_class_is_not_missing(tmp_path: Path) -> None:
    """It reads as destroyed, on its day, and the certificate of the registre answers for it."""
    vault = opened(tmp_path)
    keys = vault.open("2026-007").keys
    vault.trousseau.save(keys.destroy("travail", date(2026, 6, 13)), vault.identity)
    registre = vault.cabinet.root / "registre"
    registre.mkdir()
    certificate = registre / f"{keys.uuid}-travail.yaml"
    certificate.write_bytes(b"format: bilantool-registre/1\n")
    found = audit.one(vault, TRAME, VERSION, "2026-007", TODAY)
    (sources,) = (h for h in found.answers["19"] if h.evidence.title == "Sources consultées")
    assert (sources.state, sources.day) == (State.DESTROYED, date(2026, 6, 13))
    assert sources.file == f"registre/{certificate.name}"
    assert sources.digest == hashlib.sha256(certificate.read_bytes()).hexdigest()
    values = pack.values(found, vault.cabinet.settings, {})
    shown = [p["etat"] for i in values["audit"]["indicateurs"] for p in i["preuves"]]
    assert "détruite le 13/06/2026 (certificat au registre)" in shown
    assert State.MISSING not in {h.state for every in found.answers.values() for h in every}
    # With every class gone, a dossier is of the year in which it was opened.
    for classe in ("suivi", "administratif", "comptable"):
        keys = vault.open("2026-007").keys
        vault.trousseau.save(keys.destroy(classe, date(2026, 11, 20)), vault.identity)
    assert "2026-007" in audit.of_year(vault, TRAME, VERSION, 2026, TODAY).references
    assert "2026-007" not in audit.of_year(vault, TRAME, VERSION, 2027, TODAY).references


def test_dossiers_of_a_year(vault: Vault) -> None:
    """Those that were open on some day of it, and no other."""
    every = vault.cabinet.references
    for year, expected in ((2020, ()), (2026, every), (2027, ())):
        found = audit.of_year(vault, TRAME, VERSION, year, TODAY)
        assert found.references == expected
    later = audit.of_year(vault, TRAME, VERSION, 2027, date(2027, 2, 1)).references
    assert {"2026-014", "2026-019"} <= set(later)
    assert "2026-007" not in later, "it was closed in June 2026"


def test_not_a_word_and_not_a_name(vault: Vault) -> None:
    """Neither values, table nor object say what a note says, nor who anybody is."""
    found = audit.of_year(vault, TRAME, VERSION, 2026, TODAY)
    told = "\n".join(
        (
            json.dumps(pack.values(found, vault.cabinet.settings, {}), ensure_ascii=False),
            json.dumps(pack.object_of(found, SETTINGS), ensure_ascii=False),
            table(found),
        )
    )
    framework = OVERLAY.read("qualiopi.yaml").data.decode()
    secrets = set()
    for path in (EXAMPLES / "en-clair").rglob("*.yaml"):
        for phrase in re.findall(r"[\w’' ,]{30,}", path.read_text(encoding="utf-8")):
            if phrase.strip() not in framework:
                secrets.add(phrase.strip())
    names = {"Nadia", "Hélène", "Démo", "Marc Exemplaire"}
    assert len(secrets) > 200
    for secret in secrets | names:
        assert secret not in told


def test_a_derogation_shows_without_its_words(vault: Vault) -> None:
    """The rule and the day; neither the reason nor what was written in place of a rule."""
    found = audit.one(vault, TRAME, VERSION, "2026-007", TODAY)
    shown = replace(
        found, derogations=(Derogation("2026-007", "investigation/pistes", "BP102", TODAY),)
    )
    (line,) = pack.values(shown, vault.cabinet.settings, {})["audit"]["derogations"]
    assert line == {
        "reference": "2026-007",
        "note": "pistes",
        "regle": "BP102",
        "titre": "Une enquête par piste gardée",
        "date": "2026-11-23",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cadrage#besoin_resume", "cadrage#besoin_inconnu"),
        ("preliminaire/cadrage#besoin_resume", "preliminaire/inconnue#besoin"),
        ("quand: cloture", "quand: demain"),
        ("certitude: secondaire", "certitude: sans_doute"),
        ('indicateurs: ["1"', 'indicateurs: ["99"'),
    ],
)
def test_a_broken_framework_names_its_line(tmp_path: Path, old: str, new: str) -> None:
    """A new guide is a change of data: what is wrong in it is told with its line."""
    text = OVERLAY.read("qualiopi.yaml").data.decode()
    assert old in text
    (tmp_path / "qualiopi.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    own = Overlay(OVERLAY.standard, tmp_path)
    with pytest.raises(DataFault, match=r"qualiopi\.yaml », ligne"):
        referentiel.in_force(Overlay(OVERLAY.standard, tmp_path, own.overrides()), TRAME, TODAY)


def test_a_new_guide_is_a_change_of_data(tmp_path: Path) -> None:
    """A cabinet's own framework, accepted, is used; on a day without one, that is said."""
    (tmp_path / "qualiopi.yaml").write_text(
        'versions:\n  - {nom: Guide, depuis: "2027-01-01", indicateurs: ["4"]}\n'
        'indicateurs:\n  "4": {titre: Besoin, cabinet: [une preuve]}\n',
        encoding="utf-8",
    )
    own = Overlay(OVERLAY.standard, tmp_path)
    own = Overlay(OVERLAY.standard, tmp_path, own.overrides())
    assert referentiel.in_force(own, TRAME, date(2027, 1, 1)).name == "Guide"
    with pytest.raises(DataFault, match="ce jour"):
        referentiel.in_force(own, TRAME, TODAY)


def test_a_broken_framework_is_not_accepted(demo: Any) -> None:
    """What a cabinet changed wrongly is told when it is accepted, not on the day of the audit."""
    for name, old, new in (
        ("qualiopi.yaml", "quand: cloture", "quand: demain"),
        ("chiffres.yaml", "genre: compte", "genre: devinette"),
    ):
        assert demo("templates", "copy", name).code == 0
        path = demo.cwd / "templates" / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        refused = demo("templates", "accept")
        assert refused.code == 3
        assert name in refused.err
        path.write_text(text, encoding="utf-8")
    assert demo("templates", "accept").code == 0


def test_the_command_writes_what_an_auditor_reads(demo: Any) -> None:
    """A PDF of the year and a table; asked for again, the same bytes in the same place."""
    made = demo("audit", "--year", "2026")
    assert made.code == 0, made.said
    assert "audit.pdf et audit.csv" in made.out
    assert "à confirmer" in made.out
    folder = demo.cwd / "documents" / "audit-2026"
    text = "".join(page.extract_text() for page in PdfReader(folder / "audit.pdf").pages)
    for word in (
        "Analyse du besoin",
        "À réunir par le cabinet",
        "2026-014",
        "manque",
        "Consultant 1",
    ):
        assert word in text
    assert "Hélène" not in text
    data = (folder / "audit.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfindicateur;titre;dossier;")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert demo("auditer", "--year", "2026").code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_command_for_one_dossier_and_for_programs(demo: Any) -> None:
    """A dossier or a year, one of both; with --json nothing is written."""
    for wrong in (("audit",), ("audit", "2026-007", "--year", "2026"), ("audit", "2099-001")):
        assert demo(*wrong).code == 2
    found = json.loads(demo("audit", "2026-007", "--json").out)
    assert found["ok"]
    assert found["dossiers"] == ["2026-007"]
    assert {row["etat"] for row in found["preuves"]} >= {"présente", "à réunir par le cabinet"}
    assert not (demo.cwd / "documents").exists()


def test_a_dossier_that_does_not_open_is_named(demo: Any) -> None:
    """The others are audited; the pack names the one that is not."""
    (demo.cwd / "dossiers/2026-014/dossier.yaml").write_text("uuid: x\n", encoding="utf-8")
    made = demo("audit", "--year", "2026", "--json")
    assert made.code == 3
    found = json.loads(made.out)
    assert not found["ok"]
    assert "2026-014" not in found["dossiers"]
    assert found["illisibles"][0]["reference"] == "2026-014"


def test_a_note_that_does_not_open_is_named(demo: Any) -> None:
    """Its evidence is unreadable, the rest of the dossier is audited, the exit code says so."""
    note = demo.cwd / "dossiers/2026-019/cadre/seances.yaml"
    note.write_text(note.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    made = demo("audit", "--year", "2026", "--json")
    found = json.loads(made.out)
    assert (made.code, found["ok"]) == (3, False)
    assert "2026-019" in found["dossiers"]
    assert "note cadre/seances" in found["illisibles"][0]["message"]
