"""The manual of the rules, made from the rules themselves.

`python -m bilantool.rules.manual docs/regles.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bilantool import french
from bilantool.rules.catalogue import REVIEWED_ON, RULES
from bilantool.rules.rule import Certainty, Rule

CERTAINTIES = {
    Certainty.VERIFIE: "vérifiée (le texte a été lu)",
    Certainty.SECONDAIRE: "secondaire (connue par une source autre que le texte)",
    Certainty.A_CONFIRMER: "à confirmer (signalée, sans bloquer aucun document)",
}

INTRODUCTION = """\
# Les règles

<!-- Fichier produit par bilantool.rules.manual : corriger les règles, non ce fichier. -->

Ce que `bilantool check` vérifie dans un dossier, au-delà de la forme des notes et des champs
manquants. Les règles ont été comparées aux textes le {reviewed}.

- Une règle **BC** repose sur un article : son constat est *invalide*, et bloque les documents
  qui ont besoin de la note, sauf si sa source est encore *à confirmer*.
- Une règle **BP** est un usage de la profession : son constat est un *conseil*, et ne bloque
  rien. Quand elle cite un article, c’est celui que l’usage sert.
- Un dossier est jugé par les règles en vigueur à sa propre date, celle de la première séance
  tenue ; avant elle, celle du jour.
- Une séance est *tenue* quand son état le dit et qu’une preuve l’établit.
- Une note peut écarter un conseil, avec sa raison et sa date ; elle n’écarte jamais une règle
  BC :

  ```yaml
  derogations:
    - regle: BP102
      motif: Enquête impossible avant la fin du congé de reclassement.
      date: 2026-06-12
  ```

Les articles sans autre mention sont ceux du code du travail. Ils sont résumés, non cités.
"""


def manual(rules: Sequence[Rule], reviewed_on: date = REVIEWED_ON) -> str:
    """The manual in Markdown: an introduction, a table, then one anchored section per rule."""
    table = ["| Règle | Objet | Source | Certitude |", "|---|---|---|---|"]
    table += [
        f"| [{rule.id}](#{rule.anchor}) | {rule.title} | {rule.article or 'usage'} "
        f"| {_short(rule)} |"
        for rule in rules
    ]
    parts = [INTRODUCTION.format(reviewed=french.long_date(reviewed_on)), "\n".join(table) + "\n"]
    return "\n".join([*parts, *(_section(rule) for rule in rules)])


def _section(rule: Rule) -> str:
    facts = {
        "Nature": "loi" if rule.law else "conseil",
        "Source": rule.article or "usage de la profession",
        "Certitude": CERTAINTIES[rule.certainty] if rule.article else "",
        "En vigueur": _force(rule),
    }
    listed = "\n".join(f"- {name} : {fact}" for name, fact in facts.items() if fact)
    return (
        f'<a id="{rule.anchor}"></a>\n\n## {rule.id} · {rule.title}\n\n{listed}\n\n'
        f"{rule.explanation}\n\n"
        f"**Que faire.** {rule.remedy[0].upper()}{rule.remedy[1:]}.\n"
    )


def _short(rule: Rule) -> str:
    # A usage without an article has no text to be sure of.
    return CERTAINTIES[rule.certainty].partition(" (")[0] if rule.article else "—"


def _force(rule: Rule) -> str:
    what = f"pour {rule.dated_by.what}"
    if rule.since and rule.until:
        first, last = french.long_date(rule.since), french.long_date(rule.until)
        return f"{what} du {first} au {last}"
    if rule.since:
        return f"{what} depuis le {french.long_date(rule.since)}"
    if rule.until:
        return f"{what} jusqu’au {french.long_date(rule.until)}"
    return "sans limite de date"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(RULES), encoding="utf-8", newline="\n")
