"""Note texts that try to be something else than words, in every field, in every format."""

from __future__ import annotations

import html
import io
import itertools
import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdf
import pytest

from bilantool.notes import reading
from bilantool.notes import schema as schemas
from bilantool.notes import trame as trames
from bilantool.notes.overlay import Overlay
from bilantool.resources import shipped

REF = "2026-007"
ENEMY = "mechant.example"

# Each must be read in the documents just as it is written here.
LITERAL = (
    "<script>alert(1)</script>",
    "[clic](javascript:alert(2))",
    f"![img](http://{ENEMY}/x.png)",
    f"<http://{ENEMY}/auto>",
    f"https://{ENEMY}/nu",
    "{{7*7}}",
    "{%if%}",
    "{#com#}",
    "#panic(3)",
    "`#panic(4)`{=typst}",
    "`<w:br/>`{=openxml}",
    "<w:p><w:r/></w:p>",
    "&lt;b&gt;",
    "$E=mc^2$",
    "\\newpage",
    "[^1]",
    "~~rayé~~",
    "|a|b|",
    "@cite",
    "#set_page(width:1pt)",
    '"onload="alert(5)',
    "]]>",
    "</w:t>",
    "</text:p>",
    "../../etc/passwd",
)
LINE = " ".join(LITERAL)
BLOCKS = "\n\n".join(
    [
        LINE,
        f"---\ntitle: volé\ncss: http://{ENEMY}/a.css\nheader-includes: <script>x</script>\n---",
        '```{=typst}\n#panic("x")\n```',
        "```{=html}\n<script>alert(6)</script>\n```",
        "# Titre volé {#ancre .classe}",
        f"[ref]: http://{ENEMY}/ref",
        "::: encadre\nboîte\n:::",
        "<div onclick='x'>\nbloc\n</div>",
        "| a | b |\n|---|---|\n| c | d |",
        "1. un\n\n       code",
        "> cité\n> {{ 8*8 }}",
        "![](chart:riasec){width=90%}",
        "\u202erenversé\u2066",
    ]
)


def fields(demo: Any, change: Callable[[str], str], only: Sequence[str] = ()) -> int:
    """Put `change(format)` into every free text that the synthesis reads, or of the notes `only`;
    returns how many."""
    trame = trames.load(Overlay(shipped("templates") / "standard"))
    count = 0
    for name in only or trame.document("synthese").notes:
        schema = trame.notes[name].schema
        examples = shipped("examples") / "en-clair" / REF / f"{name}.yaml"
        values = reading.read(examples.read_text(encoding="utf-8")).values

        def put(value: Any, path: tuple[str | int, ...], schema: Any = schema) -> Any:
            nonlocal count
            if isinstance(value, dict):
                return {key: put(inner, (*path, key)) for key, inner in value.items()}
            if isinstance(value, list):
                return [put(inner, (*path, index)) for index, inner in enumerate(value)]
            part = schemas.at(schema, path)
            free = part.get("format") in ("ligne", "texte") and "x-renvoi" not in part
            if not (isinstance(value, str) and free) or {"pattern", "enum"} & part.keys():
                return value
            count += 1
            return change(part["format"])[: part.get("maxLength", 10**9)]

        text = json.dumps(put(values, ()), ensure_ascii=False, indent=1)
        source = demo.home / "source.yaml"
        source.write_text(text, encoding="utf-8")
        done = demo("edit", REF, name, "--from", str(source), "--no-commit")
        assert done.code == 0, done.said
    return count


def built(demo: Any, folder: Path, *formats: str) -> dict[str, bytes]:
    chosen = [part for each in formats for part in ("--format", each)]
    done = demo("build", REF, "synthese", "--draft", "--output", str(folder), *chosen)
    assert done.code == 0, done.said
    assert ENEMY not in done.said
    return {path.suffix[1:]: path.read_bytes() for path in folder.iterdir() if path.suffix}


def squeezed(text: str) -> str:
    """Without what typography may change: spaces, and the shape of apostrophes and quotes."""
    text = re.sub(r"[\s\u00a0\u202f\u00ad\u200b\u2060\ufeff]", "", text)
    return re.sub(r"[\"“”«»]", "", text.replace("’", "'"))


