"""Articles that are still cited and no longer in force, or cited for what they do not say.

`ENTRIES` is the table; `found` puts it to a text. A text that cites the right article in the
same sentence is left alone: it explains, it does not mistake.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bilantool.rules.rule import Certainty


@dataclass(frozen=True, slots=True)
class Entry:
    """A wrong citation: of these `articles`, in a sentence that matches `said` ("": any).

    `unless` matches the sentences that are right all the same: they tell what is repealed, or
    state the article in full. `right` is what to cite, or "" where no text in force says it;
    `certainty` is that of the correction.
    """

    articles: frozenset[str]
    said: str
    unless: str
    right: str
    why: str
    certainty: Certainty


def _old(first: int, last: int) -> frozenset[str]:
    return frozenset(f"R6322-{number}" for number in range(first, last + 1))


_BEFORE_2019 = "article d’avant 2019, qui n’est plus en vigueur"
_HISTORY = r"\bex[-\s]{0,2}[LR]\b|\bancien(?:s|ne|nes)?\s+articles?\b|\babrog|\bremplac"
_HOURS = r"\b24\s*h(?:eures?)?\b|\bvingt[\s-]quatre\s+heures\b"
_FLOOR = r"\b13\s*h(?:eures?)?\b|\btreize\s+heures\b"
_CAP = r"\b1[\s\u00a0\u202f.]?600\b|\bplafond"
_OTHER_CAP = r"6323[-\u2010\u2011\u2013]1\s*A"
_YEAR = r"\bun\s+an\b|\bune\s+ann[ée]e\b|\b1\s+an\b|\b(?:12|douze)\s+mois\b"
_YEARS = r"\btrois\s+ans\b|\b3\s+ans\b|\b(?:36|trente[\s-]six)\s+mois\b|\b2023\b"
_CONTENT = (
    r"\bcontenu\s+(?:(?:du|de\s+ce|d['’]un)\s+document\s+)?de\s+(?:la|sa)?\s*synth[èe]se"
    r"|\bcontenu\s+d['’]une\s+synth[èe]se"
    r"|\b(?:rubriques?|parties|mentions|plan)\s+(?:obligatoires\s+)?(?:du\s+document\s+)?"
    r"de\s+(?:la\s+)?synth[èe]se"
    r"|\bsynth[èe]se\s+(?:comporte|comprend|contient|indique|mentionne|pr[ée]cise|doit\s+"
    r"(?:comporter|comprendre|contenir|indiquer|mentionner|pr[ée]ciser))\b"
)

ENTRIES: tuple[Entry, ...] = (
    Entry(
        _old(38, 39),
        "",
        _HISTORY,
        "",
        f"{_BEFORE_2019} ; aucun texte en vigueur ne fixe le contenu de la synthèse : ses trois "
        "parties et les observations de la personne sont un usage de la profession",
        Certainty.VERIFIE,
    ),
    Entry(
        _old(32, 61),
        r"\bphases?\b|pr[ée]liminaire|investigation",
        _HISTORY,
        "R6313-4",
        f"{_BEFORE_2019} ; les trois phases sont à R6313-4",
        Certainty.VERIFIE,
    ),
    Entry(
        _old(32, 61),
        r"\bconventions?\b|\btripartite\b|\bdix\s+jours\b|\b10\s+jours\b",
        _HISTORY,
        "R6313-8",
        f"{_BEFORE_2019} ; la convention tripartite et les dix jours du salarié sont à R6313-8",
        Certainty.VERIFIE,
    ),
    Entry(
        _old(32, 61),
        r"d[ée]tru|destruction|conserv",
        _HISTORY,
        "R6313-7",
        f"{_BEFORE_2019} ; la destruction et la conservation des documents sont à R6313-7",
        Certainty.VERIFIE,
    ),
    Entry(
        _old(32, 61),
        _HOURS,
        _HISTORY,
        "L6313-4",
        f"{_BEFORE_2019} ; les vingt-quatre heures sont à L6313-4",
        Certainty.VERIFIE,
    ),
    Entry(
        _old(32, 61),
        "",
        _HISTORY,
        "R6313-4 à R6313-8",
        f"{_BEFORE_2019} ; selon le sujet : phases R6313-4, prestataire R6313-5 et R6313-6, "
        "destruction et conservation R6313-7, convention R6313-8",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"L6313-10"}),
        "",
        _HISTORY,
        "L6313-1 et L6313-4",
        f"{_BEFORE_2019} ; le bilan est à L6313-1, son objet, le consentement et le secret sont à "
        "L6313-4",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"R6313-7"}),
        _YEAR,
        _YEARS,
        "R6313-7, trois ans",
        "la conservation par accord écrit est de trois ans au plus depuis le 31 décembre 2023, et "
        "non d’un an (décret 2023-1350)",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"R6313-5"}),
        _HOURS,
        "",
        "L6313-4",
        "les vingt-quatre heures sont à L6313-4 ; R6313-5 interdit à l’employeur de réaliser le "
        "bilan de son personnel",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"R6313-7"}),
        _CONTENT,
        "",
        "",
        "aucun texte en vigueur ne fixe le contenu de la synthèse ; R6313-7 porte sur la "
        "destruction et la conservation des documents",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"R6313-4"}),
        _FLOOR,
        "",
        "",
        "aucun texte en vigueur ne fixe de plancher d’heures : R6313-4 donne les trois phases, et "
        "L6313-4 un plafond de vingt-quatre heures",
        Certainty.VERIFIE,
    ),
    Entry(
        frozenset({"D6323-6"}),
        _CAP,
        _OTHER_CAP,
        "D6323-1 A",
        "le plafond de 1 600 € est à D6323-1 A ; D6323-6 porte sur les cinq ans et sur les heures "
        "d’accompagnement",
        Certainty.VERIFIE,
    ),
)


@dataclass(frozen=True, slots=True)
class Miscitation:
    """One wrong citation in a text: where (line counted from 1), of which article, and why."""

    line: int
    cited: str
    entry: Entry


_DASH = "-\u00ad\u2010\u2011\u2012\u2013\u2212"
_GAP = "[\\s\u00a0\u202f\u200b*_`]{0,4}"
_ARTICLE = re.compile(
    rf"(?<![A-Za-z0-9])(?:([LRD]){_GAP}\.?{_GAP})?(6[0-9]{{3}}){_GAP}[{_DASH}]{_GAP}"
    rf"([0-9]{{1,3}})(?![0-9])(?!{_GAP}[{_DASH}][0-9])",
    re.IGNORECASE,
)
# A stop that ends a sentence: not the one of « art. R. 6313-7 » or « al. 3 ».
_STOP = re.compile(
    r"(?<!\bart)(?<!\bal)(?<!\bcf)(?<![\s('’][A-Z])[.!?;](?=[\s»”)]|<|$)"
    r"|\n\s*\n|\n(?=\s*(?:[-*+|#>]|[0-9]+[.)]\s))",
    re.IGNORECASE,
)
_SHORT = 60
"""A sentence of fewer characters may be a reference alone, to the sentence before it."""

_LONGEST = 300
"""Characters that are looked at on either side of a citation."""

_NEAR = 40
"""Characters from one citation to the next within which an enumeration keeps its letter."""


@dataclass(frozen=True, slots=True)
class _Cited:
    article: str
    start: int
    end: int


def found(text: str) -> Iterator[Miscitation]:
    """The wrong citations of a text, in its order."""
    if "63" not in text:
        return
    cited = [*_cited(text)]
    if not any(each.article in _KNOWN for each in cited):
        return
    stops = [match.end() for match in _STOP.finditer(text)]
    lines = [match.start() for match in re.finditer("\n", text)]
    starts = [each.start for each in cited]
    for each in cited:
        entries = [entry for entry in ENTRIES if each.article in entry.articles]
        if not entries:
            continue
        first, last = _sentence(stops, each, len(text))
        sentence = text[first:last]
        beside = {
            other.article for other in cited[bisect_left(starts, first) : bisect_left(starts, last)]
        }
        entry = next((entry for entry in entries if _matches(entry, sentence, beside)), None)
        if entry is not None:
            yield Miscitation(bisect_right(lines, each.start) + 1, each.article, entry)


def _cited(text: str) -> Iterator[_Cited]:
    """Every article of the sixth part that a text cites, as the table writes it."""
    letter, end = "R", -_NEAR
    for match in _ARTICLE.finditer(text):
        if match[1]:
            letter = match[1].upper()
        elif match.start() - end > _NEAR:
            letter = "R"
        end = match.end()
        yield _Cited(f"{letter}{match[2]}-{int(match[3])}", match.start(), end)


def _sentence(stops: list[int], cited: _Cited, size: int) -> tuple[int, int]:
    """Where the sentence around a citation begins and ends."""
    place, after = bisect_right(stops, cited.start), bisect_right(stops, cited.end)
    first = stops[place - 1] if place else 0
    last = stops[after] if after < len(stops) else size
    if last - first < _SHORT:
        first = stops[place - 2] if place > 1 else 0
    return max(first, cited.start - _LONGEST), min(last, cited.end + _LONGEST)


def _matches(entry: Entry, sentence: str, beside: set[str]) -> bool:
    in_force = not entry.articles & _REPEALED
    if in_force and entry.right in beside:
        return False  # the sentence cites both, each for its own part
    if entry.unless and re.search(entry.unless, sentence, re.IGNORECASE):
        return False
    return not entry.said or bool(re.search(entry.said, sentence, re.IGNORECASE))


_REPEALED = _old(32, 61) | {"L6313-10"}
_KNOWN = frozenset[str]().union(*(entry.articles for entry in ENTRIES))
