"""What the standard documents say of a short bilan: numbers, genders, nothing empty."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import rendering
from bilantool.documents.context import context
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 7, 15)
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trame.load(OVERLAY)

PERSON = {"civilite": "m", "nom": "Fictif", "prenom": "Didier", "statut": "demandeur_emploi"}
PISTE = {"id": "cantine", "intitule": "Cantine", "statut": "retenue", "motif": "De jour."}


def markdown(document: str, notes: dict[str, Any], **options: Any) -> str:
    """The document's Markdown, no-break spaces as ordinary ones."""
    spec = TRAME.documents[document]
    bilan = Bilan({"cadre/beneficiaire": PERSON, **notes}, {}, TODAY)
    sources, _ = rendering.templates(OVERLAY, spec.template)
    given = context(bilan, TRAME, spec, today=TODAY, **options)
    text = rendering.render(spec.template, sources, given, trusted=True)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "une piste."), (3, "trois pistes."), (12, "12 pistes.")],
)
def test_leads_are_counted_as_in_a_sentence(count: int, said: str) -> None:
    """In words up to ten."""
    text = markdown("synthese", {"investigation/pistes": {"pistes": [PISTE] * count}})
    assert f"M. Fictif a examiné {said}" in text


def test_a_lead_without_checks_says_so() -> None:
    """A discarded lead may have been looked at no further: the table does not hide it."""
    text = markdown("synthese", {"investigation/pistes": {"pistes": [PISTE]}})
    assert "| Cantine | aucune |" in text


def test_nobody_is_a_woman_by_default() -> None:
    """The sentence on the objectives agrees with anyone."""
    goals = [{"libelle": "Choisir", "indicateur": "Un projet", "depart": 2, "fin": 8}]
    text = markdown("synthese", {"preliminaire/cadrage": {"objectifs": goals}})
    assert "M. Fictif a situé sa propre position" in text
    assert not re.search(r"\belle\b|elle-même", text)


def test_values_without_a_comment_are_a_list() -> None:
    """A column is there only when it holds something; the order is the person's."""
    values = [{"libelle": "Entraide", "rang": 2}, {"libelle": "Rigueur", "rang": 1}]
    text = markdown("synthese", {"investigation/motivations": {"valeurs": values}})
    assert "Ce qu’elle recouvre" not in text
    assert text.index("1. Rigueur") < text.index("2. Entraide")
    values[0]["illustration"] = "Les remplacements partagés."
    text = markdown("synthese", {"investigation/motivations": {"valeurs": values}})
    assert "| Valeur | Ce qu’elle recouvre |" in text


def test_interests_need_no_questionnaire() -> None:
    """What the person is drawn to is printed, with or without a profile and its reading."""
    interests = {"interets": [{"libelle": "Cuisiner pour beaucoup de monde"}]}
    text = markdown("synthese", {"investigation/motivations": interests})
    assert "# Les intérêts professionnels" in text
    assert "Ce qui retient l’attention :" in text
    assert "- Cuisiner pour beaucoup de monde" in text


def test_what_is_acquired_needs_no_means() -> None:
    """A dash, not an empty cell that reads as an omission."""
    project = {"id": "p", "piste": "cantine", "rang": "principal", "intitule": "Cantine",
               "competences_requises": [{"libelle": "Diriger", "niveau": "acquis"}]}  # fmt: skip
    text = markdown("synthese", {"conclusions/synthese": {"projets": [project]}})
    assert "| Diriger | acquis | — |" in text


def test_a_draft_says_what_is_to_be_written() -> None:
    """Only a draft: what is finished has no such line."""
    notes = {"conclusions/synthese": {"circonstances": "Une fermeture."}}
    draft = markdown("synthese", notes, draft=True)
    assert draft.count("*À rédiger.*") == 5
    assert "À rédiger" not in markdown("synthese", notes)


def test_a_bilan_of_one_day_has_one_date() -> None:
    """Begun and not gone on with yet: no « du … au » the same day."""
    only = {"date": "2026-05-26", "debut": "09:00", "fin": "10:30", "phase": "preliminaire",
            "nature": "entretien", "mode": "presentiel", "etat": "tenue",
            "preuve": "emargement"}  # fmt: skip
    bilan = Bilan({"cadre/seances": {"seances": [only]}}, {}, TODAY)
    document = context(bilan, TRAME, TRAME.documents["synthese"], today=TODAY)["document"]
    assert document["periode"] == "le 26\u00a0mai\u00a02026"