def xml_text(data: bytes) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", data.decode("utf-8")))


@pytest.fixture
def poisoned(demo: Any, tmp_path: Path) -> dict[str, bytes]:
    """The synthesis of the complete dossier, every text of which is an attack, in four formats."""
    count = fields(demo, lambda form: LINE if form == "ligne" else BLOCKS)
    assert count > 100
    return built(demo, tmp_path / "sortie", "docx", "odt", "html", "pdf")


def test_words_stay_words(poisoned: dict[str, bytes]) -> None:
    """Every mark of every language is printed as it was typed; no link, script or image comes."""
    page = poisoned["html"].decode("utf-8")
    assert "<script" not in page.lower()
    assert not re.search(
        r"<(iframe|object|embed|form|link|base|div onclick|meta http-equiv=.refresh)", page
    )
    assert not re.search(
        r"""(href|src|action|data|url)\s*[=(]\s*["']?(javascript:|https?:|//|file:)""", page
    )
    assert not re.search(r"<[^>]*\son\w+\s*=", page), "an event handler"
    assert "Content-Security-Policy" in page
    for suffix, parts in (("docx", r"word/.*\.(xml|rels)"), ("odt", r".*\.xml")):
        with zipfile.ZipFile(io.BytesIO(poisoned[suffix])) as package:
            names = [name for name in package.namelist() if re.fullmatch(parts, name)]
            contents = {name: package.read(name) for name in names}
        for name, data in contents.items():
            if name.endswith(".rels"):
                targets = re.findall(rb'<Relationship [^>]*TargetMode="External"[^>]*>', data)
                assert targets == [], name
            assert not re.search(rb'xlink:href="(https?|javascript|file|ftp):', data), name
            fields_of_word = re.findall(rb"<w:instrText[^>]*>([^<]*)", data)
            assert not any(ENEMY.encode() in each for each in fields_of_word), name
        body = contents["word/document.xml" if suffix == "docx" else "content.xml"]
        has_every_word(xml_text(body), suffix)
    has_every_word(html.unescape(re.sub(r"<[^>]*>", "", page.partition("<body")[2])), "html")
    reader = pypdf.PdfReader(io.BytesIO(poisoned["pdf"]))
    has_every_word("".join(each.extract_text() for each in reader.pages), "pdf")
    for each in reader.pages:
        for link in each.get("/Annots", []):
            action = link.get_object().get("/A", {})
            assert "/URI" not in action
            assert "/JS" not in action
    assert reader.metadata is not None
    assert "volé" not in str(reader.metadata.title)


def has_every_word(text: str, kind: str) -> None:
    found = squeezed(text)
    for literal in LITERAL:
        assert squeezed(literal) in found, f"{literal} is not in the {kind}"
    assert "{{8*8}}" in found, f"the {kind} worked something out"


BOMBS = {
    "[": "[" * 5000,
    "![": "![" * 2500,
    "](": "a](" * 1600,
    "*": "*a **" * 1000,
    "_": "_a __" * 1000,
    "`": "`" * 5000,
    "<": "<a " * 1600,
    "&": "&#" * 2500,
    "(": "(" * 5000,
    "$": "$" * 5000,
    "|": "|" * 5000,
    ">": "> " * 2500,
    "-": "- " * 2500,
    "{": "{" * 5000,
    "\\": "\\" * 5000,
    "long word": "x" * 5000,
    "«": "« " * 2500,
    ":": " : ; ! ? " * 600,
}


def test_no_text_is_slow(demo: Any, tmp_path: Path) -> None:
    """Texts made to confuse parsers cost about what words cost, all of them together."""
    length = 5000

    def seconds(texts: list[str], name: str) -> float:
        turn = itertools.cycle(texts)
        count = fields(
            demo,
            lambda form: next(turn)[: length if form == "texte" else 200],
            only=("conclusions/synthese",),
        )
        assert count > len(texts)
        started = time.monotonic()
        built(demo, tmp_path / name, "docx", "odt", "html", "pdf")
        return time.monotonic() - started

    usual = seconds(["quelques mots " * (length // 14)], "ordinaire")
    assert seconds(list(BOMBS.values()), "piege") < 2.5 * usual + 5
