"""The papers before the bilan and its acts: what they state, and what they refuse to state."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.documents import acte, context, house, logo, mentions, particulars, rendering
from bilantool.errors import DataFault
from bilantool.findings import Finding, KeyPath
from bilantool.notes import completeness, reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 11, 24)
GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = shipped("examples") / "en-clair"
OWN = shipped("examples") / "cabinet" / "templates"
STANDARD = Overlay(shipped("templates") / "standard")
TRAME = trame.load(Overlay(STANDARD.standard, OWN, Overlay(STANDARD.standard, OWN).overrides()))

PAPERS = (
    ("2026-007", "entretien-prealable"), ("2026-007", "commande"), ("2026-007", "devis"),
    ("2026-007", "programme"), ("2026-007", "compte-rendu"), ("2026-007", "enquete-metier"),
    ("2026-007", "portefeuille-competences"), ("2026-007", "resultats-detailles"),
    ("2026-007", "accord-conservation"), ("2026-007", "accord-communication"),
    ("2026-014", "convention-tripartite"), ("2026-014", "convention-agent-etat"),
    ("2026-014", "convention-agent-public"), ("2026-014", "convention-bipartite"),
    ("2026-019", "contrat-individuel"),
    ("2026-019", "livret-accueil"), ("2026-019", "information-consentement"),
    ("2026-019", "pack-prealable"),
)  # fmt: skip
ADMINISTRATIVE = {
    n for _, n in PAPERS if TRAME.documents[n].classe in ("administratif", "comptable")
}


def example(reference: str) -> Bilan:
    notes = {}
    for name, spec in TRAME.notes.items():
        text = (EXAMPLE / reference / f"{name}.yaml").read_text(encoding="utf-8")
        judged = completeness.check(spec, reading.read(text))
        if judged.begun and judged.shaped:
            notes[name] = judged.values
    cabinet = reading.read((EXAMPLE / "cabinet.yaml").read_text(encoding="utf-8")).values
    return Bilan(notes, cabinet, TODAY)


def changed(bilan: Bilan, note: str, **values: Any) -> Bilan:
    return replace(bilan, notes={**bilan.notes, note: {**bilan.note(note), **values}})


def markdown(bilan: Bilan, name: str, reference: str = "2026-000") -> str:
    document = TRAME.documents[name]
    item = None
    if document.for_each:
        item = bilan.note("cadre/entretiens")[document.for_each][0]["id"]
    values = context.context(bilan, TRAME, document, today=TODAY, reference=reference, item=item)
    sources, trusted = rendering.templates(STANDARD, document.template)
    return rendering.render(document.template, sources, values, trusted=trusted)


def words(text: str) -> str:
    """Without escapes and special spaces, for looking into."""
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("reference", "name"), PAPERS)
def test_goldens(reference: str, name: str, request: pytest.FixtureRequest) -> None:
    """What each paper says of the example dossiers, word for word."""
    made = markdown(example(reference), name, reference)
    path = GOLDEN / f"{name}.md"
    if request.config.getoption("--update"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({name for _, name in PAPERS} - {"compte-rendu"}))
def test_templates_render_an_empty_dossier(name: str) -> None:
    """What is missing leaves room or nothing, and no template stumbles on it."""
    text = markdown(Bilan({}, {"raison_sociale": "Cabinet"}, TODAY), name)
    assert "None" not in text


def test_nothing_of_the_working_papers_in_the_others() -> None:
    """Administrative and accounting papers are given no note of the class `travail`."""
    for name in ADMINISTRATIVE:
        for note in TRAME.documents[name].given:
            assert TRAME.notes[note].classe != "travail", (name, note)


def test_the_tripartite_convention_gives_ten_days() -> None:
    """From the transmission, whose date is the note's; silence is refusal. Employees only."""
    bilan = changed(example("2026-014"), "cadre/beneficiaire", statut="salarie")
    text = words(markdown(bilan, "convention-tripartite"))
    assert "à rendre signée le **11 septembre 2026** au plus tard" in text
    assert "Son silence vaut refus" in text
    for said in ("1 780 €", "20 h", "du 21 septembre 2026 au 29 janvier 2027", "R6313-8"):
        assert said in text
    bare = {k: v for k, v in bilan.note(acte.CONVENTION).items() if k != "projet_transmis_le"}
    unsent = replace(bilan, notes={**bilan.notes, acte.CONVENTION: bare})
    assert "septembre 2026** au plus tard" not in words(markdown(unsent, "convention-tripartite"))


