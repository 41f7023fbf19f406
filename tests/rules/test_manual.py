"""The manual says of every rule what the rule says of itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bilantool.rules.catalogue import REVIEWED_ON, RULES
from bilantool.rules.manual import manual

DOCS = Path(__file__).parents[2] / "docs" / "regles.md"


def test_the_committed_manual_is_the_one_the_rules_make() -> None:
    """docs/regles.md is made anew whenever a rule changes: python -m bilantool.rules.manual."""
    assert DOCS.read_text(encoding="utf-8") == manual(RULES)


def test_every_rule_has_one_anchor_its_source_and_its_remedy() -> None:
    """A finding can point to the place that explains its rule."""
    text = manual(RULES)
    for rule in RULES:
        assert text.count(f'<a id="{rule.anchor}"></a>') == 1
        assert f"(#{rule.anchor})" in text
        assert rule.explanation in text
        assert rule.remedy[1:] in text


def test_the_date_of_the_review_is_said() -> None:
    """The reader knows how old the comparison with the texts is."""
    assert date(2026, 11, 29) == REVIEWED_ON
    assert "le 29\u00a0novembre\u00a02026" in manual(RULES)
    assert "le 1er\u00a0mai\u00a02027" in manual(RULES, date(2027, 5, 1))


def test_a_dated_rule_shows_its_dates() -> None:
    """The ceiling of the CPF is said to hold from its day on."""
    cap = next(rule for rule in RULES if rule.id == "BC223")
    assert "depuis le 26\u00a0février\u00a02026" in manual([cap])
