"""The shipped trame and its eighteen schemas keep the conventions of docs/architecture.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from bilantool.notes.formats import FORMATS
from bilantool.notes.reading import read
from bilantool.resources import shipped

STANDARD = shipped("templates") / "standard"
NOTES = STANDARD / "notes"

Schema = dict[str, Any]
Missing = set[tuple[str, ...]]

ANNOTATIONS = {
    "title",
    "description",
    "examples",
    "x-article",
    "x-question",
    "x-cloture",
    "x-libelles",
    "x-renvoi",
    "x-libelle",
    "x-sensible",
    "x-tiers",
    "x-anterieur",
    "x-outil",
    "x-temps",
    "x-en-cours",
    "x-duree",
    "x-lecture",
}
SHAPE = {
    "type",
    "format",
    "enum",
    "const",
    "pattern",
    "minimum",
    "maximum",
    "maxLength",
    "minItems",
    "minProperties",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "contains",
    "allOf",
    "if",
    "then",
    "else",
}
# Articles before 2019, still widely cited, and never to be.
CERTAINTIES = {"verifie", "secondaire", "a_confirmer"}


@dataclass(frozen=True)
class Spot:
    """One subschema that describes a value, and where it stands."""

    note: str
    path: tuple[str, ...]
    schema: Schema

    def __str__(self) -> str:
        return f"{self.note}#{'.'.join(self.path)}"


@cache
def trame() -> Schema:
    return read((STANDARD / "trame.yaml").read_text(encoding="utf-8")).values


@cache
def schemas() -> Mapping[str, Schema]:
    return {
        path.relative_to(NOTES).with_suffix("").as_posix(): read(
            path.read_text(encoding="utf-8")
        ).values
        for path in sorted(NOTES.rglob("*.yaml"))
    }


def below(note: str, schema: Schema, path: tuple[str, ...] = ()) -> Iterator[Spot]:
    """The schema and those of its properties and items; conditions are not descended."""
    yield Spot(note, path, schema)
    for key, part in schema.get("properties", {}).items():
        yield from below(note, part, (*path, key))
    if "items" in schema:
        yield from below(note, schema["items"], (*path, "[]"))


@cache
def spots() -> tuple[Spot, ...]:
    return tuple(spot for note, schema in schemas().items() for spot in below(note, schema))


def conditions(schema: Schema) -> list[Schema]:
    """The objects that hold an `if`, at this level."""
    return [part for part in (schema, *schema.get("allOf", ())) if "if" in part]


@cache
def validator(note: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        schemas()[note], formats=FORMATS, validate_formats=True
    )


def missing(note: str, values: Schema) -> Missing:
    """The key path of each required key that `values` lack; list indices are left out."""
    found: Missing = set()
    for error in validator(note).iter_errors(values):
        if error.kind.name == "required":
            path = [str(step) for step in error.instance_path if isinstance(step, str)]
            found.add((*path, error.kind.property))
    return found


def test_the_trame_and_the_files_agree() -> None:
    """Every note of the trame has its schema, every schema its place in the trame."""
    assert len(trame()["notes"]) == 18
    assert set(trame()["notes"]) == set(schemas())
    folders = {name.split("/")[0] for name in schemas()}
    assert folders == {"cadre", *trame()["phases"]}


def test_the_trame_names_only_what_it_defines() -> None:
    """Classes, notes, durations and formats of the trame are known ones, notes in its order."""
    parts = trame()
    order = list(parts["notes"])
    assert set(parts["classes"]) == {"travail", "suivi", "administratif", "comptable"}
    assert {entry["classe"] for entry in parts["notes"].values()} == set(parts["classes"])
    assert {"synthese", "fiche-projet", "plan-action"} <= set(parts["documents"])
    for name, document in parts["documents"].items():
        assert document["classe"] in parts["classes"]
        assert set(document["formats"]) <= {"docx", "odt", "html", "pdf"}
        assert document["notes"] == [each for each in order if each in document["notes"]]
        # The welcome booklet is the cabinet's own text, the same for everybody.
        assert document["notes"] or "commande" in document or name == "livret-accueil"
    for_each = parts["documents"]["fiche-projet"]["pour_chaque"]
    assert schemas()["conclusions/synthese"]["properties"][for_each]["type"] == "array"


def test_durations_are_dated_data() -> None:
    """Each class says from what, how long, by which text and how surely; no agreement, no delay."""
    seen = 0
    for name, retention in trame()["classes"].items():
        for duration in retention["durees"]:
            seen += 1
            assert duration["declencheur"] in ("terme", "dernier_paiement")
            assert duration["certitude"] in CERTAINTIES
            assert duration["article"]
            assert duration["objet"]
            assert isinstance(duration["mois"], int)
            for key in ("depuis", "jusqu_au"):
                assert FORMATS["date"](duration.get(key, "2026-01-01"))
            if name in ("travail", "suivi"):
                assert (duration["mois"] > 0) == duration["accord"]
                assert duration["mois"] <= 36
    assert seen >= 8


@pytest.mark.parametrize("note", sorted(schemas()))
def test_a_schema_compiles_and_an_empty_note_only_lacks_keys(note: str) -> None:
    """No schema is invalid, and emptiness is never called a wrong shape."""
    errors = list(validator(note).iter_errors({}))
    assert {error.kind.name for error in errors} <= {"required"}


def test_only_the_agreed_keywords_are_used() -> None:
    """What the loader, the skeleton and the messages do not know stays out of the schemas."""
    seen: set[str] = set()

    def walk(schema: Schema) -> None:
        seen.update(schema)
        for part in schema.get("properties", {}).values():
            walk(part)
        for key in ("items", "contains", "if", "then", "else"):
            if key in schema:
                walk(schema[key])
        for part in schema.get("allOf", ()):
            assert set(part) <= {"if", "then", "else"}
            walk(part)

    for schema in schemas().values():
        walk(schema)
    assert seen == ANNOTATIONS | SHAPE


def test_every_value_has_a_title_and_a_known_type() -> None:
    """Each property and each object of a list is named in French, and has one of the types."""
    named = 0
    for spot in spots():
        plain_item = spot.path[-1:] == ("[]",) and spot.schema["type"] != "object"
        assert plain_item or spot.schema["title"].strip(), spot
        named += not plain_item
        kind = spot.schema["type"]
        if kind == "string":
            assert spot.schema.get("format") in FORMATS or "enum" in spot.schema, spot
        elif kind in ("number", "integer"):
            assert "minimum" in spot.schema, spot
        elif kind == ["string", "integer"]:
            assert spot.schema["format"] == "mois", spot
        else:
            assert kind in ("object", "array", "boolean"), spot
        if spot.schema.get("format") == "ligne":
            assert spot.schema["maxLength"] == 200, spot
    assert named > 400


def test_loader_injected_keys_are_not_repeated() -> None:
    """`id` and `derogations` come from the loader; keys are unaccented, ready for templates."""
    keys = [key for spot in spots() for key in spot.schema.get("properties", {})]
    assert len(keys) > 400
    assert not {"id", "derogations"} & set(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys)


def test_every_object_closes_its_properties() -> None:
    """An unknown key is always noticed."""
    objects = [spot for spot in spots() if spot.schema["type"] == "object"]
    assert len(objects) > 60
    for spot in objects:
        assert spot.schema["additionalProperties"] is False, spot
        assert spot.schema["properties"], spot


def test_required_keys_exist() -> None:
    """`required`, `x-cloture`, `x-libelle` and conditions name properties of their object."""
    named = 0
    for spot in spots():
        properties = set(spot.schema.get("properties", ()))
        lists = [spot.schema.get("required", []), spot.schema.get("x-cloture", [])]
        for part in conditions(spot.schema):
            for branch in (part["if"], part.get("then", {}), part.get("else", {})):
                lists.append(branch.get("required", []))
                assert set(branch.get("properties", ())) <= properties, spot
        for keys in lists:
            assert set(keys) <= properties, spot
            assert len(keys) == len(set(keys)), spot
            named += len(keys)
        assert not set(lists[0]) & set(lists[1]), spot
    assert named > 200


def test_a_required_list_is_not_empty() -> None:
    """A required list asks for one item at least; an optional one may stay empty."""
    seen = 0
    for spot in spots():
        required = spot.schema.get("required", ())
        for key, part in spot.schema.get("properties", {}).items():
            if part["type"] == "array":
                seen += 1
                assert part.get("minItems", 0) == (key in required), f"{spot}.{key}"
    assert seen > 60


def test_every_choice_has_a_french_label() -> None:
    """The labels are those of the values, in the same order, and none is empty."""
    choices = [spot for spot in spots() if "enum" in spot.schema]
    assert len(choices) > 50
    for spot in choices:
        labels = spot.schema["x-libelles"]
        assert list(labels) == spot.schema["enum"], spot
        assert all(isinstance(label, str) and label.strip() for label in labels.values()), spot
        assert len(set(labels.values())) == len(labels), spot


def test_every_reference_points_at_a_list_of_objects() -> None:
    """An `x-renvoi` leads to a list whose items carry an id, in a note of the trame."""
    lists = {
        f"{spot.note}#{'.'.join(step for step in spot.path if step != '[]')}"
        for spot in spots()
        if spot.schema["type"] == "array" and spot.schema["items"]["type"] == "object"
    }
    targets = {spot.schema["x-renvoi"] for spot in spots() if "x-renvoi" in spot.schema}
    inside = targets - {"pieces", "cabinet#consultants"}
    assert len(inside) == 11
    assert inside <= lists


def test_every_list_of_objects_says_what_names_an_item() -> None:
    """`x-libelle` is one of the item's own text properties."""
    items = [
        spot for spot in spots() if spot.path[-1:] == ("[]",) and spot.schema["type"] == "object"
    ]
    assert len(items) > 40
    for spot in items:
        label = spot.schema["properties"][spot.schema["x-libelle"]]
        assert "string" in label["type"], spot