ACTS = (
    "convention-tripartite", "convention-agent-etat", "convention-agent-public",
    "convention-bipartite", "contrat-individuel", "commande", "devis",
)  # fmt: skip
REGISTERED = (
    "déclaration d’activité enregistrée sous le numéro 53 35 00000 35 auprès du préfet de région "
    "de Bretagne"
)


def housed(bilan: Bilan, **settings: Any) -> Bilan:
    """The same bilan in a cabinet with other settings; None takes one away."""
    kept = {**bilan.cabinet, **settings}
    return replace(bilan, cabinet={k: v for k, v in kept.items() if v is not None})


@pytest.mark.parametrize("name", ACTS)
def test_an_act_bears_the_number_and_who_gave_it(name: str) -> None:
    """In the words of R6351-6; those of advertising (L6352-12) are not for an act. The first one
    has no number to bear."""
    bilan = example("2026-014")
    text = words(markdown(bilan, name))
    assert REGISTERED in text
    assert "agrément" not in text
    first = words(markdown(housed(bilan, premiere_convention=True), name))
    assert "déclaration d’activité" not in first and "53 35" not in first


def test_what_makes_a_cabinet_known_bears_the_words_of_advertising() -> None:
    """And no other (L6352-12): the livret is handed over before anybody has committed."""
    text = words(markdown(example("2026-014"), "livret-accueil"))
    said = "Enregistrée sous le numéro 53 35 00000 35. Cet enregistrement ne vaut pas agrément"
    assert said in text
    assert "préfet" not in text


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("Bretagne", "de Bretagne"),
        ("Île-de-France", "d’Île-de-France"),
        ("Occitanie", "d’Occitanie"),
        ("Hauts-de-France", "des Hauts-de-France"),
        ("Grand Est", "du Grand Est"),
        ("de La Réunion", "de La Réunion"),
        ("d’Occitanie", "d’Occitanie"),
    ],
)
def test_a_region_is_told_in_french(region: str, said: str) -> None:
    """With its article, however it is written in cabinet.yaml."""
    cabinet = {"premiere_convention": False, "nda": "1", "prefet_region": region}
    assert house.registration(cabinet).endswith(f"du préfet de région {said}")


def lacking(found: tuple[Finding, ...]) -> set[KeyPath]:
    return {each.path for each in found}


def test_an_act_without_a_number_is_refused_but_for_the_first() -> None:
    """What is to be filled in cabinet.yaml is named, for conventions, contracts and quotes."""
    bilan = housed(example("2026-014"), nda=None, prefet_region=None)
    for objections in (mentions.convention, mentions.bipartite, mentions.contract, mentions.quote):
        assert {("nda",), ("prefet_region",)} <= lacking(objections(bilan))
        first = housed(bilan, premiere_convention=True)
        assert not {("nda",), ("prefet_region",)} & lacking(objections(first))
    assert all(each.note == "cabinet.yaml" for each in mentions.convention(bilan))


