"""Private life in the synthèse and the social security number, with few false alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bilantool.findings import Finding
from bilantool.rules.vocabulaire import DIAGNOSIS, FAMILIES, kinds

Notes = dict[str, dict[str, Any]]
Judged = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Depuis son burn-out, elle cherche un autre rythme.", "de la santé"),
        ("Depuis son burn out", "de la santé"),
        ("Titulaire de la RQTH", "de la santé"),
        ("après une DÉPRESSION", "de la santé"),
        ("à la suite d’un arrêt de maladie", "de la santé"),
        ("un décès, puis un cancer", "de la santé"),
        ("Depuis son divorce", "de la famille"),
        ("pour se rapprocher de ses enfants", "de la famille"),
        ("Elle s’occupe de sa mère.", "de la famille"),
        ("mère de trois enfants", "de la famille"),
        ("le poste de son mari", "de la famille"),
        ("ses convictions religieuses", "de la religion"),
        ("de confession catholique", "de la religion"),
        ("ancien délégué syndical", "de l’engagement syndical"),
        ("un mandat à la CGT", "de l’engagement syndical"),
        ("son engagement politique", "des opinions politiques"),
        ("membre d’un parti politique", "des opinions politiques"),
        ("sa nationalité", "des origines"),
        ("son orientation sexuelle", "de la vie intime"),
        ("pour ses fils", "de la famille"),
        ("auprès de sa grand-mère", "de la famille"),
        ("elle est enceinte", "de la santé"),
        ("deux délégués syndicaux", "de l’engagement syndical"),
    ],
)
def test_words_of_private_life_are_seen(
    notes: Notes, judged: Judged, sentence: str, kind: str
) -> None:
    """Whatever the case and the accents; the finding names their kind."""
    notes["conclusions/synthese"]["conclusion"] = sentence
    (finding,) = judged(notes, "BP107")
    assert finding.message.endswith(kind)
    assert finding.path == ("conclusion",)


@pytest.mark.parametrize(
    "sentence",
    [
        "La politique de recrutement de l’entreprise et ses choix politiques de santé publique",
        "Elle pose un diagnostic de panne et conduit un diagnostic stratégique.",
        "Garde d’enfants à domicile, auprès de familles et d’enfants de trois ans",
        "Infirmière en établissement psychiatrique, puis auprès des malades",
        "Chargée d’accueil à l’assurance maladie, puis au syndicat mixte des eaux",
        "Accompagner des personnes en situation de handicap",
        "Professeur au lycée catholique Jeanne-d’Arc, bénévole au Secours catholique",
        "De bonne foi, fidèle à sa parole, dans l’enceinte du site, elle a mené ce travail.",
        "La maire de la commune, sa clientèle, son équipe et sa femelle de démonstration",
        "Le dépressurisateur, l’islamologie et les gaylussites ne disent rien de personne.",
        "Votre fil conducteur est la transmission ; mes fils électriques ; un fil rouge",
        "Au lycée Gay-Lussac, elle suit la santé financière de l’entreprise.",
        "Représentante de ses parents d’élèves, il nomme son père spirituel.",
        "Historienne des religions, puis juriste en droit des titres de séjour",
        "Chargée d’insertion à la MDPH, elle étudie les dépressions atmosphériques.",
        "Un poste à la santé au travail ; une famille de métiers ; la religiosité du lieu",
    ],
)
def test_ordinary_sentences_about_work_pass(notes: Notes, judged: Judged, sentence: str) -> None:
    """Words that speak of a trade, an employer or a method raise nothing."""
    notes["conclusions/synthese"]["conclusion"] = sentence
    assert judged(notes, "BP107") == []


def test_words_are_looked_for_in_the_depth_of_the_synthese(notes: Notes, judged: Judged) -> None:
    """Each field is named by its path, and each kind once a field."""
    notes["conclusions/synthese"]["projets"] = [
        {"intitule": "x", "vigilances": ["x", "son divorce, son mari et sa dépression"]}
    ]
    found = judged(notes, "BP107")
    assert [f.path for f in found] == [("projets", 0, "vigilances", 1)] * 2


def test_the_reason_of_a_derogation_is_not_searched(notes: Notes, judged: Judged) -> None:
    """It is where the counsellor explains the word, and it goes into no document."""
    notes["conclusions/synthese"]["derogations"] = [{"regle": "BP104", "motif": "son divorce"}]
    assert judged(notes, "BP107") == []


@pytest.mark.parametrize(
    "text",
    [
        "185027512345678",
        "1 85 02 75 123 456 78",
        "1\u00a085\u202f02 75 123 456",
        "2-85-02-2A-123-456",
        "no 285022B123456, à jour",
    ],
)
@pytest.mark.parametrize("note", ["cadre/entretiens", "cadre/convention"])
def test_a_social_security_number_is_seen_anywhere(
    notes: Notes, judged: Judged, text: str, note: str
) -> None:
    """In any note, spaced or not, with its key or without, and it blocks."""
    notes.setdefault(note, {})["entretiens"] = [{"notes": text}]
    (finding,) = judged(notes, "BC401")
    assert (finding.note, finding.path) == (note, ("entretiens", 0, "notes"))
    assert finding.blocks


@pytest.mark.parametrize(
    "text",
    [
        "12345678900012",
        "123 456 789 00012",
        "06 12 34 56 78",
        "FR76 1234 5987 6543 2109 8765 432",
        "du 2026-03-14 au 2026-06-01, de 09:00 à 12:00",
        "1 600 € en 2026, 12 500 heures",
        "1 85 13 75 123 456",
        "RNCP 37949, NDA 11 75 12345 75",
    ],
)
def test_other_numbers_are_not_taken_for_it(notes: Notes, judged: Judged, text: str) -> None:
    """A SIRET, a phone number, an account, dates and sums pass."""
    notes["cadre/convention"]["moyens"] = text
    assert judged(notes, "BC401") == []


@pytest.mark.parametrize(
    ("note", "text", "count"),
    [
        ("preliminaire/cadrage", "Un aménagement : pauses plus longues.", 0),
        ("preliminaire/cadrage", "Reconnue travailleuse handicapée.", 1),
        ("conclusions/plan-action", "Après son hospitalisation", 1),
        ("conclusions/synthese", "Après son hospitalisation", 0),
        ("preliminaire/demande", "Son hospitalisation a tout changé.", 0),
        ("preliminaire/demande", "Elle a une RQTH.", 1),
        ("investigation/parcours", "Agente d’accueil à la MDPH", 0),
    ],
)
def test_health_stays_out_of_what_is_kept(
    notes: Notes, judged: Judged, note: str, text: str, count: int
) -> None:
    """In a working paper only diagnosis and RQTH are told; the synthèse has its own rule."""
    notes.setdefault(note, {})["besoin_resume"] = text
    assert len(judged(notes, "BP113")) == count


@pytest.mark.parametrize("decision", ["donne", "refuse", "retire", None])
def test_sensitive_data_need_an_agreement_of_their_own(
    notes: Notes, judged: Judged, decision: str | None
) -> None:
    """In force today; once a note, whatever the number of fields."""
    notes["preliminaire/demande"] |= {"freins": "Syndiquée", "appuis": "Croyante", "autres": ["x"]}
    if decision:
        entry = {"objet": "donnees_sensibles", "decision": decision, "le": "2026-03-16"}
        notes["cadre/consentements"]["entrees"].append(entry)
    assert len(judged(notes, "BP114")) == (decision != "donne")
    notes["preliminaire/demande"] |= {"freins": "Mes enfants", "appuis": "Une amie"}
    assert judged(notes, "BP114") == []


def test_a_phrase_is_found_whatever_surrounds_it() -> None:
    """The quick look that spares most texts misses none of the phrases."""
    for families in (FAMILIES, DIAGNOSIS):
        for kind, listed in families.items():
            for phrase in listed.split(","):
                text = " ".join(phrase.split()).replace("son ", "mes ")
                assert kind in kinds(f"_{text.upper()}_ !", families), text
