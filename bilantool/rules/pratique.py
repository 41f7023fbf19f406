"""Good practice: what a reader of the synthèse, or an auditor, expects to find.

Nothing here is an obligation of law, and a `derogations` entry of the note silences it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan, day_of, entries_of
from bilantool.rules.rule import Breach, practice

SEANCES = "cadre/seances"
CADRAGE = "preliminaire/cadrage"
DEMANDE = "preliminaire/demande"
COMPETENCES = "investigation/competences"
PISTES = "investigation/pistes"
SYNTHESE = "conclusions/synthese"
RESTITUTION = "conclusions/restitution"

BENEFICIAIRE = "cadre/beneficiaire"

KEPT = ("retenue", "secours")


@practice(
    "BP101",
    "Une preuve par compétence",
    needs=(COMPETENCES,),
    explanation=(
        "Une compétence se montre : chacune s’appuie sur au moins un fait, tiré d’une expérience "
        "du parcours. C’est ce qui la distingue d’une qualité que l’on se prête."
    ),
    remedy="rattacher la compétence à une expérience et au fait qui la montre, ou la retirer",
)
def preuve_par_competence(bilan: Bilan) -> Iterator[Breach]:
    """A competence without any evidence."""
    for index, competence in entries_of(bilan.note(COMPETENCES).get("competences")):
        if not competence.get("preuves"):
            yield Breach(
                COMPETENCES,
                ("competences", index, "preuves"),
                f"la compétence n° {index + 1} ne s’appuie sur aucune preuve",
            )


@practice(
    "BP102",
    "Une enquête par piste gardée",
    article="R6313-4",
    needs=(PISTES,),
    explanation=(
        "L’investigation vérifie la pertinence du projet. Chaque piste retenue ou de secours a "
        "donc été confrontée au moins une fois à une personne du métier (visite, appel, visio ou "
        "échange écrit)."
    ),
    remedy="consigner une enquête auprès d’une personne du métier, ou revoir le statut de la piste",
)
def enquete_par_piste(bilan: Bilan) -> Iterator[Breach]:
    """A kept lead that was checked with nobody of the trade."""
    for index, lead in entries_of(bilan.note(PISTES).get("pistes")):
        if lead.get("statut") in KEPT and not lead.get("enquetes"):
            yield Breach(
                PISTES,
                ("pistes", index, "enquetes"),
                f"la piste n° {index + 1} est gardée sans aucune enquête métier",
            )


@practice(
    "BP103",
    "Une raison par piste écartée",
    needs=(PISTES,),
    explanation=(
        "Une piste écartée a sa place dans la synthèse avec la raison qui l’a fait écarter : la "
        "personne s’en servira si la question revient."
    ),
    remedy="écrire en une phrase pourquoi la piste a été écartée",
)
def raison_par_piste_ecartee(bilan: Bilan) -> Iterator[Breach]:
    """A discarded lead without its reason."""
    for index, lead in entries_of(bilan.note(PISTES).get("pistes")):
        if lead.get("statut") == "ecartee" and not lead.get("motif"):
            yield Breach(
                PISTES,
                ("pistes", index, "motif"),
                f"la piste n° {index + 1} est écartée sans motif",
            )


@practice(
    "BP104",
    "Une réponse par attente",
    needs=(DEMANDE, SYNTHESE),
    explanation=(
        "Ce que la personne attendait du bilan est consigné au départ ; la synthèse y répond, "
        "attente par attente, y compris quand la réponse est non."
    ),
    remedy="ajouter la réponse, même brève, à cette attente",
)
def reponse_par_attente(bilan: Bilan) -> Iterator[Breach]:
    """An expectation that the synthèse does not answer."""
    answers = bilan.note(SYNTHESE).get("reponses_aux_attentes")
    answered = [answer.get("attente") for _, answer in entries_of(answers)]
    for index, expectation in entries_of(bilan.note(DEMANDE).get("attentes")):
        if expectation.get("id") not in answered:
            yield Breach(
                SYNTHESE,
                ("reponses_aux_attentes",),
                f"l’attente n° {index + 1} de la demande n’a pas de réponse dans la synthèse",
            )


@practice(
    "BP105",
    "Méthodes expliquées à temps",
    article="R6313-4",
    needs=(CADRAGE, SEANCES),
    explanation=(
        "Le déroulement du bilan se définit avec la personne : elle connaît les méthodes et leur "
        "but avant de s’en servir. L’explication a donc une date dès que la phase commence, et "
        "cette date ne vient pas après la phase."
    ),
    remedy="consigner la date de l’explication, ou la vérifier",
)
def methodes_expliquees(bilan: Bilan) -> Iterator[Breach]:
    """A method never explained though its phase has begun, or explained once it was over."""
    for index, method in entries_of(bilan.note(CADRAGE).get("methodes")):
        phase = method.get("phase")
        if phase not in LEGAL_PHASES or bilan.phase_begun_on(phase) is None:
            continue
        explained, over = day_of(method.get("expliquee_le")), _over_on(bilan, phase)
        label = f"la méthode n° {index + 1}"
        if explained is None:
            yield Breach(
                CADRAGE,
                ("methodes", index, "expliquee_le"),
                f"{label} n’est expliquée à aucune date, alors que sa phase a commencé",
            )
        elif over and explained > over:
            yield Breach(
                CADRAGE,
                ("methodes", index, "expliquee_le"),
                f"{label} est expliquée le {french.long_date(explained)}, une fois sa phase passée",
            )


def _over_on(bilan: Bilan, phase: str) -> date | None:
    """The day a later phase began, else the end of the bilan."""
    later = LEGAL_PHASES[LEGAL_PHASES.index(phase) + 1 :]
    days = [day for name in later if (day := bilan.phase_begun_on(name))]
    return min(days, default=bilan.closed_on)


@practice(
    "BP106",
    "Entretien de suivi proposé",
    article="R6313-4",
    needs=(RESTITUTION, SEANCES),
    explanation=(
        "Les conclusions prévoient les étapes du projet, dont la possibilité d’un entretien de "
        "suivi avec le prestataire. Un bilan achevé montre qu’il a été proposé."
    ),
    remedy="proposer l’entretien de suivi, vers six mois, et le consigner",
)
def suivi_propose(bilan: Bilan) -> Iterator[Breach]:
    """A completed bilan that proposed no follow-up."""
    if bilan.completed and bilan.note(RESTITUTION).get("suivi_propose") is not True:
        yield Breach(
            RESTITUTION,
            ("suivi_propose",),
            "le bilan est clos comme achevé sans proposition d’entretien de suivi",
        )


@practice(
    "BP108",
    "Consultant référent désigné",
    needs=(BENEFICIAIRE,),
    explanation=(
        "Dans un cabinet de plusieurs consultants, la personne sait qui la suit, et les documents "
        "le nomment. Un consultant seul n’a rien à indiquer."
    ),
    remedy="indiquer sous consultant_referent l’identifiant d’un consultant du cabinet",
)
def consultant_designe(bilan: Bilan) -> Iterator[Breach]:
    """Nobody named among several consultants."""
    several = sum(1 for _ in entries_of(bilan.cabinet.get("consultants"))) > 1
    if several and not bilan.note(BENEFICIAIRE).get("consultant_referent"):
        yield Breach(
            BENEFICIAIRE,
            ("consultant_referent",),
            "le cabinet a plusieurs consultants, et aucun n’est désigné pour ce dossier",
        )
