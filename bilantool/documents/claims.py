"""What the notes bear out, so that a sentence of a template may say it.

« Chaque compétence retenue s’appuie sur des faits » is true of some bilans and false of others.
Each of these says it once; a template prints the sentence, or another one. A note that the
document does not receive bears nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]

_CHECKS = ("recherches", "enquetes", "immersions")
_DECIDED = ("retenue", "secours", "ecartee")
_VERDICTS = ("pertinence", "faisabilite", "motivation")


def established(notes: Mapping[str, Values], course: Values) -> dict[str, Any]:
    """The claims by name; `notes` as a template has them, every field there, `course` the hours.

    `positions` are the ends of the bilan at which the person placed herself on every objective;
    `methodes` tells when every method was explained: `avant` its phase began, at least `oui`;
    `methodes_tardives`, that one was explained after its phase began.
    """
    brief, request = notes.get("cadrage", {}), notes.get("demande", {})
    text = notes.get("synthese", {})
    goals, leads = brief.get("objectifs", []), notes.get("pistes", {}).get("pistes", [])
    return {
        "attentes_repondues": _answered(request, text),
        "objectifs_valides": all((brief.get("valide") or {"": ""}).values()),
        "objectifs_mesurables": _all(goals, "indicateur"),
        "positions": [end for end in ("depart", "fin") if _all(goals, end)],
        "methodes": _explained(brief.get("methodes", []), course),
        "methodes_tardives": _late(brief.get("methodes", []), course),
        "competences_prouvees": _proven(notes.get("competences", {}), text),
        "motivations_classees": _all(notes.get("motivations", {}).get("motivations", []), "points"),
        "valeurs_classees": _all(notes.get("motivations", {}).get("valeurs", []), "rang"),
        "pistes_examinees": _every(leads, _examined),
        "pistes_comparees": len(leads) > 1 and _judged_alike(leads),
        "criteres_appliques": _applied(notes.get("motivations", {}).get("criteres", []), leads),
        "projets_juges": _every(
            text.get("projets", []), lambda project: all(project[v]["avis"] for v in _VERDICTS)
        ),
    }


def _every(items: Sequence[Any], holds: Any) -> bool:
    """Whether there is an item, and it holds of each."""
    return bool(items) and all(holds(item) for item in items)


def _all(items: Sequence[Values], field: str) -> bool:
    return _every(items, lambda item: item.get(field) not in (None, ""))


def _answered(request: Values, text: Values) -> bool:
    answers = text.get("reponses_aux_attentes", [])
    answered = {answer["attente"] for answer in answers if answer["reponse"]}
    return _every(request.get("attentes", []), lambda wish: wish["id"] in answered)


def _explained(methods: Sequence[Values], course: Values) -> str:
    if not _all(methods, "expliquee_le"):
        return ""
    return "oui" if _late(methods, course) else "avant"


def _late(methods: Sequence[Values], course: Values) -> bool:
    begun = {phase["phase"]: phase["debut"] for phase in course["phases"] if phase["debut"]}
    return any(m["expliquee_le"] > begun.get(m["phase"], "9999") for m in methods)


def _proven(found: Values, text: Values) -> bool:
    competences = found.get("competences", [])
    chosen = text.get("competences_retenues") or [each["id"] for each in competences]
    shown = [each for each in competences if each["id"] in chosen and each["libelle"]]
    return _every(shown, lambda each: any(proof["fait"] for proof in each["preuves"]))


def _examined(lead: Values) -> bool:
    return lead["statut"] in _DECIDED or any(lead[check] for check in _CHECKS)


def _criteria(lead: Values) -> frozenset[str]:
    return frozenset(each["critere"] for each in lead["notes_criteres"] if each["note"] is not None)


def _judged_alike(leads: Sequence[Values]) -> bool:
    """Each lead was marked on one set of criteria, the same for all."""
    sets = {_criteria(lead) for lead in leads}
    return len(sets) == 1 and frozenset() not in sets


def _applied(criteria: Sequence[Values], leads: Sequence[Values]) -> bool:
    """Each lead was marked on every criterion."""
    wanted = {each["id"] for each in criteria}
    return bool(wanted) and _every(leads, lambda lead: wanted <= _criteria(lead))
