"""Which documents the state of a dossier calls for, on the three dossiers of the examples."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from bilantool import calling, inspection
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.errors import UsageFault
from bilantool.inspection import Inspection
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame
from bilantool.resources import shipped

EXAMPLES = shipped("examples")
TODAY = date(2026, 11, 24)
CLOSED = {"etat": "acheve", "le": "2026-11-24"}
STOPPED = {"etat": "interrompu", "le": "2026-11-24", "motif": "abandon"}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """The examples, and a copy of their trousseau: an inspection notes what it saw there."""
    trousseau = Trousseau(tmp_path_factory.mktemp("cles") / "trousseau")
    shutil.copytree(EXAMPLES / "trousseau", trousseau.folder)
    cabinet = Cabinet.at(EXAMPLES / "cabinet")
    return Vault(cabinet, trousseau, trousseau.open(trousseau.demonstration or ""))


def seen(vault: Vault, reference: str, closure: dict[str, str] | None = None) -> Inspection:
    accepted = vault.trousseau.accepted(vault.cabinet.uuid)
    loaded = trame.load(vault.cabinet.overlay(accepted))
    return inspection.inspect(vault.open(reference), loaded, vault.cabinet, TODAY, closure=closure)


def called(found: Inspection) -> set[str]:
    return {each.name for each in calling.sort(found).called}


def reasons(found: Inspection) -> dict[str, str]:
    return {each.document.name: each.reason for each in calling.sort(found).left}


def changed(found: Inspection, note: str, **values: Any) -> Inspection:
    """The same dossier with other values in one note."""
    notes = {**found.bilan.notes, note: {**found.bilan.note(note), **values}}
    return replace(found, bilan=replace(found.bilan, notes=MappingProxyType(notes)))


@pytest.mark.parametrize(
    ("reference", "closure", "moment", "due", "left"),
    [
        ("2026-019", None, "preliminaire", {"contrat-individuel", "livret-accueil", "emargement"},
         {"devis", "programme", "synthese", "certificat", "enquete-metier"}),
        ("2026-014", None, "investigation", {"programme", "compte-rendu", "emargement"},
         {"convention-tripartite", "synthese", "accord-conservation", "certificat"}),
        ("2026-007", None, "fin", {"synthese", "plan-action", "fiche-projet", "certificat"},
         {"devis", "commande", "programme", "lettre-interruption", "attestation", "relance"}),
        ("2026-014", STOPPED, "interruption", {"lettre-interruption", "attestation"},
         {"synthese", "certificat", "programme", "resultats-detailles"}),
    ],
)  # fmt: skip
def test_each_moment_calls_for_its_own(
    vault: Vault, reference: str, closure: Any, moment: str, due: set[str], left: set[str]
) -> None:
    """Nothing is both called and left, and every document of the trame is one of the two."""
    found = seen(vault, reference, closure)
    sorted_ = calling.sort(found)
    assert calling.moment(found) == moment
    assert due <= called(found)
    assert left <= set(reasons(found))
    assert len(sorted_.called) + len(sorted_.left) == len(found.trame.documents)
    assert all(each.reason and each.reason[-1] != "." for each in sorted_.left)


def test_before_the_first_session(vault: Vault) -> None:
    """The quote and the act; nothing of the course."""
    found = seen(vault, "2026-019")
    before = changed(found, "cadre/seances", seances=[])
    assert calling.moment(before) == "avant"
    assert {"devis", "contrat-individuel", "information-consentement"} <= called(before)
    assert reasons(before)["programme"] == "la première séance n’est pas tenue"


def test_reasons_say_what_is_in_the_way(vault: Vault) -> None:
    """The act, the closing, the note to begin, the model that is not this person's."""
    young, done = reasons(seen(vault, "2026-019")), reasons(seen(vault, "2026-007"))
    assert young["certificat"] == "le bilan n’est pas clos"
    assert young["commande"] == "l’acte de ce dossier est un contrat individuel"
    assert young["programme"] == "la note « Cadrage du bilan » reste à commencer"
    assert done["convention-bipartite"] == (
        "l’acte de ce dossier est une commande sur Mon Compte Formation"
    )
    middle = reasons(seen(vault, "2026-014"))
    assert "agents de l'État" in middle["convention-agent-etat"]


def test_one_model_of_convention_for_a_state_agent(vault: Vault) -> None:
    """Its own one, and the other says where to look."""
    found = seen(vault, "2026-014")
    agent = changed(found, "cadre/beneficiaire", fonction_publique="etat")
    early = changed(agent, "cadre/seances", seances=[])
    assert "convention-agent-etat" in called(early)
    assert "convention-tripartite" in reasons(early)


def test_what_is_handed_over_is_not_made_again(vault: Vault) -> None:
    """Unnamed, a report is made until it is handed over; asked for, all are."""
    found = seen(vault, "2026-014")
    report = found.trame.documents["compte-rendu"]
    every = calling.items(found, report)
    waiting = calling.items(found, report, pending=True)
    assert 0 < len(waiting) < len(every)
    entries = [
        {**e, "remis_le": "2026-11-24"} for e in found.bilan.note("cadre/entretiens")["entretiens"]
    ]
    assert (
        "remis" in reasons(changed(found, "cadre/entretiens", entretiens=entries))["compte-rendu"]
    )


def test_destroyed_classes_are_named(vault: Vault) -> None:
    """What rests on a note that is gone is left for that reason, others are not."""
    found = seen(vault, "2026-007")
    gone = {
        name: replace(note, destroyed=True) if note.spec.classe == "travail" else note
        for name, note in found.notes.items()
    }
    left = reasons(replace(found, notes=gone))
    assert left["synthese"] == "fait de ce qui est détruit (documents de travail)"
    assert left["enquete-metier"] == "détruit (documents de travail)"
    assert "certificat" in called(replace(found, notes=gone))


def test_formats_leave_what_does_not_come_in_them(vault: Vault) -> None:
    """An unknown one is a mistake of the command."""
    found = seen(vault, "2026-007")
    left = {each.document.name: each.reason for each in calling.sort(found, ["html"]).left}
    assert left["certificat"] == "ne se produit pas en html"
    with pytest.raises(UsageFault):
        calling.sort(found, ["rtf"])
