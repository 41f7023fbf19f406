"""Every rule: found when it is broken, silent when it is not, and careful in what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bilantool.findings import Finding, Severity
from bilantool.rules import citations
from bilantool.rules.catalogue import REVIEWED_ON, RULES, find

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]

NIR = "1 85 02 75 123 456 78"


def _act(notes: Notes, **changed: Any) -> Notes:
    notes["cadre/convention"].update(changed)
    return notes


def _held(notes: Notes, index: int, **changed: Any) -> Notes:
    notes["cadre/seances"]["seances"][index].update(changed)
    return notes


def _consent(notes: Notes, index: int, **changed: Any) -> Notes:
    notes["cadre/consentements"]["entrees"][index].update(changed)
    return notes


def _set_aside(notes: Notes, note: str, rule: str, motif: str) -> None:
    notes[note]["derogations"] = [{"regle": rule, "motif": motif, "date": "2026-06-01"}]


def _state_agent(notes: Notes, service: str = "etat") -> Notes:
    notes["cadre/beneficiaire"].update(statut="agent_public", fonction_publique=service)
    notes["cadre/convention"]["signatures"]["employeur"] = "2026-03-17"
    return notes


def _on_cpf(notes: Notes, accepted: str = "2026-03-10", **order: Any) -> dict[str, Any]:
    """The act as an order on the CPF, in which nothing is wrong."""
    convention = notes["cadre/convention"]
    convention["acte"] = "commande_cpf"
    convention["cpf"] = {
        "numero": "x",
        "accepte_le": accepted,
        "aucun_bilan_finance_5_ans": True,
        **order,
    }
    convention["financements"] = [
        {"type": "cpf", "montant": 1500},
        {"type": "personnel", "montant": 150},
    ]
    return convention


def _lines(notes: Notes, accepted: str, *amounts: float) -> None:
    """Lines of funding: the CPF's, then the person's."""
    convention = _on_cpf(notes, accepted)
    for line, amount in zip(convention["financements"], amounts, strict=True):
        line["montant"] = amount


def _contract(notes: Notes, **changed: Any) -> None:
    """The act as the contract of a person who pays."""
    line = {"type": "personnel", "montant": 1650}
    _act(notes, acte="contrat_individuel", financements=[line], **changed)


def _kept(notes: Notes, day: str) -> None:
    """The agreement to keep documents is taken back, and nothing was sent on."""
    notes["conclusions/restitution"]["communications"] = []
    notes["cadre/consentements"]["entrees"].append(
        {"objet": "conservation", "decision": "retire", "le": day}
    )


BREACHES: dict[str, tuple[Callable[[Notes, str], object], tuple[str, tuple[str | int, ...]]]] = {
    "BC101": (
        lambda n, _: _held(n, 4, fin="18:00"),
        ("cadre/seances", ("seances", 6)),
    ),
    "BC102": (
        lambda n, _: _act(n, heures_travail_personnel=8.5),
        ("cadre/convention", ("heures_accompagnement",)),
    ),
    "BC103": (
        lambda n, _: n["preliminaire/cadrage"]["heures_prevues"].update(conclusions=11),
        ("preliminaire/cadrage", ("heures_prevues",)),
    ),
    "BC201": (
        lambda n, _: _consent(n, 0, le="2026-03-17"),
        ("cadre/consentements", ("entrees", 0, "le")),
    ),
    "BC202": (
        lambda n, _: n["cadre/consentements"]["entrees"].append(
            {"objet": "bilan", "decision": "retire", "le": "2026-04-20"}
        ),
        ("cadre/seances", ("seances", 4, "date")),
    ),
    "BC203": (
        lambda n, _: n["cadre/convention"]["signatures"].update(employeur="2026-03-17"),
        ("cadre/convention", ("signatures",)),
    ),
    "BC204": (
        lambda n, _: _act(n, acte="commande_cpf", cpf={"accepte_le": "2026-03-17"}),
        ("cadre/convention", ("cpf",)),
    ),
    "BC205": (
        lambda n, _: _act(
            n,
            acte="contrat_individuel",
            signatures={"beneficiaire": "2026-03-09", "prestataire": "2026-03-20"},
        ),
        ("cadre/convention", ("signatures",)),
    ),
    "BC206": (lambda n, _: _state_agent(n), ("cadre/convention", ("signatures",))),
    "BC215": (
        lambda n, _: _state_agent(n, "territoriale"),
        ("cadre/convention", ("signatures",)),
    ),
    "BC207": (
        lambda n, _: n["cadre/convention"]["signatures"].update(beneficiaire="2026-03-13"),
        ("cadre/convention", ("signatures", "beneficiaire")),
    ),
    "BC208": (
        lambda n, _: _act(n, date_fin="2026-05-31"),
        ("cadre/seances", ("seances", 6, "date")),
    ),
    "BC209": (
        lambda n, _: _act(n, acte="contrat_individuel", date_debut="2026-03-17"),
        ("cadre/seances", ("seances", 0, "date")),
    ),
    "BC210": (
        lambda n, _: _act(n, acte="contrat_individuel", factures=[{}, {"reglee_le": "2026-03-19"}]),
        ("cadre/convention", ("factures", 1, "reglee_le")),
    ),
    "BP212": (
        lambda n, _: _act(
            n,
            acte="contrat_individuel",
            canal_signature="distance",
            factures=[{"reglee_le": "2026-03-23"}],
        ),
        ("cadre/convention", ("factures", 0, "reglee_le")),
    ),
    "BC211": (
        lambda n, _: _consent(n, 1, le="2026-06-02"),
        ("cadre/consentements", ("entrees", 1, "le")),
    ),
    "BC212": (
        lambda n, _: _consent(n, 1, duree_mois=37),
        ("cadre/consentements", ("entrees", 1, "duree_mois")),
    ),
    "BC213": (
        lambda n, _: _consent(n, 2, decision="retire"),
        ("conclusions/restitution", ("communications", 0, "consentement")),
    ),
    "BC214": (
        lambda n, _: _act(n, date_fin="2026-03-01"),
        ("cadre/convention", ("date_fin",)),
    ),
    "BC216": (
        lambda n, _: n["cadre/consentements"]["remises"][3].update(le="2026-03-17"),
        ("cadre/consentements", ("remises", 3, "le")),
    ),
    "BC217": (
        lambda n, _: [
            n["cadre/seances"]["cloture"].update(le="2023-12-30"),
            _consent(n, 1, duree_mois=13),
        ],
        ("cadre/consentements", ("entrees", 1, "duree_mois")),
    ),
    "BC218": (
        lambda n, _: _contract(
            n, factures=[{"montant": 495.01, "date": "2026-02-01", "reglee_le": "2026-03-15"}]
        ),
        ("cadre/convention", ("factures", 0, "montant")),
    ),
    "BC219": (
        lambda n, _: n["cadre/convention"].pop("prix"),
        ("cadre/convention", ("prix",)),
    ),
    "BC220": (
        lambda n, _: _kept(n, "2026-09-01"),
        ("cadre/consentements", ("entrees", 5, "decision")),
    ),
    "BC221": (
        lambda n, _: n["cadre/convention"]["employeur"].update(siret="12345678900029"),
        ("cadre/convention", ("employeur", "siret")),
    ),
    "BC222": (
        lambda n, _: _on_cpf(n, dernier_bilan_finance_le="2021-03-11"),
        ("cadre/convention", ("cpf", "dernier_bilan_finance_le")),
    ),
    "BC223": (
        lambda n, _: _lines(n, "2026-03-10", 1600.01, 150),
        ("cadre/convention", ("financements", 0, "montant")),
    ),
    "BC224": (
        lambda n, _: _lines(n, "2026-04-01", 1500, 103.19),
        ("cadre/convention", ("financements",)),
    ),
    "BC226": (
        lambda n, _: _on_cpf(n).update(heures_accompagnement=17),
        ("cadre/convention", ("heures_accompagnement",)),
    ),
    "BC227": (
        lambda n, _: n["cadre/beneficiaire"].update(
            mineur=True, representant={"accord_le": "2026-03-17"}
        ),
        ("cadre/beneficiaire", ("representant", "accord_le")),
    ),
    "BC228": (
        lambda n, _: [_state_agent(n), n["cadre/consentements"]["entrees"].pop(2)],
        ("cadre/consentements", ("entrees",)),
    ),
    "BC229": (
        lambda n, _: _act(n, acte="bipartite", financements=[{"type": "conge_reclassement"}]),
        ("cadre/convention", ("acte",)),
    ),
    "BC230": (
        lambda n, _: _contract(n),
        ("cadre/consentements", ("remises",)),
    ),
    "BC301": (
        lambda n, _: n["conclusions/restitution"].update(resultats_remis_le="2026-05-10"),
        ("conclusions/restitution", ("resultats_remis_le",)),
    ),
    "BC302": (
        lambda n, _: n["cadre/seances"]["cloture"].update(le="2026-05-31"),
        ("cadre/seances", ("cloture", "le")),
    ),
    "BC303": (
        lambda n, _: _held(n, 1, fin="08:30"),
        ("cadre/seances", ("seances", 1, "fin")),
    ),
    "BC304": (
        lambda n, _: _held(n, 7, date="2026-11-24"),
        ("cadre/seances", ("seances", 7, "date")),
    ),
    "BC305": (
        lambda n, _: n["conclusions/restitution"].update(resultats_remis_le="2026-06-02"),
        ("conclusions/restitution", ("resultats_remis_le",)),
    ),
    "BC306": (
        lambda n, _: _held(n, 6, phase="investigation"),
        ("cadre/seances", ("cloture", "etat")),
    ),
    "BC401": (
        lambda n, canary: n["preliminaire/demande"].update(freins=f"{canary} {NIR}"),
        ("preliminaire/demande", ("freins",)),
    ),
    "BC402": (
        lambda n, _: n["cadre/consentements"]["demandes"][0].update(repondue_le="2026-06-05"),
        ("cadre/consentements", ("demandes", 0, "repondue_le")),
    ),
    "BP101": (
        lambda n, _: n["investigation/competences"]["competences"][0].pop("preuves"),
        ("investigation/competences", ("competences", 0, "preuves")),
    ),
    "BP102": (
        lambda n, _: n["investigation/pistes"]["pistes"][0].pop("enquetes"),
        ("investigation/pistes", ("pistes", 0, "enquetes")),
    ),
    "BP103": (
        lambda n, _: n["investigation/pistes"]["pistes"][1].pop("motif"),
        ("investigation/pistes", ("pistes", 1, "motif")),
    ),
    "BP104": (
        lambda n, _: n["conclusions/synthese"]["reponses_aux_attentes"].pop(),
        ("conclusions/synthese", ("reponses_aux_attentes",)),
    ),
    "BP105": (
        lambda n, _: n["preliminaire/cadrage"]["methodes"][0].update(expliquee_le="2026-06-02"),
        ("preliminaire/cadrage", ("methodes", 0, "expliquee_le")),
    ),
    "BP106": (
        lambda n, _: n["conclusions/restitution"].update(suivi_propose=False),
        ("conclusions/restitution", ("suivi_propose",)),
    ),
    "BP107": (
        lambda n, canary: n["conclusions/synthese"].update(conclusion=f"{canary}, son divorce"),
        ("conclusions/synthese", ("conclusion",)),
    ),
    "BP108": (
        lambda n, _: n["cadre/beneficiaire"].pop("consultant_referent"),
        ("cadre/beneficiaire", ("consultant_referent",)),
    ),
    "BP109": (
        lambda n, _: n["investigation/tests"]["tests"][0].update(passe_le="2026-04-14"),
        ("investigation/tests", ("tests", 0, "consultant")),
    ),
    "BP110": (
        lambda n, _: _held(n, 0, consultant="b"),
        ("cadre/seances", ("seances", 0, "consultant")),
    ),
    "BP111": (
        lambda n, _: _act(n, piece="0b8e"),
        ("cadre/consentements", ("entrees", 0, "piece")),
    ),
    "BP112": (
        lambda n, _: n["cadre/consentements"]["remises"].pop(0),
        ("cadre/consentements", ("remises",)),
    ),
    "BP113": (
        lambda n, canary: n["preliminaire/cadrage"].update(besoin_resume=f"{canary}, ma maladie"),
        ("preliminaire/cadrage", ("besoin_resume",)),
    ),
    "BP114": (
        lambda n, canary: n["preliminaire/demande"].update(freins=f"{canary}, syndiquée"),
        ("preliminaire/demande", ("freins",)),
    ),
    "BP115": (
        lambda n, _: _consent(n, 3, le="2026-04-28"),
        ("cadre/seances", ("seances", 4, "mode")),
    ),
    "BP116": (
        lambda n, _: _consent(n, 4, le="2026-04-21"),
        ("investigation/entourage", ("reponses", 0, "recue_le")),
    ),
    "BP117": (
        lambda n, _: _consent(n, 2, destinataire="quelqu’un d’autre"),
        ("conclusions/restitution", ("communications", 0, "destinataire")),
    ),
    "BP118": (
        lambda n, _: n["cadre/convention"]["sous_traitance"].update(contrat_le="2026-03-17"),
        ("cadre/convention", ("sous_traitance", "contrat_le")),
    ),
    "BP119": (
        lambda n, _: n["cadre/satisfaction"]["reclamations"][0].pop("traitee_le"),
        ("cadre/satisfaction", ("reclamations", 0, "traitee_le")),
    ),
    "BP120": (
        lambda n, _: n["preliminaire/demande"].update(freins="Un texte  d’exemple"),
        ("preliminaire/demande", ("freins",)),
    ),
    "BP121": (
        lambda n, canary: _act(n, moyens=f"{canary}, article R. 6322-35"),
        ("cadre/convention", ("moyens",)),
    ),
    "BP122": (
        lambda n, _: _act(n, financements=[{"type": "cpf", "montant": 1650}]),
        ("cadre/convention", ("acte",)),
    ),
    "BP123": (
        lambda n, _: n["preliminaire/cadrage"]["valide"].update(consultant_le="2026-03-31"),
        ("preliminaire/cadrage", ("valide", "consultant_le")),
    ),
    "BP124": (
        lambda n, _: n["cadre/consentements"].update(bonne_foi_rappelee_le="2026-03-17"),
        ("cadre/consentements", ("bonne_foi_rappelee_le",)),
    ),
    "BP130": (
        lambda n, _: n["cadre/beneficiaire"].pop("prenom", None),
        ("cadre/beneficiaire", ("prenom",)),
    ),
    "BP201": (
        lambda n, _: _act(n, heures_accompagnement=17),
        ("cadre/seances", ("cloture",)),
    ),
    "BP202": (
        lambda n, _: _held(n, 0, phase="investigation"),
        ("cadre/seances", ("seances", 0, "phase")),
    ),
    "BP203": (
        lambda n, _: n["cadre/satisfaction"]["a_chaud"].update(recu_le="2026-05-30"),
        ("cadre/satisfaction", ("a_chaud", "recu_le")),
    ),
    "BP204": (
        lambda n, _: n["cadre/seances"]["seances"][2].update(date="2026-03-30", debut="11:45"),
        ("cadre/seances", ("seances", 2, "debut")),
    ),
    "BP205": (
        lambda n, _: n["preliminaire/cadrage"]["heures_prevues"].update(conclusions=3),
        ("preliminaire/cadrage", ("heures_prevues", "conclusions")),
    ),
    "BP206": (
        lambda n, _: n["preliminaire/cadrage"]["heures_prevues"].update(conclusions=3),
        ("preliminaire/cadrage", ("heures_prevues",)),
    ),
    "BP207": (
        lambda n, _: _act(n, heures_travail_personnel=3.5),
        ("cadre/convention", ("heures_travail_personnel",)),
    ),
    "BP208": (
        lambda n, _: n["suivi/suivi"].update(tenu_le="2026-09-30"),
        ("suivi/suivi", ("tenu_le",)),
    ),
    "BP209": (
        lambda n, _: _held(n, 7, date="2026-05-31"),
        ("cadre/seances", ("seances", 7, "phase")),
    ),
    "BP210": (
        lambda n, _: n["conclusions/restitution"].update(destruction_expliquee_le="2026-06-02"),
        ("conclusions/restitution", ("destruction_expliquee_le",)),
    ),
    "BP211": (
        lambda n, _: n["conclusions/restitution"]["synthese"].update(accuse_le="2026-05-31"),
        ("conclusions/restitution", ("synthese", "accuse_le")),
    ),
    "BP240": (
        lambda n, _: n["cadre/seances"]["seances"][0].update(
            date="2026-03-29", debut="02:30", fin="04:00"
        ),
        ("cadre/seances", ("seances", 0, "debut")),
    ),
    "BP901": (
        lambda n, canary: _set_aside(n, "cadre/seances", "BC101", canary),
        ("cadre/seances", ("derogations", 0, "regle")),
    ),
    "BP902": (
        lambda n, canary: _set_aside(n, "cadre/seances", canary, canary),
        ("cadre/seances", ("derogations", 0, "regle")),
    ),
}


def test_the_clean_dossier_is_clean(notes: Notes, judged: Judged) -> None:
    """A dossier that keeps every rule raises nothing."""
    assert judged(notes) == []


def test_every_rule_has_its_breach() -> None:
    """The table of breaches covers the whole catalogue, and the catalogue is in one order."""
    assert {rule.id for rule in RULES} == set(BREACHES)
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert [rule.id for rule in RULES] == sorted(rule.id for rule in RULES)


@pytest.mark.parametrize("identity", BREACHES)
def test_a_breach_is_found_where_it_is(
    identity: str, notes: Notes, judged: Judged, canary: str
) -> None:
    """Breaking one rule yields its finding, on the right field, with its source."""
    breach, place = BREACHES[identity]
    breach(notes, canary)
    found = judged(notes, identity)
    rule = find(identity)
    assert rule is not None
    assert place in [(finding.note, finding.path) for finding in found]
    for finding in found:
        assert finding.article == rule.article
        assert finding.certain == rule.certain
        assert (finding.severity is Severity.CONSEIL) == (not rule.law)


@pytest.mark.parametrize("identity", BREACHES)
def test_no_finding_repeats_what_a_note_says(
    identity: str, notes: Notes, judged: Judged, canary: str
) -> None:
    """Every free text of the dossier is a canary, and no finding holds it, nor a number found."""
    BREACHES[identity][0](notes, canary)
    found = judged(notes)
    assert found
    for finding in found:
        assert canary not in repr(finding)
        assert "divorce" not in repr(finding)
        assert "123 456" not in repr(finding)


@pytest.mark.parametrize("identity", BREACHES)
def test_findings_are_written_as_hints_are(
    identity: str, notes: Notes, judged: Judged, canary: str
) -> None:
    """Message and hint begin in lower case, end without a full stop, and use ’ for '."""
    BREACHES[identity][0](notes, canary)
    for finding in judged(notes, identity):
        for text in (finding.message, finding.hint):
            assert re.match(r"[a-zà-ÿ0-9]", text), text
            assert not text.endswith("."), text
            assert "'" not in text
            assert not re.search(r"[^\u00a0\u202f\d][:;?!»](?!\w)", text), text


def test_law_and_practice_are_told_apart_by_their_ids() -> None:
    """`BC` is law, rests on an article and blocks unless to be confirmed; `BP` advises."""
    for rule in RULES:
        assert rule.law == rule.id.startswith("BC")
        assert rule.id.startswith(("BC", "BP"))
        assert rule.article or not rule.law
        assert rule.explanation.endswith(".")
        assert not rule.since or rule.since <= REVIEWED_ON


def test_no_repealed_article_is_cited() -> None:
    """The articles from before 2019 that are still widely miscited appear nowhere."""
    cited = [f"{rule.article} {rule.explanation} {rule.remedy}" for rule in RULES]
    assert len(cited) > 30
    assert not [text for text in cited for _ in citations.found(text)]


def test_a_rule_is_found_by_its_id() -> None:
    """In either case; an unknown id finds none."""
    assert find("bc101") is RULES[0]
    assert find("BC999") is None