def test_every_condition_requires_the_key_it_tests() -> None:
    """An absent key must not satisfy an `if`."""
    seen = 0
    for spot in spots():
        for part in conditions(spot.schema):
            seen += 1
            tested = set(part["if"].get("properties", ()))
            assert part["if"]["required"], spot
            assert tested <= set(part["if"]["required"]), spot
            assert "then" in part or "else" in part, spot
    assert seen > 20


def test_every_example_passes_its_own_schema() -> None:
    """A counsellor who copies an example is never told that it is wrong."""
    seen = 0
    for spot in spots():
        for example in spot.schema.get("examples", ()):
            seen += 1
            check = jsonschema_rs.Draft202012Validator(
                spot.schema, formats=FORMATS, validate_formats=True
            )
            assert check.is_valid(example), spot
    assert seen > 250


def test_texts_are_typographically_french() -> None:
    """No straight apostrophe, no breaking space before a high sign or inside guillemets."""
    wrong = re.compile(r"'| [?!;:»]|« |[a-zé][?!;]")
    seen = 0
    for spot in spots():
        texts = [spot.schema.get(key, "") for key in ("title", "description", "x-question")]
        texts += spot.schema.get("x-libelles", {}).values()
        texts += [example for example in spot.schema.get("examples", ()) if type(example) is str]
        for text in filter(None, texts):
            seen += 1
            assert not wrong.search(text), f"{spot}: {text}"
    assert seen > 800


