"""Whatever a dossier holds, its documents are made, in every format."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bilantool.bilan import Bilan
from bilantool.documents import charts, context, pandoc, rendering, typesetting
from bilantool.documents.styles import Styles
from bilantool.notes import trame
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

TODAY = date(2026, 11, 23)
OVERLAY = Overlay(shipped("templates") / "standard")
TRAME = trame.load(OVERLAY)
STYLES = Styles.standard()
DOCUMENTS = tuple(name for name, each in TRAME.documents.items() if not each.command)
LONG = ("synthese", "fiche-projet", "plan-action", "satisfaction-a-chaud")
"""Those that hold texts as long as a person likes to write them."""

# A seed has no simpler seed: shrinking would cost minutes and say nothing.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)

Writer = Callable[[random.Random], str]
WORDS = re.findall(
    r"\S+",
    "la bénéficiaire accompagne des projets ; l'équipe apprécie « son » travail ? 12 000 € "
    "professionnalisation Mme Modèle 20 h 30 14 mars 2026 : une **compétence** *rare* et/ou - -- "
    'R6313-4 "dit" https://exemple.fr/a?b=c;d n° 4 15 % ... d\'expérience (deux)',
)
ODD = re.findall(
    r"\S+",
    "😀 👩\u200d💻 مرحبا שלום e\u0301 a\u0323\u0302\u0308 x\u0302 Ṻ Ṥ \u0300 sans\u200bblanc "
    "cé\u00adsure \u200f 中文 𝔘 ﬁn ½ ☐ \u2011 \0 \ufffe \ud800 \ufeff / = + - 1. #panic() $x$ "
    "<b> {{x}} | \\ ** _a_ `c` [a](b) --- ~ @x &amp; /* // */ \\u{41} " + "a" * 90,
)


def words(chance: random.Random, count: int, odd: float) -> str:
    """That many words, some of them odd."""
    return " ".join(
        chance.choice(ODD if chance.random() < odd else WORDS) for _ in range(max(1, count))
    )


def notes(chance: random.Random, line: Writer, text: Writer, absent: float) -> dict[str, Any]:
    """A value for every note, of the shape that its schema gives; `absent` leaves fields out."""
    made = _Maker(chance, line, text, absent)
    return {name: made.value(spec.schema) for name, spec in TRAME.notes.items()}


class _Maker:
    """Values for schemas; every reference leads to an item of the list that it names, if any."""

    def __init__(self, chance: random.Random, line: Writer, text: Writer, absent: float) -> None:
        self.chance, self.line, self.text, self.absent = chance, line, text, absent
        self.longest = chance.choice([1, 3, 8, 40])

    def value(self, schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Any:
        """One value; `path` is where it stands."""
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if "x-renvoi" in schema:
            # The items of a list are numbered from 1: the first one always leads somewhere.
            return f"{schema['x-renvoi'].rpartition('#')[2].rpartition('.')[2]}-1"
        if "properties" in schema:
            return {
                name: self.value(part, (*path, name))
                for name, part in schema["properties"].items()
                if name not in ("id", "derogations")
                and not (path and self.chance.random() < self.absent)
            }
        if schema.get("type") == "array":
            return list(self._items(schema["items"], path))
        return self._scalar(schema)

    def _items(self, schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Any]:
        most = 3 if len(path) > 1 else self.longest
        for number in range(1, self.chance.choice([0, 1, most, most]) + 1):
            item = self.value(schema, (*path, ""))
            yield {**item, "id": f"{path[-1]}-{number}"} if isinstance(item, dict) else item

    def _scalar(self, schema: Mapping[str, Any]) -> Any:
        kind, form = schema.get("type"), schema.get("format")
        if form == "date":
            return (date(2025, 1, 1) + timedelta(self.chance.randrange(700))).isoformat()
        if form == "mois":
            return f"{self.chance.randint(1970, 2026)}-{self.chance.randint(1, 12):02d}"
        if form in ("heure", "heure_fin"):
            return f"{self.chance.randint(8, 18):02d}:30"
        if kind == "boolean":
            return self.chance.random() < 0.5
        if kind in ("number", "integer"):
            return self.chance.randint(
                int(schema.get("minimum", 0)), int(schema.get("maximum", 99))
            )
        return self.line(self.chance) if form == "ligne" else self.text(self.chance)


def dossier(seed: int) -> Bilan:
    """A dossier drawn from `seed`: its texts, lists and gaps."""
    chance = random.Random(seed)
    odd = chance.choice([0, 0.02, 0.3])
    length = chance.choice([5, 40, 300])

    def line(chance: random.Random) -> str:
        return words(chance, chance.choice([1, 3, 12]), odd)

    def text(chance: random.Random) -> str:
        count = chance.randint(1, length)
        mark = chance.choice(["", "- ", "1. ", "\n"])
        return "\n".join(mark + words(chance, count // 4, odd) for _ in range(4))

    return _bilan(notes(chance, line, text, chance.choice([0, 0.1, 0.8])), line(chance))


def _bilan(values: dict[str, Any], name: str) -> Bilan:
    person = values["cadre/beneficiaire"]
    person |= {"civilite": "mme", "nom": name, "prenom": "Jean-François"}
    return Bilan(values, {"raison_sociale": name, "couleur": "#1f6f54", "consultants": []}, TODAY)


def built(bilan: Bilan, name: str, kind: str, *, draft: bool) -> Iterator[bytes]:
    """The document in one format, once for each item that it is made for."""
    document = TRAME.documents[name]
    items: list[Any] = [None]
    if document.for_each:
        listed = [bilan.note(note).get(document.for_each, []) for note in document.given]
        items = [item for each in listed for item in each][:1]
    for item in items:
        values = context.context(bilan, TRAME, document, today=TODAY, item=item, draft=draft)
        sources, trusted = rendering.templates(OVERLAY, document.template)
        markdown = rendering.render(document.template, sources, values, trusted=trusted)
        pictures = charts.pictures(charts.draw(values))
        made = pandoc.write(
            pandoc.parse(markdown),
            "typst" if kind == "pdf" else kind,
            meta=values["document"],
            charts=pictures,
            styles=STYLES,
            epoch=0,
        )
        if kind == "pdf":
            files = pandoc.companions(pictures, STYLES)
            made = typesetting.pdf(made.decode(), files, epoch=0)
        yield made


class _Balanced(HTMLParser):
    """Fails on a tag that closes what is not open."""

    VOID = frozenset({"meta", "br", "img", "col", "link", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        """Only a tag without content closes itself."""
        assert tag in self.VOID

    def handle_endtag(self, tag: str) -> None:
        """Close the last one, which must be the same."""
        assert self.open.pop() == tag


def check(made: bytes, kind: str) -> None:
    """The file can be opened: a tagged PDF, well-formed XML, balanced tags."""
    if kind == "pdf":
        root: Any = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
        assert "/StructTreeRoot" in root
    elif kind == "html":
        page = _Balanced()
        page.feed(made.decode())
        assert page.open == []
    else:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    ElementTree.fromstring(archive.read(name))


@settings(max_examples=6, deadline=None, phases=WITHOUT_SHRINKING)
@given(st.integers(0, 2**32), st.sampled_from(DOCUMENTS), st.booleans())
def test_a_pdf_is_made_of_any_dossier(seed: int, document: str, draft: bool) -> None:
    """Tagged and archivable: typst refuses any other, wherever its pages end."""
    for made in built(dossier(seed), document, "pdf", draft=draft):
        check(made, "pdf")


@settings(max_examples=4, deadline=None, phases=WITHOUT_SHRINKING)
@given(st.integers(0, 2**32), st.sampled_from(DOCUMENTS), st.sampled_from(["docx", "odt", "html"]))
def test_the_other_formats_are_made_of_any_dossier(seed: int, document: str, kind: str) -> None:
    """Whatever the texts, what is written can be read again."""
    for made in built(dossier(seed), document, kind, draft=True):
        check(made, kind)


def _fields(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where each field of a schema stands; "" is any item of a list."""
    for name, part in schema.get("properties", {}).items():
        yield (*path, name)
        yield from _fields(part, (*path, name))
    if "items" in schema:
        yield from _fields(schema["items"], (*path, ""))


