"""One clean dossier, whose every free text is a canary, and the judge to put it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.findings import Finding
from bilantool.rules.judge import judge

CANARY = "CANARI-7f3a"
TODAY = date(2026, 11, 23)

SAMPLE = "un texte d’exemple"

CABINET = {
    "siret": "123 456 789 00011",
    "consultants": [
        {
            "id": "a",
            "nom": "A. Un",
            "habilitations": [
                {"outil": "Boussole des Intérêts", "le": "2020-01-01", "jusqu_au": "2026-04-13"}
            ],
        },
        {"id": "b", "nom": "B. Deux", "du": "2026-04-13", "au": "2026-05-11"},
    ],
}

Notes = dict[str, dict[str, Any]]


@pytest.fixture
def canary() -> str:
    """The text that stands for whatever a beneficiary said."""
    return CANARY


@pytest.fixture
def session() -> Callable[..., dict[str, Any]]:
    """Makes a session held from nine to twelve; keywords change it."""
    return _session


@pytest.fixture
def notes() -> Notes:
    """A completed dossier of 2026 that no rule has anything to say about."""
    return _notes()


@pytest.fixture
def judged() -> Callable[..., list[Finding]]:
    """`judged(notes, rule)`: the findings of one rule; of all of them without `rule`."""

    def run(notes: Notes, rule: str = "", *, today: date = TODAY) -> list[Finding]:
        found = judge(Bilan(notes, CABINET, today, frozenset({SAMPLE.replace("’", "'")})))
        return [finding for finding in found if not rule or finding.rule == rule]

    return run


def _session(day: str, phase: str = "investigation", **changed: Any) -> dict[str, Any]:
    return {
        "date": day,
        "debut": "09:00",
        "fin": "12:00",
        "phase": phase,
        "nature": "entretien",
        "mode": "presentiel",
        "lieu": CANARY,
        "etat": "tenue",
        "preuve": "emargement",
        **changed,
    }


def _notes() -> Notes:
    return {
        "cadre/beneficiaire": {
            "nom": CANARY,
            "prenom": CANARY,
            "statut": "salarie",
            "consultant_referent": "a",
        },
        "cadre/convention": {
            "acte": "tripartite",
            "intitule": CANARY,
            "date_debut": "2026-03-16",
            "date_fin": "2026-06-30",
            "heures_accompagnement": 16,
            "heures_travail_personnel": 4,
            "projet_transmis_le": "2026-03-02",
            "signatures": {
                "beneficiaire": "2026-03-09",
                "prestataire": "2026-03-09",
                "employeur": "2026-03-10",
            },
            "financements": [{"type": "employeur", "financeur": CANARY, "montant": 1650}],
            "prix": {"montant_ht": 1650, "taux_tva": 0},
            "employeur": {"raison_sociale": CANARY, "siret": "98765432100012"},
            "sous_traitance": {"organisme": CANARY, "contrat_le": "2026-03-16"},
            "factures": [{"numero": CANARY, "montant": 1650, "reglee_le": "2026-07-20"}],
        },
        "cadre/consentements": {
            "entretien_prealable": {"date": "2026-02-27", "mode": "visio"},
            "bonne_foi_rappelee_le": "2026-03-16",
            "remises": [
                {"document": document, "version": CANARY, "le": "2026-03-16"}
                for document in ("livret", "reglement_interieur", "charte", "notice_rgpd")
            ],
            "demandes": [{"droit": "acces", "recue_le": "2026-05-04", "repondue_le": "2026-06-04"}],
            "entrees": [
                {"id": "bilan", "objet": "bilan", "decision": "donne", "le": "2026-03-16"},
                {
                    "id": "garde",
                    "objet": "conservation",
                    "decision": "donne",
                    "le": "2026-06-01",
                    "duree_mois": 36,
                    "necessite_du_suivi": CANARY,
                },
                {
                    "id": "envoi",
                    "objet": "communication",
                    "decision": "donne",
                    "le": "2026-06-01",
                    "destinataire": CANARY,
                },
                {"id": "loin", "objet": "distance", "decision": "donne", "le": "2026-04-27"},
                {"id": "autour", "objet": "entourage", "decision": "donne", "le": "2026-04-20"},
            ],
        },
        "cadre/seances": {
            "seances": [
                _session("2026-03-16", "preliminaire", fin="11:00"),
                _session("2026-03-30"),
                _session("2026-04-06", nature="travail_personnel", mode="autonomie", fin="13:00"),
                _session("2026-04-13"),
                _session("2026-04-27", mode="visio", preuve="releve_connexion"),
                _session("2026-05-11"),
                _session("2026-06-01", "conclusions", fin="11:00"),
                _session("2026-11-20", "suivi", fin="10:00"),
            ],
            "cloture": {"etat": "acheve", "le": "2026-06-01"},
        },
        "cadre/satisfaction": {
            "a_chaud": {"envoye_le": "2026-06-02", "recu_le": "2026-06-08", "commentaire": CANARY},
            "six_mois": {"envoye_le": "2026-11-16"},
            "reclamations": [
                {"recue_le": "2026-05-11", "objet": CANARY, "traitee_le": "2026-05-13"}
            ],
        },
        "preliminaire/demande": {
            "demande_initiale": CANARY,
            "attentes": [{"id": "a1", "libelle": CANARY}, {"id": "a2", "libelle": CANARY}],
        },
        "preliminaire/cadrage": {
            "besoin_resume": CANARY,
            "valide": {"beneficiaire_le": "2026-03-30", "consultant_le": "2026-03-16"},
            "heures_prevues": {"preliminaire": 2, "investigation": 12, "conclusions": 2},
            "methodes": [
                {
                    "nom": CANARY,
                    "but": CANARY,
                    "phase": "investigation",
                    "expliquee_le": "2026-03-16",
                }
            ],
        },
        "investigation/competences": {
            "competences": [{"id": "c1", "libelle": CANARY, "preuves": [{"fait": CANARY}]}]
        },
        "investigation/tests": {
            "tests": [
                {
                    "outil": "boussole  des interets",
                    "consultant": "a",
                    "passe_le": "2026-04-13",
                    "resultats": CANARY,
                }
            ]
        },
        "investigation/pistes": {
            "pistes": [
                {
                    "id": "p1",
                    "intitule": CANARY,
                    "statut": "retenue",
                    "enquetes": [{"le": "2026-05-04", "fonction": CANARY, "appris": CANARY}],
                },
                {"id": "p2", "intitule": CANARY, "statut": "ecartee", "motif": CANARY},
            ]
        },
        "investigation/entourage": {
            "reponses": [{"lien": "personnel", "recue_le": "2026-04-20", "exemple": CANARY}]
        },
        "suivi/suivi": {"issue": "tenu", "tenu_le": "2026-11-20", "situation": "en_cours"},
        "conclusions/synthese": {
            "circonstances": CANARY,
            "conclusion": CANARY,
            "reponses_aux_attentes": [
                {"attente": "a1", "reponse": CANARY},
                {"attente": "a2", "reponse": CANARY},
            ],
        },
        "conclusions/restitution": {
            "resultats_remis_le": "2026-06-01",
            "synthese": {
                "remise_le": "2026-06-01",
                "mode": "main_propre",
                "accuse_le": "2026-06-01",
            },
            "communications": [
                {
                    "document": CANARY,
                    "destinataire": CANARY,
                    "le": "2026-06-15",
                    "consentement": "envoi",
                }
            ],
            "certificat_remis_le": "2026-06-01",
            "suivi_propose": True,
            "suivi_prevu_le": "2026-11-20",
            "destruction_expliquee_le": "2026-06-01",
        },
    }