def test_the_individual_contract_is_refused_without_what_makes_it_void() -> None:
    """L6353-4: prior level, references of those in charge, terms on early end; and a mediator with
    its site."""
    bilan = example("2026-019")
    assert mentions.contract(bilan) == ()
    note = {
        key: value
        for key, value in bilan.note(acte.CONVENTION).items()
        if key not in ("niveau_prealable", "effets_abandon")
    }
    bare = replace(bilan, notes={**bilan.notes, acte.CONVENTION: note})
    consultants = [{**each, "references": ""} for each in bilan.cabinet["consultants"]]
    bare = housed(bare, consultants=consultants, mediateur={"nom": "M", "adresse": "A"})
    assert lacking(mentions.contract(bare)) == {
        ("niveau_prealable",),
        ("effets_abandon",),
        ("consultants", 0, "references"),
        ("mediateur", "site"),
    }
    alone = housed(bilan, consultants=[])
    assert ("consultant_referent",) in lacking(mentions.contract(alone))
    said = {each.path: each.message for each in mentions.contract(bare)}
    assert said["mediateur", "site"].startswith(
        "« Site » manque dans « Médiateur de la consommation »"
    )
    assert all(each.hint for each in mentions.contract(Bilan({}, {}, TODAY)))
    old = housed(bilan, mediateur=None, mediateur_consommation="Médiation Exemple")
    assert ("mediateur", "site") in lacking(mentions.contract(old))


def test_the_individual_contract_states_what_the_law_lists() -> None:
    """Each mention of L6353-4, then the terms of L6353-5 to -7 and L6354-1."""
    text = words(markdown(example("2026-019"), "contrat-individuel"))
    for said in (
        "action de bilan de compétences (article L6313-1, 2°", "elle concerne une seule personne",
        "**Niveau préalable.** Aucun niveau", "Master de psychologie du travail",
        "Séances à distance | 10 % de l’accompagnement", "pas de contrôle des connaissances",
        "Il a pour sanction un certificat de réalisation", "seules les heures d’accompagnement",
        "article L6354-1", "article L6353-7", "https://mediation.example",
        "informations préalables à l’inscription, version 2026.2, le 12 novembre 2026",
        "juridiction compétente", "formulaire de rétractation",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    ("canal", "last", "first"),
    [
        ("sur_place", "26", "27"),
        ("distance", "30", "1er décembre"),
        ("hors_etablissement", "30", ""),
    ],
)
def test_the_days_to_withdraw(canal: str, last: str, first: str) -> None:
    """Ten by registered letter, or fourteen by any clear statement; no payment before, thirty per
    cent at most then, and who wants to begin earlier says so."""
    bilan = changed(example("2026-019"), acte.CONVENTION, canal_signature=canal)
    text = words(markdown(bilan, "contrat-individuel"))
    assert f"jusqu’au {last} novembre 2026 inclus" in text
    assert f"avant le **{first}" in text
    assert "30 % du prix au plus, soit 360 €" in text
    assert "lettre recommandée avec avis de réception" in text
    for article in ("L221-18", "L221-19", "L221-21", "L221-24", "L221-25"):
        assert (article in text) == (canal != "sur_place")
    assert ("Je demande expressément" in text) == (canal != "sur_place")
    assert ("hors établissement" in text) == (canal == "hors_etablissement")


def test_an_unsigned_contract_states_no_date() -> None:
    """The days run from a signature that the note does not hold: their end is left to write."""
    text = words(
        markdown(changed(example("2026-019"), acte.CONVENTION, signatures={}), "contrat-individuel")
    )
    assert "novembre 2026 inclus" not in text
    assert "jusqu’au ………" in text


def test_a_bipartite_convention_is_the_buyers() -> None:
    """Between the one who buys and the provider (L6353-1): the person signs nothing there."""
    bilan = example("2026-014")
    text = words(markdown(bilan, "convention-bipartite"))
    parties, signed = text.partition("# Nature")[0], text.partition("::: signatures")[2]
    assert "ci-après « l’acheteur »" in parties and "ci-après « le prestataire »" in parties
    assert "M. Bastien Fictif" not in signed and "fait en deux exemplaires" in text
    buyer = {"raison_sociale": "Opérateur Fictif", "representant": "Ève Exemple"}
    other = changed(bilan, acte.CONVENTION, acheteur=buyer, signatures={"acheteur": "2026-09-02"})
    text = words(markdown(other, "convention-bipartite"))
    assert "**Opérateur Fictif**, représenté par Ève Exemple, ci-après « l’acheteur »" in text
    assert "Pour Opérateur Fictif, Ève Exemple, signé le 2 septembre 2026" in text
    nobody = changed(bilan, acte.CONVENTION, acheteur={}, employeur={})
    assert ("acheteur",) in lacking(mentions.bipartite(nobody))


