"""What commands that change a dossier begin with: the dossier, and a person's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilantool.cli.opening import Opening
from bilantool.errors import UsageFault

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.notes.trame import Trame


def begun(opening: Opening) -> tuple[Vault, Trame]:
    """The cabinet, once what an interrupted command began here is finished."""
    vault = opening.vault()
    trame = opening.trame(vault)
    opening.resume(vault, trame)
    return vault, trame


def ready(opening: Opening, typed: str) -> tuple[Vault, Trame, OpenDossier]:
    """The dossier that is meant, after `begun`."""
    vault, trame = begun(opening)
    return vault, trame, opening.dossier(vault, typed)


def agreed(opening: Opening, question: str, yes: bool, *, asks: bool = True) -> bool:
    """The person's word, or `--yes` where nobody is at the terminal or `asks` is false (`--json`);
    UsageFault without."""
    if yes:
        return True
    if not (asks and opening.console.interactive):
        raise UsageFault(
            "cette commande demande une confirmation et personne n'est au terminal",
            hint="ajoutez --yes",
        )
    word = opening.console.confirm(question, default=False)
    if not word:
        opening.console.say("Rien n'a été changé.")
    return word