def test_the_plan_speaks_of_what_is_ahead() -> None:
    """Neither the hours nor the dates of the bilan; those who help, in one paragraph."""
    notes = {"conclusions/plan-action": {"appuis": ["Une conseillère.", "un ancien collègue"]}}
    assert "**Les appuis.** Une conseillère. Un ancien collègue." in markdown("plan-action", notes)
    bilan = Bilan(notes, {}, TODAY)
    document = context(bilan, TRAME, TRAME.documents["plan-action"], today=TODAY)["document"]
    assert (document["periode"], document["heures"]) == ("", "")


def valued(*ranks: int | None, comment: str = "") -> dict[str, Any]:
    values = [{"libelle": f"V{n}", **({"rang": rank} if rank else {})}
              for n, rank in enumerate(ranks)]  # fmt: skip
    values[0] |= {"illustration": comment} if comment else {}
    return {"investigation/motivations": {"valeurs": values}}


def test_a_tie_of_values_is_said_as_a_tie() -> None:
    """The rank that is printed is the one that was given, not the place in the list."""
    text = markdown("synthese", valued(3, 1, 1, None))
    assert [line for line in text.splitlines() if re.search(r"\| V\d", line)] == [
        "| 1 ex æquo | V1 |", "| 1 ex æquo | V2 |", "| 3 | V0 |", "| — | V3 |",
    ]  # fmt: skip
    text = markdown("synthese", valued(3, 1, 1, comment="Un souvenir."))
    for cell in ("| 1. V1 (ex æquo) |", "| 1. V2 (ex æquo) |", "| 3. V0 | Un souvenir. |"):
        assert cell in text


def test_each_sentence_of_a_cell_ends() -> None:
    """What is joined to another sentence has its stop, and no second one."""
    steps = [
        {"action": "Écrire.", "echeance": "2026-11-02", "moyens": "Un ordinateur", "cout": 1234.5,
         "financement": "CPF."},
        {"action": "Lire", "echeance": "2026-11-03", "moyens": "Le livre !", "cout": 0,
         "qui": "cabinet"},
    ]  # fmt: skip
    notes = {"conclusions/plan-action": {"etapes": steps}}
    plan = markdown("plan-action", notes)
    assert "**Écrire.** Un ordinateur. |  | 1 234,50 €. CPF |" in plan
    assert "**Lire.** Le livre ! *Par le cabinet.* |  | Gratuit |" in plan
    assert "**Écrire.** Un ordinateur. |" in markdown("synthese", notes)
    steps[1]["moyens"] = "« Une heure. »"
    assert "Lire : le 3 novembre 2026. « Une heure. »\n" in markdown("synthese", notes)


@pytest.mark.parametrize(
    ("cost", "said"),
    [(0, "Gratuit"), (1200, "1 200 €. Un fonds"), (None, "Un fonds")],
)
def test_a_training_tells_its_cost(cost: int | None, said: str) -> None:
    """One that is free says so; one whose cost is not known tells what would pay for it."""
    access = {"id": "a", "intitule": "Titre", "organisme": "École.", "duree": "9 mois",
              "financement": "un fonds.", "cout": cost}  # fmt: skip
    project = {"id": "p", "piste": "cantine", "rang": "principal", "intitule": "Cantine",
               "formations": ["a"]}  # fmt: skip
    notes = {"conclusions/synthese": {"projets": [project]},
             "investigation/pistes": {"pistes": [{**PISTE, "acces": [access]}]}}  # fmt: skip
    row = f"| **Titre** | École. 9 mois | {said} |"
    assert row in markdown("synthese", notes)
    assert row in markdown("fiche-projet", notes, item="p")


