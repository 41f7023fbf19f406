"""Articles badly cited: the forms people write, and the sentences that are right."""

from __future__ import annotations

import time

import pytest

from bilantool.rules import citations
from bilantool.rules.rule import Certainty


def cited(text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.cited, each.entry.right) for each in citations.found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "R6322-35",
        "r6322-35",
        "R. 6322-35",
        "R.6322-35 du code du travail",
        "R\u00a0.\u202f6322\u201135",
        "**R. 6322**\u201335",
        "Article R.\n6322-35 du code",
        "art. 6322-35",
        "les articles 6322-35 et suivants",
    ],
)
def test_an_old_article_is_known_however_it_is_written(text: str) -> None:
    """Stop, spaces, kinds of hyphen, Markdown, a line's end, no letter at all."""
    assert [article for _, article, _ in cited(text)] == ["R6322-35"]


@pytest.mark.parametrize(
    "text",
    [
        "R6322-31",
        "R6322-62",
        "L6313-100",
        "L6313-10-1",
        "R6313-4, R6313-5, R6313-6, R6313-7, R6313-8 et L6313-4",
        "un NIR ? 6322 35",
        "L. 6322-42 à 6322-48",
        "les anciens articles R. 6322-38 et R. 6322-39",
        "ex-R6322-38, abrogé",
        "R6313-4 : trois phases, en 13 séances",
        "D6323-6 : cinq ans",
        "Le plafond (D6323-1 A) et les cinq ans (D6323-6).",
    ],
)
def test_other_articles_are_left_alone(text: str) -> None:
    """The neighbours of the table, what is in force, and what is told to be repealed."""
    assert cited(text) == []


def test_a_range_names_both_its_ends() -> None:
    """Each with the line it stands on."""
    found = cited("Textes :\n- R6322-32 à R6322-61\n- L. 6313-10")
    assert [(line, article) for line, article, _ in found] == [
        (2, "R6322-32"),
        (2, "R6322-61"),
        (3, "L6313-10"),
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Les trois phases (R6322-35) sont…", "R6313-4"),
        ("La convention tripartite (R. 6322-32) est signée.", "R6313-8"),
        ("Les documents sont détruits : R6322-59.", "R6313-7"),
        ("Vingt-quatre heures, R6322-40.", "L6313-4"),
        ("Article R6322-50.", "R6313-4 à R6313-8"),
        ("La synthèse (article R. 6322-38).", ""),
        ("L. 6313-10", "L6313-1 et L6313-4"),
        ("Treize heures au moins (R6313-4).", ""),
        ("Le plafond de 1 600 € (D6323-6).", "D6323-1 A"),
    ],
)
def test_what_is_right_depends_on_what_the_sentence_says(text: str, right: str) -> None:
    """Of an article in force; none where no text in force says it."""
    assert [each[2] for each in cited(text)] == [right]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("R6313-7 : un an", 1),
        ("Les documents sont conservés pendant 12 mois (art. R. 6313-7).", 1),
        ("R6313-7 : trois ans, un an jusqu’au 30 décembre 2023", 0),
        ("R6313-7 : destruction dès la fin", 0),
        ("R6313-5 : 24 heures", 1),
        ("La durée est de vingt-quatre heures au plus (article R.6313-5 du code du travail).", 1),
        ("24 heures au plus. Article R. 6313-5.", 1),
        ("24 heures (L6313-4) ; l’employeur ne peut être le prestataire (R6313-5).", 0),
        ("24 heures au plus (L. 6313-4), et R6313-5 pour l’employeur", 0),
        ("L’employeur ne réalise pas le bilan de son personnel (R6313-5).", 0),
        ("R6313-7 : contenu de la synthèse", 1),
        ("Le document de synthèse comporte trois parties (R. 6313-7).", 1),
        ("La synthèse est conservée trois ans (R6313-7).", 0),
    ],
)
def test_an_article_in_force_is_cited_for_what_it_says(text: str, count: int) -> None:
    """Another subject in the same sentence is a mistake; a sentence that says all is none."""
    assert len(cited(text)) == count


def test_every_entry_says_why_and_how_sure() -> None:
    """No entry to be confirmed: what is proposed would be printed."""
    for entry in citations.ENTRIES:
        assert entry.why and entry.articles
        assert entry.certainty is not Certainty.A_CONFIRMER
        assert not [*citations.found(entry.right)]


@pytest.mark.parametrize(
    "text", ["R6313-7 un an " * 20_000, "R " * 200_000 + "63", "R6313-7" + "\n " * 100_000]
)
def test_a_long_text_is_read_in_a_time_that_follows_its_length(text: str) -> None:
    """None of the patterns goes back over what it has read."""
    begun = time.perf_counter()
    assert len([*citations.found(text)]) <= 20_000
    assert time.perf_counter() - begun < 10