def test_what_is_delivered_or_kept_is_marked_sensitive() -> None:
    """Every long text of the synthèse, the plan, the convention and the cadrage is watched."""
    seen = 0
    for spot in spots():
        if (
            spot.note.startswith(("conclusions/", "cadre/convention", "preliminaire/cadrage"))
            and spot.schema.get("format") == "texte"
        ):
            seen += 1
            assert spot.schema.get("x-sensible") is True, spot
    assert seen > 30


CONDITIONS = [
    ("cadre/beneficiaire", {"statut": "agent_public"}, {"fonction_publique"}),
    ("cadre/beneficiaire", {"statut": "salarie", "mineur": False}, set()),
    ("cadre/beneficiaire", {"mineur": True}, {"representant"}),
    ("cadre/convention", {"acte": "tripartite"}, {"employeur", "signatures"}),
    ("cadre/convention", {"acte": "bipartite"}, {"signatures"}),
    ("cadre/convention", {"acte": "contrat_individuel"}, {"signatures", "canal_signature"}),
    ("cadre/convention", {"acte": "commande_cpf"}, {"cpf"}),
    ("cadre/convention", {"acte": "commande_france_travail"}, set()),
    ("preliminaire/demande", {"bilan_adapte": False}, {"orientation_autre"}),
    ("preliminaire/demande", {"bilan_adapte": True}, set()),
    ("investigation/tests", {}, {"sans_test_motif"}),
    ("investigation/tests", {"tests": [{}]}, set()),
    ("investigation/entourage", {}, set()),
    ("investigation/entourage", {"proposee_le": "2026-03-23"}, {"acceptee"}),
    ("investigation/entourage", {"reponses": [{}]}, {"reaction_beneficiaire"}),
    ("conclusions/synthese", {}, {"sans_projet"}),
    ("conclusions/synthese", {"projets": [{}]}, set()),
    ("conclusions/restitution", {"suivi_propose": True}, {"suivi_prevu_le"}),
    ("conclusions/restitution", {"suivi_propose": False}, set()),
    ("suivi/suivi", {"issue": "tenu"}, {"tenu_le", "mode"}),
    ("suivi/suivi", {"issue": "refuse"}, set()),
]


