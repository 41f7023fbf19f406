"""Several consultants: who was qualified for a test, who was at the cabinet on the day.

Both compare the notes with cabinet.yaml, whose dates the cabinet keeps for its audit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bilantool import french
from bilantool.bilan import Bilan, day_of, entries_of
from bilantool.delays import within
from bilantool.rules.rule import Breach, practice

TESTS = "investigation/tests"
SEANCES = "cadre/seances"


@practice(
    "BP109",
    "Tests passés avec un consultant habilité",
    needs=(TESTS,),
    explanation=(
        "Beaucoup d’outils ne s’emploient qu’avec une habilitation, que l’auditeur demande à voir. "
        "Quand le cabinet en liste, chaque test est confié à un consultant dont l’habilitation "
        "à cet outil est en cours le jour de la passation. Un cabinet qui n’en liste aucune n’est "
        "pas concerné."
    ),
    remedy=(
        "vérifier le consultant et la date du test, ou ajouter son habilitation\u00a0: "
        "bilantool fill cabinet consultants"
    ),
)
def test_habilite(bilan: Bilan) -> Iterator[Breach]:
    """A test whose consultant had no qualification in force for that tool on that day.

    A consultant who is not in cabinet.yaml is a reference that leads nowhere: found elsewhere.
    """
    known = _consultants(bilan)
    if not any(entry.get("habilitations") for entry in known.values()):
        return
    for index, test in entries_of(bilan.note(TESTS).get("tests")):
        day, who = day_of(test.get("passe_le")), known.get(str(test.get("consultant")))
        if day and who is not None and not _qualified(who, str(test.get("outil", "")), day):
            yield Breach(
                TESTS,
                ("tests", index, "consultant"),
                f"le consultant du test n° {index + 1} n’a pas d’habilitation en cours à cet outil "
                f"le {french.long_date(day)}",
            )


def _qualified(consultant: Mapping[str, Any], tool: str, day: date) -> bool:
    return any(
        french.folded(str(entry.get("outil", ""))) == french.folded(tool)
        and within(day, day_of(entry.get("le")), day_of(entry.get("jusqu_au")))
        for _, entry in entries_of(consultant.get("habilitations"))
    )


@practice(
    "BP110",
    "Séances menées par un consultant présent au cabinet",
    needs=(SEANCES,),
    explanation=(
        "Le cabinet dit depuis quand chaque consultant en est, et jusqu’à quand. Une "
        "séance menée par quelqu’un d’autre relève de la sous-traitance, qui demande un contrat."
    ),
    remedy=(
        "vérifier le consultant et la date de la séance, ou les dates du consultant\u00a0: "
        "bilantool fill cabinet consultants"
    ),
)
def consultant_present(bilan: Bilan) -> Iterator[Breach]:
    """A session given to a consultant who was not at the cabinet on its day."""
    known = _consultants(bilan)
    for index, session in entries_of(bilan.note(SEANCES).get("seances")):
        day, who = day_of(session.get("date")), known.get(str(session.get("consultant")))
        expected = session.get("etat") in ("tenue", "prevue")
        if not expected or day is None or who is None:
            continue
        if not within(day, day_of(who.get("du")), day_of(who.get("au"))):
            yield Breach(
                SEANCES,
                ("seances", index, "consultant"),
                f"le consultant de la séance du {french.long_date(day)} n’est pas au cabinet ce "
                "jour-là",
            )


def _consultants(bilan: Bilan) -> Mapping[str, Mapping[str, Any]]:
    listed = entries_of(bilan.cabinet.get("consultants"))
    return {entry["id"]: entry for _, entry in listed if isinstance(entry.get("id"), str)}
