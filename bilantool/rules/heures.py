"""Hours: the ceiling, what was planned and what was held."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import CEILING, Bilan
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"
CADRAGE = "preliminaire/cadrage"

PHASE_NAMES = {
    "preliminaire": "la phase préliminaire",
    "investigation": "l’investigation",
    "conclusions": "les conclusions",
}


@law(
    "BC101",
    "Vingt-quatre heures au plus",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(SEANCES,),
    explanation=(
        "La durée d’un bilan ne dépasse pas 24 heures. Sont comptées toutes les heures tenues "
        "et prouvées des trois phases, accompagnement et travail personnel ensemble. L’entretien "
        "de suivi reste en dehors."
    ),
    remedy="vérifier les heures et les pauses des séances, et réserver la suite au suivi",
)
def plafond(bilan: Bilan) -> Iterator[Breach]:
    """Held time of the three phases above 24 hours, at the session that crosses it."""
    crossing = bilan.crossing
    if bilan.beyond_ceiling:
        yield Breach(
            SEANCES,
            ("seances", crossing.index) if crossing else ("seances",),
            f"les heures tenues, travail personnel compris, font "
            f"{french.hours(CEILING + bilan.beyond_ceiling)}, au-delà des {french.hours(CEILING)} "
            "d’un bilan",
        )


@law(
    "BC102",
    "Vingt-quatre heures au plus dans l’acte",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(CONVENTION,),
    explanation=(
        "L’acte (convention, contrat ou commande) ne peut prévoir un bilan de plus de "
        "24 heures, accompagnement et travail personnel ensemble."
    ),
    remedy="ramener à 24 h au plus le total des heures d’accompagnement et de travail personnel",
)
def plafond_prevu(bilan: Bilan) -> Iterator[Breach]:
    """Hours of the act above 24."""
    planned = bilan.terms.minutes_in_all
    if planned > CEILING:
        yield Breach(
            CONVENTION,
            ("heures_accompagnement",),
            f"l’acte prévoit {french.hours(planned)}, travail personnel compris, "
            f"au-delà des {french.hours(CEILING)} d’un bilan",
        )


@law(
    "BC103",
    "Vingt-quatre heures au plus dans le programme",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(CADRAGE,),
    explanation="Les heures prévues pour les trois phases ne dépassent pas 24 heures en tout.",
    remedy="ramener à 24 h au plus le total des trois phases",
)
def plafond_du_programme(bilan: Bilan) -> Iterator[Breach]:
    """Hours of the programme above 24."""
    planned = bilan.terms.programme_minutes
    if planned > CEILING:
        yield Breach(
            CADRAGE,
            ("heures_prevues",),
            f"le programme prévoit {french.hours(planned)}, au-delà des "
            f"{french.hours(CEILING)} d’un bilan",
        )


@practice(
    "BP201",
    "Heures tenues et heures de l’acte",
    needs=(SEANCES, CONVENTION),
    explanation=(
        "À la clôture d’un bilan achevé, l’accompagnement tenu et prouvé est comparé à celui que "
        "l’acte prévoit. Un écart n’est pas une faute, mais le financeur et l’auditeur le "
        "demandent : il s’explique par un avenant."
    ),
    remedy="vérifier les séances, ou consigner la raison de l’écart dans un avenant",
)
def ecart_avec_l_acte(bilan: Bilan) -> Iterator[Breach]:
    """Accompaniment held at closure that is not the act's."""
    planned, held = bilan.terms.minutes, bilan.minutes()
    if bilan.completed and planned is not None and held != planned:
        yield Breach(
            SEANCES,
            ("cloture",),
            f"{french.hours(held)} d’accompagnement tenues et prouvées pour "
            f"{french.hours(planned)} prévues par l’acte",
        )


@practice(
    "BP205",
    "Heures de chaque phase et programme",
    article="R6313-4",
    needs=(SEANCES, CADRAGE),
    explanation=(
        "Le programme prévoit des heures d’accompagnement pour chaque phase. Elles sont comparées "
        "aux heures tenues et prouvées : à la clôture d’un bilan achevé, tout écart est signalé ; "
        "avant, seulement un dépassement. Une adaptation consignée dans le cadrage l’explique à "
        "l’auditeur."
    ),
    remedy=(
        "vérifier la phase et les heures des séances, ou consigner l’adaptation du programme dans "
        "le cadrage et y corriger les heures prévues"
    ),
)
def heures_par_phase(bilan: Bilan) -> Iterator[Breach]:
    """A phase whose accompaniment is not the programme's, once the bilan is over, or exceeds it."""
    for phase, planned in bilan.terms.programme.items():
        held = bilan.minutes(phase)
        if planned is None or held == planned:
            continue
        if bilan.completed or held > planned:
            yield Breach(
                CADRAGE,
                ("heures_prevues", phase),
                f"{french.hours(held)} d’accompagnement tenues et prouvées pour "
                f"{PHASE_NAMES[phase]}, et {french.hours(planned)} prévues par le programme",
            )


@practice(
    "BP206",
    "Heures du programme et heures de l’acte",
    needs=(CADRAGE, CONVENTION),
    explanation=(
        "Le programme répartit entre les trois phases les heures d’accompagnement que l’acte "
        "prévoit : les deux totaux sont les mêmes."
    ),
    remedy="accorder les heures prévues du cadrage et les heures d’accompagnement de l’acte",
)
def programme_et_acte(bilan: Bilan) -> Iterator[Breach]:
    """A programme complete in its three phases whose total is not the act's."""
    act, total = bilan.terms.minutes, bilan.terms.programme_minutes
    if act is None or None in bilan.terms.programme.values():
        return
    if total != act:
        yield Breach(
            CADRAGE,
            ("heures_prevues",),
            f"le programme prévoit {french.hours(total)} d’accompagnement, et l’acte "
            f"{french.hours(act)}",
        )


@practice(
    "BP207",
    "Travail personnel prévu par l’acte",
    needs=(SEANCES, CONVENTION),
    explanation=(
        "Le travail que la personne mène seule compte dans les vingt-quatre heures. L’acte le "
        "porte sur sa propre ligne ; celui qui est tenu ne la dépasse pas."
    ),
    remedy="porter les heures de travail personnel dans l’acte, par un avenant s’il est signé",
)
def travail_personnel(bilan: Bilan) -> Iterator[Breach]:
    """Personal work held beyond what the act states for it."""
    stated, held = bilan.terms.personal_minutes, bilan.minutes(kind="personal")
    if held > stated:
        yield Breach(
            CONVENTION,
            ("heures_travail_personnel",),
            f"{french.hours(held)} de travail personnel tenues et prouvées, pour "
            f"{french.hours(stated)} dans l’acte",
        )
