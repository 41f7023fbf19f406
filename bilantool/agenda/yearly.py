"""What a provider states once a year: its activity, and what it entrusted to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bilantool.agenda.item import Case, Item, urgency
from bilantool.agenda.telling import entrusted_on
from bilantool.french import counted, short_date

NOTICE = 45
"""Days ahead of which these are worth a line of the day's screen."""


def items(settings: Mapping[str, Any], cases: Sequence[Case], today: date) -> Iterator[Item]:
    """Nothing for a cabinet whose activity is not declared yet."""
    if not settings.get("nda"):
        return
    # « avant le 30 avril » (R6352-23): on the day before at the latest.
    due = date(today.year, 4, 30) - timedelta(days=1)
    if today > due:
        due = date(today.year + 1, 4, 30) - timedelta(days=1)
    year = due.year - 1
    entrusted = sum(1 for case in cases if (day := entrusted_on(case)) and day.year == year)
    more = ""
    if entrusted:
        bilans = counted(entrusted, "bilan confié", "bilans confiés")
        more = f", avec l'état des sous-traitances ({bilans} en partie à d'autres)"
    yield Item(
        urgency(due, today),
        due,
        None,
        "",
        f"le bilan pédagogique et financier de {year} est à adresser le {short_date(due)} au plus "
        f"tard{more}",
        f"stats --year {year}",
        kind="bpf",
        anchor=str(year),
        notice=NOTICE,
    )