def test_a_convention_paid_by_public_money_tells_its_distance() -> None:
    """D6353-1 asks for the rate; a person or an employer who pays alone is asked for none."""
    bilan = example("2026-014")
    opco = [{"type": "opco", "financeur": "Opérateur", "montant": 1780}]
    assert ("taux_distance",) in lacking(
        mentions.bipartite(changed(bilan, acte.CONVENTION, financements=opco))
    )
    employer = [{"type": "employeur", "financeur": "Atelier", "montant": 1780}]
    paid = changed(bilan, acte.CONVENTION, financements=employer)
    assert lacking(mentions.convention(paid)) == set()
    assert "Séances à distance" not in markdown(paid, "convention-bipartite")
    told = changed(paid, acte.CONVENTION, taux_distance=0)
    assert "Aucune : le bilan se fait en présence" in words(markdown(told, "convention-bipartite"))


def test_public_agents_have_their_own_acts() -> None:
    """Neither the ten days nor the silence of R6313-8; each service its own text."""
    bilan = example("2026-014")
    text = words(markdown(bilan, "convention-agent-public"))
    assert "décret n° 2007-1845" in text and "ci-après « la collectivité »" in text
    hospital = changed(bilan, acte.BENEFICIAIRE, fonction_publique="hospitaliere")
    other = words(markdown(hospital, "convention-agent-public"))
    assert "arrêté du 25 août 2003" in other and "ci-après « l’établissement »" in other
    for said in (text, other, words(markdown(bilan, "convention-agent-etat"))):
        assert "R6313-8" not in said and "dix jours" not in said and "silence" not in said


@pytest.mark.parametrize(
    ("service", "wanted"),
    [
        ("territoriale", "convention-agent-public"),
        ("hospitaliere", "convention-agent-public"),
        ("etat", "convention-agent-etat"),
        ("", "convention-tripartite"),
    ],
)
def test_one_model_of_convention_for_each_service(service: str, wanted: str) -> None:
    """The others have no purpose for that person."""
    status = "agent_public" if service else "salarie"
    bilan = changed(
        example("2026-014"), acte.BENEFICIAIRE, statut=status, fonction_publique=service
    )
    models = ["convention-tripartite", "convention-agent-etat", "convention-agent-public"]
    fit = [n for n in models if particulars.needless(bilan, TRAME.documents[n]) is None]
    assert fit == [wanted]


def test_a_convention_says_what_each_party_undertakes() -> None:
    """The employer asks for no result; time at work is let only where the act says so."""
    bilan = example("2026-014")
    text = words(markdown(bilan, "convention-tripartite"))
    assert "Aucun résultat, aucune synthèse, aucun compte rendu ne sont demandés" in text
    assert "laisse la personne bénéficiaire suivre les séances prévues sur le temps" in text
    hors = changed(bilan, acte.CONVENTION, temps="hors")
    assert "suivre les séances prévues sur" not in words(markdown(hors, "convention-tripartite"))
    assert "Il dit à l’employeur le début" in text and "article L6353-10" in text
    lines = [{"type": kind, "financeur": kind, "montant": 890} for kind in ("employeur", "opco")]
    shared = changed(bilan, acte.CONVENTION, financements=lines)
    said = words(markdown(shared, "convention-tripartite"))
    assert "Il dit à l’employeur et à tout autre organisme qui finance une part du prix le" in said


def test_a_quote_goes_to_who_buys() -> None:
    """L6353-1: the buyer concludes the convention; the person's name stays."""
    buyer = {"raison_sociale": "Opérateur Fictif", "representant": "Camille Exemple"}
    bought = changed(example("2026-014"), acte.CONVENTION, acte="bipartite", acheteur=buyer)
    text = words(markdown(bought, "devis"))
    assert "adressé à Opérateur Fictif, pour M. Bastien Fictif" in text
    assert "- Camille Exemple, date et signature" in text


