"""On which ground the exact documents may be kept after the hand-over; without one, none are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bilantool import consents
from bilantool.bilan import Bilan, number_of, word_of
from bilantool.french import folded, short_date
from bilantool.frozen import SYNTHESE

_NAMES = {
    "synthese": re.compile(r"synthese"),
    "plan-action": re.compile(r"\bplans? d.action|\bplan-action"),
    "fiche-projet": re.compile(r"\bfiches?[ -](?:de |du )?projets?"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a document is kept, or why it is not, as a sentence; `article` is the law's."""

    kept: bool
    reason: str
    article: str


def ground(bilan: Bilan, document: str, on: date) -> Ground:
    """What allows to keep this document (a name of the trame) on that day, or why nothing does.

    A written agreement in force that names it (R6313-7); for the synthèse, failing that, that the
    person has it sent to the operator of the *conseil en évolution professionnelle* (L6313-4),
    unless she refused or took back its keeping: her own decision goes first (see `retention`).
    """
    agreement = consents.in_force(bilan, "conservation", on)
    if agreement and names(consents.kept_documents(bilan, on), document):
        months = int(number_of(agreement.get("duree_mois")) or 0)
        given = short_date(str(agreement["le"]))
        return Ground(True, f"accord écrit du {given}, {months} mois après la fin", "R6313-7")
    sent = consents.sent_on_request(bilan, on) if document == SYNTHESE else None
    last = bilan.decision("conservation", on) or {}
    if sent and word_of(last.get("decision")) not in ("refuse", "retire"):
        asked = f"envoi au conseil en évolution professionnelle demandé le {short_date(sent)}"
        return Ground(True, asked, "L6313-4")
    return Ground(False, _without(bilan, on, bool(agreement)), "R6313-7")


def _without(bilan: Bilan, on: date, agreed: bool) -> str:
    """Why no agreement keeps the document."""
    if agreed:
        return "l'accord de conservation ne nomme pas ce document"
    last = bilan.decision("conservation", on)
    if last is None:
        return "aucun accord écrit de conservation n'est inscrit"
    told = {
        "refuse": "la personne a refusé la conservation",
        "retire": "la personne a retiré son accord de conservation",
    }
    late = "l'accord de conservation est échu, ou donné après la fin du bilan"
    return told.get(word_of(last.get("decision")), late)


def names(documents: Iterable[str], document: str) -> bool:
    """Whether what a person wrote into an agreement names this document of the trame."""
    pattern = _NAMES.get(document) or re.compile(re.escape(document.replace("-", " ")))
    return any(pattern.search(folded(each)) for each in documents)