@pytest.mark.parametrize(("note", "values", "expected"), CONDITIONS)
def test_a_condition_of_the_note_asks_for_its_keys(
    note: str, values: Schema, expected: set[str]
) -> None:
    """Beyond what is always required, a note lacks exactly what its own values call for."""
    always = set(schemas()[note].get("required", ()))
    lacking = {path[0] for path in missing(note, values) if len(path) == 1}
    assert lacking - always == expected


ITEM_CONDITIONS = [
    ("cadre/seances", "seances", {"mode": "visio"}, {"debut", "fin"}),
    ("cadre/seances", "seances", {"mode": "autonomie"}, {"duree_minutes"}),
    ("cadre/seances", "seances", {"etat": "tenue"}, {"preuve"}),
    ("cadre/seances", "seances", {"etat": "prevue"}, set()),
    (
        "cadre/consentements",
        "entrees",
        {"objet": "conservation", "decision": "donne"},
        {"duree_mois", "documents", "necessite_du_suivi"},
    ),
    ("cadre/consentements", "entrees", {"objet": "conservation", "decision": "refuse"}, set()),
    (
        "cadre/consentements",
        "entrees",
        {"objet": "communication", "decision": "donne"},
        {"destinataire"},
    ),
    ("investigation/pistes", "pistes", {"natures": ["formation", "creation"]}, {"creation"}),
    ("investigation/pistes", "pistes", {"natures": ["formation"]}, set()),
    ("investigation/pistes", "pistes", {"statut": "retenue"}, {"motif", "decidee_le"}),
    ("investigation/pistes", "pistes", {"statut": "ecartee"}, {"decidee_le"}),
    ("investigation/pistes", "pistes", {"statut": "en_cours"}, set()),
]


@pytest.mark.parametrize(("note", "key", "item", "expected"), ITEM_CONDITIONS)
def test_a_condition_of_an_item_asks_for_its_keys(
    note: str, key: str, item: Schema, expected: set[str]
) -> None:
    """A condition bears on the item that meets it."""
    always = set(schemas()[note]["properties"][key]["items"]["required"])
    lacking = {path[1] for path in missing(note, {key: [item]}) if len(path) == 2}
    assert lacking - always == expected


NESTED_CONDITIONS = [
    ("cadre/convention", {"acte": "tripartite", "signatures": {}}, ("signatures", "employeur")),
    ("cadre/seances", {"cloture": {"etat": "interrompu"}}, ("cloture", "motif")),
    ("cadre/satisfaction", {"a_chaud": {"recu_le": "2026-06-18"}}, ("a_chaud", "notes")),
    ("cadre/satisfaction", {"six_mois": {"recu_le": "2026-12-18"}}, ("six_mois", "notes")),
]


@pytest.mark.parametrize(("note", "values", "expected"), NESTED_CONDITIONS)
def test_a_condition_reaches_into_a_group(
    note: str, values: Schema, expected: tuple[str, ...]
) -> None:
    """The key is asked for where it belongs, and only while the condition holds."""
    assert expected in missing(note, values)
    without: Schema = {expected[0]: {}}
    assert expected not in missing(note, without)


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ({"code_postal": "01000"}, True),
        ({"code_postal": "1000"}, False),
        ({"code_postal": "B-1000", "pays": "Belgique"}, True),
        ({"code_postal": 1000}, False),
    ],
)
def test_a_postal_code_is_french_unless_a_country_is_given(address: Schema, fine: bool) -> None:
    """Five digits in France; another country writes its own."""
    values = {"adresse": {"voie": "1, rue des Exemples", "commune": "Bourg", **address}}
    errors = validator("cadre/beneficiaire").iter_errors(values)
    wrong = [error for error in errors if "code_postal" in error.instance_path]
    assert (not wrong) == fine


EITHER = {
    ("cadre/convention", "date_debut"),
    ("cadre/convention", "date_fin"),
    ("cadre/convention", "avenants", "date_fin"),
    ("cadre/seances", "seances", "date"),
    ("cadre/seances", "suspensions", "du"),
    ("cadre/seances", "suspensions", "au"),
}
"""The days that may be past or to come: a period, a session planned or held."""


def test_every_day_says_whether_it_is_past_or_to_come() -> None:
    """« 14 mars » is read by what the field declares: a new day must say what it is the day of."""
    seen = 0
    for spot in spots():
        if spot.schema.get("format") not in ("date", "mois"):
            continue
        seen += 1
        declared = spot.schema.get("x-temps")
        where = (spot.note, *(key for key in spot.path if key != "[]"))
        assert (declared is None) == (where in EITHER), where
    assert seen > 60
