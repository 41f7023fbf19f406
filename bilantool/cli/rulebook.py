"""How `bilantool rules` shows the rules, and the checks of form beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from bilantool.console import Console
from bilantool.errors import UsageFault
from bilantool.french import long_date
from bilantool.notes.kinds import KINDS
from bilantool.rules.catalogue import REVIEWED_ON, RULES
from bilantool.rules.rule import Rule

CERTAINTY = {
    "verifie": "texte lu",
    "secondaire": "source secondaire",
    "a_confirmer": "à confirmer",
}


def show(console: Console, wanted: str | None, *, as_json: bool) -> None:
    """Every rule on a line, or one explained."""
    chosen = [rule for rule in RULES if wanted is None or rule.id.lower() == wanted.lower()]
    kinds = [kind for kind in KINDS if wanted is None or kind.id.lower() == wanted.lower()]
    if not chosen and not kinds:
        raise UsageFault("cette règle n'existe pas", hint="la liste : bilantool rules")
    if as_json:
        console.object(
            {
                "ok": True,
                "revu_le": REVIEWED_ON.isoformat(),
                "regles": [_object(rule) for rule in chosen],
                "formes": [
                    {"id": kind.id, "titre": kind.title, "explication": kind.explanation}
                    for kind in kinds
                ],
            }
        )
        return
    if wanted is not None:
        for rule in chosen:
            console.say(f"{console.style(rule.id, bold=True)} : {rule.title}")
            console.say(f"  {_source(rule)}")
            console.say(f"\n{rule.explanation}")
        for kind in kinds:
            console.say(f"{console.style(kind.id, bold=True)} : {kind.title}\n\n{kind.explanation}")
        return
    for title, law in (("La loi (ne se déroge pas)", True), ("L'usage (conseils)", False)):
        console.say(console.style(title, bold=True))
        for rule in chosen:
            if rule.law is law:
                console.say(f"  {rule.id}  {rule.title}\n         {_source(rule)}")
        console.say()
    console.say(console.style("La forme des notes", bold=True))
    for kind in kinds:
        console.say(f"  {kind.id}   {kind.title}")
    console.say(
        f"\nRègles relues le {long_date(REVIEWED_ON)}. Une règle en détail : bilantool rules BC101"
    )


def _source(rule: Rule) -> str:
    parts = [rule.article] if rule.article else []
    if rule.since:
        parts.append(f"depuis le {long_date(rule.since)}")
    if rule.until:
        parts.append(f"jusqu'au {long_date(rule.until)}")
    return ", ".join([*parts, CERTAINTY[rule.certainty]])


def _object(rule: Rule) -> dict[str, Any]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "id": rule.id,
        "titre": rule.title,
        "article": rule.article,
        "certitude": rule.certainty,
        "loi": rule.law,
        "depuis": day(rule.since),
        "jusqu_au": day(rule.until),
        "notes": list(rule.needs),
        "explication": rule.explanation,
    }
