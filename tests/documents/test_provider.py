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
from bilantool.notes import reading, trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 11, 24)
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trame.load(OVERLAY)
DOCUMENTS = tuple(name for name, each in TRAME.documents.items() if not each.command)
NEW = {"raison_sociale": "Cap Essai", "consultant": "A. Essai"}

WRITTEN: Mapping[str, str] = {
    "siret": '"00000000000000"',
    "jusqu_au": "2027-09-30",
    "courriel": "essai@exemple.fr",
    "id": "a-essai",
}
"""What the fields that are no free line hold."""


def offered() -> tuple[str, ...]:
    """The lines of the file that `init` lays out which hold a field left to fill."""
    lines = creation.settings_text(NEW).splitlines()
    return tuple(line for line in lines if _key(line) and not _value(line) and not _group(line))


def _key(line: str) -> str:
    return line.split("#")[0].partition(":")[0].strip(" -")


def _value(line: str) -> str:
    return line.split("#")[0].partition(":")[2].strip()


def _group(line: str) -> bool:
    """Whether it opens a group of fields, which stands at the margin."""
    return not line.startswith(" ") and schema()["properties"][_key(line)]["type"] != "string"


def filled(*wanted: str) -> str:
    """The file of `init` with these of its lines filled, in their place."""
    text = creation.settings_text(NEW)
    for line in wanted:
        said = WRITTEN.get(_key(line), '"un texte"')
        text = text.replace(f"{line}\n", f"{line.split(':')[0]}: {said}\n")
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


@pytest.mark.parametrize("line", ["", *offered(), "toutes"])
def test_the_file_of_init_builds_every_document(tmp_path: Path, line: str) -> None:
    """Each key that it offers, filled alone, all of them, and none."""
    wanted = offered() if line == "toutes" else (line,) if line else ()
    found = read(tmp_path, filled(*wanted))
    for name in DOCUMENTS if line in ("", "toutes") else PRINTING:
        if not TRAME.documents[name].for_each:
            assert rendered(found.values, name)


def test_what_init_offers_is_seen() -> None:
    """The test above fills something: the certificate without the body that `init` leaves out."""
    keys = {_key(line) for line in offered()}
    assert {"voie", "siret", "nda", "numero", "jusqu_au", "contact_rgpd"} <= keys
    assert "Qualiopi un texte" in rendered(
        reading.read(filled("  numero:")).values, "livret-accueil"
    )


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
    found = read(tmp_path, _with(line, filled(*offered())))
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
        assert "complétez cabinet.yaml" in refused.said
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
