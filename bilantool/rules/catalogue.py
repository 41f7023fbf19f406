"""Every rule, in the order in which findings are shown.

To add one: write it in the file of its theme with `law` or `practice`, list it here, put a
breach and a clean case in the tests, and make the manual anew (`python -m
bilantool.rules.manual docs/regles.md`). An id is for ever: it is never given to another
rule. `BC` ids are law, `BP` ids are practice.
"""

from __future__ import annotations

from datetime import date

from bilantool.rules import (
    accords,
    actes,
    consentements,
    consultants,
    cpf,
    demandes,
    donnees,
    heures,
    identite,
    information,
    ordre,
    parties,
    periode,
    pratique,
    remise,
    signatures,
    suivi,
    textes,
)
from bilantool.rules.derogations import rules_about
from bilantool.rules.rule import Rule

REVIEWED_ON = date(2026, 11, 29)
"""The day on which the rules were last compared with the texts."""

_THEMES: tuple[Rule, ...] = (
    heures.plafond,
    heures.plafond_prevu,
    heures.plafond_du_programme,
    consentements.consentement,
    consentements.retrait,
    actes.tripartite_signee,
    actes.convention_conclue,
    actes.contrat_signe,
    actes.agent_de_l_etat,
    actes.dix_jours,
    periode.periode_de_la_convention,
    periode.periode_du_contrat,
    actes.retractation,
    consentements.conservation,
    consentements.duree_de_conservation,
    consentements.communication,
    periode.fin_de_l_acte,
    actes.autre_agent_public,
    information.information,
    accords.un_an,
    actes.acompte,
    parties.prix_de_la_tripartite,
    accords.garde_sans_accord,
    parties.employeur_distinct,
    cpf.cinq_ans,
    cpf.plafond_du_cpf,
    cpf.participation,
    cpf.accompagnement_seul,
    parties.representant,
    parties.decision_de_l_agent,
    parties.reclassement,
    information.informations_prealables,
    remise.restitution,
    ordre.fin,
    ordre.heures_de_seance,
    ordre.seance_a_venir,
    remise.remise_avant_la_fin,
    ordre.trois_phases,
    donnees.numero_de_securite_sociale,
    demandes.un_mois,
    pratique.preuve_par_competence,
    pratique.enquete_par_piste,
    pratique.raison_par_piste_ecartee,
    pratique.reponse_par_attente,
    pratique.methodes_expliquees,
    pratique.suivi_propose,
    donnees.vie_privee,
    pratique.consultant_designe,
    consultants.test_habilite,
    consultants.consultant_present,
    signatures.piece_par_signature,
    information.remises,
    donnees.sante,
    donnees.donnees_sensibles,
    accords.distance,
    accords.entourage,
    accords.envoi_conforme,
    parties.sous_traitance,
    demandes.reclamations,
    textes.exemple_repris,
    textes.articles,
    parties.acte_et_financement,
    information.programme_valide,
    information.bonne_foi,
    identite.prenom,
    heures.ecart_avec_l_acte,
    ordre.phases,
    remise.satisfaction,
    ordre.chevauchement,
    heures.heures_par_phase,
    heures.programme_et_acte,
    heures.travail_personnel,
    suivi.six_mois,
    suivi.suivi_apres_la_fin,
    information.destruction_expliquee,
    remise.accuse_et_certificat,
    actes.quatorze_jours,
    ordre.changement_d_heure,
)

RULES: tuple[Rule, ...] = (*_THEMES, *rules_about(_THEMES))


def find(identity: str) -> Rule | None:
    """The rule of this id, in either case."""
    return next((rule for rule in RULES if rule.id == identity.upper()), None)
