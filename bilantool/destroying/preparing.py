"""From what was chosen and announced to the orders that carry it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bilantool import keeping
from bilantool.cabinet.vault import Vault
from bilantool.destroying.beyond import Beyond
from bilantool.destroying.choice import Choice, choose
from bilantool.destroying.order import Order, order
from bilantool.destroying.survey import survey
from bilantool.errors import BilantoolError, Refusal
from bilantool.notes.trame import Trame


def reserved(vault: Vault, trame: Trame, choice: Choice, *, history: bool) -> Choice:
    """The choice once what an agreement keeps of it is under another key; raises as `keep`."""
    if not choice.kept:
        return choice
    before = choice.survey
    done = keeping.keep(vault, before.opened, trame, choice.kept, history=history)
    seen = survey(vault, done.opened, trame, before.today)
    goes = tuple(seen.shares[share.classe] for share in choice.goes)
    return replace(choice, survey=seen, goes=goes, kept=())


def orders(choice: Choice, beyond: Sequence[Beyond], *, history: bool) -> tuple[Order, ...]:
    """One order for each class that goes."""
    return tuple(order(choice, share, tuple(beyond), history=history) for share in choice.goes)


def due(vault: Vault, trame: Trame, today: date) -> tuple[list[Choice], list[BilantoolError]]:
    """What is due in the whole cabinet, and why a dossier could not be asked."""
    found, faults = [], []
    for reference in vault.cabinet.references:
        try:
            found.append(choose(survey(vault, vault.open(reference), trame, today), trame))
        except Refusal:
            continue  # nothing of it is due
        except BilantoolError as fault:
            faults.append(fault)
    return found, faults