def test_a_state_agent_s_act_leaves_the_synthese_to_her_choice() -> None:
    """It offers to send it to the administration: it cannot say that none is asked for."""
    bilan = changed(
        example("2026-014"), acte.BENEFICIAIRE, statut="agent_public", fonction_publique="etat"
    )
    text = words(markdown(bilan, "convention-agent-etat"))
    assert "aucune synthèse" not in text and "là où son choix le permet" in text


def test_an_amendment_says_the_new_end() -> None:
    """The period of the act stays as it was signed; what prolongs it stands beside."""
    more = [{"date": "2026-11-02", "objet": "Report.", "date_fin": "2027-02-12"}]
    amended = changed(example("2026-014"), acte.CONVENTION, avenants=more)
    text = words(markdown(amended, "convention-tripartite"))
    assert "- 2 novembre 2026 : Report (nouvelle fin de la période : 12 février 2027)" in text


@pytest.mark.parametrize("document", ["devis", "convention-tripartite"])
@pytest.mark.parametrize(
    ("rate", "mention", "row"),
    [
        (0, "TVA non applicable, article 293 B du CGI", "| TVA non applicable, article 293 B"),
        (0, "Exonération de TVA", "| TVA : Exonération de TVA |"),
        (20, "", "| TVA à 20 % |"),
    ],
)
def test_a_mention_that_names_the_tax_stands_alone(
    document: str, rate: int, mention: str, row: str
) -> None:
    """« TVA : TVA non applicable » says it twice."""
    price = {"montant_ht": 1780, "taux_tva": rate, "mention_tva": mention}
    told = changed(example("2026-014"), acte.CONVENTION, prix=price)
    assert row in words(markdown(told, document))


def test_the_hours_of_the_phases_make_those_of_the_act() -> None:
    """They are printed one by one where the note has all three, and compared."""
    bilan = example("2026-014")
    assert "Phase d’investigation |" not in markdown(bilan, "convention-tripartite")
    hours = {"preliminaire": 3, "investigation": 12, "conclusions": 5}
    told = changed(bilan, acte.CONVENTION, heures_par_phase=hours)
    assert "| Phase d’investigation | 12 h |" in words(markdown(told, "convention-tripartite"))
    assert ("heures_par_phase",) not in lacking(mentions.convention(told))
    less = changed(bilan, acte.CONVENTION, heures_par_phase={**hours, "conclusions": 4})
    assert ("heures_par_phase",) in lacking(mentions.convention(less))


def test_what_is_due_when_a_bilan_stops() -> None:
    """The words of the act, else the hours held at their share of the price."""
    bilan = example("2026-014")
    text = words(markdown(bilan, "convention-tripartite"))
    assert "à proportion du prix (89 € de l’heure)" in text
    told = changed(bilan, acte.CONVENTION, effets_abandon="La moitié du prix est due.")
    text = words(markdown(told, "convention-tripartite"))
    assert "La moitié du prix est due." in text and "de l’heure" not in text
    free = changed(bilan, acte.CONVENTION, prix={})
    assert "de l’heure" not in words(markdown(free, "convention-tripartite"))


def test_a_redeployment_leave_informs_the_cell() -> None:
    """R1233-27, only where such a leave pays."""
    bilan = example("2026-014")
    assert "R1233-27" not in markdown(bilan, "convention-tripartite")
    lines = [{"type": "conge_reclassement", "financeur": "Atelier", "montant": 1780}]
    leave = changed(bilan, acte.CONVENTION, financements=lines)
    assert "cellule d’accompagnement (article R1233-27" in words(
        markdown(leave, "convention-tripartite")
    )


