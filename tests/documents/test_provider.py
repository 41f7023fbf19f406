"""cabinet.yaml as documents read it: whatever it leaves out is empty, what is wrong waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bilantool.bilan import Bilan
from bilantool.cabinet import creation
from bilantool.cabinet.settings import read_settings, schema
from bilantool.documents import context, rendering
from bilantool.documents.provider import Provider
from bilantool.errors import DataFault
from bilantool.findings import KeyPath
from bilantool.notes import amending, reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.notes.schema import fields
from bilantool.resources import shipped

TODAY = date(2026, 11, 24)
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trame.load(OVERLAY)
DOCUMENTS = tuple(name for name, each in TRAME.documents.items() if not each.command)
NEW = {"raison_sociale": "Cap Essai", "consultant": "A. Essai"}

FORMS: Mapping[str, str] = {"date": "2027-09-30", "email": "essai@exemple.fr"}
"""What the fields that are no free line hold."""


def _asked(part: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Each field that `fill cabinet` asks, with a value for it; one item in each list."""
    for name, field in fields(dict(part)):
        here = (*path, name)
        if "properties" in field:
            yield from _asked(field, here)
        elif "items" in field:
            yield from _asked(field["items"], (*here, 0))
        elif field["type"] == "boolean":
            yield here, "non"
        elif "enum" in field or "pattern" in field or field["type"] == "integer":
            yield here, (field.get("enum") or field["examples"])[0]
        else:
            yield here, FORMS.get(field.get("format", ""), "un texte")


ASKED: Mapping[str, tuple[KeyPath, Any]] = {
    ".".join(map(str, path)): (path, value) for path, value in _asked(schema())
}


def filled(*wanted: str) -> str:
    """The file of `init` with these fields filled, as `fill cabinet` writes them."""
    text = creation.settings_text(NEW)
    for name in wanted:
        text = amending.amended(text, *ASKED[name], schema())
    return text


def rendered(settings: Mapping[str, Any], name: str) -> str:
    document = TRAME.documents[name]
    bilan = Bilan({}, settings, TODAY)
    values = context.context(bilan, TRAME, document, today=TODAY)
    sources, trusted = rendering.templates(OVERLAY, document.template)
    return rendering.render(document.template, sources, values, trusted=trusted)


def read(folder: Path, text: str) -> Any:
    path = folder / "cabinet.yaml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


PRINTING = ("livret-accueil", "information-consentement", "convention-tripartite",
            "contrat-individuel", "emargement-vierge")  # fmt: skip


@pytest.mark.parametrize("name", ["", *ASKED, "toutes"])
def test_the_answers_of_the_cabinet_build_every_document(tmp_path: Path, name: str) -> None:
    """Each field that `fill cabinet` asks, filled alone, all of them, and none."""
    wanted = tuple(ASKED) if name == "toutes" else (name,) if name else ()
    found = read(tmp_path, filled(*wanted))
    assert all(gap.rule == "N101" for gap in found.gaps), found.gaps
    for document in DOCUMENTS if name in ("", "toutes") else PRINTING:
        if not TRAME.documents[document].for_each:
            assert rendered(found.values, document)


def test_the_certificate_is_printed_without_the_body_that_gave_it() -> None:
    """The test above fills something, and alone in its group."""
    found = reading.read(filled("qualiopi.numero")).values
    assert "Qualiopi un texte" in rendered(found, "livret-accueil")


def test_all_that_documents_print_of_the_cabinet_is_asked() -> None:
    """Each field has a question, but for the numbers that the tool writes and what is replaced."""
    told = {path[0] for path, _ in ASKED.values()}
    assert schema()["properties"].keys() - told == {
        "format",
        "uuid",
        "demonstration",
        "mediateur_consommation",
    }


