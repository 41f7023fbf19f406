"""What may be kept of a hand-over: agreements that name it, or the operator it is sent to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.handover.grounds import ground, names

ON = date(2026, 6, 12)
OPERATOR = "Conseil en évolution professionnelle, agence de Lyon"


def entry(objet: str, decision: str = "donne", le: str = "2026-06-01", **more: Any) -> Any:
    return {
        "id": f"{objet}-{le}-{decision}",
        "objet": objet,
        "decision": decision,
        "le": le,
        **more,
    }


def agreement(*documents: str, **more: Any) -> Any:
    return entry("conservation", documents=list(documents), duree_mois=12, **more)


def bilan(*entries: Any, closed: str = "") -> Bilan:
    notes: dict[str, Any] = {"cadre/consentements": {"entrees": list(entries)}}
    if closed:
        notes["cadre/seances"] = {"cloture": {"etat": "acheve", "le": closed}}
    return Bilan(notes, {}, ON)


def test_an_agreement_that_names_the_document_keeps_it() -> None:
    """Each document by its own name, and no other."""
    known = bilan(agreement("Document de synthèse", "plan d’action"))
    assert ground(known, "synthese", ON).kept
    assert ground(known, "plan-action", ON).kept
    assert not ground(known, "fiche-projet", ON).kept
    assert ground(known, "synthese", ON).article == "R6313-7"
    assert "01/06/2026, 12 mois après" in ground(known, "synthese", ON).reason


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ((), "aucun accord"),
        ((agreement("plan d'action"),), "ne nomme pas"),
        ((entry("conservation", "refuse"),), "refusé"),
        (
            (agreement("synthèse"), entry("conservation", "retire", "2026-06-10")),
            "retiré",
        ),
        ((agreement("synthèse", le="2026-06-13"),), "aucun accord"),
        (
            (agreement("synthèse"), {**entry("conservation", "refuse"), "corrige": "x"},
             {**agreement("plan d'action", le="2026-06-02")}),
            "ne nomme pas",
        ),
    ],
)  # fmt: skip
def test_without_one_in_force_nothing_is_kept(entries: Any, why: str) -> None:
    """The reason is told, with the article."""
    found = ground(bilan(*entries), "synthese", ON)
    assert (found.kept, found.article) == (False, "R6313-7")
    assert why in found.reason


def test_an_agreement_ends_and_comes_in_time() -> None:
    """Its duration runs from the end of the bilan, before which it was given."""
    later = date(2027, 6, 12)
    known = bilan(agreement("synthèse"), closed="2026-06-12")
    assert ground(known, "synthese", date(2027, 6, 11)).kept
    assert not ground(known, "synthese", later).kept
    late = bilan(agreement("synthèse", le="2026-06-12"), closed="2026-06-11")
    assert "après la fin" in ground(late, "synthese", ON).reason


def test_the_operator_at_the_persons_request() -> None:
    """The synthèse alone, for this recipient alone, until the request is taken back."""
    sent = entry("communication", destinataire=OPERATOR)
    assert ground(bilan(sent), "synthese", ON).article == "L6313-4"
    assert not ground(bilan(sent), "plan-action", ON).kept
    elsewhere = entry("communication", "refuse", "2026-06-02", destinataire="son employeur")
    assert ground(bilan(sent, elsewhere), "synthese", ON).kept
    back = entry("communication", "retire", "2026-06-03", destinataire="le CEP")
    assert not ground(bilan(sent, back), "synthese", ON).kept
    every = entry("communication", "retire", "2026-06-03")
    assert not ground(bilan(sent, every), "synthese", ON).kept
    other = entry("communication", destinataire="son employeur")
    assert not ground(bilan(other), "synthese", ON).kept
    another = entry("communication", destinataire=OPERATOR, documents=["plan d'action"])
    assert not ground(bilan(another), "synthese", ON).kept


def test_documents_are_named_as_people_write() -> None:
    """With or without capitals, accents, plural and typographic apostrophes."""
    assert names(["La SYNTHESE du bilan"], "synthese")
    assert names(["Plans d’action"], "plan-action")
    assert names(["fiches projets"], "fiche-projet")
    assert names(["fiche de projet"], "fiche-projet")
    assert not names(["convention"], "synthese")


@pytest.mark.parametrize("decision", ["refuse", "retire"])
def test_a_refusal_to_keep_goes_before_the_sending_to_the_operator(decision: str) -> None:
    """What she had sent is at her adviser's; here nothing is kept against her will."""
    sent = entry("communication", destinataire=OPERATOR, documents=["synthèse"])
    assert ground(bilan(sent), "synthese", ON).kept
    told = ground(bilan(sent, entry("conservation", decision, "2026-06-02")), "synthese", ON)
    assert not told.kept and told.article == "R6313-7"
