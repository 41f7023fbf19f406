"""Judging a note: what lacks, what is wrong, where, and what to write; never a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import DataFault
from bilantool.findings import Finding, KeyPath, Position, Severity
from bilantool.notes import schema as schemas
from bilantool.notes.completeness import KINDS, Judged, check
from bilantool.notes.overlay import Overlay
from bilantool.notes.reading import Reading, read
from bilantool.notes.trame import NoteSpec, load
from bilantool.resources import shipped

FICHE: dict[str, Any] = {
    "title": "Fiche",
    "type": "object",
    "x-article": "R6313-4",
    "additionalProperties": False,
    "required": ["nom", "statut"],
    "x-cloture": ["bilan"],
    "properties": {
        "nom": {"title": "Nom", "type": "string", "format": "ligne", "maxLength": 20},
        "postal": {
            "title": "Code postal",
            "type": "string",
            "pattern": "^[0-9]{5}$",
            "examples": ["01000"],
        },
        "statut": {
            "title": "Statut",
            "type": "string",
            "enum": ["salarie", "autre"],
            "x-libelles": {"salarie": "salarié", "autre": "autre"},
        },
        "employeur": {"title": "Employeur", "type": "string", "format": "ligne"},
        "mineur": {"title": "Mineur", "type": "boolean"},
        "le": {"title": "Date", "type": "string", "format": "date", "x-article": "L6313-4"},
        "debut": {"title": "Début", "type": ["string", "integer"], "format": "mois"},
        "heure": {"title": "Heure", "type": "string", "format": "heure"},
        "courriel": {"title": "Courriel", "type": "string", "format": "email"},
        "heures": {"title": "Heures", "type": "number", "minimum": 0, "maximum": 24},
        "rang": {"title": "Rang", "type": "integer"},
        "mots": {"title": "Mots", "type": "array", "minItems": 2, "items": {"type": "string"}},
        "adresse": {
            "title": "Adresse",
            "type": "object",
            "additionalProperties": False,
            "required": ["voie"],
            "properties": {"voie": {"title": "Voie", "type": "string"}},
        },
        "etapes": {
            "title": "Étapes",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "x-libelle": "quoi",
                "required": ["quoi"],
                "properties": {"quoi": {"title": "Quoi", "type": "string"}},
            },
        },
        "bilan": {"title": "Bilan", "type": "string"},
    },
    "if": {"required": ["statut"], "properties": {"statut": {"const": "salarie"}}},
    "then": {"required": ["employeur"]},
}


def note_of(schema: dict[str, Any]) -> NoteSpec:
    return NoteSpec(
        name="cadre/fiche",
        folder="cadre",
        phase=None,
        title="Fiche",
        classe="administratif",
        article="R6313-4",
        schema=schemas.completed(schema),
    )


SPEC = note_of(FICHE)
WHOLE = "nom: Modèle\nstatut: autre\n"


def judge(text: str, *, closing: bool = False) -> Judged:
    return check(SPEC, read(text), closing=closing)


def only(text: str) -> Finding:
    judged = judge(text)
    assert len(judged.findings) == 1, judged.findings
    return judged.findings[0]


def test_a_whole_note_has_no_findings() -> None:
    """Nothing is said of a note that is as its schema wants it; its values are normal."""
    judged = judge(WHOLE + "mineur: non\nmots: [a, b]\nemployeur:\n")
    assert judged.findings == ()
    assert judged.shaped and judged.begun
    assert judged.values == {
        "nom": "Modèle",
        "statut": "autre",
        "mineur": False,
        "mots": ["a", "b"],
    }


@pytest.mark.parametrize("text", ["", "# rien\n", "nom:\nstatut: ''\netapes:\n  - quoi:\n"])
def test_an_empty_note_has_one_finding(text: str) -> None:
    """A note not begun is one thing to do, not one per field."""
    finding = only(text)
    assert (finding.rule, finding.severity, finding.path) == ("N102", Severity.MANQUANT, ())
    assert finding.position == Position(1, 1)
    assert not judge(text).begun and judge(text).shaped


def test_an_empty_note_without_requirements_is_fine() -> None:
    """Where nothing is required, nothing is missing."""
    spec = note_of({"title": "Libre", "type": "object", "properties": {"mot": {"type": "string"}}})
    assert check(spec, read("")).findings == ()


def test_derogations_do_not_begin_a_note_but_are_judged() -> None:
    """A derogation with a wrong date is told beside the note's own emptiness."""
    judged = judge("derogations:\n  - {regle: BP101, motif: x, date: hier}\n")
    assert [finding.rule for finding in judged.findings] == ["N102", "N203"]
    assert not judged.begun