def _leaves(part: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in part.get("properties", {}).items():
        yield from _leaves(field, (*path, name))
    if "properties" not in part:
        yield path


def test_every_field_may_be_alone_in_its_group() -> None:
    """A group of which one field is written: the others are empty, at any depth."""
    alone = [path for path in _leaves(schema()) if len(path) > 1]
    assert alone
    for first, second in alone:
        provider = Provider({first: {second: "un texte"}})
        assert provider[first].keys() == schema()["properties"][first]["properties"].keys()
        for name in PRINTING:
            rendered({"raison_sociale": "Cap", first: {second: "un texte"}}, name)


WRONG: Mapping[str, tuple[str, ...]] = {
    "adresse: {voie: 1 rue Vide}": ("adresse", "code_postal"),
    "siret: 123": ("siret",),
    "courriel: pas une adresse": ("courriel",),
    "qualiopi: {jusqu_au: 30/09/2027}": ("qualiopi", "jusqu_au"),
    "couleur: vert": ("couleur",),
    "fuseau: Lune": ("fuseau",),
    "consultants: 3": ("consultants",),
    "raison_sociale: ": ("raison_sociale",),
}
"""Lines that are not finished or not right, and the field that is to be mended."""


def _key(line: str) -> str:
    return line.partition(":")[0].strip()


def _with(line: str, text: str) -> str:
    """`text`, that field of the first level replaced by this line."""
    kept, skipping = [], False
    for each in text.splitlines():
        if not each.startswith((" ", "#")):
            skipping = _key(each) == _key(line)
        if not skipping:
            kept.append(each)
    return "\n".join([*kept, line, ""])


@pytest.mark.parametrize("line", WRONG)
def test_a_field_to_mend_counts_as_absent(tmp_path: Path, line: str) -> None:
    """It is told with its line, and no document stumbles on it."""
    found = read(tmp_path, _with(line, filled(*ASKED)))
    assert WRONG[line] in [gap.path for gap in found.gaps]
    assert all(gap.position for gap in found.gaps)
    for name in PRINTING:
        rendered(found.values, name)


def test_only_what_tells_cabinets_apart_must_be_right(tmp_path: Path) -> None:
    """The number that the keys go with, and the word that makes them public."""
    for text in ("raison_sociale: Cap\n", "uuid: 12\n", _with("demonstration: 3", filled())):
        with pytest.raises(DataFault, match=r"cabinet\.yaml"):
            read(tmp_path, text)


def mend(demo: Any, line: str) -> None:
    path = demo.cwd / "cabinet.yaml"
    path.write_text(_with(line, path.read_text(encoding="utf-8")), encoding="utf-8")


def test_an_unfinished_field_stops_the_documents_that_print_it(demo: Any) -> None:
    """The others are made; the field and its line are named, for a template of one's own too."""
    mend(demo, "adresse: {voie: 12 quai de l’Exemple}")
    for reference, name in (("2026-014", "convention-agent-public"), ("2026-007", "plan-action")):
        refused = demo("build", reference, name, "-f", "docx")
        assert refused.code == 1
        assert "« Code postal » manque dans « Adresse »" in refused.out.replace("\u00a0", " ")
        assert "bilantool fill cabinet adresse" in refused.said
    assert demo("build", "2026-007", "resultats-detailles", "-f", "html").code == 0
    assert demo("build", "2026-014", "convention-agent-public", "-f", "docx", "--draft").code == 0


@pytest.mark.parametrize("line", ["raison_sociale: ", "consultants: ", "siret: 123"])
def test_an_unfinished_field_stops_no_other_command(demo: Any, line: str) -> None:
    """They say it, with its line and what to do, and go on."""
    mend(demo, line)
    said: tuple[tuple[str, ...], ...] = (("status",), ("check", "2026-007"), ())
    for command in said:
        done = demo(*command)
        assert done.code in (0, 1), done.said
        assert "cabinet.yaml" in done.err, command
    for other in (("agenda",), ("show", "2026-007", "seances"), ("audit", "2026-007")):
        assert demo(*other).code in (0, 1), other
    assert "Raison sociale" not in demo("check", "2026-007", "--json").out or "raison" in line