def test_what_is_alone_is_in_the_singular() -> None:
    """Objectives, methods, competences, values, criteria, leads, people met."""
    meeting = {"fonction": "Cuisinière", "canal": "visio", "le": "2026-05-04"}

    def said(count: int) -> str:
        return markdown(
            "synthese",
            {
                "conclusions/synthese": {
                    "deroulement": "Rien à signaler.",
                    "competences_retenues": [f"c{n}" for n in range(count)],
                },
                "preliminaire/demande": {"attentes": [{"libelle": "Voir"}] * count},
                "preliminaire/cadrage": {
                    "objectifs": [{"libelle": "Choisir", "indicateur": "Un choix"}] * count,
                    "methodes": [{"nom": "Récit", "but": "parler"}] * count,
                },
                "investigation/competences": {
                    "competences": [
                        {"id": f"c{n}", "libelle": "Vendre", "preuves": [{"fait": "un fait"}]}
                        for n in range(count)
                    ]
                },
                "investigation/motivations": {
                    "valeurs": [{"libelle": "Paix", "rang": n + 1} for n in range(count)],
                    "criteres": [{"libelle": "Près", "importance": "souhaite"}] * count,
                },
                "investigation/pistes": {
                    "pistes": [{**PISTE, "enquetes": [meeting] * count}] * count
                },
            },
        )

    one, two = said(1), said(2)
    for alone, several in (
        ("## L’attente et l’objectif", "## Les attentes et les objectifs"),
        ("Voici l’objectif du bilan", "Voici les objectifs du bilan"),
        ("La méthode prévue :", "Les méthodes prévues :"),
        ("La compétence retenue s’appuie", "Chaque compétence retenue s’appuie"),
        ("La valeur relevée : Paix.", "Les valeurs, dans l’ordre"),
        ("Le critère de choix :", "Les critères de choix :"),
        ("## La piste examinée", "## Les pistes examinées"),
        (
            "## L’échange avec un professionnel\n\nLa personne interrogée est",
            "## Les échanges avec des professionnels\n\nLes personnes interrogées sont",
        ),
    ):
        assert alone in one
        assert several not in one
        assert several in two
        assert alone not in two


def test_without_a_project_there_are_perspectives() -> None:
    """No title announces a project that the next line denies."""
    text = markdown("synthese", {"conclusions/synthese": {"sans_projet": "Aucun à ce jour."}})
    assert "# Les perspectives\n\nAucun à ce jour." in text
    assert "# Le projet" not in text


def test_interests_come_before_a_chart_that_nothing_introduces() -> None:
    """« aussi » only after something else was said; a lone heading would follow the chart."""
    scores = dict.fromkeys(
        ("realiste", "investigateur", "artistique", "social", "entreprenant", "conventionnel"), 5
    )
    notes: dict[str, Any] = {
        "investigation/motivations": {"interets": [{"libelle": "Lire"}], "riasec": scores}
    }
    text = markdown("synthese", notes)
    assert text.index("Ce qui retient l’") < text.index("- Lire") < text.index("(chart:riasec)")
    text = markdown("synthese", {**notes, "conclusions/synthese": {"interets_lecture": "Égaux."}})
    assert text.index("Égaux.") < text.index("(chart:riasec)") < text.index("Ce qui retient aussi")


# --- What a sentence claims, the notes show ---

WISHES = [{"id": "a", "libelle": "Voir"}, {"id": "b", "libelle": "Choisir"}]
SIGNED = {"beneficiaire_le": "2026-03-02", "consultant_le": "2026-03-02"}
CRITERIA = [{"id": "x", "libelle": "Près"}, {"id": "y", "libelle": "Loin"}]
JUDGED = {"avis": "fort", "raisons": "Vu."}
SESSION = {"id": "s", "date": "2026-05-04", "debut": "09:00", "fin": "10:30",
           "phase": "investigation", "nature": "entretien", "mode": "presentiel",
           "etat": "tenue", "preuve": "emargement"}  # fmt: skip


def leads(*marks: tuple[str, ...], **changed: Any) -> dict[str, Any]:
    """As many leads, each marked on those criteria."""
    return {
        "investigation/motivations": {"criteres": CRITERIA},
        "investigation/pistes": {
            "pistes": [
                {**PISTE, "id": f"p{n}", **changed,
                 "notes_criteres": [{"critere": each, "note": 3} for each in given]}
                for n, given in enumerate(marks)
            ]
        },
    }  # fmt: skip


def competences(*proofs: str) -> dict[str, Any]:
    """As many retained competences, each with that fact, "" for none."""
    return {
        "conclusions/synthese": {"competences_retenues": [f"c{n}" for n in range(len(proofs))]},
        "investigation/competences": {
            "competences": [
                {"id": f"c{n}", "libelle": f"C{n}", "preuves": [{"fait": fact}] if fact else []}
                for n, fact in enumerate(proofs)
            ]
        },
    }


