"""`fill cabinet`: what documents say of the cabinet, by questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilantool.cli import filling
from bilantool.cli.changing import begun
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.cli.asking import Asker
    from bilantool.cli.opening import Opening
    from bilantool.findings import KeyPath
    from bilantool.interview import Interview
    from bilantool.notes.trame import Trame

COMMAND = "bilantool fill cabinet"


def fill(opening: Opening, part: str, *, plain: bool, every: bool, history: bool) -> None:
    """Ask what has no answer; what has one too where it is `every` question, or those of the one
    `part` that is named."""
    within = (_part(part),) if part else ()
    vault, trame = begun(opening)
    asker = filling.way_to_ask(opening, plain=plain)
    ask(opening, vault, trame, asker, every=every or bool(within), within=within, history=history)


def _part(typed: str) -> str:
    """The field of cabinet.yaml that a word means; UsageFault where none does."""
    from bilantool.cabinet.settings import schema
    from bilantool.notes.choosing import chosen
    from bilantool.notes.schema import fields

    titles = {key: str(field["title"]) for key, field in fields(schema())}
    unknown = "le cabinet n'a pas de partie de ce nom"
    return chosen(typed, titles, "partie", labels=titles, unknown=unknown)


def ask(
    opening: Opening,
    vault: Vault,
    trame: Trame,
    asker: Asker,
    *,
    every: bool,
    history: bool,
    within: KeyPath = (),
) -> bool:
    """The interview, from its first question to what it leaves; whether all was asked."""
    from bilantool.cabinet import acceptance
    from bilantool.interview import Interview
    from bilantool.interview.settings import SettingsPage, dossiers_of, holding
    from bilantool.storage.signals import unwinding

    console = opening.console
    if vault.cabinet.demonstration:
        console.note("démonstration : les clés sont publiques, n'écrivez rien de vrai")
    foreign = acceptance.changes(vault.cabinet, vault.trousseau)
    with holding(vault.cabinet), unwinding():
        page = SettingsPage(
            vault, history=history, named_in=lambda who: dossiers_of(vault, trame, who)
        )
        talk = Interview(page, today=opening.around.today, every=every, within=within)
        finished = interrupted = False
        try:
            finished = filling.converse(console, talk, asker, page.spec.title)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            answers = talk.leave()
            if page.written:
                opening.settings_changed(vault, trame, foreign)
    again = " ".join([COMMAND, *map(str, within)]) + asker.option
    _report(opening, vault, talk, answers, again, finished=finished)
    if interrupted:
        raise KeyboardInterrupt
    return finished


def _report(
    opening: Opening, vault: Vault, talk: Interview, answers: int, again: str, *, finished: bool
) -> None:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.settings import SETTINGS
    from bilantool.cli import showing

    console = opening.console
    filling.kept(console, talk, SETTINGS, answers)
    if not finished:
        console.say(f"Pour reprendre : {again}")
        return
    showing.settings(console, Cabinet.at(vault.cabinet.root))
    if talk.unanswered:
        left = counted(talk.unanswered, "question reste", "questions restent")
        console.say(f"  {left} sans réponse, que rien n'exige : {COMMAND} les repose")
    console.say(f"Pour corriger une réponse : {COMMAND} --all, ou une partie : {COMMAND} adresse")
