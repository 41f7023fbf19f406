"""Every article that is printed, judged or documented stands in a list that was checked.

`READ` are the articles whose wording was read; `KNOWN` those that are known by another source,
which a rule then says. A citation that is in neither is a slip of the pen, or a text that nobody
looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilantool.rules.catalogue import RULES
from bilantool.rules.rule import Certainty

ROOT = Path(__file__).resolve().parents[2]

READ = frozenset(
    """
    L6313-1 L6313-4 L6323-7 L6323-9-2 L6352-3 L6352-11 L6352-12 L6352-13
    L6353-1 L6353-3 L6353-4 L6353-5 L6353-6 L6353-7 L6353-8 L6353-9 L6353-10 L6354-1 L6355-8 L6355-9
    L6355-16 L6355-19 L6355-20 L6355-22 L6362-6 R1233-27 R1233-35 R6313-1 R6313-2 R6313-3
    R6313-4 R6313-5 R6313-6 R6313-7 R6313-8 R6323 R6332-26 R6333-6-2 R6333-6-3 R6333-6-4 R6351-6
    R6352-1 R6352-2 R6352-3 R6352-4 R6352-5 R6352-6 R6352-7 R6352-8 R6352-9 R6352-22 R6352-23
    D6323-1 A D6323-6 D6353-1
    L221-18 L221-19 L221-20 L221-21 L221-22 L221-23 L221-24 L221-25
    """.replace("D6323-1 A", "D6323-1_A").split()
)
"""Code du travail and Code de la consommation (L221-…), word for word."""

KNOWN = {
    "R616-1": "Code de la consommation: the mediator's name, address and site",
    "L616-1": "Code de la consommation: the mediator",
    "L123-22": "Code de commerce: ten years for what the accounts rest on",
    "L3133-1": "the holidays of the whole country",
    "L6316-1": "the bodies that pay, named by D6323-6 and D6353-1",
    "L6323-4": "who may add to the account, named by L6323-7; its newest version was not read",
    "L6111-6": "the operator of the conseil en évolution professionnelle, named by L6313-4",
    "L6332-9": "funds of the self-employed, named by D6323-6",
}
HISTORY = re.compile(r"R6322(-\d+)?|L6313-10")
"""Repealed; named where they are told apart from what is in force."""
NO_ARTICLE = frozenset({"R489"})
"""A certificate of drivers, in an example."""

CITED = re.compile(r"(?<![\w/-])([LRD])\.? ?([0-9]{3,4}(?:-[0-9]+)*)( A\b)?")
PRINTED = (
    *sorted((ROOT / "templates" / "standard").rglob("*.yaml")),
    *sorted((ROOT / "templates" / "standard").rglob("*.j2")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "README.md",
    # What commands say, and what rules explain.
    *(
        path
        for path in sorted((ROOT / "bilantool").rglob("*.py"))
        if CITED.search(path.read_text(encoding="utf-8"))
    ),
)
TELL_HISTORY = (".md", ".py")


def cited(text: str) -> Iterator[str]:
    for letter, number, of_a in CITED.findall(text):
        yield f"{letter}{number}" + ("_A" if of_a else "")


def unknown(text: str, history: bool = False) -> list[str]:
    checked = READ | KNOWN.keys() | NO_ARTICLE
    found = [each for each in cited(text) if each not in checked]
    return [each for each in found if not (history and HISTORY.fullmatch(each))]


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_printed_cites_articles_that_were_checked(path: Path) -> None:
    """Templates, questions, trame, referential, documentation, messages."""
    assert unknown(path.read_text(encoding="utf-8"), history=path.suffix in TELL_HISTORY) == []


def test_rules_cite_articles_that_were_checked() -> None:
    """In their source, and in what they explain."""
    for rule in RULES:
        assert not unknown(f"{rule.article} {rule.explanation} {rule.remedy}"), rule.id


def test_a_rule_is_verified_only_where_its_text_was_read() -> None:
    """A source that is known otherwise says so."""
    for rule in RULES:
        if rule.law and rule.certainty is Certainty.VERIFIE:
            articles = list(cited(rule.article))
            assert set(articles) <= READ, rule.id
            assert articles or rule.article.startswith("RGPD"), rule.id


def test_nothing_unknown_passes() -> None:
    """The reading finds what it is to find."""
    assert list(cited("articles L6313-4, R. 6313-7 et D6323-1 A")) == [
        "L6313-4",
        "R6313-7",
        "D6323-1_A",
    ]
    assert unknown("R6313-9") == ["R6313-9"]
    assert sum(1 for path in PRINTED for _ in cited(path.read_text(encoding="utf-8"))) > 200
