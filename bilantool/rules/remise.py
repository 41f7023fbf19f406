"""The results and the synthèse handed over: after what, before what."""

from __future__ import annotations

from collections.abc import Iterator

from bilantool import french
from bilantool.bilan import Bilan, day_of, group_of
from bilantool.findings import KeyPath
from bilantool.rules.rule import Breach, Certainty, law, practice

SEANCES = "cadre/seances"
RESTITUTION = "conclusions/restitution"
SATISFACTION = "cadre/satisfaction"


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


@practice(
    "BP203",
    "Satisfaction après la remise de la synthèse",
    needs=(SATISFACTION, RESTITUTION),
    explanation=(
        "L’enquête à chaud porte sur tout le bilan, remise de la synthèse comprise : la réponse "
        "vient une fois la synthèse remise et son accusé signé. Une enquête datée d’avant est "
        "l’un des écarts que les auditeurs Qualiopi relèvent le plus."
    ),
    remedy="vérifier les dates, ou envoyer l’enquête après la remise",
)
def satisfaction(bilan: Bilan) -> Iterator[Breach]:
    """The survey at the end answered, or sent, before the synthèse was handed over and accepted."""
    handed = group_of(bilan.note(RESTITUTION).get("synthese"))
    steps = (("remise_le", "la remise de la synthèse"), ("accuse_le", "l’accusé de la synthèse"))
    survey = group_of(bilan.note(SATISFACTION).get("a_chaud"))
    field = "recu_le" if "recu_le" in survey else "envoye_le"
    surveyed = day_of(survey.get(field))
    for step, name in steps:
        day = day_of(handed.get(step))
        if surveyed and day and surveyed < day:
            yield Breach(
                SATISFACTION,
                ("a_chaud", field),
                f"enquête à chaud du {french.long_date(surveyed)}, avant {name} le "
                f"{french.long_date(day)}",
            )
            return


@practice(
    "BP211",
    "Accusé et certificat à leur date",
    needs=(RESTITUTION, SEANCES),
    explanation=(
        "L’accusé de réception ne précède pas la remise de la synthèse. Le certificat de "
        "réalisation, qui compte toutes les heures, ne précède pas la dernière séance tenue."
    ),
    remedy="vérifier les deux dates",
)
def accuse_et_certificat(bilan: Bilan) -> Iterator[Breach]:
    """A receipt dated before the hand-over, or a certificate before the last session."""
    note = bilan.note(RESTITUTION)
    handed = group_of(note.get("synthese"))
    given, receipt = day_of(handed.get("remise_le")), day_of(handed.get("accuse_le"))
    if given and receipt and receipt < given:
        yield Breach(
            RESTITUTION,
            ("synthese", "accuse_le"),
            f"accusé du {french.long_date(receipt)}, avant la remise du {french.long_date(given)}",
        )
    certified, last = day_of(note.get("certificat_remis_le")), bilan.last_session
    if certified and last and last.day and certified < last.day:
        yield Breach(
            RESTITUTION,
            ("certificat_remis_le",),
            f"certificat du {french.long_date(certified)}, avant la dernière séance tenue le "
            f"{french.long_date(last.day)}",
        )


@law(
    "BC305",
    "Remise au plus tard le jour de la fin",
    article="R6313-7",
    certainty=Certainty.A_CONFIRMER,
    needs=(RESTITUTION, SEANCES),
    explanation=(
        "La fin du bilan est la remise finale, et elle fait courir les délais de destruction. Les "
        "résultats détaillés et la synthèse ne sont donc pas remis après elle. Que la remise "
        "finale soit ce terme reste à confirmer."
    ),
    remedy="reporter la fin au jour de la dernière remise, ou vérifier la date de remise",
)
def remise_avant_la_fin(bilan: Bilan) -> Iterator[Breach]:
    """Results or synthèse handed over once a completed bilan was over."""
    end, note = bilan.closed_on, bilan.note(RESTITUTION)
    hand_overs: tuple[tuple[KeyPath, object], ...] = (
        (("resultats_remis_le",), note.get("resultats_remis_le")),
        (("synthese", "remise_le"), group_of(note.get("synthese")).get("remise_le")),
    )
    for path, text in hand_overs:
        day = day_of(text)
        if bilan.completed and end and day and day > end:
            yield Breach(
                RESTITUTION,
                path,
                f"remise du {french.long_date(day)}, après la fin du bilan le "
                f"{french.long_date(end)}",
            )
