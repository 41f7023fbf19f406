"""The papers of sessions, of the end and after it: what they say, and what they can do without."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from bilantool import assembly, inspection
from bilantool.assembly import Workshop
from bilantool.bilan import Bilan
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.documents import context, pandoc, particulars, rendering
from bilantool.documents.styles import Styles
from bilantool.errors import Refusal
from bilantool.findings import Finding, Severity
from bilantool.inspection import Inspection
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped
from bilantool.rules import catalogue

EXAMPLES = shipped("examples")
GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 12, 14)
STANDARD = Overlay(shipped("templates") / "standard")
TRAME = trame.load(STANDARD)

PAPERS = (
    "emargement", "emargement-vierge", "certificat", "attestation", "accuse-remise", "relance",
    "reponse-reclamation", "satisfaction-a-chaud", "satisfaction-six-mois", "satisfaction-autres",
    "satisfaction-a-chaud-vierge", "satisfaction-six-mois-vierge", "satisfaction-financeur-vierge",
    "satisfaction-consultant-vierge", "entretien-suivi",
)  # fmt: skip
"""Those of a completed bilan; the letter of interruption has its own test."""

SUIVI = """\
propose_le: 2026-11-16
relances: [2026-11-23]
issue: tenu
tenu_le: 2026-12-11
mode: telephone
duree_minutes: 45
situation: en_cours
etapes:
  - {id: e1, etape: cep-et-organismes, statut: fait}
  - {id: e2, etape: a-preciser, statut: en_cours}
aides:
  - {id: a1, type: financement, le: 2026-12-11}
prochain_contact: 2027-03-15
"""
SIX_MONTHS = """\
six_mois:
  envoye_le: 2026-12-01
  recu_le: 2026-12-10
  notes: {accueil: 5, utilite: 4}
  recommande: 10
"""


@dataclass(frozen=True)
class Shop:
    """A dossier opened, and what building takes beside it."""

    seen: Inspection
    shop: Workshop


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The complete example after its follow-up, the keys of `travail` and of `suivi` destroyed."""
    folder = tmp_path_factory.mktemp("papiers")
    shutil.copytree(EXAMPLES / "cabinet", folder / "cabinet")
    shutil.copytree(EXAMPLES / "trousseau", folder / "trousseau")
    trousseau = Trousseau(folder / "trousseau")
    cabinet = Cabinet.at(folder / "cabinet")
    assert trousseau.demonstration
    identity = trousseau.open(trousseau.demonstration)
    opened = Vault(cabinet, trousseau, identity).open("2026-007")
    opened.seal("suivi/suivi", SUIVI, base=opened.read("suivi/suivi"))
    note = opened.read("cadre/satisfaction")
    opened.seal("cadre/satisfaction", note.text + SIX_MONTHS, base=note)
    keys = opened.keys.destroy("travail", TODAY).destroy("suivi", TODAY)
    trousseau.save(keys, identity)
    overlay = cabinet.overlay(trousseau.accepted(cabinet.uuid))
    loaded = trame.load(overlay)
    opened = Vault(cabinet, trousseau, identity).open("2026-007")
    shop = Workshop(loaded, cabinet, overlay, TODAY, 1795000000)
    return Shop(inspection.inspect(opened, loaded, cabinet, TODAY), shop)


def markdown(bilan: Bilan, name: str, *, reference: str = "2026-007", **options: Any) -> str:
    document = TRAME.documents[name]
    values = context.context(bilan, TRAME, document, today=TODAY, reference=reference, **options)
    sources, trusted = rendering.templates(STANDARD, document.template)
    return rendering.render(document.template, sources, values, trusted=trusted)