def test_an_act_lists_what_was_handed_over_by_its_signature() -> None:
    """And what is fixed of the sessions; nothing, where the notes say nothing."""
    bilan = example("2026-019")
    assert "# Documents remis" in markdown(bilan, "contrat-individuel")
    late = changed(bilan, acte.CONVENTION, signatures={"beneficiaire": "2026-11-01"})
    assert "# Documents remis" not in markdown(late, "contrat-individuel")
    text = words(markdown(bilan, "contrat-individuel"))
    assert "Les séances, au 24 novembre 2026" in text
    none = changed(bilan, "cadre/seances", seances=[])
    assert "Les séances, au" not in words(markdown(none, "contrat-individuel"))


def test_what_is_told_before_anybody_commits() -> None:
    """L6353-8: objectives, content, who, hours, how it is judged, whom to speak to, the rules of
    the house; to who pays alone also price, payment and early end."""
    text = words(markdown(example("2026-019"), "pack-prealable"))
    for said in (
        "afin de définir un projet", "vérification d’un ou plusieurs projets",
        "Master de psychologie", "9 h 30 à 11 h", "aucun diplôme ni titre", "02 61 91 20 26",
        "article L6352-3", "1 200 €", "**dix jours**", "seules les heures d’accompagnement tenues",
    ):  # fmt: skip
        assert said in text, said
    assert "53 35" not in text  # advertising has its own words, and the livret bears them
    employer = words(markdown(example("2026-014"), "pack-prealable"))
    assert "1 780 €" not in employer and "Interruption" not in employer
    assert "par délégation du maire" in employer


def test_what_is_told_before_is_refused_with_what_it_lacks() -> None:
    """Of the act: objectives, content and course; price and early end where the person pays."""
    bilan = example("2026-019")
    assert mentions.before(bilan) == ()
    bare = replace(bilan, notes={**bilan.notes, acte.CONVENTION: {"acte": "contrat_individuel"}})
    assert {("objectif",), ("contenu",), ("effets_abandon",), ("prix", "montant_ht")} <= lacking(
        mentions.before(bare)
    )
    tripartite = changed(bare, acte.CONVENTION, acte="tripartite")
    assert ("effets_abandon",) not in lacking(mentions.before(tripartite))
    pack = TRAME.documents["pack-prealable"]
    assert particulars.needless(bilan, pack) is None
    assert particulars.needless(replace(bilan, notes={}), pack)


def test_the_rules_of_the_house_are_those_of_the_code() -> None:
    """L6352-3 and R6352-1 to -9: health and safety, discipline, scale of sanctions, defence."""
    text = words(markdown(example("2026-019"), "livret-accueil"))
    for number in (1, 3, 4, 5, 6, 7, 8, 9):
        assert f"article R6352-{number})" in text, number
    for said in (
        "Les amendes et autres sanctions pécuniaires sont interdites", "griefs",
        "lettre recommandée ou en main propre contre décharge", "la date, l’heure et le lieu",
        "s’y faire assister par qui elle choisit", "moins d’un jour franc ni plus de quinze jours",
        "écrite et motivée", "exclusion temporaire immédiate", "l’organisme financeur",
        "# Une séance à distance", "Si vous vous déplacez avec difficulté",
    ):  # fmt: skip
        assert said in text, said


def test_the_livret_says_of_the_house_what_its_file_says() -> None:
    """Hours, way in, whom to tell of violence: nothing where cabinet.yaml has nothing."""
    bilan = example("2026-019")
    assert "**Horaires.**" not in markdown(bilan, "livret-accueil")
    told = housed(bilan, horaires="du lundi au jeudi", acces="Bus 4, arrêt Exemple.")
    text = words(markdown(told, "livret-accueil"))
    assert "**Horaires.** Du lundi au jeudi." in text and "Bus 4, arrêt Exemple." in text
    assert "**À qui le dire.** Hélène Démo" in words(markdown(bilan, "livret-accueil"))
    assert "harcèlement, discriminations" not in words(
        markdown(housed(bilan, procedure_vss=None), "livret-accueil")
    )
    nowhere = Bilan({}, {"raison_sociale": "Cap"}, TODAY)
    assert "# Venir\n" not in markdown(nowhere, "livret-accueil")


