"""Every duration, share and text that a document prints by itself stands in a list with its source.

What the templates say in their own words is read here, without what notes and computations put
into them. A duration that is in no list is a slip of the pen, or a rule that nobody looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilantool.bilan import DEPOSIT_PERCENT, REFLECTION_DAYS, withdrawal
from bilantool.documents.certificat import YEARS
from bilantool.resources import shipped

TEMPLATES = sorted((shipped("templates") / "standard" / "documents").glob("*.j2"))

USAGE = "usage"
DURATIONS = {
    "vingt-quatre heures": "L6313-4",
    "dix jours": "R6313-8 (to sign), L6353-5 (to withdraw)",
    "quatorze jours": "C. conso. L221-18 (to withdraw), L221-24 (to be paid back)",
    "trois ans": "R6313-7; the ministry's model of certificat, à confirmer",
    "un jour franc": "R6352-6",
    "quinze jours": "R6352-6",
    "cinq cents heures": "R6352-9",
    "cinq années": "D6323-6",
    "le mois": "RGPD, 12(3), à confirmer",
    "six mois": USAGE,
    "une semaine": USAGE,
    "cinq ans": USAGE,
    # How long a class is kept: the trame says it, with its article; here are only the words.
    "un an": "trame", "deux ans": "trame", "dix ans": "trame",
    "quatre ans": "trame", "six ans": "trame",
}  # fmt: skip
TEXTS = {
    "articles 226-13 et 226-14": "Code pénal, named by L6313-4",
    "article 9 du RGPD": "read",
    "arrêté du 31 juillet 2009": "secondary: the State's own model",
    "arrêté du 25 août 2003": "à confirmer: hospitals",
    "décret n° 2007-1845 du 26 décembre 2007": "à confirmer: local authorities",
}
"""Besides the articles L, R and D, which `tests/rules` holds against what was read."""

_NUMBER = (
    r"(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quatorze|quinze|vingt-quatre|"
    r"trente|trente-six|cinq cents|mille)"
)
_UNIT = r"(?:jours? francs?|jours?|mois|ans?|années?|heures?|semaines?|%|pour cent|euros?|€)"
DURATION = re.compile(rf"(?<![\w-]){_NUMBER} {_UNIT}(?!\w)", re.IGNORECASE)
TEXT = re.compile(
    r"articles? \d+-\d+(?: et \d+-\d+)?|article \d+ du RGPD|arrêté du \d+ \w+ \d{4}"
    r"|décret n° [\d-]+(?: du \d+ \w+ \d{4})?"
)


def own_words(path: Path) -> str:
    """What a template prints by itself: its text, and what stands in quotes in an expression."""
    text = re.sub(r"\{#.*?#\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    def quoted(found: re.Match[str]) -> str:
        return " ".join(re.findall(r'"([^"]*)"', found[0]))

    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", quoted, text, flags=re.DOTALL)
    return " ".join(text.replace("*", "").replace("\u00a0", " ").replace("\u202f", " ").split())


def durations(text: str) -> Iterator[str]:
    for found in DURATION.finditer(text):
        yield found[0].lower()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name.removesuffix(".md.j2"))
def test_what_a_document_says_by_itself_has_a_source(path: Path) -> None:
    """Each duration, share or sum, and each text that is no article of the Code."""
    text = own_words(path)
    unknown = {each for each in durations(text) if each not in DURATIONS}
    # « un jour férié », « un mois » of a calendar: no delay.
    assert unknown <= {"un jour"}, path.name
    assert {found[0] for found in TEXT.finditer(text)} <= TEXTS.keys(), path.name


def test_the_list_holds_nothing_that_no_document_says() -> None:
    """And the reading finds what it is to find."""
    words = " ".join(own_words(path) for path in TEMPLATES)
    said = {*durations(words)}
    listed = {each for each, source in DURATIONS.items() if source not in ("trame",)}
    assert listed - said <= {"le mois"} and "nous répondons dans le mois" in words
    assert {found[0] for found in TEXT.finditer(words)} == TEXTS.keys()
    assert [*durations("garder 12 mois, trente pour cent, un an et demi")] == [
        "12 mois", "trente pour cent", "un an",
    ]  # fmt: skip


def test_what_is_computed_follows_the_texts() -> None:
    """Ten days to sign, ten or fourteen to withdraw, thirty per cent at most, three years."""
    assert REFLECTION_DAYS == 10  # R6313-8
    assert withdrawal({}).days == 10  # L6353-5
    assert withdrawal({"canal_signature": "distance"}).days == 14  # C. conso. L221-18
    assert DEPOSIT_PERCENT == 30  # L6353-6
    assert YEARS == 3  # the ministry's model