def test_closing_asks_for_more() -> None:
    """What `x-cloture` names is missing only once the bilan is over."""
    assert judge(WHOLE).findings == ()
    assert [f.path for f in judge(WHOLE, closing=True).findings] == [("bilan",)]


def test_a_condition_is_told_by_what_it_requires() -> None:
    """Of if/then only the missing key is reported."""
    finding = only("nom: x\nstatut: salarie\n")
    assert (finding.rule, finding.path) == ("N101", ("employeur",))


def test_a_missing_key_stands_at_its_empty_line_or_around() -> None:
    """The line is that of the empty key, or of the group that lacks it."""
    empty = only("nom: x\nstatut: autre\nadresse:\n  voie:\netapes:\n  - quoi: a\n  - id: b\n")
    assert (empty.path, empty.position) == (("etapes", 1, "quoi"), Position(7, 5))
    assert empty.message == "« Quoi » manque dans l’élément 2 de « Étapes »"


def test_a_blank_item_among_others_is_one_finding() -> None:
    """An item left empty is missing as a whole, in its place."""
    finding = only(WHOLE + "etapes:\n  - quoi: a\n  - quoi:\n")
    assert (finding.rule, finding.path) == ("N101", ("etapes", 1))
    assert only(WHOLE + "mots: [a, b, '']\n").path == ("mots", 2)


@pytest.mark.parametrize(
    ("line", "rule", "path", "says"),
    [
        ("postal: 01000", "N201", ("postal",), 'postal: "…"'),
        ("postal: abc", "N201", ("postal",), "01000"),
        ("le: 14/03/2026", "N203", ("le",), "AAAA-MM-JJ"),
        ("le: 31/02/2026", "N203", ("le",), "n’existe pas"),
        ("le: 2026-02-31", "N203", ("le",), "n’existe pas"),
        ("le: 2026", "N203", ("le",), "AAAA-MM-JJ"),
        ("debut: 05/2019", "N203", ("debut",), "AAAA-MM"),
        ("debut: 1850", "N203", ("debut",), "AAAA-MM"),
        ("heure: 9h30", "N203", ("heure",), "HH:MM"),
        ("courriel: moi", "N201", ("courriel",), "adresse"),
        ("heures: 12,5", "N201", ("heures",), "point"),
        ("heures: douze", "N201", ("heures",), "chiffres"),
        ("heures: 1.780", "N201", ("heures",), "milliers"),
        ("heures: 1,780", "N201", ("heures",), "milliers"),
        ("heures: 1 780,00", "N201", ("heures",), "sans espace"),
        ("le: en cours", "N203", ("le",), "laissez vide"),
        ("le: 14 mars 2026", "N203", ("le",), "2026-03-14"),
        ("employeur: True", "N201", ("employeur",), 'employeur: "…"'),
        ("heures: 30", "N201", ("heures",), "de 0 à 24"),
        ("rang: 1.5", "N201", ("rang",), "entier"),
        ("mineur: peut-être", "N201", ("mineur",), "oui ou non"),
        ("mots: un seul", "N201", ("mots",), "tiret"),
        ("mots: [seul]", "N101", ("mots",), "2"),
        ("mots: [a, {Bilan: suite}]", "N201", ("mots", 1), "guillemets"),
        ("etapes: {quoi: a}", "N201", ("etapes",), "tiret"),
        ("adresse: rue", "N201", ("adresse",), "voie"),
        ("adresse: [voie]", "N201", ("adresse",), "tirets"),
        ("nomm: x", "N202", (), "« nom »"),
        ("adresse: {voie: x, zzz: y}", "N202", ("adresse",), "voie"),
        ("nom_: [a]", "N202", (), "« nom »"),
    ],
)
def test_traps_have_their_hint(line: str, rule: str, path: KeyPath, says: str) -> None:
    """Each usual mistake is one finding on its line, which says what to write."""
    finding = only(f"{WHOLE}{line}\n")
    assert (finding.rule, finding.path) == (rule, path)
    assert finding.position is not None and finding.position.line == 3
    assert says in finding.hint
    missing = rule == "N101"
    assert finding.severity is (Severity.MANQUANT if missing else Severity.INVALIDE)
    assert judge(f"{WHOLE}{line}\n").shaped is missing


