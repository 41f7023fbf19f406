"""The order of events: sessions, restitution, end, satisfaction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bilantool import french
from bilantool.bilan import LEGAL_PHASES, Bilan, day_of, group_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
RESTITUTION = "conclusions/restitution"
SATISFACTION = "cadre/satisfaction"

PHASE_NAMES = {
    "preliminaire": "la phase préliminaire",
    "investigation": "l’investigation",
    "conclusions": "les conclusions",
}


@law(
    "BC301",
    "Restitution après l’investigation",
    article="R6313-4",
    certainty=Certainty.VERIFIE,
    needs=(RESTITUTION, SEANCES),
    explanation=(
        "La phase de conclusions suit l’investigation : les résultats détaillés et le document de "
        "synthèse ne sont pas remis avant la dernière séance d’investigation tenue."
    ),
    remedy="vérifier la date de remise, et la date et la phase de la dernière séance",
)
def restitution(bilan: Bilan) -> Iterator[Breach]:
    """Results or synthèse handed over before the last investigation session held."""
    investigation = [s.day for s in bilan.held if s.day and s.phase == "investigation"]
    if not investigation:
        return
    last = investigation[-1]
    note = bilan.note(RESTITUTION)
    hand_overs: tuple[tuple[KeyPath, object], ...] = (
        (("resultats_remis_le",), note.get("resultats_remis_le")),
        (("synthese", "remise_le"), group_of(note.get("synthese")).get("remise_le")),
    )
    for path, text in hand_overs:
        day = day_of(text)
        if day and day < last:
            yield Breach(
                RESTITUTION,
                path,
                f"remise du {french.long_date(day)}, avant la dernière séance d’investigation "
                f"tenue le {french.long_date(last)}",
            )


@law(
    "BC302",
    "Fin du bilan après la dernière séance",
    article="R6313-7",
    certainty=Certainty.SECONDAIRE,
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
        if session.end <= session.start:
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
        "temps : les totaux des documents et du certificat seraient trop grands. Le recouvrement "
        "d’un entretien et d’un travail mené seul est signalé de même."
    ),
    remedy="vérifier les heures des deux séances sur la feuille d’émargement",
)
def chevauchement(bilan: Bilan) -> Iterator[Breach]:
    """A session held that begins before another of the same day is over."""
    timed = sorted(
        (session.day, session.start, session.end, session.index)
        for session in bilan.sessions
        if session.held and session.day and session.start and session.end
    )
    for (earlier, _, end, _), (day, start, _, index) in pairwise(timed):
        if day == earlier and start < end:
            yield Breach(
                SEANCES,
                ("seances", index, "debut"),
                f"deux séances tenues le {french.long_date(day)} se chevauchent",
            )


@practice(
    "BP203",
    "Satisfaction après la remise de la synthèse",
    needs=(SATISFACTION, RESTITUTION),
    explanation=(
        "L’enquête à chaud porte sur tout le bilan, remise de la synthèse comprise. Une enquête "
        "datée d’avant la remise est l’un des écarts que les auditeurs Qualiopi relèvent le plus."
    ),
    remedy="vérifier les deux dates, ou envoyer l’enquête après la remise",
)
def satisfaction(bilan: Bilan) -> Iterator[Breach]:
    """The survey at the end answered, or sent, before the synthèse was handed over."""
    handed = day_of(group_of(bilan.note(RESTITUTION).get("synthese")).get("remise_le"))
    survey = group_of(bilan.note(SATISFACTION).get("a_chaud"))
    field = "recu_le" if "recu_le" in survey else "envoye_le"
    answered = day_of(survey.get(field))
    if handed and answered and answered < handed:
        yield Breach(
            SATISFACTION,
            ("a_chaud", field),
            f"enquête à chaud du {french.long_date(answered)}, avant la remise de la synthèse le "
            f"{french.long_date(handed)}",
        )
