"""Derogations: a practice set aside, with its reason; never a law.

A note sets a practice aside for itself with an entry `{regle, motif, date}`. An entry
without a reason or a readable date sets nothing aside: its completeness is asked for
elsewhere, and the finding stays until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bilantool.bilan import Bilan, day_of, entries_of
from bilantool.rules.rule import Breach, Rule, practice


def silenced(bilan: Bilan, note: str, rule: Rule) -> bool:
    """Whether this note sets this rule aside."""
    return not rule.law and any(
        entry.get("regle") == rule.id and entry.get("motif") and day_of(entry.get("date"))
        for _, entry in entries_of(bilan.note(note).get("derogations"))
    )


def rules_about(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that judge the derogations themselves, given all the others."""
    legal = frozenset(rule.id for rule in rules if rule.law)
    known = frozenset(rule.id for rule in rules)

    @practice(
        "BP901",
        "Pas de dérogation à la loi",
        needs=(),
        explanation=(
            "Une dérogation fait taire un conseil de pratique. Elle est sans effet sur une règle "
            "de droit, dont le constat demeure."
        ),
        remedy="retirer cette dérogation, et corriger ce que la règle signale",
    )
    def derogation_a_la_loi(bilan: Bilan) -> Iterator[Breach]:
        """An entry that names a rule of law."""
        for note, index, identity in _entries(bilan):
            if identity in legal:
                yield Breach(
                    note,
                    ("derogations", index, "regle"),
                    "cette dérogation vise une règle de droit, et reste sans effet",
                )

    @practice(
        "BP902",
        "Dérogation à une règle connue",
        needs=(),
        explanation="Une dérogation nomme une règle de cette liste, par son identifiant.",
        remedy="reprendre l’identifiant tel que le contrôle l’affiche, par exemple BP102",
    )
    def derogation_inconnue(bilan: Bilan) -> Iterator[Breach]:
        """An entry that names no rule."""
        for note, index, identity in _entries(bilan):
            if identity not in known | {"BP901", "BP902"}:
                yield Breach(
                    note,
                    ("derogations", index, "regle"),
                    "cette dérogation vise une règle inconnue, et reste sans effet",
                )

    return (derogation_a_la_loi, derogation_inconnue)


def _entries(bilan: Bilan) -> Iterator[tuple[str, int, str]]:
    for note in bilan.notes:
        for index, entry in entries_of(bilan.note(note).get("derogations")):
            identity = entry.get("regle")
            if isinstance(identity, str):
                yield note, index, identity