def _less(value: Any, path: tuple[str, ...]) -> Any:
    """`value` without the field at `path`, in every item of the lists on the way."""
    head, *rest = path
    if head == "":
        return [_less(item, tuple(rest)) for item in value] if isinstance(value, list) else value
    if not isinstance(value, Mapping) or head not in value:
        return value
    kept = {key: each for key, each in value.items() if key != head}
    return {**kept, head: _less(value[head], tuple(rest))} if rest else kept


class _Whole(_Maker):
    """Every field of every note, one item in each list."""

    def _items(self, schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Any]:
        item = self.value(schema, (*path, ""))
        yield {**item, "id": f"{path[-1]}-1"} if isinstance(item, dict) else item


def _put(value: Any, path: tuple[str, ...], choice: Any) -> Any:
    """`value` with `choice` at `path`, in every item of the lists on the way."""
    if not path:
        return choice
    head, *rest = path
    if head == "":
        return [_put(item, tuple(rest), choice) for item in value]
    return {**value, head: _put(value[head], tuple(rest), choice)}


def _at(schema: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    for key in path:
        schema = schema["items"] if key == "" else schema["properties"][key]
    return schema


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_template_stumbles_on_a_field(name: str) -> None:
    """All there, none there, each one missing alone, each choice of a list: the text is made."""
    document = TRAME.documents[name]
    sources, _ = rendering.templates(OVERLAY, document.template)
    template = rendering._Environment(sources).get_template(document.template)
    whole = _Whole(random.Random(1), lambda _: "une ligne", lambda _: "Un texte.", 0)
    full = {note: whole.value(TRAME.notes[note].schema) for note in TRAME.notes}
    item = "1" if document.for_each else None

    def made(held: dict[str, Any]) -> str:
        values = context.context(Bilan(held, {}, TODAY), TRAME, document, today=TODAY, item=item)
        return template.render(values)

    assert made(full)
    if item is None:
        made({})
    for note in document.given:
        schema = TRAME.notes[note].schema
        for path in _fields(schema):
            if path != (document.for_each,):
                made({**full, note: _less(full[note], path)})
            for choice in _at(schema, path).get("enum", ()):
                made({**full, note: _put(full[note], path, choice)})


REGRESSIONS = {
    "marks that open a line of typst": "- / mission\n- = titre\n- ==\n- - tiret\n- + plus\n- 1. un",
    "characters that XML does not know": "nul \0 fin \ufffe \uffff \ud800 \x1b \x85",
    "accents apart from their letter": "x\u0302 ☐ Ṻ Ṥ a\u0323\u0330 \u0300 \u2011",
    "words longer than a line": "a" * 200 + " " + "Donau" * 30 + "\n\n- " + "b" * 90,
    "a row longer than a page": "Une phrase qui revient sans cesse. " * 70,
}


@pytest.mark.parametrize("document", LONG)
@pytest.mark.parametrize("text", REGRESSIONS.values(), ids=list(REGRESSIONS))
def test_texts_that_once_stopped_a_document(document: str, text: str) -> None:
    """Each stands in every field of a whole dossier, and the PDF is made."""
    chance = random.Random(1)
    first = " ".join(text.split("\n"))[:300]
    values = notes(chance, lambda _: first, lambda _: text, 0)
    count = 0
    for made in built(_bilan(values, first), document, "pdf", draft=False):
        check(made, "pdf")
        count += 1
    assert count == 1


def test_values_without_a_rank_come_last() -> None:
    """A draft whose values are ranked by half is made all the same."""
    values = {"motivations": {"valeurs": [{"libelle": "sans rang"}, {"libelle": "un", "rang": 1}]}}
    bilan = Bilan({"investigation/motivations": values["motivations"]}, {}, TODAY)
    document = TRAME.documents["synthese"]
    given = context.context(bilan, TRAME, document, today=TODAY, draft=True)
    sources, trusted = rendering.templates(OVERLAY, document.template)
    text = rendering.render(document.template, sources, given, trusted=trusted)
    assert text.index("| 1 | un |") < text.index("| — | sans rang |")
