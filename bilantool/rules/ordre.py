"""The order of events: sessions, phases, end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan
from bilantool.rules.heures import PHASE_NAMES
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
RESTITUTION = "conclusions/restitution"
SATISFACTION = "cadre/satisfaction"


@law(
    "BC302",
    "Fin du bilan après la dernière séance",
    article="R6313-7",
    certainty=Certainty.VERIFIE,
    needs=(SEANCES,),
    explanation=(
        "La fin du bilan fait courir les délais de destruction et de conservation. Elle ne "
        "précède pas la dernière séance tenue des trois phases ; l’entretien de suivi reste en "
        "dehors."
    ),
    remedy=("vérifier la date de clôture, ou rattacher la séance au suivi si elle est postérieure"),
)
def fin(bilan: Bilan) -> Iterator[Breach]:
    """A closure dated before the last session held."""
    end, last = bilan.closed_on, bilan.last_session
    if end and last and last.day and end < last.day:
        yield Breach(
            SEANCES,
            ("cloture", "le"),
            f"le bilan est clos le {french.long_date(end)}, avant la dernière séance tenue le "
            f"{french.long_date(last.day)}",
        )


@law(
    "BC303",
    "Heures d’une séance dans le bon ordre",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(SEANCES,),
    explanation=(
        "Les heures des séances font la durée du bilan, que la loi borne. Une séance finit donc "
        "après avoir commencé, et sa pause ne la couvre pas tout entière."
    ),
    remedy="vérifier l’heure de début, l’heure de fin et la pause sur la feuille d’émargement",
)
def heures_de_seance(bilan: Bilan) -> Iterator[Breach]:
    """A session that ends before it starts, or is all break."""
    for session in bilan.sessions:
        if session.start is None or session.end is None:
            continue
        if session.backwards:
            yield Breach(
                SEANCES,
                ("seances", session.index, "fin"),
                f"la séance prend fin à {session.end:%H:%M}, sans être postérieure à son début à "
                f"{session.start:%H:%M}",
            )
        elif session.minutes == 0:
            yield Breach(
                SEANCES,
                ("seances", session.index, "pause_minutes"),
                "la pause couvre toute la séance",
            )


@law(
    "BC304",
    "Aucune séance tenue dans l’avenir",
    article="L6313-4",
    certainty=Certainty.VERIFIE,
    needs=(SEANCES,),
    explanation=(
        "Une séance n’est tenue et prouvée qu’une fois passée : ses heures entrent alors dans la "
        "durée du bilan et dans le certificat de réalisation."
    ),
    remedy="laisser la séance « prévue » jusqu’à ce qu’elle ait eu lieu, ou corriger sa date",
)
def seance_a_venir(bilan: Bilan) -> Iterator[Breach]:
    """A session marked as held that is still to come."""
    for session in bilan.sessions:
        if session.state == "tenue" and session.day and session.day > bilan.today:
            yield Breach(
                SEANCES,
                ("seances", session.index, "date"),
                f"séance indiquée comme tenue alors qu’elle est datée du "
                f"{french.long_date(session.day)}",
            )


@practice(
    "BP202",
    "Phases commencées dans l’ordre",
    article="R6313-4",
    needs=(SEANCES,),
    explanation=(
        "Le texte donne les trois phases dans leur ordre : préliminaire, investigation, "
        "conclusions. Rien n’interdit de revenir en arrière, mais chaque phase commence après la "
        "précédente."
    ),
    remedy="vérifier la phase et la date des premières séances",
)
def phases(bilan: Bilan) -> Iterator[Breach]:
    """A phase begun before the one it follows, or without it."""
    for earlier, later in pairwise(LEGAL_PHASES):
        first = next((s for s in bilan.held if s.phase == later), None)
        before = bilan.phase_begun_on(earlier)
        if first and first.day and (before is None or first.day < before):
            yield Breach(
                SEANCES,
                ("seances", first.index, "phase"),
                f"première séance du {french.long_date(first.day)} pour {PHASE_NAMES[later]}, "
                f"sans séance tenue auparavant pour {PHASE_NAMES[earlier]}",
            )


@practice(
    "BP204",
    "Une séance à la fois",
    needs=(SEANCES,),
    explanation=(
        "Deux séances du même jour dont les heures se recouvrent comptent deux fois le même "
        "temps : les totaux des documents et du certificat seraient trop grands. Le recouvrement "
        "d’un entretien et d’un travail mené seul est signalé de même."
    ),
    remedy="vérifier les heures des deux séances sur la feuille d’émargement",
)
def chevauchement(bilan: Bilan) -> Iterator[Breach]:
    """A session held that begins before another one is over."""
    for overlap in bilan.overlaps:
        session = overlap.session
        if session.day:
            yield Breach(
                SEANCES,
                ("seances", session.index, "debut"),
                f"deux séances tenues le {french.long_date(session.day)} se chevauchent",
            )


@practice(
    "BP240",
    "Nuit du changement d’heure",
    needs=(SEANCES,),
    explanation=(
        "Le dernier dimanche de mars, les horloges de Paris passent de 2 h à 3 h ; le dernier "
        "dimanche d’octobre, elles montrent deux fois l’heure de 2 h à 3 h. La durée d’une séance "
        "de ces nuits-là est celle qui s’écoule ; une heure qui n’existe pas, ou deux fois, est "
        "signalée."
    ),
    remedy="vérifier le jour et les heures de la séance",
)
def changement_d_heure(bilan: Bilan) -> Iterator[Breach]:
    """A session that begins or ends at an hour left out that night, or told twice."""
    for session in bilan.sessions:
        for field, hour in (("debut", session.start), ("fin", session.end)):
            odd = bilan.oddity(session.day, hour)
            if odd:
                said = "n’existe pas" if odd == "absente" else "existe deux fois"
                yield Breach(
                    SEANCES,
                    ("seances", session.index, field),
                    f"cette heure {said} la nuit où les horloges changent",
                )


@law(
    "BC306",
    "Trois phases tenues",
    article="R6313-4",
    certainty=Certainty.VERIFIE,
    needs=(SEANCES,),
    explanation=(
        "Un bilan comprend une phase préliminaire, une phase d’investigation et une phase de "
        "conclusions ; les conclusions se font par des entretiens personnels. Un bilan clos comme "
        "achevé montre une séance d’accompagnement tenue dans chacune."
    ),
    remedy="vérifier la phase et la preuve de chaque séance, ou clore le bilan comme interrompu",
)
def trois_phases(bilan: Bilan) -> Iterator[Breach]:
    """A completed bilan that held no accompanied session in one of the three phases."""
    held = {session.phase for session in bilan.sessions if session.accompanied}
    absent = [name for phase, name in PHASE_NAMES.items() if phase not in held]
    if bilan.completed and absent:
        yield Breach(
            SEANCES,
            ("cloture", "etat"),
            "le bilan est clos comme achevé sans séance tenue et prouvée pour "
            f"{french.listing(absent)}",
        )