@pytest.mark.parametrize("written", ["salari", "Salarié", "salarie_", "sal", "salarier"])
def test_a_wrong_choice_gets_its_nearest_neighbour(written: str) -> None:
    """By its key, its label, or their beginning; then all of them."""
    finding = only(f"nom: x\nstatut: {written}\nemployeur: y\n")
    assert finding.hint.startswith("vouliez-vous écrire « salarie » ? les choix : ")


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        ("nom: Petit #2, fils\nstatut: autre\n", ("nom",), 'guillemets, nom: "…"'),
        (f"{WHOLE}employeur: Rue #12\n", ("employeur",), "une espace après le #"),
        (f"{WHOLE}mots:\n  - un #deux\n  - trois\n", ("mots", 0), '- "…"'),
        (f"{WHOLE}employeur: #12\n", ("employeur",), "guillemets"),
        ("nom: Null\nstatut: autre\n", ("nom",), 'entourez-la : nom: "…"'),
        ("nom: null\nstatut: autre\n", ("nom",), 'entourez-la : nom: "…"'),
        (f"{WHOLE}employeur: NULL\n", ("employeur",), "« rien »"),
    ],
)
def test_what_is_lost_of_a_text_is_said(text: str, path: KeyPath, says: str) -> None:
    """A value cut by a `#`, a name that means nothing without quotes: invalid, and still judged."""
    finding = only(text)
    assert (finding.rule, finding.path, finding.severity) == ("N211", path, Severity.INVALIDE)
    assert says in finding.hint
    assert judge(text).shaped


def test_a_remark_right_behind_a_text_is_advice() -> None:
    """It may be the rest of the value; two spaces, or a value that is no text, make it none."""
    finding = only(f"{WHOLE}employeur: Sel SARL # à vérifier\n")
    assert (finding.rule, finding.severity) == ("N212", Severity.CONSEIL)
    assert "deux espaces" in finding.hint
    for fine in ("employeur: Sel  # vu", "le: 2026-03-14 #vu", "heures: 3 # vu", "employeur: ~"):
        assert judge(f"{WHOLE}{fine}\n").findings == ()


def test_what_is_wrong_too_is_said_before_a_remark() -> None:
    """Advice never hides a fault of the same field."""
    judged = judge(f"{WHOLE}postal: abc # vu\n")
    assert [finding.rule for finding in judged.findings] == ["N201"]
    assert not judged.shaped
    assert not judge(f"{WHOLE}postal: abc #vu\n").shaped


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"type": "string", "format": "date", "examples": ["2026-03-02"]}, "(AAAA-MM-JJ)"),
        ({"type": "string", "format": "heure", "examples": ["09:30"]}, "(HH:MM)"),
        ({"type": "number", "examples": [19.5]}, "(un nombre)"),
        ({"type": "integer", "minimum": 1, "maximum": 5, "examples": [4]}, "un nombre de 1 à 5"),
        ({"type": "string", "examples": ["Lyon"]}, "(exemple inventé : Lyon)"),
        ({"type": "string", "enum": ["a", "b"], "examples": ["a"]}, "a ou b"),
    ],
)
def test_an_example_is_not_offered_as_the_answer(field: dict[str, Any], says: str) -> None:
    """What is missing is asked for by its form; an invented word is said to be one."""
    spec = note_of(
        {
            "type": "object",
            "required": ["cle"],
            "properties": {"cle": {"title": "Clé", **field}, "autre": {"type": "string"}},
        }
    )
    (finding,) = check(spec, read("autre: x\n")).findings
    assert says in finding.hint
    assert "2026" not in finding.hint and "09:30" not in finding.hint


def test_an_end_that_has_not_come_is_none() -> None:
    """« en cours », « à ce jour » where the schema knows an open end; elsewhere it is wrong."""
    schema = {
        "type": "object",
        "properties": {
            "fin": {"type": ["string", "integer"], "format": "mois", "x-en-cours": True},
            "nom": {"type": "string"},
        },
    }
    for told in ("en cours", "présent", "À ce jour", "actuellement"):
        judged = check(note_of(schema), read(f"nom: x\nfin: {told}\n"))
        assert judged.findings == ()
        assert "fin" not in judged.values