def method(day: str) -> dict[str, Any]:
    """A method explained on that day, in a phase that began on 4 May."""
    told = {"nom": "Récit", "but": "parler", "phase": "investigation"}
    return {
        "cadre/seances": {"seances": [SESSION]},
        "preliminaire/cadrage": {"methodes": [{**told, **({"expliquee_le": day} if day else {})}]},
    }


def goals(*ends: dict[str, int], signed: bool = True, sign: str = "Un choix") -> dict[str, Any]:
    listed = [{"libelle": "Choisir", "indicateur": sign, **end} for end in ends]
    return {"preliminaire/cadrage": {"objectifs": listed, "valide": SIGNED if signed else {}}}


def answers(*ids: str) -> dict[str, Any]:
    listed = [{"attente": each, "reponse": "Oui."} for each in ids]
    return {
        "preliminaire/demande": {"attentes": WISHES},
        "conclusions/synthese": {"reponses_aux_attentes": listed},
    }


def project(**verdicts: Any) -> dict[str, Any]:
    one = {"id": "p", "piste": "cantine", "rang": "principal", "intitule": "Cantine", **verdicts}
    return {"conclusions/synthese": {"projets": [one]}}


ALL = {"pertinence": JUDGED, "faisabilite": JUDGED, "motivation": JUDGED}
BOTH = {"depart": 2, "fin": 8}

CLAIMS = {
    "each wish has its answer": (
        "dont chacune trouve sa réponse", answers("a", "b"), answers("a")),
    "goals were agreed": (
        "a été fixé ensemble", goals(BOTH), goals(BOTH, signed=False)),
    "each goal has its sign": (
        "avec le signe qui permet de dire", goals(BOTH), goals(BOTH, sign="")),
    "a place at both ends": (
        "au départ et à l’arrivée, de 0 à 10", goals(BOTH, BOTH), goals(BOTH, {"depart": 3})),
    "a place at the beginning": (
        "sa propre position au départ, de 0 à 10", goals({"depart": 3}), goals({})),
    "methods explained first": (
        "expliquée avant d’être employée", method("2026-05-04"), method("2026-05-05")),
    "methods explained": (
        "La méthode a été expliquée", method("2026-05-05"), method("")),
    "competences rest on facts": (
        "s’appuie sur des faits", competences("vu", "lu"), competences("vu", "")),
    "criteria were applied": (
        "ont servi à juger chaque piste", leads(("x", "y"), ("x", "y")), leads(("x", "y"), ("x",))),
    "leads were compared": (
        "jugées sur les mêmes critères", leads(("x",), ("x",)), leads(("x",), ("y",))),
    "leads are compared by criteria": (
        "jugées sur les mêmes critères", leads(("x",), ("x",)), leads((), ())),
    "one lead is compared with none": (
        "jugées sur les mêmes critères", leads(("x",), ("x",)), leads(("x",))),
    "leads were looked into": (
        "a examiné deux pistes", leads((), ()), leads((), (), statut="a_explorer")),
    "values were ranked": (
        "dans l’ordre que", valued(1, 2, comment="a"), valued(1, None, comment="a")),
    "each project was judged": (
        "sont jugées séparément", project(**ALL), project(pertinence=JUDGED)),
    "motivations were weighed": (
        "de la plus forte à la moins forte",
        {"investigation/motivations": {"motivations": [{"libelle": n, "points": 3} for n in "ab"]}},
        {"investigation/motivations": {"motivations": [{"libelle": n} for n in "ab"]}}),
    "the person could answer": (
        "qui a pu y ajouter",
        {"conclusions/synthese": {"presentee_le": "2026-07-01", "sans_observation": True}},
        {"conclusions/synthese": {"presentee_le": "2026-07-01"}}),
    "it was presented": (
        "ce document a été présenté",
        {"conclusions/synthese": {"presentee_le": "2026-07-15"}},
        {"conclusions/synthese": {"presentee_le": "2026-07-16"}}),
}  # fmt: skip
"""A sentence of the synthèse, notes that bear it out, and notes that do not."""


@pytest.mark.parametrize(("claim", "true", "false"), CLAIMS.values(), ids=list(CLAIMS))
def test_a_sentence_states_only_what_the_notes_show(
    claim: str, true: dict[str, Any], false: dict[str, Any]
) -> None:
    """It is printed of a bilan of which it is true, and of no other."""
    assert claim in markdown("synthese", true)
    assert claim not in markdown("synthese", false)
    assert claim not in markdown("synthese", {})