def items(bilan: Bilan, name: str) -> list[Any]:
    """What a document is made once for; the first is enough here."""
    document = TRAME.documents[name]
    if not document.for_each:
        return [None]
    return [
        entry for note in document.given for entry in bilan.note(note).get(document.for_each, [])
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_is_made_once_all_but_the_administrative_is_gone(
    lasting: Shop, name: str
) -> None:
    """Neither the working papers nor what was kept for the follow-up is needed, nor missed."""
    document = lasting.shop.trame.documents[name]
    if name == "relance":  # all is answered: that is said, and not made up
        with pytest.raises(Refusal, match="rien n'est attendu"):
            list(assembly.compose(lasting.seen, lasting.shop, document, (), draft=False))
    else:
        made = list(assembly.compose(lasting.seen, lasting.shop, document, (), draft=False))
        assert made and all(stem.startswith(name) for stem, _ in made)


@pytest.mark.parametrize("name", PAPERS)
def test_the_words_of_each_paper(lasting: Shop, name: str, request: pytest.FixtureRequest) -> None:
    """As in `golden/`; `pytest --update` writes them again, to be read in the diff."""
    text = markdown(lasting.seen.bilan, name, item=items(lasting.seen.bilan, name)[0])
    golden = GOLDEN / f"{name}.md"
    if request.config.getoption("--update"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_the_class_of_a_paper_is_that_of_its_notes() -> None:
    """An administrative or accounting document requires no note that may be destroyed before."""
    kept = ("administratif", "comptable")
    for document in TRAME.documents.values():
        if document.classe == "administratif":
            needed = {TRAME.notes[name].classe for name in document.notes}
            assert needed <= {"administratif"}, document.name
        elif document.classe == "comptable":
            assert {TRAME.notes[name].classe for name in document.notes} <= set(kept)


def test_the_follow_up_names_the_steps_while_they_are_kept(lasting: Shop) -> None:
    """With the plan d'action alive they have their words, without it their number alone."""
    step = {"id": "cep-et-organismes", "action": "Rencontrer le conseil", "echeance": "2026-07-17"}
    notes = {**lasting.seen.bilan.notes, "conclusions/plan-action": {"etapes": [step]}}
    alive = markdown(Bilan(notes, lasting.seen.bilan.cabinet, TODAY), "entretien-suivi")
    assert "| Rencontrer le conseil | 17\u00a0juillet\u00a02026 | Fait |" in alive
    assert "| Étape 2 |  | En cours |" in alive
    gone = markdown(lasting.seen.bilan, "entretien-suivi")
    assert "2\u00a0étapes ont été revues : 1 faite et 1 en cours." in gone


SECRET = "CANARI-4c1d"


def _everywhere(schema: dict[str, Any]) -> Any:
    """A value for a schema in which every text is the canary."""
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema:
        return {key: _everywhere(part) for key, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_everywhere(schema["items"])]
    kinds = {"integer": 7, "number": 7, "boolean": True}
    dated = {"date": "2019-09-09", "heure": "07:07", "mois": "2019-09"}
    return kinds.get(str(schema.get("type")), dated.get(schema.get("format", ""), SECRET))


@pytest.mark.parametrize("name", [name for name in PAPERS if name.endswith("-vierge")])
def test_a_blank_form_holds_nothing_of_the_notes_but_the_names(name: str) -> None:
    """Neither an address, nor a date, nor a figure: whoever finds it learns two names."""
    notes = {each: _everywhere(TRAME.notes[each].schema) for each in TRAME.notes}
    notes["cadre/beneficiaire"] |= {"civilite": "mme", "nom": "Modèle", "prenom": "Nadia"}
    notes["cadre/beneficiaire"]["nom_usage"] = ""
    bilan = Bilan(notes, {"raison_sociale": "Cap Fictif", "consultants": []}, TODAY)
    document = TRAME.documents[name]
    values = context.context(bilan, TRAME, document, today=TODAY, reference="2026-007")
    head = str(
        {key: values["document"][key] for key in ("fiche", "mention", "pied", "beneficiaire")}
    )
    text = markdown(bilan, name) + head
    assert "Mme Nadia Modèle" in head and "Cap Fictif" in head and "2026-007" in head
    assert not re.search(f"{SECRET}|2019|septembre", text)


def test_a_blank_form_of_an_unknown_person_leaves_room_for_the_name() -> None:
    """At the first interview nothing is known yet."""
    document = TRAME.documents["emargement-vierge"]
    values = context.context(Bilan({}, {}, TODAY), TRAME, document, today=TODAY)
    assert ("Bénéficiaire", "…" * 20) in values["document"]["fiche"]


def finding(rule: str, note: str = "cadre/seances") -> Finding:
    return Finding(rule, Severity.INVALIDE, note, ("seances", 0), "")


def test_a_past_fault_does_not_hold_back_a_statement_of_facts() -> None:
    """A late signature or consent leaves the hours what they are; a wrong hour does not."""
    certificat = TRAME.documents["certificat"]
    named = {rule for each in TRAME.documents.values() for rule in each.rules or ()}
    assert named and all(catalogue.find(rule) for rule in named)
    assert certificat.rules == ("BC101", "BC302", "BC303", "BC304")
    assert certificat.awaits(finding("BC303"))
    assert not certificat.awaits(finding("BC201"))
    assert certificat.awaits(finding("N101"))
    assert not certificat.awaits(finding("N101", "cadre/convention"))


def test_what_the_law_gives_the_person_is_not_withheld_for_a_past_fault() -> None:
    """Hours beyond the limit or outside the act are past mending; a number of social security is
    taken out, and an empty field filled."""
    document = TRAME.documents["synthese"]
    irreparable = ("BC101", "BC201", "BC202", "BC208", "BC216", "BC402")
    assert not any(document.awaits(finding(rule)) for rule in irreparable)
    assert document.awaits(finding("BC303")) and document.awaits(finding("BC401"))
    assert document.awaits(finding("N101"))


def test_a_certificat_is_refused_with_every_disagreement(demo: Any) -> None:
    """While the bilan goes on, and once more if a session has no proof: each with its line."""
    refused = demo("build", "2026-014", "certificat")
    assert refused.code == 1
    assert "N301" in refused.out and "pas clos" in refused.said
    assert not [*(demo.cwd / "documents" / "2026-014").glob("certificat*")]
    seances = demo("show", "2026-007", "cadre/seances").out
    source = demo.cwd.parent / "seances.yaml"
    source.write_text(seances.replace("\n    preuve: emargement", "", 1), encoding="utf-8")
    assert demo("edit", "2026-007", "cadre/seances", "--from", str(source)).code in (0, 1)
    refused = demo("build", "2026-007", "certificat")
    assert refused.code == 1
    assert "preuve" in refused.said


def interrupted(reason: str, **seances: Any) -> Bilan:
    closure = {"etat": "interrompu", "le": "2026-04-30", "motif": reason}
    person = {"civilite": "m", "nom": "Fictif", "prenom": "Bastien"}
    notes = {"cadre/beneficiaire": person, "cadre/seances": {**seances, "cloture": closure}}
    return Bilan(notes, {"raison_sociale": "Cap Fictif", "consultants": []}, TODAY)


REASONS = ("abandon", "reprise_emploi", "retrait_consentement", "raison_personnelle",
           "prestataire", "force_majeure")  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_the_letter_of_interruption_has_words_for_each_reason(reason: str) -> None:
    """Neutral ones; and without an hour or an agreement it says so, with no figure."""
    letter = markdown(interrupted(reason), "lettre-interruption")
    first = next(line for line in letter.splitlines() if "interrompu le 30\u00a0avril" in line)
    assert len(first.split("2026.")[1].strip()) > 15
    assert "Aucune heure d’accompagnement" in letter
    assert "Vous n’avez pas donné d’accord" in letter
    assert "Monsieur," in letter
    assert "gardées trois ans après la fin de l’année du dernier paiement" in letter
    assert "gardées dix ans après la fin du bilan" in letter


def test_the_reasons_are_those_of_the_note() -> None:
    """A reason that the schema would add has its sentence in the letter."""
    closure = TRAME.notes["cadre/seances"].schema["properties"]["cloture"]["properties"]
    assert tuple(closure["motif"]["enum"]) == REASONS


def test_the_letter_of_interruption_counts_what_is_proven() -> None:
    """Hours by phase, from the sessions alone, and the agreement in force that day."""
    held = {"date": "2026-03-02", "debut": "09:00", "fin": "10:30", "phase": "preliminaire",
            "nature": "entretien", "mode": "presentiel", "etat": "tenue"}  # fmt: skip
    bilan = interrupted("abandon", seances=[{**held, "preuve": "emargement"}, held])
    agreement = {"id": "c", "objet": "conservation", "decision": "donne", "le": "2026-04-01",
                 "duree_mois": 12}  # fmt: skip
    notes = {**bilan.notes, "cadre/consentements": {"entrees": [agreement]}}
    letter = markdown(Bilan(notes, bilan.cabinet, TODAY), "lettre-interruption")
    assert "**1\u00a0h\u00a030** d’accompagnement" in letter
    assert "1\u00a0h\u00a030 pour la phase préliminaire." in letter
    assert "accord écrit du 1er\u00a0avril\u00a02026" in letter and "pour un an" in letter


HELD = {
    "date": "2026-03-02", "debut": "09:00", "fin": "10:30", "phase": "preliminaire",
    "nature": "entretien", "mode": "presentiel", "etat": "tenue", "preuve": "emargement",
}  # fmt: skip


def certified(convention: dict[str, Any], cabinet: dict[str, Any] | None = None) -> str:
    notes = {
        "cadre/beneficiaire": {"civilite": "mme", "nom": "Modèle", "prenom": "Nadia"},
        "cadre/convention": {"intitule": "Bilan de compétences", **convention},
        "cadre/seances": {"seances": [HELD], "cloture": {"etat": "acheve", "le": "2026-03-09"}},
    }
    house = {"raison_sociale": "Cap Fictif", "consultants": [], **(cabinet or {})}
    text = markdown(Bilan(notes, house, TODAY), "certificat")
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_certificat_follows_the_model_of_the_ministry() -> None:
    """Who attests, of whom and which employer, what nature, when, how long, and for how many years
    the proofs are kept."""
    text = certified(
        {
            "representant_prestataire": "Hélène Démo, gérante",
            "employeur": {"raison_sociale": "Atelier Fictif"},
        },
        {"conservation_administrative_annees": 6},
    )
    for said in (
        "représenté par Hélène Démo, gérante", "dont l’employeur est Atelier Fictif",
        "Nature de l’action : **bilan de compétences**", "**le 2 mars 2026**", "**1 h 30**",
        "**six ans** à compter de la fin de l’année du dernier paiement", "Pour Cap Fictif, Hélène",
    ):  # fmt: skip
        assert said in text, said


def test_the_certificat_tells_nothing_that_the_notes_do_not() -> None:
    """No employer, nobody who represents: neither is mentioned, and the undertaking stands."""
    text = certified({})
    assert "employeur" not in text and "représenté" not in text
    assert "**trois ans**" in text and "nom, qualité, cachet et signature" in text


def informed(**notes: Any) -> str:
    person = {"civilite": "m", "nom": "Fictif", "prenom": "Bastien"}
    held = {name.replace("__", "/"): value for name, value in notes.items()}
    bilan = Bilan({"cadre/beneficiaire": person, **held},
                  {"raison_sociale": "Cap Fictif", "consultants": []}, TODAY)  # fmt: skip
    spec = TRAME.documents["avis-financeur"]
    if particulars.needless(bilan, spec):
        return ""
    return markdown(bilan, "avis-financeur").replace("\u00a0", " ").replace("\\", "")


OPCO = {"financements": [{"type": "opco", "financeur": "Opérateur Exemple", "reference": "REF-1",
                          "montant": 1600}]}  # fmt: skip


def test_funders_are_told_the_course_of_a_bilan_and_nothing_else() -> None:
    """L6353-10: begin, interruptions, end; and the hours, once it is over."""
    sessions = {"seances": [HELD]}
    letter = informed(cadre__convention=OPCO, cadre__seances=sessions)
    assert "Opérateur Exemple" in letter and "référence REF-1" in letter
    assert "| Début : première séance | 2 mars 2026 |" in letter
    assert "Achèvement" not in letter and "Interruption |" not in letter
    assert "d’accompagnement" not in letter
    paused = {**sessions, "suspensions": [{"du": "2026-04-01"}]}
    letter = informed(cadre__convention=OPCO, cadre__seances=paused)
    assert "| Interruption | depuis le 1er avril 2026 |" in letter
    over = {**sessions, "cloture": {"etat": "acheve", "le": "2026-06-12"}}
    letter = informed(cadre__convention=OPCO, cadre__seances=over)
    assert (
        "| **Achèvement** | **12 juin 2026** |" in letter
        and "**1 h 30** d’accompagnement" in letter
    )
    stopped = {
        **sessions,
        "cloture": {"etat": "interrompu", "le": "2026-04-30", "motif": "abandon"},
    }
    letter = informed(cadre__convention=OPCO, cadre__seances=stopped)
    assert "| **Arrêt avant le terme prévu** | **30 avril 2026** |" in letter
    assert "abandon" not in letter


def test_nobody_is_told_where_a_platform_is_or_nothing_began() -> None:
    """An order is followed on its platform, the person knows, and a bilan to come has no begin."""
    sessions = {"seances": [HELD]}
    for kind in ("cpf", "personnel"):
        lines = {"financements": [{"type": kind, "financeur": "X", "montant": 1}]}
        assert informed(cadre__convention=lines, cadre__seances=sessions) == ""
    assert informed(cadre__convention=OPCO) == ""


def reminded(**notes: Any) -> str:
    return markdown(Bilan({name.replace("__", "/"): value for name, value in notes.items()},
                          {"raison_sociale": "Cap Fictif", "consultants": []}, TODAY),
                    "relance")  # fmt: skip


def test_a_reminder_leaves_blank_only_what_no_note_says() -> None:
    """The next session where one is planned, otherwise room to write some dates."""
    planned = {"date": "2026-12-18", "debut": "14:30", "fin": "16:30", "phase": "conclusions",
               "nature": "entretien", "mode": "visio", "etat": "prevue"}  # fmt: skip
    letter = reminded(cadre__seances={"seances": [planned]})
    assert "le 18\u00a0décembre\u00a02026, de 14\u00a0h\u00a030 à 16\u00a0h\u00a030**" in letter
    assert "………" not in letter
    missed = {**planned, "date": "2026-12-04", "etat": "absence"}
    letter = reminded(cadre__seances={"seances": [missed]})
    assert "Nous vous attendions le 4\u00a0décembre\u00a02026." in letter
    assert "………" in letter


def test_a_reminder_after_the_end_is_about_what_was_sent() -> None:
    """The survey without an answer, and nothing of sessions."""
    closed = {"cloture": {"etat": "acheve", "le": "2026-06-12"}}
    survey = {"a_chaud": {"envoye_le": "2026-06-15"}}
    letter = reminded(cadre__seances=closed, cadre__satisfaction=survey)
    assert "Le 15\u00a0juin\u00a02026, nous vous avons envoyé l’enquête" in letter
    assert "séance" not in letter


LETTER = "::: courrier\n- Cap Fictif\\\n  Quimper\n- Mme Modèle\n:::\n"
TO_WRITE_IN = '::: {.tableau hauteur="15"}\n| Date | Signature |\n|---|---|\n| lundi |  |\n:::\n'


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """A letter's head and a table to write in, in each format, as its text."""
    ast = pandoc.parse(LETTER + "\n" + TO_WRITE_IN)
    made = {}
    for kind in pandoc.FORMATS:
        data = pandoc.write(
            ast, kind, meta={"title": "x"}, charts={}, styles=Styles.standard(), epoch=0
        )
        made[kind] = _text(data, kind)
    return made


def _text(data: bytes, kind: str) -> str:
    if kind not in ("docx", "odt"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml" if kind == "docx" else "content.xml").decode()


def test_rows_to_write_in_are_tall_and_ruled_in_every_format(written: dict[str, str]) -> None:
    """Fifteen millimetres in Word, LibreOffice and the PDF; a class of its own on the page."""
    assert '<w:trHeight w:val="850" w:hRule="atLeast" />' in written["docx"]
    assert "<w:insideV" in written["docx"] and 'lineRule="exact"' not in written["docx"]
    assert 'style:min-row-height="1.5cm"' in written["odt"]
    assert 'table:style-name="CelluleARemplir"' in written["odt"]
    assert "hauteur: 15mm" in written["typst"]
    assert "a-remplir" in written["html"]


def test_the_addresses_of_a_letter_stand_side_by_side(written: dict[str, str]) -> None:
    """Each in its place, lines kept; no frame around them."""
    assert "#courrier(" in written["typst"].replace("\n", "")
    assert '<div class="courrier">' in written["html"]
    for kind in ("docx", "odt"):
        assert written[kind].index("Quimper") < written[kind].index("Modèle")


@pytest.fixture(scope="module")
def sheet(lasting: Shop) -> Iterator[pypdf.PdfReader]:
    document = lasting.shop.trame.documents["emargement"]
    ((_, made),) = assembly.compose(lasting.seen, lasting.shop, document, ("pdf",), draft=False)
    yield pypdf.PdfReader(io.BytesIO(made["pdf"][0]))


def test_the_sheet_repeats_its_titles_and_counts_in_its_pdf(sheet: pypdf.PdfReader) -> None:
    """One rendering: two pages, the titles of the columns on both, the hours of the example."""
    pages = [page.extract_text() for page in sheet.pages]
    assert len(pages) == 2
    assert all("Date et horaires" in page for page in pages)
    whole = " ".join("".join(pages).replace("\u00a0", " ").split())
    assert "19 h 30" in whole and "relevé de" in whole
