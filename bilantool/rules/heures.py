"""Hours: the ceiling, the floor, what was planned and what was held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan, group_of, number_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
CONVENTION = "cadre/convention"
CADRAGE = "preliminaire/cadrage"

CEILING = 24 * 60
FLOOR = 13 * 60
FLOOR_SINCE = date(2026, 2, 26)

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
    total = bilan.minutes(kind="all")
    if total > CEILING:
        yield Breach(
            SEANCES,
            _crossing(bilan),
            f"les heures tenues, travail personnel compris, font {french.hours(total)}, "
            f"au-delà des {french.hours(CEILING)} d’un bilan",
        )


def _crossing(bilan: Bilan) -> KeyPath:
    running = 0
    for session in bilan.held:
        running += session.minutes
        if running > CEILING:
            return ("seances", session.index)
    return ("seances",)


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
    planned = bilan.planned_minutes
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
    hours = group_of(bilan.note(CADRAGE).get("heures_prevues"))
    planned = round(60 * sum(number_of(hours.get(phase)) or 0 for phase in LEGAL_PHASES))
    if planned > CEILING:
        yield Breach(
            CADRAGE,
            ("heures_prevues",),
            f"le programme prévoit {french.hours(planned)}, au-delà des "
            f"{french.hours(CEILING)} d’un bilan",
        )


@law(
    "BC104",
    "Treize heures d’accompagnement au moins",
    article="R6313-4",
    certainty=Certainty.A_CONFIRMER,
    since=FLOOR_SINCE,
    needs=(SEANCES,),
    explanation=(
        "Depuis le début de l’année 2026, l’accompagnement effectif par le prestataire, sur les "
        "trois phases, n’est pas inférieur à 13 heures. La règle est appliquée aux bilans "
        "commencés à partir de cette date, et seulement quand le bilan est clos comme achevé : "
        "un bilan interrompu n’y est pas soumis. Sa portée reste à confirmer (tous les "
        "financements, ou les seuls fonds publics) ; elle est donc signalée et ne bloque aucun "
        "document."
    ),
    remedy=(
        "vérifier que chaque séance tenue a sa preuve et ses heures, et s’assurer auprès du "
        "financeur que le plancher s’applique à ce bilan"
    ),
)
def plancher(bilan: Bilan) -> Iterator[Breach]:
    """Accompaniment under 13 hours on a bilan closed as completed."""
    held = bilan.minutes()
    if bilan.completed and held < FLOOR:
        yield Breach(
            SEANCES,
            ("cloture",),
            f"le bilan est clos avec {french.hours(held)} d’accompagnement tenu et prouvé, "
            f"en deçà de {french.hours(FLOOR)}",
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
    hours = number_of(bilan.note(CONVENTION).get("heures_accompagnement"))
    held = bilan.minutes()
    if bilan.completed and hours is not None and held != round(hours * 60):
        yield Breach(
            SEANCES,
            ("cloture",),
            f"{french.hours(held)} d’accompagnement tenues et prouvées pour "
            f"{french.hours(hours * 60)} prévues par l’acte",
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
    planned = group_of(bilan.note(CADRAGE).get("heures_prevues"))
    for phase, name in PHASE_NAMES.items():
        hours = number_of(planned.get(phase))
        held = bilan.minutes(phase)
        if hours is None or held == round(hours * 60):
            continue
        if bilan.completed or held > round(hours * 60):
            yield Breach(
                CADRAGE,
                ("heures_prevues", phase),
                f"{french.hours(held)} d’accompagnement tenues et prouvées pour {name}, et "
                f"{french.hours(hours * 60)} prévues par le programme",
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
    planned = group_of(bilan.note(CADRAGE).get("heures_prevues"))
    each = [number_of(planned.get(phase)) for phase in LEGAL_PHASES]
    act = number_of(bilan.note(CONVENTION).get("heures_accompagnement"))
    if act is None or None in each:
        return
    total = round(60 * sum(hours or 0 for hours in each))
    if total != round(60 * act):
        yield Breach(
            CADRAGE,
            ("heures_prevues",),
            f"le programme prévoit {french.hours(total)} d’accompagnement, et l’acte "
            f"{french.hours(60 * act)}",
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
    stated = number_of(bilan.note(CONVENTION).get("heures_travail_personnel")) or 0
    held = bilan.minutes(kind="personal")
    if held > round(60 * stated):
        yield Breach(
            CONVENTION,
            ("heures_travail_personnel",),
            f"{french.hours(held)} de travail personnel tenues et prouvées, pour "
            f"{french.hours(60 * stated)} dans l’acte",
        )
