"""Putting the rules to a bilan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bilantool.bilan import Bilan
from bilantool.findings import Finding
from bilantool.rules.catalogue import RULES
from bilantool.rules.derogations import silenced
from bilantool.rules.rule import Breach, Rule


def judge(bilan: Bilan, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Every finding of the rules that apply to this bilan, in the order of the catalogue.

    A rule applies when it was in force on the day of the bilan that decides, and the notes it
    needs are there. Findings come without their position: the caller knows where in the text a
    key path is.
    """
    return [
        _finding(rule, breach)
        for rule in _applicable(bilan, rules)
        for breach in rule.judge(bilan)
        if not silenced(bilan, breach.note, rule)
    ]


def _applicable(bilan: Bilan, rules: Sequence[Rule]) -> Iterator[Rule]:
    for rule in rules:
        if rule.binds(bilan) and all(name in bilan.notes for name in rule.needs):
            yield rule


def _finding(rule: Rule, breach: Breach) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        note=breach.note,
        path=breach.path,
        message=breach.message,
        hint=breach.hint or rule.remedy,
        article=rule.article,
        certain=rule.certain,
    )