def test_a_wrong_choice_shows_the_choices() -> None:
    """The accepted values are given with their labels."""
    finding = only("nom: x\nstatut: cadre\n")
    assert finding.rule == "N204"
    assert "salarie (salarié) ou autre" in finding.hint


def test_a_long_line_says_the_limit() -> None:
    """The limit comes from the schema."""
    assert "20 caractères" in only(f"nom: {'x' * 21}\nstatut: autre\n").hint


def test_the_nearest_article_is_cited() -> None:
    """A field's own article comes before that of the note."""
    judged = judge("nom: [a]\nstatut: autre\nle: hier\n")
    assert [finding.article for finding in judged.findings] == ["R6313-4", "L6313-4"]


def test_findings_come_in_the_order_of_the_text() -> None:
    """One pass gives them all, sorted by line."""
    judged = judge("heures: x\nzzz: 1\nle: hier\nstatut: cadre\nnom: [a]\n")
    lines = [finding.position.line for finding in judged.findings if finding.position]
    assert lines == [1, 2, 3, 4, 5]


def test_an_unusable_pattern_is_a_fault_of_the_template() -> None:
    """What only the validator's compilation can see is still a French sentence."""
    spec = note_of({"type": "object", "properties": {"a": {"type": "string", "pattern": "("}}})
    with pytest.raises(DataFault) as caught:
        check(spec, read("a: b\n"))
    assert "cadre/fiche" in caught.value.message


def test_remote_schemas_are_refused() -> None:
    """Nothing is fetched: a reference to elsewhere makes the schema unusable."""
    spec = note_of({"type": "object", "properties": {"a": {"$ref": "https://exemple.invalid/x"}}})
    with pytest.raises(DataFault):
        check(spec, read("a: b\n"))


def test_kinds_have_stable_distinct_ids() -> None:
    """The catalogue holds every id that findings bear, each once."""
    assert [kind.id for kind in KINDS] == sorted({kind.id for kind in KINDS})
    assert all(kind.title and kind.explanation for kind in KINDS)
    assert len(KINDS) == 16


KNOWN = st.sampled_from(
    [*FICHE["properties"], "quoi", "voie", "derogations", "regle", "motif", "date", "id"]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2026-02-31", "31/02/2026", "oui", "12,5", "salarie", "9999-99-99"]),
    lambda inner: st.lists(inner) | st.dictionaries(KNOWN | st.text(), inner),
    max_leaves=15,
)


@given(st.dictionaries(KNOWN | st.text(), JSON), st.booleans())
def test_any_values_are_judged(values: dict[str, Any], closing: bool) -> None:
    """Whatever the values, the outcome is findings with known ids and a position."""
    judged = check(SPEC, Reading(values, {}, ""), closing=closing)
    ids = {kind.id for kind in KINDS}
    assert all(finding.rule in ids and finding.position for finding in judged.findings)
    assert all(finding.hint and not finding.hint.endswith(".") for finding in judged.findings)


SECRET = "Zorglub"


def poisoned(value: Any) -> Any:
    """The same shape with a secret in each text, and beside each key a secret one."""
    if isinstance(value, dict):
        return {**{key: poisoned(inner) for key, inner in value.items()}, SECRET: SECRET}
    if isinstance(value, list):
        return [*(poisoned(item) for item in value), SECRET, {SECRET: SECRET}]
    return SECRET


def sample(schema: dict[str, Any]) -> Any:
    """Something at every key of a schema, of the right type for collections."""
    if "properties" in schema:
        return {key: sample(part) for key, part in schema["properties"].items()}
    if "items" in schema:
        return [sample(schema["items"])]
    return ""


def test_no_finding_shows_a_value_or_an_unknown_key() -> None:
    """A secret in every value and in unknown keys, in all shipped notes, is never repeated."""
    trame = load(Overlay(shipped("templates") / "standard"))
    seen = 0
    for spec in trame.notes.values():
        values = poisoned(sample(spec.schema))
        judged = check(spec, Reading(values, {}, ""), closing=True)
        seen += len(judged.findings)
        for finding in judged.findings:
            told = repr((finding.message, finding.hint, finding.path, finding.article))
            assert SECRET not in told and SECRET.lower() not in told
    assert seen > 500