def closed(reason: str = "", *consents: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A bilan that ended on 4 June: interrupted for that reason, or finished."""
    ended = {"le": "2026-06-04", "etat": "interrompu" if reason else "acheve", "motif": reason}
    return {
        "cadre/seances": {"seances": [SESSION], "cloture": ended},
        "cadre/consentements": {"entrees": list(consents)},
        **more,
    }


TO_OPERATOR = {"objet": "communication", "decision": "donne", "le": "2026-06-01",
               "destinataire": "Opérateur du CEP", "documents": ["synthèse"]}  # fmt: skip
KEPT = {"objet": "conservation", "decision": "donne", "le": "2026-06-01", "duree_mois": 6}
SURVEYED = {"cadre/satisfaction": {"a_chaud": {"envoye_le": "2026-06-05"}}}
LEFT = "retrait_consentement"
MARKET = {"marche": {"constat": "Deux offres par mois."}}
MET = {"enquetes": [{"le": "2026-05-05", "fonction": "Cuisinière", "appris": "Du bruit."}]}


def asked(**needs: Any) -> dict[str, Any]:
    """What was answered, on 2 March, about the arrangements that the person needs."""
    return {"preliminaire/cadrage": {"amenagements": {"question_posee_le": "2026-03-02", **needs}}}


def tracked(**lead: Any) -> dict[str, Any]:
    return {**project(), "investigation/pistes": {"pistes": [{**PISTE, **lead}]}}


def act(**more: Any) -> dict[str, Any]:
    return {"cadre/convention": {"acte": "contrat_individuel", "objectif": "Choisir.", **more}}


def seen(**marks: int) -> dict[str, Any]:
    return {"investigation/competences": {"competences": [{"libelle": "Vendre", **marks}]}}


ELSEWHERE = {
    "goals were agreed": (
        "programme", "Arrêté ensemble", goals(BOTH), goals(BOTH, signed=False)),
    "a place at the beginning": (
        "programme", "celle que la personne s’est donnée", goals(BOTH), goals({"fin": 3})),
    "methods explained first": (
        "programme", "avant d’être employé", method("2026-05-04"), method("2026-05-05")),
    "nothing to arrange": (
        "programme", "aucun aménagement", asked(necessaires=False), asked()),
    "something to arrange": (
        "programme", "sont nécessaires", asked(necessaires=True), asked(necessaires=False)),
    "the field was asked": (
        "fiche-projet", "sur le terrain", tracked(**MARKET, **MET), tracked(**MARKET)),
    "nothing else is kept": (
        "lettre-interruption", "ils ne le sont pas", closed(LEFT), closed(LEFT, TO_OPERATOR)),
    "the operator has the synthèse": (
        "lettre-interruption", "est conservée (article R6313-7",
        closed(LEFT, TO_OPERATOR), closed(LEFT, {**TO_OPERATOR, "destinataire": "Employeur"})),
    "an agreement keeps documents": (
        "lettre-interruption", "fait conserver", closed(LEFT, KEPT),
        closed(LEFT, KEPT, {**KEPT, "le": "2026-06-02", "decision": "retire"})),
    "a certificat is kept": (
        "lettre-interruption", "consentements, certificat)", closed(LEFT),
        {"cadre/seances": {"cloture": {"le": "2026-06-04", "etat": "interrompu"}}}),
    "the bilan is over": (
        "relance", "est terminé", closed("", **SURVEYED), closed(LEFT, **SURVEYED)),
    "the bilan stopped": (
        "relance", "s’est arrêté", closed(LEFT, **SURVEYED), closed("", **SURVEYED)),
    "the livret was handed over": (
        "pack-prealable", "remis le 2 mars 2026",
        {**act(), "cadre/consentements": {"remises": [{"document": "livret", "le": "2026-03-02"}]}},
        {**act(), "cadre/consentements": {"remises": [{"document": "charte", "le": "2026-03-02"}]}},
    ),
    "a part is entrusted": (
        "information-consentement", "confiée à Atelier Fictif",
        act(sous_traitance={"organisme": "Atelier Fictif"}), act()),
    "regards were marked": (
        "resultats-detailles", "Les regards vont de", seen(vue_beneficiaire=3), seen(plaisir=3)),
    "pleasure was marked": (
        "resultats-detailles", "et le plaisir vont", seen(vue_consultant=3, plaisir=3),
        seen(vue_consultant=3)),
    "the order is the platform's": (
        "commande", "tiennent lieu de convention",
        {"cadre/convention": {"acte": "commande_cpf"}},
        {"cadre/convention": {"acte": "commande_france_travail"}}),
    "the follow-up was held": (
        "entretien-suivi", "s’est tenu", {"suivi/suivi": {"issue": "tenu"}},
        {"suivi/suivi": {"issue": "sans_reponse"}}),
    "an agreement has its day": (
        "accord-conservation", "accord donné le",
        {"cadre/consentements": {"entrees": [KEPT]}}, {"cadre/consentements": {}}),
    "results were gone through": (
        "accuse-remise", "repris avec moi",
        {"conclusions/restitution": {"dernier_point": {"le": "2026-06-01"}}},
        {"conclusions/restitution": {"resultats_remis_le": "2026-06-01"}}),
    "the follow-up was proposed": (
        "accuse-remise", "m’est proposé",
        {"conclusions/restitution": {"suivi_propose": True}},
        {"conclusions/restitution": {"suivi_propose": False}}),
    "the bilan was finished": (
        "attestation", "a été achevé le 4 juin 2026", closed(), closed(LEFT)),
    "the employer was named": (
        "certificat", "dont l’employeur est Fonderie",
        {**closed(), **act(employeur={"raison_sociale": "Fonderie"})}, {**closed(), **act()}),
    "it goes on": (
        "attestation", "Le bilan est en cours", {"cadre/seances": {"seances": [SESSION]}},
        closed()),
    "all is proven": (
        "emargement", "Aucune heure n’est encore tenue et prouvée",
        {"cadre/seances": {"seances": [{**SESSION, "preuve": ""}]}},
        {"cadre/seances": {"seances": [SESSION]}}),
    "a project is the main one": (
        "plan-action", "Projet principal", project(), project(rang="secours")),
    "facts show competences": (
        "portefeuille-competences", "et les faits qui les montrent",
        competences("vu"), competences("")),
}  # fmt: skip
"""A document, a sentence of it, notes that bear it out, and notes that do not."""


@pytest.mark.parametrize(
    ("document", "claim", "true", "false"), ELSEWHERE.values(), ids=list(ELSEWHERE)
)
def test_each_document_states_only_what_the_notes_show(
    document: str, claim: str, true: dict[str, Any], false: dict[str, Any]
) -> None:
    """As the synthèse does: letters, acts, agreements, certificates, sheets."""
    item = {"item": "1"} if TRAME.documents[document].for_each else {}
    assert claim in markdown(document, true, **item)
    assert claim not in markdown(document, false, **item)


def test_a_draft_leaves_a_place_where_a_word_is_wanted() -> None:
    """No stray asterisk, no half sentence, no row without an answer."""
    for name in ("convention-tripartite", "contrat-individuel", "devis", "attestation"):
        text = markdown(name, {"cadre/convention": {"acte": "tripartite"}}, draft=True)
        assert "**……………**" in text
        assert "****" not in text
        assert "Période | du  au" not in text
    for name in ("satisfaction-a-chaud", "satisfaction-six-mois"):
        assert "Enquête." not in markdown(name, {})
    complaint = {"cadre/satisfaction": {"reclamations": [{"id": "r", "recue_le": "2026-06-04"}]}}
    assert "«" not in markdown("reponse-reclamation", complaint, item="r")


def test_a_competence_without_a_fact_says_so() -> None:
    """It is in the table all the same, since nothing orders it away."""
    text = markdown("synthese", competences("vu", ""))
    assert "Les compétences retenues :" in text
    assert "| C1 | aucun fait consigné |" in text


def test_motivations_stand_in_their_order() -> None:
    """The heaviest first; those without points after them, as they were written."""
    listed = [
        {"libelle": "Sans"},
        {"libelle": "Deux", "points": 2},
        {"libelle": "Neuf", "points": 9},
    ]
    text = markdown("synthese", {"investigation/motivations": {"motivations": listed}})
    assert text.index("- **Neuf.**") < text.index("- **Deux.**") < text.index("- **Sans.**")
    text = markdown("synthese", {"investigation/motivations": {"motivations": listed[1:]}})
    assert "1. **Neuf.**\n2. **Deux.**" in text


def test_verdicts_stand_out() -> None:
    """Beside each other in one row, in words that agree, before their reasons."""
    weak = {"avis": "faible", "raisons": "Trop loin"}
    text = markdown("synthese", project(**{**ALL, "faisabilite": weak}))
    assert (
        "| Pertinence | Faisabilité | Motivation |\n|:-:|:-:|:-:|\n| **forte** | **faible** |"
        in text
    )
    assert "**Faisabilité faible.** Trop loin." in text
    alone = markdown("synthese", project(faisabilite={"raisons": "À voir."}))
    assert "{.tableau .avis}" not in alone
    assert "**Faisabilité.** À voir." in alone


def test_the_plan_tells_cost_funder_project_and_progress() -> None:
    """A cost of nothing is free, an unknown one a dash; the project, where there are several."""
    two = [{"id": n, "rang": "principal", "intitule": f"Projet {n}"} for n in "ab"]
    steps: list[dict[str, Any]] = [
        {"action": "Un", "echeance": "2026-11-02", "projet": "a", "cout": 0, "statut": "fait",
         "fait_le": "2026-10-30"},
        {"action": "Deux", "echeance": "2026-11-03", "projet": "b", "cout": 120,
         "financement": "CPF", "statut": "a_faire"},
        {"action": "Trois", "echeance": "2026-11-04", "statut": "abandonne"},
    ]  # fmt: skip
    notes: dict[str, Any] = {
        "conclusions/synthese": {"projets": two},
        "conclusions/plan-action": {"etapes": steps},
    }
    for document, box in (("synthese", ""), ("plan-action", "☐ ")):
        text = markdown(document, notes)
        assert "*Projet : Projet a.* |  | Gratuit | Fait le 30/10/2026 |" in text
        assert f"*Projet : Projet b.* |  | 120 €. CPF | {box}À faire |" in text
        assert "**Trois.**  |  | — | Abandonné |" in text
    notes["conclusions/synthese"] = {"projets": two[:1]}
    notes["conclusions/plan-action"] = {"etapes": [{**steps[2], "projet": "a"}]}
    text = markdown("synthese", notes)
    assert "Projet :" not in text.partition("# Le plan d’action")[2]
    assert "Coût et financement" not in text


def test_the_synthese_looks_ahead_and_advises() -> None:
    """In short, middle and long term; what is not written has no heading."""
    ahead = {"court_terme": "Rester.", "long_terme": "Diriger."}
    advised = {"perspectives": ahead, "preconisations": "- Voir\n- Lire"}
    text = markdown("synthese", {"conclusions/synthese": advised})
    assert "## Les perspectives\n\n### À court terme\n\nRester." in text
    assert "### À long terme\n\nDiriger." in text
    assert "moyen terme" not in text
    assert "## Les préconisations\n\n- Voir\n- Lire" in text
    assert "préconisations" not in markdown("synthese", {})


def test_a_mother_tongue_has_no_level() -> None:
    """Nor has a language whose level is not written."""
    spoken = [{"langue": "français", "niveau": "maternelle"}, {"langue": "gallo"},
              {"langue": "anglais", "niveau": "b1"}]  # fmt: skip
    for document in ("synthese", "portefeuille-competences"):
        notes = {"investigation/parcours": {"langues": spoken, "fil_conducteur": "Un fil."}}
        assert "- Français (langue maternelle), gallo, anglais (B1)\n" in markdown(document, notes)


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ({}, "15 juillet 2026"),
        ({"conclusions/synthese": {"presentee_le": "2026-05-01"}}, "1er mai 2026"),
        (
            {
                "conclusions/synthese": {"presentee_le": "2026-05-01"},
                "cadre/seances": {"seances": [SESSION]},
            },
            "4 mai 2026",
        ),
    ],
)
def test_no_document_is_dated_before_what_it_tells_of(notes: dict[str, Any], said: str) -> None:
    """The day of its presentation, unless a session came after it."""
    document = context(Bilan(notes, {}, TODAY), TRAME, TRAME.documents["synthese"], today=TODAY)
    assert document["document"]["date"].replace("\u00a0", " ") == said


HOUSE = {"consultants": [{"id": "marc", "nom": "Marc", "qualite": "consultant"},
                         {"id": "lea", "nom": "Léa", "qualite": "consultante"}]}  # fmt: skip


def test_everybody_who_held_a_session_is_named() -> None:
    """On the sheet beside each signature, on the cover, and in the report of the session."""
    second = {**SESSION, "id": "t", "date": "2026-05-11", "consultant": "lea"}
    gone = {**SESSION, "id": "u", "date": "2026-05-18", "consultant": "parti"}
    own = {**SESSION, "id": "v", "date": "2026-05-19", "nature": "travail_personnel"}
    first = {**SESSION, "consultant": "marc", "signe_consultant_le": "2026-05-04"}
    notes: dict[str, Any] = {
        "cadre/beneficiaire": {**PERSON, "consultant_referent": "marc"},
        "cadre/seances": {"seances": [first, second, gone, own]},
        "cadre/entretiens": {"entretiens": [{"id": "e", "seance": "t", "compte_rendu": "Vu."}]},
    }
    bilan = Bilan(notes, HOUSE, TODAY)

    def built(name: str, **options: Any) -> tuple[str, dict[str, Any]]:
        spec = TRAME.documents[name]
        values = context(bilan, TRAME, spec, today=TODAY, **options)
        sources, _ = rendering.templates(OVERLAY, spec.template)
        text = rendering.render(spec.template, sources, values, trusted=True)
        return text.replace("\\", "").replace("\u00a0", " "), values["document"]

    sheet, head = built("emargement")
    rows = [row.rpartition(" | ")[2] for row in sheet.splitlines() if "mai 2026" in row]
    assert rows == ["Marc, signée le 04/05/2026 |", "Léa |", "parti |", "— |"]
    assert dict(head["fiche"])["Conduit par"] == "Marc, Léa et parti"
    assert built("synthese")[1]["consultant"] == "Marc, consultant ; Léa, consultante ; parti"
    assert ", avec Léa (phase d’investigation)." in built("compte-rendu", item="e")[0]


def test_nobody_is_a_consultant_by_default() -> None:
    """Labels suit whoever conducts the bilan: their own quality says what they are."""
    notes = {"investigation/competences": {"competences": [{"libelle": "Vendre"}]}, **project()}
    for name, spec in TRAME.documents.items():
        if not spec.command:
            item = {"item": "1"} if spec.for_each == "projets" else {}
            if item or not spec.for_each:
                said = re.search(r"\bconsultante?\b", markdown(name, notes, **item), re.IGNORECASE)
                assert not said, name


def test_a_programme_was_built_together_once_both_have_said_so() -> None:
    """R6313-4 has it defined jointly: a programme nobody validated does not claim it."""
    brief = {"objectifs": [{"libelle": "Choisir"}], "valide": {"beneficiaire_le": "2026-06-01"}}
    text = markdown("programme", {"preliminaire/cadrage": brief})
    assert "construit avec la personne" not in text and "Ce programme peut être adapté" in text
    brief["valide"] = {"beneficiaire_le": "2026-06-01", "consultant_le": "2026-06-01"}
    text = markdown("programme", {"preliminaire/cadrage": brief})
    assert "Ce programme a été construit avec la personne. Il peut être adapté" in text


def test_detailed_results_hold_the_interests() -> None:
    """The person receives all that was found; an interest with its source, where there is one."""
    found = [
        {"libelle": "La botanique"},
        {"libelle": "Les oiseaux", "source": "Carnets de relevés."},
    ]
    text = markdown("resultats-detailles", {"investigation/motivations": {"interets": found}})
    assert "- La botanique\n" in text and "- Les oiseaux (Carnets de relevés)" in text


def test_the_purpose_is_cited_from_the_article_that_says_it() -> None:
    """L6313-4 tells what a bilan is for and its twenty-four hours; L6313-1 only names it."""
    text = markdown("information-consentement", {})
    assert "un projet de formation (article L6313-4 du Code du travail)" in text
    assert "vingt-quatre heures au plus (même article)" in text


def test_a_reminder_forgets_what_a_session_settled() -> None:
    """The person came since: an older call is no attempt to reach them."""
    held = {
        "date": "2026-07-06", "debut": "09:00", "fin": "10:00", "phase": "investigation",
        "nature": "entretien", "mode": "presentiel", "etat": "tenue", "preuve": "emargement",
    }  # fmt: skip
    calls = [{"le": "2026-07-01", "canal": "telephone"}, {"le": "2026-07-13", "canal": "courriel"}]
    text = markdown("relance", {"cadre/seances": {"seances": [held], "relances": calls}})
    assert "cherché à vous joindre : le 13 juillet 2026 (courriel)." in text
