"""The rescue sheet at the terminal: offered, written where one says, proven to be at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool.cli.opening import Opening
from bilantool.errors import BilantoolError, KeyFault
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.keys.identity import Identity
    from bilantool.keys.trousseau import Trousseau


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
            write(opening, identity, name, target, root)
        except BilantoolError as fault:
            console.fault(fault)  # the cabinet is made: another path is all that is needed
            continue
        return
    console.say(
        "Fiche de secours à imprimer avant le deuxième dossier : "
        "bilantool backup --fiche FICHIER.pdf"
    )


def write(opening: Opening, identity: Identity, name: str, target: str, root: Path) -> None:
    from bilantool import rescue_sheet

    around = opening.around
    wanted = opening.path(target)
    with opening.outside(opening.trousseau(), wanted.parent, "fiche de secours"):
        path = rescue_sheet.write(wanted, identity, name, around.today, around.epoch, root)
    opening.console.say(
        f"Fiche de secours écrite dans {quoted(path)} : imprimez-la, rangez-la, effacez le fichier"
    )


def acknowledge(
    opening: Opening,
    trousseau: Trousseau,
    identity: Identity,
    references: Sequence[str],
    confirmed: bool,
) -> None:
    """Before the second dossier, the rescue sheet must be in a drawer: three of its words tell."""
    if not references or trousseau.demonstration is not None:
        return
    state = trousseau.state("fiche")
    if state.get("rangee_le"):
        return
    if not confirmed:
        if not opening.console.interactive:
            raise KeyFault(
                "avant le deuxième dossier, la fiche de secours doit être imprimée et rangée",
                hint="bilantool backup --fiche FICHIER.pdf, imprimez-la, rangez-la, puis : "
                "bilantool new --fiche-rangee",
            )
        _ask_three_words(opening, identity)
    trousseau.set_state("fiche", {**state, "rangee_le": opening.around.today.isoformat()})


def _ask_three_words(opening: Opening, identity: Identity) -> None:
    import secrets  # here: it brings hashlib and OpenSSL, which --help does without

    from bilantool.keys import words

    console = opening.console
    console.say("Avant ce deuxième dossier, prenez votre fiche de secours imprimée.")
    console.say("(Pas encore imprimée ? Ctrl-C, puis : bilantool backup --fiche FICHIER.pdf)")
    known = words.to_words(identity.seed)
    for rank in sorted(secrets.SystemRandom().sample(range(len(known)), 3)):
        typed = console.ask(f"Mot n° {rank + 1}", option="--fiche-rangee")
        if words.plain(typed) != words.plain(known[rank]):
            raise KeyFault(
                f"le mot n° {rank + 1} n'est pas celui de la fiche",
                hint="vérifiez la fiche, ou refaites-la : bilantool backup --fiche FICHIER.pdf",
            )