def test_the_notice_answers_each_item_of_article_13() -> None:
    """Who, whom to write to, why and on what ground, for whom, how long, rights, complaint, whether
    one must answer, and no machine that decides."""
    bilan = example("2026-019")
    text = words(markdown(bilan, "information-consentement"))
    for said in (
        "**Qui en répond.**", "Contact pour vos données", "l’exécution du contrat",
        "une obligation légale", "intérêt légitime", "**Qui les voit.**", "Espace économique",
        "**Combien de temps.**", "Accès, rectification, effacement", "retirer à tout moment",
        "ce qui a été fait avant reste valable", "réclamation à la CNIL",
        "**Devez-vous répondre ?**", "pas d’autre conséquence", "prise par une machine seule",
    ):  # fmt: skip
        assert said in text, said
    assert "notre certification" in text
    plain = words(markdown(housed(bilan, qualiopi=None), "information-consentement"))
    assert "certification" not in plain and "certifie" not in plain


def test_a_price_that_the_funders_do_not_make_up_is_refused() -> None:
    """So is one that is not there; tax is computed, and rounded down for the first payment."""
    bilan = example("2026-007")
    assert mentions.order(bilan) == ()
    other = changed(bilan, acte.CONVENTION, prix={"montant_ht": 1500, "taux_tva": 0})
    assert [f.rule for f in mentions.order(other)] == ["N301"]
    without = changed(bilan, acte.CONVENTION, prix={})
    assert {f.path for f in mentions.order(without)} == {
        ("prix", "montant_ht"),
        ("prix", "taux_tva"),
    }
    taxed = changed(bilan, acte.CONVENTION, prix={"montant_ht": 1000.55, "taux_tva": 20})
    assert acte.price(taxed)["ttc"] == 1200.66
    assert acte.terms(taxed, TRAME)["retractation"]["acompte"] == 360.19


def test_a_quote_has_a_number_and_a_date() -> None:
    """Without them it is no quote."""
    found = mentions.quote(changed(example("2026-007"), acte.CONVENTION, devis={}))
    assert {f.path for f in found} == {("devis", "numero"), ("devis", "date")}


def test_what_a_paper_collects_does_not_hold_it_back() -> None:
    """An act is printed to be signed: a missing signature is no reason to refuse it."""
    spec = TRAME.notes[acte.CONVENTION]
    text = (EXAMPLE / "2026-014" / "cadre/convention.yaml").read_text(encoding="utf-8")
    unsigned = text[: text.index("signatures:")]
    found = completeness.check(spec, reading.read(unsigned)).findings
    act = TRAME.documents["convention-tripartite"]
    assert found and not any(act.awaits(each) for each in found)
    undated = text.replace("date_debut:", "# date_debut:")
    found = completeness.check(spec, reading.read(undated)).findings
    assert any(act.awaits(each) for each in found)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_logo_is_a_sane_picture_inside_the_cabinet(tmp_path: Path) -> None:
    """Told by its bytes; outside, missing, huge or anything else is refused in one sentence."""
    root = tmp_path / "cabinet"
    root.mkdir()
    (root / "logo.png").write_bytes(png(4, 4))
    found = logo.read(root, {"logo": "logo.png", "raison_sociale": "Cap"})
    assert found is not None and (found.kind, found.size, found.alt) == (
        "png",
        (4, 4),
        "Logo de Cap",
    )
    assert logo.read(root, {}) is None
    (root / "vaste.png").write_bytes(png(40_000, 40_000))
    (root / "faux.png").write_bytes(b"<svg onload='x'/>")
    (tmp_path / "dehors.png").write_bytes(png(4, 4))
    for named in ("absent.png", "vaste.png", "faux.png", "../dehors.png", "/etc/passwd"):
        with pytest.raises(DataFault) as caught:
            logo.read(root, {"logo": named})
        assert "logo" in caught.value.message and named not in caught.value.message
