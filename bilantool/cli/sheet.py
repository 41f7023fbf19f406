"""The rescue sheet at the terminal: offered, written where one says, proven to be at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cli.opening import Opening, dropped
from bilantool.errors import BilantoolError
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.keys.identity import Identity
    from bilantool.keys.trousseau import Trousseau

NAME = "fiche-de-secours.pdf"
WRITE = f"bilantool backup --fiche ~/{NAME}"
"""Typed as it stands: a file of one's own folder, outside of every cabinet."""

TRIES = 3

_STATE = "fiche"
_ANNOUNCED = (
    "Quand vous ouvrirez un deuxième dossier, trois de ses mots vous seront demandés, pour être "
    "sûr qu'elle est bien là ; vous pourrez toujours répondre plus tard."
)


def offer(opening: Opening, identity: Identity, name: str, target: str, root: Path) -> None:
    """Write the sheet where the person wants it, or say how to get it later."""
    console = opening.console
    if target:
        write(opening, identity, name, target, root)
        return
    if console.interactive:
        console.say(
            "\nIl reste à imprimer la fiche de secours : ses 24 mots, avec une sauvegarde, "
            "rouvrent tout si l'ordinateur est perdu ou la phrase de passe oubliée."
        )
    while console.interactive:
        target = console.ask(
            "L'écrire dans quel fichier PDF, hors du cabinet (Entrée : plus tard)",
            option="--fiche",
        )
        if not target:
            break
        try:
            write(opening, identity, name, dropped(target), root)
        except BilantoolError as fault:
            console.fault(fault)  # the cabinet is made: another path is all that is needed
            continue
        return
    console.say(f"Fiche de secours, à imprimer dès que possible : {WRITE}")
    if console.interactive:
        console.say(_ANNOUNCED)


def write(opening: Opening, identity: Identity, name: str, target: str, root: Path) -> None:
    from bilantool import rescue_sheet

    around = opening.around
    wanted = opening.path(target)
    if wanted.is_dir():
        wanted /= NAME
    elif wanted.suffix.lower() != ".pdf":
        wanted = wanted.with_name(f"{wanted.name}.pdf")
    with opening.outside(opening.trousseau(), wanted.parent, "fiche de secours"):
        path = rescue_sheet.write(wanted, identity, name, around.today, around.epoch, root)
    console = opening.console
    console.say(
        f"Fiche de secours écrite dans {quoted(path)} : imprimez-la, rangez-la, effacez le fichier"
    )
    if console.interactive and not kept(opening.trousseau()):
        console.say(_ANNOUNCED)


def recall(
    opening: Opening, vault: Vault, *, first: bool, confirmed: bool, asks: bool = True
) -> None:
    """Once a dossier is open: recall the sheet, and at a terminal see whether it is at hand, where
    the command `asks` anything.

    Nothing waits for it: whoever is with somebody answers nothing, and is asked another time.
    """
    trousseau, console = vault.trousseau, opening.console
    asks = asks and console.interactive
    if kept(trousseau):
        return
    if confirmed:
        noted(opening, trousseau)
    elif first and asks:
        console.note(
            "trois mots de la fiche de secours vous seront demandés au prochain dossier ; pour "
            f"l'imprimer : {WRITE}"
        )
    elif not asks:
        console.note(f"la fiche de secours, une fois imprimée, rouvre tout : {WRITE}")
    elif _at_hand(console, vault.identity):
        noted(opening, trousseau)
        console.say("C'est bien elle : cette question ne reviendra pas.")
    else:
        console.note(f"ce sera pour une autre fois ; pour la refaire : {WRITE}")


def kept(trousseau: Trousseau) -> bool:
    """Whether the sheet was said to be put away, or none is needed: the keys are public."""
    return trousseau.demonstration is not None or bool(trousseau.state(_STATE).get("rangee_le"))


def noted(opening: Opening, trousseau: Trousseau) -> None:
    """Remember that the sheet is at hand."""
    day = opening.around.today.isoformat()
    trousseau.set_state(_STATE, {**trousseau.state(_STATE), "rangee_le": day})


def _at_hand(console: Console, identity: Identity) -> bool:
    """Whether three words of the sheet are copied from it; an empty answer leaves it for later."""
    import secrets  # here: it brings hashlib and OpenSSL, which --help does without

    from bilantool.keys import words

    console.say(
        "Votre fiche de secours est-elle imprimée et rangée ? Recopiez-en trois mots, ou appuyez "
        "sur Entrée pour le faire un autre jour."
    )
    known = words.to_words(identity.seed)
    for rank in sorted(secrets.SystemRandom().sample(range(len(known)), 3)):
        for _ in range(TRIES):
            typed = console.ask(f"Mot n° {rank + 1} (Entrée : plus tard)", option="--fiche-rangee")
            if not typed or words.plain(typed) == words.plain(known[rank]):
                break
            console.note(f"ce n'est pas le mot n° {rank + 1} de la fiche")
        else:
            return False
        if not typed:
            return False
    return True
